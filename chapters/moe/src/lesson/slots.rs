//! What Soft MoE gives up, and what it needs: order, and lengths.

use figures::{normals, random};
use ndarray::{Array2, ArrayView2};

use crate::Soft;

/// Tokens, width, experts with a slot each.
pub const SIZES: (usize, usize, usize) = (6, 16, 4);

const SEED: u64 = 2308;

/// How much each token's output changes when only the last token is replaced by another: the largest change in any channel.
pub fn changes(soft: Soft) -> Vec<f32> {
    let (count, width, experts) = SIZES;
    let mut random = random(SEED);
    let tokens = normals(&mut random, (count, width));
    let slots = normals(&mut random, (width, experts)) / (width as f32).sqrt();
    let mut other = tokens.clone();
    other.row_mut(count - 1).assign(&normals(&mut random, (1, width)).row(0));
    let expert = |i: usize, inputs: ArrayView2<'_, f32>| inputs.mapv(|x| (x * (1.0 + i as f32)).tanh());
    let run = |tokens: &Array2<f32>| (soft.soft)(tokens.view(), slots.view(), None, experts, &expert);
    let (before, after) = (run(&tokens), run(&other));
    let rows = before.rows().into_iter().zip(after.rows());
    rows.map(|(a, b)| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)).collect()
}

/// How sharply slots look when tokens grow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// What the tokens are multiplied by.
    pub factor: f32,
    /// The mean over the slots of the largest dispatch weight, from plain products.
    pub plain: f32,
    /// The same with lengths divided out and a scale of 1.
    pub normalised: f32,
}

/// The same tokens, longer and longer.
pub fn rows(soft: Soft) -> Vec<Row> {
    let (count, width, experts) = SIZES;
    let mut random = random(SEED);
    let tokens = normals(&mut random, (count, width));
    let slots = normals(&mut random, (width, experts)) / (width as f32).sqrt();
    let sharp = |factor: f32, scale: Option<f32>| {
        let logits = (soft.logits)((&tokens * factor).view(), slots.view(), scale);
        let dispatch = (soft.weights)(logits.view()).0;
        let columns = dispatch.columns().into_iter();
        columns.map(|column| column.fold(0.0_f32, |a, &b| a.max(b))).sum::<f32>() / experts as f32
    };
    let row = |factor| Row { factor, plain: sharp(factor, None), normalised: sharp(factor, Some(1.0)) };
    [1.0, 4.0, 16.0, 64.0].map(row).to_vec()
}
