//! The product that stays in registers.

use pulp::Simd;

/// Adds to a tile of R rows and V vectors the product of R numbers and V vectors for each step: `rows(k)` has the numbers of step k, and
/// `panel` the vectors, step by step.
///
/// The sums never leave their registers while it runs. Each step loads V vectors and R numbers and does R · V multiply-adds: with 6 and 4
/// that is 24 for ten loads, and a processor that does two of each at once waits for none of them. With a tile of one it would
/// be one for two.
// ANCHOR: product
#[inline(always)]
pub fn product<S: Simd, const R: usize, const V: usize>(
    simd: S,
    tile: &mut [[S::f32s; V]; R],
    rows: impl Fn(usize) -> [f32; R],
    panel: &[S::f32s],
) {
    let mut sums = *tile;
    for (k, vectors) in panel.chunks_exact(V).enumerate() {
        let numbers = rows(k);
        for r in 0..R {
            let number = simd.splat_f32s(numbers[r]);
            for v in 0..V {
                sums[r][v] = simd.mul_add_e_f32s(number, vectors[v], sums[r][v]);
            }
        }
    }
    *tile = sums;
}
// ANCHOR_END: product

/// Writes a tile into R rows of V vectors.
#[inline(always)]
pub fn store<S: Simd, const R: usize, const V: usize>(tile: &[[S::f32s; V]; R], to: &mut [S::f32s]) {
    for (row, to) in tile.iter().zip(to.chunks_exact_mut(V)) {
        to.copy_from_slice(row);
    }
}
