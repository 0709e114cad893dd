//! Step-throughs: algorithms of the chapter, running on small inputs.

pub mod backward;
pub mod dials;
pub mod packing;
pub mod ring;
pub mod tiles;

pub use backward::backward;
pub use dials::{dials, hands, turning};
pub use packing::packing;
pub use ring::ring;
pub use tiles::forward;

use ndarray::Array2;

/// As large as a number in a cell may be.
pub const LARGEST: f64 = 9.95;

/// A number as the shade of a cell, on which dark text can be read; larger numbers are darker.
pub fn shade(number: f64) -> f64 {
    0.2 + 0.14 * (number / LARGEST).clamp(-1.0, 1.0)
}

/// The number that a shade stands for, with one decimal. A cell without a shade has none.
pub fn written(shade: f64) -> String {
    let number = (shade - 0.2) / 0.14 * LARGEST;
    if shade == 0.0 { String::new() } else { super::text((number * 10.0).round() / 10.0 + 0.0, 1) }
}

/// The same numbers on every machine.
fn sines(rows: usize, columns: usize, shift: f32) -> Array2<f32> {
    Array2::from_shape_fn((rows, columns), |(i, c)| (0.7 * (i * columns + c) as f32 + shift).sin())
}

/// `0 and 1`, `0, 1 and 2`.
pub fn list(numbers: std::ops::Range<usize>) -> String {
    let all: Vec<String> = numbers.map(|number| number.to_string()).collect();
    match &all[..] {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
