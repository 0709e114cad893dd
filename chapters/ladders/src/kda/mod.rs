//! Kimi Delta Attention, forward, for a few heads. Token by token: the state fades, S̃ = Diag(exp(gₜ)) S, is corrected where the key
//! looks, S = S̃ + βₜ kₜ (vₜ − S̃ᵀ kₜ)ᵀ, and is read, Sᵀ qₜ / √d. In chunks the same is mostly products of matrices.
//!
//! | rung | file | what is new |
//! |---|---|---|
//! | definition | `naive.rs` | token by token |
//! | chunk | `chunk.rs` | 64 tokens at once, in plain loops |
//! | vector | `vector.rs`, `pairs.rs` | all of it in tiles, decays measured from the start of each sixteen tokens |
//! | threads | `threads.rs` | heads on all cores |

pub mod chunk;
pub mod naive;
mod pairs;
pub mod threads;
pub mod vector;

use crate::ladder::{Inputs, Ladder, Rung, Size, Task, numbers};

/// How many heads.
pub const HEADS: usize = 4;
/// Tokens of a chunk.
pub const CHUNK: usize = 64;

/// What the heads get.
pub struct Heads {
    /// How many tokens.
    pub length: usize,
    /// The width of keys and of values.
    pub width: usize,
    /// (heads, length, width).
    pub queries: Vec<f32>,
    /// (heads, length, width), of length 1 at most.
    pub keys: Vec<f32>,
    /// (heads, length, width).
    pub values: Vec<f32>,
    /// β (heads, length), between 0 and 1.
    pub beta: Vec<f32>,
    /// g (heads, length, width), at most 0: the logarithm of what is left of a channel.
    pub decays: Vec<f32>,
}

/// One head of them.
#[derive(Clone, Copy)]
pub struct Head<'a> {
    /// (length, width).
    pub queries: &'a [f32],
    /// (length, width).
    pub keys: &'a [f32],
    /// (length, width).
    pub values: &'a [f32],
    /// (length).
    pub beta: &'a [f32],
    /// (length, width).
    pub decays: &'a [f32],
    /// The width of keys and of values.
    pub width: usize,
}

impl Heads {
    /// One head.
    pub fn head(&self, head: usize) -> Head<'_> {
        let count = self.length * self.width;
        let of = |numbers| -> &[f32] { &<[f32]>::as_ref(numbers)[head * count..][..count] };
        Head {
            queries: of(&self.queries),
            keys: of(&self.keys),
            values: of(&self.values),
            beta: &self.beta[head * self.length..][..self.length],
            decays: of(&self.decays),
            width: self.width,
        }
    }

    /// How many outputs a head has: (length, width), and behind them its state after the last token, (width, width).
    pub fn of_head(&self) -> usize {
        (self.length + self.width) * self.width
    }
}

impl<'a> Head<'a> {
    /// Some of its tokens.
    #[must_use]
    pub fn tokens(self, from: usize, to: usize) -> Head<'a> {
        let d = self.width;
        let of = |numbers: &'a [f32]| &numbers[from * d..to * d];
        Head {
            queries: of(self.queries),
            keys: of(self.keys),
            values: of(self.values),
            beta: &self.beta[from..to],
            decays: of(self.decays),
            width: d,
        }
    }
}

impl Inputs for Heads {
    fn new(Size { length, width }: Size) -> Heads {
        let count = HEADS * length * width;
        let mut keys = numbers(2, count);
        for key in keys.chunks_exact_mut(width) {
            let root = key.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-3);
            for x in key {
                *x /= root;
            }
        }
        Heads {
            length,
            width,
            queries: numbers(1, count),
            keys,
            values: numbers(3, count),
            beta: numbers(4, HEADS * length).into_iter().map(|x| 0.5 + 0.5 * x).collect(),
            // Most channels keep nearly everything, some forget within a few tokens.
            decays: numbers(5, count).into_iter().map(|x| -(x * x * x * x)).collect(),
        }
    }

    fn outputs(&self) -> usize {
        HEADS * self.of_head()
    }
}

