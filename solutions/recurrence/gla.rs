//! recurrence/gla: what was written fades.

use ndarray::{Array2, ArrayView2, Axis, s};

/// Retention: output t is Σ γᵗ⁻ˢ (qₜ · kₛ / √dk) vₛ over the tokens s ≤ t, with all pairs of tokens at once.
///
/// Shapes: `queries` and `keys` (T, dk), `values` (T, dv) give (T, dv). All sizes are at least 1; `gamma` lies between 0.5 and 1. The views
/// may be transposed or strided.
pub fn retention(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    gamma: f32,
) -> Array2<f32> {
    let root = (queries.ncols() as f32).sqrt();
    let mut weights = queries.dot(&keys.t()) / root;
    for ((t, s), weight) in weights.indexed_iter_mut() {
        *weight *= if s > t { 0.0 } else { gamma.powi((t - s) as i32) };
    }
    weights.dot(&values)
}

/// Gated linear attention, token by token: each channel of the key has a decay of its own at each token. The state becomes
/// S = Diag(exp(gₜ)) S + kₜ vₜᵀ, and then output t is Sᵀ qₜ / √dk.
///
/// Shapes: `queries`, `keys` and `decays` g (T, dk), `values` (T, dv) give (T, dv). All sizes are at least 1. Decays lie between −5 and 0.
/// The views may be transposed or strided.
pub fn gla(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    decays: ArrayView2<'_, f32>,
) -> Array2<f32> {
    let root = (queries.ncols() as f32).sqrt();
    let mut state = Array2::<f32>::zeros((keys.ncols(), values.ncols()));
    let mut output = Array2::zeros(values.raw_dim());
    for (t, mut row) in output.rows_mut().into_iter().enumerate() {
        let decay = decays.row(t).mapv(f32::exp).insert_axis(Axis(1));
        state = state * decay + &keys.row(t).insert_axis(Axis(1)) * &values.row(t);
        row.assign(&(queries.row(t).dot(&state) / root));
    }
    output
}

/// The same as `gla`, `chunk` tokens at a time: pairs of tokens within a chunk, and the state from one chunk to the next.
///
/// `chunk` is at least 1, and can be more than T; T need not be a multiple of it. Decays of −5 can be all there are in a chunk, however
/// long it is.
pub fn chunked(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    decays: ArrayView2<'_, f32>,
    chunk: usize,
) -> Array2<f32> {
    let (root, end) = ((queries.ncols() as f32).sqrt(), queries.nrows());
    let mut state = Array2::<f32>::zeros((keys.ncols(), values.ncols()));
    let mut output = Array2::zeros(values.raw_dim());
    for first in (0..end).step_by(chunk) {
        let own = s![first..end.min(first + chunk), ..];
        let (q, k, v) = (queries.slice(own), keys.slice(own), values.slice(own));
        let mut faded = decays.slice(own).to_owned();
        faded.accumulate_axis_inplace(Axis(0), |&before, own| *own += before);
        // Differences, not quotients: exp(−faded) can be beyond all floats.
        let within = Array2::from_shape_fn((q.nrows(), q.nrows()), |(t, s)| {
            let channel = |c: usize| q[[t, c]] * k[[s, c]] * (faded[[t, c]] - faded[[s, c]]).exp();
            if s > t { 0.0 } else { (0..q.ncols()).map(channel).sum() }
        });
        let before = (&q * &faded.mapv(f32::exp)).dot(&state);
        output.slice_mut(own).assign(&((before + within.dot(&v)) / root));
        let last = faded.row(faded.nrows() - 1).to_owned();
        let left = &k * &(&last - &faded).mapv(f32::exp);
        state = state * last.mapv(f32::exp).insert_axis(Axis(1)) + left.t().dot(&v);
    }
    output
}
