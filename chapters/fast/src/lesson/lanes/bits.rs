//! The range reduction of one number, bit by bit.

use std::f32::consts::{LN_2, LOG2_E};

use figures::{Figure, Grid, Panel, Steps, rounded};

use crate::{Exp, Number};

/// The number that is followed.
pub const X: f32 = 80.3;
/// The two parts of ln 2.
const HIGH: f32 = 355.0 / 512.0;
const LOW: f32 = -2.121_944_4e-4;

/// What the reduction comes by.
struct Way {
    n: f32,
    high: f32,
    left: f32,
    low: f32,
    r: f32,
    /// n ln 2 in one part, rounded, and what it leaves.
    product: f32,
    rough: f32,
}

fn way(x: f32) -> Way {
    let n = Number::round(x * LOG2_E);
    let (high, low, product) = (n * HIGH, n * LOW, n * LN_2);
    let left = x - high;
    Way { n, high, left, low, r: left - low, product, rough: x - product }
}

/// A number with the true minus; a large one as a power of ten.
fn said(value: f32) -> String {
    if value.abs() < 1e6 { value.to_string().replace('-', "−") } else { rounded(value, 7) }
}

/// Bits of numbers in two halves, so that a digit can be read on a telephone.
fn frame(title: &str, rows: [(&str, f32); 3]) -> Figure {
    // Frames are of one size where their longest names are.
    let names = rows.map(|(name, _)| format!("{name:\u{a0}>9}"));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let panel = |caption: &str, from: u32, to: u32| {
        let bits = |value: f32| (to..from).rev().map(|bit| f64::from((value.to_bits() >> bit) & 1)).collect();
        let part = |bit: u32| match bit {
            31 => "s",
            23..31 => "e",
            _ => "f",
        };
        let columns: Vec<&str> = (to..from).rev().map(part).collect();
        Panel::new(caption, rows.iter().map(|row| bits(row.1)).collect()).names(&names, &columns)
    };
    let described = rows.map(|(name, value)| format!("{name} is {}", said(value))).join(", ");
    Grid::new(title, &format!("The bits of three numbers: {described}."))
        .panel(panel("sign s, exponent e, fraction f", 32, 16).write(|bit| bit.to_string()))
        .panel(panel("the rest of the fraction", 16, 0).write(|bit| bit.to_string()).below())
        .save()
}

/// What becomes of one number on the way to e^x.
pub fn steps(exp: Exp) -> Figure {
    let Way { n, high, left, low, r, product, rough } = way(X);
    let power = (exp.floats)(X);
    let scale = n.pow2();
    Steps::new("With ln 2 in two parts nothing is lost on the way from 80.3 to r")
        .frame(
            &format!("x / ln 2 is rounded to the nearest whole number: n\u{a0}=\u{a0}{n}, which has {} bits.", bits_of(n)),
            frame("n", [("x", X), ("x·log₂ e", X * LOG2_E), ("n", n)]),
        )
        .frame(
            &format!(
                "The first part of ln 2 has {} bits, so its product with n has at most {}, and fits: nothing is rounded.",
                bits_of(HIGH),
                bits_of(HIGH) + bits_of(n)
            ),
            frame("The product", [("n", n), ("high", HIGH), ("n·high", high)]),
        )
        .frame(
            "It is taken away from x. What is left is small, and nothing is rounded here either: the last digits are zeros.",
            frame("The difference", [("x", X), ("n·high", high), ("x − n·high", left)]),
        )
        .frame(
            &format!("The second part of ln 2, times n, is taken away, too, and fills the last digits: r is {}.", said(r)),
            frame("r", [("x − n·high", left), ("n·low", low), ("r", r)]),
        )
        .frame(
            &format!(
                "With ln 2 in one part the product is rounded, and r is {}: it agrees with the right one in {} binary digits.",
                said(rough),
                agreeing(r, rough)
            ),
            frame("In one part", [("n·ln 2", product), ("x − n·ln 2", rough), ("r", r)]),
        )
        .frame(
            "The polynomial makes e^r of r. Times 2ⁿ only the exponent is another: n was added to it.",
            frame("e^x", [("e^r", power / scale), ("2ⁿ", scale), ("e^x", power)]),
        )
        .save()
}

/// How many binary digits a number has, from its first to its last that is not 0.
fn bits_of(value: f32) -> u32 {
    24 - ((value.to_bits() & 0x7f_ffff) | 0x80_0000).trailing_zeros()
}

/// In how many binary digits a number agrees with another.
fn agreeing(right: f32, rough: f32) -> i32 {
    let share = f64::from((rough - right).abs()) / f64::from(right.abs());
    (-share.log2()).floor() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_high_product_and_its_difference_are_exact() {
        for step in -8700..=8800 {
            let x = step as f32 / 100.0;
            let Way { n, high, left, r, .. } = way(x);
            assert_eq!(f64::from(high), f64::from(n) * f64::from(HIGH), "{x}");
            assert_eq!(f64::from(left), f64::from(x) - f64::from(high), "{x}");
            let exact = f64::from(x) - f64::from(n) * std::f64::consts::LN_2;
            assert!((f64::from(r) - exact).abs() < 2.0_f64.powi(-25), "{x}: {r} and {exact}");
        }
    }

    #[test]
    fn in_one_part_the_last_digits_are_lost() {
        let Way { n, r, rough, .. } = way(X);
        let exact = f64::from(X) - f64::from(n) * std::f64::consts::LN_2;
        let errors = [r, rough].map(|r| (f64::from(r) - exact).abs());
        assert!(errors[1] > 20.0 * errors[0], "{errors:?}");
        assert!(agreeing(r, rough) < 20, "{}", agreeing(r, rough));
        assert_eq!([bits_of(HIGH), bits_of(127.0), bits_of(1.0), bits_of(116.0)], [9, 7, 1, 5]);
    }
}
