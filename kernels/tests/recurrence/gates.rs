//! Golden values of recurrences with a vector for a state.

use kernels::Precision::{Double, Float};
use kernels::recurrence::{Gru, Lstm, Rnn, gru, lstm_jacobian, lstm_step, rnn_forward, rnn_jacobian};
use kernels::waves::wave;
use ndarray::{Array1, Array2, Array3, ArrayView1, array, concatenate, s};

use crate::arrays::difference;
use crate::lcg::Lcg;

/// Portable numbers, row by row.
struct Draws(Lcg);

impl Draws {
    fn take<const N: usize>(&mut self, shape: [usize; N]) -> ndarray::ArrayD<f64> {
        ndarray::ArrayD::from_shape_simple_fn(shape.to_vec(), || self.0.value())
    }

    fn vector(&mut self, n: usize) -> Array1<f64> {
        self.take([n]).into_dimensionality().unwrap()
    }

    fn matrix(&mut self, shape: [usize; 2]) -> Array2<f64> {
        self.take(shape).into_dimensionality().unwrap()
    }

    fn cube(&mut self, shape: [usize; 3]) -> Array3<f64> {
        self.take(shape).into_dimensionality().unwrap()
    }
}

/// x, h and the weights of a GRU, then those of an LSTM and its cell, in the order of the draws.
struct Drawn {
    x: Array1<f64>,
    h: Array1<f64>,
    gru: (Array3<f64>, Array3<f64>, Array2<f64>, Array2<f64>),
    lstm: (Array3<f64>, Array3<f64>, Array2<f64>),
    c: Array1<f64>,
}

fn drawn() -> Drawn {
    let mut draws = Draws(Lcg::new(61));
    let (x, h) = (draws.vector(2), draws.vector(3));
    let input = draws.cube([3, 3, 2]);
    let gru = (input, draws.cube([3, 3, 3]), draws.matrix([3, 3]), draws.matrix([3, 3]));
    let input = draws.cube([4, 3, 2]);
    let lstm = (input, draws.cube([4, 3, 3]), draws.matrix([4, 3]));
    Drawn { x, h, gru, lstm, c: draws.vector(3) }
}

impl Drawn {
    fn lstm<'a>(&'a self, h: &'a Array1<f64>, c: &'a Array1<f64>) -> Lstm<'a> {
        let (input, hidden, bias) = &self.lstm;
        let (input, hidden, bias) = (input.view(), hidden.view(), bias.view());
        Lstm { x: self.x.view(), h: h.view(), c: c.view(), input, hidden, bias }
    }
}

fn far(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    (a - b).iter().fold(0.0, |most, x| most.max(x.abs()))
}

/// Of PyTorch's LSTMCell, with which the fact sheet's program agrees on these draws.
#[test]
fn an_lstm_is_that_of_pytorch() {
    let drawn = drawn();
    for precision in [Double, Float] {
        let [h, c] = lstm_step(drawn.lstm(&drawn.h, &drawn.c), precision).unwrap();
        assert!(far(&h, &array![-0.122_931, 0.050_051, 0.178_339]) < 1e-6, "{h}");
        assert!(far(&c, &array![-0.492_989, 0.420_248, 0.303_613]) < 1e-6, "{c}");
    }
}

/// Of PyTorch's GRUCell, with which the fact sheet's program agrees on these draws.
#[test]
fn a_gru_is_that_of_pytorch() {
    let drawn = drawn();
    let (input, hidden, input_bias, hidden_bias) = &drawn.gru;
    let of = Gru {
        x: drawn.x.view(),
        h: drawn.h.view(),
        input: input.view(),
        hidden: hidden.view(),
        input_bias: input_bias.view(),
        hidden_bias: hidden_bias.view(),
    };
    for precision in [Double, Float] {
        let next = gru(of, precision).unwrap();
        assert!(far(&next, &array![-0.315_179, 0.100_364, -0.213_817]) < 1e-6, "{next}");
    }
}

