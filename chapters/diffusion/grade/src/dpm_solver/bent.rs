//! The bent solution of `dpm_solver`.

use diffusion::{Level, Network};
use judge::slips::memory_of;
use ndarray::{Array1, Array2, ArrayView2};

use super::knobs::{All, Knobs, Only, Order, Step};

/// What a step reads.
struct Rows {
    x: Array2<f64>,
    x0: Array2<f64>,
    before: Option<Array2<f64>>,
}

fn half_log_snr(level: Level) -> f64 {
    (level.alpha / level.sigma).ln()
}

impl Knobs {
    /// The same without mistakes of steps, where they are in another function.
    fn within(self, function: Only) -> Knobs {
        if self.only == Only::All || self.only == function {
            self
        } else {
            Knobs { step: Step::Right, order: Order::Right, contiguous: false, memory_order: false, ..self }
        }
    }

    /// A view as it is read.
    fn read(self, view: ArrayView2<'_, f32>, number: usize) -> Array2<f64> {
        // The first view alone, or the second.
        let here = number == usize::from(self.second);
        if self.contiguous && here {
            assert!(view.as_slice().is_some(), "called `Option::unwrap()` on a `None` value");
        }
        if self.memory_order && here { memory_of(view).mapv(f64::from) } else { view.mapv(f64::from) }
    }

    fn lambda(self, level: Level) -> f64 {
        match self.step {
            Step::SquaredLambda => 2.0 * half_log_snr(level),
            Step::Log10 => (level.alpha / level.sigma).log10(),
            Step::Log2 => (level.alpha / level.sigma).log2(),
            Step::LambdaOfSigma | Step::AlphaOfOne => -level.sigma.ln(),
            Step::DifferenceOfSigma => -level.sigma,
            // The second way to take the second order to 0 is a guard against the division.
            _ if self.all == All::SecondAtZero && self.second => (level.alpha / level.sigma.max(1e-8)).ln(),
            _ => half_log_snr(level),
        }
    }

    /// A step with what stands for x̂₀.
    fn step(self, rows: &Rows, [previous, from, to]: [Level; 3]) -> Array2<f64> {
        let h = self.lambda(to) - self.lambda(from);
        let h_before = self.lambda(from) - self.lambda(previous);
        let (x, x0) = (&rows.x, &rows.x0);
        let mut ahead = x0.clone();
        let mut own = h;
        if let Some(before) = &rows.before {
            let r = h_before / h;
            let d = x0 - before;
            match self.order {
                Order::Right => ahead += &(&d / (2.0 * r)),
                // The second way: where h is infinite there is a branch, and it is right.
                Order::NoRatio if self.second && h_before.is_infinite() => {}
                Order::NoRatio => ahead += &(&d / 2.0),
                Order::TimesRatio => ahead += &(&d * (r / 2.0)),
                Order::NoHalf => ahead += &(&d / r),
                Order::Minus => ahead -= &(&d / (2.0 * r)),
                Order::PreviousH => {
                    own = h_before;
                    ahead += &(&d / (2.0 * r));
                }
                Order::Taylor => {
                    let phi = (-h).exp_m1();
                    ahead -= &(&d * ((phi / h + 1.0) / (phi * r)));
                }
                Order::Ignored => {}
                Order::Swapped => ahead = before - &(&d / (2.0 * r)),
                Order::RatioOfSigmas => {
                    let r = (previous.sigma - from.sigma) / (from.sigma - to.sigma);
                    ahead += &(&d / (2.0 * r));
                }
                Order::BeforeMissing => ahead += &(x0 / (2.0 * r)),
                Order::Mean => ahead = (x0 + before) / 2.0,
            }
        }
        let keep = to.sigma / from.sigma;
        let gone = (-own).exp_m1();
        match self.step {
            Step::Growing => x * keep - ahead * (to.alpha * own.exp_m1()),
            Step::AlphaOfStart => x * keep - ahead * (from.alpha * gone),
            Step::AlphaMissing | Step::AlphaOfOne => x * keep - ahead * gone,
            Step::AlphaRatio => x * (to.alpha / from.alpha) - ahead * (to.alpha * gone),
            Step::NoMinusOne => x * keep - ahead * (to.alpha * (-own).exp()),
            Step::MinusOneOutside => x * keep - ahead * (to.alpha * (-own).exp() - 1.0),
            Step::Plus => x * keep + ahead * (to.alpha * gone),
            Step::KeepsAll => x - &(ahead * (to.alpha * gone)),
            Step::RatioInverted => x / keep - ahead * (to.alpha * gone),
            Step::AsNoise => x * (to.alpha / from.alpha) - ahead * (to.sigma * own.exp_m1()),
            Step::ThroughNoise => {
                let noise = (x - &(ahead * from.alpha)) / from.sigma;
                x * (to.alpha / from.alpha) - noise * (to.sigma * own.exp_m1())
            }
            Step::RowMissing => ahead * (-to.alpha * gone),
            _ => x * keep - ahead * (to.alpha * gone),
        }
    }

