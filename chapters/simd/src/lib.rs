//! What all fast rungs are made of: a small product that stays in registers, an exp for vectors, and arrays of vectors.
//!
//! Two crates for portable vectors were compared. `wide` is simple, but its vectors are those that the compiler was allowed to use when
//! it compiled: without flags, on x86-64, four numbers and no fused multiply-add. `pulp` compiles a function for each set of
//! instructions that it knows, and chooses where the program runs: sixteen numbers where the processor has AVX-512, eight with AVX2, four
//! on ARM, and nobody has to know of `target-cpu`. So `pulp`.
//!
//! For whole products there are `gemm` and `matrixmultiply`. The first is somewhat faster, and may only be called from `unsafe`; the second
//! has a safe caller in `ndarray`, which the workbook uses anyway. So the rungs called *library* use that, and those above
//! have the [`product`] of this module, because what they save is what lies *between* two products.

// What is not inlined into the function that is compiled for a processor's instructions does not know them, and calls a function for each.
#![allow(clippy::inline_always)]

mod exp;
mod product;
mod rows;
mod whole;

pub use exp::{exp, exp2};
pub use product::{product, store};
pub use rows::fold;
pub use whole::{powers, sum};

use std::cell::Cell;

pub use pulp;
use pulp::{Arch, Simd};

/// The instructions that this processor has, found anew at each call, which takes no time.
pub fn arch() -> Arch {
    CHOSEN.get().unwrap_or_default()
}

std::thread_local! {
    /// What [`only`] has chosen.
    static CHOSEN: Cell<Option<Arch>> = const { Cell::new(None) };
}

/// Runs something, on this thread, with the instructions of another processor, as far as this one has them: for tests.
pub fn only<T>(arch: Arch, run: impl FnOnce() -> T) -> T {
    CHOSEN.set(Some(arch));
    let result = run();
    CHOSEN.set(None);
    result
}

/// How many vectors a row of a tile has: as many as registers allow beside the sums.
pub const fn vectors<S: Simd>() -> usize {
    if S::REGISTER_COUNT >= 32 { 4 } else { 2 }
}

/// Room for vectors, zeros at first, that begins where a line of the cache does. A vector of sixteen numbers is a whole line: one that
/// lies across two of them takes two loads, and a product that reads such vectors is a tenth slower.
pub struct Room {
    numbers: Vec<f32>,
    count: usize,
}

/// Room for vectors that need not begin with a line.
#[inline(always)]
pub fn zeros<S: Simd>(simd: S, count: usize) -> Vec<S::f32s> {
    vec![simd.splat_f32s(0.0); count]
}

/// Bytes of a line.
const LINE: usize = 64;

impl Room {
    /// For so many vectors.
    pub fn new<S: Simd>(count: usize) -> Room {
        let count = count * S::F32_LANES;
        Room { numbers: vec![0.0; count + LINE / size_of::<f32>()], count }
    }

    /// The vectors.
    #[inline(always)]
    pub fn vectors<S: Simd>(&mut self) -> &mut [S::f32s] {
        let past = self.numbers.as_ptr().addr() % LINE;
        let first = (LINE - past) % LINE / size_of::<f32>();
        S::as_mut_simd_f32s(&mut self.numbers[first..first + self.count]).0
    }
}

/// Vectors as their numbers.
#[inline(always)]
pub fn numbers<S: Simd>(vectors: &[S::f32s]) -> &[f32] {
    pulp::bytemuck::cast_slice(vectors)
}

/// Vectors as their numbers, to write.
#[inline(always)]
pub fn numbers_mut<S: Simd>(vectors: &mut [S::f32s]) -> &mut [f32] {
    pulp::bytemuck::cast_slice_mut(vectors)
}

/// Numbers of a vector, and numbers of a row of a tile, with the instructions that are used here.
pub fn lanes() -> (usize, usize) {
    struct Lanes;
    impl pulp::WithSimd for Lanes {
        type Output = (usize, usize);
        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> (usize, usize) {
            (S::F32_LANES, S::F32_LANES * vectors::<S>())
        }
    }
    arch().dispatch(Lanes)
}
