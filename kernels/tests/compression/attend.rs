//! Golden values of attention to what was selected.

use kernels::Precision::{Double, Float};
use kernels::attention::{rope, sink_attention};
use kernels::compression::{csa, inverse_rope};
use kernels::waves::{cube, wave};
use ndarray::{Array1, Array2, Array3, Axis, array, concatenate, s};

use crate::arrays::difference;

/// Every row divided by the root of its mean square, and of 10⁻⁶.
fn normed(mut rows: Array2<f64>) -> Array2<f64> {
    for mut row in rows.rows_mut() {
        let square = row.dot(&row) / row.len() as f64;
        row /= (square + 1e-6).sqrt();
    }
    rows
}

/// The last `rotary` channels of each row rotated by the row's position, neighbours in pairs, base 10,000.
fn rotated(mut rows: Array2<f64>, positions: &[usize], rotary: usize) -> Array2<f64> {
    let plain = rows.ncols() - rotary;
    for (mut row, &position) in rows.rows_mut().into_iter().zip(positions) {
        for m in 0..rotary / 2 {
            let angle = position as f64 * 10_000_f64.powf(-2.0 * m as f64 / rotary as f64);
            let (x, y) = (row[plain + 2 * m], row[plain + 2 * m + 1]);
            row[plain + 2 * m] = x * angle.cos() - y * angle.sin();
            row[plain + 2 * m + 1] = x * angle.sin() + y * angle.cos();
        }
    }
    rows
}

/// Queries, tokens, blocks, the chosen of these, and sinks.
pub(crate) type Inputs = (Array3<f64>, Array2<f64>, Array2<f64>, Vec<Vec<usize>>, Array1<f64>);

/// Those of golden A12, normed and rotated, all positions so much further.
pub(crate) fn a12(shift: usize) -> Inputs {
    let positions: Vec<usize> = (shift..shift + 9).collect();
    let of_heads: Vec<usize> = positions.iter().flat_map(|&position| [position; 2]).collect();
    let queries = rotated(normed(wave(18, 8, 0.1)), &of_heads, 4);
    let tokens = rotated(normed(wave(9, 8, 0.2)), &positions, 4);
    let blocks = rotated(normed(wave(2, 8, 0.3)), &[shift, shift + 4], 4);
    let chosen: Vec<Vec<usize>> = (0..9).map(|t| (0..(t + 1) / 4).collect()).collect();
    (queries.into_shape_with_order((9, 2, 8)).unwrap(), tokens, blocks, chosen, array![0.5, -0.3])
}

/// Golden A12: nine tokens, two heads, width 8 of which 4 are rotated, a window of 3 and blocks of 4, of which each query has
/// chosen all that it sees. Computed in float64 with the index helpers and the rotary embedding of DeepSeek-V4's official
/// inference/model.py.
#[test]
fn golden_a12() {
    let (queries, tokens, blocks, chosen, sinks) = a12(0);
    let counts: Vec<usize> = chosen.iter().map(Vec::len).collect();
    assert_eq!(counts, [0, 0, 0, 1, 1, 1, 1, 2, 2]);
    let golden = array![
        [1.075_644, 0.982_944, 0.427_950, -0.328_316, -1.114_582, -0.160_819, -0.749_754, -0.031_955],
        [0.863_825, 1.130_243, 0.865_089, 0.193_071, -0.943_767, -0.516_410, -1.083_967, -0.525_022]
    ];
    for (precision, allowed) in [(Double, 1e-6), (Float, 3e-6)] {
        let output =
            csa(queries.view(), tokens.view(), blocks.view(), &chosen, sinks.view(), 3, precision).unwrap();
        let turned = inverse_rope(output.view(), 0, 4, 10_000.0, precision).unwrap();
        let last = turned.index_axis(Axis(0), 8).to_owned();
        assert!(difference(&last, &golden) < allowed, "{last}");
        // Without the way back it is another output, by as much as was measured with numpy.
        let [output, turned] = [output, turned].map(|cube| cube.into_shape_with_order((18, 8)).unwrap());
        assert!((difference(&output, &turned) - 1.59).abs() < 0.006, "{}", difference(&output, &turned));
    }
}

/// All positions 1000 further: with the inverse rotation nothing changes, and without it everything does.
#[test]
fn a_shift_of_all_positions_changes_nothing() {
    let both = [0, 1000].map(|shift| {
        let (queries, tokens, blocks, chosen, sinks) = a12(shift);
        let output =
            csa(queries.view(), tokens.view(), blocks.view(), &chosen, sinks.view(), 3, Double).unwrap();
        let turned = inverse_rope(output.view(), shift, 4, 10_000.0, Double).unwrap();
        [output, turned].map(|cube| cube.into_shape_with_order((18, 8)).unwrap())
    });
    let [[before, before_turned], [after, after_turned]] = both;
    assert!(difference(&before_turned, &after_turned) < 1e-12);
    assert!(difference(&before, &after) > 1.0);
}

