//! Random inputs that a seed repeats.

use std::ffi::OsStr;
use std::hash::{BuildHasher, Hasher};
use std::ops::RangeInclusive;

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
    pub fn whole(&mut self, range: RangeInclusive<usize>) -> usize {
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
    pub fn distinct<const N: usize>(&mut self, range: RangeInclusive<usize>) -> [usize; N] {
        let mut all: Vec<usize> = range.collect();
        all.shuffle(&mut self.0);
        all[..N].try_into().expect("the range has at least N numbers")
    }

    /// Puts a slice into random order.
    pub fn shuffle<T>(&mut self, slice: &mut [T]) {
        slice.shuffle(&mut self.0);
    }
}

pub use contract::SEEDS;

/// The seed of this run: `WORKBOOK_SEED`, which may lie beyond [`SEEDS`], or another one below it each time.
///
/// # Errors
/// If `WORKBOOK_SEED` is not a seed; the text says what it may be.
pub fn seed() -> Result<u64, String> {
    Ok(given_seed()?.unwrap_or_else(|| fresh() % SEEDS))
}

/// `WORKBOOK_SEED`, if it is set.
pub(crate) fn given_seed() -> Result<Option<u64>, String> {
    let may_be = format!("a whole number from 0 on; without it a seed below {SEEDS} is drawn");
    variable("WORKBOOK_SEED", 0..=u64::MAX, &may_be)
}

/// `WORKBOOK_SEEDS`, if it is set: how many seeds the trials of a grader take.
pub(crate) fn given_seeds() -> Result<Option<u64>, String> {
    let may_be = format!("a whole number from 1 to 100000, of seeds to try; a reader can get {SEEDS}");
    variable("WORKBOOK_SEEDS", 1..=100_000, &may_be)
}

/// A number from the environment: what cannot be read must not be taken for what is not there.
fn variable(name: &str, range: RangeInclusive<u64>, may_be: &str) -> Result<Option<u64>, String> {
    let Some(value) = std::env::var_os(name) else { return Ok(None) };
    let number = number(&value, &range);
    number.map(Some).ok_or_else(|| format!("{name} is \"{}\", but may be {may_be}", value.display()))
}

fn number(value: &OsStr, range: &RangeInclusive<u64>) -> Option<u64> {
    value.to_str()?.trim().parse().ok().filter(|number| range.contains(number))
}

/// A number that differs from run to run.
pub(crate) fn fresh() -> u64 {
    let mut hasher = std::collections::hash_map::RandomState::new().build_hasher();
    hasher.write_u32(std::process::id());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_in_range_are_seeds() {
        for (value, seed) in
            [("7", Some(7)), (" 8812\n", Some(8812)), ("", None), ("-3", None), ("1e3", None), ("all", None)]
        {
            assert_eq!(number(value.as_ref(), &(0..=u64::MAX)), seed, "{value:?}");
        }
        assert_eq!(number("0".as_ref(), &(1..=64)), None);
    }
}