/// Token by token seven for each number of the state. In chunks it is about as much; all rungs are counted so.
fn operations(heads: &Heads) -> f64 {
    7.0 * (HEADS * heads.length * heads.width * heads.width) as f64
}

/// Queries, keys, values, decays and outputs once, and the last state.
fn once(heads: &Heads) -> f64 {
    4.0 * (HEADS * heads.width * (5 * heads.length + heads.width)) as f64
}

const fn rung(name: &'static str, idea: &'static str, run: fn(&Heads, &mut [f32])) -> Rung<Heads> {
    Rung::new((name, idea), operations, once, run)
}

/// The rungs.
pub static RUNGS: [Rung<Heads>; 4] = [
    rung("definition", "token by token", naive::kda),
    rung("chunk", "64 tokens at once, in plain loops", chunk::kda),
    rung("vector", "all of it in tiles", vector::kda),
    Rung { parallel: true, ..rung("threads", "heads on all cores", threads::kda) },
];

fn tasks(size: Size) -> Vec<Task> {
    crate::ladder::tasks(&RUNGS, size)
}

const fn size(length: usize, width: usize) -> Size {
    Size { length, width }
}

/// What is measured.
pub const LADDER: Ladder = Ladder {
    name: "kda",
    about: "Kimi Delta Attention of four heads, forward",
    sizes: &[size(256, 64), size(1024, 64), size(4096, 64), size(1024, 128)],
    tasks,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ladder::hold;

    /// The definition in double precision.
    fn reference(heads: &Heads) -> Vec<f64> {
        let d = heads.width;
        let mut out = Vec::new();
        for head in (0..HEADS).map(|head| heads.head(head)) {
            let mut state = vec![0.0; d * d];
            for t in 0..heads.length {
                let at = |numbers: &[f32], c: usize| f64::from(numbers[t * d + c]);
                for c in 0..d {
                    state[c * d..][..d].iter_mut().for_each(|x| *x *= at(head.decays, c).exp());
                }
                let seen = |state: &[f64], by: &[f32], e: usize| -> f64 {
                    (0..d).map(|c| at(by, c) * state[c * d + e]).sum()
                };
                let missing: Vec<f64> = (0..d)
                    .map(|e| f64::from(head.beta[t]) * (at(head.values, e) - seen(&state, head.keys, e)))
                    .collect();
                for c in 0..d {
                    for e in 0..d {
                        state[c * d + e] += at(head.keys, c) * missing[e];
                    }
                }
                out.extend((0..d).map(|e| seen(&state, head.queries, e) / (d as f64).sqrt()));
            }
            out.extend(state);
        }
        out
    }

    #[test]
    fn every_rung_is_the_definition_on_ragged_sizes() {
        for length in [1, 2, 16, 17, 64, 65, 127] {
            for width in [1, 5, 64, 65] {
                hold(&RUNGS, size(length, width), reference, |_| 2e-5);
            }
        }
        hold(&RUNGS, size(70, 128), reference, |_| 2e-5);
    }

    #[test]
    fn decays_of_any_strength_do_no_harm() {
        // Beyond 60 within sixteen tokens the pairs of a block are computed one by one.
        for strength in [0.0, 3.0, 20.0, 1000.0] {
            let mut heads = Heads::new(size(140, 65));
            heads.decays.iter_mut().for_each(|g| *g *= strength);
            let expected = reference(&heads);
            for rung in &RUNGS {
                let mut out = vec![f32::NAN; heads.outputs()];
                (rung.run)(&heads, &mut out);
                let worst =
                    out.iter().zip(&expected).map(|(&a, b)| (f64::from(a) - b).abs()).fold(0.0, f64::max);
                assert!(
                    out.iter().all(|x| x.is_finite()) && worst < 5e-5,
                    "{}, decays times {strength}: {worst:.1e}",
                    rung.name
                );
            }
        }
    }
}
