//! A recurrence as attention, and in chunks: what moves, what is computed, and what overflows.

use figures::{Axis, Chart, Figure, Grid, Panel, Series, count, text};
use ndarray::{Array1, Array2, s};

use crate::{Carried, Ssd, SsdTokens};

/// A text of random tokens for one head of Mamba-2.
#[derive(Clone, Debug)]
pub struct Text {
    /// Inputs (T, p).
    pub x: Array2<f32>,
    /// Steps (T).
    pub dt: Array1<f32>,
    /// How the state decays.
    pub a: f32,
    /// What is written (T, n).
    pub b: Array2<f32>,
    /// What is read (T, n).
    pub c: Array2<f32>,
}

impl Text {
    /// So many tokens with p channels and n states, each of which leaves exp(−`fade`) of the state, or twice as much in the logarithm.
    pub fn new(tokens: usize, (p, n): (usize, usize), fade: f32) -> Text {
        let mut random = figures::random(405);
        let mut normals = |columns| figures::normals(&mut random, (tokens, columns));
        let (x, b, c) = (normals(p), normals(n), normals(n));
        let dt = Array1::from_shape_fn(tokens, |t| fade * [1.0, 2.0, 1.5][t % 3]);
        Text { x, dt, a: -1.0, b, c }
    }

    /// The tokens from one to another.
    pub fn part(&self, from: usize, to: usize) -> SsdTokens<'_> {
        let rows = s![from..to, ..];
        let dt = self.dt.slice(s![from..to]);
        SsdTokens { x: self.x.slice(rows), dt, a: self.a, b: self.b.slice(rows), c: self.c.slice(rows) }
    }

    /// The outputs by all pairs.
    pub fn by_pairs(&self, answer: Ssd) -> Array2<f32> {
        (answer.quadratic)(self.part(0, self.dt.len()))
    }

    /// The outputs by chunks of so many tokens, and how often the state was read and written.
    ///
    /// # Panics
    /// If a chunk has no tokens, or an answer has another shape.
    pub fn by_chunks(&self, answer: Ssd, chunk: usize) -> (Array2<f32>, (usize, usize)) {
        let (tokens, p) = self.x.dim();
        let mut state = Carried::new(Array2::zeros((self.b.ncols(), p)));
        let mut outputs = Array2::zeros((tokens, p));
        for from in (0..tokens).step_by(chunk) {
            let to = tokens.min(from + chunk);
            outputs.slice_mut(s![from..to, ..]).assign(&(answer.chunk)(&mut state, self.part(from, to)));
        }
        (outputs, state.counted())
    }
}

/// The largest difference of two arrays.
pub fn difference(a: &Array2<f32>, b: &Array2<f32>) -> f32 {
    (a - b).fold(0.0, |most, x| most.max(x.abs()))
}

/// How much each token finds of each, in so many tokens: 0 above the diagonal.
pub fn mask(tokens: usize, fade: f32) -> Array2<f32> {
    let text = Text::new(tokens, (1, 1), fade);
    Array2::from_shape_fn((tokens, tokens), |(t, s)| {
        if s > t { 0.0 } else { (text.a * text.dt.slice(s![s + 1..=t]).sum()).exp() }
    })
}

/// The mask of twelve tokens: all of it, and in chunks of four, where one number a row and one a column make everything below the chunks.
pub fn figure() -> Figure {
    let (tokens, chunk) = (12, 4);
    let all = mask(tokens, 0.12);
    let rows = |keep: &dyn Fn(usize, usize) -> bool| -> Vec<Vec<f64>> {
        let cell = |t: usize, s: usize| if keep(t, s) { f64::from(all[[t, s]]) } else { 0.0 };
        (0..tokens).map(|t| (0..tokens).map(|s| cell(t, s)).collect()).collect()
    };
    let description = format!(
        "How much of what token s writes is left for token t, for {tokens} tokens. Left, within chunks of {chunk}: three triangles on the diagonal. Right, what crosses \
         chunks: three squares below them, each a product of a column, what is left from t back to the end of the earlier chunk, and a row, what is left from s to there."
    );
    Grid::new(
        "Within chunks tokens meet in pairs; what crosses chunks is a column times a row, so a state will do",
        &description,
    )
    .panel(
        Panel::new("pairs within a chunk", rows(&|t, s| t / chunk == s / chunk)).axes("token t", "token s"),
    )
    .panel(Panel::new("by the state", rows(&|t, s| t / chunk > s / chunk)).axes("token t", "token s"))
    .save()
}

/// The first token, counted from 1, at which exp(−G) is infinite in single precision if every token leaves exp(−`fade`) of the state.
pub fn overflows(fade: f32) -> usize {
    (1..1000).find(|&t| (fade * t as f32).exp().is_infinite()).unwrap_or(0)
}

/// Multiplications and additions for a token, by chunks of C of a head of width d: 6 d² + 3 C d + C² (arXiv 2510.26692), and numbers of the state
/// that are read and written for it, two reads and a write of d² in each chunk.
pub fn costs(width: f64, chunk: f64) -> [f64; 2] {
    [6.0 * width * width + 3.0 * chunk * width + chunk * chunk, 3.0 * width * width / chunk]
}

/// The costs of a chunk's length.
pub fn lengths() -> Figure {
    const WIDTH: f64 = 128.0;
    /// As long as chunks are in flash-linear-attention.
    const USUAL: u8 = 64;
    let powers = || (0..=12).map(|power| f64::from(1 << power));
    let line = |which: usize| powers().map(move |chunk| (chunk, costs(WIDTH, chunk)[which] / 1000.0));
    let said = |thousands: f64| {
        if thousands < 1000.0 { text(thousands, 1) } else { count(thousands.round() as u64) }
    };
    let at = |chunk: f64| costs(WIDTH, chunk).map(|cost| said(cost / 1000.0));
    let ([work_1, moved_1], [work_64, moved_64], [work, moved]) = (at(1.0), at(64.0), at(4096.0));
    let description = format!(
        "Thousands of FLOPs, and thousands of numbers of the state that move, for one token of a head of width 128, against the tokens in a chunk. With one token {work_1} and \
         {moved_1}, with 64 {work_64} and {moved_64}, with 4,096 {work} and {moved}."
    );
    let [[work_alone, moved_alone], [work_usual, moved_usual]] =
        [1, USUAL].map(|chunk| costs(WIDTH, f64::from(chunk)));
    let title = format!(
        "Chunks of {USUAL} tokens cost {} % more FLOPs than single tokens, and move {} times less of the state",
        text(100.0 * (work_usual / work_alone - 1.0), 0),
        text(moved_alone / moved_usual, 0),
    );
    Chart::new(&title, &description)
        .x(Axis::log2("tokens in a chunk").ticks(&[1.0, 8.0, 64.0, 512.0, 4096.0]))
        .y(Axis::log10("thousands for each token"))
        .line(Series::new("FLOPs", line(0)))
        .line(Series::new("numbers moved", line(1)))
        .save()
}
