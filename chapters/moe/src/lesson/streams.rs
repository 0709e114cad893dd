//! Several residual streams: how the gain of many mixings grows, and what holds it.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, normals, random, text};
use ndarray::{Array2, ArrayView2, Axis as Along};

use super::plays::choice;
use crate::Mhc;

/// The number of streams.
pub const STREAMS: usize = 4;
/// The layers of the figure.
pub const LAYERS: usize = 60;
/// Seeds, over which gains are averaged (geometrically).
pub const SEEDS: u64 = 20;
/// How far an unconstrained mixing is from the identity: each number has this deviation.
pub const DEVIATION: f64 = 0.3;
/// Iterations of the projection in the figure.
pub const ITERATIONS: usize = 20;

/// What mixes the streams in each layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mixing {
    /// The identity, and a random number everywhere.
    Unconstrained,
    /// Rows that sum to 1: a softmax.
    Rows,
    /// Rows and columns that sum to 1, by Sinkhorn's iteration.
    DoublyStochastic,
}

/// The largest gain of the composite mixing, forwards (sum of a row's sizes) and backwards (of a column's).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// How much larger a stream can come out than the largest that went in.
    pub forwards: f64,
    /// The same for gradients.
    pub backwards: f64,
}

fn one(mhc: Mhc, mixing: Mixing, noise: &Array2<f32>) -> Array2<f64> {
    let identity = Array2::<f32>::eye(STREAMS);
    let mixed = match mixing {
        Mixing::Unconstrained => identity + noise * DEVIATION as f32,
        Mixing::Rows => {
            let mut weights = (identity * 2.0 + noise).mapv(f32::exp);
            let sums = weights.sum_axis(Along(1)).insert_axis(Along(1));
            weights /= &sums;
            weights
        }
        Mixing::DoublyStochastic => (mhc.project)((identity * 2.0 + noise).view(), ITERATIONS),
    };
    mixed.mapv(f64::from)
}

/// Of a matrix: the largest sums of absolute values, of a row and of a column.
pub fn gain(product: ArrayView2<'_, f64>) -> Gain {
    let largest = |along| product.mapv(f64::abs).sum_axis(Along(along)).fold(0.0, |a: f64, &b| a.max(b));
    Gain { forwards: largest(1), backwards: largest(0) }
}

/// The composite gain after 1, 2, … [`LAYERS`] random mixings: geometric mean over [`SEEDS`].
pub fn gains(mhc: Mhc, mixing: Mixing) -> Vec<Gain> {
    let mut logs = vec![[0.0, 0.0]; LAYERS];
    for seed in 0..SEEDS {
        let mut random = random(seed);
        let mut product = Array2::<f64>::eye(STREAMS);
        for log in &mut logs {
            let noise = normals(&mut random, (STREAMS, STREAMS));
            product = one(mhc, mixing, &noise).dot(&product);
            let Gain { forwards, backwards } = gain(product.view());
            log[0] += forwards.ln() / SEEDS as f64;
            log[1] += backwards.ln() / SEEDS as f64;
        }
    }
    logs.into_iter().map(|[f, b]| Gain { forwards: f.exp(), backwards: b.exp() }).collect()
}

/// Logits 3 sin(0.7 i + 0.3), times a factor.
pub fn wave(factor: f32) -> Array2<f32> {
    Array2::from_shape_fn((STREAMS, STREAMS), |(i, j)| {
        factor * 3.0 * (0.7 * (STREAMS * i + j) as f32 + 0.3).sin()
    })
}

/// How far the worst column sum is from 1 after some iterations.
pub fn column_error(mhc: Mhc, logits: ArrayView2<'_, f32>, iterations: usize) -> f32 {
    worst_column((mhc.project)(logits, iterations).view())
}

fn worst_column(matrix: ArrayView2<'_, f32>) -> f32 {
    matrix.sum_axis(Along(0)).fold(0.0, |worst: f32, sum| worst.max((sum - 1.0).abs()))
}

/// The largest difference between columns first, rows last and rows first, columns last. The second is the first on the
/// transpose, turned back.
pub fn order_shows(mhc: Mhc, logits: ArrayView2<'_, f32>, iterations: usize) -> f32 {
    let columns_first: Array2<f32> = (mhc.project)(logits, iterations);
    let rows_first = (mhc.project)(logits.t(), iterations);
    columns_first.iter().zip(rows_first.t()).fold(0.0, |worst: f32, (a, b)| worst.max((a - b).abs()))
}

/// Numbers that one token's residual connection reads and writes in a layer of a width, with n streams: those of the plain
/// connection for n = 1 (arXiv 2512.24880, table of memory access for hyper-connections otherwise).
pub fn traffic(n: usize, width: usize) -> (usize, usize) {
    if n == 1 {
        (2 * width, width)
    } else {
        ((5 * n + 1) * width + n * n + 2 * n, (3 * n + 1) * width + n * n + 2 * n)
    }
}

