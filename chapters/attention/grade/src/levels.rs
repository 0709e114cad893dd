//! Inputs whose scores stand where a stub says that they can stand: exactly at an end, on every seed.

use ndarray::{Array2, ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2};

/// The scores of one query: its dot products with the keys, divided by the root of its width.
pub(crate) fn scores(query: ArrayView1<'_, f32>, keys: ArrayView2<'_, f32>) -> Vec<f64> {
    let (query, keys) = (query.mapv(f64::from), keys.mapv(f64::from));
    (keys.dot(&query) / (query.len() as f64).sqrt()).to_vec()
}

/// The scores of all queries.
pub(crate) fn all_scores(queries: &Array2<f32>, keys: &Array2<f32>) -> Vec<f64> {
    queries.rows().into_iter().flat_map(|query| scores(query, keys.view())).collect()
}

/// How far the scores of each query are from each other.
pub(crate) fn spreads(queries: &Array2<f32>, keys: &Array2<f32>) -> Vec<f64> {
    queries.rows().into_iter().map(|query| spread(&scores(query, keys.view()))).collect()
}

/// How far the largest number is above the smallest.
pub(crate) fn spread(scores: &[f64]) -> f64 {
    let ends = |(low, high): (f64, f64), &score: &f64| (low.min(score), high.max(score));
    let (low, high) = scores.iter().fold((f64::INFINITY, f64::NEG_INFINITY), ends);
    high - low
}

/// Makes a query longer or shorter, until the score farthest from 0 is at `level` or −`level`.
pub(crate) fn stretch(mut query: ArrayViewMut1<'_, f32>, keys: ArrayView2<'_, f32>, level: f64) {
    let farthest = scores(query.view(), keys).into_iter().map(f64::abs).fold(0.0, f64::max);
    query *= (level / farthest) as f32;
}

/// Makes a query longer or shorter, until its largest score is so far above its smallest.
pub(crate) fn stretch_apart(mut query: ArrayViewMut1<'_, f32>, keys: ArrayView2<'_, f32>, apart: f64) {
    let spread = spread(&scores(query.view(), keys));
    query *= (apart / spread) as f32;
}

/// Scores near a level, which the farthest of each query reaches: the first channel of queries and keys gives it, the others
/// let them differ by a few. `of` says by which factor the level of a query differs.
pub(crate) fn near(
    mut queries: ArrayViewMut2<'_, f32>,
    mut keys: ArrayViewMut2<'_, f32>,
    level: f64,
    of: impl Fn(usize) -> f64,
) {
    let side = (level.abs() * (keys.ncols() as f64).sqrt()).sqrt();
    keys.column_mut(0).fill(side as f32);
    for (i, mut query) in queries.rows_mut().into_iter().enumerate() {
        query *= 0.5;
        query[0] = (side * level.signum() * of(i)) as f32;
        stretch(query, keys.view(), level.abs() * of(i).abs());
    }
}

/// Levels between which the scores of many keys change, in tiles of any size and from one to the next; 60 is not between them.
pub(crate) fn step(key: usize) -> f32 {
    [0.0, 12.0, -11.0, 14.0, 3.0][key / 7 % 5]
}

/// Puts the scores of each key at its [`step`].
pub(crate) fn stepped(mut queries: ArrayViewMut2<'_, f32>, mut keys: ArrayViewMut2<'_, f32>) {
    queries.column_mut(0).fill((keys.ncols() as f32).sqrt());
    keys.column_mut(0).iter_mut().enumerate().for_each(|(j, x)| *x = step(j));
}
