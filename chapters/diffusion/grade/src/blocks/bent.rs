//! The bent solution of `blocks`.

use diffusion::{Law, Network, normal};
use judge::slips;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::knobs::{Bounds, Knobs, Move, Of, Sample};

impl Knobs {
    /// A view as it is read; `place` counts the views of a function.
    fn read(&self, view: ArrayView2<'_, f32>, place: usize) -> Array2<f64> {
        let here = self.way == 0 || self.way == place + 1;
        if self.contiguous && here {
            slips::as_slices(view, false);
        }
        let read = if self.memory_order && here { slips::memory_of(view) } else { view.to_owned() };
        read.mapv(f64::from)
    }

    pub(super) fn boundaries(&self, count: usize, law: Law, least: f64, most: f64) -> Array1<f64> {
        let deviation = match self.bounds {
            Bounds::Variance => law.deviation.sqrt(),
            // The third way forgets it on the way back alone.
            Bounds::NoDeviation if self.way != 2 => 1.0,
            _ => law.deviation,
        };
        let share = |sigma: f64| {
            let x = if self.bounds == Bounds::NoLogarithm { sigma } else { sigma.ln() };
            let z = (x - law.mean) / deviation;
            if self.bounds == Bounds::Logistic { 1.0 / (1.0 + (-z).exp()) } else { normal::cdf(z) }
        };
        let back = |share: f64| {
            let z = match self.bounds {
                Bounds::Logistic => (share / (1.0 - share)).ln(),
                _ => normal::quantile(share),
            };
            match self.bounds {
                Bounds::NoDeviation => (law.mean + z).exp(),
                Bounds::NoMean => (deviation * z).exp(),
                Bounds::NoExp => law.mean + deviation * z,
                _ => (law.mean + deviation * z).exp(),
            }
        };
        let even = |from: f64, to: f64| -> Array1<f64> {
            let places = match self.bounds {
                Bounds::OneLess => count.max(1),
                Bounds::OneMore => count + 2,
                _ => count + 1,
            };
            Array1::linspace(from, to, places)
        };
        let (high, low) =
            if self.bounds == Bounds::WholeLaw { (1.0, 0.0) } else { (share(most), share(least)) };
        let mut all = match self.bounds {
            Bounds::LogUniform => even(most.ln(), least.ln()).mapv(f64::exp),
            Bounds::Karras => even(most.powf(1.0 / 7.0), least.powf(1.0 / 7.0)).mapv(|x| x.powi(7)),
            Bounds::Linear => even(most, least),
            Bounds::Shares => even(high, low),
            Bounds::Middles => {
                let part = (high - low) / count as f64;
                Array1::from_shape_fn(count + 1, |b| {
                    back((high - part * (b as f64 - 0.5)).max(low).min(high))
                })
            }
            _ => even(high, low).mapv(back),
        };
        // Whoever keeps the ends as they are given keeps them; the second way leaves what comes out.
        let kept = !matches!(self.bounds, Bounds::Shares | Bounds::NoLogarithm)
            && (self.bounds != Bounds::NoExp || self.way == 2);
        if kept && self.way != 1 {
            let last = all.len() - 1;
            all[0] = most;
            all[last] = least;
        }
        if self.bounds == Bounds::NoExp && self.way == 0 {
            let last = all.len() - 1;
            all[0] = most.ln();
            all[last] = least.ln();
        }
        if self.bounds == Bounds::Rising {
            all = all.iter().rev().copied().collect();
        }
        all
    }

    pub(super) fn of(&self, sigma: f64, boundaries: ArrayView1<'_, f64>) -> usize {
        let blocks = boundaries.len() - 1;
        let right = |sigma: f64| boundaries.iter().skip(1).position(|&lower| sigma >= lower).unwrap();
        match self.of {
            Of::Right => right(sigma),
            Of::Below => {
                let found = boundaries.iter().skip(1).position(|&lower| sigma > lower);
                found.unwrap_or(blocks - 1)
            }
            Of::BelowPanics => boundaries.iter().skip(1).position(|&lower| sigma > lower).unwrap(),
            Of::FromLow => blocks - 1 - right(sigma),
            Of::After if self.way == 1 => right(sigma) + 1,
            Of::After => (right(sigma) + 1).min(blocks - 1),
            Of::FirstAbove => boundaries.iter().position(|&upper| sigma <= upper).unwrap(),
            Of::Nearest => {
                let far = |b: &usize| (boundaries[*b] - sigma).abs();
                (0..blocks).min_by(|a, b| far(a).total_cmp(&far(b))).unwrap()
            }
            Of::Even => {
                let (most, least) = (boundaries[0].ln(), boundaries[blocks].ln());
                let part = (most - sigma.ln()) / (most - least);
                ((part * blocks as f64) as usize).min(blocks - 1)
            }
        }
    }

