//! What the tokens of a chunk say to each other: ⟨kᵢ, kⱼ⟩ for j < i and ⟨qᵢ, kⱼ⟩ for j ≤ i, with the decay between them, Σ a b exp(Gᵢ − Gⱼ).
//!
//! A product of matrices has no room for a factor that depends on the pair. exp(Gᵢ − Gⱼ) has to come apart into one factor for i and
//! one for j, and exp(Gᵢ) exp(−Gⱼ) will not do: the second overflows. Measured from the start of the block of i, both are harmless for all j before the
//! block; within the block the second may grow, but no further than e⁶⁰, or the pairs are computed one by one.

use simd::pulp::Simd;

use super::Head;
use simd::{exp, numbers_mut, product, store, zeros};

/// Beyond this a factor is not trusted to f32.
const MOST: f32 = 60.0;
/// Rows of a tile.
const ROWS: usize = 6;

/// A block of as many tokens as a vector has lanes, and its pairs.
pub(super) struct Block<S: Simd> {
    /// Its first token.
    pub(super) from: usize,
    /// The token after its last.
    pub(super) to: usize,
    /// For each token j < `to` two vectors, whose lanes are the tokens i of the block: with their keys, and with their queries.
    pub(super) pairs: Vec<S::f32s>,
}

/// x ⊙ exp(upper − lower), number by number.
#[inline(always)]
pub(super) fn faded<S: Simd>(simd: S, x: &[f32], upper: &[f32], lower: &[f32], to: &mut [f32]) {
    let width = S::F32_LANES;
    let inputs = x.chunks(width).zip(upper.chunks(width).zip(lower.chunks(width)));
    for ((x, (upper, lower)), to) in inputs.zip(to.chunks_mut(width)) {
        let between = simd.sub_f32s(simd.partial_load_f32s(upper), simd.partial_load_f32s(lower));
        let x = simd.partial_load_f32s(x);
        simd.partial_store_f32s(to, simd.mul_f32s(x, exp(simd, between)));
    }
}

/// The pairs of the tokens `from..to` with all before them. `sums` are the running sums of the decays; `near` is room for (tokens, width).
#[inline(always)]
pub(super) fn block<S: Simd>(
    simd: S,
    head: Head<'_>,
    sums: &[f32],
    (from, to): (usize, usize),
    near: &mut [f32],
) -> Block<S> {
    let (d, lanes) = (head.width, S::F32_LANES);
    let nothing = vec![0.0; d];
    let start = if from == 0 { &nothing[..] } else { &sums[(from - 1) * d..][..d] };
    let end = &sums[(to - 1) * d..][..d];
    let mild = start.iter().zip(end).all(|(start, end)| start - end <= MOST);
    let joint = if mild { to } else { from };

    // Number c of the tokens i, side by side.
    let mut turned = zeros(simd, 2 * d);
    {
        let turned = numbers_mut::<S>(&mut turned);
        let mut row = vec![0.0; d];
        for i in from..to {
            for (place, x) in [head.keys, head.queries].into_iter().enumerate() {
                faded(simd, &x[i * d..][..d], &sums[i * d..][..d], start, &mut row);
                for (c, x) in row.iter().enumerate() {
                    turned[(2 * c + place) * lanes + i - from] = *x;
                }
            }
        }
    }
    for j in 0..joint {
        faded(simd, &head.keys[j * d..][..d], start, &sums[j * d..][..d], &mut near[j * d..][..d]);
    }
    let mut pairs = zeros(simd, 2 * to);
    let mut j = 0;
    while j + ROWS <= joint {
        let mut tile = [[simd.splat_f32s(0.0); 2]; ROWS];
        let rows: [&[f32]; ROWS] = std::array::from_fn(|r| &near[(j + r) * d..][..d]);
        product::<S, ROWS, 2>(simd, &mut tile, |k| std::array::from_fn(|r| rows[r][k]), &turned);
        store::<S, ROWS, 2>(&tile, &mut pairs[2 * j..]);
        j += ROWS;
    }
    for j in j..joint {
        let mut tile = [[simd.splat_f32s(0.0); 2]; 1];
        let row = &near[j * d..][..d];
        product::<S, 1, 2>(simd, &mut tile, |k| [row[k]], &turned);
        store::<S, 1, 2>(&tile, &mut pairs[2 * j..]);
    }
    if !mild {
        one_by_one(simd, head, sums, (from, to), &mut pairs);
    }
    hide::<S>(simd, from, &mut pairs);
    Block { from, to, pairs }
}

/// The pairs within a block, an exp for each channel.
#[inline(always)]
fn one_by_one<S: Simd>(
    simd: S,
    head: Head<'_>,
    sums: &[f32],
    (from, to): (usize, usize),
    pairs: &mut [S::f32s],
) {
    let (d, lanes) = (head.width, S::F32_LANES);
    let mut turned = zeros(simd, 3 * d);
    {
        let turned = numbers_mut::<S>(&mut turned);
        for i in from..to {
            for (place, x) in [head.keys, head.queries, sums].into_iter().enumerate() {
                for (c, x) in x[i * d..][..d].iter().enumerate() {
                    turned[(3 * c + place) * lanes + i - from] = *x;
                }
            }
        }
    }
    let zero = simd.splat_f32s(0.0);
    for j in from..to {
        let mut both = [zero; 2];
        for (c, turned) in turned.chunks_exact(3).enumerate() {
            let between = simd.sub_f32s(turned[2], simd.splat_f32s(sums[j * d + c]));
            // Where i comes before j it would grow, and is not wanted.
            let left = exp(simd, simd.min_f32s(between, zero));
            let shared = simd.mul_f32s(left, simd.splat_f32s(head.keys[j * d + c]));
            for place in 0..2 {
                both[place] = simd.mul_add_e_f32s(turned[place], shared, both[place]);
            }
        }
        pairs[2 * j..][..2].copy_from_slice(&both);
    }
}

/// Keys see what is before them, and queries their own token too.
#[inline(always)]
fn hide<S: Simd>(simd: S, from: usize, pairs: &mut [S::f32s]) {
    let mut lanes = [simd.splat_f32s(0.0)];
    for (lane, place) in numbers_mut::<S>(&mut lanes).iter_mut().enumerate() {
        *place = lane as f32;
    }
    let zero = simd.splat_f32s(0.0);
    for (j, pair) in pairs.chunks_exact_mut(2).enumerate().skip(from) {
        let own = simd.splat_f32s((j - from) as f32);
        pair[0] = simd.select_f32s(simd.less_than_f32s(own, lanes[0]), pair[0], zero);
        pair[1] = simd.select_f32s(simd.less_than_f32s(lanes[0], own), zero, pair[1]);
    }
}
