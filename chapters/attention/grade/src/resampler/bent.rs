//! The bent solution of `resampler`: its knobs, and what it computes.

use judge::slips;
use ndarray::{Array1, Array2, Axis, NdFloat, concatenate, s};

use super::{Input, Resampled};

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Norm {
    #[default]
    Layer,
    Rms,
    NoBias,
    BiasFirst,
    NoGain,
    Unbiased,
    NoRoot,
    NoEpsilon,
    EpsilonOutside,
    EpsilonAsFloor,
    EpsilonAsFloorOfVariance,
    EpsilonFixed,
    EpsilonFixedSmaller,
    Columns,
    WholeMatrix,
    OnePlusGain,
    NotDivided,
}

/// What is normalised, and with what.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Normed {
    #[default]
    Each,
    InputsRaw,
    LatentsRaw,
    QueriesRaw,
    LatentKeysRaw,
    Nothing,
    Exchanged,
    AllAsInputs,
    AllAsLatents,
}

/// What keys and values are made of.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Seen {
    #[default]
    Both,
    Inputs,
    Latents,
    ValuesOfInputsOnly,
    ValuesTheOtherWayRound,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Residual {
    #[default]
    Latents,
    Nothing,
    Normed,
    Twice,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Heads {
    #[default]
    Blocks,
    One,
    Interleaved,
    OutputsInterleaved,
    Reshaped,
    OnlyFirst,
    Summed,
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
pub(super) enum Weights {
    #[default]
    OverKeys,
    OverLatents,
    Causal,
    CausalTopLeft,
    Separate,
    MaxOfAll,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) norm: Norm,
    pub(super) normed: Normed,
    pub(super) seen: Seen,
    pub(super) residual: Residual,
    pub(super) heads: Heads,
    pub(super) scale: Scale,
    pub(super) weights: Weights,
    pub(super) queries_from_inputs: bool,
    pub(super) keys_and_values_exchanged: bool,
    pub(super) nothing_to_do: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) reshapes: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    pub(super) resample_apart: bool,
    pub(super) norm_right: bool,
    /// A softmax over no keys is 0/0.
    pub(super) nothing_is_nan: bool,
}

/// An input in single or double precision.
struct Numbers<T> {
    inputs: Array2<T>,
    latents: Array2<T>,
    /// Gain and bias of the inputs, and of the latents.
    norms: [(Array1<T>, Array1<T>); 2],
    epsilon: T,
    heads: usize,
    query: Array2<T>,
    key: Array2<T>,
    value: Array2<T>,
    out: Array2<T>,
}

fn number<T: NdFloat>(n: usize) -> T {
    T::from(n).expect("sizes are small")
}

impl<T: NdFloat> Numbers<T> {
    fn of(input: &Input) -> Numbers<T> {
        let number = |v: f32| T::from(v).expect("a float fits");
        let [inputs, latents, query, key, value, out] =
            input.matrices().map(|matrix| matrix.values.mapv(number));
        let [a, b, c, d] = input.norms.each_ref().map(|vector| vector.values.mapv(number));
        let (norms, epsilon) = ([(a, b), (c, d)], number(input.epsilon));
        Numbers { inputs, latents, norms, epsilon, heads: input.heads, query, key, value, out }
    }
}

fn back<T: NdFloat>(array: &Array2<T>) -> Array2<f32> {
    array.mapv(|v| v.to_f32().unwrap_or(f32::NAN))
}

