//! What is known of `mmdit` from elsewhere.

use judge::Golden;
use ndarray::Array2;

use super::knobs::Knobs;
use super::{Answered, Input, Tokens};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![three_tokens, other_attention]
}

/// The numbers of seed 91: queries, keys and values of two tokens of a picture, then those of one of a text, two channels each.
fn answered(knobs: Knobs) -> Answered {
    let mut next = judge::portable(91);
    let mut tokens = |n: usize| {
        let mut matrix = || Array2::from_shape_simple_fn((n, 2), || next() as f32).into();
        Tokens { queries: matrix(), keys: matrix(), values: matrix(), gains: None }
    };
    let image = tokens(2);
    let text = tokens(1);
    knobs.run(&Input { text, image, heads: 1 })
}

fn close(found: &Array2<f32>, golden: &[f32]) {
    let near = found.iter().zip(golden).all(|(a, b)| (a - b).abs() < 2e-6);
    assert!(found.len() >= golden.len() && near, "{found:?} is not {golden:?}");
}

/// `block_mixing` of Stability-AI/sd3.5, executed.
fn three_tokens() {
    let out = answered(Knobs::default());
    close(&out.text, &[0.654_226, -0.186_125]);
    close(&out.image, &[0.642_086, -0.348_970, 0.653_364, -0.125_912]);
}

/// The picture's first row by other attention, by a program of its own.
fn other_attention() {
    let image = |id: &str| answered(judge::mistaken(super::mistakes::mistakes(), id)).image;
    close(&image("cross_attention"), &[0.548_075, 0.555_357]);
    close(&image("each_by_itself"), &[0.666_835, -0.587_041]);
    close(&image("sum_of_two"), &[1.214_909, -0.031_684]);
    close(&image("mean_of_two"), &[0.607_455, -0.015_842]);
    close(&image("cut_at_the_picture"), &[0.654_226, -0.186_125]);
}
