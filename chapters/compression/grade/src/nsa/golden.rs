//! What is known of `nsa` from elsewhere: a layer of 14 tokens, by the reference implementation of fla.

use judge::{Golden, mistaken};
use ndarray::{Array3, Axis};

use super::Input;
use super::knobs::Knobs;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![last_row, what_is_chosen, what_mistakes_do]
}

/// Four heads in two groups, width 4, blocks of 4 of which 2 are chosen, a window of 3. With w(s) for `sin(0.7 i + s)`: queries
/// w(0.1), keys w(0.2), values w(0.3), gates σ(w(0.4)), σ(w(0.5)) and σ(w(0.6)).
fn input() -> Input {
    let wave = |shape, seed: f64| kernels::waves::cube(shape, seed).mapv(|x| x as f32);
    let gates = Array3::from_shape_fn((14, 4, 3), |(t, h, branch)| {
        let x = (0.7 * (4 * t + h) as f64 + 0.4 + 0.1 * branch as f64).sin();
        (1.0 / (1.0 + (-x).exp())) as f32
    });
    Input {
        queries: wave((14, 4, 4), 0.1).into(),
        keys: wave((14, 2, 4), 0.2).into(),
        values: wave((14, 2, 4), 0.3).into(),
        gates: gates.into(),
        block: 4,
        chosen: 2,
        window: 3,
    }
}

fn output(knobs: Knobs) -> Array3<f32> {
    Knobs { ways: crate::ways::Ways { double: true, ..Default::default() }, ..knobs }.run(&input())
}

/// `naive` of fla-org/native-sparse-attention (commit bd67af5), run in double precision.
fn last_row() {
    let golden = [
        [-0.169_231, -0.169_987, -0.090_795, 0.031_099],
        [-0.664_947, -0.757_937, -0.494_457, 0.001_574],
        [0.934_670, 1.004_13, 0.601_332, -0.084_282],
        [0.809_707, 0.184_908, -0.526_857, -0.990_833],
    ];
    let output = output(Knobs::default());
    let last = output.index_axis(Axis(0), 13);
    assert!(last.iter().zip(golden.iter().flatten()).all(|(a, b)| (a - b).abs() < 2e-6), "{last}");
}

/// By the same code: blocks 1 and 3, and 2 and 3.
fn what_is_chosen() {
    assert_eq!(input().choice(13, 0).0, [3, 1]);
    assert_eq!(input().choice(13, 1).0, [3, 2]);
    assert!(input().gap() > super::inputs::GAP);
}

/// By how much outputs differ at most, measured with numpy.
fn what_mistakes_do() {
    let right = output(Knobs::default());
    for (id, measured) in [("window_one_more", 0.372), ("own_competes", 0.622)] {
        let wrong = output(mistaken(mistakes(), id));
        let off = right.iter().zip(&wrong).fold(0.0_f32, |most, (a, b)| most.max((a - b).abs()));
        assert!((off - measured).abs() < 0.006, "{id} makes a difference of {off}");
    }
}
