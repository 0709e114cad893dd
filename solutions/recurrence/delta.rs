//! recurrence/delta: a memory that can be corrected.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

/// Rows of length 1, nearly: each row x of `rows` (T, d) is divided by √(Σ x² + 10⁻⁶).
///
/// All sizes are at least 1; a row may be 0, or so small that the 10⁻⁶ counts. Numbers lie within ±1000. The view may be transposed or
/// strided.
pub fn unit(rows: ArrayView2<'_, f32>) -> Array2<f32> {
    let mut unit = rows.to_owned();
    for mut row in unit.rows_mut() {
        let length = (row.dot(&row) + 1e-6).sqrt();
        row /= length;
    }
    unit
}

/// The delta rule: S holds at key kₜ the value Sᵀ kₜ; what is missing to vₜ is written there, in part: S becomes
/// S + βₜ kₜ (vₜ − Sᵀ kₜ)ᵀ, from zeros, and then output t is Sᵀ qₜ / √dk.
///
/// Shapes: `queries` and `keys` (T, dk), `values` (T, dv), `beta` (T) give (T, dv). All sizes are at least 1. `beta` lies between 0 and 2;
/// queries and keys are used as they are, and keys need not have length 1. It holds one state at a time: not one for each token, and
/// no number for each pair of tokens. The views may be transposed or strided.
pub fn delta(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    beta: ArrayView1<'_, f32>,
) -> Array2<f32> {
    let root = (queries.ncols() as f32).sqrt();
    let mut state = Array2::<f32>::zeros((keys.ncols(), values.ncols()));
    let mut output = Array2::zeros(values.raw_dim());
    for (t, mut row) in output.rows_mut().into_iter().enumerate() {
        let key = keys.row(t);
        let missing = &values.row(t) - &key.dot(&state);
        state += &(&key.insert_axis(Axis(1)) * &(missing * beta[t]));
        row.assign(&(queries.row(t).dot(&state) / root));
    }
    output
}
