//! Random inputs that a seed repeats.

use std::hash::{BuildHasher, Hasher};

use ndarray::{Array, Dimension, ShapeBuilder};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

/// A source of random numbers; the same for the same seed on every machine.
pub struct Random(Pcg64);

impl Random {
    /// The stream of a seed for one purpose, such as an exercise's id and a case's number.
    pub fn new(seed: u64, purpose: &str) -> Random {
        // FNV-1a: the standard library's hashers may change from one release to the next.
        let hash = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        Random(Pcg64::seed_from_u64(seed ^ hash.rotate_left(17)))
    }

    /// A whole number from a range, both ends included.
    pub fn whole(&mut self, range: std::ops::RangeInclusive<usize>) -> usize {
        self.0.random_range(range)
    }

    /// A real number from a half-open range.
    pub fn uniform(&mut self, range: std::ops::Range<f64>) -> f64 {
        self.0.random_range(range)
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.0.random_bool(p)
    }

    /// A sample of the standard normal distribution.
    pub fn normal(&mut self) -> f64 {
        self.0.sample(StandardNormal)
    }

    /// An array of independent normal numbers with mean 0 and a standard deviation.
    pub fn normals<D: Dimension>(
        &mut self,
        shape: impl ShapeBuilder<Dim = D>,
        deviation: f64,
    ) -> Array<f32, D> {
        Array::from_shape_simple_fn(shape, || (deviation * self.normal()) as f32)
    }

    /// Distinct whole numbers from a range, in random order: sizes that a transposed or mis-strided answer confuses
    /// at its peril.
    ///
    /// # Panics
    /// If the range has fewer than `N` numbers.
    pub fn distinct<const N: usize>(&mut self, range: std::ops::RangeInclusive<usize>) -> [usize; N] {
        let mut all: Vec<usize> = range.collect();
        all.shuffle(&mut self.0);
        all[..N].try_into().expect("the range has at least N numbers")
    }

    /// Puts a slice into random order.
    pub fn shuffle<T>(&mut self, slice: &mut [T]) {
        slice.shuffle(&mut self.0);
    }
}

/// The seed of this run: `WORKBOOK_SEED`, or a new one each time.
pub fn seed() -> u64 {
    let given = std::env::var("WORKBOOK_SEED").ok().and_then(|text| text.trim().parse().ok());
    given.unwrap_or_else(|| fresh() % 10_000)
}

/// A number that differs from run to run.
pub(crate) fn fresh() -> u64 {
    let mut hasher = std::collections::hash_map::RandomState::new().build_hasher();
    hasher.write_u32(std::process::id());
    hasher.finish()
}
