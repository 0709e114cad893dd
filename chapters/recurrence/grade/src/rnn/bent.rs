//! The bent solution of `rnn`.

use judge::Tensor;
use judge::slips::in_memory_order;
use ndarray::{Array1, Array2, ArrayView1, Axis, Dimension, NdFloat};

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

    /// Whether a mistake about memory concerns an input: inputs or states, W, U, the start, the bias.
    fn concerns(&self, number: u8) -> bool {
        let which: &[u8] = match self.way {
            0 => return true,
            1 => &[0],
            2 => &[1],
            3 => &[2],
            4 => &[3],
            _ => &[4],
        };
        which.contains(&number)
    }

    /// What panics without a step: rows that are stacked, the first row, the last, or the only product of none.
    fn needs_a_step(&self, forward: bool) {
        let no_matrix = Array2::<f32>::zeros((0, 1));
        match (self.way, forward) {
            (0 | 1, true) => {
                let no_row: [ArrayView1<'_, f32>; 0] = [];
                ndarray::stack(Axis(0), &no_row).unwrap();
            }
            (0 | 2, false) => {
                no_matrix.row(0);
            }
            (3, false) => {
                no_matrix.rows().into_iter().next_back().unwrap();
            }
            (4, false) => {
                no_matrix.row(std::hint::black_box(no_matrix.nrows()) - 1);
            }
            _ => {}
        }
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
            start: self.read(&forward.start, 3),
            bias: self.read(&forward.bias, 4),
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
        if steps == 0 && self.none == WithoutSteps::Panic {
            self.needs_a_step(true);
        }
        let hidden = if self.hidden_transposed { hidden.t() } else { hidden.view() };
        let own = if self.no_bias { Array1::zeros(bias.len()) } else { bias.clone() };
        let of_inputs = inputs.dot(&input.t());
        let units = start.len();
        // Number by number: diagnosis runs this thousands of times.
        let mut states = Array2::zeros((steps + 1, units));
        states.row_mut(0).assign(&start);
        let mut carried = if self.from_zero { Array1::zeros(units) } else { start.clone() };
        let mut next = carried.clone();
        for t in 0..steps {
            let at = if self.inputs_backwards { steps - 1 - t } else { t };
            for i in 0..units {
                let terms = (0..units).map(|j| hidden[[i, j]] * carried[j]);
                let of_state = terms.fold(T::zero(), |sum, term| sum + term);
                let (of_input, own) = (of_inputs[[at, i]], own[i]);
                let sum = of_state + of_input + own;
                let mut new = match self.squash {
                    Squash::Tanh => sum.tanh(),
                    Squash::Nothing => sum,
                    Squash::Sigmoid => sigmoid(sum),
                    Squash::Relu => sum.max(T::zero()),
                    Squash::EachTerm => of_state.tanh() + (of_input + own).tanh(),
                    Squash::BeforeBias => (of_state + of_input).tanh() + own,
                    Squash::Overflows => overflowing_tanh(sum, self.way),
                };
                if self.carry == Carry::Added {
                    new += carried[i];
                }
                states[[t + 1, i]] = new;
                next[i] = match self.carry {
                    Carry::Sum => sum,
                    Carry::Start => start[i],
                    Carry::State | Carry::Added | Carry::InPlace => new,
                };
                if self.carry == Carry::InPlace {
                    carried[i] = new;
                }
            }
            carried.assign(&next);
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
        Array2::from_shape_fn((rows, units), |(t, i)| states[[row(t), i]])
    }

    fn changes(&self, changes: &Changes) -> Array2<f32> {
        let (states, hidden) = (self.read(&changes.states, 0), self.read(&changes.hidden, 1));
        if self.double {
            self.jacobian(&states.double(), &hidden.double()).mapv(|x| x as f32)
        } else {
            self.jacobian(&states.values, &hidden.values)
        }
    }

    /// The matrix of a step to `state`, from the one `before` it, if that is known.
    fn step<T: NdFloat>(
        &self,
        before: Option<ArrayView1<'_, T>>,
        state: ArrayView1<'_, T>,
        hidden: &Array2<T>,
    ) -> Array2<T> {
        let one = T::one();
        let of_before = self.slope == Slope::OfStateBefore;
        let state = if of_before { before.unwrap_or(state) } else { state };
        let slope = state.mapv(|h| match self.slope {
            Slope::OfStateBefore if before.is_none() => one,
            Slope::Right | Slope::OfStateBefore => one - h * h,
            Slope::One => one,
            Slope::OfSigmoid => h * (one - h),
            Slope::OfState => one - h.tanh() * h.tanh(),
            Slope::NotSquared => one - h,
        });
        let hidden = if self.jacobian_of_transposed { hidden.t() } else { hidden.view() };
        let columns = self.columns || (of_before && self.way == 1);
        &hidden * &slope.insert_axis(Axis(usize::from(!columns)))
    }

    fn jacobian<T: NdFloat>(&self, states: &Array2<T>, hidden: &Array2<T>) -> Array2<T> {
        let (steps, units) = states.dim();
        if steps == 0 {
            match self.none {
                WithoutSteps::Zeros => return Array2::zeros((units, units)),
                WithoutSteps::Panic => self.needs_a_step(false),
                WithoutSteps::Identity => {}
            }
        }
        let step = |t: usize| self.step((t > 0).then(|| states.row(t.max(1) - 1)), states.row(t), hidden);
        let all: Vec<Array2<T>> = (0..steps).map(step).collect();
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
        }
        let product = if self.clipped { self.clip(product) } else { product };
        if self.transposed { product.reversed_axes() } else { product }
    }

    /// To a norm of 1 or 5 at most, or each entry to ±1 or ±5.
    fn clip<T: NdFloat>(&self, product: Array2<T>) -> Array2<T> {
        let most = T::from(if self.way < 2 { 1.0 } else { 5.0 }).expect("a number");
        if self.way.is_multiple_of(2) {
            let norm = product.iter().map(|&x| x * x).fold(T::zero(), |sum, x| sum + x).sqrt();
            if norm > most { product.mapv(|x| x * most / norm) } else { product }
        } else {
            product.mapv(|x| x.max(-most).min(most))
        }
    }
}
