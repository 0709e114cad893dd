//! **Vector.** A lane is a query. 64 queries are turned once, so that number c of all of them lies side by side; then the scores of a key
//! are four vectors, and the largest score, the sum, exp and the mask are what they are for one query, for 64 at a time, with no sum
//! across a vector anywhere. Keys and values are read as they lie in memory, one number at a time, and each such number is multiplied with 64.
//!
//! - *operations*: as in blocked; tiles on the diagonal are computed whole. exp is 2 to a power, and the change of base is in the queries
//! - *bytes*: 16 n d from memory. From the first cache, ten loads for 24 multiply-adds of a vector
//! - *floor*: n² (4 d + 3) / 2 operations at the measured rate of multiply-adds

use simd::pulp::{Simd, WithSimd};

use super::Tokens;
use simd::{Room, exp2, numbers, numbers_mut, product, store, vectors};

/// Keys of a tile: their scores with 64 queries, 24 KiB, stay in the first cache.
pub(super) const KEYS: usize = 96;
/// Rows of a tile of the products.
const ROWS: usize = 6;

/// Writes the outputs (length, width).
pub fn attention(tokens: &Tokens, out: &mut [f32]) {
    let block = lanes() * tokens.width;
    for (number, out) in out.chunks_mut(block).enumerate() {
        let mut rows = Whole { tokens };
        simd::arch().dispatch(Block { tokens, rows: &mut rows, first: number * lanes(), out });
    }
}

/// How many queries are computed together.
pub(super) fn lanes() -> usize {
    simd::lanes().1
}

/// Where keys and values come from, a few at a time.
pub(super) trait Rows {
    /// The keys and values of some tokens, row by row.
    fn rows(&mut self, from: usize, to: usize) -> (&[f32], &[f32]);
}

/// As they are.
pub(super) struct Whole<'a> {
    pub(super) tokens: &'a Tokens,
}

impl Rows for Whole<'_> {
    #[inline(always)]
    fn rows(&mut self, from: usize, to: usize) -> (&[f32], &[f32]) {
        let d = self.tokens.width;
        (&self.tokens.keys[from * d..to * d], &self.tokens.values[from * d..to * d])
    }
}

/// The outputs of as many queries as there are lanes, from `first` on, or of fewer at the end.
pub(super) struct Block<'a, R> {
    pub(super) tokens: &'a Tokens,
    pub(super) rows: &'a mut R,
    pub(super) first: usize,
    pub(super) out: &'a mut [f32],
}

impl<R: Rows> WithSimd for Block<'_, R> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if vectors::<S>() == 4 { self.compute::<S, 4>(simd) } else { self.compute::<S, 2>(simd) }
    }
}

impl<R: Rows> Block<'_, R> {
    #[inline(always)]
    fn compute<S: Simd, const V: usize>(self, simd: S) {
        let Block { tokens, rows, first, out } = self;
        let (n, d, lanes) = (tokens.length, tokens.width, V * S::F32_LANES);
        let end = n.min(first + lanes);
        let mut queries = Room::new::<S>(d * V);
        let queries = turned::<S, V>(tokens, first, end, queries.vectors::<S>());
        let (mut scores, mut means) = (Room::new::<S>(KEYS * V), Room::new::<S>(d * V));
        let (scores, means) = (scores.vectors::<S>(), means.vectors::<S>());
        let mut largest = [simd.splat_f32s(f32::NEG_INFINITY); V];
        let mut sums = [simd.splat_f32s(0.0); V];
        for from in (0..end).step_by(KEYS) {
            let to = end.min(from + KEYS);
            let (keys, values) = rows.rows(from, to);
            let scores = &mut scores[..(to - from) * V];
            multiply::<S, V>(simd, keys, d, queries, scores);
            hide::<S, V>(simd, scores, from, first);

            let mut most = largest;
            for row in scores.chunks_exact(V) {
                for v in 0..V {
                    most[v] = simd.max_f32s(most[v], row[v]);
                }
            }
            let mut rescale = [simd.splat_f32s(0.0); V];
            for v in 0..V {
                rescale[v] = exp2(simd, simd.sub_f32s(largest[v], most[v]));
                sums[v] = simd.mul_f32s(sums[v], rescale[v]);
            }
            for row in scores.chunks_exact_mut(V) {
                for v in 0..V {
                    row[v] = exp2(simd, simd.sub_f32s(row[v], most[v]));
                    sums[v] = simd.add_f32s(sums[v], row[v]);
                }
            }
            largest = most;
            add::<S, V>(simd, values, d, scores, rescale, means);
        }
        let (means, sums) = (numbers::<S>(means), numbers::<S>(&sums));
        for (i, row) in out.chunks_exact_mut(d).enumerate() {
            let share = 1.0 / sums[i];
            for (c, x) in row.iter_mut().enumerate() {
                *x = means[c * lanes + i] * share;
            }
        }
    }
}

