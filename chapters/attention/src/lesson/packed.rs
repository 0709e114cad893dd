//! Several documents in one sequence: what padding wastes, and what a mask by document hides and saves.

use figures::{Axis, Chart, Figure, Grid, Panel, Series};
use ndarray::Array2;
use rand::RngExt;
use rand_distr::StandardNormal;

use super::masks::{fraction, weights};
use crate::{Mask, Packing, ScaledDotProduct};

/// The positions of a training sequence.
pub const CONTEXT: usize = 2048;
/// The number of documents.
pub const DOCUMENTS: usize = 256;
/// The documents of the small figure, in [`SMALL_TOTAL`] positions.
pub const SMALL: [usize; 3] = [3, 1, 3];
/// The positions of the small figure: the last is padding.
pub const SMALL_TOTAL: usize = 8;
/// The numbers of documents in a sequence of [`LENGTH`] positions.
pub const COUNTS: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];
/// The positions of a sequence that is cut at random.
pub const LENGTH: usize = 512;
/// How many random cuts are averaged.
pub const CUTS: usize = 20;

const SEED: u64 = 2021;

/// Lengths of documents, most of them short and a few long, and none beyond [`CONTEXT`]: e to the power of a normal number.
pub fn lengths() -> Vec<usize> {
    let mut random = super::random(SEED);
    let length = |spread: f64| ((5.5 + spread).exp() as usize).clamp(16, CONTEXT);
    (0..DOCUMENTS).map(|_| length(random.sample(StandardNormal))).collect()
}

/// Documents put into sequences of [`CONTEXT`] positions, each into the first with room for it (first fit).
pub fn fill(lengths: &[usize]) -> Vec<Vec<usize>> {
    let mut sequences: Vec<Vec<usize>> = Vec::new();
    for &length in lengths {
        let room = |sequence: &&mut Vec<usize>| sequence.iter().sum::<usize>() + length <= CONTEXT;
        match sequences.iter_mut().find(room) {
            Some(sequence) => sequence.push(length),
            None => sequences.push(vec![length]),
        }
    }
    sequences
}

/// What a way to batch the documents costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Batch {
    /// How the documents are put into sequences, and which mask is used.
    pub name: &'static str,
    /// The number of sequences.
    pub sequences: usize,
    /// The share of positions that hold padding.
    pub padding: f64,
    /// The pairs of positions that the mask lets through.
    pub pairs: usize,
}

/// One document a sequence, packed under one causal mask, and packed with a mask for each document.
pub fn batches() -> Vec<Batch> {
    let lengths = lengths();
    let packed = fill(&lengths).len();
    let tokens: usize = lengths.iter().sum();
    let triangle = |n: usize| n * (n + 1) / 2;
    let batch = |name, sequences: usize, pairs| Batch {
        name,
        sequences,
        padding: 1.0 - tokens as f64 / (sequences * CONTEXT) as f64,
        pairs,
    };
    vec![
        batch("one document a sequence", DOCUMENTS, DOCUMENTS * triangle(CONTEXT)),
        batch("packed, one causal mask", packed, packed * triangle(CONTEXT)),
        batch("packed, a mask a document", packed, lengths.iter().map(|&n| triangle(n)).sum()),
    ]
}

/// What is left of the pairs of one causal mask.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The number of documents.
    pub documents: usize,
    /// The share of the pairs for documents of equal length.
    pub equal: f64,
    /// The mean share for documents cut at random.
    pub random: f64,
}

