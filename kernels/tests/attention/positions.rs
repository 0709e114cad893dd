//! Golden values of the kernels about positions, and second definitions that they must agree with. The inputs are waves:
//! `wave(rows, columns, s)[flat i] = sin(0.7 i + s)`, in row-major order.

use kernels::Precision::{Double, Float};
use kernels::attention::{
    alibi, alibi_slopes, msrope, msrope_positions, msrope_scores, rope, rope_2d, scaled_dot_product,
};
use kernels::waves::wave;
use ndarray::{Array2, array, s};

use crate::arrays::difference;

/// The official algorithm, restated with its recursion (ofirpress/attention_with_linear_biases,
/// fairseq/models/transformer.py, `get_slopes`): a geometric series whose first term is its ratio, 2^(-2^(3 - log2 n)).
fn official_slopes(heads: usize) -> Vec<f64> {
    if heads.is_power_of_two() {
        let ratio = 2_f64.powf(-2_f64.powf(3.0 - (heads as f64).log2()));
        return (1..=heads).map(|h| ratio.powi(h as i32)).collect();
    }
    let power = heads.next_power_of_two() / 2;
    let rest = official_slopes(2 * power).into_iter().step_by(2).take(heads - power);
    official_slopes(power).into_iter().chain(rest).collect()
}

/// 8 heads: a half, a quarter, ... 1/256. The four that 12 heads have besides, and the six of 6 heads, were computed with the
/// official algorithm.
#[test]
fn slopes_are_the_official_ones() {
    let golden: [(usize, &[f64]); 4] = [
        (8, &[0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015_625, 0.007_812_5, 0.003_906_25]),
        (6, &[0.25, 0.0625, 0.015_625, 0.003_906, 0.5, 0.125]),
        (1, &[0.003_906]),
        (3, &[0.0625, 0.003_906, 0.25]),
    ];
    for (heads, golden) in golden {
        let slopes = alibi_slopes(heads, Double).unwrap();
        assert!(slopes.iter().zip(golden).all(|(a, b)| (a - b).abs() < 1e-6), "{heads} heads: {slopes}");
    }
    let twelve = alibi_slopes(12, Double).unwrap();
    let rest = [0.5_f64.sqrt(), 0.353_553, 0.176_777, 0.088_388];
    assert!(twelve.iter().skip(8).zip(rest).all(|(a, b)| (a - b).abs() < 1e-6), "{twelve}");
    for heads in 1..=130 {
        let (slopes, official) = (alibi_slopes(heads, Double).unwrap(), official_slopes(heads));
        assert_eq!(slopes.len(), official.len());
        assert!(slopes.iter().zip(&official).all(|(a, b)| (a - b).abs() < 1e-12), "{heads} heads: {slopes}");
    }
}

/// Causal attention of six waves with slope 0.25: the last row. Derived in float64 from the definition with numpy.
#[test]
fn alibi_of_six_queries() {
    let (q, k, v) = (wave(6, 4, 0.0), wave(6, 4, 1.0), wave(6, 4, 2.0));
    for (precision, allowed) in [(Double, 1e-6), (Float, 2e-6)] {
        let output = alibi(q.view(), k.view(), v.view(), 0.25, precision).unwrap();
        let golden = array![[0.194_883, -0.031_774, -0.243_488, -0.340_686]];
        assert!(difference(&output.slice(s![5.., ..]).to_owned(), &golden) < allowed, "{output}");
    }
}

