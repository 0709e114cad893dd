//! **Vector.** The chunk as products in tiles. What tokens say to each other is one product for each block of sixteen (`pairs.rs`); what is written is
//! solved for row by row within a block, and by a product with all blocks before; outputs and the new state are products.
//!
//! - *operations*: for each token some 2 · (3 d² + 2 · 64 d), and 3 d exponentials instead of 32 d
//! - *bytes*: 20 d for each token, and all that lies between stays in the second cache
//! - *floor*: 7 d² operations for each token at the rate of multiply-adds

use simd::pulp::{Simd, WithSimd};

use super::pairs::{Block, block, faded};
use super::{CHUNK, HEADS, Head, Heads};
use simd::{numbers, numbers_mut, product, vectors, zeros};

/// Rows of a tile.
const ROWS: usize = 6;

/// Writes the outputs of each head (length, width), and behind them its last state (width, width).
pub fn kda(heads: &Heads, out: &mut [f32]) {
    for (head, out) in (0..HEADS).zip(out.chunks_exact_mut(heads.of_head())) {
        simd::arch().dispatch(Whole { head: heads.head(head), out });
    }
}

/// A head from its first token to its last.
pub(super) struct Whole<'a> {
    pub(super) head: Head<'a>,
    pub(super) out: &'a mut [f32],
}

impl WithSimd for Whole<'_> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if vectors::<S>() == 4 { self.compute::<S, 4>(simd) } else { self.compute::<S, 2>(simd) }
    }
}

/// What a chunk needs room for.
struct Room {
    /// The running sums of the decays.
    sums: Vec<f32>,
    /// Keys and queries as the state sees them, times exp(G), and keys as the new state sees them.
    keys: Vec<f32>,
    queries: Vec<f32>,
    last: Vec<f32>,
    near: Vec<f32>,
    nothing: Vec<f32>,
}

impl Whole<'_> {
    #[inline(always)]
    fn compute<S: Simd, const V: usize>(self, simd: S) {
        let (head, d, lanes) = (self.head, self.head.width, V * S::F32_LANES);
        let (outputs, last) = self.out.split_at_mut(head.beta.len() * d);
        // Columns in panels of as many as a tile has.
        let mut states = vec![zeros(simd, d * V); d.div_ceil(lanes)];
        let new = || vec![0.0; CHUNK * d];
        let mut room = Room {
            sums: new(),
            keys: new(),
            queries: new(),
            last: new(),
            near: new(),
            nothing: vec![0.0; d],
        };
        for (number, outputs) in outputs.chunks_mut(CHUNK * d).enumerate() {
            let from = number * CHUNK;
            let head = head.tokens(from, from + outputs.len() / d);
            let blocks = prepared(simd, head, &mut room);
            for (panel, state) in states.iter_mut().enumerate() {
                columns::<S, V>(simd, head, &room, &blocks, panel * lanes, state, outputs);
            }
        }
        for (panel, state) in states.iter().enumerate() {
            for (row, last) in numbers::<S>(state).chunks_exact(lanes).zip(last.chunks_exact_mut(d)) {
                let to = &mut last[panel * lanes..];
                let wide = lanes.min(to.len());
                to[..wide].copy_from_slice(&row[..wide]);
            }
        }
    }
}

/// Everything that does not depend on the columns of the values.
#[inline(always)]
fn prepared<S: Simd>(simd: S, head: Head<'_>, room: &mut Room) -> Vec<Block<S>> {
    let (d, count) = (head.width, head.beta.len());
    let sums = &mut room.sums[..count * d];
    sums.copy_from_slice(head.decays);
    for i in 1..count {
        let (before, own) = sums.split_at_mut(i * d);
        for (sum, before) in own[..d].iter_mut().zip(&before[(i - 1) * d..]) {
            *sum += before;
        }
    }
    let end = &sums[(count - 1) * d..];
    for i in 0..count {
        let row = i * d..(i + 1) * d;
        let (key, query, sum) = (&head.keys[row.clone()], &head.queries[row.clone()], &sums[row.clone()]);
        faded(simd, key, sum, &room.nothing, &mut room.keys[row.clone()]);
        faded(simd, query, sum, &room.nothing, &mut room.queries[row.clone()]);
        faded(simd, key, end, sum, &mut room.last[row]);
    }
    let mut blocks = Vec::with_capacity(count.div_ceil(S::F32_LANES));
    for from in (0..count).step_by(S::F32_LANES) {
        // No closure: what is not inlined does not know the instructions that it may use.
        blocks.push(block(simd, head, &room.sums, (from, count.min(from + S::F32_LANES)), &mut room.near));
    }
    blocks
}

