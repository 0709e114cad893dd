//! What is known of `cfg` from elsewhere: c = 0.8, u = 0.3, w = 2, which is s = 3, by hand; four channels of DiT's `forward_with_cfg`, executed.

use judge::Golden;
use ndarray::{Array2, array};

use super::knobs::Knobs;
use super::labelled::Labelled;
use super::{Answered, Auto, Guided, Input};
use crate::nets::Net;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![guidance_of_three, four_channels_of_dit, auto_of_three]
}

/// A network that says the same whatever x is.
fn says(d: usize, number: f32) -> Net {
    Net {
        weights: Array2::zeros((d, d)),
        bias: ndarray::Array1::from_elem(d, number),
        level: ndarray::Array1::zeros(d),
        scale: 1.0,
        curved: false,
    }
}

/// A network that says 0.8 of label 1 and 0.3 of label 0, in each of d places.
fn guided(knobs: Knobs, d: usize) -> Vec<f32> {
    let mut net = says(d, 0.0);
    net.weights = Array2::eye(d);
    let rows = Array2::from_shape_fn((4, d), |(label, _)| [0.3, 0.8, 0.3, 0.3][label]);
    let given = Guided {
        network: Labelled { net, rows },
        x: Array2::zeros((1, d)).into(),
        levels: array![1.0].into(),
        labels: vec![1],
        null: 0,
        s: 3.0,
    };
    match knobs.run(&Input::Guide(given)) {
        Answered::Guide(out, _) => out.into_iter().collect(),
        _ => unreachable!("that is what was called"),
    }
}

fn close(found: &[f32], golden: &[f32]) {
    let near = found.iter().zip(golden).all(|(a, b)| (a - b).abs() < 1e-6);
    assert!(found.len() == golden.len() && near, "{found:?} is not {golden:?}");
}

fn mistaken(id: &str) -> Knobs {
    judge::mistaken(super::mistakes::mistakes(), id)
}

/// The wrong ones: the paper's formula with s (threestudio #127, diffusers #5882), w in the place of s, exchanged branches, and s c.
fn guidance_of_three() {
    close(&guided(Knobs::default(), 1), &[1.8]);
    close(&guided(mistaken("papers_w"), 1), &[2.3]);
    close(&guided(mistaken("one_less"), 1), &[1.3]);
    close(&guided(mistaken("branches_exchanged"), 1), &[-0.7]);
    close(&guided(mistaken("conditional_scaled"), 1), &[2.4]);
}

fn four_channels_of_dit() {
    close(&guided(Knobs::default(), 4), &[1.8; 4]);
    close(&guided(mistaken("first_three_columns"), 4), &[1.8, 1.8, 1.8, 0.8]);
}

/// The same numbers from two networks.
fn auto_of_three() {
    let auto = |knobs: Knobs| {
        let given = Auto {
            network: says(1, 0.8),
            weaker: says(1, 0.3),
            x: array![[0.1]].into(),
            levels: array![1.0].into(),
            s: 3.0,
        };
        match knobs.run(&Input::Auto(given)) {
            Answered::Auto(out, _) => out[[0, 0]],
            _ => unreachable!("that is what was called"),
        }
    };
    close(&[auto(Knobs::default())], &[1.8]);
    close(&[auto(mistaken("networks_exchanged"))], &[-0.7]);
}