/// Another kernel, which knows nothing of blocks: attention with a sink over the tokens and the blocks as keys and as values, under
/// a mask.
#[test]
fn csa_agrees_with_sink_attention_over_the_union() {
    let (n, heads, b) = (11, 3, 5);
    let queries = cube((n, heads, 6), 0.1) * 3.0;
    let (tokens, blocks) = (wave(n, 6, 0.2), wave(b, 6, 0.9) * 1.3);
    let sinks = array![0.7, -1.2, 2.5];
    let chosen: Vec<Vec<usize>> =
        (0..n).map(|t| [4, 1, 3, 0, 2].into_iter().filter(|block| (t + block) % 3 == 0).collect()).collect();
    let entries = concatenate![Axis(0), tokens, blocks].insert_axis(Axis(0));
    let entries = concatenate![Axis(0), entries, entries, entries];
    for window in [1, 4, 11, 300] {
        let visible = Array2::from_shape_fn((n, n + b), |(t, e)| {
            if e < n { e <= t && t - e < window } else { chosen[t].contains(&(e - n)) }
        });
        let by_head = queries.view().permuted_axes([1, 0, 2]);
        let expected =
            sink_attention(by_head, entries.view(), entries.view(), sinks.view(), visible.view(), Double)
                .unwrap();
        let output =
            csa(queries.view(), tokens.view(), blocks.view(), &chosen, sinks.view(), window, Double).unwrap();
        for h in 0..heads {
            let output = output.slice(s![.., h, ..]).to_owned();
            let expected = expected.index_axis(Axis(0), h).to_owned();
            assert!(difference(&output, &expected) < 1e-14, "window {window}, head {h}");
        }
    }
}

/// Without blocks, with scores near 1000, and with a sink far above and far below them.
#[test]
fn csa_at_its_edges() {
    let tokens = array![[1.0, 2.0], [3.0, -4.0]];
    let queries = array![[[700.0, 700.0]], [[-280.0, 280.0]]];
    let empty = [Vec::new(), Vec::new()];
    let none = Array2::zeros((0, 2));
    let run = |sink: f64| {
        csa(queries.view(), tokens.view(), none.view(), &empty, array![sink].view(), 2, Double).unwrap()
    };
    let low = run(-3000.0);
    assert!(
        difference(&low.index_axis(Axis(1), 0).to_owned(), &array![[1.0, 2.0], [1.0, 2.0]]) < 1e-12,
        "{low}"
    );
    assert!(run(4000.0).iter().all(|&x| x == 0.0));
}

/// Eight channels, of which the last four are turned forward by three positions: as the official code gives it, and back again.
#[test]
fn inverse_rope_undoes_the_rotation_of_the_last_channels() {
    let x = wave(1, 8, 0.0);
    let forward =
        array![[0.0, 0.644_218, 0.985_450, 0.863_209, -0.282_133, 0.394_546, -0.841_714, -1.008_154]];
    assert!(difference(&rotated(x.clone(), &[3], 4), &forward) < 1e-6);
    for (precision, allowed) in [(Double, 2e-6), (Float, 3e-6)] {
        let back = inverse_rope(forward.view().insert_axis(Axis(1)), 3, 4, 10_000.0, precision).unwrap();
        assert!(difference(&back.index_axis(Axis(1), 0).to_owned(), &x) < allowed, "{back}");
    }
}

/// Another kernel: turning the other way is turning forward what is mirrored, and mirroring it again.
#[test]
fn inverse_rope_agrees_with_rope() {
    let (n, heads, width, rotary) = (5, 3, 9, 6);
    let outputs = cube((n, heads, width), 0.4);
    let turned = inverse_rope(outputs.view(), 1017, rotary, 500.0, Double).unwrap();
    let mirror = Array1::from_shape_fn(rotary, |c| if c % 2 == 0 { 1.0 } else { -1.0 });
    let positions: Vec<usize> = (1017..1022).collect();
    for h in 0..heads {
        let of_head = outputs.slice(s![.., h, ..]);
        let last = &of_head.slice(s![.., 3..]) * &mirror;
        let expected = rope(last.view(), &positions, 500.0, false, rotary, Double).unwrap() * &mirror;
        assert!(difference(&turned.slice(s![.., h, 3..]).to_owned(), &expected) < 1e-12);
        assert_eq!(turned.slice(s![.., h, ..3]), of_head.slice(s![.., ..3]), "the others stay");
    }
}
