//! e^x by a polynomial: how far it is from right, by its degree, and by how ln 2 is split.

use std::f32::consts::{LN_2, LOG2_E};

use figures::{Axis, Chart, Figure, Parameter, Play, Series, rounded, text};

use crate::answers::EXP;
use crate::{Counted, EXP_ERROR, Exp, Number};

/// Where x lies.
const RANGE: (i32, i32) = (-87, 88);
/// In how many places each stretch of x is tried.
const PLACES: i32 = 40;
/// What is smaller than this is drawn here.
const LEAST: f64 = 1e-9;

/// ln 2 in two parts, the first of which has so many bits; of 24 it is the nearest f32.
pub fn split(bits: u32) -> [f32; 2] {
    let scale = 2.0_f64.powi(bits as i32);
    let high = (std::f64::consts::LN_2 * scale).round() / scale;
    [high as f32, (std::f64::consts::LN_2 - high) as f32]
}

/// e^x with a series of some degree, and ln 2 in two parts; the second is left out if it is 0.
pub fn exp<T: Number>(x: T, degree: u16, [high, low]: [f32; 2]) -> T {
    let n = (x * T::of(LOG2_E)).round();
    let mut r = x - n * T::of(high);
    if low != 0.0 {
        r -= n * T::of(low);
    }
    let coefficient = |k: u16| T::of((1.0 / (1..=k).map(f64::from).product::<f64>()) as f32);
    let sum = (0..degree).rev().fold(coefficient(degree), |sum, k| sum * r + coefficient(k));
    sum * n.pow2()
}

/// The largest relative error of some exp between two numbers.
fn error(exp: impl Fn(f32) -> f32, (from, to): (f64, f64), places: i32) -> f64 {
    let at = |i: i32| (from + (to - from) * f64::from(i) / f64::from(places)) as f32;
    let errors = (0..=places).map(|i| (f64::from(exp(at(i))) / f64::from(at(i)).exp() - 1.0).abs());
    // What is no number is as wrong as can be.
    errors.fold(0.0, |most, error| if error <= most { most } else { error })
}

/// For a cell: degree, operations, and the largest error near 0 and everywhere, with ln 2 in one part and in two.
pub fn degrees() -> String {
    let mut text = format!(
        "{:>6}  {:>10}  {:>11}  {:>16}  {:>19}",
        "degree", "operations", "up to ½ ln 2", "anywhere, one part", "anywhere, two parts"
    );
    for degree in 3..=8 {
        let [near, one, two] = reached(degree);
        let operations = Counted::counting(|| exp(Counted::of(1.0), degree, split(9))).1;
        text += &format!("\n{degree:>6}  {operations:>10}  {near:>12.1e}  {one:>18.1e}  {two:>19.1e}");
    }
    text
}

/// Near 0; anywhere with ln 2 in one part; anywhere with ln 2 in two.
fn reached(degree: u16) -> [f64; 3] {
    let range = (f64::from(RANGE.0), f64::from(RANGE.1));
    let near = f64::from(LN_2) / 2.0;
    [
        error(|x| exp(x, degree, split(9)), (-near, near), 8_000),
        error(|x| exp(x, degree, [LN_2, 0.0]), range, 40_000),
        error(|x| exp(x, degree, split(9)), range, 40_000),
    ]
}

/// The error of e^x over x, for a degree and a split that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::steps("Degree of the polynomial", "", 1.0, (2, 9)).start(6.0),
        Parameter::steps("Bits of the first part of ln 2", "", 1.0, (4, 24)).start(24.0),
    ];
    Play::new("fast/exp", parameters, |values| over(EXP, values[0] as u16, values[1] as u32))
}

