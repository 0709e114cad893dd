//! What is known of `ssd` from elsewhere.

use judge::{Golden, mistaken, portable};
use ndarray::{Array1, Array2};

use super::{Answered, Input, Knobs, mistakes};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![the_official_output, mistakes_of_pairs, mistakes_of_chunks]
}

/// Six tokens of two channels and two states, in the order x, dt, b, c, with a = −0.7 and dt = softplus(u); chunks of two.
fn golden_input() -> Input {
    let mut next = portable(51);
    let x = Array2::from_shape_simple_fn((6, 2), || next() as f32);
    let dt = Array1::from_shape_simple_fn(6, || next().exp().ln_1p() as f32);
    let [b, c] = [(); 2].map(|()| Array2::from_shape_simple_fn((6, 2), || next() as f32));
    let start = Array2::zeros((2, 2));
    Input { x: x.into(), dt: dt.into(), a: -0.7, b: b.into(), c: c.into(), start, chunk: 2 }
}

fn close(row: ndarray::ArrayView1<'_, f32>, golden: [f32; 2]) {
    assert!(row.iter().zip(golden).all(|(a, b)| (a - b).abs() < 2e-6), "{row} and not {golden:?}");
}

fn of(id: &str) -> Answered {
    mistaken(mistakes::mistakes(), id).run(&golden_input())
}

/// By `ssd_minimal.py` of state-spaces/mamba, in double precision at two block sizes.
fn the_official_output() {
    let right = Knobs::default().run(&golden_input());
    close(right.quadratic.row(5), [0.033_260, -0.027_016]);
    close(right.outputs.row(5), [0.033_260, -0.027_016]);
}

/// The same input by an independent program in double precision, with one thing wrong each.
fn mistakes_of_pairs() {
    for (id, golden) in [
        ("strict", [0.062_946, 0.012_472]),
        ("own_step", [0.021_476, -0.010_090]),
        ("without_step", [0.047_950, -0.017_997]),
        ("no_decay", [0.272_261, 0.139_937]),
        ("swapped", [-0.173_005, -0.074_824]),
    ] {
        close(of(id).quadratic.row(5), golden);
    }
}

/// The same of chunks of two tokens.
fn mistakes_of_chunks() {
    for (id, golden) in [
        ("carried_without_own_step", [0.043_493, -0.018_789]),
        ("nothing_carried", [0.025_760, -0.033_046]),
        ("written_whole", [0.039_530, -0.021_080]),
        ("state_does_not_fade", [0.044_781, -0.015_325]),
    ] {
        close(of(id).outputs.row(5), golden);
    }
}
