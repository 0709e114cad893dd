//! Ladders: one thing computed in several ways, its rungs, from the definition to the fastest that we know.
//!
//! Each rung is a file, whose head says its idea, its operations, its bytes and the floor that these give.
//! `cargo run --release -p fast -- bench` measures the machine, then every rung beside it, and keeps what came out in
//! `book/data/fast-NAME.json`, from which [`lesson`](fast::lesson) draws the book's figures.

// What is not inlined into the function that is compiled for a processor's instructions does not know them, and calls a function for each.
#![allow(clippy::inline_always)]

pub mod attention;
pub mod bench;
pub mod grouped;
pub mod kda;
pub mod ladder;
pub mod machine;
pub mod norm;
pub mod softmax;

/// All ladders.
pub static LADDERS: [ladder::Ladder; 5] =
    [attention::LADDER, softmax::LADDER, norm::LADDER, grouped::LADDER, kda::LADDER];

/// The same with the instructions of other processors, as far as this one has them.
#[cfg(test)]
mod narrower {
    use simd::pulp::Arch;

    use crate::ladder::{Inputs, Rung, Size};

    /// Each rung that keeps to one thread, against itself with the widest vectors.
    fn same<I: Inputs>(rungs: &[Rung<I>], arch: Arch) {
        for (length, width) in [(1, 1), (70, 65), (33, 130)] {
            let inputs = I::new(Size { length, width });
            for rung in rungs.iter().filter(|rung| !rung.parallel) {
                let run = || {
                    let mut out = vec![f32::NAN; inputs.outputs()];
                    (rung.run)(&inputs, &mut out);
                    out
                };
                for (a, b) in run().into_iter().zip(simd::only(arch, run)) {
                    assert!((a - b).abs() < 2e-5, "{}, {length} by {width}: {a} and {b}", rung.name);
                }
            }
        }
    }

    fn all(arch: Arch) {
        same(&crate::attention::RUNGS, arch);
        same(&crate::softmax::RUNGS, arch);
        same(&crate::norm::RUNGS, arch);
        same(&crate::grouped::RUNGS, arch);
        same(&crate::kda::RUNGS, arch);
    }

    #[test]
    fn without_vectors_it_is_the_same() {
        all(Arch::Scalar);
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn with_vectors_of_eight_it_is_the_same() {
        if let Some(simd) = simd::pulp::x86::V3::try_new() {
            all(Arch::V3(simd));
        }
    }
}
