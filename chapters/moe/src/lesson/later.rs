//! Expert choice is not causal: a later token changes what an earlier one gets.

use figures::{Figure, Grid, Panel, normals, random};
use ndarray::Array2;

use crate::ExpertChoice;

/// Tokens, experts and places of an expert.
pub const TOKENS: usize = 6;
/// Tokens, experts and places of an expert.
pub const EXPERTS: usize = 3;
/// Tokens, experts and places of an expert.
pub const CAPACITY: usize = 2;

/// The logits of six tokens; with `changed`, the last token wants expert 0 and no other.
pub fn logits(changed: bool) -> Array2<f32> {
    let mut logits = 1.5 * normals(&mut random(3), (TOKENS, EXPERTS));
    if changed {
        logits.row_mut(TOKENS - 1).fill(-4.0);
        logits[[TOKENS - 1, 0]] = 4.0;
    }
    logits
}

/// The weights (tokens, experts) of a choice; 0 for what was not chosen.
pub fn weights(choice: ExpertChoice, logits: &Array2<f32>, capacity: usize) -> Array2<f32> {
    let mut weights = Array2::zeros(logits.dim());
    for (e, taken) in (choice.choose)(logits.view(), capacity).into_iter().enumerate() {
        for (t, weight) in taken {
            weights[[t, e]] = weight;
        }
    }
    weights
}

/// What the tokens get, if expert e answers every token with e + 1.
pub fn outputs(choice: ExpertChoice, logits: &Array2<f32>, capacity: usize) -> Vec<f32> {
    let chosen = (choice.choose)(logits.view(), capacity);
    let answers = ndarray::Array3::from_shape_fn((logits.ncols(), capacity, 1), |(e, _, _)| (e + 1) as f32);
    (choice.combine)(logits.nrows(), &chosen, answers.view()).column(0).to_vec()
}

/// The weights before and after the last token has changed.
///
/// # Panics
/// If a choice is out of range.
pub fn figure(choice: ExpertChoice) -> Figure {
    let [before, after] = [false, true].map(|changed| weights(choice, &logits(changed), CAPACITY));
    let taken = |weights: &Array2<f32>| {
        let lists = weights.columns().into_iter().enumerate().map(|(e, column)| {
            let tokens: Vec<String> = column
                .iter()
                .enumerate()
                .filter(|pair| *pair.1 > 0.0)
                .map(|pair| pair.0.to_string())
                .collect();
            format!("expert {e} takes tokens {}", tokens.join(" and "))
        });
        lists.collect::<Vec<_>>().join(", ")
    };
    let description = format!(
        "Weights of {TOKENS} tokens at {EXPERTS} experts with {CAPACITY} places each. Before: {}. After only the last token has changed: \
         {}.",
        taken(&before),
        taken(&after),
    );
    let panel = |caption: &str, weights: &Array2<f32>| {
        let rows = weights.rows().into_iter().map(|row| row.iter().map(|&w| f64::from(w)).collect());
        let write = |w: f64| if w == 0.0 { String::new() } else { figures::text(w, 2) };
        Panel::new(caption, rows.collect()).axes("token", "expert").write(write)
    };
    Grid::new("A later token takes the place of an earlier one", &description)
        .panel(panel("before", &before))
        .panel(panel("after token 5 changed", &after))
        .save()
}
