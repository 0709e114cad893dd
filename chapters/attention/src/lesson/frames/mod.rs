//! Step-throughs: algorithms of the chapter, running on small inputs.

mod backward;
mod dials;
mod packing;
mod ring;
mod tiles;

pub use backward::backward;
pub use dials::{dials, hands, turning};
pub use packing::packing;
pub use ring::ring;
pub use tiles::forward;

use ndarray::Array2;

/// As large as a number in a cell may be.
const LARGEST: f64 = 9.95;

/// A number as the shade of a cell, on which dark text can be read; larger numbers are darker.
fn shade(number: f64) -> f64 {
    0.2 + 0.14 * (number / LARGEST).clamp(-1.0, 1.0)
}

/// The number that a shade stands for, with one decimal. A cell without a shade has none.
fn written(shade: f64) -> String {
    let number = (shade - 0.2) / 0.14 * LARGEST;
    if shade == 0.0 { String::new() } else { super::text((number * 10.0).round() / 10.0 + 0.0, 1) }
}

/// The same numbers on every machine.
fn sines(rows: usize, columns: usize, shift: f32) -> Array2<f32> {
    Array2::from_shape_fn((rows, columns), |(i, c)| (0.7 * (i * columns + c) as f32 + shift).sin())
}

/// `0 and 1`, `0, 1 and 2`.
fn list(numbers: std::ops::Range<usize>) -> String {
    let all: Vec<String> = numbers.map(|number| number.to_string()).collect();
    match &all[..] {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shade_says_its_number() {
        for number in [-9.9, -0.1, 0.0, 0.04, 1.2, 9.9] {
            let expected = super::super::text((10.0_f64 * number).round() / 10.0 + 0.0, 1);
            assert_eq!(written(shade(number)), expected);
            assert!((0.05..0.6).contains(&shade(number)));
        }
        assert_eq!(written(0.0), "");
        assert_eq!([list(0..0), list(2..3), list(0..3)], ["none", "2", "0, 1 and 2"]);
    }
}
