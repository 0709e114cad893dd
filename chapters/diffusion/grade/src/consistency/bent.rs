//! The bent solution of `consistency`.

use diffusion::{Edges, Network, Pair};
use judge::slips;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

use super::knobs::{Knobs, Measure, Mixed, Out, Pairing, Seen, Skip, Told, Weight};

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

    fn read_levels(&self, view: ArrayView1<'_, f32>) -> Array1<f64> {
        if self.contiguous && self.way == 0 {
            view.as_slice().unwrap();
        }
        let read = if self.memory_order && self.way == 0 { slips::memory_of(view) } else { view.to_owned() };
        let levels = read.mapv(f64::from);
        if self.first_level { Array1::from_elem(levels.len(), levels[0]) } else { levels }
    }

    fn both(&self, sigma: f64, edges: Edges) -> (f64, f64) {
        let (least, data) = (f64::from(edges.least), f64::from(edges.data));
        let above = sigma - least;
        let skip = match self.skip {
            Skip::Right => data * data / (above * above + data * data),
            Skip::Edm => data * data / (sigma * sigma + data * data),
            Skip::Plain => data / (above + data),
            Skip::Root => data / above.hypot(data),
            Skip::Other => above * above / (above * above + data * data),
        };
        let out = match self.out {
            Out::Right => above * data / sigma.hypot(data),
            Out::Edm => sigma * data / sigma.hypot(data),
            Out::Below => above * data / above.hypot(data),
            Out::NoData => above / sigma.hypot(data),
            Out::Lcm => above / above.hypot(data),
            Out::NoRoot => above * data / (sigma * sigma + data * data),
        };
        if self.swapped { (out, skip) } else { (skip, out) }
    }

    pub(super) fn scales(&self, sigma: f32, edges: Edges) -> (f32, f32) {
        let (skip, out) = self.both(f64::from(sigma), edges);
        (skip as f32, out as f32)
    }

    pub(super) fn denoise(
        &self,
        network: Network<'_>,
        x: ArrayView2<'_, f32>,
        sigmas: ArrayView1<'_, f32>,
        edges: Edges,
    ) -> Array2<f32> {
        let (x, sigmas) = (self.read(x, 0), self.read_levels(sigmas));
        self.denoised(network, &x, &sigmas, edges).mapv(|x| x as f32)
    }

    fn denoised(
        &self,
        network: Network<'_>,
        x: &Array2<f64>,
        sigmas: &Array1<f64>,
        edges: Edges,
    ) -> Array2<f64> {
        let data = f64::from(edges.data);
        let column = |of: &dyn Fn(f64) -> f64| sigmas.mapv(of).insert_axis(Axis(1));
        let scale = column(&|sigma| match self.seen {
            Seen::Right => 1.0 / sigma.hypot(data),
            Seen::Unscaled => 1.0,
            Seen::NoRoot => 1.0 / (sigma * sigma + data * data),
            Seen::Above => 1.0 / (sigma - f64::from(edges.least)).hypot(data),
            Seen::Data => 1.0 / (1.0 + sigma * sigma).sqrt(),
        });
        let told = sigmas.mapv(|sigma| match self.told {
            Told::Right => 250.0 * sigma.ln(),
            Told::Edm => 0.25 * sigma.ln(),
            Told::Sigma => sigma,
            Told::Logarithm => sigma.ln(),
            Told::Thousand => 1000.0 * sigma.ln(),
            Told::OtherBase if self.way == 1 => 250.0 * sigma.log2(),
            Told::OtherBase => 250.0 * sigma.log10(),
            Told::OneMore => 250.0 * sigma.ln_1p(),
            Told::First => 250.0 * sigmas[0].ln(),
        });
        let (seen, told) = ((x * &scale).mapv(|x| x as f32), told.mapv(|x| x as f32));
        let mut found = network(seen.view(), told.view());
        for _ in 1..if self.again { x.nrows() } else { 1 } {
            found = network(seen.view(), told.view());
        }
        let found = found.mapv(f64::from);
        let (skip, out) = (column(&|s| self.both(s, edges).0), column(&|s| self.both(s, edges).1));
        match self.mixed {
            Mixed::Right => x * &skip + found * &out,
            Mixed::NetworkAlone => found,
            Mixed::SkipOfScaled => x * &scale * &skip + found * &out,
            Mixed::Swapped => found * &skip + x * &out,
            Mixed::Minus => x * &skip - found * &out,
        }
    }

    pub(super) fn loss(&self, pair: Pair<'_>) -> f32 {
        let (data, noise) = (self.read(pair.data, 0), self.read(pair.noise, 1));
        let (high, low) = (self.read_levels(pair.high), self.read_levels(pair.low));
        let edges = pair.edges;
        let noised = |sigmas: &Array1<f64>, noise: &Array2<f64>| {
            &data + &(noise * &sigmas.view().insert_axis(Axis(1)))
        };
        let (above, below) = (noised(&high, &noise), noised(&low, &noise));
        let (mut student, mut target) = (pair.student, pair.target);
        match self.pairing {
            Pairing::StudentTwice => target = student,
            Pairing::TargetTwice => student = target,
            Pairing::NetworksExchanged => std::mem::swap(&mut student, &mut target),
            _ => {}
        }
        let found = self.denoised(student, &above, &high, edges);
        let wanted = match self.pairing {
            Pairing::BothHigh => self.denoised(target, &above, &high, edges),
            Pairing::HighShown => self.denoised(target, &above, &low, edges),
            Pairing::HighTold => self.denoised(target, &below, &high, edges),
            Pairing::Data => data.clone(),
            Pairing::OtherNoise => {
                let rows = noise.nrows();
                let other = Array2::from_shape_fn(noise.dim(), |(r, c)| noise[[(r + 1) % rows, c]]);
                self.denoised(target, &noised(&low, &other), &low, edges)
            }
            Pairing::Scaled => {
                let part = (&low / &high).insert_axis(Axis(1));
                self.denoised(target, &(&above * &part), &low, edges)
            }
            Pairing::OwnEstimate => {
                let part = (&low / &high).insert_axis(Axis(1));
                let below = &found + &((&above - &found) * &part);
                self.denoised(target, &below, &low, edges)
            }
            _ => self.denoised(target, &below, &low, edges),
        };
        let per_data = f64::from(edges.data).powi(-2);
        let weights: Array1<f64> = high
            .iter()
            .zip(&low)
            .map(|(&high, &low)| match self.weight {
                Weight::Right | Weight::Inside => high.powi(-2) + per_data,
                Weight::Low => low.powi(-2) + per_data,
                Weight::None => 1.0,
                Weight::Snr => high.powi(-2),
                Weight::SnrPlusOne => high.powi(-2) + 1.0,
                Weight::Truncated => high.powi(-2).max(1.0),
                Weight::Gap => 1.0 / (high - low),
                Weight::Root => (high.powi(-2) + per_data).sqrt(),
            })
            .collect();
        let column = weights.view().insert_axis(Axis(1));
        let error = found - wanted;
        let weighted = match (self.weight, self.measure) {
            (Weight::Inside, _) => (&error * &column).mapv(|x| x * x),
            (_, Measure::Absolute) => error.mapv(f64::abs) * column,
            _ => error.mapv(|x| x * x) * column,
        };
        let (count, sum) = (error.len() as f64, weighted.sum());
        let loss = match self.measure {
            Measure::Mean | Measure::Absolute => sum / count,
            Measure::Sum => sum,
            Measure::OfRows => sum / error.nrows() as f64,
            Measure::Half => 0.5 * sum / count,
            Measure::Root => (sum / count).sqrt(),
            Measure::Apart => weights.sum() / high.len() as f64 * error.mapv(|x| x * x).sum() / count,
            Measure::Normalised => sum / (weights.sum() * error.ncols() as f64),
        };
        loss as f32
    }
}