fn over(answer: Exp, degree: u16, bits: u32) -> Figure {
    let line = |exp: &dyn Fn(f32) -> f32| -> Vec<(f64, f64)> {
        let stretch = |from: i32| {
            let (from, to) = (f64::from(from), f64::from(from) + 1.0);
            (f64::midpoint(from, to), error(exp, (from, to), PLACES).clamp(LEAST, 1.0))
        };
        (RANGE.0..RANGE.1).map(stretch).collect()
    };
    let chosen = line(&|x| exp(x, degree, split(bits)));
    let own = line(&|x| (answer.floats)(x));
    let most = |line: &[(f64, f64)], near: bool| {
        let there = line.iter().filter(|(x, _)| (x.abs() < 1.0) == near);
        rounded(there.fold(0.0_f64, |most, &(_, error)| most.max(error)), 2)
    };
    let description = format!(
        "The largest relative error of e^x in each stretch of x from {} to {}, with a polynomial of degree {degree} and a first part of ln 2 with {bits} bits: {} \
         between −1 and 1, {} elsewhere. The exp of the page: {} and {}. Allowed are {}.",
        text(RANGE.0, 0),
        text(RANGE.1, 0),
        most(&chosen, true),
        most(&chosen, false),
        most(&own, true),
        most(&own, false),
        rounded(EXP_ERROR, 2),
    );
    let ends = [RANGE.0, RANGE.1].map(|x| (f64::from(x), EXP_ERROR));
    Chart::new(
        "The degree sets the error of e^x near 0, and a first part of ln 2 with too many bits adds to it far from 0",
        &description,
    )
    .x(Axis::linear("x").range(-90.0, 90.0))
    .y(Axis::log10("relative error").range(LEAST, 1.0))
    .line(Series::new("as chosen", chosen).label_above(-60.0))
    .line(Series::new("exp of the exercise", own).label_below(20.0))
    .line(Series::new("allowed", ends).reference())
    .save()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_degree_sets_the_error_near_0() {
        println!("{}", degrees());
        let near: Vec<f64> = (3..=7).map(|degree| reached(degree)[0]).collect();
        assert!(near.windows(2).all(|pair| pair[1] < 0.6 * pair[0]), "{near:?}");
        assert!(near[2] > EXP_ERROR && near[3] < EXP_ERROR, "{near:?}");
        for bits in [4, 9, 17, 24] {
            let error = error(|x| exp(x, 6, split(bits)), (-1.0, 1.0), 4_000);
            assert!(error < EXP_ERROR, "{bits}: {error}");
        }
    }

    #[test]
    fn too_many_bits_add_to_it_far_from_0() {
        // Rounded to 16 to 18 digits, ln 2 has 15: the others are zeros. With seven of n they fit.
        assert!((15..=18).all(|bits| split(bits) == split(15)));
        for bits in 4..=24 {
            let far = [(-87.0, -70.0), (70.0, 88.0)];
            let error = far.map(|range| error(|x| exp(x, 6, split(bits)), range, 8_000));
            assert_eq!(error[0].max(error[1]) < EXP_ERROR, bits <= 18, "{bits}: {error:?}");
        }
    }

    /// Those of the crate `simd`.
    #[test]
    fn coefficients_for_the_interval_are_better_than_the_series() {
        let better = [1.0, 1.0, 0.499_999_9, 0.166_664_2, 0.041_668_225, 0.008_374_816, 0.001_383_683_6];
        let of = |coefficients: [f32; 7]| {
            let exp = |x: f32| {
                let n = Number::round(x * LOG2_E);
                let r = x - n * (355.0 / 512.0) - n * -2.121_944_4e-4;
                coefficients.into_iter().rev().fold(0.0, |sum, c| sum * r + c) * n.pow2()
            };
            error(exp, (-87.0, 88.0), 400_000) / f64::from(f32::EPSILON)
        };
        let series = [1.0, 1.0, 1.0 / 2.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0];
        assert!((0.8..0.95).contains(&of(better)), "{}", of(better));
        assert!((2.0..2.15).contains(&of(series)), "{}", of(series));
    }

    #[test]
    fn the_parts_are_ln_2() {
        assert_eq!(split(9), [355.0 / 512.0, -2.121_944_4e-4]);
        assert_eq!(split(24)[0], LN_2);
    }

    #[test]
    fn it_is_drawn_for_all_choices() {
        for degree in [2.0, 9.0] {
            for bits in [4.0, 24.0] {
                let figure = play().drawn(&[degree, bits]).expect("within its range");
                assert_eq!(figure.title(), play().figure().title());
                assert_eq!(figure.overlapping_labels(), [], "{degree}, {bits}");
            }
        }
    }
}
