//! The bent solution of `rnn`.

use judge::Tensor;
use judge::slips::in_memory_order;
use ndarray::{Array1, Array2, Axis, Dimension, NdFloat};

use super::forms::{overflowing_tanh, sigmoid};
use super::knobs::{Carry, Knobs, Product, Rows, Slope, Squash, WithoutSteps};
use super::{Answered, Changes, Forward, Input};

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        match input {
            Input::Forward(forward) => Answered::States(self.states(forward)),
            Input::Jacobian(changes) => Answered::Jacobian(self.changes(changes)),
        }
    }

    /// Whether a mistake about memory concerns an input, of those that are numbered from 0.
    fn concerns(&self, number: u8) -> bool {
        self.way == 0 || self.way == number + 1
    }

    /// An input as it is read.
    fn read<D: Dimension>(&self, tensor: &Tensor<D>, number: u8) -> Tensor<D>
    where
        Tensor<D>: Clone,
    {
        if self.contiguous && self.concerns(number) {
            tensor.held().view().as_slice().unwrap();
        }
        if self.memory_order && self.concerns(number) { in_memory_order(tensor) } else { tensor.clone() }
    }

    fn states(&self, forward: &Forward) -> Array2<f32> {
        let read = Forward {
            inputs: self.read(&forward.inputs, 0),
            hidden: self.read(&forward.hidden, 1),
            input: self.read(&forward.input, 2),
            start: self.read(&forward.start, 2),
            bias: self.read(&forward.bias, 2),
        };
        let Forward { inputs, start, hidden, input, bias } = read;
        if self.double {
            let [inputs, hidden, input] = [inputs, hidden, input].map(|matrix| matrix.double());
            self.forward(&inputs, start.double(), [&hidden, &input], &bias.double()).mapv(|x| x as f32)
        } else {
            self.forward(&inputs.values, start.values, [&hidden.values, &input.values], &bias.values)
        }
    }

    fn forward<T: NdFloat>(
        &self,
        inputs: &Array2<T>,
        start: Array1<T>,
        [hidden, input]: [&Array2<T>; 2],
        bias: &Array1<T>,
    ) -> Array2<T> {
        let steps = inputs.nrows();
        if self.none == WithoutSteps::Panic && steps == 0 {
            panic!("there is no step");
        }
        let hidden = if self.hidden_transposed { hidden.t() } else { hidden.view() };
        let mut states: Vec<Array1<T>> = vec![start.clone()];
        let mut carried = if self.from_zero { Array1::zeros(start.len()) } else { start.clone() };
        for t in 0..steps {
            let x = inputs.row(if self.inputs_backwards { steps - 1 - t } else { t });
            let (of_state, of_input) = (hidden.dot(&carried), input.dot(&x));
            let own = if self.no_bias { Array1::zeros(bias.len()) } else { bias.clone() };
            let sum = &of_state + &of_input + &own;
            let new = match self.squash {
                Squash::Tanh => sum.tanh(),
                Squash::Nothing => sum.clone(),
                Squash::Sigmoid => sum.mapv(sigmoid),
                Squash::Relu => sum.mapv(|x| x.max(T::zero())),
                Squash::EachTerm => of_state.tanh() + (of_input + own).tanh(),
                Squash::BeforeBias => (of_state + of_input).tanh() + own,
                Squash::Overflows => sum.mapv(|x| overflowing_tanh(x, self.way)),
            };
            let new = if self.carry == Carry::Added { new + &carried } else { new };
            carried = match self.carry {
                Carry::State | Carry::Added => new.clone(),
                Carry::Sum => sum,
                Carry::Start => start.clone(),
            };
            states.push(new);
        }
        let row = |t: usize| match self.rows {
            Rows::After => t + 1,
            Rows::Before | Rows::Both => t,
            Rows::Last => steps,
            Rows::Backwards => steps - t,
        };
        let rows = match self.rows {
            Rows::Both => steps + 1,
            Rows::Last => 1,
            _ => steps,
        };
        Array2::from_shape_fn((rows, start.len()), |(t, i)| states[row(t)][i])
    }

    fn changes(&self, changes: &Changes) -> Array2<f32> {
        let (states, hidden) = (self.read(&changes.states, 0), self.read(&changes.hidden, 1));
        if self.double {
            self.jacobian(&states.double(), &hidden.double()).mapv(|x| x as f32)
        } else {
            self.jacobian(&states.values, &hidden.values)
        }
    }

    fn step<T: NdFloat>(&self, state: &Array1<T>, hidden: &Array2<T>) -> Array2<T> {
        let one = T::one();
        let slope = state.mapv(|h| match self.slope {
            Slope::Right => one - h * h,
            Slope::One => one,
            Slope::OfSigmoid => h * (one - h),
            Slope::OfState => one - h.tanh() * h.tanh(),
            Slope::NotSquared => one - h,
        });
        let hidden = if self.jacobian_of_transposed { hidden.t() } else { hidden.view() };
        let slope = slope.insert_axis(Axis(usize::from(!self.columns)));
        &hidden * &slope
    }

    fn jacobian<T: NdFloat>(&self, states: &Array2<T>, hidden: &Array2<T>) -> Array2<T> {
        let (steps, units) = states.dim();
        if steps == 0 {
            match self.none {
                WithoutSteps::Identity => {}
                WithoutSteps::Zeros => return Array2::zeros((units, units)),
                WithoutSteps::Panic => panic!("there is no step"),
            }
        }
        let all: Vec<Array2<T>> =
            states.rows().into_iter().map(|state| self.step(&state.to_owned(), hidden)).collect();
        let range = match self.product {
            Product::LastAlone => steps.max(1) - 1..steps,
            Product::FirstAlone => 0..steps.min(1),
            Product::WithoutFirst => steps.min(1)..steps,
            Product::WithoutLast => 0..steps.max(1) - 1,
            _ => 0..steps,
        };
        let mut product = Array2::eye(units);
        for (t, step) in all[range].iter().enumerate() {
            product = match self.product {
                Product::Reversed => product.dot(step),
                // From the identity only the diagonal is left; the second way begins with the first step.
                Product::Elementwise if t == 0 && self.way > 0 => step.clone(),
                Product::Elementwise => step * &product,
                Product::Summed if t == 0 => step.clone(),
                Product::Summed => product + step,
                _ => step.dot(&product),
            };
            if self.clipped {
                product = self.clip(product);
            }
        }
        if self.transposed { product.reversed_axes() } else { product }
    }

    /// To a norm of 1 at most, or each entry to ±1.
    fn clip<T: NdFloat>(&self, product: Array2<T>) -> Array2<T> {
        let one = T::one();
        if self.way == 0 {
            let norm = product.iter().map(|&x| x * x).fold(T::zero(), |sum, x| sum + x).sqrt();
            product.mapv(|x| x / norm.max(one))
        } else {
            product.mapv(|x| x.max(-one).min(one))
        }
    }
}
