//! The bent solution of `heun`.

use diffusion::Network;
use judge::slips::memory_of;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::knobs::{Knobs, Length, Only, Second, Slope, Steps, Told};
use super::multistep::multistep;

/// A step: its two levels, its number, and the first level of all.
#[derive(Clone, Copy)]
struct Step {
    from: f64,
    to: f64,
    at: usize,
    first: f64,
}

impl Knobs {
    pub(super) fn euler(
        &self,
        denoiser: Network<'_>,
        x: ArrayView2<'_, f32>,
        sigmas: ArrayView1<'_, f32>,
    ) -> Array2<f32> {
        let knobs = if self.only == Only::Heun { Knobs::default() } else { *self };
        knobs.solve(denoiser, x, sigmas, false)
    }

    pub(super) fn heun(
        &self,
        denoiser: Network<'_>,
        x: ArrayView2<'_, f32>,
        sigmas: ArrayView1<'_, f32>,
    ) -> Array2<f32> {
        let knobs = if self.only == Only::Euler { Knobs::default() } else { *self };
        knobs.solve(denoiser, x, sigmas, true)
    }

    /// What the denoiser says at a level.
    fn denoised(&self, denoiser: Network<'_>, x: &Array2<f64>, told: f64) -> Array2<f64> {
        let rows = if self.told == Told::OneLevel { 1 } else { x.nrows() };
        let sigmas = Array1::from_elem(rows, told as f32);
        denoiser(x.mapv(|x| x as f32).view(), sigmas.view()).mapv(f64::from)
    }

    /// As it is kept.
    fn kept(&self, numbers: Array2<f64>) -> Array2<f64> {
        if self.single { numbers.mapv(|x| f64::from(x as f32)) } else { numbers }
    }

    /// x and so much of a slope.
    fn add(&self, x: &Array2<f64>, slope: &Array2<f64>, length: f64) -> Array2<f64> {
        self.kept(x + &self.kept(slope * length))
    }

    fn slope(&self, x: &Array2<f64>, denoised: &Array2<f64>, sigma: f64, to: f64) -> Array2<f64> {
        let noise = self.kept(x - denoised);
        let slope = match self.slope {
            Slope::Right => noise / sigma,
            Slope::Negated => -noise / sigma,
            Slope::NotDivided => noise,
            Slope::DividedByNext => noise / to,
            Slope::DividedBySquare => noise / (sigma * sigma),
            Slope::Denoised => denoised.clone(),
            Slope::WithoutDenoiser => x / sigma,
            Slope::Score => -noise / (sigma * sigma),
        };
        self.kept(slope)
    }

    fn solve(
        &self,
        denoiser: Network<'_>,
        x: ArrayView2<'_, f32>,
        sigmas: ArrayView1<'_, f32>,
        heun: bool,
    ) -> Array2<f32> {
        if self.contiguous {
            let whole = if self.second { sigmas.as_slice().is_some() } else { x.as_slice().is_some() };
            assert!(whole, "called `Option::unwrap()` on a `None` value");
        }
        let mut x = if self.memory_order { memory_of(x) } else { x.to_owned() }.mapv(f64::from);
        let mut levels: Vec<f64> = sigmas.iter().map(|&sigma| f64::from(sigma)).collect();
        match self.steps {
            Steps::LastMissing => drop(levels.pop()),
            Steps::NeverToZero => levels.retain(|&level| level > 0.0),
            Steps::FirstMissing => drop(levels.remove(0)),
            Steps::LastAlone => levels = vec![levels[0], levels[levels.len() - 1]],
            Steps::Backwards => levels.reverse(),
            _ => {}
        }
        if heun && self.corrected == Second::Before {
            return multistep(denoiser, x, &levels);
        }
        let count = levels.len().max(1) - 1;
        for at in 0..count {
            let step = Step { from: levels[at], to: levels[at + 1], at, first: levels[0] };
            x = self.step(denoiser, &x, step, heun, at + 1 == count, levels[1] - levels[0]);
        }
        if self.steps == Steps::ReturnsDenoised && count > 0 {
            x = self.denoised(denoiser, &x, levels[count]);
        }
        x.mapv(|x| x as f32)
    }

    fn step(
        &self,
        denoiser: Network<'_>,
        x: &Array2<f64>,
        Step { from, to, at, first }: Step,
        heun: bool,
        last: bool,
        first_length: f64,
    ) -> Array2<f64> {
        let told = match self.told {
            Told::Right | Told::OneLevel => from,
            Told::Next => to,
            Told::First => first,
            Told::Log => from.ln(),
            Told::Place => at as f64,
        };
        let length = match self.length {
            Length::Right => to - from,
            Length::Whole => -from,
            Length::Next => to,
            Length::First => first_length,
        };
        let denoised = self.denoised(denoiser, x, told);
        let slope = self.slope(x, &denoised, from, to);
        let trial = self.add(x, &slope, length);
        let plain = !heun
            || match self.steps {
                Steps::SecondAtZero => false,
                Steps::LastPlain => last || to == 0.0,
                Steps::FirstPlain => at == 0 || to == 0.0,
                _ => to == 0.0,
            };
        if plain && heun && to == 0.0 && self.steps == Steps::HalfLast {
            return self.add(x, &slope, length / 2.0);
        }
        if plain {
            if heun && to == 0.0 && self.asks_at_end {
                drop(self.denoised(denoiser, &trial, to));
            }
            return trial;
        }
        let told = match self.told {
            Told::Right | Told::OneLevel | Told::Next => to,
            Told::First => first,
            Told::Log => to.ln(),
            Told::Place => at as f64 + 1.0,
        };
        let ask = |x: &Array2<f64>, told: f64| self.denoised(denoiser, x, told);
        // The second way to have a second slope at 0 is a guard against the division.
        let guarded = if self.second && to == 0.0 { 1e-8 } else { to };
        let right = || self.slope(&trial, &ask(&trial, told), guarded, to);
        let half = length / 2.0;
        let again = |told: f64, sigma: f64| self.slope(&trial, &ask(&trial, told), sigma, to);
        match self.corrected {
            Second::Right => self.add(x, &(slope + right()), half),
            Second::Missing | Second::Before => trial,
            Second::Alone => self.add(x, &right(), length),
            Second::OldLevel => self.add(x, &(slope + again(from, from)), half),
            Second::DividedByOld => self.add(x, &(slope + again(told, from)), half),
            Second::ToldOld => self.add(x, &(slope + again(from, to)), half),
            Second::FromTrial if self.second => self.add(&trial, &right(), half),
            Second::FromTrial => self.add(&trial, &(slope + right()), half),
            Second::Summed => self.add(x, &(slope + right()), length),
            Second::OldRow => self.add(x, &(slope + self.slope(x, &ask(x, told), to, to)), half),
            Second::OldDenoised => {
                let second = self.slope(&trial, &ask(x, told), to, to);
                self.add(x, &(slope + second), half)
            }
            Second::Midpoint => {
                let middle = if self.second { (from * to).sqrt() } else { f64::midpoint(from, to) };
                let half = self.add(x, &slope, middle - from);
                self.add(x, &self.slope(&half, &ask(&half, middle), middle, to), length)
            }
            Second::MeanOfDenoised => {
                let mean = (denoised + ask(&trial, told)) / 2.0;
                self.add(x, &self.slope(x, &mean, from, to), length)
            }
            Second::HalfTrial => {
                let middle = self.add(x, &slope, half);
                let second = self.slope(&middle, &ask(&middle, told), to, to);
                self.add(x, &(slope + second), half)
            }
            Second::Difference => self.add(x, &(slope - right()), half),
        }
    }
}
