//! Appendix, **fast**: from the definition to what a processor can do.
//!
//! A ladder computes one thing in several ways, its rungs, from the definition to the fastest that we know; each rung is a file, whose head
//! says its idea, its operations, its bytes and the floor that these give. `cargo run --release -p fast -- bench` measures the machine, then
//! every rung beside it, and keeps what came out in `book/data/fast-NAME.json`, from which [`lesson`] draws the book's figures.

// What is not inlined into the function that is compiled for a processor's instructions does not know them, and calls a function for each.
#![allow(clippy::inline_always)]

#[cfg(feature = "ladders")]
pub mod attention;
#[cfg(feature = "ladders")]
pub mod bench;
#[cfg(feature = "ladders")]
pub mod grouped;
#[cfg(feature = "ladders")]
pub mod kda;
#[cfg(feature = "ladders")]
pub mod ladder;
pub mod lesson;
#[cfg(feature = "ladders")]
pub mod machine;
#[cfg(feature = "ladders")]
pub mod norm;
pub mod record;
#[cfg(feature = "ladders")]
pub mod simd;
#[cfg(feature = "ladders")]
pub mod softmax;

/// All ladders.
#[cfg(feature = "ladders")]
pub static LADDERS: [ladder::Ladder; 5] =
    [attention::LADDER, softmax::LADDER, norm::LADDER, grouped::LADDER, kda::LADDER];
