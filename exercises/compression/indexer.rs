use ndarray::{Array2, ArrayView2, ArrayView3, Axis};

pub fn indexer(
    queries: ArrayView3<'_, f32>,
    keys: ArrayView2<'_, f32>,
    weights: ArrayView2<'_, f32>,
) -> Array2<f32> {
    let (n, heads, d) = queries.dim();
    let blocks = keys.nrows();
    let flat = queries.to_shape((n * heads, d)).expect("the same size").into_owned();
    let matches = flat.dot(&keys.t()).mapv(|x| if x > 0.0 { x } else { 0.0 });
    let matches = matches.to_shape((n, heads, blocks)).expect("the same size").into_owned();
    let weighted = &matches * &weights.insert_axis(Axis(2));
    weighted.sum_axis(Axis(1))
}
