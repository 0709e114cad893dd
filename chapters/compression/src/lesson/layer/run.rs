//! From hidden states to what a layer attends to, and from there to its output.

use ndarray::{Array2, Array3, Axis, concatenate, s};

use super::{BASE, Entries, Layer, Pieces, Projections, Sizes};
use crate::Role;

/// Projected values and gates as a compressor takes them.
fn role<'a>([values, gates]: &'a [Array2<f32>; 2], of: &'a Projections) -> Role<'a> {
    Role { values: values.view(), gates: gates.view(), bias: of.bias.view() }
}

/// Every row divided by the root of the mean of its squares.
fn normed(mut rows: Array2<f32>) -> Array2<f32> {
    for mut row in rows.rows_mut() {
        let square = row.dot(&row) / row.len() as f32;
        row /= (square + 1e-6).sqrt();
    }
    rows
}

/// The last `rotary` channels of each row rotated by its position.
fn rotated(mut rows: Array2<f32>, rotary: usize, position: impl Fn(usize) -> usize) -> Array2<f32> {
    let plain = rows.ncols() - rotary;
    for (r, mut row) in rows.rows_mut().into_iter().enumerate() {
        for m in 0..rotary / 2 {
            let frequency = f64::from(BASE).powf(-2.0 * m as f64 / rotary as f64);
            let (sin, cos) = (position(r) as f64 * frequency).sin_cos();
            let (x, y) = (f64::from(row[plain + 2 * m]), f64::from(row[plain + 2 * m + 1]));
            row[plain + 2 * m] = (x * cos - y * sin) as f32;
            row[plain + 2 * m + 1] = (x * sin + y * cos) as f32;
        }
    }
    rows
}

/// Rows of heads side by side as (n, heads, width).
fn cube(rows: Array2<f32>, heads: usize) -> Array3<f32> {
    let (n, width) = (rows.nrows() / heads, rows.ncols());
    rows.into_shape_with_order((n, heads, width)).expect("rows of a product")
}

/// The same for what a projection gives: a row for each token and head.
fn by_head(rows: Array2<f32>, heads: usize) -> Array2<f32> {
    let shape = (rows.nrows() * heads, rows.ncols() / heads);
    rows.into_shape_with_order(shape).expect("rows of a product")
}

/// The outputs of all heads: (n, heads, c).
type Heads = Array3<f32>;

impl Layer {
    /// Queries and the entries of tokens, rotated for a text that begins at a position.
    fn queries_and_tokens(&self, first: usize) -> (Array3<f32>, Array2<f32>) {
        let Sizes { heads, rotary, .. } = self.sizes;
        let latent = normed(self.hidden.dot(&self.latent));
        let queries = normed(by_head(latent.dot(&self.queries), heads));
        let queries = rotated(queries, rotary, |row| first + row / heads);
        let tokens = rotated(normed(self.hidden.dot(&self.tokens)), rotary, |t| first + t);
        (cube(queries, heads), tokens)
    }

    /// What the two roles of a compressor pool, normed, and rotated by the position of each block's first token.
    fn pooled(&self, pieces: &Pieces, roles: [&Projections; 2], first: usize) -> Array2<f32> {
        let block = self.sizes.blocks.0;
        let [current, previous] = roles.map(|of| [self.hidden.dot(&of.values), self.hidden.dot(&of.gates)]);
        let (current, previous) = (role(&current, roles[0]), role(&previous, roles[1]));
        let entries = (pieces.dual_role)(current, previous);
        rotated(normed(entries), self.sizes.rotary, |i| first + block * i)
    }