/// Central differences of `of`, at `at`: a column for each number.
fn differences(at: &Array1<f64>, of: impl Fn(ArrayView1<'_, f64>) -> Array1<f64>) -> Array2<f64> {
    let step = 1e-5;
    let column = |k: usize| {
        let [up, down] = [step, -step].map(|step| {
            let mut moved = at.clone();
            moved[k] += step;
            of(moved.view())
        });
        (up - down) / (2.0 * step)
    };
    let rows = of(at.view()).len();
    let columns: Vec<Array1<f64>> = (0..at.len()).map(column).collect();
    Array2::from_shape_fn((rows, at.len()), |(r, k)| columns[k][r])
}

/// The Jacobian of a step is what differences of the step say.
#[test]
fn an_lstm_changes_as_its_jacobian_says() {
    let drawn = drawn();
    let both = concatenate![ndarray::Axis(0), drawn.h, drawn.c];
    let measured = differences(&both, |both| {
        let (h, c) = (both.slice(s![..3]).to_owned(), both.slice(s![3..]).to_owned());
        let [h, c] = lstm_step(drawn.lstm(&h, &c), Double).unwrap();
        concatenate![ndarray::Axis(0), h, c]
    });
    let jacobian = lstm_jacobian(drawn.lstm(&drawn.h, &drawn.c), Double).unwrap();
    assert!(difference(&jacobian, &measured) < 1e-9, "{jacobian}\n{measured}");
    let float = lstm_jacobian(drawn.lstm(&drawn.h, &drawn.c), Float).unwrap();
    assert!(difference(&float, &measured) < 1e-6);
}

/// Five steps of three units with two inputs, all of them sin(0.7 i + seed): states by plain Python from the definition, the Jacobian by
/// central differences of that.
#[test]
fn a_plain_network_and_its_jacobian() {
    let (inputs, start, bias) = (wave(5, 2, 0.1), wave(1, 3, 0.2), wave(1, 3, 0.3));
    let (hidden, input) = (wave(3, 3, 0.4), wave(3, 2, 0.5));
    let weights = Rnn { hidden: hidden.view(), input: input.view(), bias: bias.row(0) };
    let golden = array![
        [0.992_034, 0.598_907, -0.601_587],
        [0.952_818, 0.996_510, -0.798_221],
        [0.445_901, 0.956_306, -0.258_322],
        [-0.257_216, -0.130_377, 0.601_243],
        [0.469_398, -0.177_502, 0.829_469]
    ];
    let changes = array![
        [-0.013_701, -0.007_101, 0.002_838],
        [-0.003_089, 0.034_463, 0.055_806],
        [0.006_487, -0.008_367, -0.019_287]
    ];
    for (precision, slack) in [(Double, 1e-6), (Float, 2e-6)] {
        let states = rnn_forward(inputs.view(), start.row(0), weights, precision).unwrap();
        assert!(difference(&states, &golden) < slack, "{states}");
        let jacobian = rnn_jacobian(states.view(), hidden.view(), precision).unwrap();
        assert!(difference(&jacobian, &changes) < slack, "{jacobian}");
    }
    let measured = differences(&start.row(0).to_owned(), |start| {
        rnn_forward(inputs.view(), start, weights, Double).unwrap().row(4).to_owned()
    });
    let states = rnn_forward(inputs.view(), start.row(0), weights, Double).unwrap();
    assert!(difference(&rnn_jacobian(states.view(), hidden.view(), Double).unwrap(), &measured) < 1e-9);
    let none = rnn_forward(wave(0, 2, 0.1).view(), start.row(0), weights, Double).unwrap();
    assert_eq!(none.dim(), (0, 3));
    assert_eq!(rnn_jacobian(none.view(), hidden.view(), Double).unwrap(), Array2::<f64>::eye(3));
}

/// The largest singular value of a 2×2 matrix.
fn norm(a: &Array2<f64>) -> f64 {
    let square = a.iter().map(|x| x * x).sum::<f64>();
    let determinant = a[[0, 0]] * a[[1, 1]] - a[[0, 1]] * a[[1, 0]];
    let root = (square * square - 4.0 * determinant * determinant).max(0.0).sqrt();
    f64::midpoint(square, root).sqrt()
}

/// Around the state 0 every slope is 1, and the Jacobian is a power of W. Fact sheet, derived: 0.9¹⁰⁰ = 2.656e-5, 1.1¹⁰⁰ = 13780.6, and
/// the norms of the powers of a matrix whose eigenvalues are both 0.9.
#[test]
fn a_norm_may_grow_before_it_decays() {
    let power = |w: &Array2<f64>, t: usize| {
        rnn_jacobian(Array2::zeros((t, w.nrows())).view(), w.view(), Double).unwrap()
    };
    assert!((power(&array![[0.9]], 100)[[0, 0]] / 2.656e-5 - 1.0).abs() < 1e-4);
    assert!((power(&array![[1.1]], 100)[[0, 0]] - 13_780.6).abs() < 0.05);
    let w = array![[0.9, 5.0], [0.0, 0.9]];
    for (t, golden) in [(1, 5.16), (5, 16.4), (10, 19.4), (20, 13.5), (50, 1.43), (100, 0.0148)] {
        let found = norm(&power(&w, t));
        assert!((found / golden - 1.0).abs() < 4e-3, "{found} after {t}, and {golden} is known");
    }
    let turn = array![[0.6, -0.8], [0.8, 0.6]];
    assert!((norm(&power(&turn, 100)) - 1.0).abs() < 1e-12);
}
