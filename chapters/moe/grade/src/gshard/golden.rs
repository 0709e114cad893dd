//! What is known of `gshard` from elsewhere.

use judge::Golden;
use ndarray::{Array2, array};

use super::mistakes::{Gate, Knobs, Slots};
use super::{Given, Input};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![token_by_token_others_are_kept, gates_that_are_not_divided]
}

/// Choices (0, 1), (0, 1), (0, 2), (1, 0), (0, 1) and two slots; counted in Python.
fn token_by_token_others_are_kept() {
    let choices = [[0, 1], [0, 1], [0, 2], [1, 0], [0, 1]];
    let logits = Array2::from_shape_fn((5, 3), |(token, expert)| match choices[token] {
        [first, _] if first == expert => 2.0,
        [_, second] if second == expert => 1.0,
        _ => 0.0,
    });
    let input = Input { logits: logits.into(), capacity: 2 };
    let kept = |knobs: Knobs| -> Vec<(usize, usize)> {
        let Given(tokens) = knobs.run(&input);
        let all = (0..5).flat_map(|token| [(token, 0), (token, 1)]);
        all.filter(|&(token, choice)| tokens[token][choice].slot.is_some()).collect()
    };
    assert_eq!(kept(Knobs::default()), [(0, 0), (0, 1), (1, 0), (2, 1), (3, 0)]);
    let token_major = Knobs { slots: Slots::TokenByToken, ..Knobs::default() };
    assert_eq!(kept(token_major), [(0, 0), (0, 1), (1, 0), (1, 1), (2, 1)]);
}

/// exp(2) and exp(1) of all four exponentials: 0.60946 and 0.224208, derived in numpy.
fn gates_that_are_not_divided() {
    let input = Input { logits: array![[2.0, 1.0, 0.5, -1.0]].into(), capacity: 2 };
    let gates = |knobs: Knobs| knobs.run(&input).0[0].map(|sent| sent.gate);
    let near =
        |a: [f32; 2], b: [f32; 2]| assert!((0..2).all(|i| (a[i] - b[i]).abs() < 2e-6), "{a:?} and {b:?}");
    near(gates(Knobs::default()), [0.731_059, 0.268_941]);
    near(gates(Knobs { gate: Gate::OfAll, ..Knobs::default() }), [0.609_460, 0.224_208]);
}
