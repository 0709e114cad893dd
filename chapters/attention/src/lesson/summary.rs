//! A summary of fixed size forgets.
//!
//! A sentence is a sequence of tokens. Its summary is one vector: the sum of the tokens' embeddings, each rotated by its
//! position so that the position can be undone. Superposition with a permutation for the order: Plate, Holographic
//! reduced representations, 1995; Kanerva, Hyperdimensional computing, 2009.

use figures::{Axis, Chart, Figure, Series};
use ndarray::{Array1, Array2, ArrayView1, ArrayViewMut1, s};
use rand::RngExt;

/// The number of different tokens.
pub const VOCABULARY: usize = 64;
/// The widths of the summaries in the figure.
pub const WIDTHS: [usize; 3] = [64, 256, 1024];
/// The lengths of the sentences in the figure, in tokens.
pub const LENGTHS: [usize; 9] = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/// At least so many tokens are recalled for a row: a standard error of at most 0.016.
pub const RECALLS: usize = 1024;
const SEED: u64 = 1995;

/// What is left of a sentence once it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// The sum of all rotated embeddings: one vector, however long the sentence.
    Summary,
    /// The embeddings themselves: a vector for each token.
    LookingBack,
}

/// How much of a sentence a memory gives back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The length of the sentence, in tokens.
    pub length: usize,
    /// The width of a vector.
    pub width: usize,
    /// The share of the tokens that are recalled right.
    pub recalled: f64,
}

/// The share of tokens recalled right from sentences of a length, with random ±1 embeddings of a width.
///
/// To recall token t is to rotate the summary back by t, or to take the kept vector t, and to answer with the token whose
/// embedding has the largest dot product with it.
///
/// # Panics
/// If `length` or `width` is 0.
pub fn recalled(memory: Memory, length: usize, width: usize) -> f64 {
    assert!(length > 0 && width > 0, "length {length} and width {width} are at least 1");
    let mut random = super::random(SEED);
    let embeddings: Array2<f32> =
        Array2::from_shape_simple_fn((VOCABULARY, width), || if random.random() { 1.0 } else { -1.0 });
    let sentences = RECALLS.div_ceil(length);
    let tokens: Vec<usize> = (0..sentences * length).map(|_| random.random_range(0..VOCABULARY)).collect();
    // A row for each token of each sentence: one product for all is much faster than one for each.
    let mut remembered = Array2::zeros((tokens.len(), width));
    for (i, sentence) in tokens.chunks(length).enumerate() {
        let summary = summary(&embeddings, sentence);
        for (t, &token) in sentence.iter().enumerate() {
            let mut row = remembered.row_mut(i * length + t);
            match memory {
                Memory::Summary => add_rotated(summary.view(), width - t % width, row),
                Memory::LookingBack => row.assign(&embeddings.row(token)),
            }
        }
    }
    let similarities = remembered.dot(&embeddings.t());
    let right = similarities.rows().into_iter().zip(&tokens).filter(|(row, token)| {
        let nearest = (0..VOCABULARY).max_by(|&a, &b| row[a].total_cmp(&row[b]));
        nearest == Some(**token)
    });
    right.count() as f64 / tokens.len() as f64
}

/// The sum of the tokens' embeddings (tokens, width), each rotated by its position; shape (width).
fn summary(embeddings: &Array2<f32>, tokens: &[usize]) -> Array1<f32> {
    let width = embeddings.ncols();
    let mut summary = Array1::zeros(width);
    for (position, &token) in tokens.iter().enumerate() {
        add_rotated(embeddings.row(token), position % width, summary.view_mut());
    }
    summary
}

/// Adds a vector to a sum, rotated cyclically by at most its width: element i goes to element i + `by`.
fn add_rotated(vector: ArrayView1<'_, f32>, by: usize, mut sum: ArrayViewMut1<'_, f32>) {
    let split = vector.len() - by;
    let (stay, wrap) = (vector.slice(s![..split]), vector.slice(s![split..]));
    sum.slice_mut(s![by..]).zip_mut_with(&stay, |sum, &value| *sum += value);
    sum.slice_mut(s![..by]).zip_mut_with(&wrap, |sum, &value| *sum += value);
}

/// Φ, the distribution function of the normal distribution, by its series (Marsaglia 2004).
fn normal_cdf(x: f64) -> f64 {
    if x.abs() > 8.0 {
        return if x > 0.0 { 1.0 } else { 0.0 };
    }
    let (mut sum, mut term, mut i) = (x, x, 1.0);
    while sum + term != sum {
        i += 2.0;
        term *= x * x / i;
        sum += term;
    }
    0.5 + sum * (-0.5 * x * x - 0.5 * std::f64::consts::TAU.ln()).exp()
}

/// The share of tokens that a summary gives back, for long random embeddings of so many different tokens: the right token scores d plus
/// noise of variance (n − 1) d, each of the others noise of variance n d, so it wins with probability
/// ∫ φ(x) Φ((d + √((n − 1) d) x) / √(n d))^(tokens − 1) dx. Sentences longer than the width have positions that coincide, which this does
/// not know.
pub fn predicted(length: f64, width: f64, tokens: f64) -> f64 {
    let (n, d) = (length, width);
    let step = 0.05;
    let density = |x: f64| (-0.5 * x * x).exp() / std::f64::consts::TAU.sqrt();
    let wins = |x: f64| normal_cdf((d + ((n - 1.0) * d).sqrt() * x) / (n * d).sqrt());
    let part = |x: f64| density(x) * wins(x).powf(tokens - 1.0) * step;
    (-160..=160).map(|i| part(f64::from(i) * step)).sum()
}

/// What a summary gives back, for all [`WIDTHS`] and [`LENGTHS`].
pub fn rows() -> Vec<Row> {
    let row = |width, length| Row { length, width, recalled: recalled(Memory::Summary, length, width) };
    WIDTHS.into_iter().flat_map(|width| LENGTHS.map(|length| row(width, length))).collect()
}

/// The share of tokens recalled against the length of the sentence: a line for each width of the summary, and the line of
/// looking back at the smallest of the widths.
pub fn figure() -> Figure {
    let rows = rows();
    let look_back = LENGTHS.map(|length| (length as f64, recalled(Memory::LookingBack, length, WIDTHS[0])));
    let last =
        |width: usize| rows.iter().rfind(|row| row.width == width).map_or(f64::NAN, |row| row.recalled);
    let [narrow, middle, wide] = WIDTHS.map(|width| super::text(100.0 * last(width), 0));
    let kept = super::text(100.0 * look_back[look_back.len() - 1].1, 0);
    let description = format!(
        "Share of tokens recalled against sentence length, 1 to {length} tokens. Every summary begins at 1 and falls, the \
         narrower the sooner: at {length} tokens a summary of width {} gives back {narrow} %, of width {} {middle} %, of \
         width {} {wide} %. With all vectors kept it is {kept} % at {length} tokens.",
        WIDTHS[0],
        WIDTHS[1],
        WIDTHS[2],
        length = LENGTHS[LENGTHS.len() - 1],
    );
    let chart = Chart::new("A summary of fixed size forgets", &description)
        .x(Axis::log2("length of the sentence, tokens"))
        .y(Axis::linear("share of tokens recalled").range(0.0, 1.0))
        .line(Series::new("all vectors\nkept", look_back).reference());
    WIDTHS
        .into_iter()
        .rev()
        .fold(chart, |chart, width| {
            let points =
                rows.iter().filter(|row| row.width == width).map(|row| (row.length as f64, row.recalled));
            chart.line(Series::new(&format!("width {width}"), points))
        })
        .save()
}
