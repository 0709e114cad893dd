//! The bent solution of `fd_loss`.

use diffusion::{Averages, FdValue, FeatureQueue, symmetric_eigen};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, s};

use crate::frechet::laid::Read;
use crate::frechet::reference::column;

/// How rows come into the ring.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum P {
    #[default]
    Right,
    PointerStays,
    /// Panics where the ring ends.
    NoWrap,
    /// `next` counts on.
    Unwrapped,
    /// From row 0, if not all fit.
    Restarts,
    /// What does not fit is left out.
    Truncated,
    NewestFirst,
    /// All rows move up, and the new ones come last.
    Shifts,
    PointerByOne,
    /// The first row is written behind `next`.
    Behind,
}

/// What the loss is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum L {
    #[default]
    Right,
    Biased,
    NotNormalised,
    NoEpsilon,
    EpsilonOne,
    NewAlone,
    ThroughNormaliser,
    OfDistance,
    Uphill,
    OverNew,
    NoMeanPart,
    NoCovariancePart,
    NoMap,
    CovarianceOnce,
    MeanOnce,
    NotCentred,
    GradientBiased,
    MapInverted,
    RootsApart,
    FirstRows,
    LastRows,
    MemoryOrder,
    OneLate,
    OldestRows,
    AllRows,
    NewestFirst,
    /// From row 0, where they would begin before it.
    FromTheStart,
    /// I − 2T
    MapTwice,
    /// Divided by the number of new rows, besides.
    Averaged,
}

/// What the averages are.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum E {
    #[default]
    Right,
    Covariances,
    BetaExchanged,
    Summed,
    Unbiased,
    MeanBefore,
    SecondReturned,
    RowByRow,
    NotKept,
    NewAlone,
    /// The covariance times m/(m − 1).
    CovarianceUnbiased,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) p: P,
    pub(super) l: L,
    pub(super) e: E,
    pub(super) read: Read,
    /// Which way to make a mistake that has several, from 0.
    pub(super) way: u8,
}

fn power(matrix: ArrayView2<'_, f64>, exponent: f64) -> Array2<f64> {
    let (values, vectors) = symmetric_eigen(matrix);
    (&vectors * &values.mapv(|value| value.max(0.0).powf(exponent))).dot(&vectors.t())
}

/// No numbers: where a mistake says nothing either way.
fn nothing(shape: (usize, usize)) -> FdValue {
    FdValue { distance: f64::NAN, loss: f64::NAN, gradient: Array2::from_elem(shape, f64::NAN) }
}

impl Knobs {
    pub(crate) fn push(self, queue: &mut FeatureQueue, rows: ArrayView2<'_, f64>) {
        let mut rows = if self.way == 1 { rows.to_owned() } else { self.read.of(rows) };
        let (size, count, start) = (queue.features.nrows(), rows.nrows(), queue.next);
        if self.p == P::NewestFirst {
            rows.invert_axis(Axis(0));
        }
        if self.p == P::Shifts {
            let all = ndarray::concatenate![Axis(0), queue.features, rows];
            queue.features = all.slice(s![count.., ..]).to_owned();
            queue.next = match self.way {
                1 => 0,
                2 => (start + count) % size,
                _ => start,
            };
            return;
        }
        let fits = start + count <= size;
        let first = if self.p == P::Restarts && !fits { 0 } else { start };
        if self.p == P::NoWrap && self.way == 1 {
            queue.features.slice_mut(s![start..start + count, ..]).assign(&rows);
        }
        for (i, row) in rows.rows().into_iter().enumerate() {
            let at = first + i + usize::from(self.p == P::Behind);
            if self.p == P::Truncated && at >= size {
                break;
            }
            queue.features.row_mut(if self.p == P::NoWrap { at } else { at % size }).assign(&row);
        }
        queue.next = match self.p {
            P::PointerStays => start,
            P::NoWrap if self.way == 1 => (start + count) % size,
            P::NoWrap | P::Unwrapped => start + count,
            P::Restarts if self.way == 1 && !fits => count,
            P::Truncated if self.way == 1 && !fits => 0,
            P::PointerByOne if count > 0 => (start + 1) % size,
            _ => (first + count) % size,
        };
    }

    fn newest(self, next: usize, new: usize, size: usize) -> Vec<usize> {
        let of = |i: usize| match self.l {
            L::FirstRows => i,
            L::LastRows => size - new + i,
            L::OneLate => (next + size - new + i + 1) % size,
            L::OldestRows => (next + i) % size,
            L::FromTheStart => next.saturating_sub(new) + i,
            _ => (next + size - new + i) % size,
        };
        let mut all: Vec<usize> = match self.l {
            L::AllRows => (0..size).collect(),
            _ => (0..new).map(of).collect(),
        };
        match self.l {
            L::MemoryOrder => all.sort_unstable(),
            L::NewestFirst => all.reverse(),
            _ => {}
        }
        all
    }

