//! exp for a vector: the range is reduced to half a power of two, and a polynomial of degree six does the rest.
//!
//! Nothing branches, nothing is looked up, and it is twelve operations for as many numbers as a vector holds. The library's exp is right to
//! the last bit, nearly, and takes one number at a time. The tests of this file hold the error over the whole range.

use pulp::Simd;

/// 2^f on [−½, ½], with a relative error below 2·10⁻⁹ before rounding: the coefficients with the least largest error (Lawson's weights).
const EXP2: [f32; 7] = [
    1.0,
    std::f32::consts::LN_2,
    0.240_226_46,
    0.055_503_286,
    0.009_618_489,
    0.001_339_993_1,
    0.000_153_458_12,
];
/// e^r for |r| ≤ ln 2 / 2, likewise.
const EXP: [f32; 7] = [1.0, 1.0, 0.499_999_9, 0.166_664_2, 0.041_668_225, 0.008_374_816, 0.001_383_683_6];
/// Added and taken away again, it rounds to a whole number, which then stands in the lowest bits.
const ROUND: f32 = 12_582_912.0;
/// ln 2 in two parts: whole numbers up to 127 times the first are exact.
const LN2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];

/// The polynomial at `f`, times 2 to the whole number in the lowest bits of `shifted`.
#[inline(always)]
fn scaled<S: Simd>(simd: S, f: S::f32s, shifted: S::f32s, coefficients: [f32; 7]) -> S::f32s {
    let mut sum = simd.splat_f32s(coefficients[6]);
    for coefficient in coefficients.into_iter().rev().skip(1) {
        sum = simd.mul_add_e_f32s(sum, f, simd.splat_f32s(coefficient));
    }
    // The exponent of an f32 begins at bit 23: adding n there multiplies by 2ⁿ.
    let n = simd.wrapping_dyn_shl_u32s(simd.transmute_u32s_f32s(shifted), simd.splat_u32s(23));
    simd.transmute_f32s_u32s(simd.add_u32s(simd.transmute_u32s_f32s(sum), n))
}

/// 2^x for x between −126 and 127; below that, 2⁻¹²⁶, which is as good as 0 beside a 1.
#[inline(always)]
pub fn exp2<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let round = simd.splat_f32s(ROUND);
    let x = simd.max_f32s(x, simd.splat_f32s(-126.0));
    let shifted = simd.add_f32s(x, round);
    let f = simd.sub_f32s(x, simd.sub_f32s(shifted, round));
    scaled(simd, f, shifted, EXP2)
}

/// e^x for x between −87 and 88; below that, e⁻⁸⁷.
#[inline(always)]
pub fn exp<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let round = simd.splat_f32s(ROUND);
    let x = simd.max_f32s(x, simd.splat_f32s(-87.0));
    let shifted = simd.mul_add_e_f32s(x, simd.splat_f32s(std::f32::consts::LOG2_E), round);
    let n = simd.sub_f32s(shifted, round);
    let r = simd.mul_add_e_f32s(n, simd.splat_f32s(-LN2[0]), x);
    let r = simd.mul_add_e_f32s(n, simd.splat_f32s(-LN2[1]), r);
    scaled(simd, r, shifted, EXP)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Over<'a>(&'a mut [f32], bool);
    impl pulp::WithSimd for Over<'_> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) {
            let (vectors, rest) = S::as_mut_simd_f32s(self.0);
            assert!(rest.is_empty());
            for vector in vectors {
                *vector = if self.1 { exp2(simd, *vector) } else { exp(simd, *vector) };
            }
        }
    }

    /// The largest relative error over the range, in units of f32::EPSILON.
    fn error(from: f32, to: f32, binary: bool) -> f64 {
        let count = 1 << 20;
        let x: Vec<f32> = (0..count).map(|i| from + (to - from) * i as f32 / (count - 1) as f32).collect();
        let mut y = x.clone();
        crate::arch().dispatch(Over(&mut y, binary));
        let wanted = |x: f32| if binary { f64::from(x).exp2() } else { f64::from(x).exp() };
        let errors = x.iter().zip(&y).map(|(&x, &y)| (f64::from(y) / wanted(x) - 1.0).abs());
        errors.fold(0.0, f64::max) / f64::from(f32::EPSILON)
    }

    #[test]
    fn the_error_is_at_most_one_and_a_half_units_over_the_whole_range() {
        for (from, to) in [(-126.0, 127.0), (-1.0, 1.0), (-30.0, 0.0)] {
            assert!(error(from, to, true) < 1.5, "{}", error(from, to, true));
        }
        for (from, to) in [(-87.0, 88.0), (-1.0, 1.0), (-30.0, 0.0)] {
            assert!(error(from, to, false) < 1.5, "{}", error(from, to, false));
        }
    }

    #[test]
    fn nothing_is_one_and_hidden_scores_are_as_good_as_nothing() {
        let x = [0.0, -0.0, f32::NEG_INFINITY, -1e30].repeat(16);
        for binary in [true, false] {
            let mut y = x.clone();
            crate::arch().dispatch(Over(&mut y, binary));
            assert_eq!(y[..2], [1.0, 1.0]);
            assert!(y[2..4].iter().all(|&weight| (0.0..1e-37).contains(&weight)), "{y:?}");
        }
    }
}