    pub(super) fn first(
        self,
        x: ArrayView2<'_, f32>,
        x0: ArrayView2<'_, f32>,
        from: Level,
        to: Level,
    ) -> Array2<f32> {
        let knobs = self.within(Only::First);
        let rows = Rows { x: knobs.read(x, 0), x0: knobs.read(x0, 1), before: None };
        knobs.step(&rows, [from, from, to]).mapv(|x| x as f32)
    }

    pub(super) fn second(
        self,
        x: ArrayView2<'_, f32>,
        x0: ArrayView2<'_, f32>,
        before: ArrayView2<'_, f32>,
        levels: [Level; 3],
    ) -> Array2<f32> {
        let knobs = self.within(Only::Second);
        let before = Some(knobs.read(before, 2));
        let rows = Rows { x: knobs.read(x, 0), x0: knobs.read(x0, 1), before };
        knobs.step(&rows, levels).mapv(|x| x as f32)
    }

    pub(super) fn sample(
        self,
        denoiser: Network<'_>,
        x: ArrayView2<'_, f32>,
        levels: &[Level],
    ) -> Array2<f32> {
        let knobs = self.within(Only::Sample);
        let mut x = knobs.read(x, 0);
        let mut levels = levels.to_vec();
        match self.all {
            All::LastMissing => drop(levels.pop()),
            All::FirstMissing => drop(levels.remove(0)),
            All::OneStep => levels = vec![levels[0], levels[levels.len() - 1]],
            _ => {}
        }
        let ask = |x: &Array2<f64>, told: f64| {
            let rows = if self.all == All::OneLevel { 1 } else { x.nrows() };
            let told = Array1::from_elem(rows, told as f32);
            denoiser(x.mapv(|x| x as f32).view(), told.view()).mapv(f64::from)
        };
        let mut kept: Option<(Array2<f64>, Array2<f64>)> = None;
        for i in 1..levels.len() {
            let (from, to) = (levels[i - 1], levels[i]);
            let told = match self.all {
                All::ToldNext => to.sigma,
                All::ToldAlpha => from.alpha,
                All::ToldLambda => half_log_snr(from),
                All::ToldRatio => from.sigma / from.alpha,
                All::ToldPlace => (i - 1) as f64,
                _ => from.sigma,
            };
            let mut x0 = ask(&x, told);
            if self.all == All::OutputAsNoise {
                x0 = (&x - &(x0 * from.sigma)) / from.alpha;
            }
            let previous = match self.all {
                All::FirstLevelBefore => levels[0],
                All::OwnLevelBefore => from,
                _ => levels[i.saturating_sub(2)],
            };
            let last = i + 1 == levels.len();
            let second = match self.all {
                All::SecondAtZero => true,
                All::NeverSecond => false,
                All::SecondLate => i > 2 && to.sigma > 0.0,
                All::LastFirst => !last,
                _ => to.sigma > 0.0,
            };
            let before = kept.as_ref().filter(|_| second).map(|(x, before)| {
                if self.all == All::AsksAnew { ask(x, previous.sigma) } else { before.clone() }
            });
            let rows = Rows { x: x.clone(), x0: x0.clone(), before };
            let next = knobs.step(&rows, [previous, from, to]);
            if self.all != All::Stuck || kept.is_none() {
                let keeps = if self.all == All::KeepsRow { x.clone() } else { x0.clone() };
                kept = Some((x, keeps));
            }
            x = next;
            if last && self.all == All::ReturnsDenoised {
                x = x0;
            } else if last && self.all == All::AsksAtEnd {
                drop(ask(&x, to.sigma));
            }
        }
        x.mapv(|x| x as f32)
    }
}
