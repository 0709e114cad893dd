//! What gates do: how long a cell keeps a change, what flows where in a step, and the two forms of a GRU.

use figures::{Axis, Chart, Figure, Schematic, Series, normals, random, text};
use ndarray::{Array1, Array2, Array3, s};

use super::portable::portable;
use super::vanish;
use crate::{Gru, GruWeights, Lstm, LstmState, LstmWeights, Rnn, RnnWeights};

const SEED: u64 = 1997;
/// Units and inputs of the networks that are compared.
pub const SIZES: (usize, usize) = (32, 4);
/// Biases of the forget gate that are compared.
pub const BIASES: [f32; 4] = [0.0, 1.0, 3.0, 5.0];

/// Normal inputs of so many steps, and W and U for a number of gates: normal numbers of the variance that PyTorch begins with, a third of
/// one by the number of units.
fn drawn(steps: usize, gates: usize) -> (Array2<f32>, Array3<f32>, Array3<f32>) {
    let (units, width) = SIZES;
    let mut random = random(SEED);
    let inputs = normals(&mut random, (steps, width));
    let mut weights = |columns: usize| {
        let numbers = normals(&mut random, (gates * units, columns)) / (3.0 * units as f32).sqrt();
        numbers.into_shape_with_order((gates, units, columns)).expect("as many numbers")
    };
    let hidden = weights(units);
    (inputs, hidden, weights(width))
}

/// What is left of a change of the cell after each of so many steps: the norm of ∂c/∂c₀ of an LSTM whose forget gate has a bias.
pub fn kept(lstm: Lstm, bias: f32, steps: usize) -> Vec<f64> {
    let (units, _) = SIZES;
    let (inputs, hidden, input) = drawn(steps, 4);
    let mut biases = Array2::zeros((4, units));
    biases.row_mut(1).fill(bias);
    let weights = LstmWeights { input: input.view(), hidden: hidden.view(), bias: biases.view() };
    let mut state = LstmState { h: Array1::zeros(units), c: Array1::zeros(units) };
    let mut product: Array2<f32> = Array2::eye(2 * units);
    let mut step = |x| {
        product = (lstm.jacobian)(x, &state, weights).dot(&product);
        state = (lstm.step)(x, &state, weights);
        vanish::norm(product.slice(s![units.., units..]))
    };
    inputs.rows().into_iter().map(&mut step).collect()
}

/// The same of the states of a plain network, with weights of the same size and the same inputs.
pub fn kept_by_rnn(rnn: Rnn, steps: usize) -> Vec<f64> {
    let (units, _) = SIZES;
    let (inputs, hidden, input) = drawn(steps, 1);
    let (hidden, input) = (hidden.slice(s![0, .., ..]), input.slice(s![0, .., ..]));
    let bias = Array1::zeros(units);
    let start = Array1::zeros(units);
    let states = (rnn.forward)(inputs.view(), start.view(), RnnWeights { hidden, input, bias: bias.view() });
    (1..=steps).map(|t| vanish::norm((rnn.jacobian)(states.slice(s![..t, ..]), hidden).view())).collect()
}

/// What is left of a change against the number of steps, in a plain network and in cells.
pub fn figure(rnn: Rnn, lstm: Lstm) -> Figure {
    let steps = 100;
    let plain = kept_by_rnn(rnn, steps);
    let cells = BIASES.map(|bias| kept(lstm, bias, steps));
    let floor = 1e-12;
    let last = |line: &[f64]| text(line[steps - 1].log10(), 1);
    let described: Vec<String> = BIASES
        .iter()
        .zip(&cells)
        .map(|(bias, line)| format!("10 to the {} with a bias of {bias}", last(line)))
        .collect();
    let below = plain.iter().position(|&x| x < floor);
    let of_plain = below.map_or_else(
        || format!("ends at 10 to the {}", last(&plain)),
        |t| format!("falls below 10 to the −12 at step {}", t + 1),
    );
    let description = format!(
        "The norm of the Jacobian of states or cells by the first, on a logarithmic axis, against the number of steps up to {steps}. A plain network {of_plain}. Cells of \
         an LSTM end at {}.",
        described.join(", "),
    );
    let points = |line: &[f64]| {
        let point = |(t, &x): (usize, &f64)| (t as f64 + 1.0, if x < floor { f64::NAN } else { x });
        line.iter().enumerate().map(point).collect::<Vec<_>>()
    };
    let chart = Chart::new("A cell keeps what its forget gate lets it keep", &description)
        .x(Axis::linear("steps").range(0.0, 100.0))
        .y(Axis::log10("norm of the Jacobian").range(0.1 * floor, 1e3));
    let chart = BIASES.iter().zip(&cells).rev().fold(chart, |chart, (bias, line)| {
        chart.line(Series::new(&format!("LSTM, bias {bias}"), points(line)))
    });
    chart.line(Series::new("plain network", points(&plain)).label_below(12.0)).save()
}

