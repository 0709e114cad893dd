//! Golden values of blocks of tokens as one entry.

use kernels::Precision::{Double, Float};
use kernels::compression::{Pooled, mean_pool, pool_by_gates, visible_blocks};
use kernels::waves::wave;
use ndarray::{Array2, array, s};

use crate::arrays::difference;

/// 14 tokens of 6 channels in blocks of 4: values sin(0.7 i + 0.1), gates sin(0.7 i + 0.3).
fn values_and_gates() -> (Array2<f64>, Array2<f64>) {
    (wave(14, 6, 0.1), wave(14, 6, 0.3))
}

/// Derived in plain Python from the definition. The first entry is also that of DeepSeek-V4's official compressor on this input, whose
/// other role has nothing to say there.
#[test]
fn blocks_pooled_by_gates() {
    let (values, gates) = values_and_gates();
    let golden = array![
        [0.377_873, 0.670_774, 0.912_771, 0.597_789, 0.577_219, 0.793_934],
        [-0.048_585, -0.089_937, -0.158_455, 0.123_236, 0.382_814, 0.276_753],
        [0.557_579, 0.193_509, 0.132_044, 0.247_482, 0.133_396, 0.289_638],
    ];
    for (precision, slack) in [(Double, 1e-6), (Float, 2e-6)] {
        let out =
            pool_by_gates(values.view(), gates.view(), wave(4, 6, 0.5).view(), Pooled::Block, precision)
                .unwrap();
        assert!(difference(&out, &golden) < slack, "{out}");
    }
}

/// The same input with the block before: biases sin(0.7 i + 0.5), derived in plain Python from the definition.
#[test]
fn blocks_and_those_before_them_pooled_by_gates() {
    let (values, gates) = values_and_gates();
    let golden = array![
        [0.449_701, 0.363_183, 0.614_730, 0.622_329, 0.248_591, 0.177_648],
        [0.402_467, 0.647_895, 0.845_135, 0.489_055, 0.656_344, 0.867_578],
        [0.076_440, 0.025_052, -0.106_700, 0.052_915, 0.162_423, 0.049_375],
    ];
    for (precision, slack) in [(Double, 1e-6), (Float, 2e-6)] {
        let out =
            pool_by_gates(values.view(), gates.view(), wave(8, 6, 0.5).view(), Pooled::WithBefore, precision)
                .unwrap();
        assert!(difference(&out, &golden) < slack, "{out}");
    }
}

/// With gates and biases of 0 every token counts the same: the mean, of one block or of two.
#[test]
fn without_gates_it_is_the_mean() {
    let (values, _) = values_and_gates();
    let zeros = |rows: usize| Array2::<f64>::zeros((rows, 6));
    let pooled = |rows: usize, pooled| {
        pool_by_gates(values.view(), zeros(14).view(), zeros(rows).view(), pooled, Double).unwrap()
    };
    let mean = mean_pool(values.view(), 4, Double).unwrap();
    // By the same Python.
    let first = array![0.028_847, 0.180_424, 0.247_146, 0.197_631, 0.055_167, -0.113_243];
    assert!((&mean.row(0) - &first).iter().all(|x| x.abs() < 1e-6), "{mean}");
    assert!(difference(&pooled(4, Pooled::Block), &mean) < 1e-12);
    let both = pooled(8, Pooled::WithBefore);
    assert!((&both.row(0) - &mean.row(0)).iter().all(|x| x.abs() < 1e-12));
    let wide = mean_pool(values.slice(s![4..12, ..]), 8, Double).unwrap();
    assert!((&both.row(2) - &wide.row(0)).iter().all(|x| x.abs() < 1e-12));
}

/// Gates of 1000 in one channel and −1000 in the next, also in float; and weights of e : 1.
#[test]
fn far_from_zero_only_differences_count() {
    let values = array![[1.0, 1.0], [0.0, 0.0]];
    let gates = array![[1000.0, -999.0], [999.0, -1000.0]];
    let bias = Array2::zeros((2, 2));
    for (precision, slack) in [(Double, 1e-6), (Float, 1e-6)] {
        let out = pool_by_gates(values.view(), gates.view(), bias.view(), Pooled::Block, precision).unwrap();
        assert!(difference(&out, &array![[0.731_059, 0.731_059]]) < slack, "{out}");
    }
}

/// Visible compressed entries at t = 0 to 8 with m = 4, from the official inference code of DeepSeek-V4, executed.
#[test]
fn the_last_token_of_a_block_sees_it() {
    let positions: Vec<i64> = (0..9).collect();
    assert_eq!(visible_blocks(&positions, 4, Double).unwrap(), [0, 0, 0, 1, 1, 1, 1, 2, 2]);
    assert_eq!(visible_blocks(&[1 << 40], 1, Float).unwrap(), [(1 << 40) + 1]);
}
