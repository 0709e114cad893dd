//! Ladders: one thing computed in several ways, its rungs, from the definition to the fastest that we know.
//!
//! Each rung is a file, whose head says its idea, its operations, its bytes and the floor that these give.
//! `cargo run --release -p fast -- bench` measures the machine, then every rung beside it, and keeps what came out in
//! `book/data/fast-NAME.json`, from which [`lesson`](crate::lesson) draws the book's figures.

// What is not inlined into the function that is compiled for a processor's instructions does not know them, and calls a function for each.
#![allow(clippy::inline_always)]

pub mod attention;
pub mod bench;
pub mod grouped;
pub mod kda;
pub mod ladder;
pub mod machine;
pub mod norm;
pub mod simd;
pub mod softmax;

/// All ladders.
pub static LADDERS: [ladder::Ladder; 5] =
    [attention::LADDER, softmax::LADDER, norm::LADDER, grouped::LADDER, kda::LADDER];
