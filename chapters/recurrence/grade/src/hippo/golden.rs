//! What is known of `hippo` from elsewhere.

use judge::{Golden, mistaken, portable};
use ndarray::{Array1, array};

use super::bent::Knobs;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        the_official_matrices,
        the_output_of_a_state_space,
        a_signal_read_back,
        the_first_steps_by_hand,
        legendre_polynomials_by_hand
    ]
}

/// `transition("legs", 4)` of state-spaces/s4, executed.
fn the_official_matrices() {
    let (a, b) = Knobs::default().matrices(4);
    let golden = array![
        [-1.0, 0.0, 0.0, 0.0],
        [-1.732_051, -2.0, 0.0, 0.0],
        [-2.236_068, -3.872_983, -3.0, 0.0],
        [-2.645_751, -4.582_576, -5.916_08, -4.0]
    ];
    assert!((a - golden).iter().all(|x: &f32| x.abs() < 2e-6));
    assert!((b - array![1.0, 1.732_051, 2.236_068, 2.645_751]).iter().all(|x: &f32| x.abs() < 1e-6));
}

/// The eighth output of a state space with these matrices, by the bilinear rule with a step of 0.1, C the numbers of seed 8 and the input
/// those of seed 9: `SSMKernelDPLR` of state-spaces/s4, executed; the mistakes by numpy in double precision.
fn the_output_of_a_state_space() {
    let (mut c, mut input) = (portable(8), portable(9));
    let c = Array1::from_shape_simple_fn(4, || c() as f32);
    let input = Array1::from_shape_simple_fn(8, || input() as f32);
    let last = |knobs: Knobs| {
        let (a, b) = knobs.matrices(4);
        let (a, b) = recurrence::solution::discretise::bilinear(a.view(), b.view(), 0.1);
        recurrence::solution::s4_conv::recur(a.view(), b.view(), c.view(), input.view())[7]
    };
    let of = |id: &str| last(mistaken(mistakes(), id));
    for (found, expected) in [
        (last(Knobs::default()), 0.020_075),
        (of("a_positive"), -0.100_653),
        (of("below_positive"), 0.008_751),
        (of("diagonal_from_zero"), 0.025_694),
        (of("a_without_root"), -0.056_839),
        (of("a_transposed"), -0.007_339),
        (of("b_ones"), 0.043_011),
        (of("b_without_root"), -0.012_378),
    ] {
        assert!((found - expected).abs() < 3e-6, "{found}, {expected}");
    }
}

/// sin 6s + s/2 in 1000 samples and 8 coefficients, read back at 0.02, 0.04 to 0.98: the largest error is 3.1e-3, and with A/T and B/T at all
/// times 1.23. By numpy in double precision.
fn a_signal_read_back() {
    let of = |s: f32| (6.0 * s).sin() + 0.5 * s;
    let samples = Array1::from_shape_fn(1000, |t| of((t as f32 + 0.5) / 1000.0));
    let worst = |knobs: &Knobs| {
        let kept = knobs.remember(samples.view(), 8);
        let error = |at: usize| {
            let s = 0.02 * at as f32;
            (knobs.recall(kept.view(), s) - of(s)).abs()
        };
        (1..50).map(error).fold(0.0, f32::max)
    };
    let right = worst(&Knobs::default());
    assert!((right - 3.1e-3).abs() < 1e-4, "{right}");
    let fixed = worst(&mistaken(mistakes(), "fixed_step"));
    assert!((fixed - 1.23).abs() < 0.01, "{fixed}");
}

/// One coefficient: (2t + 1) c' = (2t − 1) c + 2u.
fn the_first_steps_by_hand() {
    let samples = array![3.0, 5.0];
    let kept = Knobs::default().remember(samples.view(), 1);
    assert!((kept[0] - 16.0 / 5.0).abs() < 1e-6, "{kept}");
}

/// P₂ = (3x² − 1)/2 and P₃ = (5x³ − 3x)/2 at s = ¾, x = ½: −1/8 and −7/16.
fn legendre_polynomials_by_hand() {
    let read = |c: [f32; 4]| Knobs::default().recall(Array1::from(c.to_vec()).view(), 0.75);
    assert!((read([0.0, 0.0, 1.0, 0.0]) + 5.0_f32.sqrt() / 8.0).abs() < 1e-6);
    assert!((read([0.0, 0.0, 0.0, 1.0]) + 7.0_f32.sqrt() * 7.0 / 16.0).abs() < 1e-6);
}
