//! Golden values of attention to all blocks, and of the way out.

use kernels::Precision::{Double, Float};
use kernels::compression::{Hca, Pooled, csa, grouped_output, hca, inverse_rope, pool_by_gates};
use kernels::waves::{cube, wave};
use ndarray::{Array2, Array3, Axis, array, s};

use crate::arrays::difference;
use crate::attend::a12;

fn flat(cube: Array3<f64>) -> Array2<f64> {
    let (n, heads, width) = cube.dim();
    cube.into_shape_with_order((n * heads, width)).unwrap()
}

/// Golden A12 once more: all blocks that are complete are seen there, which is what heavily compressed attention does. Its two block
/// entries are pooled here from four equal rows each, whatever the gates; the ninth token is in a block that is not complete.
#[test]
fn golden_a12_from_equal_values() {
    let (queries, tokens, blocks, _, sinks) = a12(0);
    let values = blocks.select(Axis(0), &[0, 0, 0, 0, 1, 1, 1, 1, 0]);
    let (gates, bias) = (wave(9, 8, 0.7) * 3.0, wave(4, 8, 0.8));
    let golden = array![
        [1.075_644, 0.982_944, 0.427_950, -0.328_316, -1.114_582, -0.160_819, -0.749_754, -0.031_955],
        [0.863_825, 1.130_243, 0.865_089, 0.193_071, -0.943_767, -0.516_410, -1.083_967, -0.525_022]
    ];
    for (precision, allowed) in [(Double, 1e-6), (Float, 3e-6)] {
        let (queries, tokens, sinks) = (queries.view(), tokens.view(), sinks.view());
        let (values, gates, bias) = (values.view(), gates.view(), bias.view());
        let input = Hca { queries, tokens, values, gates, bias, sinks, window: 3 };
        let output = hca(input, precision).unwrap();
        let turned = inverse_rope(output.view(), 0, 4, 10_000.0, precision).unwrap();
        let last = turned.index_axis(Axis(0), 8).to_owned();
        assert!(difference(&last, &golden) < allowed, "{last}");
    }
}

/// Two other kernels, one after the other: what is pooled by gates is attended to.
#[test]
fn hca_agrees_with_pooling_and_csa() {
    let (n, heads, width) = (23, 3, 5);
    let (queries, tokens) = (3.0 * cube((n, heads, width), 0.1), wave(n, width, 0.2));
    let (values, gates) = (1.4 * wave(n, width, 0.3), 5.0 * wave(n, width, 0.4));
    let sinks = array![0.7, -1.2, 2.5];
    for (block, window) in [(1, 1), (4, 3), (5, 30), (23, 4), (24, 2)] {
        let bias = wave(block, width, 0.5);
        let pooled = pool_by_gates(values.view(), gates.view(), bias.view(), Pooled::Block, Double).unwrap();
        let seen: Vec<Vec<usize>> = (0..n).map(|t| (0..(t + 1) / block).rev().collect()).collect();
        let (queries, tokens, sinks) = (queries.view(), tokens.view(), sinks.view());
        let expected = csa(queries, tokens, pooled.view(), &seen, sinks, window, Double).unwrap();
        let (values, gates, bias) = (values.view(), gates.view(), bias.view());
        let input = Hca { queries, tokens, values, gates, bias, sinks, window };
        let output = hca(input, Double).unwrap();
        assert!(difference(&flat(output), &flat(expected)) < 1e-13, "blocks of {block}");
    }
}

/// Scores, gates and sinks far from 0, and none of them underflows or overflows.
#[test]
fn hca_at_its_edges() {
    let (queries, tokens) = (array![[[900.0]], [[-900.0]]], array![[1.0], [-1.0]]);
    let (values, gates, bias) = (array![[1.0], [1.0]], array![[-999.0], [-998.0]], array![[-1.0]]);
    let run = |sink: f64| {
        let sinks = array![sink];
        let (queries, tokens, sinks) = (queries.view(), tokens.view(), sinks.view());
        let (values, gates, bias) = (values.view(), gates.view(), bias.view());
        flat(hca(Hca { queries, tokens, values, gates, bias, sinks, window: 1 }, Double).unwrap())
    };
    assert!(difference(&run(-3000.0), &array![[1.0], [-1.0]]) < 1e-12);
    assert!(run(4000.0).iter().all(|&x| x == 0.0));
}

/// Three groups of two heads. Computed in plain Python in the order of the official inference/model.py of DeepSeek-V4: a view as
/// (n, g, -1), `einsum("bsgd,grd->bsgr")`, a flattening, and a linear layer.
#[test]
fn golden_grouped_output() {
    let golden = array![
        [-0.406_276, -0.643_531, -0.578_124, -0.240_816, 0.209_752, 0.561_670, 0.649_426],
        [1.098_537, 1.423_356, 1.078_748, 0.226_788, -0.731_834, -1.346_263, -1.327_524],
        [-0.605_869, -0.667_888, -0.415_789, 0.031_863, 0.464_529, 0.678_719, 0.573_698],
    ];
    let (heads, down, up) = (cube((3, 6, 4), 0.1), cube((3, 8, 5), 0.2), wave(15, 7, 0.3));
    for (precision, allowed) in [(Double, 1e-6), (Float, 2e-5)] {
        let output = grouped_output(heads.view(), down.view(), up.view(), precision).unwrap();
        assert!(difference(&output, &golden) < allowed, "{output}");
    }
}

/// Two dense matrices, the first of which has blocks on its diagonal and zeros elsewhere.
#[test]
fn grouped_output_is_a_dense_projection_with_blocks_on_the_diagonal() {
    let (n, h, c) = (5, 6, 3);
    for groups in [1, 2, 3, 6] {
        let (members, rank) = (h / groups * c, 4);
        let heads = cube((n, h, c), 0.4);
        let (down, up) = (cube((groups, members, rank), 0.5), wave(groups * rank, 7, 0.6));
        let mut dense = Array2::zeros((h * c, groups * rank));
        for i in 0..groups {
            let mut block = dense.slice_mut(s![i * members..(i + 1) * members, i * rank..(i + 1) * rank]);
            block.assign(&down.index_axis(Axis(0), i));
        }
        let rows = heads.clone().into_shape_with_order((n, h * c)).unwrap();
        let output = grouped_output(heads.view(), down.view(), up.view(), Double).unwrap();
        assert!(difference(&output, &rows.dot(&dense).dot(&up)) < 1e-12, "{groups} groups");
    }
}