    pub(crate) fn loss(
        self,
        queue: &FeatureQueue,
        new: usize,
        mean: ArrayView1<'_, f64>,
        covariance: ArrayView2<'_, f64>,
    ) -> FdValue {
        let mean = self.read.of(mean);
        let covariance = if self.way == 1 { covariance.to_owned() } else { self.read.of(covariance) };
        let (size, d) = queue.features.dim();
        let newest = self.newest(queue.next, new, size);
        let rows = queue.features.select(Axis(0), &newest);
        let seen = if self.l == L::NewAlone { &rows } else { &queue.features };
        let count = seen.nrows() as f64;
        let own_mean = seen.sum_axis(Axis(0)) / count;
        let centred = seen - &own_mean;
        let divisor = if self.l == L::Biased { count } else { count - 1.0 };
        let own = centred.t().dot(&centred) / divisor;
        if own.iter().any(|x| !x.is_finite()) {
            return nothing(rows.dim());
        }
        let root = power(covariance.view(), 0.5);
        let product = root.dot(&own).dot(&root);
        let (values, _) = symmetric_eigen(product.view());
        let trace: f64 = values.mapv(|value| value.max(0.0).sqrt()).sum();
        let apart = &own_mean - &mean;
        let distance = apart.dot(&apart) + own.diag().sum() + covariance.diag().sum() - 2.0 * trace;
        // 0 but for rounding: what comes of a division by that is chance.
        if self.l == L::NoEpsilon && distance < 1e-10 * (own.diag().sum() + covariance.diag().sum()) {
            return nothing(rows.dim());
        }
        let epsilon = match self.l {
            L::NoEpsilon => 0.0,
            L::EpsilonOne => 1.0,
            _ => 0.01,
        };
        let scale = match self.l {
            L::NotNormalised | L::OfDistance => 1.0,
            L::ThroughNormaliser => epsilon / (distance + epsilon).powi(2),
            L::Averaged => 1.0 / (distance + epsilon) / new as f64,
            L::Uphill => -1.0 / (distance + epsilon),
            _ => 1.0 / (distance + epsilon),
        };
        let map = match self.l {
            L::NoMap => Array2::zeros((d, d)),
            L::RootsApart => root.dot(&power(own.view(), -0.5)),
            L::MapInverted => {
                let inverse = power(root.view(), -1.0);
                inverse.dot(&power(product.view(), 0.5)).dot(&inverse)
            }
            L::MapTwice => root.dot(&power(product.view(), -0.5)).dot(&root) * 2.0,
            _ => root.dot(&power(product.view(), -0.5)).dot(&root),
        };
        let slope = Array2::eye(d) - map;
        let over = match self.l {
            L::OverNew => new as f64,
            _ => count,
        };
        let mean_factor = match self.l {
            L::NoMeanPart => 0.0,
            L::MeanOnce => 1.0,
            _ => 2.0,
        };
        let covariance_factor = match self.l {
            L::NoCovariancePart => 0.0,
            L::CovarianceOnce => 1.0,
            _ => 2.0,
        };
        let less = match self.l {
            L::GradientBiased | L::Biased | L::OverNew if self.l == L::GradientBiased || self.way == 0 => {
                over
            }
            L::OverNew if self.way == 2 => over - 1.0,
            // N − 1 of the whole queue stays.
            _ => count - 1.0,
        };
        let around = if self.l == L::NotCentred { rows } else { rows - &own_mean };
        let gradient =
            (around.dot(&slope.t()) * (covariance_factor / less) + &apart * (mean_factor / over)) * scale;
        let loss = if self.l == L::NotNormalised { distance } else { distance / (distance + epsilon) };
        FdValue { distance, loss, gradient }
    }

    pub(crate) fn ema(self, averages: &mut Averages, rows: ArrayView2<'_, f64>, beta: f64) -> Array2<f64> {
        let rows = if self.way == 1 { rows.to_owned() } else { self.read.of(rows) };
        let outer = |mean: ArrayView1<'_, f64>| column(mean).dot(&column(mean).t());
        let before = averages.clone();
        let count = rows.nrows() as f64;
        let (old, new) = if self.e == E::BetaExchanged { (1.0 - beta, beta) } else { (beta, 1.0 - beta) };
        if self.e == E::RowByRow {
            for row in rows.rows() {
                averages.mean = &averages.mean * old + &row * new;
                averages.second = &averages.second * old + outer(row) * new;
            }
            return &averages.second - &outer(averages.mean.view());
        }
        let mean = rows.sum_axis(Axis(0)) / count;
        let second = rows.t().dot(&rows);
        let second = match self.e {
            E::Summed => second,
            E::Unbiased => second / (count - 1.0),
            E::Covariances if self.way == 0 => second / count - outer(mean.view()),
            _ => second / count,
        };
        averages.mean = &before.mean * old + &mean * new;
        if self.e == E::Summed && self.way == 0 {
            averages.mean = &before.mean * old + &mean * (new * count);
        }
        averages.second = &before.second * old + &second * new;
        let covariance = match self.e {
            E::SecondReturned => averages.second.clone(),
            E::MeanBefore => &averages.second - &outer(before.mean.view()),
            E::NewAlone => &second - &outer(mean.view()),
            E::CovarianceUnbiased => {
                (&averages.second - &outer(averages.mean.view())) * (count / (count - 1.0))
            }
            E::Covariances if self.way > 0 => {
                (&before.second - &outer(before.mean.view())) * old + (&second - &outer(mean.view())) * new
            }
            _ => &averages.second - &outer(averages.mean.view()),
        };
        if self.e == E::Covariances && self.way == 2 {
            averages.second = &covariance + &outer(averages.mean.view());
        }
        if self.e == E::NotKept {
            *averages = before;
        }
        covariance
    }
}
