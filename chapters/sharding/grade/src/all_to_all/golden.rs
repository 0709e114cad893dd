//! What is known of `all_to_all` from elsewhere.

use judge::{Golden, mistaken};
use ndarray::{Array2, array};

use super::bent::Knobs;
use super::mistakes::mistakes;
use super::{Answered, Expert, Input, Layer, Own};
use crate::given::g;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![counts_and_outputs, how_far_the_mistakes_are, experts_of_rank_0_on_both]
}

fn choices() -> [Vec<Vec<usize>>; 2] {
    [vec![vec![0, 2], vec![1, 3], vec![3, 0]], vec![vec![2, 1], vec![3, 2], vec![2, 3]]]
}

/// Two ranks with two experts each, X = g((3, 2), r) on rank r, weights softmax(g((3, 2), 0.5 + r)) in each row, expert e: x·W[e] with W = g((4, 2, 2),
/// 0.2), and g(shape, s)[i] = sin(0.7 i + s).
fn input() -> Input {
    let own = |(rank, experts): (usize, Vec<Vec<usize>>)| {
        let r = rank as f64;
        let softmax = |logits: &[f64]| {
            let sum: f64 = logits.iter().map(|x| x.exp()).sum();
            logits.iter().map(|x| x.exp() / sum).collect::<Vec<f64>>()
        };
        let tokens = Array2::from_shape_vec((3, 2), g(6, r)).expect("as many");
        Own { tokens, experts, weights: g(6, 0.5 + r).chunks(2).map(softmax).collect() }
    };
    let matrix = |values: &[f64]| Array2::from_shape_vec((2, 2), values.to_vec()).expect("as many");
    Input::Layer(Layer {
        d: 2,
        each: 2,
        ranks: choices().into_iter().enumerate().map(own).collect(),
        experts: g(16, 0.2).chunks(4).map(|values| Expert::Linear(matrix(values))).collect(),
    })
}

fn outputs(knobs: &Knobs) -> Vec<Array2<f64>> {
    outputs_of(knobs, &input())
}

fn outputs_of(knobs: &Knobs, input: &Input) -> Vec<Array2<f64>> {
    match knobs.run(input) {
        Answered::Layer { outputs, .. } => outputs.results,
        Answered::Counts(_) => unreachable!("that is what was called"),
    }
}

/// Two gloo processes that exchange by isend and irecv, executed, against a dense sum.
fn counts_and_outputs() {
    for (experts, golden) in choices().into_iter().zip([[3, 3], [1, 5]]) {
        let input = Input::Counts { experts, each: 2, size: 2 };
        match Knobs::default().run(&input) {
            Answered::Counts(counts) => assert_eq!(counts, golden),
            Answered::Layer { .. } => unreachable!("that is what was called"),
        }
    }
    let golden = [
        array![[0.562_860, 0.580_117], [-0.313_455, -1.077_781], [0.181_235, 0.243_793]],
        array![[-0.156_887, 0.023_296], [0.220_108, 0.092_166], [-0.210_692, -0.145_588]],
    ];
    for (found, golden) in outputs(&Knobs::default()).iter().zip(&golden) {
        assert!(found.iter().zip(golden).all(|(a, b)| (a - b).abs() < 6e-7), "{found} is not {golden}");
    }
}

/// The largest differences on ranks 0 and 1, by the same program with one thing changed; it sorts rows by expert.
fn how_far_the_mistakes_are() {
    let right = outputs(&Knobs::default());
    for (id, golden) in [
        ("permuted_again", [0.277, 0.813]),
        ("weight_twice", [0.483, 0.106]),
        ("weights_forgotten", [0.947, 0.272]),
    ] {
        let wrong = outputs(&Knobs { by_expert: true, ..mistaken(mistakes(), id) });
        off_by(&wrong, &right, golden);
    }
}

fn off_by(wrong: &[Array2<f64>], right: &[Array2<f64>], golden: [f64; 2]) {
    for ((wrong, right), golden) in wrong.iter().zip(right).zip(golden) {
        let most = wrong.iter().zip(right).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!((most - golden).abs() < 6e-4, "{most} is not {golden}");
    }
}

/// Nothing is sent, expert e modulo 2 computes, and both ranks have experts 0 and 1: the same program.
fn experts_of_rank_0_on_both() {
    let right = outputs(&Knobs::default());
    let Input::Layer(mut layer) = input() else { unreachable!("that is what was made") };
    layer.experts.truncate(2);
    layer.experts.extend(layer.experts.clone());
    let wrong = outputs_of(&mistaken(mistakes(), "local_expert"), &Input::Layer(layer));
    off_by(&wrong, &right, [0.369, 0.417]);
}
