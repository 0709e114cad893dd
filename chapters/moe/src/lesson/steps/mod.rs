//! What the chapter's algorithms do, step by step, on inputs that are small enough to be followed.

pub mod auction;
pub mod bias;
pub mod places;
pub mod rounds;
pub mod rows;

pub use auction::{Bid, auction, bids, four_by_two};
pub use bias::{Moment, moments, nudges};
pub use places::places;
pub use rounds::{four_tokens, rounds};
pub use rows::{Toy, rows, three_tokens};

/// The shade of a cell in which a number between `LEAST` and `MOST` is written; beyond them it is none. An empty cell has 0.
pub fn shade<const LEAST: i32, const MOST: i32>(number: f64) -> f64 {
    let (least, most) = (f64::from(LEAST), f64::from(MOST));
    0.02 + 0.96 * (number - least) / (most - least)
}

/// The number of a shade, with some decimals.
pub fn written<const LEAST: i32, const MOST: i32, const DECIMALS: usize>(shade: f64) -> String {
    if shade == 0.0 {
        return String::new();
    }
    let (least, most) = (f64::from(LEAST), f64::from(MOST));
    let number = least + (most - least) * (shade - 0.02) / 0.96;
    // Zero without a sign.
    let tens = 10_f64.powi(DECIMALS as i32);
    figures::text((number * tens).round() / tens + 0.0, DECIMALS)
}

/// The light shade of a cell with the number of a token, and that number.
pub fn marked(number: usize) -> f64 {
    0.2 + 0.001 * number as f64
}

/// The number that [`marked`] has put into a shade, or nothing.
pub fn number(shade: f64) -> String {
    if shade == 0.0 { String::new() } else { format!("{:.0}", (shade - 0.2) * 1000.0) }
}

/// `tokens 1 and 2`, for a word and numbers of which there is at least one.
pub fn named(word: &str, numbers: &[usize]) -> String {
    let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    match &texts[..] {
        [] => format!("no {word}"),
        [one] => format!("{word} {one}"),
        [before @ .., last] => format!("{word}s {} and {last}", before.join(", ")),
    }
}
