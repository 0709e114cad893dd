//! **Packed.** The same product, and every array is copied once into the order in which it will be read. Of 128 channels at a time, the tokens of
//! an expert lie six and six side by side, one channel after the other, and the rows of the matrix as panels of sixty-four columns, copied
//! row by row as they lie. Then nothing jumps from page to page any more: what is read next is what stands next, and the processor fetches
//! it before it is asked for.
//!
//! - *operations*: as in the definition
//! - *bytes*: as in vector where a cache holds the copies
//! - *floor*: that of vector
//! - *what it brings*: next to nothing where matrices are small, and a sixth where a row of one fills a page

use simd::pulp::{Simd, WithSimd};

use super::{CHOICES, EXPERTS, Routed, sorted};
use simd::{Room, numbers, numbers_mut, product as multiply, store, vectors};

/// Rows of a panel.
const PANEL: usize = 128;
/// Tokens of a tile.
const ROWS: usize = 6;
/// Tokens that go over the panels: with a width of 1,024 their sums are a MiB.
const TOKENS: usize = 42 * ROWS;

/// Writes the outputs (T, width).
pub fn product(routed: &Routed, out: &mut [f32]) {
    simd::arch().dispatch(Part { routed, matrices: Whole { routed }, first: 0, out });
}

/// Where matrices come from, a part of a row at a time.
pub(super) trait Matrices {
    /// Copies numbers of row `row` of an expert's matrix, from column `first` on.
    fn copy(&self, expert: usize, row: usize, first: usize, to: &mut [f32]);
}

/// As they are.
pub(super) struct Whole<'a> {
    pub(super) routed: &'a Routed,
}

impl Matrices for Whole<'_> {
    #[inline(always)]
    fn copy(&self, expert: usize, row: usize, first: usize, to: &mut [f32]) {
        let d = self.routed.width;
        to.copy_from_slice(&self.routed.weights[(expert * d + row) * d + first..][..to.len()]);
    }
}

/// The outputs of some tokens, from `first` on.
pub(super) struct Part<'a, M> {
    pub(super) routed: &'a Routed,
    pub(super) matrices: M,
    pub(super) first: usize,
    pub(super) out: &'a mut [f32],
}

impl<M: Matrices> WithSimd for Part<'_, M> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if vectors::<S>() == 4 { self.compute::<S, 4>(simd) } else { self.compute::<S, 2>(simd) }
    }
}

impl<M: Matrices> Part<'_, M> {
    #[inline(always)]
    fn compute<S: Simd, const V: usize>(self, simd: S) {
        let Part { routed, matrices, first, out } = self;
        let (d, lanes) = (routed.width, V * S::F32_LANES);
        let columns = d.div_ceil(lanes);
        let (order, offsets) = sorted(routed, first, out.len() / d);
        let (mut panels, mut sums) =
            (Room::new::<S>(PANEL * columns * V), Room::new::<S>(TOKENS * columns * V));
        let (panels, all) = (panels.vectors::<S>(), sums.vectors::<S>());
        let mut packed = vec![[0.0; ROWS]; TOKENS / ROWS * PANEL];
        out.fill(0.0);
        for expert in 0..EXPERTS {
            for pairs in order[offsets[expert]..offsets[expert + 1]].chunks(TOKENS) {
                let groups = pairs.len().div_ceil(ROWS);
                // Of each column its tiles one after the other; the last has room for tokens that are not there.
                let sums = &mut all[..columns * groups * ROWS * V];
                sums.fill(simd.splat_f32s(0.0));
                for from in (0..d).step_by(PANEL) {
                    let depth = PANEL.min(d - from);
                    pack(routed, pairs, from, depth, &mut packed);
                    for k in 0..depth {
                        for column in 0..columns {
                            let row = numbers_mut::<S>(&mut panels[(column * depth + k) * V..][..V]);
                            let wide = lanes.min(d - column * lanes);
                            matrices.copy(expert, from + k, column * lanes, &mut row[..wide]);
                        }
                    }
                    let places = sums.chunks_exact_mut(groups * ROWS * V);
                    for (panel, places) in panels.chunks_exact(depth * V).zip(places) {
                        let rows = packed.chunks_exact(depth);
                        for (rows, place) in rows.zip(places.chunks_exact_mut(ROWS * V)) {
                            add::<S, V>(simd, rows, panel, place);
                        }
                    }
                }
                for (i, &pair) in pairs.iter().enumerate() {
                    let to = &mut out[(pair / CHOICES - first) * d..][..d];
                    let gate = routed.gates[pair];
                    for (column, to) in to.chunks_mut(lanes).enumerate() {
                        let sums = &sums[(column * groups * ROWS + i) * V..][..V];
                        for (to, x) in to.iter_mut().zip(numbers::<S>(sums)) {
                            *to += gate * x;
                        }
                    }
                }
            }
        }
    }
}

/// Some channels of the tokens of pairs, six tokens side by side. Where fewer than six are left, the last stands in for those that are missing.
#[inline(always)]
fn pack(routed: &Routed, pairs: &[usize], from: usize, depth: usize, to: &mut [[f32; ROWS]]) {
    for (group, to) in pairs.chunks(ROWS).zip(to.chunks_exact_mut(depth)) {
        let rows: [&[f32]; ROWS] = std::array::from_fn(|r| {
            let pair = group[r.min(group.len() - 1)];
            &routed.tokens[pair / CHOICES * routed.width + from..][..depth]
        });
        for (k, to) in to.iter_mut().enumerate() {
            *to = std::array::from_fn(|r| rows[r][k]);
        }
    }
}

/// Six tokens over a panel: what they make of it is added to their sums.
#[inline(always)]
fn add<S: Simd, const V: usize>(simd: S, rows: &[[f32; ROWS]], panel: &[S::f32s], place: &mut [S::f32s]) {
    let mut tile = [[simd.splat_f32s(0.0); V]; ROWS];
    for (row, place) in tile.iter_mut().zip(place.chunks_exact(V)) {
        row.copy_from_slice(place);
    }
    multiply::<S, ROWS, V>(simd, &mut tile, |k| rows[k], panel);
    store::<S, ROWS, V>(&tile, place);
}
