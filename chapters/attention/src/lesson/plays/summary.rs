//! How long a sentence may be for a summary of some width.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, count};

use super::ticks;
use crate::lesson::summary::predicted;
use crate::lesson::text;

/// The share of tokens that is asked for.
const ENOUGH: f64 = 0.9;

/// The length of a sentence of which nine tokens in ten are recalled, between 1 and the width.
pub fn enough(width: f64, tokens: f64) -> f64 {
    let (mut short, mut long) = (1.0, width);
    for _ in 0..24 {
        let middle = f64::midpoint(short, long);
        if predicted(middle, width, tokens) > ENOUGH { short = middle } else { long = middle }
    }
    short
}

/// The share of tokens that is recalled against the length of the sentence, for a width and a number of tokens in the language.
pub fn summary() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Width of the summary", "", (6, 12)).start(256.0),
        Parameter::powers_of_two("Tokens of the language", "", (3, 16)).start(64.0),
    ];
    Play::new("attention/summary", parameters, |values| fades(values[0], values[1]))
}

fn fades(width: f64, tokens: f64) -> Figure {
    let last = width.log2();
    // Four points for each doubling, up to the width.
    let lengths = (0..=(4.0 * last) as u32).map(|step| 2_f64.powf(f64::from(step) / 4.0));
    let line: Vec<(f64, f64)> = lengths.map(|length| (length, predicted(length, width, tokens))).collect();
    let most = enough(width, tokens);
    let description = format!(
        "The share of tokens that a summary of width {} gives back, by the theory of Gaussian noise, against the length of the sentence, in a language of {} tokens. Nine in \
         ten come back from a sentence of {} tokens, and {} % of one as long as the summary is wide.",
        count(width as u64),
        count(tokens as u64),
        text(most, 0),
        text(100.0 * line[line.len() - 1].1, 0),
    );
    Chart::new(
        "A summary twice as wide holds a sentence about twice as long, whatever the language",
        &description,
    )
    .x(Axis::log2("length of the sentence, tokens").ticks(&ticks(0, 12, 7)).range(1.0, 4096.0))
    .y(Axis::linear("share of tokens recalled").range(0.0, 1.0))
    .line(Series::new("recalled", line))
    .line(Series::new(&format!("{} tokens", text(most, 0)), [(most, ENOUGH)]).points_only())
    .save()
}
