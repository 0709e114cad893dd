//! State spaces: x' = A x + B u, y = C x.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

// ANCHOR: complex
/// A complex number, with the fields `re` and `im`. It has the operators, also
/// with an f32 on the right, and `exp()`, `norm()`, `conj()` and others.
pub type Complex32 = num_complex::Complex<f32>;
// ANCHOR_END: complex

/// HiPPO-LegS: the past as coefficients of Legendre polynomials.
#[derive(Clone, Copy)]
pub struct Hippo {
    /// A (n, n) and B (n), for so many coefficients.
    pub matrices: fn(usize) -> (Array2<f32>, Array1<f32>),
    /// So many coefficients (n) of all samples (T), after the last.
    pub remember: fn(ArrayView1<'_, f32>, usize) -> Array1<f32>,
    /// What the coefficients (n) say of a time from 0, the first sample, to 1, the last.
    pub recall: fn(ArrayView1<'_, f32>, f32) -> f32,
}

/// A and B in discrete time, from A (n, n), B (n) and the step.
pub type Rule = fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>, f32) -> (Array2<f32>, Array1<f32>);

/// From continuous to discrete time by two rules.
#[derive(Clone, Copy)]
pub struct Discretise {
    /// The bilinear rule.
    pub bilinear: Rule,
    /// The zero-order hold.
    pub zoh: Rule,
}

/// The kernel of a state space, from its A (n, n), B (n) and C (n) in discrete time and a length.
pub type SpaceKernel =
    fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>, ArrayView1<'_, f32>, usize) -> Array1<f32>;

/// The output of a state space, from its A (n, n), B (n) and C (n) in discrete time and an input (T).
pub type SpaceSteps =
    fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>, ArrayView1<'_, f32>, ArrayView1<'_, f32>) -> Array1<f32>;

/// One state space by two roads.
#[derive(Clone, Copy)]
pub struct S4Conv {
    /// The kernel.
    pub kernel: SpaceKernel,
    /// A kernel and an input, of the same length, to the output.
    pub convolve: fn(ArrayView1<'_, f32>, ArrayView1<'_, f32>) -> Array1<f32>,
    /// The output step by step.
    pub recur: SpaceSteps,
}

/// The kernel of a diagonal state space: from A (n), C (n), the step and the length.
pub type S4d = fn(ArrayView1<'_, Complex32>, ArrayView1<'_, Complex32>, f32, usize) -> Array1<f32>;
