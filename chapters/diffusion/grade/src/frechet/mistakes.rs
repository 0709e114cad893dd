//! The typical mistakes of `frechet`.

use judge::{Mistake, slips};

use super::bent::{D, Knobs, M};
use super::laid::Read;

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_moments(), of_root(), of_sum(), of_views()].into_iter().flatten().collect()
}

fn of_moments() -> Vec<Mistake<Knobs>> {
    let covariance = "centred.t().dot(&centred) / (count - 1.0)";
    vec![
        Mistake::<Knobs>::new(
            "biased",
            "moments divides the covariance by n. The programs that compute FID divide by n − 1, which is right on average over many sets of n rows.",
            |k| k.m = M::Biased,
        )
        .edit(covariance, "centred.t().dot(&centred) / count"),
        Mistake::<Knobs>::new(
            "over_rows",
            "moments takes rows for features: its mean has a number for each row, and its covariance is (n, n). A row is a sample. torch.cov and numpy.cov expect features in \
             rows, so they want the transpose.",
            |k| k.m = M::OverRows,
        ),
        Mistake::<Knobs>::new(
            "not_centred",
            "moments does not take the mean away before it multiplies: that is the second moment, not the covariance.",
            |k| k.m = M::NotCentred,
        )
        .edit("let centred = &features - &mean;", "let centred = features.to_owned();"),
        Mistake::<Knobs>::new(
            "one_pass",
            "moments loses the covariance where the mean is far larger than the spread. The usual cause is E[x xᵀ] − μ μᵀ, of which 12 digits can cancel; single precision is \
             another. Take the mean away first.",
            |k| k.m = M::OnePass,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "variances_only",
            "moments gives the variances and zeros beside them. Features that go together matter: that is what the covariance is for.",
            |k| k.m = M::VariancesOnly,
        )
        .edit(covariance, "Array2::from_diag(&(&centred * &centred).sum_axis(Axis(0))) / (count - 1.0)"),
        Mistake::<Knobs>::new("not_divided", "moments sums products and does not divide by n − 1.", |k| {
            k.m = M::NotDivided;
        })
        .edit(covariance, "centred.t().dot(&centred)"),
        Mistake::<Knobs>::new(
            "one_mean",
            "moments takes one mean over all rows and features. Each feature has its own.",
            |k| k.m = M::OneMean,
        ),
        Mistake::<Knobs>::new(
            "mean_unbiased",
            "moments divides the mean by n − 1. Only the covariance is divided so, because its mean was taken from the same rows.",
            |k| k.m = M::MeanUnbiased,
        )
        .edit("features.sum_axis(Axis(0)) / count", "features.sum_axis(Axis(0)) / (count - 1.0)"),
        Mistake::<Knobs>::new(
            "by_width",
            "moments divides the covariance by the number of features, or one less, not by that of rows.",
            |k| k.m = M::ByWidth,
        ),
        Mistake::<Knobs>::new(
            "correlation",
            "moments gives the correlation, with 1 on the diagonal. The covariance keeps the scale of the features.",
            |k| k.m = M::Correlation,
        ),
        Mistake::<Knobs>::new("last_row_missing", "moments leaves out the last row.", |k| k.m = M::LastMissing),
    ]
}

