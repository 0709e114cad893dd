//! recurrence/discretise: from a differential equation to steps.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, s};
use recurrence::{exponential, solve};

/// The bilinear rule: Ā is the solution of (I − ΔA/2) Ā = I + ΔA/2, and B̄ that of (I − ΔA/2) B̄ = ΔB.
///
/// Shapes: `a` (n, n) and `b` (n) give Ā (n, n) and B̄ (n). n is from 1 to 24. The step Δ = `step` lies between 0.00001 and 100, and the
/// absolute values in a row of ΔA sum to at most 64. No eigenvalue of A has a positive real part, so that I − ΔA/2 has an inverse. The views may be transposed or strided.
pub fn bilinear(a: ArrayView2<'_, f32>, b: ArrayView1<'_, f32>, step: f32) -> (Array2<f32>, Array1<f32>) {
    let eye = Array2::<f32>::eye(b.len());
    let half = &a * (step / 2.0);
    let left = &eye - &half;
    let columns =
        (&eye + &half).columns().into_iter().map(|column| solve(left.view(), column)).collect::<Vec<_>>();
    let a_bar = Array2::from_shape_fn(a.raw_dim(), |(i, j)| columns[j][i]);
    (a_bar, solve(left.view(), (&b * step).view()))
}

/// The zero-order hold, exact where the input does not change within a step: Ā = exp(ΔA), and B̄ = ∫ exp(τA) dτ B over τ from 0 to Δ, which
/// is A⁻¹(Ā − I) B where A has an inverse. A need not have an inverse, and may be 0.
///
/// Shapes, sizes and views as in `bilinear`.
pub fn zoh(a: ArrayView2<'_, f32>, b: ArrayView1<'_, f32>, step: f32) -> (Array2<f32>, Array1<f32>) {
    let n = b.len();
    // The state and the input that stays are one linear system.
    let mut both = Array2::zeros((n + 1, n + 1));
    both.slice_mut(s![..n, ..n]).assign(&(&a * step));
    both.slice_mut(s![..n, n]).assign(&(&b * step));
    let both = exponential(both.view());
    (both.slice(s![..n, ..n]).to_owned(), both.slice(s![..n, n]).to_owned())
}
