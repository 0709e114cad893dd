//! Golden values of attention that looks only nearby.

use kernels::Precision::{Double, Float};
use kernels::attention::{online_softmax, scaled_dot_product, sink_attention, window_attention};
use kernels::waves::wave;
use ndarray::{Array2, Axis, array};

use crate::arrays::difference;

/// The band mask of a window under as many queries as keys.
fn band(n: usize, window: usize) -> Array2<bool> {
    Array2::from_shape_fn((n, n), |(i, j)| j <= i && i - j < window)
}

/// Seven queries on seven keys of width 4, window 3. Derived in float64 as softmax over the band `i − 3 < j ≤ i`, and
/// with a sink of 0.5 as the softmax over the band and one more column, which is dropped.
#[test]
fn a_window_of_three_without_and_with_a_sink() {
    let (q, k, v) = (wave(7, 4, 0.0), wave(7, 4, 1.0), wave(7, 4, 2.0));
    let positions: Vec<usize> = (0..7).collect();
    let without = array![[0.041_013, 0.304_740, 0.425_144, 0.345_596]];
    let with = array![[0.027_274, 0.202_657, 0.282_727, 0.229_826]];
    for (precision, allowed) in [(Double, 1e-6), (Float, 2e-6)] {
        let output = window_attention(q.view(), k.view(), v.view(), &positions, 3, precision).unwrap();
        assert!(difference(&output.select(Axis(0), &[6]), &without) < allowed, "{output}");
        let head = |x: &Array2<f64>| x.clone().insert_axis(Axis(0));
        let (q, k, v) = (head(&q), head(&k), head(&v));
        let sinks = array![0.5];
        let output =
            sink_attention(q.view(), k.view(), v.view(), sinks.view(), band(7, 3).view(), precision).unwrap();
        let output = output.index_axis(Axis(0), 0).to_owned();
        assert!(difference(&output.select(Axis(0), &[6]), &with) < allowed, "{output}");
    }
}

/// A window at least as wide as the text is no window, and a window of one gives the token's own value.
#[test]
fn the_widest_and_the_narrowest_window() {
    let (q, k, v) = (wave(4, 3, 0.0) * 3.0, wave(9, 3, 1.0) * 3.0, wave(9, 5, 2.0));
    let positions = [5, 6, 7, 8];
    let causal = scaled_dot_product(q.view(), k.view(), v.view(), true, Double).unwrap();
    for window in [9, 40] {
        let output = window_attention(q.view(), k.view(), v.view(), &positions, window, Double).unwrap();
        assert!(difference(&output, &causal) < 1e-14);
    }
    let own = window_attention(q.view(), k.view(), v.view(), &positions, 1, Double).unwrap();
    assert!(difference(&own, &v.select(Axis(0), &positions)) < 1e-14);
}

/// The post-hoc form (deepseek-ai/FlashMLA, README): attention without the sink, times σ(LSE − z), by another kernel.
/// A sink far below the scores changes nothing, one far above leaves nothing, and neither does a query that sees nothing.
#[test]
fn a_sink_is_a_gate_on_the_log_sum_exp() {
    let cube = |rows: usize, columns: usize, seed: f64| {
        (wave(3 * rows, columns, seed) * 2.0).into_shape_with_order((3, rows, columns)).unwrap()
    };
    let (q, k, v) = (cube(5, 4, 0.1), cube(6, 4, 0.2), cube(6, 3, 0.3));
    let visible = Array2::from_shape_fn((5, 6), |(i, j)| i > 0 && (i + 2 * j) % 3 != 0);
    let sinks = array![0.7, -200.0, 200.0];
    let output = sink_attention(q.view(), k.view(), v.view(), sinks.view(), visible.view(), Double).unwrap();
    for h in 0..3 {
        let scores = q.index_axis(Axis(0), h).dot(&k.index_axis(Axis(0), h).t()) / 2.0;
        for i in 0..5 {
            let member = visible.row(i).insert_axis(Axis(0));
            let (lse, mean) =
                online_softmax(scores.row(i), v.index_axis(Axis(0), h), member, Double).unwrap();
            let gate = 1.0 / (1.0 + (sinks[h] - lse[0]).exp());
            for c in 0..3 {
                let difference = (output[[h, i, c]] - gate * mean[[0, c]]).abs();
                assert!(difference < 1e-14, "head {h}, query {i}: {difference:e}");
            }
            if h == 1 && i > 0 {
                assert!((gate - 1.0).abs() < 1e-15);
            }
        }
    }
    assert!(output.index_axis(Axis(0), 2).iter().all(|x| x.abs() < 1e-60));
    assert!(output.index_axis(Axis(1), 0).iter().all(|&x| x == 0.0), "a query that sees nothing");
}
