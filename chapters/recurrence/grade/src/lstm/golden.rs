//! What is known of `lstm` from elsewhere.

use judge::{Golden, mistaken};
use ndarray::{Array, Array1, Array2, Dimension, array};

use super::knobs::Knobs;
use super::{Answered, Given, Input, mistakes};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![by_hand, that_of_pytorch, wrong_ones_of_the_same_draws]
}

fn step(knobs: &Knobs, given: Given) -> [Array1<f32>; 2] {
    match knobs.run(&Input::Step(given)) {
        Answered::State(h, c) => [h, c],
        Answered::Jacobian(_) => unreachable!("a step was asked for"),
    }
}

fn near<D: Dimension>(found: &Array<f32, D>, known: &Array<f32, D>) {
    let near = found.shape() == known.shape() && found.iter().zip(known).all(|(a, b)| (a - b).abs() < 3e-6);
    assert!(near, "{found}, and {known} is known");
}

/// x (2), h (3), the weights of a GRU, which are left out, and then those of the LSTM and its cell: numbers of the linear congruence with
/// the seed 61.
fn drawn() -> Given {
    let mut draw = judge::portable(61);
    let mut take = |count: usize| (0..count).map(|_| draw() as f32).collect::<Vec<f32>>();
    let (x, h) = (take(2), take(3));
    // Of the GRU: 3·3·2, 3·3·3, 3·3 and 3·3.
    take(18 + 27 + 9 + 9);
    let (input, hidden, bias, c) = (take(24), take(36), take(12), take(3));
    let shaped = |shape, numbers| Array::from_shape_vec(shape, numbers).expect("as many numbers");
    Given {
        x: Array1::from(x).into(),
        h: Array1::from(h),
        c: Array1::from(c),
        input: shaped((4, 3, 2), input).into(),
        hidden: shaped((4, 3, 3), hidden).into(),
        bias: Array2::from_shape_vec((4, 3), bias).expect("as many numbers").into(),
    }
}

/// PyTorch's LSTMCell on these draws.
fn that_of_pytorch() {
    let [h, c] = step(&Knobs::default(), drawn());
    near(&h, &array![-0.122_931, 0.050_051, 0.178_339]);
    near(&c, &array![-0.492_989, 0.420_248, 0.303_613]);
}

/// The output on these draws where one thing is wrong: a program in double precision, apart from this one.
fn wrong_ones_of_the_same_draws() {
    for (mistake, golden) in [
        ("order_ifog", [-0.422_976, 0.027_479, 0.224_959]),
        ("sigmoid_candidate", [-0.058_390, 0.051_000, 0.296_463]),
        ("coupled_gates", [-0.136_050, 0.078_467, 0.171_631]),
        ("no_tanh_of_cell", [-0.132_732, 0.052_963, 0.183_785]),
        ("output_from_old_cell", [-0.161_014, 0.092_785, 0.453_360]),
    ] {
        let [h, _] = step(&mistaken(mistakes::mistakes(), mistake), drawn());
        near(&h, &Array1::from_iter(golden));
    }
}

/// One unit; all weights are 0, so that the biases are the sums: i = σ(0) = 1/2, f = σ(ln 3) = 3/4, g = tanh(ln 2) = 3/5, o = σ(0) = 1/2.
/// From c = 0.8: c' = 0.6 + 0.3 = 0.9, h' = tanh(0.9) / 2 = 0.358149. With W = 1 in all gates and h = 0, by the product rule:
/// ∂c'/∂h = 0.6 · 1/4 + 0.8 · 3/16 + 1/2 · 16/25 = 0.62, and tanh' = 1 − 0.716298² = 0.486917, of which o takes half.
fn by_hand() {
    let given = Given {
        x: array![1.0].into(),
        h: array![0.0],
        c: array![0.8],
        input: ndarray::Array3::zeros((4, 1, 1)).into(),
        hidden: ndarray::Array3::ones((4, 1, 1)).into(),
        bias: array![[0.0], [3.0_f32.ln()], [2.0_f32.ln()], [0.0]].into(),
    };
    let [h, c] = step(&Knobs::default(), given.clone());
    near(&c, &array![0.9]);
    near(&h, &array![0.358_149]);
    let Answered::Jacobian(jacobian) = Knobs::default().run(&Input::Jacobian(given)) else {
        unreachable!("a Jacobian was asked for")
    };
    let through = 0.5 * 0.486_917;
    near(&jacobian, &array![[0.716_298 / 4.0 + 0.62 * through, 0.75 * through], [0.62, 0.75]]);
}
