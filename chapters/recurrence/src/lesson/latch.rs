//! A latch: the last marked value is to be held. One channel, one state, weights that are set by hand.

use figures::{Axis, Chart, Figure, Series, normals, random, text};
use ndarray::{Array1, Array2, array};

use crate::{Selective, SelectiveScan};

/// Values, and which of them are marked.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// What there is to hold.
    pub values: Array1<f32>,
    /// Whether it is to be held.
    pub marked: Vec<bool>,
}

/// So many tokens, of which every seventh or so is marked.
pub fn tokens(count: usize) -> Tokens {
    let mut random = random(4104);
    let values = normals(&mut random, (1, count)).row(0).to_owned();
    let marked = normals(&mut random, (1, count)).iter().map(|&x| x > 1.07).collect();
    Tokens { values, marked }
}

/// The last marked value at each token; 0 before the first.
pub fn targets(tokens: &Tokens) -> Array1<f32> {
    let mut held = 0.0;
    let of = |(&value, &marked): (&f32, &bool)| {
        if marked {
            held = value;
        }
        held
    };
    tokens.values.iter().zip(&tokens.marked).map(of).collect()
}

/// One channel with one state, A = −1, whose gate is held open: what it holds of the values, for the `raw` of each token and what B is.
pub fn scanned(scan: SelectiveScan, values: &Array1<f32>, raw: &Array1<f32>, b: f32) -> Array1<f32> {
    let count = values.len();
    let column = |x: &Array1<f32>| x.clone().into_shape_with_order((count, 1)).expect("a column");
    let open = 4.0_f32;
    let through = open / (1.0 + (-open).exp());
    let output = scan(Selective {
        u: column(values).view(),
        raw: column(raw).view(),
        bias: array![0.0].view(),
        a: array![[-1.0]].view(),
        b: Array2::from_elem((count, 1), b).view(),
        c: Array2::from_elem((count, 1), 1.0 / through).view(),
        skip: array![0.0].view(),
        z: Array2::from_elem((count, 1), open).view(),
    });
    output.column(0).to_owned()
}

/// `raw` for a step that is the same for all tokens: the inverse of softplus.
pub fn raw_of(step: f32) -> f32 {
    step.exp_m1().ln()
}

/// The same step for every token, with the best factor for the output that there is.
pub fn fixed(scan: SelectiveScan, tokens: &Tokens, step: f32) -> Array1<f32> {
    let held = scanned(scan, &tokens.values, &Array1::from_elem(tokens.values.len(), raw_of(step)), 1.0);
    let wanted = targets(tokens);
    let factor = held.dot(&wanted) / held.dot(&held);
    factor * held
}

/// What makes `raw` of a mark: a slope and an offset. A marked token has a step of about 10, another one nearly none.
pub const BY_MARK: (f32, f32) = (30.0, -20.0);

/// The step is decided by the mark.
pub fn selective(scan: SelectiveScan, tokens: &Tokens) -> Array1<f32> {
    let (slope, offset) = BY_MARK;
    let raw: Array1<f32> =
        tokens.marked.iter().map(|&marked| if marked { slope + offset } else { offset }).collect();
    // What is written is Δ u B, and Δ is 10.
    scanned(scan, &tokens.values, &raw, 0.1)
}

/// The mean square of what is missing.
pub fn error(found: &Array1<f32>, tokens: &Tokens) -> f64 {
    let wanted = targets(tokens);
    let squares = found.iter().zip(&wanted).map(|(a, b)| f64::from(a - b).powi(2));
    squares.sum::<f64>() / wanted.len() as f64
}

/// The fixed step, of some, that holds best.
pub fn best_step(scan: SelectiveScan, tokens: &Tokens) -> f32 {
    let steps = (0..=40).map(|k| 0.01 * 1.2_f32.powi(k));
    let of = |step: f32| (error(&fixed(scan, tokens, step), tokens), step);
    steps.map(of).min_by(|a, b| a.0.total_cmp(&b.0)).expect("some step is the best").1
}

/// What is held of 48 tokens, with a fixed step and with one that the mark decides.
pub fn figure(scan: SelectiveScan) -> Figure {
    let long = tokens(2000);
    let step = best_step(scan, &long);
    let short = Tokens {
        values: long.values.slice(ndarray::s![..48]).to_owned(),
        marked: long.marked[..48].to_vec(),
    };
    let line = |values: &Array1<f32>| -> Vec<(f64, f64)> {
        values.iter().enumerate().map(|(t, &y)| (t as f64, f64::from(y))).collect()
    };
    let (wanted, by_mark) = (targets(&short), selective(scan, &short));
    let fixed = fixed(scan, &long, step).slice(ndarray::s![..48]).to_owned();
    let marks = short.marked.iter().filter(|&&marked| marked).count();
    let description = format!(
        "What is held of 48 tokens, {marks} of them marked. Wanted is the last marked value. With a step that the mark decides, the mean \
         square error is {}; with the best fixed step, {}, it is {}.",
        text(error(&by_mark, &short), 3),
        text(step, 2),
        text(error(&fixed, &short), 2),
    );
    Chart::new(
        "A step that the mark decides holds the last marked value, which no fixed step does",
        &description,
    )
    .x(Axis::linear("token"))
    .y(Axis::linear("what is held"))
    .line(Series::new("wanted", line(&wanted)).wide())
    .line(Series::new("step by mark", line(&by_mark)))
    .line(Series::new("best fixed step", line(&fixed)))
    .save()
}
