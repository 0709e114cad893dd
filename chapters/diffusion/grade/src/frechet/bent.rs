//! The bent solution of `frechet`.

use diffusion::symmetric_eigen;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

use super::laid::Read;
use super::reference::{column, rounding};

/// What the moments are.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum M {
    #[default]
    Right,
    /// Divided by n.
    Biased,
    /// Rows and columns exchanged.
    OverRows,
    /// The mean is not taken away.
    NotCentred,
    /// E[x xᵀ] − μ μᵀ, times n/(n − 1).
    OnePass,
    VariancesOnly,
    NotDivided,
    /// One mean for all features.
    OneMean,
    /// The mean, too, divided by n − 1.
    MeanUnbiased,
    /// Divided by d − 1.
    ByWidth,
    Correlation,
    /// The last row is left out.
    LastMissing,
}

/// What the distance is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum D {
    #[default]
    Right,
    /// ‖μ₁ − μ₂‖
    MeanNotSquared,
    /// The mean over the coordinates.
    MeanAveraged,
    MeanMissing,
    /// tr Σ₁^½Σ₂^½
    RootsApart,
    NoTwo,
    Plus,
    /// Roots of entries.
    Elementwise,
    /// tr Σ₁Σ₂
    NoRoot,
    /// √tr Σ₁Σ₂
    RootOfTrace,
    Frobenius,
    /// √FD
    Rooted,
    DiagonalsOnly,
    /// Roots of what may be −1e−17.
    NoClamp,
    /// 1e−6 on both diagonals.
    Epsilon,
    /// Σ₁Σ₂Σ₁
    NoInnerRoot,
    /// Vᵀ √λ V, as if eigenvectors stood in rows.
    OfRows,
    /// Eigenvalues of (Σ₁Σ₂ + Σ₂Σ₁)/2.
    Symmetrised,
    /// tr Σ₁ twice.
    OneTrace,
    /// The traces divided by d.
    TraceAveraged,
    /// The second covariance's traces only.
    NoTraces,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) m: M,
    pub(super) d: D,
    pub(super) read: Read,
    pub(super) other_root: bool,
    pub(super) second: bool,
}

/// What the root of a number that should not be negative is.
fn clamped(value: f64) -> f64 {
    value.max(0.0).sqrt()
}

fn root(matrix: ArrayView2<'_, f64>) -> Array2<f64> {
    let (values, vectors) = symmetric_eigen(matrix);
    (&vectors * &values.mapv(clamped)).dot(&vectors.t())
}

/// Whether an eigenvalue is 0 but for rounding, so that it may as well be negative.
fn singular(matrix: ArrayView2<'_, f64>) -> bool {
    let (values, _) = symmetric_eigen(matrix);
    values[0] <= 1e-13 * values[values.len() - 1]
}

impl Knobs {
    pub(crate) fn moments(self, features: ArrayView2<'_, f64>) -> (Array1<f64>, Array2<f64>) {
        let features = if self.second { features.to_owned() } else { self.read.of(features) };
        let features = match self.m {
            M::OverRows => features.reversed_axes(),
            M::LastMissing if features.nrows() > 2 => {
                features.slice(ndarray::s![..features.nrows() - 1, ..]).to_owned()
            }
            _ => features,
        };
        let (n, d) = features.dim();
        let [count, width] = [n, d].map(|x| x as f64);
        let mean = match self.m {
            M::OneMean => Array1::from_elem(d, features.sum() / (count * width)),
            M::MeanUnbiased => features.sum_axis(Axis(0)) / (count - 1.0),
            _ => features.sum_axis(Axis(0)) / count,
        };
        let centred = match self.m {
            M::NotCentred | M::OnePass => features.clone(),
            // The second way: the covariance is right.
            M::MeanUnbiased if self.second => &features - &(features.sum_axis(Axis(0)) / count),
            _ => &features - &mean,
        };
        let divisor = match self.m {
            M::Biased | M::OnePass => count,
            M::NotCentred if self.second => count,
            M::NotDivided => 1.0,
            M::ByWidth if self.second => width,
            M::ByWidth => width - 1.0,
            _ => count - 1.0,
        };
        let mut covariance = centred.t().dot(&centred) / divisor;
        if self.m == M::OnePass {
            covariance =
                (covariance - column(mean.view()).dot(&column(mean.view()).t())) * (count / (count - 1.0));
        }
        if self.m == M::VariancesOnly {
            covariance = Array2::from_diag(&covariance.diag());
        }
        if self.m == M::Correlation {
            let deviations = covariance.diag().mapv(f64::sqrt);
            covariance = &covariance / &column(deviations.view()).dot(&column(deviations.view()).t());
        }
        (mean, covariance)
    }

