//! What is known of `linear_attention` from elsewhere.

use judge::{Golden, mistaken, portable};
use ndarray::Array2;

use super::knobs::Knobs;
use super::mistakes::mistakes;
use super::{Answered, Input, Scripted, Tokens};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        four_tokens,
        four_tokens_step_by_step,
        four_tokens_with_mistakes,
        seven_tokens,
        seven_tokens_with_mistakes,
    ]
}

/// Queries, keys and values from the portable numbers of seed 31, 4×2 each.
fn four() -> Tokens {
    let mut next = portable(31);
    let mut matrix = || Array2::from_shape_simple_fn((4, 2), || next() as f32).into();
    Tokens { queries: matrix(), keys: matrix(), values: matrix() }
}

/// `sin(0.7 i + s)`, seven tokens of width 4, with s = 0, 1 and 2.
fn seven() -> Tokens {
    let [queries, keys, values] = [0.0, 1.0, 2.0].map(|seed: f64| {
        Array2::from_shape_fn((7, 4), |(t, c)| (0.7 * (4 * t + c) as f64 + seed).sin() as f32).into()
    });
    Tokens { queries, keys, values }
}

fn out(knobs: &Knobs, tokens: Tokens) -> Array2<f32> {
    match knobs.run(&Input::Quadratic(tokens)) {
        Answered::Out(out) => out,
        Answered::States(_) => unreachable!("outputs were asked for"),
    }
}

fn assert_row(what: &str, out: &Array2<f32>, t: usize, golden: &[f32]) {
    let row = out.row(t);
    let near = row.iter().zip(golden).all(|(a, b)| (a - b).abs() < 2e-6 * b.abs().max(1.0));
    assert!(near && row.len() == golden.len(), "{what}, row {t}: {row}, and {golden:?} was measured");
}

/// idiap/fast-transformers, `RecurrentLinearAttention`, run on this input, agrees to six digits.
fn four_tokens() {
    let out = out(&Knobs::default(), four());
    assert_row("right", &out, 0, &[-0.796_399, -0.952_916]);
    assert_row("right", &out, 3, &[-0.047_781, -0.657_217]);
}

fn four_tokens_step_by_step() {
    let Answered::States(states) = Knobs::default().run(&Input::Step(Scripted::straight(four()))) else {
        unreachable!("states were asked for")
    };
    let last = &states[0].outputs[3];
    let near = last.iter().zip([-0.047_781, -0.657_217]).all(|(a, b): (&f32, f32)| (a - b).abs() < 2e-6);
    assert!(near, "{last}");
}

/// Computed from the formula with each mistake, in double precision, apart from this program.
fn four_tokens_with_mistakes() {
    let last = [
        ("no_normaliser", 3, [-0.414_769, -5.705_024]),
        ("relu_features", 3, [-0.453_724, -0.466_556]),
        ("exp_features", 3, [-0.088_647, -0.637_297]),
        ("elu_without_one", 3, [-0.544_995, -0.219_722]),
        ("not_causal", 0, [0.002_693, -0.690_081]),
    ];
    for (id, t, golden) in last {
        let wrong: Knobs = mistaken(mistakes(), id);
        assert_row(id, &out(&wrong, four()), t, &golden);
    }
}

/// The same formula without the 10⁻⁶, in double precision, apart from this program: the first output is the first value.
fn seven_tokens() {
    let (out, tokens) = (out(&Knobs::default(), seven()), seven());
    assert_row("right", &out, 0, &tokens.values.values.row(0).to_vec());
    assert_row("right", &out, 6, &[0.339_545, 0.380_959, 0.243_202, -0.008_937]);
}

/// How far the outputs are from the right ones at most, measured apart from this program.
fn seven_tokens_with_mistakes() {
    let right = out(&Knobs::default(), seven());
    let measured = [
        ("own_token_missing", 0.91, 0.005),
        ("no_normaliser", 15.2, 0.05),
        ("elu_without_one", 7.5, 0.05),
        ("sum_over_all_tokens", 0.73, 0.005),
    ];
    for (id, measured, digits) in measured {
        let wrong: Knobs = mistaken(mistakes(), id);
        let wrong = out(&wrong, seven());
        let distance = right.iter().zip(&wrong).fold(0.0_f32, |most, (a, b)| most.max((a - b).abs()));
        assert!((distance - measured).abs() < digits, "{id}: {distance}, and {measured} was measured");
    }
}