/// Slope 0 is attention without positions; and a penalty on distance is one more channel, which is 1 in every query and
/// slope · j in key j, since a softmax does not notice what is added to a whole row.
#[test]
fn alibi_agrees_with_attention() {
    for (n, m) in [(5, 5), (3, 8), (8, 3)] {
        let (q, k, v) = (wave(n, 4, 0.0), wave(m, 4, 1.0), wave(m, 3, 2.0));
        let plain = scaled_dot_product(q.view(), k.view(), v.view(), true, Double).unwrap();
        let sloped = alibi(q.view(), k.view(), v.view(), 0.0, Double).unwrap();
        assert!(difference(&plain, &sloped) < 1e-14);

        let channel = |x: &Array2<f64>, scale: f64, last: &dyn Fn(usize) -> f64| {
            Array2::from_shape_fn((x.nrows(), 5), |(i, c)| if c < 4 { scale * x[[i, c]] } else { last(i) })
        };
        let root = 5_f64.sqrt();
        let (q5, k5) = (channel(&q, root / 2.0, &|_| root), channel(&k, 1.0, &|j| 0.3 * j as f64));
        let plain = scaled_dot_product(q5.view(), k5.view(), v.view(), true, Double).unwrap();
        let sloped = alibi(q.view(), k.view(), v.view(), 0.3, Double).unwrap();
        assert!(difference(&plain, &sloped) < 1e-13);
    }
}

/// Row 3 of an (5, 8) wave at positions 0 to 4, base 10,000, in both pairings. Derived in float64 with numpy.
#[test]
fn rope_of_position_three() {
    let x = wave(5, 8, 0.0);
    let golden = [
        [1.016_365, 0.840_609, -0.592_720, -0.130_570, 0.651_878, 1.012_776, 0.835_791, 0.289_561],
        [0.782_446, -1.225_434, -0.629_657, 0.049_561, -0.800_392, 0.660_109, 0.818_137, 0.287_203],
    ];
    for (half, golden) in [false, true].into_iter().zip(golden) {
        for (precision, allowed) in [(Double, 1e-6), (Float, 2e-6)] {
            let output = rope(x.view(), &[0, 1, 2, 3, 4], 10_000.0, half, 8, precision).unwrap();
            let row = output.slice(s![3..4, ..]).to_owned();
            assert!(difference(&row, &array![golden]) < allowed, "{output}");
        }
    }
}

/// Channels beyond the rotated ones are copied, and the ladder of frequencies is that of the rotated width.
#[test]
fn partial_rope_is_rope_of_the_first_channels() {
    let x = wave(5, 9, 0.2);
    let positions = [4000, 0, 3, 3, 17];
    for half in [false, true] {
        let part = rope(x.view(), &positions, 100.0, half, 6, Double).unwrap();
        let first = rope(x.slice(s![.., ..6]), &positions, 100.0, half, 6, Double).unwrap();
        assert_eq!(part.slice(s![.., ..6]), first);
        assert_eq!(part.slice(s![.., 6..]), x.slice(s![.., 6..]));
    }
}

/// sin(0.7 i) for i from 0 to 7 at row 3, column 5. Derived in float64 with numpy, in the order of
/// mistralai/mistral-inference, rope.py.
#[test]
fn rope_2d_of_row_three_and_column_five() {
    let grid = (4, 6);
    let x = Array2::from_shape_fn((24, 8), |(_, c)| (0.7 * c as f64).sin());
    let golden =
        array![[-0.090_912, -0.637_771, 0.959_114, 0.892_380, 0.462_154, -0.147_239, -0.866_653, -0.986_798]];
    let output = rope_2d(x.view(), grid, 10_000.0, Double).unwrap();
    assert!(difference(&output.slice(s![3 * 6 + 5..24, ..]).to_owned(), &golden) < 1e-6, "{output}");
}

