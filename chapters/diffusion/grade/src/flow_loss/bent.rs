//! The bent solution of `flow_loss`.

use std::f64::consts::PI;

use diffusion::Network;
use judge::slips;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Zip};

use super::knobs::{Back, Density, Knobs, Levels, Measure, Move, Path, Shift, Target, Told};

impl Knobs {
    /// A view as it is read; `place` counts the views of a function.
    fn read(&self, view: ArrayView2<'_, f32>, place: usize) -> Array2<f64> {
        // The ways: all views, the first, the second.
        let here = self.way == 0 || self.way == place + 1;
        if self.contiguous && here {
            slips::as_slices(view, false);
        }
        let read = if self.memory_order && here { slips::memory_of(view) } else { view.to_owned() };
        read.mapv(f64::from)
    }

    fn read_levels(&self, view: ArrayView1<'_, f32>) -> Array1<f64> {
        if self.contiguous && self.way == 0 {
            view.as_slice().unwrap();
        }
        let read = if self.memory_order && self.way == 0 { slips::memory_of(view) } else { view.to_owned() };
        let levels = read.mapv(f64::from);
        if self.first_level { Array1::from_elem(levels.len(), levels[0]) } else { levels }
    }

    pub(super) fn loss(
        &self,
        network: Network<'_>,
        data: ArrayView2<'_, f32>,
        noise: ArrayView2<'_, f32>,
        sigmas: ArrayView1<'_, f32>,
    ) -> f32 {
        let (data, noise, levels) = (self.read(data, 0), self.read(noise, 1), self.read_levels(sigmas));
        let sigma = levels.view().insert_axis(Axis(1));
        let other = 1.0 - &sigma;
        let x = match self.path {
            Path::Right => &data * &other + &noise * &sigma,
            Path::Swapped => &data * &sigma + &noise * &other,
            Path::Preserving => &data * &sigma.mapv(|s| (1.0 - s * s).sqrt()) + &noise * &sigma,
            Path::Exploding => &data + &(&noise * &sigma),
            Path::Noise => noise.clone(),
            Path::Data => data.clone(),
        };
        let target = match self.target {
            Target::Right => &noise - &data,
            Target::Backwards => &data - &noise,
            Target::Noise => noise.clone(),
            Target::Data => data.clone(),
            Target::Rest => &noise - &x,
            Target::Turned if self.way == 1 => {
                &noise * &sigma.mapv(|s| (1.0 - s * s).sqrt()) - &data * &sigma
            }
            Target::Turned => &noise * &other - &data * &sigma,
        };
        let told = match self.told {
            Told::Right => levels.clone(),
            Told::OneLess => 1.0 - &levels,
            Told::Thousand => 1000.0 * &levels,
            Told::First => Array1::from_elem(levels.len(), levels[0]),
        };
        let (x, told) = (x.mapv(|x| x as f32), told.mapv(|x| x as f32));
        let times = if self.again { x.nrows() } else { 1 };
        let mut found = network(x.view(), told.view());
        for _ in 1..times {
            found = network(x.view(), told.view());
        }
        let error = found.mapv(f64::from) - target;
        let (rows, columns) = (error.nrows() as f64, error.ncols() as f64);
        let squares = error.mapv(|error| error * error);
        let sum = squares.sum();
        let loss = match self.measure {
            Measure::Mean => sum / (rows * columns),
            Measure::Sum => sum,
            Measure::OfRows => sum / rows,
            Measure::OfColumns => sum / columns,
            Measure::Half => sum / (2.0 * rows * columns),
            Measure::Root => (sum / (rows * columns)).sqrt(),
            Measure::Absolute => error.mapv(f64::abs).sum() / (rows * columns),
            Measure::SquareOfMean => (error.sum() / (rows * columns)).powi(2),
            Measure::Weighted => (squares / sigma.mapv(|s| s * s)).sum() / (rows * columns),
            Measure::Unbiased => sum / (rows * columns - 1.0),
        };
        loss as f32
    }

    pub(super) fn data(
        &self,
        x: ArrayView2<'_, f32>,
        v: ArrayView2<'_, f32>,
        sigmas: ArrayView1<'_, f32>,
    ) -> Array2<f32> {
        let (x, v, levels) = (self.read(x, 0), self.read(v, 1), self.read_levels(sigmas));
        let of = |x: f64, v: f64, sigma: f64| match self.back {
            Back::Right => x - sigma * v,
            Back::Plus => x + sigma * v,
            Back::OneLess => x + (1.0 - sigma) * v,
            Back::Away => x - (1.0 - sigma) * v,
            Back::Whole => x - v,
            Back::Divided if self.way == 1 => (x - v) / sigma,
            Back::Divided => (x - sigma * v) / (1.0 - sigma),
        };
        let columns = levels.view().insert_axis(Axis(1));
        let sigmas = columns.broadcast(x.dim()).expect("a level for each row");
        Zip::from(&x).and(&v).and(sigmas).map_collect(|&x, &v, &sigma| of(x, v, sigma) as f32)
    }

