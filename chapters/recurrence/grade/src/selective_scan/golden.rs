//! What is known of `selective_scan` from elsewhere.

use judge::{Golden, portable};
use ndarray::{Array2, array};

use super::Input;
use super::bent::Knobs;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![five_tokens, what_goes_wrong]
}

/// The portable random numbers of seed 41 are, in this order, u, raw, B, C and z of five tokens with two states.
fn input() -> Input {
    let mut next = portable(41);
    let mut draw = |columns: usize| Array2::from_shape_simple_fn((5, columns), || next() as f32);
    let (u, raw, b, c, z) = (draw(1), draw(1), draw(2), draw(2), draw(1));
    Input {
        u: u.into(),
        raw: raw.into(),
        bias: array![-0.2].into(),
        a: array![[-1.0, -2.0]].into(),
        b: b.into(),
        c: c.into(),
        skip: array![0.5].into(),
        z: z.into(),
    }
}

/// Outputs 2 and 5, computed in double precision by another program, which agrees with selective_scan_ref of state-spaces/mamba,
/// executed on other inputs.
fn five_tokens() {
    let output = Knobs::default().run(&input());
    for (t, golden) in [(1, -0.083_752), (4, 0.003_160)] {
        assert!((output[[t, 0]] - golden).abs() < 1e-6, "{output}");
    }
}

/// Output 5 of the same program with one thing changed.
fn what_goes_wrong() {
    for (id, golden) in [
        ("zero_order_hold", -0.001_729),
        ("written_without_step", 0.009_637),
        ("first_order_decay", -0.005_852),
        ("no_bias", 0.004_710),
        ("exponential_step", 0.006_028),
        ("no_skip", 0.017_917),
        ("sigmoid_gate", -0.006_766),
    ] {
        let output = judge::mistaken(super::mistakes::mistakes(), id).run(&input());
        assert!((output[[4, 0]] - golden).abs() < 1e-6, "{id}: {output}");
    }
}
