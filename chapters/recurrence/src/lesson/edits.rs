//! Many edits of a memory at once: a chunk of Kimi Delta Attention step by step, and what becomes of it with one thing wrong.

use figures::{Figure, Grid, Panel, Steps};
use ndarray::{Array1, Array2, Axis, s};

use crate::{Carried, KdaChunk, KdaTokens};

/// Tokens for one head.
#[derive(Clone, Debug)]
pub struct Text {
    /// Shape (T, dk).
    pub queries: Array2<f32>,
    /// Shape (T, dk), of length 1.
    pub keys: Array2<f32>,
    /// Shape (T, dv).
    pub values: Array2<f32>,
    /// Shape (T).
    pub beta: Array1<f32>,
    /// Shape (T, dk).
    pub decays: Array2<f32>,
}

impl Text {
    /// The tokens from one to another.
    pub fn part(&self, from: usize, to: usize) -> KdaTokens<'_> {
        let rows = s![from..to, ..];
        KdaTokens {
            queries: self.queries.slice(rows),
            keys: self.keys.slice(rows),
            values: self.values.slice(rows),
            beta: self.beta.slice(s![from..to]),
            decays: self.decays.slice(rows),
        }
    }

    /// So many tokens of random queries and values, whose keys are similar, with decays of a tenth to four tenths.
    pub fn new(tokens: usize, width: usize) -> Text {
        let mut random = figures::random(2692);
        let mut normals = || figures::normals(&mut random, (tokens, width));
        let unit = |x: Array2<f32>| {
            let lengths = (&x * &x).sum_axis(Axis(1)).mapv(f32::sqrt);
            x / lengths.insert_axis(Axis(1))
        };
        let (queries, values) = (unit(normals()).mapv(f32::abs), normals());
        Text {
            queries,
            keys: unit(0.7 * normals() + 0.8),
            values,
            beta: Array1::from_shape_fn(tokens, |t| [0.9, 0.6, 0.8, 0.7][t % 4]),
            decays: Array2::from_shape_fn((tokens, width), |(t, c)| -0.1 - 0.1 * ((t + 2 * c) % 4) as f32),
        }
    }

    /// The outputs in chunks of so many tokens, from a state of zeros.
    ///
    /// # Panics
    /// If a chunk has no tokens, or the answer another shape.
    pub fn by_chunks(&self, answer: KdaChunk, chunk: usize) -> Array2<f32> {
        let (tokens, width) = self.values.dim();
        let mut state = Carried::new(Array2::zeros((self.keys.ncols(), width)));
        let mut outputs = Array2::zeros((tokens, width));
        for from in (0..tokens).step_by(chunk) {
            let to = tokens.min(from + chunk);
            outputs.slice_mut(s![from..to, ..]).assign(&(answer.chunk)(&mut state, self.part(from, to)));
        }
        outputs
    }
}

/// One thing that is wrong in a chunk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slip {
    /// Nothing.
    None,
    /// Each token looks at the state before the chunk alone.
    OldStateOnly,
    /// I − A in the place of the inverse of I + A.
    NoInverse,
    /// As the report defines it, the decay from j to i has the step of j in it.
    OwnStep,
    /// As a listing of the report has it, the state gets the values.
    PlainValues,
}