    pub(super) fn step(
        &self,
        z: ArrayView2<'_, f32>,
        denoised: ArrayView2<'_, f32>,
        sigma: f64,
        next: f64,
    ) -> Array2<f32> {
        let (z, denoised) = (self.read(z, 0), self.read(denoised, 1));
        self.moved(&z, &denoised, sigma, next).mapv(|x| x as f32)
    }

    fn moved(&self, z: &Array2<f64>, denoised: &Array2<f64>, sigma: f64, next: f64) -> Array2<f64> {
        let way = denoised - z;
        let part = (sigma - next) / sigma;
        match self.step {
            Move::Right => z + &(way * part),
            Move::Rendered => z - &(way * part),
            Move::ByNext => z + &(way * ((sigma - next) / next)),
            Move::NotDivided => z + &(way * (sigma - next)),
            Move::Jump => denoised.clone(),
            Move::Exchanged => z * part + denoised * (1.0 - part),
            Move::OnlyPart => denoised * part,
            Move::Squares => z + &(way * ((sigma * sigma - next * next) / (sigma * sigma))),
            Move::Logarithms => z + &(way * (sigma / next).ln()),
        }
    }

    pub(super) fn sample(
        &self,
        denoisers: &[Network<'_>],
        z: ArrayView2<'_, f32>,
        sigmas: ArrayView1<'_, f64>,
        boundaries: ArrayView1<'_, f64>,
    ) -> Array2<f32> {
        let parts = if self.apart { Knobs::default() } else { *self };
        let start = self.read(z, 0);
        let own: Vec<f64> = boundaries.iter().take(denoisers.len()).copied().collect();
        let sigmas = if self.sample == Sample::Boundaries { ArrayView1::from(&own) } else { sigmas };
        let mut z = start.clone();
        let (count, last_block) = (sigmas.len(), denoisers.len() - 1);
        for (at, &sigma) in sigmas.iter().enumerate() {
            let last = at + 1 == count;
            if last && matches!(self.sample, Sample::StopsEarly | Sample::LastLevelMissing) {
                break;
            }
            let mut next = if last { 0.0 } else { sigmas[at + 1] };
            let to_least = self.sample == Sample::Boundaries && self.way != 1;
            if (self.sample == Sample::ToLeast || to_least) && last {
                next = boundaries[boundaries.len() - 1];
            }
            if self.sample == Sample::LastLevelMissing && at + 2 == count {
                next = 0.0;
            }
            let block = match self.sample {
                Sample::NextBlock if last => last_block,
                Sample::NextBlock => parts.of(next, boundaries),
                Sample::InTurn | Sample::Boundaries => at.min(last_block),
                Sample::FirstBlock => 0,
                Sample::LastBlock => last_block,
                _ => parts.of(sigma, boundaries),
            };
            let told = match self.sample {
                Sample::ToldNext => next,
                Sample::ToldAsEdm => sigma.ln() / 4.0,
                Sample::ToldBlock => block as f64,
                _ => sigma,
            };
            let from = if self.sample == Sample::FromStart { &start } else { &z };
            let levels = Array1::from_elem(z.nrows(), told as f32);
            let ask = |block: usize, rows: &Array2<f64>| {
                denoisers[block](rows.mapv(|x| x as f32).view(), levels.view()).mapv(f64::from)
            };
            let mut denoised = if self.sample == Sample::AllBlocks {
                (0..denoisers.len()).fold(from.clone(), |rows, block| ask(block, &rows))
            } else {
                ask(block, from)
            };
            if self.sample == Sample::Residual {
                denoised += from;
            }
            if self.again {
                denoised = ask(block, from);
            }
            z = parts.moved(from, &denoised, sigma, next).mapv(|x| f64::from(x as f32));
        }
        z.mapv(|x| x as f32)
    }
}
