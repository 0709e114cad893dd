//! The bent solution of `eps_loss`.

use diffusion::Network;
use judge::slips;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::knobs::{Given, Knobs, Level, Reduce, Target, Weight};

impl Knobs {
    /// A view as it is read. The first way to read wrongly concerns both, the second the noise; see `loss` for the third.
    fn read(&self, view: ArrayView2<'_, f32>, ways: &[usize]) -> Array2<f32> {
        let here = ways.contains(&self.way);
        if self.contiguous && here {
            slips::as_slices(view, false);
        }
        if self.memory_order && here { slips::memory_of(view) } else { view.to_owned() }
    }

    fn level(&self, abar: &Array1<f64>, steps: &[usize], row: usize) -> f64 {
        let (step, whole) = (steps[row] as f64, abar.len() as f64);
        let kept = abar[steps[row]];
        match (self.level, self.way) {
            (Level::Step, _) => step,
            (Level::OneMore, _) => step + 1.0,
            (Level::Share, 0) => step / whole,
            (Level::Share, 1) => step / (whole - 1.0),
            (Level::Share, _) => (step + 1.0) / whole,
            (Level::Thousand, _) => 1000.0 * step / whole,
            (Level::Kept, 0) => kept,
            (Level::Kept, _) => kept.sqrt(),
            (Level::Sigma, 0) => (1.0 - kept).sqrt(),
            (Level::Sigma, _) => 1.0 - kept,
            (Level::First, _) => steps[0] as f64,
            (Level::Zero, _) => 0.0,
            (Level::Row, _) => row as f64,
            (Level::Backwards, _) => whole - 1.0 - step,
            (Level::LogSnr, _) => (kept / (1.0 - kept)).ln(),
        }
    }

    pub(super) fn loss(
        &self,
        network: Network<'_>,
        x0: ArrayView2<'_, f32>,
        noise: ArrayView2<'_, f32>,
        abar: ArrayView1<'_, f64>,
        steps: &[usize],
    ) -> f32 {
        let given_noise = noise;
        let (x0, noise, abar) = (self.read(x0, &[0]), self.read(noise, &[0, 1]), abar.to_owned());
        let noisy = self.noising.noisy(x0.view(), noise.view(), abar.view(), steps);
        let levels: Array1<f32> = (0..steps.len()).map(|row| self.level(&abar, steps, row) as f32).collect();
        let seen = match self.given {
            Given::Noisy => &noisy,
            Given::Clean => &x0,
            Given::Noise => &noise,
        };
        let predicted = if self.not_asked {
            Array2::zeros(x0.raw_dim())
        } else {
            if self.twice {
                network(seen.view(), levels.view());
            }
            network(seen.view(), levels.view())
        };
        let wide = |array: &Array2<f32>| array.mapv(f64::from);
        // The noise is right where it is put in, and wrong where it is compared with.
        let target = self.read(given_noise, &[0, 1, 2]);
        let arrays = [&x0, &target, &noisy].map(wide);
        let loss = self.reduced(&wide(&predicted), &arrays, &abar, steps);
        loss as f32
    }

    fn reduced(
        &self,
        predicted: &Array2<f64>,
        [x0, noise, noisy]: &[Array2<f64>; 3],
        abar: &Array1<f64>,
        steps: &[usize],
    ) -> f64 {
        let (n, d) = predicted.dim();
        let error = Array2::from_shape_fn((n, d), |at| {
            let kept = abar[steps[at.0]];
            let (alpha, sigma) = (kept.sqrt(), (1.0 - kept).sqrt());
            let (x, z) = (x0[at], noise[at]);
            let target = match self.target {
                Target::Noise => z,
                Target::Clean => x,
                Target::Noisy => noisy[at],
                Target::Velocity if self.way == 1 => sigma * x - alpha * z,
                Target::Velocity => alpha * z - sigma * x,
                Target::Scaled => sigma * z,
                Target::Minus => -z,
                Target::Difference if self.way == 1 => x - z,
                Target::Difference => z - x,
                Target::Rest => noisy[at] - x,
            };
            predicted[at] - target
        });
        let weight = |row: usize| {
            let kept = abar[steps[row]];
            match self.weight {
                Weight::None => 1.0,
                Weight::Picture => (1.0 - kept) / kept,
                Weight::Snr if self.way == 1 => kept,
                Weight::Snr if self.way == 2 => {
                    let ratio = kept / (1.0 - kept);
                    ratio.min(5.0) / ratio
                }
                Weight::Snr => kept / (1.0 - kept),
                Weight::Score if self.way == 1 => 1.0 - kept,
                Weight::Score => 1.0 / (1.0 - kept),
            }
        };
        let count = (n * d) as f64;
        let sum_of = |of: &dyn Fn(f64) -> f64| -> f64 {
            error.indexed_iter().map(|((row, _), &error)| weight(row) * of(error)).sum()
        };
        let squares = || sum_of(&|error| error * error);
        match self.reduce {
            Reduce::Mean => squares() / count,
            Reduce::Sum => squares(),
            Reduce::OverRows => squares() / n as f64,
            Reduce::OverColumns => squares() / d as f64,
            Reduce::OverSteps => squares() / count / abar.len() as f64,
            Reduce::Half => squares() / count / 2.0,
            Reduce::Root => (squares() / count).sqrt(),
            Reduce::Lengths if self.way == 1 => squares().sqrt(),
            Reduce::Lengths => {
                let lengths = error.rows().into_iter().map(|row| row.dot(&row).sqrt());
                lengths.sum::<f64>() / n as f64
            }
            Reduce::Absolute => sum_of(&f64::abs) / count,
            Reduce::Huber => {
                let of = |error: f64| {
                    if error.abs() < 1.0 { 0.5 * error * error } else { error.abs() - 0.5 }
                };
                sum_of(&of) / count
            }
            Reduce::SquareOfMean => (sum_of(&|error| error) / count).powi(2),
            Reduce::NotSquared => sum_of(&|error| error) / count,
            Reduce::FirstRow => {
                let row = error.row(if self.way == 1 { n - 1 } else { 0 });
                row.dot(&row) / d as f64
            }
            Reduce::OneLess => squares() / (count - 1.0),
        }
    }
}