    // ANCHOR: chosen
    /// What a layer attends to that chooses `k` blocks for each query.
    pub fn of_chosen(&self, pieces: &Pieces, k: usize, first: usize) -> Entries {
        let Sizes { rotary, index, blocks: (block, _), .. } = self.sizes;
        let (queries, tokens) = self.queries_and_tokens(first);
        let roles = [&self.current, &self.previous];
        let blocks = self.pooled(pieces, roles, first);

        let latent = normed(self.hidden.dot(&self.latent));
        let index_queries = by_head(latent.dot(&self.index_queries), index.0);
        let asking = rotated(index_queries, rotary, |r| first + r / index.0);
        let asking = cube(asking, index.0);
        let roles = [&self.index_current, &self.index_previous];
        let keys = self.pooled(pieces, roles, first);
        let weights = self.hidden.dot(&self.index_weights);
        let (asking, keys) = (asking.view(), keys.view());
        let scores = (pieces.indexer)(asking, keys, weights.view());
        let chosen = (pieces.top_k)(scores.view(), 0, block, k);
        Entries { queries, tokens, blocks, chosen, block }
    }
    // ANCHOR_END: chosen

    // ANCHOR: all
    /// What a layer attends to that reads all blocks, which are longer.
    pub fn of_all(&self, pieces: &Pieces, first: usize) -> Entries {
        let Sizes { tokens: n, rotary, blocks: (_, block), .. } = self.sizes;
        let (queries, tokens) = self.queries_and_tokens(first);
        let Projections { values, gates, bias } = &self.long;
        let (values, gates) = (self.hidden.dot(values), self.hidden.dot(gates));
        let (values, gates) = (values.view(), gates.view());
        let blocks = (pieces.gated_pool)(values, gates, bias.view());
        let blocks = rotated(normed(blocks), rotary, |i| first + block * i);
        let chosen = (0..n).map(|t| (0..(t + 1) / block).collect()).collect();
        Entries { queries, tokens, blocks, chosen, block }
    }
    // ANCHOR_END: all

    // ANCHOR: out
    /// From what is attended to, to the outputs of all heads (n, heads, c).
    pub fn mixed(&self, pieces: &Pieces, entries: &Entries) -> Array3<f32> {
        let Entries { queries, tokens, blocks, chosen, .. } = entries;
        let (sinks, window) = (self.sinks.view(), self.sizes.window);
        let (queries, blocks) = (queries.view(), blocks.view());
        (pieces.csa)(queries, tokens.view(), blocks, chosen, sinks, window)
    }

    /// Those turned back by positions from `at` on, all heads together: (n, d).
    pub fn out(&self, by: &Pieces, mixed: &Heads, at: usize) -> Array2<f32> {
        let rotary = self.sizes.rotary;
        let turned = (by.inverse_rope)(mixed.view(), at, rotary, BASE);
        self.out_as_it_is(by, &turned)
    }

    /// The same without turning back.
    pub fn out_as_it_is(&self, pieces: &Pieces, mixed: &Heads) -> Array2<f32> {
        (pieces.grouped_output)(mixed.view(), self.down.view(), self.up.view())
    }
    // ANCHOR_END: out

    /// Dense attention of each query to the tokens of its window and to all complete blocks, whatever is chosen: all scores of a head
    /// at once, under a mask.
    ///
    /// # Panics
    /// If the entries are those of another layer.
    pub fn dense(&self, entries: &Entries) -> Array3<f32> {
        let Entries { queries, tokens, blocks, block, .. } = entries;
        let (n, heads, width) = queries.dim();
        let all = concatenate![Axis(0), *tokens, *blocks];
        let mut outputs = Array3::zeros((n, heads, width));
        for (h, &sink) in self.sinks.iter().enumerate() {
            let queries = queries.slice(s![.., h, ..]).to_owned();
            let mut weights = queries.dot(&all.t()) / (width as f32).sqrt();
            for ((t, e), score) in weights.indexed_iter_mut() {
                let seen = match e.checked_sub(n) {
                    None => e <= t && t - e < self.sizes.window,
                    Some(i) => (i + 1) * block <= t + 1,
                };
                *score = if seen { score.exp() } else { 0.0 };
            }
            for mut row in weights.rows_mut() {
                let sum = row.sum() + sink.exp();
                row /= sum;
            }
            outputs.slice_mut(s![.., h, ..]).assign(&weights.dot(&all));
        }
        outputs
    }
}
