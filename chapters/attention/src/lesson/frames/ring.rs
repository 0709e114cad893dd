//! A window of the last tokens, as a mask and as a ring buffer.

use figures::{Figure, Grid, Panel, Steps};
use ndarray::{Array1, Array2};

use crate::Window;
use crate::lesson::masks::fraction;

/// The rows of the ring, and the tokens that come.
const SIZES: (usize, usize) = (4, 9);

/// What there is after a token.
#[derive(Debug)]
pub struct Moment {
    /// Which token lies in which row of the ring.
    pub rows: Vec<Option<usize>>,
    /// The weights of all tokens for a query that likes all equally.
    pub weights: Vec<f64>,
    /// What the mask shows to the same query.
    pub seen: Vec<bool>,
}

/// Keys have one channel, in which stands the number of the token plus one; the value of a token is 1 in a place of its own.
pub fn moments(window: Window) -> Vec<Moment> {
    let (width, tokens) = SIZES;
    let mut ring = (window.start)(width, 1, tokens);
    let values: Array2<f32> = Array2::eye(tokens);
    let moment = |token: usize| {
        let key = Array1::from_elem(1, (token + 1) as f32);
        (window.push)(&mut ring, key.view(), values.row(token));
        let weights = (window.attend)(&ring, Array1::zeros(1).view());
        let rows = ring.keys.column(0).iter().map(|&key| (key.round() as usize).checked_sub(1)).collect();
        let mask = (window.visible)(1, token + 1, width);
        let seen = (0..tokens).map(|j| j <= token && mask[[0, j]]).collect();
        Moment { rows, weights: weights.iter().map(|&weight| f64::from(weight)).collect(), seen }
    };
    (0..tokens).map(moment).collect()
}

/// A token in a cell, as a shade.
fn shade(token: usize) -> f64 {
    0.1 + 0.05 * token as f64
}

/// What a cell of this shade says: the number of its token, or nothing.
pub fn token(shade: f64) -> String {
    if shade == 0.0 { String::new() } else { format!("{:.0}", (shade - 0.1) / 0.05) }
}

/// A ring of four rows, token by token: what lies where, and what a query sees of it.
///
/// # Panics
/// If the answer gives another shape, or weights outside 0 to 1.
pub fn ring(window: Window) -> Figure {
    let (width, tokens) = SIZES;
    let moments = moments(window);
    let numbers = |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>();
    let (slots, columns) = (numbers(width), numbers(tokens));
    let slots: Vec<&str> = slots.iter().map(String::as_str).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut steps = Steps::new(&format!(
        "A ring of {width} rows holds exactly the tokens that the mask of a window of {width} shows"
    ));
    for (t, moment) in moments.iter().enumerate() {
        let before = t.checked_sub(1).map(|before| &moments[before].rows);
        let row = moment.rows.iter().position(|&held| held == Some(t));
        let told = match (row, before.and_then(|before| row.and_then(|row| before[row]))) {
            (Some(row), Some(old)) => format!("Token {t} takes row {row}, where token {old} lay."),
            (Some(row), None) => format!("Token {t} takes row {row}, which was empty."),
            (None, _) => format!("Token {t} comes, and is in no row."),
        };
        let seen = moment.weights.iter().filter(|&&weight| weight > 0.0).count();
        let caption = format!("{told} Its query sees {seen} of the {} so far.", t + 1);
        let held: Vec<String> = moment
            .rows
            .iter()
            .map(|row| row.map_or("nothing".to_owned(), |token| token.to_string()))
            .collect();
        let about = format!("In the rows of the ring lie {}.", held.join(", "));
        let mask = moment.seen.iter().map(|&seen| f64::from(u8::from(seen))).collect();
        let mask = Panel::new("the mask", vec![mask])
            .names(&["query"], &columns)
            .axes("", "token")
            .write(|x| if x > 0.0 { "✓".to_owned() } else { String::new() });
        let weights = Panel::new("weights, by the ring", vec![moment.weights.clone()])
            .names(&["query"], &columns)
            .axes("", "token")
            .write(fraction);
        let lies = moment.rows.iter().map(|row| row.map_or(0.0, shade)).collect();
        let ring = Panel::new("tokens in the ring", vec![lies])
            .names(&["token"], &slots)
            .axes("", "row")
            .write(token);
        let figure = Grid::new(&format!("After token {t}, in a ring"), &about)
            .panel(ring)
            .panel(weights.below())
            .panel(mask.below())
            .save();
        steps = steps.frame(&caption, figure);
    }
    steps.save()
}