/// Gains against layers.
pub fn figure(mhc: Mhc) -> Figure {
    let [free, rows, both] =
        [Mixing::Unconstrained, Mixing::Rows, Mixing::DoublyStochastic].map(|mixing| gains(mhc, mixing));
    let end = LAYERS - 1;
    let description = format!(
        "The largest gain of {STREAMS} streams after up to {LAYERS} random mixings, on a logarithmic axis. Unconstrained, the \
         identity with numbers of deviation {DEVIATION} added, it rises along a straight line to {:.0}. With rows that sum to 1 \
         the gain backwards levels off at {:.1}. With rows and columns that sum to 1 it is {:.2} throughout, in both directions.",
        free[end].forwards,
        rows[end].backwards,
        both[end].forwards.max(both[end].backwards),
    );
    let points = |gains: &[Gain], of: fn(&Gain) -> f64| -> Vec<(f64, f64)> {
        gains.iter().enumerate().map(|(l, gain)| ((l + 1) as f64, of(gain))).collect()
    };
    Chart::new(
        &format!("Gains multiply up through {LAYERS} mixings without a constraint, and stay at 1 if rows and columns sum to 1"),
        &description,
    )
    .x(Axis::linear("layers"))
    .y(Axis::log10("largest gain").range(0.2, 3000.0))
    .line(Series::new("unconstrained", points(&free, |gain| gain.forwards)))
    .line(Series::new("rows, backwards", points(&rows, |gain| gain.backwards)))
    .line(Series::new("rows and columns", points(&both, |gain| gain.backwards)).label_below(40.0))
    .save()
}

/// Seeds and layers while a slider moves, and the numbers of rounds that are drawn.
const QUICK: (u64, usize) = (2, 20);
const DRAWN: [usize; 9] = [1, 2, 3, 5, 8, 12, 16, 20, 30];
/// Less than so much of a per cent is not drawn.
const LEAST: f64 = 1e-3;

/// By how much the worst column of a mixing of `n` streams is off, and by how much a gradient can grow on its way back through some layers,
/// if mixings are made of normal logits of a deviation in some rounds: an arithmetic mean over layers and seeds, and a geometric one over seeds.
pub fn backwards(mhc: Mhc, n: usize, deviation: f32, iterations: usize) -> (f64, f64) {
    let (seeds, layers) = QUICK;
    let (mut off, mut log) = (0.0, 0.0);
    for seed in 0..seeds {
        let mut random = random(seed);
        let mut product = Array2::<f64>::eye(n);
        for _ in 0..layers {
            let logits = normals(&mut random, (n, n)) * deviation;
            let mixing: Array2<f32> = (mhc.project)(logits.view(), iterations);
            off += f64::from(worst_column(mixing.view())) / (seeds as usize * layers) as f64;
            product = mixing.mapv(f64::from).dot(&product);
        }
        log += gain(product.view()).backwards.ln() / seeds as f64;
    }
    (off, log.exp())
}

/// What rounds are worth: columns and gradients against their number, for a sharpness and a number of streams that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::steps("Rounds", "", 1.0, (1, 30)).start(20.0),
        Parameter::steps("Deviation of the logits", "", 0.5, (1, 16)).start(4.0),
        Parameter::powers_of_two("Streams", "", (1, 3)).start(4.0),
    ];
    Play::new("moe/streams", parameters, |values| {
        drawn(crate::answers::MHC, values[0] as usize, values[1] as f32, values[2] as usize)
    })
}

fn drawn(mhc: Mhc, iterations: usize, deviation: f32, n: usize) -> Figure {
    let percent = |rounds: usize| {
        let (off, gain) = backwards(mhc, n, deviation, rounds);
        (100.0 * off, 100.0 * (gain - 1.0))
    };
    let said = |percent: f64| {
        if percent < LEAST {
            "less than 0.001".to_owned()
        } else {
            text(percent, if percent < 1.0 { 3 } else { 0 })
        }
    };
    let here = percent(iterations);
    let rows = DRAWN.map(|rounds| (rounds as f64, percent(rounds)));
    let description = format!(
        "Per cent against the rounds of Sinkhorn's iteration, on a logarithmic axis, for {n} streams and normal logits of deviation {}. After {iterations} {} the worst column \
         of a mixing is off by {} % on average, and through {} layers a gradient can grow by {} %. Forwards nothing grows.",
        text(deviation, 1),
        if iterations == 1 { "round" } else { "rounds" },
        said(here.0),
        QUICK.1,
        said(here.1),
    );
    // What has become rounding has no place on a logarithmic axis.
    let line = |of: fn((f64, f64)) -> f64| {
        rows.map(|(rounds, both)| (rounds, if of(both) < LEAST { f64::NAN } else { of(both) }))
    };
    let words = format!("columns {} %", said(here.0));
    Chart::new(
        "The more rounds, the nearer the columns come to a sum of 1, and the less a gradient can grow",
        &description,
    )
    .x(Axis::linear("rounds").range(1.0, 30.0))
    .y(Axis::log10("%").range(LEAST / 3.0, 20_000.0).ticks(&[0.001, 0.1, 10.0, 1000.0]))
    .line(Series::new("columns", line(|both| both.0)))
    .line(Series::new("gradients", line(|both| both.1)))
    .line(choice(&words, iterations as f64, (LEAST / 3.0, 3000.0)))
    .save()
}
