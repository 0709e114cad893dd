//! What is known of `kda_chunk` from elsewhere.

use judge::{Golden, mistaken, portable};
use ndarray::{Array1, Array2, Axis};

use super::{Input, Knobs, mistakes};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![the_official_output, mistakes_of_a_chunk, two_tokens_hide_it]
}

/// Queries and keys, of length 1 nearly (six tokens of two channels), three values, β = σ(2u), and logarithms of decays −softplus(u), drawn
/// from seed 21 in this order; a state of zeros.
fn golden_input(chunk: usize) -> Input {
    let mut next = portable(21);
    let mut array = |columns: usize| Array2::from_shape_simple_fn((6, columns), &mut next);
    let unit = |x: Array2<f64>| {
        let lengths = (&x * &x).sum_axis(Axis(1)).mapv(|sum| (sum + 1e-6).sqrt());
        (x / lengths.insert_axis(Axis(1))).mapv(|x| x as f32)
    };
    let (queries, keys) = (unit(array(2)), unit(array(2)));
    let values = array(3).mapv(|u| u as f32);
    let beta: Array1<f32> = array(1).column(0).mapv(|u| (1.0 / (1.0 + (-2.0 * u).exp())) as f32);
    let decays = array(2).mapv(|u| -u.exp().ln_1p() as f32);
    let start = Array2::zeros((2, 3));
    Input {
        queries: queries.into(),
        keys: keys.into(),
        values: values.into(),
        beta: beta.into(),
        decays: decays.into(),
        start,
        chunk,
    }
}

fn close(row: ndarray::ArrayView1<'_, f32>, golden: &[f32]) {
    assert!(row.iter().zip(golden).all(|(a, b)| (a - b).abs() < 2e-6), "{row} and not {golden:?}");
}

/// By fla-org/flash-linear-attention, `ops/kda/naive.py`, in double precision: token by token, so with any chunks.
fn the_official_output() {
    for chunk in [1, 2, 3, 4, 6, 9] {
        let right = Knobs::default().run(&golden_input(chunk));
        close(right.outputs.row(5), &[-0.275_143, -0.038_777, 0.000_315]);
    }
}

/// Chunks of three tokens by an independent program in double precision, with one thing wrong each: the last output.
fn mistakes_of_a_chunk() {
    let golden: [(&str, &[f32]); 11] = [
        ("own_step", &[-0.107_231, -0.020_300, 0.012_610]),
        ("own_step_everywhere", &[-0.104_972, -0.020_120, 0.012_971]),
        ("own_step_in_state", &[-0.274_626, -0.038_995, 0.000_624]),
        ("no_inverse", &[-0.275_452, -0.039_239, 0.000_150]),
        ("diagonal_in_a", &[-0.150_955]),
        ("plus", &[-0.287_487, -0.011_187, 0.012_913]),
        ("w_without_decay", &[-0.189_680, -0.037_976, 0.003_845]),
        ("strict", &[-0.272_375, -0.010_565, -0.034_086]),
        ("values_and_beta_values", &[-0.292_819, 0.000_895, 0.137_222]),
        ("plain_values", &[-0.294_802, 0.005_620, 0.124_181]),
        ("plain_values_in_state", &[-0.274_194, -0.039_991, 0.000_553]),
    ];
    for (id, row) in golden {
        close(mistaken(mistakes::mistakes(), id).run(&golden_input(3)).outputs.row(5), row);
    }
}

/// I − A is the inverse of I + A if there are two tokens.
fn two_tokens_hide_it() {
    let [right, wrong] = [Knobs::default(), mistaken(mistakes::mistakes(), "no_inverse")];
    let largest = |chunk: usize| {
        let [a, b] = [&right, &wrong].map(|knobs| knobs.run(&golden_input(chunk)).outputs);
        (a - b).fold(0.0_f32, |most, x| most.max(x.abs()))
    };
    assert!(largest(2) < 1e-7 && (largest(3) - 0.018).abs() < 5e-4, "{} {}", largest(2), largest(3));
}
