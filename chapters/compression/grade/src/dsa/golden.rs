//! What is known of `dsa` from elsewhere: golden A10, 12 tokens of which each attends to 4.

use judge::{Golden, mistaken};
use kernels::Precision::Double;
use kernels::waves::{cube, wave};
use ndarray::Array3;

use super::Input;
use super::knobs::Knobs;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![rows_of_a10, what_mistakes_do]
}

/// One head, q, k, v = g((12, 4), 0/1/2); the scores by the indexer's kernel, of three heads.
fn a10() -> Input {
    let (queries, keys, weights) = (cube((12, 3, 4), 0.1), wave(12, 4, 0.2), wave(12, 3, 0.4));
    let scores = kernels::compression::index_scores(queries.view(), keys.view(), weights.view(), Double);
    let single = |x: f64| x as f32;
    Input {
        queries: cube((12, 1, 4), 0.0).mapv(single).into(),
        keys: wave(12, 4, 1.0).mapv(single).into(),
        values: wave(12, 4, 2.0).mapv(single).into(),
        scores: scores.expect("the host runs kernels").mapv(single).into(),
        k: 4,
    }
}

fn output(knobs: Knobs) -> Array3<f32> {
    Knobs { ways: crate::ways::Ways { double: true, ..Default::default() }, ..knobs }.run(&a10())
}

/// Derived in numpy; the official layer of DeepSeek-V3.2, run on small shapes, agrees with what was derived to 7e-16.
fn rows_of_a10() {
    let output = output(Knobs::default());
    for (t, golden) in [
        (5, [0.023_892, -0.186_949, -0.309_866, -0.287_047]),
        (11, [0.522_235, 0.481_917, 0.214_946, -0.153_117]),
    ] {
        for (c, golden) in golden.into_iter().enumerate() {
            assert!((output[[t, 0, c]] - golden).abs() < 2e-6, "row {t}: {}", output[[t, 0, c]]);
        }
    }
}

/// By how much outputs differ at most, measured with numpy.
fn what_mistakes_do() {
    let right = output(Knobs::default());
    for (id, measured) in [
        ("chosen_then_hidden", 1.41),
        ("one_more", 0.247),
        ("own_forced", 0.75),
        ("products_times_mask", 0.657),
    ] {
        let wrong = output(mistaken(mistakes(), id));
        let off = right.iter().zip(&wrong).fold(0.0_f32, |most, (a, b)| most.max((a - b).abs()));
        assert!((off - measured).abs() < 0.006, "{id} makes a difference of {off}");
    }
}
