//! What the chapter's algorithms do, step by step, on inputs that are small enough to be followed.

mod auction;
mod bias;
mod places;
mod rounds;
mod rows;

pub use auction::{Bid, auction, bids, four_by_two};
pub use bias::{Moment, moments, nudges};
pub use places::places;
pub use rounds::{four_tokens, rounds};
pub use rows::{Toy, rows, three_tokens};

/// The shade of a cell in which a number between `LEAST` and `MOST` is written; beyond them it is none. An empty cell has 0.
fn shade<const LEAST: i32, const MOST: i32>(number: f64) -> f64 {
    let (least, most) = (f64::from(LEAST), f64::from(MOST));
    0.02 + 0.96 * (number - least) / (most - least)
}

/// The number of a shade, with some decimals.
fn written<const LEAST: i32, const MOST: i32, const DECIMALS: usize>(shade: f64) -> String {
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
fn marked(number: usize) -> f64 {
    0.2 + 0.001 * number as f64
}

fn number(shade: f64) -> String {
    if shade == 0.0 { String::new() } else { format!("{:.0}", (shade - 0.2) * 1000.0) }
}

/// `tokens 1 and 2`, for a word and numbers of which there is at least one.
fn named(word: &str, numbers: &[usize]) -> String {
    let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    match &texts[..] {
        [] => format!("no {word}"),
        [one] => format!("{word} {one}"),
        [before @ .., last] => format!("{word}s {} and {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_it_was() {
        for (value, text) in [(-1.5, "−1.5"), (0.0, "0.0"), (0.01, "0.0"), (-0.01, "0.0"), (5.0, "5.0")] {
            assert_eq!(written::<-2, 6, 1>(shade::<-2, 6>(value)), text);
        }
        assert_eq!(written::<0, 6, 2>(0.0), "");
        assert_eq!((number(marked(0)), number(marked(23))), ("0".to_owned(), "23".to_owned()));
        assert_eq!(named("token", &[1]), "token 1");
        assert_eq!(named("token", &[1, 2, 4]), "tokens 1, 2 and 4");
    }
}
