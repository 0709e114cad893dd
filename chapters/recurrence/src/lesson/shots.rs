//! Recall without training: random keys of length 1 and random values are written, each once or again and again, and read.

use figures::{Axis, Chart, Figure, Pcg64, Series, normals, random, text};
use ndarray::{Array1, Array2, ArrayView2, Axis as Dimension, s};

use crate::{Delta, GatedDelta, Gla};

/// Channels of keys and values.
const WIDTH: usize = 16;
/// Sequences of which means are taken.
const SEQUENCES: u64 = 10;
/// What the memories with a gate keep at each token.
const KEPT: f32 = 0.97;
/// By what a softmax multiplies the products of queries and keys.
const SHARP: f32 = 30.0;

/// The chapter's memories.
#[derive(Clone, Copy)]
pub struct Memories {
    /// Linear attention, with and without a gate.
    pub gla: Gla,
    /// The delta rule.
    pub delta: Delta,
    /// The gated delta rule.
    pub gated: GatedDelta,
}

impl Memories {
    /// Those of [`crate::answers`].
    pub fn answers() -> Memories {
        use crate::answers::{DELTA, GATED_DELTA, GLA};
        Memories { gla: GLA, delta: DELTA, gated: GATED_DELTA }
    }
}

/// The names of what [`errors`] compares.
pub const NAMES: [&str; 5] = ["linear", "gated linear", "delta", "gated delta", "softmax"];

fn unit(mut rows: Array2<f32>) -> Array2<f32> {
    for mut row in rows.rows_mut() {
        let length = row.dot(&row).sqrt();
        row /= length;
    }
    rows
}

/// Writes `writes` values, first at each of `keys` keys and then at any of them, and reads all keys: the relative squared error of each
/// memory.
fn sequence(memories: Memories, pcg: &mut Pcg64, width: usize, keys: usize, writes: usize) -> [f64; 5] {
    let own = unit(normals(pcg, (keys, width)));
    let values = normals(pcg, (writes, width));
    let lots = normals(pcg, (writes, keys));
    let key = |t: usize| {
        let lots = lots.row(t);
        if t < keys { t } else { (0..keys).max_by(|&a, &b| lots[a].total_cmp(&lots[b])).expect("a key") }
    };
    let shape = (writes + keys, width);
    let mut queries = Array2::zeros(shape);
    let mut all_keys = Array2::zeros(shape);
    let mut all_values = Array2::zeros(shape);
    for t in 0..writes {
        all_keys.row_mut(t).assign(&own.row(key(t)));
    }
    all_values.slice_mut(s![..writes, ..]).assign(&values);
    queries.slice_mut(s![writes.., ..]).assign(&own);
    let written = |t: usize| t < writes;
    let beta = Array1::from_shape_fn(shape.0, |t| f32::from(u8::from(written(t))));
    let decays = Array1::from_shape_fn(shape.0, |t| if written(t) { KEPT.ln() } else { 0.0 });
    let none = Array2::zeros(shape);
    let each = decays.view().insert_axis(Dimension(1));
    let each = each.broadcast(shape).expect("a column for each channel");
    let (q, k, v) = (queries.view(), all_keys.view(), all_values.view());
    let root = (width as f32).sqrt();
    let read = |outputs: Array2<f32>| outputs.slice(s![writes.., ..]).to_owned() * root;
    let found = [
        read((memories.gla.gla)(q, k, v, none.view())),
        read((memories.gla.gla)(q, k, v, each)),
        read((memories.delta.delta)(q, k, v, beta.view())),
        read((memories.gated)(q, k, v, beta.view(), decays.view())),
        softmax(own.view(), all_keys.slice(s![..writes, ..]), values.view()),
    ];
    found.map(|found| {
        let error = |i: usize| {
            let last = (0..writes).rev().find(|&t| key(t) == i).expect("it was written");
            let wanted = values.row(last);
            let missed = &found.row(i) - &wanted;
            f64::from(missed.dot(&missed) / wanted.dot(&wanted))
        };
        (0..keys).map(error).sum::<f64>() / keys as f64
    })
}

/// Softmax attention, sharp enough to find one key among all.
pub fn softmax(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
) -> Array2<f32> {
    let weights = queries.dot(&keys.t()).mapv(|product| (SHARP * (product - 1.0)).exp());
    weights.dot(&values) / weights.sum_axis(Dimension(1)).insert_axis(Dimension(1))
}

/// The mean relative squared error of each memory at `keys` keys of so many channels, after `writes` writes.
pub fn errors(memories: Memories, width: usize, keys: usize, writes: usize) -> [f64; 5] {
    let mut sums = [0.0; 5];
    for seed in 0..SEQUENCES {
        let own = sequence(memories, &mut random(seed), width, keys, writes);
        sums.iter_mut().zip(own).for_each(|(sum, own)| *sum += own / SEQUENCES as f64);
    }
    sums
}

const KEYS: [usize; 6] = [2, 4, 8, 16, 32, 64];

/// For a cell: keys of 16 channels, each written once, by their number.
pub fn once(memories: Memories) -> String {
    let mut text = format!("{:6}{}", "keys", NAMES.map(|name| format!(" {name:>12}")).concat());
    for keys in KEYS {
        text += &format!(
            "\n{keys:<6}{}",
            errors(memories, WIDTH, keys, keys).map(|e| format!(" {e:12.3}")).concat()
        );
    }
    text
}

/// For a cell: 16 keys, written 200 times, by the number of channels.
pub fn again(memories: Memories) -> String {
    let mut text = format!("{:8}{}", "channels", NAMES.map(|name| format!(" {name:>12}")).concat());
    for width in [32, 128] {
        let cells = errors(memories, width, 16, 200).map(|e| format!(" {e:12.3}")).concat();
        text += &format!("\n{width:<8}{cells}");
    }
    text
}

/// The error against the number of keys, each written once.
pub fn figure(memories: Memories) -> Figure {
    let all = KEYS.map(|keys| errors(memories, WIDTH, keys, keys));
    let shown = [0, 2, 4];
    let said = shown.map(|i| format!("{} {} and {}", NAMES[i], text(all[3][i], 2), text(all[5][i], 2)));
    let description = format!(
        "Relative squared error of what is read back against the number of random keys of {WIDTH} channels, each written once; at 16 and at \
         64 keys: {}. A memory that gives nothing has 1.",
        said.join(", ")
    );
    let chart = Chart::new(
        "With many random keys a sum, and later the delta rule, is worse than silence; a softmax stays right",
        &description,
    )
    .x(Axis::log2("keys").ticks(&[2.0, 4.0, 8.0, 16.0, 32.0, 64.0]))
    .y(Axis::linear("relative squared error").range(0.0, 4.5));
    let line = |i: usize| {
        let points = KEYS.iter().zip(&all).map(move |(&keys, own)| (keys as f64, own[i]));
        Series::new(NAMES[i], points.filter(|point| point.1 <= 4.5).collect::<Vec<_>>())
    };
    shown.into_iter().map(line).fold(chart, Chart::line).save()
}