/// Number c of all queries side by side, times log₂ e / √d: the score is then what 2 is raised to. Lanes without a query are 0.
#[inline(always)]
fn turned<'a, S: Simd, const V: usize>(
    tokens: &Tokens,
    first: usize,
    end: usize,
    turned: &'a mut [S::f32s],
) -> &'a [S::f32s] {
    let (d, lanes) = (tokens.width, V * S::F32_LANES);
    let scale = std::f32::consts::LOG2_E / (d as f32).sqrt();
    let numbers = numbers_mut::<S>(turned);
    for (i, query) in tokens.queries[first * d..end * d].chunks_exact(d).enumerate() {
        for (c, x) in query.iter().enumerate() {
            numbers[c * lanes + i] = scale * x;
        }
    }
    turned
}

/// The scores of each key with all queries.
#[inline(always)]
fn multiply<S: Simd, const V: usize>(
    simd: S,
    keys: &[f32],
    d: usize,
    queries: &[S::f32s],
    scores: &mut [S::f32s],
) {
    let zero = simd.splat_f32s(0.0);
    let mut groups = keys.chunks_exact(ROWS * d);
    let mut places = scores.chunks_exact_mut(ROWS * V);
    for (group, place) in groups.by_ref().zip(places.by_ref()) {
        let mut tile = [[zero; V]; ROWS];
        let rows: [&[f32]; ROWS] = std::array::from_fn(|r| &group[r * d..][..d]);
        product::<S, ROWS, V>(simd, &mut tile, |k| std::array::from_fn(|r| rows[r][k]), queries);
        store::<S, ROWS, V>(&tile, place);
    }
    let rest = groups.remainder().chunks_exact(d);
    for (row, place) in rest.zip(places.into_remainder().chunks_exact_mut(V)) {
        let mut tile = [[zero; V]; 1];
        product::<S, 1, V>(simd, &mut tile, |k| [row[k]], queries);
        store::<S, 1, V>(&tile, place);
    }
}

/// What a query must not see scores −∞. Only tiles that reach the diagonal have any.
#[inline(always)]
fn hide<S: Simd, const V: usize>(simd: S, scores: &mut [S::f32s], from: usize, first: usize) {
    let hidden = simd.splat_f32s(f32::NEG_INFINITY);
    let mut places = [simd.splat_f32s(0.0); V];
    for (lane, place) in numbers_mut::<S>(&mut places).iter_mut().enumerate() {
        *place = lane as f32;
    }
    for (j, row) in scores.chunks_exact_mut(V).enumerate().skip((first + 1).saturating_sub(from)) {
        let least = simd.splat_f32s((from + j - first) as f32);
        for v in 0..V {
            row[v] = simd.select_f32s(simd.less_than_f32s(places[v], least), hidden, row[v]);
        }
    }
}

/// Adds the weighted values to the means, of which so much is left as `rescale` says.
#[inline(always)]
fn add<S: Simd, const V: usize>(
    simd: S,
    values: &[f32],
    d: usize,
    weights: &[S::f32s],
    rescale: [S::f32s; V],
    means: &mut [S::f32s],
) {
    let whole = d / ROWS * ROWS;
    let (front, back) = means.split_at_mut(whole * V);
    for (group, place) in front.chunks_exact_mut(ROWS * V).enumerate() {
        channels::<S, ROWS, V>(simd, values, d, group * ROWS, weights, rescale, place);
    }
    for (c, place) in back.chunks_exact_mut(V).enumerate() {
        channels::<S, 1, V>(simd, values, d, whole + c, weights, rescale, place);
    }
}

/// R of the channels, from `c` on.
#[inline(always)]
fn channels<S: Simd, const R: usize, const V: usize>(
    simd: S,
    values: &[f32],
    d: usize,
    c: usize,
    weights: &[S::f32s],
    rescale: [S::f32s; V],
    place: &mut [S::f32s],
) {
    let mut tile = [[simd.splat_f32s(0.0); V]; R];
    for (row, place) in tile.iter_mut().zip(place.chunks_exact(V)) {
        for v in 0..V {
            row[v] = simd.mul_f32s(place[v], rescale[v]);
        }
    }
    let at = |k: usize| {
        let row = &values[k * d + c..][..R];
        std::array::from_fn(|r| row[r])
    };
    product::<S, R, V>(simd, &mut tile, at, weights);
    store::<S, R, V>(&tile, place);
}
