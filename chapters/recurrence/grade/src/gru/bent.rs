//! The bent solution of `gru`.

use judge::Tensor;
use judge::slips::in_memory_order;
use ndarray::{Array, Array1, Array2, Array3, Axis, Dimension, NdFloat};

use super::Input;
use super::knobs::{Biases, Blend, Knobs, Reset, Squash};
use crate::rnn::forms::{hard_sigmoid, overflowing_sigmoid, overflowing_tanh, sigmoid};

/// What an answer receives, in the precision that it computes in.
struct Numbers<T> {
    x: Array1<T>,
    h: Array1<T>,
    input: Array3<T>,
    hidden: Array3<T>,
    input_bias: Array2<T>,
    hidden_bias: Array2<T>,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array1<f32> {
        if self.double {
            self.step(&self.numbers(input, f64::from)).mapv(|x| x as f32)
        } else {
            self.step(&self.numbers(input, |x| x))
        }
    }

    /// An input as it is read: of U, W, x, h and the biases those that a way concerns.
    fn read<D: Dimension, T>(&self, tensor: &Tensor<D>, number: u8, as_t: fn(f32) -> T) -> Array<T, D> {
        let which: &[u8] = match self.way {
            0 => &[0, 1, 2, 3, 4],
            1 => &[0],
            2 => &[1],
            3 => &[2, 3],
            4 => &[4],
            5 => &[2],
            6 => &[3],
            _ => &[0, 1],
        };
        let concerned = which.contains(&number);
        if self.contiguous && concerned {
            tensor.held().view().as_slice().unwrap();
        }
        if self.memory_order && concerned {
            in_memory_order(tensor).values.mapv(as_t)
        } else {
            tensor.values.mapv(as_t)
        }
    }

    fn numbers<T: NdFloat>(&self, input: &Input, as_t: fn(f32) -> T) -> Numbers<T> {
        Numbers {
            x: self.read(&input.x, 2, as_t),
            h: self.read(&input.h, 3, as_t),
            input: self.read(&input.input, 0, as_t),
            hidden: self.read(&input.hidden, 1, as_t),
            input_bias: self.read(&input.input_bias, 4, as_t),
            hidden_bias: self.read(&input.hidden_bias, 4, as_t),
        }
    }

    fn gate<T: NdFloat>(&self, x: T) -> T {
        match self.squash {
            Squash::Hard => hard_sigmoid(x, self.way),
            Squash::SigmoidOverflows => overflowing_sigmoid(x),
            _ => sigmoid(x),
        }
    }

    fn candidate<T: NdFloat>(&self, x: T) -> T {
        match self.squash {
            Squash::NoTanh => x,
            Squash::SigmoidNew => sigmoid(x),
            Squash::TanhOverflows => overflowing_tanh(x, self.way),
            _ => x.tanh(),
        }
    }

    fn step<T: NdFloat>(&self, numbers: &Numbers<T>) -> Array1<T> {
        let Numbers { x, h, input, hidden, input_bias, hidden_bias } = numbers;
        let blocks = self.order.numbers();
        let bias = |of: &Array2<T>, gate: usize, without: Biases| {
            let left_out = self.biases == without || self.biases == Biases::None;
            if left_out { Array1::zeros(h.len()) } else { of.row(blocks[gate]).to_owned() }
        };
        let of_input = |gate: usize| {
            input.index_axis(Axis(0), blocks[gate]).dot(x) + bias(input_bias, gate, Biases::OfState)
        };
        let product = |gate: usize, h: &Array1<T>| {
            let weights = hidden.index_axis(Axis(0), blocks[gate]);
            if self.hidden_transposed { weights.t().dot(h) } else { weights.dot(h) }
        };
        let own = |gate: usize| {
            // The second way: only that of the candidate is missing.
            let there = self.biases == Biases::OfInput && self.way == 1 && gate < 2;
            bias(hidden_bias, gate, if there { Biases::Both } else { Biases::OfInput })
        };
        let gate = |gate: usize| (of_input(gate) + product(gate, h) + own(gate)).mapv(|x| self.gate(x));
        let (r, z) = (gate(0), gate(1));
        let sum = match self.reset {
            Reset::AfterProduct => of_input(2) + &r * &(product(2, h) + own(2)),
            Reset::ByUpdate => of_input(2) + &z * &(product(2, h) + own(2)),
            Reset::BeforeProduct => of_input(2) + product(2, &(&r * h)) + own(2),
            Reset::NotBias => of_input(2) + &r * &product(2, h) + own(2),
            Reset::Everything => &r * &(of_input(2) + product(2, h) + own(2)),
            Reset::Input => &r * &of_input(2) + product(2, h) + own(2),
            Reset::Nothing | Reset::Outside => of_input(2) + product(2, h) + own(2),
        };
        let n = sum.mapv(|x| self.candidate(x));
        let n = if self.reset == Reset::Outside { &r * &n } else { n };
        let rest = |z: &Array1<T>| z.mapv(|z| T::one() - z);
        match self.blend {
            Blend::Right => rest(&z) * n + z * h,
            Blend::Flipped => &z * &n + rest(&z) * h,
            Blend::Added => n + z * h,
            Blend::KeepsAll => rest(&z) * n + h,
            Blend::ByReset => rest(&r) * n + r * h,
            Blend::OfReset => rest(&z) * n + z * r * h,
            Blend::NewAlone => n,
        }
    }
}
