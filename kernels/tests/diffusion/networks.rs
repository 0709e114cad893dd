//! Golden values of the kernels of networks.

use kernels::Precision::Double;
use kernels::diffusion::{
    Joint, average_pool, joint_attention, modulate, patchify, silu_linear, time_embedding, unpatchify,
};
use ndarray::{Array2, Array3, Axis, array, concatenate, s};

use crate::arrays::difference;
use crate::lcg::Lcg;

/// cos 3, cos 0.03, sin 3 and sin 0.03 from a table.
#[test]
fn a_time_of_three_in_four_numbers() {
    let embedding = time_embedding(3.0, 4, 1e4, Double).unwrap().insert_axis(Axis(0));
    assert!(difference(&embedding, &array![[-0.989_992, 0.999_550, 0.141_120, 0.029_996]]) < 1e-6);
    let odd = time_embedding(3.0, 5, 1e4, Double).unwrap();
    assert!(odd.len() == 5 && odd[4] == 0.0);
}

/// By hand.
#[test]
fn means_of_squares() {
    let x = Array3::from_shape_fn((2, 2, 4), |(c, i, j)| (100 * c + 10 * i + j) as f64);
    assert_eq!(average_pool(x.view(), Double).unwrap(), array![[[5.5, 7.5]], [[105.5, 107.5]]]);
}

/// By hand, from einsum nhwpqc→nchpwq of DiT's unpatchify: channel first in the picture, last in the token.
#[test]
fn two_patches_and_back() {
    let image = Array3::from_shape_fn((2, 2, 4), |(c, i, j)| (100 * c + 10 * i + j) as f64);
    let tokens = patchify(image.view(), 2, Double).unwrap();
    assert_eq!(
        tokens,
        array![
            [0.0, 100.0, 1.0, 101.0, 10.0, 110.0, 11.0, 111.0],
            [2.0, 102.0, 3.0, 103.0, 12.0, 112.0, 13.0, 113.0]
        ]
    );
    assert_eq!(unpatchify(tokens.view(), (2, 2, 4), 2, Double).unwrap(), image);
}

/// modulate of facebookresearch/DiT, executed.
#[test]
fn a_token_modulated() {
    let (x, ones) = (array![[1.0, -2.0, 3.0]], array![1.0, 1.0, 1.0]);
    let out = modulate(x.view(), (&ones * 0.1).view(), (&ones * 0.5).view(), Double).unwrap();
    assert!(difference(&out, &array![[0.343_332, -1.846_657, 1.803_325]]) < 1e-6);
    let gated = x + 0.2 * out;
    assert!(difference(&gated, &array![[1.068_666, -2.369_331, 3.360_665]]) < 1e-6);
}

/// 2 / (1 + e⁻²) = 1.761594 and −1 / (1 + e) = −0.268941.
#[test]
fn a_condition() {
    let out = silu_linear(
        array![2.0, -1.0].view(),
        array![[1.0, 0.0], [1.0, 1.0]].view(),
        array![0.0, 0.5].view(),
        Double,
    );
    assert!(difference(&out.unwrap().insert_axis(Axis(0)), &array![[1.761_594, 1.992_653]]) < 1e-6);
}

/// block_mixing of Stability-AI/sd3.5, executed: the numbers of seed 91 are queries, keys and values of two tokens of a picture, then of one of a
/// text, two channels each.
#[test]
fn three_tokens_of_two_streams() {
    let mut lcg = Lcg::new(91);
    let image = [lcg.array(2, 2), lcg.array(2, 2), lcg.array(2, 2)];
    let text = [lcg.array(1, 2), lcg.array(1, 2), lcg.array(1, 2)];
    let both: Vec<Array2<f64>> = text
        .iter()
        .zip(&image)
        .map(|(text, image)| concatenate![Axis(0), text.view(), image.view()])
        .collect();
    let input = Joint {
        queries: both[0].view(),
        keys: both[1].view(),
        values: both[2].view(),
        gains: None,
        first: 1,
        heads: 1,
    };
    let out = joint_attention(&input, Double).unwrap();
    let golden = array![[0.654_226, -0.186_125], [0.642_086, -0.348_970], [0.653_364, -0.125_912]];
    assert!(difference(&out, &golden) < 1e-6, "{out}");
    let alone = Joint {
        queries: both[0].slice(s![1.., ..]),
        keys: both[1].slice(s![1.., ..]),
        values: both[2].slice(s![1.., ..]),
        first: 0,
        ..input
    };
    let alone = joint_attention(&alone, Double).unwrap();
    assert!(difference(&alone.slice(s![..1, ..]).to_owned(), &array![[0.666_835, -0.587_041]]) < 1e-6);
}
