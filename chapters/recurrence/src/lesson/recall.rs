//! A matrix for a memory: what it costs, what comes back from it, and what fades.

use figures::{Axis, Chart, Figure, Pcg64, Series, normals, random, text};
use ndarray::{Array1, Array2, concatenate, s};

use crate::{Gla, LinearAttention};

/// Channels of keys and of values.
pub const WIDTH: usize = 16;
/// Pairs that are stored, in the figure.
pub const STORED: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];
/// How many questions are asked, at least.
const QUESTIONS: usize = 256;
const SEED: u64 = 2006;
/// How long a query of the softmax is; all others, and all keys, have length 1.
const SHARP: f32 = 32.0;

/// Multiplications for the output of one token, and numbers that are kept, after so many tokens with keys and values of `width`
/// channels: with a softmax over all of them, and with a state.
pub fn cost(tokens: u64, width: u64) -> [(u64, u64); 2] {
    // A score and a share of the output for each token; or a write and a read of the state.
    [(2 * tokens * width, 2 * tokens * width), (2 * width * width, width * width + width)]
}

/// Which weights are taken, of the products of features.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Features {
    /// elu.
    Elu,
    /// elu + 1.
    EluPlusOne,
}

/// The smallest size of a sum of weights, and the largest size of an output, for 64 random tokens whose values lie within ±1.
pub fn extremes(features: Features) -> (f32, f32) {
    let mut random = random(SEED);
    let phi = |x: f32| {
        let elu = if x > 0.0 { x } else { x.exp_m1() };
        if features == Features::Elu { elu } else { elu + 1.0 }
    };
    let [queries, keys] = [(); 2].map(|()| normals(&mut random, (64, 4)).mapv(phi));
    let values = normals(&mut random, (64, 1)).mapv(|x| x.clamp(-1.0, 1.0));
    let (mut least, mut most) = (f32::INFINITY, 0.0_f32);
    for t in 0..64 {
        let weights = keys.slice(s![..=t, ..]).dot(&queries.row(t));
        let output = weights.dot(&values.slice(s![..=t, ..])) / weights.sum();
        least = least.min(weights.sum().abs());
        most = most.max(output[0].abs());
    }
    (least, most)
}

/// Random keys and values of length 1, (n, 16) each.
fn pairs(random: &mut Pcg64, n: usize) -> [Array2<f32>; 2] {
    [(); 2].map(|()| {
        let mut rows = normals(random, (n, WIDTH));
        for mut row in rows.rows_mut() {
            let length = row.dot(&row).sqrt();
            row /= length;
        }
        rows
    })
}

/// The squared distance of what comes back to what was stored, whose length is 1.
fn error(back: &Array1<f32>, stored: &Array1<f32>) -> f64 {
    let missing = back - stored;
    f64::from(missing.dot(&missing))
}

/// What comes back for each pair if its key is asked for when all are stored: mean squared errors, relative to the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recall {
    /// By a softmax over all keys, which keeps them all.
    pub softmax: f64,
    /// By the features elu + 1, divided by the sum of the weights.
    pub features: f64,
    /// By keys and queries as they are, divided by nothing.
    pub plain: f64,
}

/// The errors with so many pairs stored.
pub fn recall(linear: LinearAttention, gla: Gla, stored: usize) -> Recall {
    let mut random = random(SEED + stored as u64);
    let mut sum = Recall { softmax: 0.0, features: 0.0, plain: 0.0 };
    let draws = QUESTIONS.div_ceil(stored);
    for _ in 0..draws {
        let [keys, values] = pairs(&mut random, stored);
        for asked in 0..stored {
            // Only the last query counts: it comes with the last pair.
            let queries = keys.select(ndarray::Axis(0), &vec![asked; stored]);
            let value = values.row(asked).to_owned();
            let last = |out: &Array2<f32>| error(&out.row(stored - 1).to_owned(), &value);
            let root = (WIDTH as f32).sqrt();
            let longer = queries.mapv(|x| root * x);
            sum.plain += last(&(gla.retention)(longer.view(), keys.view(), values.view(), 1.0));
            sum.features += last(&(linear.quadratic)(queries.view(), keys.view(), values.view()));
            let scores = keys.dot(&keys.row(asked)) * (SHARP / root);
            let weights = scores.mapv(|score| (score - SHARP / root).exp());
            sum.softmax += error(&(weights.dot(&values) / weights.sum()), &value);
        }
    }
    let count = (draws * stored) as f64;
    Recall { softmax: sum.softmax / count, features: sum.features / count, plain: sum.plain / count }
}

