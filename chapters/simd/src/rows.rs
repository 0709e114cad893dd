//! Sums and maxima along a row, as vectors can do them.

use pulp::Simd;

/// Folds a row: four vectors at a time, so that none waits for the one before, then what is left. `one` takes in a vector, `two` puts
/// two results together; the end of the row that fills no vector is left to the caller.
///
/// Another order of additions rounds otherwise than the order of the text. It is no worse: each of the sums is shorter, and so is its error.
#[inline(always)]
pub fn fold<S: Simd>(
    start: S::f32s,
    row: &[S::f32s],
    one: impl Fn(S::f32s, S::f32s) -> S::f32s,
    two: impl Fn(S::f32s, S::f32s) -> S::f32s,
) -> S::f32s {
    let mut parts = [start; 4];
    let mut groups = row.chunks_exact(4);
    for group in groups.by_ref() {
        for v in 0..4 {
            parts[v] = one(parts[v], group[v]);
        }
    }
    for &vector in groups.remainder() {
        parts[0] = one(parts[0], vector);
    }
    two(two(parts[0], parts[1]), two(parts[2], parts[3]))
}