/// The outputs in chunks of so many tokens, from a state of zeros, with something wrong: by the equations, in double precision.
///
/// # Panics
/// If a chunk has no tokens.
pub fn outputs(text: &Text, chunk: usize, slip: Slip) -> Array2<f64> {
    let [queries, keys, values, decays] =
        [&text.queries, &text.keys, &text.values, &text.decays].map(|x| x.mapv(f64::from));
    let ((tokens, width), beta) = (keys.dim(), text.beta.mapv(f64::from));
    let mut state = Array2::<f64>::zeros((width, values.ncols()));
    let mut outputs = Array2::zeros(values.raw_dim());
    for first in (0..tokens).step_by(chunk) {
        let n = chunk.min(tokens - first);
        let left =
            |from: usize, to: usize, c: usize| decays.slice(s![first + from..first + to, c]).sum().exp();
        let product = |a: &Array2<f64>, i: usize, j: usize| -> f64 {
            let from = if slip == Slip::OwnStep { j } else { j + 1 };
            (0..width).map(|c| a[[first + i, c]] * keys[[first + j, c]] * left(from, i + 1, c)).sum()
        };
        let mut pseudo = Array2::<f64>::zeros((n, values.ncols()));
        let mut plain = pseudo.clone();
        for i in 0..n {
            let row =
                |a: &Array2<f64>| Array1::from_shape_fn(width, |c| a[[first + i, c]] * left(0, i + 1, c));
            let own = &values.row(first + i) - &row(&keys).dot(&state);
            plain.row_mut(i).assign(&(&own * beta[first + i]));
            let earlier = match slip {
                Slip::NoInverse => &plain,
                _ => &pseudo,
            };
            let mut missing = own;
            if slip != Slip::OldStateOnly {
                for j in 0..i {
                    missing.scaled_add(-product(&keys, i, j), &earlier.row(j));
                }
            }
            pseudo.row_mut(i).assign(&(missing * beta[first + i]));
            let mut output = row(&queries).dot(&state);
            for j in 0..=i {
                output.scaled_add(product(&queries, i, j), &pseudo.row(j));
            }
            outputs.row_mut(first + i).assign(&(output / (width as f64).sqrt()));
        }
        for (c, mut row) in state.rows_mut().into_iter().enumerate() {
            row *= left(0, n, c);
            for j in 0..n {
                let factor = keys[[first + j, c]] * left(j + 1, n, c);
                match slip {
                    Slip::PlainValues => row.scaled_add(factor, &values.row(first + j)),
                    _ => row.scaled_add(factor, &pseudo.row(j)),
                }
            }
        }
    }
    outputs
}

/// The largest difference that something wrong makes.
pub fn harm(text: &Text, chunk: usize, slip: Slip) -> f64 {
    let [right, wrong] = [Slip::None, slip].map(|slip| outputs(text, chunk, slip));
    (right - wrong).fold(0.0, |most, x| most.max(x.abs()))
}

/// A, of a chunk.
fn found(tokens: KdaTokens<'_>) -> Array2<f32> {
    let n = tokens.beta.len();
    Array2::from_shape_fn((n, n), |(i, j)| {
        let channel = |c: usize| {
            tokens.keys[[i, c]]
                * tokens.keys[[j, c]]
                * tokens.decays.slice(s![(j + 1).min(i)..=i, c]).sum().exp()
        };
        if j < i { tokens.beta[i] * (0..tokens.keys.ncols()).map(channel).sum::<f32>() } else { 0.0 }
    })
}

/// The sizes of numbers as shades, the largest at 0.9.
fn sizes(matrix: &Array2<f32>) -> Vec<Vec<f64>> {
    let most = matrix.fold(1e-6_f32, |most, x| most.max(x.abs()));
    matrix
        .rows()
        .into_iter()
        .map(|row| row.iter().map(|x| f64::from(0.9 * x.abs() / most)).collect())
        .collect()
}

/// The same where they are between −1 and 1.
fn as_they_are(matrix: &Array2<f32>) -> Vec<Vec<f64>> {
    matrix.rows().into_iter().map(|row| row.iter().map(|x| f64::from(x.abs().min(1.0))).collect()).collect()
}

fn written(value: f64) -> String {
    if value < 0.005 { String::new() } else { figures::text(value, 2) }
}