/// A step of an LSTM.
pub fn lstm_step() -> Figure {
    Schematic::new(
        "An LSTM's cell goes on by a factor and a sum alone; its matrices only decide and write",
        "How an input and the state before become the next state.",
    )
    .tensor("c", "cell c", &[&"d"])
    .tensor("x", "input x", &[&"e"])
    .tensor("h", "output h", &[&"d"])
    .operation("sums", "sums U x + W h + b, four times")
    .operation("f", "forget gate f: σ")
    .operation("i", "input gate i: σ")
    .operation("g", "candidate g: tanh")
    .operation("o", "output gate o: σ")
    .operation("keep", "keep f ⊙ c")
    .operation("write", "write i ⊙ g")
    .operation("add", "add")
    .tensor("next c", "cell c′", &[&"d"])
    .operation("tanh", "tanh")
    .operation("read", "read o ⊙ tanh(c′)")
    .tensor("next h", "output h′", &[&"d"])
    .flow(&["x", "sums"])
    .flow(&["h", "sums"])
    .flow(&["sums", "f", "keep"])
    .flow(&["sums", "i", "write"])
    .flow(&["sums", "g", "write"])
    .flow(&["sums", "o", "read"])
    .flow(&["c", "keep", "add", "next c", "tanh", "read", "next h"])
    .flow(&["write", "add"])
    .highlight(&["c", "keep", "add", "next c"])
    .save()
}

/// A step of a GRU, with the reset gate after the product.
pub fn gru_step() -> Figure {
    Schematic::new("In a GRU one gate keeps and writes: what it does not keep of h, it takes from the candidate", "How an input and the state before become the next state, where the reset gate comes after the product.")
        .tensor("x", "input x", &[&"e"])
        .tensor("h", "state h", &[&"d"])
        .operation("of input", "sums U x + a, three times")
        .operation("of state", "sums W h + b, three times")
        .operation("r", "reset gate r: σ")
        .operation("z", "update gate z: σ")
        .operation("reset", "reset r ⊙ (W h + b)")
        .operation("n", "candidate n: tanh of the sum")
        .operation("blend", "blend (1 − z) ⊙ n + z ⊙ h")
        .tensor("next", "state h′", &[&"d"])
        .flow(&["x", "of input", "r", "reset", "n", "blend", "next"])
        .flow(&["of input", "z", "blend"])
        .flow(&["of input", "n"])
        .flow(&["h", "of state", "r"])
        .flow(&["of state", "z"])
        .flow(&["of state", "reset"])
        .flow(&["h", "blend"])
        .highlight(&["h", "blend", "next"])
        .save()
}

/// Numbers between −1 and 1 that every language makes alike, from the seed 61: an input of 2, a state of 3, and the weights of a GRU.
pub struct Example {
    /// Shape (2).
    pub x: Array1<f32>,
    /// Shape (3).
    pub h: Array1<f32>,
    /// Shape (3, 3, 2).
    pub input: Array3<f32>,
    /// Shape (3, 3, 3).
    pub hidden: Array3<f32>,
    /// Shape (3, 3).
    pub input_bias: Array2<f32>,
    /// Shape (3, 3).
    pub hidden_bias: Array2<f32>,
}

impl Example {
    /// These numbers.
    pub fn new() -> Example {
        let mut next = portable(61);
        let mut take =
            |shape: &[usize]| ndarray::ArrayD::from_shape_simple_fn(shape.to_vec(), || next() as f32);
        let mut vector = |n: usize| take(&[n]).into_dimensionality().expect("one axis");
        let (x, h) = (vector(2), vector(3));
        let mut cube = |width: usize| take(&[3, 3, width]).into_dimensionality().expect("three axes");
        let (input, hidden) = (cube(2), cube(3));
        let mut matrix = || take(&[3, 3]).into_dimensionality().expect("two axes");
        let (input_bias, hidden_bias) = (matrix(), matrix());
        Example { x, h, input, hidden, input_bias, hidden_bias }
    }

    /// The weights.
    pub fn weights(&self) -> GruWeights<'_> {
        GruWeights {
            input: self.input.view(),
            hidden: self.hidden.view(),
            input_bias: self.input_bias.view(),
            hidden_bias: self.hidden_bias.view(),
        }
    }

    /// The next state by a GRU.
    pub fn step(&self, gru: Gru) -> Array1<f32> {
        gru(self.x.view(), self.h.view(), self.weights())
    }
}

impl Default for Example {
    fn default() -> Example {
        Example::new()
    }
}

// ANCHOR: before
/// The form of the paper: r before the product, with the same weights.
pub fn reset_before(example: &Example) -> Array1<f32> {
    let sigmoid = |x: f32| 1.0 / (1.0 + (-x).exp());
    let Example { x, h, input, hidden, .. } = example;
    let sum = |gate: usize, h: &Array1<f32>| {
        let of_input = input.slice(s![gate, .., ..]).dot(x);
        let of_state = hidden.slice(s![gate, .., ..]).dot(h);
        let [a, b] = [&example.input_bias, &example.hidden_bias];
        of_input + of_state + a.row(gate) + b.row(gate)
    };
    let (r, z) = (sum(0, h).mapv(sigmoid), sum(1, h).mapv(sigmoid));
    let n = sum(2, &(r * h)).tanh();
    (1.0 - &z) * n + z * h
}
// ANCHOR_END: before

/// The largest difference of the two forms where W of the candidate is a diagonal matrix and its bias b is 0.
pub fn difference_on_a_diagonal(gru: Gru) -> f32 {
    let mut example = Example::new();
    example.hidden_bias.row_mut(2).fill(0.0);
    for ((i, j), w) in example.hidden.slice_mut(s![2, .., ..]).indexed_iter_mut() {
        if i != j {
            *w = 0.0;
        }
    }
    let difference = example.step(gru) - reset_before(&example);
    difference.iter().fold(0.0, |most, x| most.max(x.abs()))
}
