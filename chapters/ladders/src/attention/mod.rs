//! Causal attention, forward: token i takes a weighted mean of the values of tokens 0 to i, weighted by
//! softmax(qᵢ · kⱼ / √d).
//!
//! | rung | file | what is new |
//! |---|---|---|
//! | definition | `naive.rs` | the matrix of scores, row by row |
//! | blocked | `blocked.rs` | tiles of 64 by 64, with a running softmax: no matrix |
//! | library | `library.rs` | the two products of a tile by a library that knows registers |
//! | vector | `vector.rs` | a lane is a query; a polynomial for exp; nothing between the two products leaves the first cache |
//! | threads | `threads.rs` | blocks of queries on all cores, the long ones first |
//! | half | `half.rs` | keys and values in two bytes |

pub mod blocked;
pub mod half;
pub mod library;
pub mod naive;
pub mod threads;
pub mod vector;

use crate::ladder::{Inputs, Ladder, Rung, Size, Task, numbers};

/// Queries, keys and values of one head.
pub struct Tokens {
    /// How many tokens.
    pub length: usize,
    /// How wide all three are.
    pub width: usize,
    /// (length, width), row by row.
    pub queries: Vec<f32>,
    /// (length, width).
    pub keys: Vec<f32>,
    /// (length, width).
    pub values: Vec<f32>,
    /// Keys in two bytes.
    pub half_keys: Vec<::half::f16>,
    /// Values in two bytes.
    pub half_values: Vec<::half::f16>,
}

impl Inputs for Tokens {
    fn new(Size { length, width }: Size) -> Tokens {
        let of = |seed| numbers(seed, length * width);
        // Scores of a few units: some tokens matter and others do not.
        let queries = of(1).into_iter().map(|x| 4.0 * x).collect();
        let (keys, values) = (of(2), of(3));
        let short = |numbers: &[f32]| numbers.iter().map(|&x| ::half::f16::from_f32(x)).collect();
        let (half_keys, half_values) = (short(&keys), short(&values));
        Tokens { length, width, queries, keys, values, half_keys, half_values }
    }

    fn outputs(&self) -> usize {
        self.length * self.width
    }
}

/// Two products of n · (n + 1) / 2 scores by d multiply-adds, and three operations for each score.
fn operations(tokens: &Tokens) -> f64 {
    let (n, d) = (tokens.length as f64, tokens.width as f64);
    n * (n + 1.0) / 2.0 * (4.0 * d + 3.0)
}

/// Each of the four arrays once: what no way to compute it can do without.
fn once(tokens: &Tokens) -> f64 {
    16.0 * (tokens.length * tokens.width) as f64
}

/// The rungs.
pub static RUNGS: [Rung<Tokens>; 6] = [
    Rung {
        name: "definition",
        idea: "the matrix of scores, row by row",
        operations,
        // The matrix is written, read and written for the softmax, and read.
        bytes: |tokens| once(tokens) + 16.0 * (tokens.length as f64).powi(2),
        parallel: false,
        in_place: false,
        most: 4096,
        run: naive::attention,
    },
    Rung {
        name: "blocked",
        idea: "tiles, with a running softmax",
        operations,
        bytes: once,
        parallel: false,
        in_place: false,
        most: 4096,
        run: blocked::attention,
    },
    Rung {
        name: "library",
        idea: "the products of a tile by a library",
        operations,
        bytes: once,
        parallel: false,
        in_place: false,
        most: usize::MAX,
        run: library::attention,
    },
    Rung {
        name: "vector",
        idea: "a lane is a query, exp is a polynomial",
        operations,
        bytes: once,
        parallel: false,
        in_place: false,
        most: usize::MAX,
        run: vector::attention,
    },
    Rung {
        name: "threads",
        idea: "blocks of queries on all cores",
        operations,
        bytes: once,
        parallel: true,
        in_place: false,
        most: usize::MAX,
        run: threads::attention,
    },
    Rung {
        name: "half",
        idea: "keys and values in two bytes",
        operations,
        // Queries and outputs keep their four.
        bytes: |tokens| 0.75 * once(tokens),
        parallel: true,
        in_place: false,
        most: usize::MAX,
        run: half::attention,
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
    name: "attention",
    about: "causal attention of one head, forward",
    sizes: &[
        size(512, 64),
        size(1024, 64),
        size(2048, 64),
        size(4096, 64),
        size(8192, 64),
        size(1024, 128),
        size(4096, 128),
    ],
    tasks,
};

#[cfg(test)]
mod tests;
