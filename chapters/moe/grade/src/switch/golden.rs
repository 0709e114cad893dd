//! What is known of `switch` from elsewhere.

use judge::{Golden, turned};
use moe::solution::switch as solution;
use ndarray::array;

use super::mistakes::{Knobs, Rounding, Slots};
use super::{Given, Input, smallest_capacity};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        the_capacity_of_ten_tokens,
        floats_round_a_whole_number_up,
        batch_prioritised_routing_keeps_others
    ]
}

fn capacity(knobs: Knobs, tokens: usize, experts: usize, factor: f32) -> usize {
    match knobs.run(&Input::Capacity { tokens, experts, factor }) {
        Given::Capacity(capacity) => capacity,
        Given::Routed(_) => unreachable!("asked for a capacity"),
    }
}

/// 10 tokens, 4 experts, a factor of 1.25: 4, or 7 where two choices a token count, as in Megatron. (Rounded down with two
/// choices 6; rounded up before the factor and down after it also 6.)
fn the_capacity_of_ten_tokens() {
    let with = |bend: fn(&mut Knobs)| capacity(turned(bend), 10, 4, 1.25);
    assert_eq!(smallest_capacity(10, 4, 1.25), 4);
    assert_eq!(with(|_| ()), 4);
    assert_eq!(with(|k| k.two_choices = true), 7);
    assert_eq!(
        with(|k| {
            k.two_choices = true;
            k.rounding = Rounding::Down;
        }),
        6
    );
    assert_eq!(
        with(|k| {
            k.two_choices = true;
            k.rounding = Rounding::UpThenDown;
        }),
        6
    );
}

/// The factor is a decimal number. In floats 200 · 1.2 / 4 is more than 60, in each order and precision.
fn floats_round_a_whole_number_up() {
    assert_eq!(smallest_capacity(200, 4, 1.2), 60);
    assert_eq!(solution::capacity(200, 4, 1.2), 60);
    for (double, multiplies_first) in [(false, false), (false, true), (true, false), (true, true)] {
        let knobs = Knobs { double, multiplies_first, noisy: true, ..Knobs::default() };
        assert_eq!(capacity(knobs, 200, 4, 1.2), 61, "double {double}, multiplies first {multiplies_first}");
    }
}

/// Experts 0, 0, 1, 1 with gates 0.5, 0.9, 0.6, 0.7 and one slot: token order keeps 0 and 2, order of the gates 1 and 3.
fn batch_prioritised_routing_keeps_others() {
    let logit = |gate: f32| (gate / (1.0 - gate)).ln();
    let logits = array![
        [2.0_f32.ln(), 0.0, 0.0],
        [logit(0.9), 0.0, -60.0],
        [0.0, logit(0.6), -60.0],
        [0.0, logit(0.7), -60.0]
    ];
    let kept = |knobs: Knobs| -> Vec<usize> {
        let input = Input::Route { logits: logits.clone().into(), capacity: 1 };
        let Given::Routed(tokens) = knobs.run(&input) else { unreachable!("asked for places") };
        let gates = [0.5, 0.9, 0.6, 0.7];
        assert!(tokens.iter().zip(gates).all(|(sent, gate)| (sent.gate - gate).abs() < 1e-6));
        (0..4).filter(|&token| tokens[token].slot.is_some()).collect()
    };
    assert_eq!(kept(Knobs::default()), [0, 2]);
    assert_eq!(kept(Knobs { slots: Slots::ByGate, ..Knobs::default() }), [1, 3]);
}
