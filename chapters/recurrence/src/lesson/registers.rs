//! Registers that are rewritten and cleared, with gates that are set by hand.

use figures::{Axis, Chart, Figure, Series, normals, random};
use ndarray::{Array1, Array2, Axis as Dimension, concatenate, s};

use crate::{Delta, GatedDelta, Gla, Kda, KdaTokens};

const SEED: u64 = 2406;
/// How many registers are rewritten.
pub const REGISTERS: usize = 16;
/// The names of the rules, in the order of [`errors`].
pub const RULES: [&str; 4] = ["linear", "linear, fading", "delta", "delta, fading"];

/// Rows of length 1.
pub fn unit(mut rows: Array2<f32>) -> Array2<f32> {
    for mut row in rows.rows_mut() {
        let length = row.dot(&row).sqrt();
        row /= length;
    }
    rows
}

/// Relative errors of what is read at all registers after so many writes at random, by four rules, of which two fade by a logarithm
/// of a decay with each write. Keys are random directions of a width.
pub fn errors(
    (gla, delta, gated_delta): (Gla, Delta, GatedDelta),
    width: usize,
    writes: usize,
    decay: f32,
) -> [f32; 4] {
    let mut random = random(SEED + width as u64);
    let own = unit(normals(&mut random, (REGISTERS, width)));
    let mut kept = Array2::<f32>::zeros((REGISTERS, width));
    let order = normals(&mut random, (writes, 1));
    let values = normals(&mut random, (writes, width));
    // Every register once, and then any.
    let register = |t: usize| {
        if t < REGISTERS { t } else { (order[[t, 0]].abs() * 1e4) as usize % REGISTERS }
    };
    let written = Array2::from_shape_fn((writes, width), |(t, c)| own[[register(t), c]]);
    for t in 0..writes {
        kept.row_mut(register(t)).assign(&values.row(t));
    }
    // Then as many tokens as there are registers write nothing, and read.
    let nothing = Array2::<f32>::zeros((REGISTERS, width));
    let keys = concatenate![Dimension(0), written, nothing];
    let queries = concatenate![Dimension(0), nothing_for(writes, width), own] * (width as f32).sqrt();
    let values = concatenate![Dimension(0), values, nothing];
    let count = writes + REGISTERS;
    let beta: Array1<f32> = (0..count).map(|t| if t < writes { 1.0 } else { 0.0 }).collect();
    let fading: Array1<f32> = (0..count).map(|t| if t < writes { decay } else { 0.0 }).collect();
    let channels = Array2::from_shape_fn((count, width), |(t, _)| fading[t]);
    let still = Array2::<f32>::zeros((count, width));
    let (q, k, v) = (queries.view(), keys.view(), values.view());
    [
        (gla.gla)(q, k, v, still.view()),
        (gla.gla)(q, k, v, channels.view()),
        (delta.delta)(q, k, v, beta.view()),
        gated_delta(q, k, v, beta.view(), fading.view()),
    ]
    .map(|out| {
        let wrong = &out.slice(s![writes.., ..]) - &kept;
        (wrong.mapv(|x| x * x).sum() / kept.mapv(|x| x * x).sum()).sqrt()
    })
}

fn nothing_for(count: usize, width: usize) -> Array2<f32> {
    Array2::zeros((count, width))
}

/// The errors while registers are rewritten, in keys of 32 channels.
///
/// # Panics
/// If an error is not a positive number.
pub fn figure(gla: Gla, delta: Delta, gated_delta: GatedDelta) -> Figure {
    let counts = [16, 24, 32, 48, 72, 96, 128, 192, 256];
    let rows: Vec<[f32; 4]> =
        counts.iter().map(|&writes| errors((gla, delta, gated_delta), 32, writes, -0.02)).collect();
    let last = rows[rows.len() - 1].map(|error| figures::text(error, 2));
    let description = format!(
        "Relative error of what is read at {REGISTERS} keys, against the number of writes, from 16 to 256. At 256 it is {} for linear attention, {} \
         if it fades, {} for the delta rule and {} if it fades.",
        last[0], last[1], last[2], last[3]
    );
    let title = format!(
        "As {REGISTERS} registers are rewritten, a sum's error climbs and climbs; fading curbs it, the delta rule far more"
    );
    let mut chart = Chart::new(&title, &description)
        .x(Axis::log2("writes").ticks(&[16.0, 32.0, 64.0, 128.0, 256.0]))
        .y(Axis::log2("relative error"));
    for (rule, name) in RULES.into_iter().enumerate() {
        let points =
            counts.iter().zip(&rows).map(|(&count, row)| (f64::from(count as u32), f64::from(row[rule])));
        chart = chart.line(Series::new(name, points));
    }
    chart.save()
}

