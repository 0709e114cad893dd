//! The numbers that toy experiments are made of, the same on every machine.

use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
pub use rand_pcg::Pcg64;

/// The random numbers of an experiment, from a seed.
pub fn random(seed: u64) -> Pcg64 {
    Pcg64::seed_from_u64(seed)
}

/// An array of independent standard normal numbers.
pub fn normals(random: &mut Pcg64, shape: (usize, usize)) -> Array2<f32> {
    Array2::from_shape_simple_fn(shape, || random.sample(StandardNormal))
}