/// Softmax of each row; a row without an element or without a finite score is all zero.
fn softmax<T: NdFloat>(scores: &mut Array2<T>) {
    for mut row in scores.rows_mut() {
        let largest = slips::largest(&row);
        if largest == T::neg_infinity() {
            row.fill(T::zero());
            continue;
        }
        slips::softmax(&mut row, largest);
    }
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Resampled {
        if self.contiguous {
            for matrix in input.matrices() {
                super::super::as_slices(matrix.held().view(), self.row_slices);
            }
        }
        if self.reshapes {
            let (latents, query) = (input.latents.held(), input.query.held());
            let queries = latents.view().to_owned().dot(&query.view());
            let (rows, inner) = queries.dim();
            let heads = input.heads;
            queries.into_shape_with_order((rows, heads, inner / heads)).unwrap();
        }
        if self.memory_order {
            let mut read = input.clone();
            read.norms = input.norms.each_ref().map(super::super::in_memory_order);
            for matrix in read.matrices_mut() {
                *matrix = super::super::in_memory_order(matrix);
            }
            return Knobs { memory_order: false, ..*self }.run(&read);
        }
        if self.double { self.all(&Numbers::<f64>::of(input)) } else { self.all(&Numbers::<f32>::of(input)) }
    }

    fn all<T: NdFloat>(&self, input: &Numbers<T>) -> Resampled {
        let outside = Knobs { norm: if self.norm_right { Norm::Layer } else { self.norm }, ..*self };
        let inside = Knobs { norm: if self.resample_apart { Norm::Layer } else { self.norm }, ..*self };
        Resampled {
            norm: back(&outside.layer_norm(&input.latents, &input.norms[1], input.epsilon)),
            latents: back(&inside.resample(input)),
        }
    }

    fn layer_norm<T: NdFloat>(&self, x: &Array2<T>, norm: &(Array1<T>, Array1<T>), given: T) -> Array2<T> {
        let constant = |value: f64| T::from(value).expect("a small number");
        let epsilon = match self.norm {
            Norm::NoEpsilon
            | Norm::EpsilonOutside
            | Norm::EpsilonAsFloor
            | Norm::EpsilonAsFloorOfVariance => T::zero(),
            Norm::EpsilonFixed => constant(1e-5),
            Norm::EpsilonFixedSmaller => constant(1e-6),
            _ => given,
        };
        let mut normed = x.clone();
        let count = number::<T>(x.len());
        let everything = x.iter().fold(T::zero(), |sum, &v| sum + v) / count;
        let spread = x.iter().fold(T::zero(), |sum, &v| sum + (v - everything) * (v - everything)) / count;
        for mut row in normed.lanes_mut(Axis(usize::from(self.norm != Norm::Columns))) {
            let count = number::<T>(row.len());
            let mean = match self.norm {
                Norm::Rms => T::zero(),
                Norm::WholeMatrix => everything,
                _ => row.sum() / count,
            };
            row.mapv_inplace(|v| v - mean);
            let squares = row.iter().fold(T::zero(), |sum, &v| sum + v * v);
            let variance = match self.norm {
                Norm::Unbiased => squares / (count - T::one()),
                Norm::WholeMatrix => spread,
                _ => squares / count,
            };
            let divisor = match self.norm {
                Norm::NoRoot => variance + epsilon,
                Norm::EpsilonAsFloor => variance.sqrt().max(given),
                Norm::EpsilonAsFloorOfVariance => variance.max(given).sqrt(),
                Norm::EpsilonOutside => variance.sqrt() + given,
                Norm::NotDivided => T::one(),
                _ => (variance + epsilon).sqrt(),
            };
            row.mapv_inplace(|v| v / divisor);
        }
        let (gain, bias) = norm;
        for mut row in normed.rows_mut() {
            match self.norm {
                Norm::NoGain => {}
                Norm::BiasFirst => {
                    row += bias;
                    row *= gain;
                }
                Norm::OnePlusGain => row *= &gain.mapv(|g| g + T::one()),
                _ => row *= gain,
            }
            if !matches!(self.norm, Norm::BiasFirst | Norm::NoBias) {
                row += bias;
            }
        }
        normed
    }

    /// What the queries are made of, the inputs' part of keys and values, and the latents' part.
    fn normed<T: NdFloat>(&self, input: &Numbers<T>) -> [Array2<T>; 3] {
        let norm = |x: &Array2<T>, which: usize| self.layer_norm(x, &input.norms[which], input.epsilon);
        let (x, l) = (&input.inputs, &input.latents);
        match self.normed {
            Normed::Each => [norm(l, 1), norm(x, 0), norm(l, 1)],
            Normed::InputsRaw => [norm(l, 1), x.clone(), norm(l, 1)],
            Normed::LatentsRaw => [l.clone(), norm(x, 0), l.clone()],
            Normed::QueriesRaw => [l.clone(), norm(x, 0), norm(l, 1)],
            Normed::LatentKeysRaw => [norm(l, 1), norm(x, 0), l.clone()],
            Normed::Nothing => [l.clone(), x.clone(), l.clone()],
            Normed::Exchanged => [norm(l, 0), norm(x, 1), norm(l, 0)],
            Normed::AllAsInputs => [norm(l, 0), norm(x, 0), norm(l, 0)],
            Normed::AllAsLatents => [norm(l, 1), norm(x, 1), norm(l, 1)],
        }
    }

    fn resample<T: NdFloat>(&self, input: &Numbers<T>) -> Array2<T> {
        if self.nothing_to_do && input.inputs.nrows() == 0 {
            return input.latents.clone();
        }
        let [asking, from_inputs, from_latents] = self.normed(input);
        let asking = if self.queries_from_inputs { &from_inputs } else { &asking };
        let n = match self.seen {
            Seen::Latents => 0,
            _ => from_inputs.nrows(),
        };
        let seen = match self.seen {
            Seen::Both | Seen::ValuesOfInputsOnly | Seen::ValuesTheOtherWayRound => {
                concatenate(Axis(0), &[from_inputs.view(), from_latents.view()]).expect("equally wide")
            }
            Seen::Inputs => from_inputs.clone(),
            Seen::Latents => from_latents.clone(),
        };
        let (mut key, mut value) = (&input.key, &input.value);
        if self.keys_and_values_exchanged {
            std::mem::swap(&mut key, &mut value);
        }
        let (queries, keys, mut values) = (asking.dot(&input.query), seen.dot(key), seen.dot(value));
        if self.seen == Seen::ValuesOfInputsOnly {
            values.slice_mut(s![n.., ..]).fill(T::zero());
        }
        if self.seen == Seen::ValuesTheOtherWayRound {
            let [inputs, latents] = [s![..n, ..], s![n.., ..]].map(|part| values.slice(part).to_owned());
            values = concatenate(Axis(0), &[latents.view(), inputs.view()]).expect("equally wide");
        }
        let (rows, inner) = queries.dim();
        let heads = if self.heads == Heads::One { 1 } else { input.heads };
        let e = inner / heads;
        let divisor = match self.scale {
            Scale::RootHead => number::<T>(e).sqrt(),
            Scale::RootInner => number::<T>(inner).sqrt(),
            Scale::RootModel => number::<T>(asking.ncols()).sqrt(),
            Scale::Nothing => T::one(),
            Scale::Head => number(e),
        };
        let mut side = Array2::zeros((rows, inner));
        let mut below = Vec::new();
        for head in 0..heads {
            let block = s![.., head * e..(head + 1) * e];
            let interleaved = s![.., head..; heads];
            let own = if self.heads == Heads::Interleaved { interleaved } else { block };
            let (q, k, v) = (queries.slice(own), keys.slice(own), values.slice(own));
            let weights = self.weights(q.dot(&k.t()) / divisor, n);
            let mut output = weights.dot(&v);
            if k.nrows() == 0 && self.nothing_is_nan {
                output.fill(T::nan());
            }
            below.extend(output.iter().copied());
            match self.heads {
                Heads::Interleaved | Heads::OutputsInterleaved => side.slice_mut(interleaved).assign(&output),
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
        let attention = side.dot(&input.out);
        let latents = if self.queries_from_inputs { &input.inputs } else { &input.latents };
        match self.residual {
            Residual::Latents => attention + latents,
            Residual::Nothing => attention,
            Residual::Normed => attention + asking,
            Residual::Twice => attention + latents + latents,
        }
    }

    /// Weights from scores (queries, keys), of which the first n keys are inputs.
    fn weights<T: NdFloat>(&self, mut scores: Array2<T>, n: usize) -> Array2<T> {
        let (rows, columns) = scores.dim();
        match self.weights {
            Weights::OverKeys => softmax(&mut scores),
            Weights::MaxOfAll => {
                let largest = slips::largest(&scores);
                scores.rows_mut().into_iter().for_each(|mut row| slips::softmax(&mut row, largest));
            }
            Weights::OverLatents => {
                let mut turned = scores.reversed_axes();
                softmax(&mut turned);
                scores = turned.reversed_axes();
            }
            Weights::Causal | Weights::CausalTopLeft => {
                let aligned = self.weights == Weights::Causal;
                for ((i, j), score) in scores.indexed_iter_mut() {
                    let hidden = if aligned { j + rows > i + columns } else { j > i };
                    if hidden {
                        *score = T::neg_infinity();
                    }
                }
                softmax(&mut scores);
            }
            Weights::Separate => {
                let [mut a, mut b] = [s![.., ..n], s![.., n..]].map(|part| scores.slice(part).to_owned());
                softmax(&mut a);
                softmax(&mut b);
                scores = concatenate(Axis(1), &[a.view(), b.view()]).expect("equally high");
            }
        }
        scores
    }
}
