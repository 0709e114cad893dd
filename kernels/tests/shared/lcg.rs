//! Random numbers that any language can make again.

use ndarray::Array2;

/// The portable random numbers of the fact sheet: s ← (1103515245 s + 12345) mod 2³¹, value 2s/2³¹ − 1; arrays are filled
/// row-major, one after the other.
pub(crate) struct Lcg(u64);

impl Lcg {
    pub(crate) fn new(seed: u64) -> Lcg {
        Lcg(seed)
    }

    pub(crate) fn value(&mut self) -> f64 {
        self.0 = (1_103_515_245 * self.0 + 12_345) & 0x7fff_ffff;
        2.0 * self.0 as f64 / 2_147_483_648.0 - 1.0
    }

    pub(crate) fn array(&mut self, rows: usize, columns: usize) -> Array2<f64> {
        Array2::from_shape_simple_fn((rows, columns), || self.value())
    }
}

#[test]
fn the_portable_random_numbers_are_those_of_the_fact_sheet() {
    let mut lcg = Lcg::new(1);
    for expected in [0.027_740, -0.648_517, -0.382_697, 0.069_068] {
        assert!((lcg.value() - expected).abs() < 1e-6);
    }
}
