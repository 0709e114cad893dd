//! `msrope`: its cases, reference, properties, mistakes and alternatives.
//!
//! A case is about one of the two functions. Turned vectors are judged by two definitions: each by its absolute position, and
//! the dot products of all pairs by a kernel that knows differences of positions only.

mod alternatives;
mod cases;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Missing, Output, Part, Plan, Probe, Property,
    Reference, Style, same,
};
use ndarray::{Array2, ArrayView1, Axis, stack};
use serde::{Deserialize, Serialize};

use attention::Msrope;
use attention::solution::msrope as solution;
use cases::{anywhere, head};
use mistakes::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    /// A number of text tokens, and the height and width of each picture.
    Positions(usize, Vec<(usize, usize)>),
    Rotate(Head),
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Head {
    x: Matrix,
    positions: Array2<i64>,
    axes: [usize; 3],
    base: f32,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Shown {
    Positions(Array2<i64>),
    Turned(Array2<f32>),
}

const SCORES: &str = "rotate(x) · rotate(x)ᵀ";

impl Output for Shown {
    fn parts(&self) -> Vec<Part> {
        match self {
            Shown::Positions(positions) => vec![Part::array("positions", positions)],
            Shown::Turned(turned) => {
                let wide = turned.mapv(f64::from);
                vec![Part::array("rotate", turned), Part::array(SCORES, &wide.dot(&wide.t()))]
            }
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Shown>;

pub(super) fn plan(answer: Option<Msrope>) -> Plan<Msrope, Input, Shown, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "msrope",
            title: "Text and pictures on three axes, pictures centred, text on the diagonal",
            level: Level::Medium,
            minutes: 25,
            year: 2025,
            needs: &["attention/rope_2d"],
            text: "attention/positions.html#msrope",
            hints: [
                "`positions` is counting and nothing else: write the rows for one text token and a picture of 2 by 3 on paper. `rotate` \
                 is `rope` with neighbours, once for each block of channels.",
                "A picture of h rows begins at −⌈h/2⌉, which is `-(h.div_ceil(2) as i64)`; in unsigned numbers it would pass below \
                 zero. The text begins at the largest ⌊h/2⌋ or ⌊w/2⌋ of all pictures.",
                "In `rotate` keep `start`, the first channel of the block, and add the block's width after each axis. The angle is \
                 `place as f32 * base.powf(-((2 * m) as f32) / width as f32)` with the width of the block; its channels are \
                 start + 2m and start + 2m + 1.",
            ],
            story: "A patch of the middle is near 0 whatever the picture's size, and a text that begins beyond every picture never \
                    shares a position with a patch. Count from the corner instead, and the middle moves by half the side whenever the \
                    resolution grows; and with an odd side, −2 to 2 looks centred better than −3 to 1, and is off by one from the \
                    weights. What is centred is a matter of the code that trained them.",
        },
        answer,
        solution: Msrope { positions: solution::positions, rotate: solution::rotate },
        call: |answer, input| match input {
            Input::Positions(text, images) => Shown::Positions((answer.positions)(*text, images)),
            Input::Rotate(Head { x, positions, axes, base }) => {
                Shown::Turned((answer.rotate)(x.held().view(), positions.view(), *axes, *base))
            }
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh {
            count: 6,
            make: |random| {
                if random.chance(0.4) {
                    let count = random.whole(1..=3);
                    let images = (0..count).map(|_| (random.whole(1..=9), random.whole(1..=9))).collect();
                    return Input::Positions(random.whole(0..=5), images);
                }
                let [rows, a, b, c] = random.distinct(1..=5);
                let base = [10.0, 100.0, 10_000.0][random.whole(0..=2)];
                let positions = anywhere(random, rows + 1, 40);
                let layout = Layout::any(random);
                let mut head = head(random, positions, [2 * a, 2 * b, 2 * c], base);
                head.x.layout = layout;
                Input::Rotate(head)
            },
        },
        describe: |input| match input {
            Input::Positions(text, images) => format!("positions, text {text}, pictures {images:?}"),
            Input::Rotate(Head { x, axes, base, .. }) => {
                format!("rotate, tokens {}, axes {axes:?}, base {base}", x.values.nrows())
            }
        },
        properties: vec![
            Property { name: "a picture with a margin has the same positions in its middle", holds: margin },
            Property { name: "the text is beyond every patch on all axes of a picture", holds: beyond },
            Property { name: "turning keeps the length of a row", holds: length },
            Property { name: "position 0 on all axes changes nothing", holds: identity },
            Property {
                name: "the dot product of two tokens depends on the differences of their positions alone",
                holds: relative,
            },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "writes the second channel of a pair first", bend: |k| k.second_first = true },
            Style {
                name: "counts pairs through in the ladder of each block",
                bend: |k| k.steps_of_block = true,
            },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

fn reference(input: &Input, precision: judge::Precision) -> Result<Vec<Part>, Missing> {
    let precision = super::kernel_precision(precision);
    match input {
        Input::Positions(text, images) => {
            Ok(vec![Part::array("positions", &kernels::attention::msrope_positions(*text, images))])
        }
        Input::Rotate(Head { x, positions, axes, base }) => {
            let (x, places, base) = (x.double(), positions.view(), f64::from(*base));
            let turned = kernels::attention::msrope(x.view(), places, *axes, base, precision)?;
            let (q, k) = (x.view(), x.view());
            let scores = kernels::attention::msrope_scores(q, k, places, places, *axes, base, precision)?;
            Ok(vec![Part::array("rotate", &turned), Part::array(SCORES, &scores)])
        }
    }
}

fn placed(text: usize, images: &[(usize, usize)], probe: &mut TheProbe<'_>) -> Result<Array2<i64>, Broken> {
    let tokens = text + images.iter().map(|&(height, width)| height * width).sum::<usize>();
    match probe.call(&Input::Positions(text, images.to_vec()))? {
        Shown::Positions(positions) if positions.dim() == (tokens, 3) => Ok(positions),
        _ => Err(Broken::Law("positions has another shape".to_owned())),
    }
}

fn turned(head: &Head, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    match probe.call(&Input::Rotate(head.clone()))? {
        Shown::Turned(turned) if turned.dim() == head.x.values.dim() => Ok(turned),
        _ => Err(Broken::Law("rotate has another shape".to_owned())),
    }
}

fn margin(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Positions(_, images) = input else { return Ok(()) };
    for &(height, width) in images {
        let margin = probe.random.whole(1..=4);
        let (wide, high) = (width + 2 * margin, height + 2 * margin);
        let (small, large) = (placed(0, &[(height, width)], probe)?, placed(0, &[(high, wide)], probe)?);
        for (patch, place) in small.rows().into_iter().enumerate() {
            let (row, column) = (patch / width, patch % width);
            let same = large.row((row + margin) * wide + column + margin);
            if place != same {
                return Err(Broken::Law(format!(
                    "row {row}, column {column} of a picture of {height} by {width} is at {place}, and with {margin} more \
                     patches on each side at {same}"
                )));
            }
        }
    }
    Ok(())
}

fn beyond(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Positions(_, images) = input else { return Ok(()) };
    let text = probe.random.whole(1..=4);
    let positions = placed(text, images, probe)?;
    for axis in [1, 2] {
        let column = positions.column(axis);
        let least = column.iter().take(text).min().copied().unwrap_or(0);
        if let Some(patch) = column.iter().skip(text).position(|&place| place >= least) {
            let place = column[text + patch];
            return Err(Broken::Law(format!(
                "axis {axis}: the text is at {least}, and patch {patch} at {place}"
            )));
        }
    }
    Ok(())
}

/// The dot product of two rows in double precision.
fn dot(a: ArrayView1<'_, f32>, b: ArrayView1<'_, f32>) -> f64 {
    a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
}

fn length(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Rotate(head) = input else { return Ok(()) };
    let output = turned(head, probe)?;
    for (i, (x, y)) in head.x.values.rows().into_iter().zip(output.rows()).enumerate() {
        let (before, after) = (dot(x, x).sqrt(), dot(y, y).sqrt());
        let close = (before - after).abs() <= probe.tolerance * (x.len() as f64).sqrt();
        if !close {
            return Err(Broken::Law(format!("row {i} has length {before:.5} before and {after:.5} after")));
        }
    }
    Ok(())
}

fn identity(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Rotate(head) = input else { return Ok(()) };
    let output = turned(&Head { positions: Array2::zeros(head.positions.dim()), ..head.clone() }, probe)?;
    same("at position 0 rotate", &output, &head.x.values, probe.tolerance, "in x")
}

/// The first and the last row, moved by the same on every axis, but not further out than the case's positions.
fn relative(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Rotate(head) = input else { return Ok(()) };
    let farthest = head.positions.iter().map(|place| place.abs()).max().unwrap_or(0);
    let last = head.positions.nrows() - 1;
    let [q, k] = [0, last].map(|row| head.positions.row(row).to_owned());
    let shift = [0, 1, 2].map(|axis| {
        let (low, high) = (q[axis].min(k[axis]), q[axis].max(k[axis]));
        let room = (2 * farthest - high + low) as usize;
        probe.random.whole(0..=room) as i64 - farthest - low
    });
    let shift = ndarray::Array1::from_iter(shift);
    let rows = [0, last, 0, last];
    let moved = Head {
        x: Matrix { values: head.x.values.select(Axis(0), &rows), layout: head.x.layout },
        positions: stack![Axis(0), q, k, &q + &shift, &k + &shift],
        ..head.clone()
    };
    let output = turned(&moved, probe)?;
    let (here, there) = (dot(output.row(0), output.row(1)), dot(output.row(2), output.row(3)));
    let slack: f32 = moved.x.values.iter().map(|x| x.abs()).sum();
    let close = (here - there).abs() <= 2.0 * probe.tolerance * f64::from(slack.max(1.0));
    if close {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "tokens at {q} and {k} have the dot product {here:.5}, and moved by {shift} it is {there:.5}"
    )))
}