/// The error of what comes back, against the number of pairs that are stored.
pub fn figure(linear: LinearAttention, gla: Gla) -> Figure {
    let all = STORED.map(|stored| recall(linear, gla, stored));
    let line = |of: fn(&Recall) -> f64| {
        STORED.iter().zip(&all).map(|(&stored, recall)| (stored as f64, of(recall))).collect::<Vec<_>>()
    };
    let told = |of: fn(&Recall) -> f64| {
        let each: Vec<String> = STORED
            .iter()
            .zip(&all)
            .map(|(stored, recall)| format!("{} at {stored}", text(of(recall), 2)))
            .collect();
        each.join(", ")
    };
    let description = format!(
        "Squared error of a value that is asked for by its key, relative to the value, against the number of stored pairs, with keys of \
         {WIDTH} channels. Keys as they are, divided by nothing: {}. elu + 1, divided by the sum of the weights: {}. A softmax over all keys: {}.",
        told(|recall| recall.plain),
        told(|recall| recall.features),
        told(|recall| recall.softmax),
    );
    let title = format!(
        "A matrix of {WIDTH} rows holds about {WIDTH} pairs before errors drown them; a softmax keeps all apart"
    );
    Chart::new(&title, &description)
        .x(Axis::log2("stored pairs").ticks(&STORED.map(|stored| stored as f64)))
        .y(Axis::linear("squared error, relative").range(0.0, 4.5))
        .line(Series::new("keys as\nthey are", line(|recall| recall.plain)))
        .line(Series::new("elu + 1", line(|recall| recall.features)).label_above(8.0))
        .line(Series::new("softmax", line(|recall| recall.softmax)))
        .save()
}

/// Pairs of an old subject, and of a new one after it.
pub const SUBJECTS: (usize, usize) = (200, 4);
/// Texts that are tried.
const TEXTS: usize = 24;

/// The mean squared error of the new subject's pairs, asked for at its end: with a gamma for all tokens, and with a decay of −5 at the
/// first token of the new subject and none anywhere else.
pub fn after_a_change(gla: Gla, gamma: Option<f32>) -> f64 {
    let (old, new) = SUBJECTS;
    let n = old + new;
    let mut random = random(SEED);
    let mut sum = 0.0;
    for _ in 0..TEXTS {
        let [keys, values] = pairs(&mut random, n);
        for asked in old..n {
            let queries = keys.select(ndarray::Axis(0), &vec![asked; n]).mapv(|x| (WIDTH as f32).sqrt() * x);
            let out = if let Some(gamma) = gamma {
                (gla.retention)(queries.view(), keys.view(), values.view(), gamma)
            } else {
                let decays = Array2::from_shape_fn((n, WIDTH), |(t, _)| if t == old { -5.0 } else { 0.0 });
                (gla.chunked)(queries.view(), keys.view(), values.view(), decays.view(), 16)
            };
            sum += error(&out.row(n - 1).to_owned(), &values.row(asked).to_owned());
        }
    }
    sum / (TEXTS * new) as f64
}

/// How far back a pair lies, in the figure.
const AGES: [usize; 8] = [0, 2, 4, 8, 12, 16, 24, 32];