/// Its two halves are two ropes on lines: the even frequencies of width d are the ladder of width d/2, and the odd ones are
/// that times base^(-2/d), which a line that is stretched by as much has too.
#[test]
fn rope_2d_is_a_rope_for_each_axis() {
    let (rows, columns, base) = (3, 5, 100.0_f64);
    let x = wave(rows * columns, 12, 0.6);
    let both = rope_2d(x.view(), (rows, columns), base, Double).unwrap();
    let down: Vec<usize> = (0..rows * columns).map(|patch| patch / columns).collect();
    let first = rope(x.slice(s![.., ..6]), &down, base, false, 6, Double).unwrap();
    assert!(difference(&both.slice(s![.., ..6]).to_owned(), &first) < 1e-13);
    let second = Array2::from_shape_fn((rows * columns, 6), |(patch, c)| {
        let angle = (patch % columns) as f64 * base.powf(-(2.0 * (c / 2) as f64) / 6.0 - 2.0 / 12.0);
        let (a, b) = (x[[patch, 6 + c / 2 * 2]], x[[patch, 7 + c / 2 * 2]]);
        if c % 2 == 0 { a * angle.cos() - b * angle.sin() } else { a * angle.sin() + b * angle.cos() }
    });
    assert!(difference(&both.slice(s![.., 6..]).to_owned(), &second) < 1e-13);
}

/// huggingface/diffusers, transformer_qwenimage.py: a height is the last h − ⌊h/2⌋ of the negative table ( … −3, −2, −1)
/// followed by the first ⌊h/2⌋ of the other (0, 1, 2 …), and the text begins at max(⌊h/2⌋, ⌊w/2⌋) on every axis.
#[test]
fn positions_are_cut_from_two_tables() {
    let cut = |size: usize| -> Vec<i64> {
        let negative: Vec<i64> = (0..64).rev().map(|p: i64| -p - 1).collect();
        negative[64 - (size - size / 2)..].iter().copied().chain(0..(size / 2) as i64).collect()
    };
    assert_eq!(cut(4), [-2, -1, 0, 1]);
    assert_eq!(cut(5), [-3, -2, -1, 0, 1]);
    for (text, images) in [(3, vec![(4, 6)]), (2, vec![(5, 5), (1, 9)]), (0, vec![(7, 2)]), (4, vec![])] {
        let largest = images.iter().map(|&(h, w): &(usize, usize)| (h / 2).max(w / 2)).max().unwrap_or(0);
        let mut expected: Vec<[i64; 3]> = (largest..largest + text).map(|p| [p as i64; 3]).collect();
        for (image, &(height, width)) in images.iter().enumerate() {
            for row in cut(height) {
                expected.extend(cut(width).into_iter().map(|column| [image as i64, row, column]));
            }
        }
        assert_eq!(msrope_positions(text, &images), Array2::from(expected));
    }
}

/// The two definitions, by absolute and by relative positions, agree.
#[test]
fn turned_vectors_give_the_scores_of_relative_positions() {
    let places = msrope_positions(4, &[(3, 4), (5, 2)]);
    let others = msrope_positions(7, &[(4, 5)]) + 13;
    for (axes, base) in [([4, 6, 8], 10_000.0), ([2, 2, 2], 10.0), ([16, 56, 56], 10_000.0)] {
        let width = axes.iter().sum();
        let (q, k) = (wave(places.nrows(), width, 0.3), wave(others.nrows(), width, 1.1));
        let turned_q = msrope(q.view(), places.view(), axes, base, Double).unwrap();
        let turned_k = msrope(k.view(), others.view(), axes, base, Double).unwrap();
        let scores =
            msrope_scores(q.view(), k.view(), places.view(), others.view(), axes, base, Double).unwrap();
        assert!(difference(&turned_q.dot(&turned_k.t()), &scores) < 1e-12);
    }
}

/// A text without pictures: each axis is a rope on a line, with its own ladder.
#[test]
fn msrope_of_a_text_is_a_rope_for_each_axis() {
    let (axes, text) = ([2, 6, 4], 5);
    let x = wave(text, 12, 0.9);
    let places = msrope_positions(text, &[]);
    let turned = msrope(x.view(), places.view(), axes, 1000.0, Double).unwrap();
    for (block, width) in [(0..2, 2), (2..8, 6), (8..12, 4)] {
        let part = x.slice(s![.., block.clone()]);
        let line = rope(part, &[0, 1, 2, 3, 4], 1000.0, false, width, Double).unwrap();
        assert!(difference(&turned.slice(s![.., block]).to_owned(), &line) < 1e-14);
    }
}
