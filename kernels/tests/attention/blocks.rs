//! Golden values of the kernels for packed documents, the parallel block and the resampler.
//!
//! No published numbers exist for these; the values were derived in float64 with numpy from the formulas in the kernels'
//! comments, step by step (whole matrices, no loop over outputs), on waves.

use kernels::Precision::{Double, Float};
use kernels::attention::{
    Gated, Projections, layer_norm, masked_attention, packing, parallel_block, resampler, rms_norm,
    scaled_dot_product, swiglu,
};
use kernels::waves::wave;
use ndarray::{Array1, Array2, array, s};

use crate::arrays::difference;

fn vector(width: usize, seed: f64) -> Array1<f64> {
    wave(1, width, seed).row(0).to_owned()
}

/// Documents of 2, 0 and 3 positions in a row of 7: written out by hand.
#[test]
fn a_packed_mask_is_a_staircase_for_each_document() {
    let (mask, positions, targets) = packing(&[2, 0, 3], 7, Double).unwrap();
    let golden = array![
        [1, 0, 0, 0, 0, 0, 0],
        [1, 1, 0, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0, 0],
        [0, 0, 1, 1, 0, 0, 0],
        [0, 0, 1, 1, 1, 0, 0],
        [0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0],
    ];
    assert_eq!(mask, golden);
    assert_eq!(positions.to_vec(), [0, 1, 0, 1, 2, 0, 0]);
    assert_eq!(targets.to_vec(), [1, 0, 1, 1, 0, 0, 0]);
}

/// Attention under the packed mask is causal attention of each document by itself, and zero in the padding.
#[test]
fn packed_attention_is_attention_of_each_document() {
    let (q, k, v) = (wave(9, 3, 0.0), wave(9, 3, 1.0), wave(9, 2, 2.0));
    let lengths = [3, 1, 4];
    for precision in [Double, Float] {
        let (mask, ..) = packing(&lengths, 9, precision).unwrap();
        let packed = masked_attention(q.view(), k.view(), v.view(), mask.view(), precision).unwrap();
        let mut start = 0;
        for length in lengths {
            let of = |x: &Array2<f64>| x.slice(s![start..start + length, ..]).to_owned();
            let alone =
                scaled_dot_product(of(&q).view(), of(&k).view(), of(&v).view(), true, precision).unwrap();
            assert!(difference(&of(&packed), &alone) < 1e-6, "{packed} and {alone}");
            start += length;
        }
        assert_eq!(packed.slice(s![8.., ..]), array![[0.0, 0.0]]);
    }
}

/// x = wave(2, 3, 0), gain = wave(1, 3, 1), bias = wave(1, 3, 2), ε = 1e-5:
/// `x / np.sqrt((x**2).mean(-1, keepdims=True) + eps) * gain` and
/// `(x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + eps) * gain + bias`.
#[test]
fn two_norms() {
    let x = wave(2, 3, 0.0);
    let (gain, bias) = (vector(3, 1.0), vector(3, 2.0));
    let golden = [[0.000_000, 0.939_836, 0.979_243], [1.270_599, 0.581_095, -0.414_471]];
    let output = rms_norm(x.view(), gain.view(), 1e-5, Double).unwrap();
    assert!(difference(&output, &Array2::from(golden.to_vec())) < 1e-6, "{output}");
    let golden = [[-0.209_389, 0.672_488, 0.475_494], [1.892_526, 0.532_165, -1.116_169]];
    let output = layer_norm(x.view(), gain.view(), bias.view(), 1e-5, Double).unwrap();
    assert!(difference(&output, &Array2::from(golden.to_vec())) < 1e-6, "{output}");
}

