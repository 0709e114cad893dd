//! Golden values of the recurrences that are computed in chunks.

use kernels::Precision::{Double, Float};
use kernels::recurrence::{Kda, Ssd, kda_from, kda_solve, ssd};
use ndarray::{Array1, Array2, Axis, array, s};

use crate::arrays::difference;
use crate::lcg::Lcg;

fn softplus(x: f64) -> f64 {
    x.exp().ln_1p()
}

/// Six tokens of two channels and two states, drawn from seed 51 in the order x, dt, b, c, with a = −0.7: the last output by the official
/// `ssd_minimal.py` of state-spaces/mamba, at two block sizes.
#[test]
fn the_last_output_of_the_dual_form() {
    let mut numbers = Lcg::new(51);
    let x = numbers.array(6, 2);
    let dt: Array1<f64> = numbers.array(1, 6).row(0).mapv(softplus);
    let [b, c] = [(); 2].map(|()| numbers.array(6, 2));
    let start = Array2::zeros((2, 2));
    let all = Ssd { x: x.view(), dt: dt.view(), a: -0.7, b: b.view(), c: c.view(), start: start.view() };
    for (precision, slack) in [(Double, 6e-7), (Float, 2e-6)] {
        let [out, _] = ssd(all, precision).unwrap();
        let golden = array![[0.033_260, -0.027_016]];
        assert!(difference(&out.slice(s![5.., ..]).to_owned(), &golden) < slack, "{out}");
    }
    // The state after four tokens is where the other two begin.
    let part = |from: usize, to: usize| {
        let rows = s![from..to, ..];
        (x.slice(rows), dt.slice(s![from..to]), b.slice(rows), c.slice(rows))
    };
    let (x0, dt0, b0, c0) = part(0, 4);
    let [first, between] =
        ssd(Ssd { x: x0, dt: dt0, a: -0.7, b: b0, c: c0, start: start.view() }, Double).unwrap();
    let (x1, dt1, b1, c1) = part(4, 6);
    let [second, _] =
        ssd(Ssd { x: x1, dt: dt1, a: -0.7, b: b1, c: c1, start: between.view() }, Double).unwrap();
    let [whole, _] = ssd(all, Double).unwrap();
    let parts = ndarray::concatenate![Axis(0), first, second];
    assert!(difference(&parts, &whole) < 1e-15, "{parts} {whole}");
}

/// Queries and keys of length 1 (six tokens of two channels), three values, β = σ(2u), and logarithms of decays −softplus(u), drawn
/// from seed 21 in this order.
fn tokens() -> [Array2<f64>; 5] {
    let mut numbers = Lcg::new(21);
    let unit = |x: Array2<f64>| {
        let lengths = (&x * &x).sum_axis(Axis(1)).mapv(|sum| (sum + 1e-6).sqrt());
        x / lengths.insert_axis(Axis(1))
    };
    let [queries, keys] = [(); 2].map(|()| unit(numbers.array(6, 2)));
    let values = numbers.array(6, 3);
    let beta = numbers.array(6, 1).mapv(|u| 1.0 / (1.0 + (-2.0 * u).exp()));
    let decays = numbers.array(6, 2).mapv(|u| -softplus(u));
    [queries, keys, values, beta, decays]
}

/// The last output by fla-org/flash-linear-attention, `ops/kda/naive.py`.
#[test]
fn the_last_output_of_kimi_delta_attention() {
    let [queries, keys, values, beta, decays] = tokens();
    let start = Array2::zeros((2, 3));
    let of = Kda {
        queries: queries.view(),
        keys: keys.view(),
        values: values.view(),
        beta: beta.column(0),
        decays: decays.view(),
        start: start.view(),
    };
    for (precision, slack) in [(Double, 6e-7), (Float, 2e-6)] {
        let [out, _] = kda_from(of, precision).unwrap();
        let golden = array![[-0.275_143, -0.038_777, 0.000_315]];
        assert!(difference(&out.slice(s![5.., ..]).to_owned(), &golden) < slack, "{out}");
    }
}

/// On the same tokens, M solves (I + A) M = Diag(β), with A element by element from its definition.
#[test]
fn the_inverse_of_a_chunk() {
    let [_, keys, _, beta, decays] = tokens();
    let match_of = |i: usize, j: usize| -> f64 {
        (0..2).map(|c| keys[[i, c]] * keys[[j, c]] * decays.slice(s![j + 1..=i, c]).sum().exp()).sum()
    };
    let left = Array2::from_shape_fn((6, 6), |(i, j)| match i.cmp(&j) {
        std::cmp::Ordering::Less => 0.0,
        std::cmp::Ordering::Equal => 1.0,
        std::cmp::Ordering::Greater => beta[[i, 0]] * match_of(i, j),
    });
    let right = Array2::from_diag(&beta.column(0));
    for (precision, slack) in [(Double, 1e-15), (Float, 1e-6)] {
        let m = kda_solve(keys.view(), decays.view(), beta.column(0), precision).unwrap();
        assert!(difference(&left.dot(&m), &right) < slack, "{m}");
    }
}