    pub(crate) fn distance(
        self,
        (mean, one): (ArrayView1<'_, f64>, ArrayView2<'_, f64>),
        (other_mean, other): (ArrayView1<'_, f64>, ArrayView2<'_, f64>),
    ) -> f64 {
        let read = if self.second { Read::Right } else { self.read };
        // Of one argument alone: such slips are made in one place.
        let mean = self.read.of(mean);
        let (one, other) = (read.of(one), read.of(other));
        let apart = mean - other_mean;
        let d = apart.len() as f64;
        let by_mean = match self.d {
            D::MeanNotSquared => apart.dot(&apart).sqrt(),
            D::MeanAveraged => apart.dot(&apart) / d,
            D::MeanMissing => 0.0,
            _ => apart.dot(&apart),
        };
        let traces = match self.d {
            D::OneTrace if self.second => 2.0 * other.diag().sum(),
            D::OneTrace => 2.0 * one.diag().sum(),
            D::NoTraces => 0.0,
            _ => one.diag().sum() + other.diag().sum(),
        };
        match self.d {
            D::Frobenius => return by_mean + (&one - &other).mapv(|x| x * x).sum(),
            D::Rooted => {
                let distance = by_mean + traces - 2.0 * self.cross(&one, &other);
                // The root of what is nothing but rounding says nothing.
                let noise = 64.0 * rounding(one.view(), other.view());
                return if distance > noise { distance.sqrt() } else { f64::NAN };
            }
            D::TraceAveraged => return by_mean + (traces - 2.0 * self.cross(&one, &other)) / d,
            D::NoTwo => return by_mean + traces - self.cross(&one, &other),
            D::Plus => return by_mean + traces + 2.0 * self.cross(&one, &other),
            D::Epsilon => {
                let moved = Array2::<f64>::eye(one.nrows()) * 1e-6;
                let cross = self.cross(&(&one + &moved), &(&other + &moved));
                let added = if self.second { 2e-6 * d } else { 0.0 };
                return by_mean + traces + added - 2.0 * cross;
            }
            _ => {}
        }
        by_mean + traces - 2.0 * self.cross(&one, &other)
    }

    /// What stands for tr (Σ₁Σ₂)^½.
    fn cross(self, one: &Array2<f64>, other: &Array2<f64>) -> f64 {
        let product = one.dot(other);
        match self.d {
            D::RootsApart => return root(one.view()).dot(&root(other.view())).diag().sum(),
            D::Elementwise => return product.diag().mapv(f64::sqrt).sum(),
            D::NoRoot => return product.diag().sum(),
            D::RootOfTrace => return clamped(product.diag().sum()),
            D::DiagonalsOnly => return (&one.diag() * &other.diag()).mapv(clamped).sum(),
            D::NoClamp if singular(one.view()) || singular(other.view()) => return f64::NAN,
            D::Symmetrised => {
                let (values, _) = symmetric_eigen((&product + &product.t()).mapv(|x| x / 2.0).view());
                return values.mapv(clamped).sum();
            }
            _ => {}
        }
        let (outer, inner) = if self.other_root { (other, one) } else { (one, other) };
        let outer = match self.d {
            D::NoInnerRoot => outer.clone(),
            D::OfRows => {
                let (values, vectors) = symmetric_eigen(outer.view());
                (&vectors.t() * &values.mapv(clamped)).dot(&vectors)
            }
            _ => root(outer.view()),
        };
        let (values, _) = symmetric_eigen(outer.dot(inner).dot(&outer).view());
        values.mapv(clamped).sum()
    }
}
