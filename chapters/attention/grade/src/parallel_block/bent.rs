//! The bent solution of `parallel_block`: its knobs, and what it computes.

use judge::slips;
use ndarray::{Array1, Array2, ArrayView1, Axis, NdFloat, s};

use super::{Blocked, Input};

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Norm {
    #[default]
    Rms,
    Layer,
    NoRoot,
    Sum,
    NoEpsilon,
    EpsilonOutside,
    EpsilonAsFloor,
    EpsilonAsFloorOfSquares,
    EpsilonFixed,
    EpsilonFixedLarger,
    EpsilonSquared,
    WholeMatrix,
    Columns,
    Largest,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gain {
    #[default]
    Right,
    Missing,
    OnePlus,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gate {
    #[default]
    Silu,
    Exchanged,
    Sigmoid,
    Gelu,
    GeluTanh,
    Relu,
    Identity,
    NoUp,
    Overflows,
    OfProduct,
    Added,
    Both,
    Tanh,
    WrongSign,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Wiring {
    #[default]
    Parallel,
    Serial,
    SerialMlpFirst,
    ResidualNormed,
    NoResidual,
    ResidualTwice,
    MlpRaw,
    AttentionRaw,
    BothRaw,
    KeysRaw,
    NormLast,
    MlpReadsAttention,
    NormedTwice,
    NoAttention,
    NoMlp,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Heads {
    #[default]
    Blocks,
    QueriesInterleaved,
    OutputsInterleaved,
    BothInterleaved,
    OnlyFirst,
    Summed,
    Reshaped,
    OfModelWidth,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    RootHead,
    RootInner,
    RootModel,
    Nothing,
    Head,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Visible {
    #[default]
    Causal,
    Everything,
    Strict,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Max {
    #[default]
    Row,
    HiddenToo,
    AllRows,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) norm: Norm,
    pub(super) gain: Gain,
    pub(super) gate: Gate,
    pub(super) wiring: Wiring,
    pub(super) heads: Heads,
    pub(super) scale: Scale,
    pub(super) visible: Visible,
    pub(super) keys_as_values: bool,
    /// What is subtracted before exp.
    pub(super) max: Max,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// Where a row sees nothing, it sees itself.
    pub(super) sees_itself_at_least: bool,
    pub(super) reshapes: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    /// The block does not call the two functions, and has its own, which are right.
    pub(super) block_apart: bool,
    /// The two functions are right, and the block has its own.
    pub(super) functions_right: bool,
}

/// An input in single or double precision.
struct Numbers<T> {
    x: Array2<T>,
    gain: Array1<T>,
    epsilon: T,
    query: Array2<T>,
    key: Array2<T>,
    value: Array2<T>,
    out: Array2<T>,
    gate: Array2<T>,
    up: Array2<T>,
    down: Array2<T>,
}

impl<T: NdFloat> Numbers<T> {
    fn of(input: &Input) -> Numbers<T> {
        let number = |v: f32| T::from(v).expect("a float fits");
        let [x, query, key, value, out, gate, up, down] =
            input.matrices().map(|matrix| matrix.values.mapv(number));
        let (gain, epsilon) = (input.gain.values.mapv(number), number(input.epsilon));
        Numbers { x, gain, epsilon, query, key, value, out, gate, up, down }
    }
}

fn real<T: NdFloat>(value: f64) -> T {
    T::from(value).expect("a small number")
}

fn back<T: NdFloat>(array: &Array2<T>) -> Array2<f32> {
    array.mapv(|v| v.to_f32().unwrap_or(f32::NAN))
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Blocked {
        if self.contiguous {
            for matrix in input.matrices() {
                super::super::as_slices(matrix.held().view(), self.row_slices);
            }
        }
        if self.reshapes {
            let (x, query) = (input.x.held(), input.query.held());
            let queries = x.view().to_owned().dot(&query.view());
            let (rows, inner) = queries.dim();
            let heads = input.heads();
            queries.into_shape_with_order((rows, heads, inner / heads)).unwrap();
        }
        if self.memory_order {
            let mut read = input.clone();
            read.gain = super::super::in_memory_order(&input.gain);
            for matrix in read.matrices_mut() {
                *matrix = super::super::in_memory_order(matrix);
            }
            return Knobs { memory_order: false, ..*self }.run(&read);
        }
        if self.double { self.all(&Numbers::<f64>::of(input)) } else { self.all(&Numbers::<f32>::of(input)) }
    }

    fn all<T: NdFloat>(&self, input: &Numbers<T>) -> Blocked {
        let plain = Knobs::default();
        let functions = if self.functions_right { plain } else { *self };
        let inside = if self.block_apart {
            Knobs { norm: plain.norm, gain: plain.gain, gate: plain.gate, ..*self }
        } else {
            *self
        };
        Blocked {
            norm: back(&functions.rms_norm(&input.x, input)),
            mlp: back(&functions.swiglu(&input.x, input)),
            block: back(&inside.block(input)),
        }
    }

    fn rms_norm<T: NdFloat>(&self, x: &Array2<T>, input: &Numbers<T>) -> Array2<T> {
        let number = |n: usize| T::from(n).expect("sizes are small");
        let epsilon = match self.norm {
            Norm::NoEpsilon | Norm::EpsilonOutside | Norm::EpsilonAsFloor | Norm::EpsilonAsFloorOfSquares => {
                T::zero()
            }
            Norm::EpsilonFixed => real(1e-6),
            Norm::EpsilonFixedLarger => real(1e-5),
            Norm::EpsilonSquared => input.epsilon * input.epsilon,
            _ => input.epsilon,
        };
        let mut normed = x.clone();
        if self.norm == Norm::Layer {
            for mut row in normed.rows_mut() {
                let mean = row.sum() / number(row.len());
                row.mapv_inplace(|v| v - mean);
            }
        }
        let everything = normed.iter().map(|&v| v * v).fold(T::zero(), |a, b| a + b) / number(x.len());
        let axis = Axis(usize::from(self.norm != Norm::Columns));
        for mut row in normed.lanes_mut(axis) {
            let squares = row.iter().fold(T::zero(), |sum, &v| sum + v * v);
            let mean = match self.norm {
                Norm::Sum => squares,
                Norm::WholeMatrix => everything,
                _ => squares / number(row.len()),
            };
            let root = (mean + epsilon).sqrt();
            let divisor = match self.norm {
                Norm::NoRoot => mean + epsilon,
                Norm::EpsilonOutside => root + input.epsilon,
                Norm::EpsilonAsFloorOfSquares => mean.max(input.epsilon).sqrt(),
                Norm::EpsilonAsFloor => root.max(input.epsilon),
                Norm::Largest => row.iter().fold(T::zero(), |a, &v| a.max(v.abs())) + epsilon,
                _ => root,
            };
            row.mapv_inplace(|v| v / divisor);
        }
        for mut row in normed.rows_mut() {
            match self.gain {
                Gain::Right => row *= &input.gain,
                Gain::Missing => {}
                Gain::OnePlus => row *= &input.gain.mapv(|g| g + T::one()),
            }
        }
        normed
    }

    fn gate<T: NdFloat>(&self, gate: T, up: T) -> T {
        let one = T::one();
        let silu = |z: T| z / (one + (-z).exp());
        match self.gate {
            Gate::Silu => silu(gate) * up,
            Gate::Exchanged => silu(up) * gate,
            Gate::Sigmoid => up / (one + (-gate).exp()),
            Gate::Gelu => gate * normal_cdf(gate) * up,
            Gate::GeluTanh => {
                let inner =
                    real::<T>(0.797_884_560_802_865_4) * (gate + real::<T>(0.044_715) * gate * gate * gate);
                real::<T>(0.5) * gate * (one + inner.tanh()) * up
            }
            Gate::Relu => gate.max(T::zero()) * up,
            Gate::Identity => gate * up,
            Gate::Tanh => gate.tanh() * up,
            Gate::NoUp => silu(gate),
            Gate::OfProduct => silu(gate * up),
            Gate::Both => silu(gate) * silu(up),
            Gate::Added => silu(gate) + up,
            Gate::WrongSign => gate / (one + gate.exp()) * up,
            Gate::Overflows => gate * gate.exp() / (one + gate.exp()) * up,
        }
    }

    fn swiglu<T: NdFloat>(&self, x: &Array2<T>, input: &Numbers<T>) -> Array2<T> {
        let (mut gate, up) = (x.dot(&input.gate), x.dot(&input.up));
        gate.zip_mut_with(&up, |gate, &up| *gate = self.gate(*gate, up));
        gate.dot(&input.down)
    }

    /// Attention whose queries come from one array and keys and values from another.
    fn attention<T: NdFloat>(&self, h: &Array2<T>, seen: &Array2<T>, input: &Numbers<T>) -> Array2<T> {
        let number = |n: usize| T::from(n).expect("sizes are small");
        let (queries, keys, values) = (h.dot(&input.query), seen.dot(&input.key), seen.dot(&input.value));
        let values = if self.keys_as_values { &keys } else { &values };
        let ((rows, inner), e) = (queries.dim(), keys.ncols());
        let heads = if self.heads == Heads::OfModelWidth { h.ncols() / e } else { inner / e };
        let divisor = match self.scale {
            Scale::RootHead => number(e).sqrt(),
            Scale::RootInner => number(inner).sqrt(),
            Scale::RootModel => number(h.ncols()).sqrt(),
            Scale::Nothing => T::one(),
            Scale::Head => number(e),
        };
        let mut side = Array2::zeros((rows, inner));
        let mut below = Vec::new();
        for head in 0..heads {
            let interleaved = s![.., head..; heads];
            let block = s![.., head * e..(head + 1) * e];
            let own = match self.heads {
                Heads::QueriesInterleaved | Heads::BothInterleaved => queries.slice(interleaved),
                _ => queries.slice(block),
            };
            let mut weights = own.dot(&keys.t()) / divisor;
            let visible = |i: usize| match self.visible {
                Visible::Causal => i + 1,
                Visible::Everything => rows,
                Visible::Strict if self.sees_itself_at_least => i.max(1),
                Visible::Strict => i,
            };
            let of_row = |(i, row): (usize, ArrayView1<'_, T>)| slips::largest(&row.slice(s![..visible(i)]));
            let of_all = weights.rows().into_iter().enumerate().map(of_row).fold(T::neg_infinity(), T::max);
            for (i, mut row) in weights.rows_mut().into_iter().enumerate() {
                let visible = visible(i);
                let of_hidden_too = slips::largest(&row);
                row.slice_mut(s![visible..]).fill(T::neg_infinity());
                let largest = match self.max {
                    Max::Row => slips::largest(&row),
                    Max::HiddenToo => of_hidden_too,
                    Max::AllRows => of_all,
                };
                if visible == 0 {
                    row.fill(T::zero());
                    continue;
                }
                slips::softmax(&mut row, largest);
            }
            let output = weights.dot(values);
            below.extend(output.iter().copied());
            match self.heads {
                Heads::OutputsInterleaved | Heads::BothInterleaved => {
                    side.slice_mut(interleaved).assign(&output)
                }
                Heads::OnlyFirst if head > 0 => {}
                Heads::Summed => (0..heads).for_each(|to| {
                    let mut to = side.slice_mut(s![.., to * e..(to + 1) * e]);
                    to += &output;
                }),
                _ => side.slice_mut(block).assign(&output),
            }
        }
        if self.heads == Heads::Reshaped {
            side = Array2::from_shape_vec((rows, inner), below).expect("as many numbers");
        }
        side.dot(&input.out)
    }

    fn block<T: NdFloat>(&self, input: &Numbers<T>) -> Array2<T> {
        let x = &input.x;
        let h = self.rms_norm(x, input);
        let (attention, mlp) =
            (|of: &Array2<T>| self.attention(of, of, input), |of: &Array2<T>| self.swiglu(of, input));
        match self.wiring {
            Wiring::Parallel => attention(&h) + mlp(&h) + x,
            Wiring::Serial => {
                let middle = attention(&h) + x;
                mlp(&self.rms_norm(&middle, input)) + middle
            }
            Wiring::SerialMlpFirst => {
                let middle = mlp(&h) + x;
                attention(&self.rms_norm(&middle, input)) + middle
            }
            Wiring::ResidualNormed => attention(&h) + mlp(&h) + h,
            Wiring::NoResidual => attention(&h) + mlp(&h),
            Wiring::ResidualTwice => attention(&h) + mlp(&h) + x + x,
            Wiring::MlpRaw => attention(&h) + mlp(x) + x,
            Wiring::AttentionRaw => attention(x) + mlp(&h) + x,
            Wiring::BothRaw => attention(x) + mlp(x) + x,
            Wiring::KeysRaw => self.attention(&h, x, input) + mlp(&h) + x,
            Wiring::NormLast => self.rms_norm(&(attention(x) + mlp(x) + x), input),
            Wiring::MlpReadsAttention => {
                let attended = attention(&h);
                mlp(&attended) + attended + x
            }
            Wiring::NormedTwice => attention(&h) + mlp(&self.rms_norm(&h, input)) + x,
            Wiring::NoAttention => mlp(&h) + x,
            Wiring::NoMlp => attention(&h) + x,
        }
    }
}

/// Φ, the distribution function of the normal distribution, by its series (Marsaglia 2004).
fn normal_cdf<T: NdFloat>(z: T) -> T {
    let x = z.to_f64().unwrap_or(0.0);
    if x.abs() > 8.0 {
        return if x > 0.0 { T::one() } else { T::zero() };
    }
    let (mut sum, mut term, mut i) = (x, x, 1.0);
    while sum + term != sum {
        i += 2.0;
        term *= x * x / i;
        sum += term;
    }
    real(0.5 + sum * (-0.5 * x * x - 0.5 * std::f64::consts::TAU.ln()).exp())
}