    pub(super) fn step(
        &self,
        x: ArrayView2<'_, f32>,
        v: ArrayView2<'_, f32>,
        sigma: f32,
        next: f32,
    ) -> Array2<f32> {
        let (x, v) = (self.read(x, 0), self.read(v, 1));
        let (sigma, next) = (f64::from(sigma), f64::from(next));
        let part = match self.step {
            Move::Right => next - sigma,
            Move::Backwards => sigma - next,
            Move::Next => next,
            Move::ToData => -sigma,
            Move::Down => -(next - sigma).abs(),
            Move::Relative => (next - sigma) / sigma,
            Move::Scaled => {
                let (x, v) = (x * (next / sigma), v * (next - sigma));
                return (x + v).mapv(|x| x as f32);
            }
            Move::Whole => -1.0,
        };
        (x + v * part).mapv(|x| x as f32)
    }

    fn shifted(&self, sigma: f64, s: f64) -> f64 {
        let right = |sigma: f64, s: f64| s * sigma / (1.0 + (s - 1.0) * sigma);
        match self.shift {
            Shift::Right => right(sigma, s),
            Shift::Inverse => right(sigma, 1.0 / s),
            Shift::Product if self.way == 1 => (s * sigma).min(1.0),
            Shift::Product => s * sigma,
            Shift::OneMore => s * sigma / (1.0 + s * sigma),
            Shift::RestBelow => s * sigma / (1.0 + (s - 1.0) * (1.0 - sigma)),
            Shift::Exponent => right(sigma, s.exp()),
            Shift::OtherEnd => right(1.0 - sigma, s),
            Shift::Power if self.way == 1 => sigma.powf(s),
            Shift::Power => sigma.powf(1.0 / s),
            Shift::None => sigma,
            Shift::Twice => right(right(sigma, s), s),
        }
    }

    pub(super) fn shift(&self, sigma: f32, s: f32) -> f32 {
        self.shifted(f64::from(sigma), f64::from(s)) as f32
    }

    pub(super) fn levels(&self, steps: usize, s: f32) -> Array1<f32> {
        let s = f64::from(s);
        let shifted = |sigma: f64| self.shifted(sigma, s);
        let even = |from: f64, to: f64, count: usize| Array1::linspace(from, to, count);
        let mut all: Vec<f64> = match self.levels {
            // (…)/(steps − 1), without care for a single step: 0/0 or a place that does not exist.
            Levels::PanicsForOne if steps == 1 => vec![f64::NAN, 0.0],
            Levels::OneIsLeast if steps == 1 => vec![shifted(0.001), 0.0],
            Levels::Twice => even(1.0, shifted(0.001), steps).iter().map(|&x| shifted(x)).collect(),
            Levels::EvenBetween => even(shifted(1.0), shifted(0.001), steps).to_vec(),
            Levels::NotShifted => even(1.0, 0.001, steps).to_vec(),
            Levels::ToZero if self.way == 2 => even(1.0, 0.0, steps).iter().map(|&x| shifted(x)).collect(),
            Levels::ToZero => even(1.0, 0.0, steps + 1).iter().map(|&x| shifted(x)).collect(),
            Levels::ByStep => (0..steps).map(|i| shifted(1.0 - 0.999 * i as f64 / steps as f64)).collect(),
            _ => even(1.0, 0.001, steps).iter().map(|&x| shifted(x)).collect(),
        };
        match self.levels {
            Levels::NoZero | Levels::ToZero => {}
            Levels::LastReplaced => all[steps - 1] = 0.0,
            Levels::LastTwice => all.push(all[steps - 1]),
            _ => all.truncate(steps),
        }
        // Whoever goes down to 0 may put one more behind.
        let ends = self.levels == Levels::ToZero && self.way == 0;
        if !ends && !matches!(self.levels, Levels::NoZero | Levels::LastReplaced | Levels::LastTwice) {
            all.push(0.0);
        }
        match self.levels {
            Levels::Rising => all.reverse(),
            Levels::Thousand => all.iter_mut().for_each(|level| *level *= 1000.0),
            _ => {}
        }
        all.into_iter().map(|level| level as f32).collect()
    }

    pub(super) fn density(&self, t: f64, m: f64, s: f64) -> f64 {
        let t_or_rest = if self.density == Density::OtherEnd { 1.0 - t } else { t };
        let logit = match self.density {
            Density::Logarithm => t.ln(),
            _ => (t_or_rest / (1.0 - t_or_rest)).ln(),
        };
        let z = match self.density {
            Density::Variance => (logit - m) / s.sqrt(),
            Density::NotScaled => logit - m,
            _ => (logit - m) / s,
        };
        let bell = (if self.density == Density::NoHalf { -z * z } else { -0.5 * z * z }).exp();
        let width = match self.density {
            Density::NoDeviation => 1.0,
            Density::Variance => s.sqrt(),
            _ => s,
        };
        let constant = match self.density {
            Density::NoRoot => 2.0 * PI,
            Density::NoConstant => 1.0,
            _ => (2.0 * PI).sqrt(),
        };
        let jacobian = match self.density {
            Density::NoJacobian => 1.0,
            Density::TimesJacobian => 1.0 / (t * (1.0 - t)),
            Density::OnlyT | Density::Logarithm => t,
            _ => t * (1.0 - t),
        };
        bell / (width * constant * jacobian)
    }
}