/// The outputs of a chunk in some columns, from `first` on, and the state after it.
#[inline(always)]
fn columns<S: Simd, const V: usize>(
    simd: S,
    head: Head<'_>,
    room: &Room,
    blocks: &[Block<S>],
    first: usize,
    state: &mut [S::f32s],
    outputs: &mut [f32],
) {
    let (d, count, lanes) = (head.width, head.beta.len(), V * S::F32_LANES);
    let wide = lanes.min(d - first);
    let mut written = zeros(simd, count * V);
    for (row, values) in
        numbers_mut::<S>(&mut written).chunks_exact_mut(lanes).zip(head.values.chunks_exact(d))
    {
        row[..wide].copy_from_slice(&values[first..first + wide]);
    }
    for Block { from, to, pairs } in blocks {
        let (from, to) = (*from, *to);
        let pairs = Pairs { numbers: numbers::<S>(pairs), lanes: S::F32_LANES, from };
        // What the state and the blocks before have in these places already.
        let mut i = from;
        while i < to {
            let (before, own) = written.split_at_mut(i * V);
            let before = &before[..from * V];
            if i + ROWS <= to {
                take::<S, ROWS, V>(simd, (&room.keys, d), i, state, &pairs, before, own);
                i += ROWS;
            } else {
                take::<S, 1, V>(simd, (&room.keys, d), i, state, &pairs, before, own);
                i += 1;
            }
        }
        for i in from..to {
            let (before, own) = written.split_at_mut(i * V);
            let beta = simd.splat_f32s(head.beta[i]);
            for j in from..i {
                let less = simd.splat_f32s(-pairs.of(j, 0, i));
                for v in 0..V {
                    own[v] = simd.mul_add_e_f32s(less, before[j * V + v], own[v]);
                }
            }
            for x in &mut own[..V] {
                *x = simd.mul_f32s(beta, *x);
            }
        }
        let mut i = from;
        while i < to {
            let (seen, rest) = (&written[..to * V], (&mut outputs[i * d + first..], wide));
            if i + ROWS <= to {
                give::<S, ROWS, V>(simd, (&room.queries, d), i, state, &pairs, seen, rest);
                i += ROWS;
            } else {
                give::<S, 1, V>(simd, (&room.queries, d), i, state, &pairs, seen, rest);
                i += 1;
            }
        }
    }
    let left: &[f32] = &room.sums[(count - 1) * d..][..d];
    let mut c = 0;
    while c < d {
        if c + ROWS <= d {
            renew::<S, ROWS, V>(simd, &room.last, d, c, left, &written, &mut state[c * V..]);
            c += ROWS;
        } else {
            renew::<S, 1, V>(simd, &room.last, d, c, left, &written, &mut state[c * V..]);
            c += 1;
        }
    }
}

/// The pairs of a block, as numbers.
struct Pairs<'a> {
    numbers: &'a [f32],
    lanes: usize,
    from: usize,
}

impl Pairs<'_> {
    /// Token j with token i of the block: with its key (0), or with its query (1).
    #[inline(always)]
    fn of(&self, j: usize, which: usize, i: usize) -> f32 {
        self.numbers[(2 * j + which) * self.lanes + i - self.from]
    }
}

/// A tile of R rows from `i` on: what `x` reads from the state, and the rows before, weighted by the pairs.
#[inline(always)]
fn read<S: Simd, const R: usize, const V: usize>(
    simd: S,
    (x, d): (&[f32], usize),
    i: usize,
    state: &[S::f32s],
    (pairs, which): (&Pairs<'_>, usize),
    rows: &[S::f32s],
) -> [[S::f32s; V]; R] {
    let mut tile = [[simd.splat_f32s(0.0); V]; R];
    let x: [&[f32]; R] = std::array::from_fn(|r| &x[(i + r) * d..][..d]);
    product::<S, R, V>(simd, &mut tile, |k| std::array::from_fn(|r| x[r][k]), state);
    product::<S, R, V>(simd, &mut tile, |j| std::array::from_fn(|r| pairs.of(j, which, i + r)), rows);
    tile
}

/// Takes from R rows what the state and the rows before have already.
#[inline(always)]
fn take<S: Simd, const R: usize, const V: usize>(
    simd: S,
    (keys, d): (&[f32], usize),
    i: usize,
    state: &[S::f32s],
    pairs: &Pairs<'_>,
    before: &[S::f32s],
    own: &mut [S::f32s],
) {
    let tile = read::<S, R, V>(simd, (keys, d), i, state, (pairs, 0), before);
    for (own, tile) in own.chunks_exact_mut(V).zip(tile) {
        for v in 0..V {
            own[v] = simd.sub_f32s(own[v], tile[v]);
        }
    }
}

/// Writes R rows of the outputs, each width numbers after the one before.
#[inline(always)]
fn give<S: Simd, const R: usize, const V: usize>(
    simd: S,
    (queries, d): (&[f32], usize),
    i: usize,
    state: &[S::f32s],
    pairs: &Pairs<'_>,
    seen: &[S::f32s],
    (outputs, wide): (&mut [f32], usize),
) {
    let scale = 1.0 / (d as f32).sqrt();
    let tile = read::<S, R, V>(simd, (queries, d), i, state, (pairs, 1), seen);
    for (r, row) in tile.iter().enumerate() {
        for (to, x) in outputs[r * d..][..wide].iter_mut().zip(numbers::<S>(row)) {
            *to = scale * x;
        }
    }
}

/// R rows of the state after the chunk, from channel `c` on.
#[inline(always)]
fn renew<S: Simd, const R: usize, const V: usize>(
    simd: S,
    last: &[f32],
    d: usize,
    c: usize,
    left: &[f32],
    written: &[S::f32s],
    state: &mut [S::f32s],
) {
    let mut tile = [[simd.splat_f32s(0.0); V]; R];
    for (r, (row, state)) in tile.iter_mut().zip(state.chunks_exact(V)).enumerate() {
        let left = simd.splat_f32s(left[c + r].exp());
        for v in 0..V {
            row[v] = simd.mul_f32s(left, state[v]);
        }
    }
    let at = |j: usize| {
        let row = &last[j * d + c..][..R];
        std::array::from_fn(|r| row[r])
    };
    product::<S, R, V>(simd, &mut tile, at, written);
    simd::store::<S, R, V>(&tile, state);
}
