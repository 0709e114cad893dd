//! Whole arrays at once, compiled here, where the vectors are: for whoever is compiled for quick builds.

use pulp::{Simd, WithSimd};

use crate::{arch, exp, fold};

struct Sum<'a>(&'a [f32]);

impl WithSimd for Sum<'_> {
    type Output = f32;
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let (vectors, end) = S::as_simd_f32s(self.0);
        let two = |a, b| simd.add_f32s(a, b);
        simd.reduce_sum_f32s(fold::<S>(simd.splat_f32s(0.0), vectors, two, two)) + end.iter().sum::<f32>()
    }
}

/// The sum of some numbers.
pub fn sum(numbers: &[f32]) -> f32 {
    arch().dispatch(Sum(numbers))
}

struct Powers<'a>(&'a mut [f32]);

impl WithSimd for Powers<'_> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (vectors, end) = S::as_mut_simd_f32s(self.0);
        for vector in vectors {
            *vector = exp(simd, *vector);
        }
        for x in end {
            *x = x.exp();
        }
    }
}

/// e^x of some numbers, each in its place.
pub fn powers(numbers: &mut [f32]) {
    arch().dispatch(Powers(numbers));
}

#[cfg(test)]
mod tests {
    #[test]
    fn they_are_what_one_number_after_the_other_gives() {
        let numbers: Vec<f32> = (0..1003).map(|i| i as f32 / 50.0 - 10.0).collect();
        let sum: f64 = numbers.iter().map(|&x| f64::from(x)).sum();
        assert!((f64::from(super::sum(&numbers)) - sum).abs() < 1e-2);
        let mut powers = numbers.clone();
        super::powers(&mut powers);
        for (power, x) in powers.iter().zip(&numbers) {
            assert!((power / x.exp() - 1.0).abs() < 1e-6, "{x}");
        }
    }
}