/// The share of a causal mask's pairs that a mask by document keeps, for [`COUNTS`] documents in [`LENGTH`] positions.
pub fn rows(packing: Packing) -> Vec<Row> {
    let mut random = super::random(SEED);
    let whole = (LENGTH * (LENGTH + 1) / 2) as f64;
    let share = |lengths: &[usize]| {
        let mask = (packing.mask)(lengths, LENGTH);
        mask.iter().filter(|&&seen| seen).count() as f64 / whole
    };
    let row = |documents: usize| {
        let mut cut = || {
            let mut ends: Vec<usize> = (1..documents).map(|_| random.random_range(0..=LENGTH)).collect();
            ends.sort_unstable();
            ends.push(LENGTH);
            let mut start = 0;
            let lengths: Vec<usize> =
                ends.iter().map(|&end| end - std::mem::replace(&mut start, end)).collect();
            share(&lengths)
        };
        let random = (0..CUTS).map(|_| cut()).sum::<f64>() / CUTS as f64;
        Row { documents, equal: share(&vec![LENGTH / documents; documents]), random }
    };
    COUNTS.into_iter().map(row).collect()
}

/// Σn² / (Σn)² for documents cut at random, on average: 2 / (k + 1), since the square of a part of a stick that is broken
/// at k − 1 random places is 2 / (k (k + 1)) on average.
pub fn predicted(documents: usize) -> f64 {
    2.0 / (documents + 1) as f64
}

/// The weights of equal scores: what each position sees.
pub fn small(packing: Packing) -> Array2<f32> {
    let nothing = Array2::zeros((SMALL_TOTAL, 1));
    (packing.attend)(nothing.view(), nothing.view(), Array2::eye(SMALL_TOTAL).view(), &SMALL)
}

/// What a position sees under one causal mask, and packed.
///
/// # Panics
/// If an answer gives another shape, or weights outside 0 to 1.
pub fn mask_figure(attend: ScaledDotProduct, packing: Packing) -> Figure {
    let (causal, packed) = (weights(attend, SMALL_TOTAL, SMALL_TOTAL, Mask::Causal), small(packing));
    let seen = |weights: &Array2<f32>| {
        let counts =
            weights.rows().into_iter().map(|row| row.iter().filter(|&&w| w > 0.0).count().to_string());
        counts.collect::<Vec<_>>().join(", ")
    };
    let description = format!(
        "Weights of equal scores over {SMALL_TOTAL} positions that hold documents of {}, {} and {} tokens and padding. Under one \
         causal mask the positions see {} positions; packed they see {}: a staircase for each document, and \
         nothing in the row and column of the padding.",
        SMALL[0],
        SMALL[1],
        SMALL[2],
        seen(&causal),
        seen(&packed),
    );
    let panel = |caption: &str, weights: &Array2<f32>| {
        let rows = weights.rows().into_iter().map(|row| row.iter().map(|&w| f64::from(w)).collect());
        Panel::new(caption, rows.collect()).axes("query", "key").write(fraction)
    };
    Grid::new(
        "Under one causal mask a packed document sees those before it; with a mask for each, only itself",
        &description,
    )
    .panel(panel("one causal mask", &causal))
    .panel(panel("a mask for each document", &packed))
    .save()
}

/// The share of pairs that is left against the number of documents.
///
/// # Panics
/// If a mask lets nothing through, which has no place on a logarithmic axis.
pub fn saving_figure(packing: Packing) -> Figure {
    let rows = rows(packing);
    let last = rows[rows.len() - 1];
    let description = format!(
        "Share of the pairs of one causal mask over {LENGTH} positions that a mask by document lets through, against the number \
         of documents, both axes logarithmic. It falls from 1 for one document to {} for {} documents of equal length, and \
         to {} for documents cut at random, on the dashed line 2 / (k + 1).",
        super::text(last.equal, 3),
        last.documents,
        super::text(last.random, 3),
    );
    let line = |of: fn(&Row) -> f64| rows.iter().map(move |row| (row.documents as f64, of(row)));
    Chart::new(
        "The more documents share a sequence, the more pairs a mask for each of them saves",
        &description,
    )
    .x(Axis::log2("documents in the sequence"))
    .y(Axis::log10("share of pairs left").range(0.01, 1.0))
    .line(Series::new("2 / (k + 1)", line(|row| predicted(row.documents))).reference())
    .line(Series::new("cut at\nrandom", line(|row| row.random)).points_only())
    .line(Series::new("equal\nlengths", line(|row| row.equal)))
    .save()
}