/// What is left in two registers of four channels after one of them is cleared, each of which holds two values: how far what should stay
/// has moved, and how much is left of what should be gone, both relative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cleared {
    /// Of the register that was not named.
    pub moved: f32,
    /// Of the one that was.
    pub left: f32,
}

/// One decay for both registers at the command.
pub fn with_one_decay(gated_delta: GatedDelta, decay: f32) -> Cleared {
    let tokens = two_registers();
    let decays: Array1<f32> = (0..9).map(|t| if t == 4 { decay } else { 0.0 }).collect();
    cleared(
        &tokens,
        &gated_delta(
            tokens.queries.view(),
            tokens.keys.view(),
            tokens.values.view(),
            tokens.beta.view(),
            decays.view(),
        ),
    )
}

/// A decay of −20 for the channels of the first register alone.
pub fn with_channels(kda: Kda) -> Cleared {
    let tokens = two_registers();
    let decays = Array2::from_shape_fn((9, 8), |(t, c)| if t == 4 && c < 4 { -20.0 } else { 0.0 });
    cleared(
        &tokens,
        &(kda.attend)(KdaTokens {
            queries: tokens.queries.view(),
            keys: tokens.keys.view(),
            values: tokens.values.view(),
            beta: tokens.beta.view(),
            decays: decays.view(),
        }),
    )
}

/// Four writes, a command that writes nothing, and four reads.
struct Commands {
    queries: Array2<f32>,
    keys: Array2<f32>,
    values: Array2<f32>,
    beta: Array1<f32>,
}

fn two_registers() -> Commands {
    let mut random = random(SEED);
    // Two keys in each half of the channels.
    let mut own = normals(&mut random, (4, 8));
    for ((key, c), x) in own.indexed_iter_mut() {
        if (key < 2) != (c < 4) {
            *x = 0.0;
        }
    }
    let own = unit(own);
    let row = |t: usize| if t < 4 { Some(t) } else { t.checked_sub(5) };
    let of = |rows: &Array2<f32>, from: usize, to: usize, t: usize, c: usize| {
        row(t).filter(|_| (from..to).contains(&t)).map_or(0.0, |key| rows[[key, c]])
    };
    let values = normals(&mut random, (4, 6));
    Commands {
        keys: Array2::from_shape_fn((9, 8), |(t, c)| of(&own, 0, 4, t, c)),
        queries: Array2::from_shape_fn((9, 8), |(t, c)| of(&own, 5, 9, t, c) * 8.0_f32.sqrt()),
        values: Array2::from_shape_fn((9, 6), |(t, c)| of(&values, 0, 4, t, c)),
        beta: (0..9).map(|t| if t < 4 { 1.0 } else { 0.0 }).collect(),
    }
}

fn cleared(tokens: &Commands, out: &Array2<f32>) -> Cleared {
    // What the second register held before the command, and what the first.
    let still = crate::solution::delta::delta(
        tokens.queries.view(),
        tokens.keys.view(),
        tokens.values.view(),
        tokens.beta.view(),
    );
    let size = |rows: Array2<f32>| rows.mapv(|x| x * x).sum().sqrt();
    let (first, second) = (s![5..7, ..], s![7..9, ..]);
    Cleared {
        moved: size(&out.slice(second) - &still.slice(second)) / size(still.slice(second).to_owned()),
        left: size(out.slice(first).to_owned()) / size(still.slice(first).to_owned()),
    }
}