/// The error of a pair that lies so many tokens back, with a gamma, in a text of 64 random pairs.
pub fn error_at_age(gla: Gla, gamma: f32, age: usize) -> f64 {
    const N: usize = 64;
    const TEXTS: usize = 160;
    let mut random = random(SEED);
    let mut sum = 0.0;
    for _ in 0..TEXTS {
        let [keys, values] = pairs(&mut random, N);
        let asked = N - 1 - age;
        // One query is enough: the others are zeros.
        let query = keys.slice(s![asked..=asked, ..]).mapv(|x| (WIDTH as f32).sqrt() * x);
        let queries = concatenate![ndarray::Axis(0), Array2::zeros((N - 1, WIDTH)), query];
        let out = (gla.retention)(queries.view(), keys.view(), values.view(), gamma);
        sum += error(&out.row(N - 1).to_owned(), &values.row(asked).to_owned());
    }
    sum / TEXTS as f64
}

/// The same for three gammas, against how far back the pair lies.
pub fn fading(gla: Gla) -> Figure {
    let line = |gamma: f32| AGES.map(|age| (age as f64, error_at_age(gla, gamma, age)));
    let (slow, middle, fast) = (line(0.968_75), line(0.9), line(0.75));
    let told = |line: &[(f64, f64)]| {
        format!(
            "{} for the newest pair and {} for one that is {} tokens old",
            text(line[0].1, 2),
            text(line[7].1, 2),
            AGES[7]
        )
    };
    let description = format!(
        "Squared error of a value that is asked for by its key, relative to the value, against how many tokens ago it was written, in a text \
         of 64 pairs. With a gamma of 0.75 it is {}; with 0.9 {}; with 0.96875 {}.",
        told(&fast),
        told(&middle),
        told(&slow),
    );
    Chart::new("To keep longer is to hear more of the rest", &description)
        .x(Axis::linear("tokens since it was written").ticks(&AGES.map(|age| age as f64)))
        .y(Axis::linear("squared error, relative").range(0.0, 2.0))
        .line(Series::new("γ 0.969", slow))
        .line(Series::new("γ 0.9", middle))
        .line(Series::new("γ 0.75", fast).label_above(8.0))
        .save()
}

/// Row t of retention for a few random tokens, as it is, divided as RetNet's code does with all pairs at once, and divided as it does in
/// chunks; and what is left of each when its root mean square is made 1.
pub fn divided(gla: Gla) -> [[Array1<f32>; 3]; 2] {
    let n = 6;
    let mut random = random(SEED + 4);
    let queries = 4.0 * normals(&mut random, (n, 4));
    let [keys, values] = [4, 3].map(|columns| normals(&mut random, (n, columns)));
    let (queries, keys) = (queries.view(), keys.view());
    // With the identity for values, what comes out are the weights.
    let weights = (gla.retention)(queries, keys, Array2::eye(n).view(), 0.9).row(n - 1).to_owned();
    let plain = (gla.retention)(queries, keys, values.view(), 0.9).row(n - 1).to_owned();
    let rows = [
        plain.clone(),
        &plain / weights.sum().abs().max(1.0),
        &plain / weights.mapv(f32::abs).sum().max(1.0),
    ];
    let unit = |row: &Array1<f32>| row / (row.dot(row) / row.len() as f32).sqrt();
    let normed = rows.each_ref().map(unit);
    [rows, normed]
}

/// The same as a table.
pub fn divisions(gla: Gla) -> String {
    let show = |row: &Array1<f32>| {
        let numbers: Vec<String> = row.iter().map(|&x| format!("{x:7.3}")).collect();
        numbers.concat()
    };
    let [rows, normed] = divided(gla);
    let line = |(i, name): (usize, &str)| {
        format!("{name:10}{}   after the norm{}\n", show(&rows[i]), show(&normed[i]))
    };
    let lines: Vec<String> = ["formula", "all pairs", "chunks"].into_iter().enumerate().map(line).collect();
    lines.concat()
}
