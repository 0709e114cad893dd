//! The bent solution of `lstm`.

use judge::Tensor;
use judge::slips::in_memory_order;
use ndarray::{Array1, Array2, Array3, Axis, Dimension, NdFloat, concatenate};

use super::knobs::{Blocks, Cell, Knobs, Out, Path, Slope, Squash};
use super::{Answered, Given, Input};
use crate::rnn::forms::{hard_sigmoid, overflowing_sigmoid, overflowing_tanh, sigmoid};

/// What both functions receive, in the precision that they compute in.
struct Numbers<T> {
    x: Array1<T>,
    h: Array1<T>,
    c: Array1<T>,
    input: Array3<T>,
    hidden: Array3<T>,
    bias: Array2<T>,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        let given = input.given();
        if self.apart && matches!(input, Input::Jacobian(_)) {
            let Knobs { slope, path, blocks, columns, way, double, .. } = *self;
            return Knobs { slope, path, blocks, columns, way, double, ..Knobs::default() }.run(input);
        }
        if self.double {
            self.answer(input, &self.numbers(given, f64::from), |x| x as f32)
        } else {
            self.answer(input, &self.numbers(given, |x| x), |x| x)
        }
    }

    /// An input as it is read: of U, W, x and the biases those that a way concerns.
    fn read<D: Dimension, T: Clone>(
        &self,
        tensor: &Tensor<D>,
        number: u8,
        as_t: fn(f32) -> T,
    ) -> ndarray::Array<T, D>
    where
        Tensor<D>: Clone,
    {
        let which: &[u8] = match self.way {
            0 => &[0, 1, 2, 3],
            1 => &[0],
            2 => &[1],
            3 => &[2],
            4 => &[3],
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

    fn numbers<T: NdFloat>(&self, given: &Given, as_t: fn(f32) -> T) -> Numbers<T> {
        Numbers {
            x: self.read(&given.x, 2, as_t),
            h: given.h.mapv(as_t),
            c: given.c.mapv(as_t),
            input: self.read(&given.input, 0, as_t),
            hidden: self.read(&given.hidden, 1, as_t),
            bias: self.read(&given.bias, 3, as_t),
        }
    }

    fn answer<T: NdFloat>(&self, input: &Input, numbers: &Numbers<T>, back: fn(T) -> f32) -> Answered {
        match input {
            Input::Step(_) => {
                let [h, c] = self.step(numbers);
                Answered::State(h.mapv(back), c.mapv(back))
            }
            Input::Jacobian(_) => Answered::Jacobian(self.jacobian(numbers).mapv(back)),
        }
    }

    /// i, f, g and o.
    fn gates<T: NdFloat>(&self, numbers: &Numbers<T>) -> [Array1<T>; 4] {
        let Numbers { x, h, c, input, hidden, bias } = numbers;
        let numbers = self.order.numbers();
        [0, 1, 2, 3].map(|gate| {
            let block = numbers[gate];
            let [of_input, of_state] = [input, hidden].map(|weights| weights.index_axis(Axis(0), block));
            let of_state = if self.hidden_transposed { of_state.reversed_axes() } else { of_state };
            let state = if self.cell_in_gates { c } else { h };
            let mut sum = of_input.dot(x);
            if !self.no_hidden {
                sum += &of_state.dot(state);
            }
            if !self.no_bias {
                sum += &bias.row(block);
            }
            if self.forget_bias && gate == 1 {
                sum += T::one();
            }
            let candidate = gate == 2;
            sum.mapv(|x| match (self.squash, candidate) {
                (Squash::SigmoidOverflows, false) => overflowing_sigmoid(x),
                (Squash::Hard, false) => hard_sigmoid(x, self.way),
                (Squash::SigmoidCandidate, true) | (_, false) => sigmoid(x),
                (_, true) => self.tanh(x),
            })
        })
    }

    fn tanh<T: NdFloat>(&self, x: T) -> T {
        if self.squash == Squash::TanhOverflows { overflowing_tanh(x, self.way) } else { x.tanh() }
    }

    /// The cell behind a step.
    fn cell<T: NdFloat>(&self, c: &Array1<T>, [i, f, g, _]: &[Array1<T>; 4]) -> Array1<T> {
        match self.cell {
            Cell::Right => f * c + i * g,
            Cell::Coupled => f * c + (f.mapv(|f| T::one() - f)) * g,
            Cell::NeverForgets => c + &(i * g),
            Cell::Exchanged => i * c + f * g,
            Cell::Squashed => (f * c + i * g).tanh(),
            Cell::NoInputGate => f * c + g,
        }
    }

    fn step<T: NdFloat>(&self, numbers: &Numbers<T>) -> [Array1<T>; 2] {
        let gates = self.gates(numbers);
        let c = self.cell(&numbers.c, &gates);
        let o = &gates[3];
        let squash = |x: T| self.tanh(x);
        let h = match self.out {
            Out::Right if self.cell == Cell::Squashed && self.way == 1 => o * &c,
            Out::Right => o * &c.mapv(squash),
            Out::NoTanh => o * &c,
            Out::OldCell => o * &numbers.c.mapv(squash),
            Out::TanhOutside => (o * &c).mapv(squash),
            Out::NoGate => c.mapv(squash),
        };
        if self.exchanged { [c, h] } else { [h, c] }
    }

    fn jacobian<T: NdFloat>(&self, numbers: &Numbers<T>) -> Array2<T> {
        let one = T::one();
        let gates = self.gates(numbers);
        // What `step` gives for the cell, or in the second way the cell as it should be.
        let [_, cell] = Knobs { exchanged: self.exchanged && self.way == 0, ..*self }.step(numbers);
        let [i, f, g, o] = &gates;
        // In the second way the rows of W are right, and only the gates are not.
        let both = self.way == 0;
        let order = if both { self.order.numbers() } else { [0, 1, 2, 3] };
        let axis = Axis(usize::from(!self.columns));
        let along = |gate: usize, by: Array1<T>| {
            let weights = numbers.hidden.index_axis(Axis(0), order[gate]);
            let weights = if self.hidden_transposed && both { weights.reversed_axes() } else { weights };
            &weights * &by.insert_axis(axis)
        };
        let slope = |gate: &Array1<T>| match self.slope {
            Slope::NoneOfGates if self.way != 1 => gate.mapv(|_| one),
            Slope::OfGates => gate.mapv(|x| sigmoid(x) * (one - sigmoid(x))),
            _ => gate.mapv(|x| x * (one - x)),
        };
        let of_candidate = match self.slope {
            Slope::NoneOfGates if self.way > 0 => g.mapv(|_| one),
            Slope::CandidateAsGate => g.mapv(|g| g * (one - g)),
            Slope::OfGates => g.mapv(|g| one - g.tanh() * g.tanh()),
            _ => g.mapv(|g| one - g * g),
        };
        let forgotten = if self.path == Path::NewCellForForget { &cell } else { &numbers.c };
        let factor =
            |of: &Array1<T>| if self.path == Path::WithoutFactors { of.mapv(|_| one) } else { of.clone() };
        let terms = [
            along(1, factor(forgotten) * slope(f)),
            along(0, factor(g) * slope(i)),
            along(2, factor(i) * of_candidate),
        ];
        let mut c_by_h = Array2::zeros(terms[0].raw_dim());
        for (number, term) in terms.iter().enumerate() {
            if self.path != Path::TermMissing || number != usize::from(self.way) {
                c_by_h += term;
            }
        }
        let mut c_by_c = Array2::from_diag(f);
        if self.path == Path::IdentityForForget {
            c_by_c = Array2::eye(f.len());
        }
        if self.path == Path::GatesAreConstants {
            c_by_h.fill(T::zero());
        }
        let tanh = |cell: &Array1<T>| cell.mapv(|x| self.tanh(x));
        let squashed = tanh(&cell);
        let of_tanh = match self.path {
            Path::OldCell => tanh(&numbers.c),
            Path::SlopeOfOutput => o * &squashed,
            _ => squashed.clone(),
        };
        let through = match self.path {
            Path::NoTanhOfCell => o.clone(),
            _ => o * &of_tanh.mapv(|x| one - x * x),
        };
        let through = through.insert_axis(Axis(1));
        let read = if self.path == Path::OutputTermNoTanh { &cell } else { &squashed };
        let by_gate = along(3, read * &slope(o));
        let h_by_h = match self.path {
            Path::NotThroughCell => by_gate,
            Path::NotThroughOutputGate => &c_by_h * &through,
            Path::GatesAreConstants => Array2::zeros(c_by_h.raw_dim()),
            _ => by_gate + &c_by_h * &through,
        };
        let h_by_c = match self.path {
            Path::NotByCell => Array2::zeros(c_by_c.raw_dim()),
            Path::ByCellWithoutForget => Array2::eye(f.len()) * &through,
            _ => &c_by_c * &through,
        };
        if self.blocks == Blocks::OutputsAlone {
            return h_by_h;
        }
        let rows = [concatenate![Axis(1), h_by_h, h_by_c], concatenate![Axis(1), c_by_h, c_by_c]];
        let whole = concatenate![Axis(0), rows[0], rows[1]];
        let units = f.len();
        let moved = |k: usize| (k + units) % (2 * units);
        match self.blocks {
            Blocks::CellFirst => Array2::from_shape_fn(whole.raw_dim(), |(r, k)| {
                let row = if self.way == 2 { r } else { moved(r) };
                whole[[row, if self.way == 1 { k } else { moved(k) }]]
            }),
            Blocks::Transposed => whole.reversed_axes(),
            _ => whole,
        }
    }
}
