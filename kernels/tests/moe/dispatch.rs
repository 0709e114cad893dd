//! Dispatch, mixture of depths, upcycling.

use kernels::Precision::{Double, Float};
use kernels::moe::{depths, dispatch_dense, dispatch_grouped, upcycle_forward, upcycle_gates};
use ndarray::{Array2, Array3, array};

use crate::arrays::difference;
use crate::lcg::Lcg;

fn cube(lcg: &mut Lcg, shape: (usize, usize, usize)) -> Array3<f64> {
    lcg.array(shape.0, shape.1 * shape.2).into_shape_with_order(shape).unwrap()
}

/// The fact sheet's grouped product: `Lcg(171)`, rows 5×2, matrices 3×2×2, experts [2, 0, 2, 1, 0]. Derived with numpy, each token
/// times the matrix of its expert: the first is (−.437009, .418453). In the order of experts that token is row 3.
#[test]
fn rows_times_the_matrix_of_their_expert() {
    let mut lcg = Lcg::new(171);
    let tokens = lcg.array(5, 2);
    let weights = cube(&mut lcg, (3, 2, 2));
    let experts = [2, 0, 2, 1, 0];
    for (precision, allowed) in [(Double, 1e-6), (Float, 2e-6)] {
        let direct = dispatch_grouped(tokens.view(), &experts, weights.view(), precision).unwrap();
        let golden = array![[-0.437_009, 0.418_453]];
        assert!(difference(&direct.slice(ndarray::s![..1, ..]).to_owned(), &golden) < allowed, "{direct}");

        let order = [1, 4, 3, 0, 2];
        let rows = tokens.select(ndarray::Axis(0), &order);
        let grouped = dispatch_grouped(rows.view(), &[0, 0, 1, 2, 2], weights.view(), precision).unwrap();
        assert!(difference(&grouped, &direct.select(ndarray::Axis(0), &order)) < allowed);

        let combine = Array2::from_shape_fn((5, 3), |(t, e)| if experts[t] == e { 1.0 } else { 0.0 });
        let dense = dispatch_dense(tokens.view(), combine.view(), weights.view(), precision).unwrap();
        assert!(difference(&dense, &direct) < allowed, "the one-hot form");
    }
}

/// Two experts that a token has chosen, with gates ½ and ¼, by hand: 2 · 3 / 2 + 2 · 5 / 4.
#[test]
fn the_dense_form_adds_up_the_experts_of_a_token() {
    let weights = Array3::from_shape_vec((3, 1, 1), vec![3.0, 7.0, 5.0]).unwrap();
    let out = dispatch_dense(array![[2.0]].view(), array![[0.5, 0.0, 0.25]].view(), weights.view(), Double)
        .unwrap();
    assert_eq!(out, array![[5.5]]);
}

/// The fact sheet's four tokens of one channel: x = (1, −.5, .3, 2), r = (.2, 1.5, −.7, .9), top two, f = tanh. With a block that
/// averages, the token at 3 sees (−.5 + 2)/2 = .75 instead of 2: 2 + .9 tanh(.75) = 2.571634; alone it gives the sheet's 2.867625.
#[test]
fn mixture_of_depths_of_four_tokens() {
    let tokens = array![[1.0], [-0.5], [0.3], [2.0]];
    let scores = ndarray::arr1(&[0.2, 1.5, -0.7, 0.9]);
    let run = |selected: [bool; 4], precision| {
        depths(tokens.view(), scores.view(), &selected, array![[1.0]].view(), precision).unwrap()
    };
    for (precision, allowed) in [(Double, 1e-6), (Float, 2e-6)] {
        let both = run([false, true, false, true], precision);
        assert!(difference(&both, &array![[1.0], [-1.193_176], [0.3], [2.571_634]]) < allowed, "{both}");
        let last = run([false, false, false, true], precision);
        assert!(difference(&last, &array![[1.0], [-0.5], [0.3], [2.867_625]]) < allowed, "{last}");
        let first = run([true, false, false, false], precision);
        assert!(difference(&first, &array![[1.152_319], [-0.5], [0.3], [2.0]]) < allowed, "{first}");
        let third = run([false, false, true, false], precision);
        assert!(difference(&third, &array![[1.0], [-0.5], [0.096_081], [2.0]]) < allowed, "{third}");
    }
}

/// The fact sheet's weights (.3, .2, .1) of the three kept experts become (.5, .333333, .166667). The logits are their logarithms;
/// the fourth expert has the rest.
#[test]
fn kept_weights_sum_to_one() {
    let logits = array![[0.3_f64, 0.1, 0.4, 0.2]].mapv(f64::ln);
    let chosen = array![[true, true, false, true]];
    for (precision, allowed) in [(Double, 1e-6), (Float, 2e-6)] {
        for level in [0.0, 900.0] {
            let gates = upcycle_gates((&logits + level).view(), chosen.view(), precision).unwrap();
            let golden = array![[0.5, 0.166_667, 0.0, 0.333_333]];
            let allowed = if level > 0.0 { 1e-4 } else { allowed };
            assert!(difference(&gates, &golden) < allowed, "{gates}");
        }
    }
}

/// Identical experts that say 2 with gates that sum to 1 say 2, and with (.3, .2, .1) they say 1.2: the fact sheet's values. By hand:
/// silu(x) = 1 needs x = 1.278465, so `up` is that and `down` is 2.
#[test]
fn identical_experts_are_the_dense_layer() {
    let up = Array3::from_elem((3, 1, 1), 1.278_464_542_761_073_7);
    let down = Array3::from_elem((3, 1, 1), 2.0);
    let tokens = array![[1.0], [1.0], [1.0]];
    let gates = array![[0.5, 1.0 / 3.0, 1.0 / 6.0], [0.3, 0.2, 0.1], [0.0, 0.0, 0.0]];
    for (precision, allowed) in [(Double, 1e-9), (Float, 2e-6)] {
        let out = upcycle_forward(tokens.view(), gates.view(), up.view(), down.view(), precision).unwrap();
        assert!(difference(&out, &array![[2.0], [1.2], [0.0]]) < allowed, "{out}");
    }
}
