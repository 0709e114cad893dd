//! What may be done to the scores of an indexer without changing what is chosen by them, and what may not.

use ndarray::{Array2, Array3, Axis, array, s};

use crate::{Indexer, TopK};

/// Tokens.
pub const TOKENS: usize = 12;
const HEADS: usize = 3;
const WIDTH: usize = 4;
/// How many tokens each token chooses.
pub const CHOSEN: usize = 4;

/// What an indexer is given.
pub struct Asked {
    /// Shape (12, 3, 4).
    pub queries: Array3<f32>,
    /// Shape (12, 4).
    pub keys: Array2<f32>,
    /// Shape (12, 3).
    pub weights: Array2<f32>,
}

/// Twelve tokens that any program can make again: sin(0.7 i + seed) in row-major order.
pub fn asked() -> Asked {
    let wave = |i: usize, seed: f32| (0.7 * i as f32 + seed).sin();
    Asked {
        queries: Array3::from_shape_fn((TOKENS, HEADS, WIDTH), |(t, h, c)| {
            wave((t * HEADS + h) * WIDTH + c, 0.1)
        }),
        keys: Array2::from_shape_fn((TOKENS, WIDTH), |(s, c)| wave(s * WIDTH + c, 0.2)),
        weights: Array2::from_shape_fn((TOKENS, HEADS), |(t, h)| wave(t * HEADS + h, 0.4)),
    }
}

/// The Hadamard matrix of width 4 over the root of 4: a rotation that spreads every channel over all.
pub fn hadamard() -> Array2<f32> {
    array![[1.0, 1.0, 1.0, 1.0], [1.0, -1.0, 1.0, -1.0], [1.0, 1.0, -1.0, -1.0], [1.0, -1.0, -1.0, 1.0]] / 2.0
}

impl Asked {
    /// What an indexer answers.
    pub fn scores(&self, indexer: Indexer) -> Array2<f32> {
        indexer(self.queries.view(), self.keys.view(), self.weights.view())
    }

    /// The queries turned by [`hadamard`], and the keys too if asked for.
    #[must_use]
    pub fn turned(&self, keys_too: bool) -> Asked {
        let mut queries = self.queries.clone();
        for mut token in queries.outer_iter_mut() {
            let turned = token.dot(&hadamard());
            token.assign(&turned);
        }
        let keys = if keys_too { self.keys.dot(&hadamard()) } else { self.keys.clone() };
        Asked { queries, keys, weights: self.weights.clone() }
    }

    /// ReLU of the weighted sum of products: the mistake.
    pub fn relu_last(&self) -> Array2<f32> {
        Array2::from_shape_fn((TOKENS, TOKENS), |(t, s)| {
            let product = |h: usize| self.queries.slice(s![t, h, ..]).dot(&self.keys.index_axis(Axis(0), s));
            (0..HEADS).map(|h| self.weights[[t, h]] * product(h)).sum::<f32>().max(0.0)
        })
    }
}

/// How many of the twelve tokens choose others by one of two score matrices than by the other.
pub fn changed(top_k: TopK, scores: &Array2<f32>, other: &Array2<f32>) -> usize {
    let [a, b] = [scores, other].map(|scores| top_k(scores.view(), 0, 1, CHOSEN));
    a.iter().zip(&b).filter(|(a, b)| a != b).count()
}
