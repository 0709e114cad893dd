//! The bent solution of `q_sample`.

use judge::slips;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Zip};

use super::Input;
use super::knobs::{Factors, Knobs, Noise, Step};

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array2<f32> {
        let (x0, noise) = (input.x0.held(), input.noise.held());
        input.abar.lent(|abar| self.noisy(x0.view(), noise.view(), abar, &input.steps))
    }

    fn read(&self, view: ArrayView2<'_, f32>, way: usize) -> Array2<f32> {
        // All views, the first alone, the second alone.
        let here = self.way == 0 || self.way == way;
        if self.contiguous && here {
            slips::as_slices(view, false);
        }
        if self.memory_order && here { slips::memory_of(view) } else { view.to_owned() }
    }

    /// ᾱ as it is looked up, and how a step is found in it.
    fn levels(&self, abar: ArrayView1<'_, f64>) -> Array1<f64> {
        if self.slice {
            abar.as_slice().unwrap();
        }
        let mut left = 1.0;
        let mut cumulated = |factor: f64| {
            left *= factor;
            left
        };
        match self.step {
            Step::Again => abar.iter().copied().map(cumulated).collect(),
            Step::ForBetas => abar.iter().map(|beta| cumulated(1.0 - beta)).collect(),
            _ => abar.iter().copied().collect(),
        }
    }

    /// ᾱ of a step, and of the step before.
    fn at(&self, abar: &Array1<f64>, row: usize, step: usize, one: usize) -> (f64, f64) {
        let last = abar.len() - 1;
        let step = match (self.step, self.way) {
            (Step::One, _) => one,
            (Step::Row, _) => row % abar.len(),
            (Step::Backwards, _) => last - step,
            (Step::Early, 0) if step == 0 => return (1.0, 1.0),
            (Step::Early, 1) => step.saturating_sub(1),
            (Step::Early, 2) if step == 0 => last,
            (Step::Early, _) => step - 1,
            (Step::Late, 0) => step + 1,
            (Step::Late, 1) => (step + 1).min(last),
            (Step::Late, _) => (step + 1) % abar.len(),
            _ => step,
        };
        (abar[step], if step == 0 { 1.0 } else { abar[step - 1] })
    }

    fn factors(&self, (left, before): (f64, f64)) -> (f64, f64) {
        if self.single && self.way == 1 {
            let alpha = left.sqrt() as f32;
            return (f64::from(alpha), f64::from((1.0 - alpha * alpha).sqrt()));
        }
        if self.single {
            let left = left as f32;
            return (f64::from(left.sqrt()), f64::from((1.0 - left).sqrt()));
        }
        let (alpha, sigma) = (left.sqrt(), (1.0 - left).sqrt());
        let own = if before > 0.0 { left / before } else { 0.0 };
        match self.factors {
            Factors::Right => (alpha, sigma),
            Factors::NoRoots => (left, 1.0 - left),
            Factors::RootOnSignal => (alpha, 1.0 - left),
            Factors::RootOnNoise => (left, sigma),
            Factors::Swapped => (sigma, alpha),
            Factors::PerStep => (own.sqrt(), (1.0 - own).sqrt()),
            Factors::OwnBeta => (alpha, (1.0 - own).sqrt()),
            Factors::TakenForAlpha => (left, (1.0 - left * left).sqrt()),
            Factors::SumToOne => (alpha, 1.0 - alpha),
            Factors::NotShrunk => (1.0, sigma),
            Factors::WholeNoise => (alpha, 1.0),
            Factors::Minus => (alpha, -sigma),
            Factors::NoNoise => (alpha, 0.0),
        }
    }

    pub(crate) fn noisy(
        &self,
        x0: ArrayView2<'_, f32>,
        noise: ArrayView2<'_, f32>,
        abar: ArrayView1<'_, f64>,
        steps: &[usize],
    ) -> Array2<f32> {
        let (given, noise_given) = (x0, noise);
        let (x0, noise) = (self.read(x0, 1), self.read(noise, 2));
        let abar = self.levels(abar);
        let one = if self.way == 1 { steps[steps.len() - 1] } else { steps[0] };
        let factors: Vec<(f64, f64)> = steps
            .iter()
            .enumerate()
            .map(|(row, &step)| self.factors(self.at(&abar, row, step, one)))
            .collect();
        if self.counted {
            let (mut count, d) = (0, x0.ncols());
            let mut out = Array2::zeros(x0.dim());
            Zip::from(&mut out).and(given).and(noise_given).for_each(|out, &x, &z| {
                let (alpha, sigma) = factors[count / d];
                count += 1;
                *out = (alpha * f64::from(x) + sigma * f64::from(z)) as f32;
            });
            return out;
        }
        if self.step == Step::Columns {
            let alpha: Array1<f32> = factors.iter().map(|&(alpha, _)| alpha as f32).collect();
            let sigma: Array1<f32> = factors.iter().map(|&(_, sigma)| sigma as f32).collect();
            return if self.way == 1 { x0 * alpha + noise * sigma } else { alpha * x0 + sigma * noise };
        }
        Array2::from_shape_fn(x0.dim(), |(row, c)| {
            let (alpha, sigma) = factors[row];
            let z = match self.noise {
                Noise::Own => noise[[row, c]],
                Noise::FirstRow => noise[[0, c]],
                Noise::FirstNumber => noise[[row, 0]],
            };
            let out = if self.double {
                (alpha * f64::from(x0[[row, c]]) + sigma * f64::from(z)) as f32
            } else {
                alpha as f32 * x0[[row, c]] + sigma as f32 * z
            };
            if self.clamped { out.clamp(-1.0, 1.0) } else { out }
        })
    }
}
