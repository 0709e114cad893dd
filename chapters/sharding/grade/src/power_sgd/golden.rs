//! What is known of `power_sgd` from elsewhere.

use judge::{Golden, mistaken};
use ndarray::Array2;

use super::Input;
use super::bent::Knobs;
use super::mistakes::mistakes;
use crate::given::g;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![two_rounds_of_the_paper, one_round_of_mistakes, two_rounds_of_mistakes]
}

/// Two ranks with the gradients sin(0.7 i + 0.1) and sin(0.7 i + 0.9), shape (4, 3), in both rounds; Q is sin(0.7 i + 0.5), shape (3, 1).
fn rounds(knobs: &Knobs) -> Vec<Array2<f64>> {
    let array = |shape: (usize, usize), s: f64| {
        Array2::from_shape_vec(shape, g(shape.0 * shape.1, s)).expect("as many")
    };
    let gradients = vec![array((4, 3), 0.1), array((4, 3), 0.9)];
    let input =
        Input { q: array((3, 1), 0.5), errors: vec![Array2::zeros((4, 3)); 2], rounds: vec![gradients; 2] };
    knobs.run(&input).results[0].outs.clone()
}

fn row_is(found: &Array2<f64>, row: usize, golden: [f64; 3], within: f64) {
    let near = found.row(row).iter().zip(golden).all(|(a, b)| (a - b).abs() < within);
    assert!(near, "row {row} is {}, and not {golden:?}", found.row(row));
}

/// By two gloo processes with the authors' code for the paper, and by PyTorch's hook, both executed.
fn two_rounds_of_the_paper() {
    let found = rounds(&Knobs::default());
    let golden = [
        [0.537_749, 0.877_333, 0.804_294],
        [-0.166_134, -0.271_047, -0.248_481],
        [-0.370_005, -0.603_660, -0.553_404],
        [0.539_725, 0.880_557, 0.807_249],
    ];
    for (row, golden) in golden.into_iter().enumerate() {
        row_is(&found[0], row, golden, 1e-6);
    }
    row_is(&found[1], 0, [0.619_765, 0.874_293, 0.717_627], 1e-6);
}

/// By another program in double precision, with one thing changed.
fn one_round_of_mistakes() {
    for (id, golden, within) in [
        ("mean_not_orthonormal", [4.673, 7.624, 6.989], 6e-4),
        ("not_orthonormal", [18.69, 30.50, 27.96], 6e-3),
        ("q_not_divided", [1.075_499, 1.754_667, 1.608_587], 1e-6),
        ("q_instead_of_p", [0.756_204, 1.233_740, 1.131_029], 1e-6),
        ("each_for_itself", [0.555_713, 0.880_858, 0.791_721], 1e-6),
        ("q_not_averaged", [0.231_892, 0.789_868, 0.976_357], 1e-6),
        ("old_q", [0.298_695, 0.580_686, 0.589_571], 1e-6),
    ] {
        row_is(&rounds(&mistaken(mistakes(), id))[0], 0, golden, within);
    }
    // Harmless: the scale of P is lost when it is made orthonormal.
    let decoy = Knobs { mean_of_p: true, ..Knobs::default() };
    row_is(&rounds(&decoy)[1], 0, [0.619_765, 0.874_293, 0.717_627], 1e-6);
}

/// The second round of the same program.
fn two_rounds_of_mistakes() {
    for (id, golden) in [
        ("error_not_added", [0.556_361, 0.872_981, 0.779_024]),
        ("error_of_other_sign", [0.537_749, 0.877_333, 0.804_294]),
        ("q_not_kept", [0.537_749, 0.877_333, 0.804_294]),
        // The same in every round, as what the errors add up to is.
        ("error_of_own_part", [0.619_765, 0.874_293, 0.717_627]),
    ] {
        row_is(&rounds(&mistaken(mistakes(), id))[1], 0, golden, 1e-6);
    }
}
