//! Golden values of state spaces.

use kernels::Precision::{Double, Float};
use kernels::recurrence::{
    Rule, Space, causal_convolution, discretise, hippo_matrices, hippo_recall, hippo_remember, s4d_kernel,
    state_space_kernel, state_space_steps,
};
use ndarray::{Array1, Array2, array};

use crate::arrays::difference;
use crate::lcg::Lcg;

fn apart(a: &Array1<f64>, b: &[f64]) -> f64 {
    let row = |x: &[f64]| Array2::from_shape_vec((1, x.len()), x.to_vec()).unwrap();
    difference(&row(&a.to_vec()), &row(b))
}

fn vector(seed: u64, length: usize) -> Array1<f64> {
    Lcg::new(seed).array(1, length).row(0).to_owned()
}

/// `transition("legs", 4)` of state-spaces/s4, executed.
#[test]
fn the_matrices_of_four_coefficients() {
    let golden = array![
        [-1.0, 0.0, 0.0, 0.0],
        [-1.732_051, -2.0, 0.0, 0.0],
        [-2.236_068, -3.872_983, -3.0, 0.0],
        [-2.645_751, -4.582_576, -5.916_080, -4.0]
    ];
    for (precision, slack) in [(Double, 1e-6), (Float, 2e-6)] {
        let (a, b) = hippo_matrices(4, precision).unwrap();
        assert!(difference(&a, &golden) < slack, "{a}");
        assert!(apart(&b, &[1.0, 1.732_051, 2.236_068, 2.645_751]) < slack, "{b}");
    }
}

/// A + PPᵀ with Pᵢ = √(i + ½) is −½I and a matrix that its transpose takes away: arXiv 2111.00396, appendix.
#[test]
fn the_matrix_is_normal_but_for_a_product_of_two_vectors() {
    let (a, b) = hippo_matrices(37, Double).unwrap();
    let with = Array2::from_shape_fn(a.raw_dim(), |(i, k)| a[[i, k]] + b[i] * b[k] / 2.0);
    let symmetric = (&with + &with.t()) / 2.0;
    assert!(difference(&symmetric, &(-0.5 * Array2::<f64>::eye(37))) < 1e-12);
}

/// sin 6s + s/2 in 1000 samples by 8 coefficients: near the integrals over the Legendre polynomials (the fact sheet's 1.0e-3), and read
/// back within 3.1e-3 at s = 0.02, 0.04 to 0.98.
#[test]
fn a_thousand_samples_in_eight_coefficients() {
    let of = |s: f64| (6.0 * s).sin() + 0.5 * s;
    let samples = Array1::from_shape_fn(1000, |t| of((t as f64 + 0.5) / 1000.0));
    let kept = hippo_remember(samples.view(), 8, Double).unwrap();
    let times = Array1::from_shape_fn(1000, |at| (at as f64 + 0.5) / 1000.0);
    for i in 0..8 {
        let unit = Array1::from_shape_fn(8, |k| if k == i { 1.0 } else { 0.0 });
        let basis = hippo_recall(unit.view(), times.view(), Double).unwrap();
        let integral = (&basis * &times.mapv(of)).sum() / 1000.0;
        assert!((kept[i] - integral).abs() < 1.1e-3, "{i}: {} and {integral}", kept[i]);
    }
    let times = Array1::from_shape_fn(49, |at| 0.02 * (at + 1) as f64);
    let back = hippo_recall(kept.view(), times.view(), Double).unwrap();
    let worst = (&back - &times.mapv(of)).iter().fold(0.0, |worst: f64, x| worst.max(x.abs()));
    assert!((3.05e-3..3.15e-3).contains(&worst), "{worst}");
}

/// The table of the fact sheet: C = LCG(8), step 0.1, u = LCG(9). scipy's `cont2discrete` gives the same, and so does the official
/// `SSMKernelDPLR` for the bilinear rule.
#[test]
fn the_kernels_of_two_rules_and_their_outputs() {
    let (a, b) = hippo_matrices(4, Double).unwrap();
    let (c, input) = (vector(8, 4), vector(9, 8));
    for (rule, kernel, last) in [
        (Rule::Bilinear, [-0.016_161, -0.019_381, -0.019_370], 0.020_075),
        (Rule::Zoh, [-0.016_557, -0.019_212, -0.019_107], 0.020_283),
    ] {
        for precision in [Double, Float] {
            let (a, b) = discretise(a.view(), b.view(), 0.1, rule, precision).unwrap();
            let space = Space { a: a.view(), b: b.view(), c: c.view() };
            let numbers = state_space_kernel(space, 8, precision).unwrap();
            assert!(apart(&numbers.slice(ndarray::s![..3]).to_owned(), &kernel) < 2e-6, "{numbers}");
            for out in [
                state_space_steps(space, input.view(), precision).unwrap(),
                causal_convolution(numbers.view(), input.view(), precision).unwrap(),
            ] {
                assert!((out[7] - last).abs() < 2e-6, "{rule:?}: {out}");
            }
        }
    }
    // By the first output of the fact sheet's wrong row.
    let (a, b) = discretise(a.view(), b.view(), 0.1, Rule::Bilinear, Double).unwrap();
    let out =
        state_space_steps(Space { a: a.view(), b: b.view(), c: c.view() }, input.view(), Double).unwrap();
    assert!((out[0] + 0.004_033).abs() < 1e-6, "{out}");
}

/// A has no inverse: a position and its speed, pushed for 3 seconds. By hand.
#[test]
fn a_push_moves_what_nothing_holds() {
    let (a, b) = (array![[0.0, 1.0], [0.0, 0.0]], array![0.0, 2.0]);
    for rule in [Rule::Bilinear, Rule::Zoh] {
        let (a_bar, b_bar) = discretise(a.view(), b.view(), 3.0, rule, Double).unwrap();
        assert!(difference(&a_bar, &array![[1.0, 3.0], [0.0, 1.0]]) < 1e-12);
        assert!(apart(&b_bar, &[9.0, 6.0]) < 1e-12, "{b_bar}");
    }
}

/// `S4DKernel` of state-spaces/s4, executed: A = −½ + iπ{0, 1}, C = (0.3 + 0.2i, −0.1 + 0.4i), step 0.1.
#[test]
fn the_kernel_of_two_damped_waves() {
    let (half, pi) = (array![-0.5, -0.5], array![0.0, std::f64::consts::PI]);
    let (re, im) = (array![0.3, -0.1], array![0.2, 0.4]);
    for precision in [Double, Float] {
        let kernel = s4d_kernel([half.view(), pi.view()], [re.view(), im.view()], 0.1, 5, precision).unwrap();
        assert!(
            apart(&kernel, &[0.027_276, 0.005_719, -0.009_148, -0.016_796, -0.017_422]) < 2e-6,
            "{kernel}"
        );
    }
}