fn of_root() -> Vec<Mistake<Knobs>> {
    let product = "root.dot(&other_covariance).dot(&root)";
    let trace = "let trace = values.mapv(|value| value.max(0.0).sqrt()).sum();";
    vec![
        Mistake::<Knobs>::new(
            "roots_apart",
            "distance takes the trace of Σ₁^½ Σ₂^½. The root of a product is the product of roots only where the matrices commute. Close here, and wrong.",
            |k| k.d = D::RootsApart,
        ),
        Mistake::<Knobs>::new(
            "elementwise",
            "distance takes the root of each entry of Σ₁Σ₂, as .sqrt() on an array does. The root of a matrix is what gives the matrix when multiplied by itself.",
            |k| k.d = D::Elementwise,
        ),
        Mistake::<Knobs>::new(
            "no_root",
            "distance has no root: it takes the trace of Σ₁Σ₂. The terms would then not have one unit.",
            |k| k.d = D::NoRoot,
        )
        .edit(trace, "let trace = values.sum();"),
        Mistake::<Knobs>::new(
            "root_of_trace",
            "distance takes the root of the trace of Σ₁Σ₂. The trace of the root is the sum of the roots of all eigenvalues.",
            |k| k.d = D::RootOfTrace,
        )
        .edit(trace, "let trace = values.sum().max(0.0).sqrt();"),
        Mistake::<Knobs>::new(
            "eigenvectors_in_rows",
            "distance takes the rows of what symmetric_eigen gives for eigenvectors, and makes Vᵀ √λ V. They stand in columns: the root is V √λ Vᵀ.",
            |k| k.d = D::OfRows,
        )
        .edit(
            "(&vectors * &values.mapv(|value| value.max(0.0).sqrt())).dot(&vectors.t())",
            "(&vectors.t() * &values.mapv(|value| value.max(0.0).sqrt())).dot(&vectors)",
        ),
        Mistake::<Knobs>::new(
            "no_inner_root",
            "distance has Σ₁ on both sides of Σ₂ where Σ₁^½ belongs.",
            |k| k.d = D::NoInnerRoot,
        )
        .edit(product, "covariance.dot(&other_covariance).dot(&covariance)"),
        Mistake::<Knobs>::new(
            "symmetrised",
            "distance takes the eigenvalues of (Σ₁Σ₂ + Σ₂Σ₁)/2, which is what symmetric_eigen reads of Σ₁Σ₂. Making a product symmetric changes its eigenvalues; Σ₁^½ Σ₂ Σ₁^½ is \
             symmetric by itself and has the same ones.",
            |k| k.d = D::Symmetrised,
        )
        .edit(product, "covariance.dot(&other_covariance)"),
        Mistake::<Knobs>::new(
            "no_clamp",
            "distance takes the root of an eigenvalue that should be 0 and came out as −1e−17: not a number. With d rows or fewer there is such an eigenvalue. Clamp at 0 before each \
             root.",
            |k| k.d = D::NoClamp,
        ),
        Mistake::<Knobs>::new(
            "epsilon",
            "distance adds something like 1e−6 to the diagonals. Where a covariance is singular, the root makes a thousandth of a millionth. pytorch-fid did it where its root \
             failed; the symmetric form does not fail.",
            |k| k.d = D::Epsilon,
        ),
        Mistake::<Knobs>::new(
            "diagonals_only",
            "distance compares the variances of each feature alone, and not how features go together.",
            |k| k.d = D::DiagonalsOnly,
        ),
        Mistake::<Knobs>::new(
            "frobenius",
            "distance takes the sum of the squared differences of the covariances. That is a distance too, of fourth powers of the features.",
            |k| k.d = D::Frobenius,
        )
        .edit("apart.dot(&apart) + covariance.diag().sum() + other_covariance.diag().sum() - 2.0 * trace", "apart.dot(&apart) + (&covariance - &other_covariance).mapv(|x| x * x).sum()"),
    ]
}

fn of_sum() -> Vec<Mistake<Knobs>> {
    let sum = "apart.dot(&apart) + covariance.diag().sum() + other_covariance.diag().sum() - 2.0 * trace";
    vec![
        Mistake::<Knobs>::new(
            "mean_not_squared",
            "distance takes the length of the difference of the means. It is to be squared.",
            |k| k.d = D::MeanNotSquared,
        )
        .edit("apart.dot(&apart) +", "apart.dot(&apart).sqrt() +"),
        Mistake::<Knobs>::new(
            "mean_averaged",
            "distance takes the mean of the squared differences of the means over the features, and not their sum.",
            |k| k.d = D::MeanAveraged,
        )
        .edit("apart.dot(&apart) +", "apart.dot(&apart) / apart.len() as f64 +"),
        Mistake::<Knobs>::new("mean_missing", "distance leaves the means out.", |k| k.d = D::MeanMissing)
            .edit("apart.dot(&apart) +", "0.0 * apart.dot(&apart) +"),
        Mistake::<Knobs>::new("no_two", "distance takes the trace of the root away once. It is twice.", |k| {
            k.d = D::NoTwo;
        })
        .edit("- 2.0 * trace", "- trace"),
        Mistake::<Knobs>::new("plus", "distance adds the trace of the root. It is taken away.", |k| k.d = D::Plus)
            .edit("- 2.0 * trace", "+ 2.0 * trace"),
        Mistake::<Knobs>::new(
            "rooted",
            "distance gives the root of the sum. The number that is reported as FID is not rooted.",
            |k| k.d = D::Rooted,
        )
        .edit(sum, "(apart.dot(&apart) + covariance.diag().sum() + other_covariance.diag().sum() - 2.0 * trace).max(0.0).sqrt()"),
        Mistake::<Knobs>::new(
            "one_trace",
            "distance takes the trace of the same covariance twice, and never that of the other.",
            |k| k.d = D::OneTrace,
        )
        .edit("other_covariance.diag().sum()", "covariance.diag().sum()"),
        Mistake::<Knobs>::new(
            "trace_averaged",
            "distance divides the part of the covariances by the number of features. A trace is a sum.",
            |k| k.d = D::TraceAveraged,
        ),
        Mistake::<Knobs>::new(
            "no_traces",
            "distance leaves out the traces of the two covariances.",
            |k| k.d = D::NoTraces,
        )
        .edit("+ covariance.diag().sum() + other_covariance.diag().sum()", ""),
    ]
}

fn of_views() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.read = Read::Slice), slips::memory_order(|k| k.read = Read::Memory)]
}