/// What happens in a chunk of four tokens, with keys and values of four channels.
///
/// # Panics
/// If the answer has another shape.
pub fn steps(answer: KdaChunk) -> Figure {
    const SIZE: usize = 4;
    let text = Text::new(2 * SIZE, SIZE);
    let mut state = Carried::new(Array2::zeros((SIZE, SIZE)));
    (answer.chunk)(&mut state, text.part(0, SIZE));
    let tokens = text.part(SIZE, 2 * SIZE);
    let before = state.state().to_owned();
    let a = found(tokens);
    let m = (answer.solve)(tokens.keys, tokens.decays, tokens.beta);
    let mut g = tokens.decays.to_owned();
    g.accumulate_axis_inplace(Axis(0), |&before, own| *own += before);
    let w = m.dot(&(&tokens.keys * &g.exp()));
    let pseudo = m.dot(&tokens.values) - w.dot(&before);
    let seen = Array2::from_shape_fn((SIZE, SIZE), |(i, j)| {
        let left = |c: usize| (g[[i, c]] - g[[j, c]]).exp();
        let channel = |c: usize| tokens.queries[[i, c]] * tokens.keys[[j, c]] * left(c);
        if j <= i { (0..SIZE).map(channel).sum() } else { 0.0 }
    });
    let outputs = (answer.chunk)(&mut state, tokens);
    let after = state.state().to_owned();
    let nothing = Array2::zeros((SIZE, SIZE));
    let frame = |title: &str, about: &str, of: (&str, &Array2<f32>), beside: (&str, &Array2<f32>, &str)| {
        let left = Panel::new(of.0, as_they_are(of.1)).axes("token i", "token j").write(written);
        let right = Panel::new(beside.0, sizes(beside.1)).axes(beside.2, "value");
        Grid::new(title, about).panel(left).panel(right).save()
    };
    let (of_state, of_tokens) = ("key", "token");
    let old = ("state before", &before, of_state);
    let mut steps = Steps::new(
        "A chunk of edits takes one small triangular system, two reads of the state and one write",
    );
    steps = steps.frame(
        "The state is what the tokens before the chunk have left. Numbers are shown by their size, without their sign.",
        frame("Before", "A state of four by four numbers, and no pairs yet.", ("pairs of tokens", &nothing), old),
    );
    steps = steps.frame(
        "A says what token i finds of what token j has written: their keys, faded from j to i, times β of i. A token finds only those before it.",
        frame("What is found", "A, a triangle below the diagonal.", ("A", &a), old),
    );
    for i in 0..SIZE {
        let mut rows = m.clone();
        rows.slice_mut(s![i + 1.., ..]).fill(0.0);
        let caption = match i {
            0 => "Row 0 of M is β of token 0: nothing was there before it.".to_owned(),
            1 => "Row 1: its own β, less A times row 0.".to_owned(),
            _ => format!("Row {i}: its own β, less A times rows 0 to {}, as they are by now.", i - 1),
        };
        let about = format!("Rows of M up to row {i}.");
        steps = steps.frame(&caption, frame(&format!("Row {i}"), &about, ("M", &rows), old));
    }
    let left = ("what is written", &pseudo, of_tokens);
    steps = steps.frame(
        "The first read: what the old state holds at the keys. M V less that is what each token really writes.",
        frame("What is written", "M, and a row of pseudo-values for each token.", ("M", &m), left),
    );
    steps = steps.frame(
        "Queries find what tokens up to their own have written, by keys that have faded since. The diagonal is in.",
        frame("What is seen", "Products of queries and keys, a triangle with its diagonal.", ("queries and keys", &seen), left),
    );
    steps = steps.frame(
        "With the second read, of the old state by the faded queries, these are the outputs.",
        frame(
            "Outputs",
            "A row of outputs for each token.",
            ("queries and keys", &seen),
            ("outputs", &outputs, of_tokens),
        ),
    );
    steps = steps.frame(
        "The one write: the old state has faded by the whole chunk, and each token is added, faded by the tokens after it.",
        frame("After", "The state after the chunk.", ("pairs of tokens", &nothing), ("state after", &after, of_state)),
    );
    steps.save()
}
