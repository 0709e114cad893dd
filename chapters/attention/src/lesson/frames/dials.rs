//! RoPE as a row of dials: a hand for each pair of channels.

use figures::{Axis, Chart, Figure, Series, Steps};
use ndarray::{Array2, ArrayView2};

use crate::lesson::text;
use crate::{Pairing, Rope};

/// The pairs of channels, each of which is a dial.
pub(super) const PAIRS: usize = 4;
/// From the middle of a dial to that of the next; their radius is 1.
const APART: f64 = 2.5;
/// The positions of the step-through.
pub const POSITIONS: [usize; 8] = [0, 1, 2, 3, 10, 30, 100, 300];
/// The base of the step-through.
pub const BASE: f32 = 10_000.0;

/// The tips of the hands at a position: (cos, sin) for each pair, from a vector that points to the right in all of them.
pub fn hands(rope: Rope, base: f32, position: usize) -> Vec<(f64, f64)> {
    let x = Array2::from_shape_fn((1, 2 * PAIRS), |(_, c)| if c % 2 == 0 { 1.0 } else { 0.0 });
    let turned = rope(ArrayView2::from(&x), &[position], base, Pairing::Interleaved, 2 * PAIRS);
    (0..PAIRS).map(|m| (f64::from(turned[[0, 2 * m]]), f64::from(turned[[0, 2 * m + 1]]))).collect()
}

/// A vector by its name, which may be empty, and by the tips of its hands.
pub type Hands<'a> = (&'a str, Vec<(f64, f64)>);

/// A row of dials with the hands of vectors, and a word above and below each dial.
pub fn dials(title: &str, about: &str, vectors: &[Hands<'_>], words: [&[String]; 2]) -> Figure {
    let middle = |pair: usize| APART * pair as f64;
    let mut rims = Vec::new();
    for pair in 0..PAIRS {
        let rim = (0..=48).map(|step| std::f64::consts::TAU * f64::from(step) / 48.0);
        rims.extend(rim.map(|angle| (middle(pair) + angle.cos(), angle.sin())));
        rims.push((middle(pair) + 1.0, f64::NAN));
    }
    let width = APART * (PAIRS - 1) as f64 + 2.2;
    let mut chart = Chart::new(title, about)
        .x(Axis::linear("pair of channels, from the fastest to the slowest")
            .ticks(&[])
            .range(-1.1, width - 1.1))
        .y(Axis::linear("").ticks(&[]).range(-1.65, 1.65))
        .equal()
        .line(Series::new("", rims).reference().label_below(-1.0));
    for (name, tips) in vectors {
        let mut points = Vec::new();
        for (pair, &(x, y)) in tips.iter().enumerate() {
            points.extend([(middle(pair), 0.0), (middle(pair) + x, y), (middle(pair), f64::NAN)]);
        }
        let hands = Series::new(name, points);
        chart = chart.line(if name.is_empty() { hands.label_below(-1.0) } else { hands.label_on_top() });
    }
    for (place, words) in [(1.65, words[0]), (-1.05, words[1])] {
        for (pair, word) in words.iter().enumerate() {
            chart = chart.line(Series::note(word, (middle(pair), place)));
        }
    }
    chart.save()
}

/// The hands of one vector, at position after position.
///
/// # Panics
/// If the answer gives nothing finite.
pub fn turning(rope: Rope) -> Figure {
    let mut steps =
        Steps::new("The fast hands tell near positions apart, the slow ones positions far from each other");
    for position in POSITIONS {
        let tips = hands(rope, BASE, position);
        let above: Vec<String> = (0..PAIRS).map(|pair| format!("pair {pair}")).collect();
        let turns = |pair: usize| {
            let speed = f64::from(BASE).powf(-(pair as f64) / PAIRS as f64);
            position as f64 * speed / std::f64::consts::TAU
        };
        let below: Vec<String> = (0..PAIRS).map(|pair| format!("{} turns", text(turns(pair), 2))).collect();
        let caption = match position {
            0 => "Position 0: no hand has turned.".to_owned(),
            1..=3 => format!(
                "Position {position}: the first hand tells neighbours apart, and the others have hardly moved."
            ),
            10 | 30 => {
                format!("Position {position}: the first hand has come round, and the second one tells.")
            }
            100 => "Position 100: the third hand tells, and two have come round.".to_owned(),
            _ => format!("Position {position}: even the slowest hand has moved."),
        };
        let about = format!("Turns of the hands: {}.", below.join(", ").replace(" turns", ""));
        let figure = dials(&format!("Dials at position {position}"), &about, &[("", tips)], [&above, &below]);
        steps = steps.frame(&caption, figure);
    }
    steps.save()
}
