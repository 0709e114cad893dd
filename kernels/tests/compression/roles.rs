//! Golden values of the two roles of a token.

use kernels::Precision::{Double, Float};
use kernels::compression::{Role, dual_role};
use kernels::waves::wave;
use ndarray::{Array2, array, s};

use crate::arrays::difference;

/// Values, gates and bias of a role.
type Arrays = [Array2<f64>; 3];

fn role([values, gates, bias]: &Arrays) -> Role<'_> {
    Role { values: values.view(), gates: gates.view(), bias: bias.view() }
}

/// Golden A11: 14 tokens, 6 channels, blocks of 4; with w(s) for `sin(0.7 i + s)` in row-major order, values w(0.1) and w(0.2),
/// gates w(0.3) and w(0.4), biases w(0.5) and w(0.6) of the roles `current` and `previous`.
fn a11() -> [Arrays; 2] {
    [0.0, 0.1].map(|s| [wave(14, 6, 0.1 + s), wave(14, 6, 0.3 + s), wave(4, 6, 0.5 + s)])
}

fn a11_entries() -> Array2<f64> {
    array![
        [0.377_873, 0.670_774, 0.912_771, 0.597_789, 0.577_219, 0.793_934],
        [0.224_839, 0.526_408, 0.606_444, 0.362_643, 0.529_559, 0.584_189],
        [0.330_417, 0.063_494, -0.008_130, 0.207_489, 0.275_832, 0.269_927],
    ]
}

/// Golden A11. The pooling of `Compressor` in the official inference code of DeepSeek-V4 (model.py), run in double precision on
/// these inputs, gives the same.
#[test]
fn a11_is_what_the_official_compressor_pools() {
    let [current, previous] = a11();
    for precision in [Double, Float] {
        let entries = dual_role(role(&current), role(&previous), precision).unwrap();
        assert!(difference(&entries, &a11_entries()) < 1e-6, "{entries}");
    }
}

/// On A11: the roles swapped, the biases swapped, and no bias, differ as they do in numpy.
#[test]
fn a11_tells_the_roles_apart() {
    let [current, previous] = a11();
    let [[v, g, b], [pv, pg, pb]] = [current.clone(), previous.clone()];
    let none = 0.0 * &b;
    for (a, b, apart) in [
        (previous, current, 0.063),
        ([v.clone(), g.clone(), pb.clone()], [pv.clone(), pg.clone(), b.clone()], 0.037),
        ([v.clone(), g.clone(), none.clone()], [pv, pg, none], 0.386),
        ([v.clone(), g.clone(), b.clone()], [v.clone(), g.clone(), b.clone()], 0.056),
        ([v.clone(), g.clone(), b], [v, g, pb], 0.050),
    ] {
        let entries = dual_role(role(&a), role(&b), Double).unwrap();
        let found = difference(&entries, &a11_entries());
        assert!((found - apart).abs() < 6e-4, "{found} instead of {apart}");
    }
}

/// Equal gates and no bias: entry 0 is the mean of its m tokens, and every other the mean of the two means.
#[test]
fn equal_gates_give_means() {
    let zeros = Array2::zeros((9, 2));
    let (current, previous) = (wave(9, 2, 0.3), wave(9, 2, 0.9));
    let none = Array2::zeros((3, 2));
    let entries = dual_role(
        Role { values: current.view(), gates: zeros.view(), bias: none.view() },
        Role { values: previous.view(), gates: zeros.view(), bias: none.view() },
        Double,
    )
    .unwrap();
    let mean = |values: &Array2<f64>, i: usize, c: usize| values.slice(s![3 * i..3 * i + 3, c]).sum() / 3.0;
    let expected = Array2::from_shape_fn((3, 2), |(i, c)| match i {
        0 => mean(&current, 0, c),
        _ => mean(&current, i, c).midpoint(mean(&previous, i - 1, c)),
    });
    assert!(difference(&entries, &expected) < 1e-12, "{entries}");
}

/// Two tokens to a block, one channel, by hand: entry 1 has scores ln 1, ln 2 (its own) and ln 3, ln 4 (the block before).
#[test]
fn one_softmax_spans_both_roles() {
    let ln = |x: f64| x.ln();
    let current = [
        array![[9.0], [9.0], [10.0], [20.0], [7.0]],
        array![[0.0], [0.0], [ln(1.0)], [ln(2.0)], [50.0]],
        array![[0.0], [0.0]],
    ];
    let previous = [
        array![[30.0], [40.0], [0.0], [0.0], [0.0]],
        array![[0.0], [0.0], [50.0], [50.0], [50.0]],
        array![[ln(3.0)], [ln(4.0)]],
    ];
    // (1 · 10 + 2 · 20 + 3 · 30 + 4 · 40) / 10 = 30.
    let entries = dual_role(role(&current), role(&previous), Double).unwrap();
    assert!(difference(&entries, &array![[9.0], [30.0]]) < 1e-12, "{entries}");
}

/// Levels of ±1000 are as good as those near 0, and no token gives no entry.
#[test]
fn large_scores_and_no_tokens() {
    let [current, previous] = a11();
    for level in [1000.0, -1000.0] {
        let moved = |[values, gates, bias]: &Arrays| [values.clone(), gates + level, bias.clone()];
        let entries = dual_role(role(&moved(&current)), role(&moved(&previous)), Double).unwrap();
        assert!(difference(&entries, &a11_entries()) < 1e-6, "{entries}");
    }
    let empty = |[_, _, bias]: &Arrays| [Array2::zeros((0, 6)), Array2::zeros((0, 6)), bias.clone()];
    let entries = dual_role(role(&empty(&current)), role(&empty(&previous)), Double).unwrap();
    assert_eq!(entries.dim(), (0, 6));
}
