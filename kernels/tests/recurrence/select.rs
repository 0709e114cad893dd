//! Golden values of scans. Unless a test says otherwise, they were computed in double precision by another program, on the portable
//! random numbers that the test draws.

use kernels::Precision::Double;
use kernels::recurrence::{Lru, Selective, affine_chain, lru, lru_decay, selective_scan, short_conv};
use ndarray::{Array1, Array2, array, s};

use crate::arrays::difference;
use crate::lcg::Lcg;

fn row(lcg: &mut Lcg, count: usize) -> Array1<f64> {
    lcg.array(1, count).row(0).to_owned()
}

fn close(found: &Array1<f64>, golden: &Array1<f64>) {
    assert!((found - golden).iter().all(|x| x.abs() < 1e-6), "{found} is not {golden}");
}

/// ν = ln 0.5 and θ = ln 0.8.
#[test]
fn the_decay_of_a_half_and_a_turn_of_0_8() {
    let [re, im, gamma] =
        lru_decay(array![0.5_f64.ln()].view(), array![0.8_f64.ln()].view(), Double).unwrap();
    close(&array![re[0], im[0], gamma[0]], &array![0.422_574, 0.435_098, 0.795_060]);
    assert!((re[0].hypot(im[0]) - 0.606_531).abs() < 1e-6);
}

/// a = 0.9, 0.5, 0.7, 0.8 and b = 1, 2, 3, 4: the states are 1, 2.5, 4.75 and 7.8, by hand.
#[test]
fn four_real_steps() {
    let steps =
        array![[0.9, 0.0, 1.0, 0.0], [0.5, 0.0, 2.0, 0.0], [0.7, 0.0, 3.0, 0.0], [0.8, 0.0, 4.0, 0.0]];
    for (count, (factor, state)) in
        [(0.9, 1.0), (0.45, 2.5), (0.315, 4.75), (0.252, 7.8)].into_iter().enumerate()
    {
        let chain = affine_chain(steps.slice(s![..=count, ..]), Double).unwrap();
        close(&chain, &array![factor, 0.0, state, 0.0]);
    }
}

/// The same steps as a (h + b), which multiplies what a step adds by its own factor, too: 0.9, 1.45, 3.115 and 5.692, by hand. That is the
/// scan with a b in place of b, and apart from a h + b from the first step on.
#[test]
fn four_real_steps_that_multiply_what_they_add() {
    let mut steps = Array2::zeros((4, 4));
    for (mut step, (a, b)) in
        steps.rows_mut().into_iter().zip([(0.9, 1.0), (0.5, 2.0), (0.7, 3.0), (0.8, 4.0)])
    {
        (step[0], step[2]) = (a, a * b);
    }
    for (count, (state, right)) in
        [(0.9, 1.0), (1.45, 2.5), (3.115, 4.75), (5.692, 7.8)].into_iter().enumerate()
    {
        let chain = affine_chain(steps.slice(s![..=count, ..]), Double).unwrap();
        assert!((chain[2] - state).abs() < 1e-12 && right - state > 0.09, "{chain}");
    }
}

/// Factor i, added 1, twice: i · 1 + 1, and the product −1. No step at all changes nothing.
#[test]
fn complex_steps() {
    let steps = array![[0.0, 1.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0]];
    close(&affine_chain(steps.view(), Double).unwrap(), &array![-1.0, 0.0, 1.0, 1.0]);
    close(&affine_chain(Array2::zeros((0, 4)).view(), Double).unwrap(), &array![1.0, 0.0, 0.0, 0.0]);
}

/// The numbers of seed 92 are, in this order, θ, ν, the real and the imaginary part of B, those of C, D and five inputs. The module and
/// the scan of NicolasZucchet/minimal-LRU, executed on them in double precision, give this last output.
#[test]
fn the_last_output_of_minimal_lru() {
    let mut lcg = Lcg::new(92);
    let (theta, nu) = (row(&mut lcg, 3), row(&mut lcg, 3));
    let b = [lcg.array(3, 2), lcg.array(3, 2)];
    let c = [lcg.array(2, 3), lcg.array(2, 3)];
    let d = row(&mut lcg, 2);
    let inputs = lcg.array(5, 2);
    let (b, c) = (b.each_ref().map(|b| b.view()), c.each_ref().map(|c| c.view()));
    let input = Lru { inputs: inputs.view(), nu: nu.view(), theta: theta.view(), b, c, d: d.view() };
    let output = lru(&input, Double).unwrap();
    close(&output.row(4).to_owned(), &array![-0.090_424, 0.542_863]);
}

/// Five tokens and four weights; causal_conv1d of Dao-AILab, executed, agrees.
#[test]
fn a_short_convolution() {
    let tokens = array![[1.0], [2.0], [3.0], [4.0], [5.0]];
    let output = short_conv(tokens.view(), array![[0.1, 0.2, 0.3, 0.4]].view(), Double).unwrap();
    assert!(difference(&output, &array![[0.4], [1.1], [2.0], [3.0], [4.0]]) < 1e-12);
    let short = short_conv(tokens.slice(s![..2, ..]), array![[0.1, 0.2, 0.3, 0.4]].view(), Double).unwrap();
    assert!(difference(&short, &array![[0.4], [1.1]]) < 1e-12);
}

/// The numbers of seed 41 are u, raw, B, C and z of five tokens with one channel and two states; A = −1 and −2, D = 0.5, the bias −0.2. The
/// program agrees with `selective_scan_ref` of state-spaces/mamba, executed on other inputs.
#[test]
fn a_selective_scan() {
    let mut lcg = Lcg::new(41);
    let (u, raw, b, c, z) =
        (lcg.array(5, 1), lcg.array(5, 1), lcg.array(5, 2), lcg.array(5, 2), lcg.array(5, 1));
    let (bias, a, skip) = (array![-0.2], array![[-1.0, -2.0]], array![0.5]);
    let input = Selective {
        u: u.view(),
        raw: raw.view(),
        bias: bias.view(),
        a: a.view(),
        b: b.view(),
        c: c.view(),
        skip: skip.view(),
        z: z.view(),
    };
    let output = selective_scan(&input, Double).unwrap();
    close(&array![output[[1, 0]], output[[4, 0]]], &array![-0.083_752, 0.003_160]);
}
