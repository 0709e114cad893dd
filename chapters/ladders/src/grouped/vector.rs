//! **Vector.** Some tokens of an expert, as many as the second cache holds, and sixty-four columns of the outputs at a time. A panel of the
//! matrix, 128 rows of these columns, is copied side by side into the first cache, and the tokens go over it, six at a time, read from where they
//! lie. Their sums wait in the cache until the last panel; the gate is multiplied into what is then added to the outputs. Tokens are not copied in
//! the order of the experts, neither there nor back.
//!
//! - *operations*: as in the definition
//! - *bytes*: tokens, outputs and matrices once, if an expert's tokens stay in a cache while the columns go by
//! - *floor*: 2 d² operations for each pair at the rate of multiply-adds

use simd::pulp::{Simd, WithSimd};

use super::{CHOICES, EXPERTS, Routed, sorted};
use simd::{Room, numbers, numbers_mut, product as multiply, store, vectors};

/// Rows of a panel: 32 KiB.
const PANEL: usize = 128;
/// Tokens that go over a panel: with a width of 1,024, a MiB.
const TOKENS: usize = 256;
/// Tokens of a tile.
const ROWS: usize = 6;

/// Writes the outputs (T, width).
pub fn product(routed: &Routed, out: &mut [f32]) {
    simd::arch().dispatch(All { routed, out });
}

/// The outputs of all tokens.
struct All<'a> {
    routed: &'a Routed,
    out: &'a mut [f32],
}

impl WithSimd for All<'_> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if vectors::<S>() == 4 { self.compute::<S, 4>(simd) } else { self.compute::<S, 2>(simd) }
    }
}

impl All<'_> {
    #[inline(always)]
    fn compute<S: Simd, const V: usize>(self, simd: S) {
        let All { routed, out } = self;
        let (d, lanes) = (routed.width, V * S::F32_LANES);
        let (order, offsets) = sorted(routed, 0, routed.length);
        let (mut panel, mut sums) = (Room::new::<S>(PANEL * V), Room::new::<S>(TOKENS * V));
        let (panel, all) = (panel.vectors::<S>(), sums.vectors::<S>());
        out.fill(0.0);
        for expert in 0..EXPERTS {
            for pairs in order[offsets[expert]..offsets[expert + 1]].chunks(TOKENS) {
                for column in (0..d).step_by(lanes) {
                    let wide = lanes.min(d - column);
                    let sums = &mut all[..pairs.len() * V];
                    sums.fill(simd.splat_f32s(0.0));
                    for from in (0..d).step_by(PANEL) {
                        let depth = PANEL.min(d - from);
                        for (k, row) in
                            numbers_mut::<S>(panel).chunks_exact_mut(lanes).take(depth).enumerate()
                        {
                            let from = &routed.weights[(expert * d + from + k) * d + column..][..wide];
                            row[..wide].copy_from_slice(from);
                        }
                        over::<S, V>(simd, routed, pairs, from, &panel[..depth * V], sums);
                    }
                    for (&pair, sums) in pairs.iter().zip(sums.chunks_exact(V)) {
                        let to = &mut out[pair / CHOICES * d + column..][..wide];
                        let gate = routed.gates[pair];
                        for (to, x) in to.iter_mut().zip(numbers::<S>(sums)) {
                            *to += gate * x;
                        }
                    }
                }
            }
        }
    }
}

/// The tokens of some pairs over a panel: what they make of it is added to their sums.
#[inline(always)]
fn over<S: Simd, const V: usize>(
    simd: S,
    routed: &Routed,
    pairs: &[usize],
    from: usize,
    panel: &[S::f32s],
    sums: &mut [S::f32s],
) {
    let mut groups = pairs.chunks_exact(ROWS);
    let mut places = sums.chunks_exact_mut(ROWS * V);
    for (group, place) in groups.by_ref().zip(places.by_ref()) {
        let pairs: [usize; ROWS] = std::array::from_fn(|r| group[r]);
        add::<S, ROWS, V>(simd, routed, pairs, from, panel, place);
    }
    for (&pair, place) in groups.remainder().iter().zip(places.into_remainder().chunks_exact_mut(V)) {
        add::<S, 1, V>(simd, routed, [pair], from, panel, place);
    }
}

/// R of them.
#[inline(always)]
fn add<S: Simd, const R: usize, const V: usize>(
    simd: S,
    routed: &Routed,
    pairs: [usize; R],
    from: usize,
    panel: &[S::f32s],
    place: &mut [S::f32s],
) {
    let (d, depth) = (routed.width, panel.len() / V);
    let rows: [&[f32]; R] = std::array::from_fn(|r| &routed.tokens[pairs[r] / CHOICES * d + from..][..depth]);
    let mut tile = [[simd.splat_f32s(0.0); V]; R];
    for (row, place) in tile.iter_mut().zip(place.chunks_exact(V)) {
        row.copy_from_slice(place);
    }
    multiply::<S, R, V>(simd, &mut tile, |k| std::array::from_fn(|r| rows[r][k]), panel);
    store::<S, R, V>(&tile, place);
}
