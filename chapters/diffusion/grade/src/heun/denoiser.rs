//! Denoisers that answers are given, and how often they are asked.

use std::cell::Cell;

use judge::{Precision, Random};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

use crate::nets::Net;

/// What denoises.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Denoiser {
    /// Any function: a network.
    Net(Net),
    /// The best one for Gaussian data: what is left of a row's distance to the mean.
    Gaussian {
        /// The mean of the data.
        mean: f32,
        /// Their standard deviation.
        deviation: f32,
        /// Whether rows are √(1 − σ²) · data + σ · noise, and not data + σ · noise.
        preserving: bool,
    },
}

impl Denoiser {
    pub(crate) fn net(random: &mut Random, d: usize, curved: bool) -> Denoiser {
        Denoiser::Net(Net::new(random, d, curved))
    }

    /// One that returns the same row, whatever it is given.
    pub(crate) fn constant(random: &mut Random, d: usize) -> Denoiser {
        let mut net = Net::new(random, d, false);
        net.weights.fill(0.0);
        net.level.fill(0.0);
        Denoiser::Net(net)
    }

    fn values(
        x: ArrayView2<'_, f64>,
        sigmas: ArrayView1<'_, f64>,
        mean: f64,
        data: f64,
        preserving: bool,
    ) -> Array2<f64> {
        let columns = sigmas.insert_axis(Axis(1));
        let alphas =
            columns.mapv(|sigma| if preserving { (1.0 - sigma * sigma).max(0.0).sqrt() } else { 1.0 });
        let mut out = x.to_owned();
        for ((mut row, alpha), sigma) in out.rows_mut().into_iter().zip(&alphas).zip(sigmas) {
            let part = alpha * data * data / (alpha * alpha * data * data + sigma * sigma);
            row.mapv_inplace(|x| mean + part * (x - alpha * mean));
        }
        out
    }

    pub(crate) fn run(&self, x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>) -> Array2<f32> {
        match self {
            Denoiser::Net(net) => net.run(x, sigmas),
            Denoiser::Gaussian { mean, deviation, preserving } => {
                let (rows, levels) = (x.nrows(), sigmas.len());
                assert!(
                    rows == levels,
                    "the denoiser takes as many levels as rows, not {rows} rows and {levels} levels"
                );
                let [mean, data] = [*mean, *deviation].map(f64::from);
                let (x, sigmas) = (x.mapv(f64::from), sigmas.mapv(f64::from));
                Denoiser::values(x.view(), sigmas.view(), mean, data, *preserving).mapv(|x| x as f32)
            }
        }
    }

    /// The same for a reference.
    pub(crate) fn real(&self, x: ArrayView2<'_, f64>, sigma: f64, precision: Precision) -> Array2<f64> {
        let sigmas = ndarray::Array1::from_elem(x.nrows(), sigma);
        match self {
            Denoiser::Net(net) => net.real(x, sigmas.view(), precision),
            Denoiser::Gaussian { mean, deviation, preserving } => {
                let rounded = |x: f64| f64::from(x as f32);
                let of = |x: ArrayView2<'_, f64>| {
                    let [mean, data] = [*mean, *deviation].map(f64::from);
                    Denoiser::values(x, sigmas.view(), mean, data, *preserving)
                };
                match precision {
                    Precision::Double => of(x),
                    Precision::Float => of(x.mapv(rounded).view()).mapv(rounded),
                    Precision::Nudged => of(x.mapv(|x| x * (1.0 + f64::from(f32::EPSILON))).view()),
                }
            }
        }
    }

    pub(crate) fn says(&self) -> &'static str {
        match self {
            Denoiser::Net(net) if net.curved => "a curved network",
            Denoiser::Net(_) => "a linear network",
            Denoiser::Gaussian { .. } => "Gaussian data",
        }
    }
}

/// A denoiser whose rows are counted.
pub(crate) struct Asked<'a> {
    denoiser: &'a Denoiser,
    rows: Cell<usize>,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(denoiser: &'a Denoiser) -> Asked<'a> {
        Asked { denoiser, rows: Cell::new(0) }
    }

    pub(crate) fn run(&self, x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>) -> Array2<f32> {
        self.rows.set(self.rows.get() + x.nrows());
        self.denoiser.run(x, sigmas)
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows.get()
    }
}