/// x = wave(2, 3, 0), gate = wave(3, 4, 0.1), up = wave(3, 4, 0.2), down = wave(4, 3, 0.3):
/// `(z / (1 + np.exp(-z)) * (x @ up)) @ down` with `z = x @ gate`.
#[test]
fn a_gated_mlp() {
    let (x, gate, up, down) = (wave(2, 3, 0.0), wave(3, 4, 0.1), wave(3, 4, 0.2), wave(4, 3, 0.3));
    let output = swiglu(x.view(), gate.view(), up.view(), down.view(), Double).unwrap();
    let golden = [[0.038_704, 0.110_077, 0.129_679], [0.053_823, 0.032_194, -0.004_577]];
    assert!(difference(&output, &Array2::from(golden.to_vec())) < 1e-6, "{output}");
}

/// x = wave(4, 6, 0), gain = wave(1, 6, 0.1), ε = 1e-5, two heads of width 2: query = wave(6, 4, 0.2), key = wave(6, 2, 0.3),
/// value = wave(6, 2, 0.4), out = wave(4, 6, 0.5), gate = wave(6, 5, 0.6), up = wave(6, 5, 0.7), down = wave(5, 6, 0.8).
/// The last row.
#[test]
fn a_parallel_block() {
    let x = wave(4, 6, 0.0);
    let (query, key) = (wave(6, 4, 0.2), wave(6, 2, 0.3));
    let (value, out) = (wave(6, 2, 0.4), wave(4, 6, 0.5));
    let (gate, up, down) = (wave(6, 5, 0.6), wave(6, 5, 0.7), wave(5, 6, 0.8));
    let projections =
        Projections { query: query.view(), key: key.view(), value: value.view(), out: out.view() };
    let mlp = Gated { gate: gate.view(), up: up.view(), down: down.view() };
    let golden = [-0.327_869, 0.549_637, 1.168_640, 1.238_013, 0.725_129, -0.128_794];
    for (precision, close) in [(Double, 1e-6), (Float, 1e-5)] {
        let output =
            parallel_block(x.view(), vector(6, 0.1).view(), 1e-5, projections, mlp, precision).unwrap();
        let last = output.slice(s![3.., ..]).to_owned();
        assert!(difference(&last, &Array2::from(vec![golden])) < close, "{last}");
    }
}

/// inputs = wave(5, 6, 0), latents = wave(3, 6, 0.1), gains wave(1, 6, 0.2) and wave(1, 6, 0.3), biases wave(1, 6, 0.4) and
/// wave(1, 6, 0.5), ε = 1e-5, two heads of width 2: query = wave(6, 4, 0.6), key = wave(6, 4, 0.7), value = wave(6, 4, 0.8),
/// out = wave(4, 6, 0.9). The last row, with the five inputs and with none.
#[test]
fn a_resampler() {
    let (inputs, latents) = (wave(5, 6, 0.0), wave(3, 6, 0.1));
    let (gains, biases) = ([vector(6, 0.2), vector(6, 0.3)], [vector(6, 0.4), vector(6, 0.5)]);
    let norms = [(gains[0].view(), biases[0].view()), (gains[1].view(), biases[1].view())];
    let (query, key) = (wave(6, 4, 0.6), wave(6, 4, 0.7));
    let (value, out) = (wave(6, 4, 0.8), wave(4, 6, 0.9));
    let projections =
        Projections { query: query.view(), key: key.view(), value: value.view(), out: out.view() };
    let golden = [
        [0.969_138, 0.218_142, -0.635_450, -1.190_179, -1.185_149, -0.622_724],
        [0.966_188, 0.218_677, -0.631_682, -1.184_950, -1.180_918, -0.621_482],
    ];
    for (count, golden) in [5, 0].into_iter().zip(golden) {
        for (precision, close) in [(Double, 1e-6), (Float, 1e-5)] {
            let inputs = inputs.slice(s![..count, ..]);
            let output = resampler(inputs, latents.view(), norms, 1e-5, projections, 2, precision).unwrap();
            let last = output.slice(s![2.., ..]).to_owned();
            assert!(difference(&last, &Array2::from(vec![golden])) < close, "{last}");
        }
    }
}
