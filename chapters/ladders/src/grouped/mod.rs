//! The product of tokens with the matrices of their experts: each of T tokens has k of E experts, and gets the sum over them of
//! gate · x W. Sorting the tokens by expert, and bringing the results back, is part of it.
//!
//! | rung | file | what is new |
//! |---|---|---|
//! | definition | `naive.rs` | token by token |
//! | library | `library.rs` | sorted, copied, one product for each expert by a library |
//! | vector | `vector.rs` | no copies: tiles take their rows from where they lie |
//! | packed | `packed.rs` | all copied once, in the order of reading |
//! | threads | `threads.rs` | tokens on all cores |
//! | half | `half.rs` | matrices in two bytes |

pub mod half;
pub mod library;
pub mod naive;
pub mod packed;
pub mod threads;
pub mod vector;

use crate::ladder::{Inputs, Ladder, Rung, Size, Task, numbers};

/// How many experts.
pub const EXPERTS: usize = 8;
/// How many of them a token has.
pub const CHOICES: usize = 2;

/// Tokens, their experts, and the experts' matrices.
pub struct Routed {
    /// T.
    pub length: usize,
    /// The width of a token, and of what comes out.
    pub width: usize,
    /// (T, width).
    pub tokens: Vec<f32>,
    /// (T, k): the experts of each token, two different ones.
    pub experts: Vec<usize>,
    /// (T, k).
    pub gates: Vec<f32>,
    /// (E, width, width).
    pub weights: Vec<f32>,
    /// The same in two bytes.
    pub half_weights: Vec<::half::f16>,
}

impl Inputs for Routed {
    fn new(Size { length, width }: Size) -> Routed {
        // Squares make the first experts more popular than the last.
        let draw = numbers(1, length * CHOICES);
        let mut experts: Vec<usize> =
            draw.iter().map(|x| ((x * x * EXPERTS as f32) as usize).min(EXPERTS - 1)).collect();
        for pair in experts.chunks_exact_mut(CHOICES).filter(|pair| pair[0] == pair[1]) {
            pair[1] = (pair[0] + 1) % EXPERTS;
        }
        let scale = 1.0 / (width as f32).sqrt();
        let weights: Vec<f32> = numbers(3, EXPERTS * width * width).into_iter().map(|x| scale * x).collect();
        Routed {
            length,
            width,
            tokens: numbers(2, length * width),
            experts,
            gates: numbers(4, length * CHOICES),
            half_weights: weights.iter().map(|&x| ::half::f16::from_f32(x)).collect(),
            weights,
        }
    }

    fn outputs(&self) -> usize {
        self.length * self.width
    }
}

/// The pairs of some tokens, from `first` on, with their choices, by expert; and where each expert's begin: a stable sort by counting.
pub(crate) fn sorted(routed: &Routed, first: usize, count: usize) -> (Vec<usize>, [usize; EXPERTS + 1]) {
    let pairs = first * CHOICES..(first + count) * CHOICES;
    let mut offsets = [0; EXPERTS + 1];
    for &expert in &routed.experts[pairs.clone()] {
        offsets[expert + 1] += 1;
    }
    for expert in 0..EXPERTS {
        offsets[expert + 1] += offsets[expert];
    }
    let mut next = offsets;
    let mut order = vec![0; pairs.len()];
    for pair in pairs {
        let expert = routed.experts[pair];
        order[next[expert]] = pair;
        next[expert] += 1;
    }
    (order, offsets)
}

/// A product of width by width for each pair, and the gate.
fn operations(routed: &Routed) -> f64 {
    let (pairs, d) = ((routed.length * CHOICES) as f64, routed.width as f64);
    2.0 * pairs * d * d + 2.0 * pairs * d
}

/// Tokens, outputs and matrices, each once.
fn once(routed: &Routed) -> f64 {
    let d = routed.width;
    4.0 * (2 * routed.length * d + EXPERTS * d * d) as f64
}

const fn rung(
    name: &'static str,
    idea: &'static str,
    bytes: fn(&Routed) -> f64,
    run: fn(&Routed, &mut [f32]),
) -> Rung<Routed> {
    Rung::new((name, idea), operations, bytes, run)
}

/// The rungs.
pub static RUNGS: [Rung<Routed>; 6] = [
    // A whole matrix for each pair.
    Rung {
        most: 1024,
        ..rung(
            "definition",
            "token by token",
            |routed| once(routed) + 4.0 * (routed.length * CHOICES * routed.width * routed.width) as f64,
            naive::product,
        )
    },
    // The copies in the order of the experts are written and read, as are their results.
    rung(
        "library",
        "sorted, copied, a product for each expert by a library",
        |routed| once(routed) + 16.0 * (routed.length * CHOICES * routed.width) as f64,
        library::product,
    ),
    rung("vector", "tiles take their rows from where they lie", once, vector::product),
    rung("packed", "all copied once, in the order of reading", once, packed::product),
    Rung { parallel: true, ..rung("threads", "tokens on all cores", once, threads::product) },
    Rung {
        parallel: true,
        ..rung(
            "half",
            "matrices in two bytes",
            |routed| once(routed) - 2.0 * (EXPERTS * routed.width * routed.width) as f64,
            half::product,
        )
    },
];

fn tasks(size: Size) -> Vec<Task> {
    crate::ladder::tasks(&RUNGS, size)
}

const fn size(length: usize, width: usize) -> Size {
    Size { length, width }
}

/// What is measured.
pub const LADDER: Ladder = Ladder {
    name: "grouped",
    about: "tokens times the matrices of two of eight experts",
    sizes: &[size(256, 256), size(1024, 256), size(4096, 256), size(1024, 1024), size(4096, 1024)],
    tasks,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ladder::hold;

    /// The definition in double precision.
    fn reference(routed: &Routed) -> Vec<f64> {
        let d = routed.width;
        let mut out = vec![0.0; routed.outputs()];
        for (pair, (&expert, &gate)) in routed.experts.iter().zip(&routed.gates).enumerate() {
            let token = pair / CHOICES;
            for column in 0..d {
                let weight = |c: usize| f64::from(routed.weights[(expert * d + c) * d + column]);
                let sum: f64 = (0..d).map(|c| f64::from(routed.tokens[token * d + c]) * weight(c)).sum();
                out[token * d + column] += f64::from(gate) * sum;
            }
        }
        out
    }

    #[test]
    fn every_rung_is_the_definition_on_ragged_sizes() {
        for length in [1, 2, 63, 64, 127] {
            for width in [1, 5, 64, 65, 130, 257] {
                hold(&RUNGS, size(length, width), reference, |name| if name == "half" { 2e-3 } else { 5e-6 });
            }
        }
    }

    #[test]
    fn an_expert_that_nobody_has_and_one_that_all_have() {
        let mut routed = Routed::new(size(70, 65));
        for pair in routed.experts.chunks_exact_mut(CHOICES) {
            pair.copy_from_slice(&[7, 2]);
        }
        let expected = reference(&routed);
        for rung in &RUNGS {
            let mut out = vec![f32::NAN; routed.outputs()];
            (rung.run)(&routed, &mut out);
            let worst = out.iter().zip(&expected).map(|(&a, b)| (f64::from(a) - b).abs()).fold(0.0, f64::max);
            assert!(out.iter().all(|x| x.is_finite()) && worst < 2e-3, "{}: {worst:.1e}", rung.name);
        }
    }
}
