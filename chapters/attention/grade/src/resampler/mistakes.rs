//! The typical mistakes of `resampler`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
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
    pub(super) contiguous: bool,
    pub(super) reshapes: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    pub(super) resample_apart: bool,
    pub(super) norm_right: bool,
    /// A softmax over no keys is 0/0.
    pub(super) nothing_is_nan: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "latents_not_seen",
            "keys and values come from the inputs alone. The latents are asked too: keys and values are made of both, one below \
             the other.",
            |k| k.seen = Seen::Inputs,
        )
        .edit("&[normed_inputs.view(), normed_latents.view()]", "&[normed_inputs.view()]"),
        Mistake::<Knobs>::new(
            "inputs_not_seen",
            "keys and values come from the latents alone: nothing of the inputs gets through.",
            |k| k.seen = Seen::Latents,
        )
        .edit("&[normed_inputs.view(), normed_latents.view()]", "&[normed_latents.view()]"),
        Mistake::new(
            "inputs_ask",
            "the queries come from the inputs, so there is a row for each input. The latents ask, and the result has a row for \
             each of them.",
            |k| k.queries_from_inputs = true,
        ),
        Mistake::<Knobs>::new("no_residual", "the latents are not added to what attention gives.", |k| {
            k.residual = Residual::Nothing
        })
        .edit(" + latents\n}", "\n}"),
        Mistake::<Knobs>::new(
            "residual_from_norm",
            "the normalised latents are added to what attention gives. Add the latents as they came.",
            |k| k.residual = Residual::Normed,
        )
        .edit(" + latents\n}", " + normed_latents\n}"),
        Mistake::<Knobs>::new("residual_twice", "the latents are added twice.", |k| k.residual = Residual::Twice)
        .edit(" + latents\n}", " + latents + latents\n}"),
        Mistake::<Knobs>::new("inputs_not_normed", "the inputs are not normalised. Both have their norm.", |k| {
            k.normed = Normed::InputsRaw
        })
        .edit("layer_norm(inputs, input_gain, input_bias, epsilon)", "inputs.to_owned()"),
        Mistake::<Knobs>::new("latents_not_normed", "the latents are not normalised. Both have their norm.", |k| {
            k.normed = Normed::LatentsRaw
        })
        .edit("layer_norm(latents, latent_gain, latent_bias, epsilon)", "latents.to_owned()"),
        Mistake::<Knobs>::new(
            "latent_keys_not_normed",
            "the latents are normalised for the queries and not for keys and values. What is put below the inputs is the \
             normalised latents.",
            |k| k.normed = Normed::LatentKeysRaw,
        )
        .edit("normed_latents.view()])", "latents])"),
        Mistake::<Knobs>::new(
            "queries_not_normed",
            "the queries come from the latents as they are, not from the normalised ones.",
            |k| k.normed = Normed::QueriesRaw,
        )
        .edit("normed_latents.dot(&weights.query)", "latents.dot(&weights.query)"),
        Mistake::new("nothing_normed", "neither inputs nor latents are normalised.", |k| {
            k.normed = Normed::Nothing
        }),
        Mistake::new(
            "norms_exchanged",
            "the two norms are exchanged: the inputs get the latents' gain and bias, and the other way round.",
            |k| k.normed = Normed::Exchanged,
        ),
        Mistake::<Knobs>::new(
            "one_norm_of_inputs",
            "both are normalised with the inputs' gain and bias. The latents have their own.",
            |k| k.normed = Normed::AllAsInputs,
        )
        .edit("latents, latent_gain, latent_bias,", "latents, input_gain, input_bias,"),
        Mistake::<Knobs>::new(
            "one_norm_of_latents",
            "both are normalised with the latents' gain and bias. The inputs have their own.",
            |k| k.normed = Normed::AllAsLatents,
        )
        .edit("inputs, input_gain, input_bias,", "inputs, latent_gain, latent_bias,"),
        Mistake::<Knobs>::new(
            "rms_norm",
            "the norm does not subtract the mean. That is RMSNorm; LayerNorm subtracts the mean of the row, and its bias comes \
             last.",
            |k| k.norm = Norm::Rms,
        )
        .edit("row -= row.sum() / row.len() as f32;", ""),
        Mistake::<Knobs>::new("no_bias", "the bias of the norm is not added.", |k| k.norm = Norm::NoBias)
        .edit("row += &bias;", ""),
        Mistake::<Knobs>::new("no_gain", "the gain of the norm is not used.", |k| k.norm = Norm::NoGain)
        .edit("row *= &gain;", ""),
        Mistake::<Knobs>::new(
            "bias_before_gain",
            "the bias is added before the gain multiplies: gain · (… + bias). It comes last.",
            |k| k.norm = Norm::BiasFirst,
        )
        .edit("row *= &gain;\n        row += &bias;", "row += &bias;\n        row *= &gain;"),
        Mistake::<Knobs>::new("one_plus_gain", "the gain is 1 + gain. Here it is stored as it multiplies.", |k| {
            k.norm = Norm::OnePlusGain
        })
        .edit("row *= &gain;", "row *= &(&gain + 1.0);"),
        Mistake::<Knobs>::new(
            "unbiased_variance",
            "the variance is divided by d − 1 (as std with one degree of freedom less does). LayerNorm divides by d.",
            |k| k.norm = Norm::Unbiased,
        )
        .edit("row.dot(&row) / row.len() as f32", "row.dot(&row) / (row.len() - 1) as f32"),
        Mistake::<Knobs>::new("no_root", "the row is divided by its variance; the root is missing.", |k| {
            k.norm = Norm::NoRoot
        })
        .edit("epsilon).sqrt()", "epsilon)"),
        Mistake::<Knobs>::new(
            "not_divided",
            "the norm subtracts the mean and does not divide by the deviation.",
            |k| k.norm = Norm::NotDivided,
        )
        .edit("row /= deviation;", ""),
        Mistake::<Knobs>::new(
            "no_epsilon",
            "epsilon is not used: a constant row is 0/0, and rows that vary little are blown up.",
            |k| k.norm = Norm::NoEpsilon,
        )
        .edit("as f32 + epsilon)", "as f32)"),
        Mistake::<Knobs>::new(
            "epsilon_outside",
            "epsilon is added to the deviation instead of to the variance, under the root.",
            |k| k.norm = Norm::EpsilonOutside,
        )
        .edit(
            "(row.dot(&row) / row.len() as f32 + epsilon).sqrt()",
            "(row.dot(&row) / row.len() as f32).sqrt() + epsilon",
        ),
        Mistake::<Knobs>::new("epsilon_fixed", "epsilon is 1e-5, whatever epsilon is given.", |k| {
            k.norm = Norm::EpsilonFixed
        })
        .edit("as f32 + epsilon)", "as f32 + 1e-5)"),
        Mistake::<Knobs>::new("epsilon_fixed_smaller", "epsilon is 1e-6, whatever epsilon is given.", |k| {
            k.norm = Norm::EpsilonFixedSmaller
        })
        .edit("as f32 + epsilon)", "as f32 + 1e-6)"),
        Mistake::new(
            "norm_of_columns",
            "mean and variance run down the columns, over the rows. Each row has its own.",
            |k| k.norm = Norm::Columns,
        ),
        Mistake::new(
            "norm_of_everything",
            "one mean and one variance are taken of the whole matrix. Each row has its own.",
            |k| k.norm = Norm::WholeMatrix,
        ),
        Mistake::new(
            "over_latents",
            "the softmax runs over the latents: they compete for each input (as in slot attention). Here each latent \
             distributes its attention over what it sees.",
            |k| k.weights = Weights::OverLatents,
        ),
        Mistake::<Knobs>::new(
            "causal",
            "a causal mask hides the later latents from the earlier ones. There is no mask.",
            |k| k.weights = Weights::Causal,
        )
        .edit("Mask::None", "Mask::Causal"),
        Mistake::new(
            "causal_top_left",
            "a causal mask from the top left lets latent i see the first i + 1 inputs. There is no mask.",
            |k| k.weights = Weights::CausalTopLeft,
        ),
        Mistake::new(
            "two_softmaxes",
            "inputs and latents have a softmax each, and the two results are added. There is one softmax over both.",
            |k| k.weights = Weights::Separate,
        ),
        Mistake::<Knobs>::new(
            "one_head",
            "there is one head of the width of all of them. Each head has a softmax of its own over its own columns.",
            |k| k.heads = Heads::One,
        )
        .edit("queries.ncols() / weights.heads", "queries.ncols()"),
        Mistake::new(
            "heads_interleaved",
            "a head takes every heads-th column, and its output goes to every heads-th column. Head i has the columns \
             i·e … (i + 1)·e − 1.",
            |k| k.heads = Heads::Interleaved,
        ),
        Mistake::new(
            "outputs_interleaved",
            "the heads' outputs are interleaved before `out`. They stand side by side, head after head.",
            |k| k.heads = Heads::OutputsInterleaved,
        ),
        Mistake::new(
            "reshaped_without_transpose",
            "the heads' outputs are put one below the other and reshaped to (r, heads · e) without moving the head axis: latents \
             get mixed.",
            |k| k.heads = Heads::Reshaped,
        ),
        Mistake::<Knobs>::new("only_first_head", "only the first head contributes.", |k| k.heads = Heads::OnlyFirst)
        .edit("(0..queries.ncols())", "(0..width)"),
        Mistake::new(
            "heads_summed",
            "the heads' outputs are added up and every head's rows of `out` get the sum. They stand side by side.",
            |k| k.heads = Heads::Summed,
        ),
        Mistake::new(
            "scale_by_all_heads",
            "scores are divided by the root of the width of all heads together. Each head's dot product has e terms: divide \
             by √e.",
            |k| k.scale = Scale::RootInner,
        ),
        Mistake::new(
            "scale_by_model_width",
            "scores are divided by the root of the model's width. Each head's dot product has e terms: divide by √e.",
            |k| k.scale = Scale::RootModel,
        ),
        Mistake::new("no_scale", "scores are not divided by √e.", |k| k.scale = Scale::Nothing),
        Mistake::new("scale_by_width", "scores are divided by e, not by √e.", |k| k.scale = Scale::Head),
        Mistake::<Knobs>::new("keys_and_values_exchanged", "`key` and `value` are exchanged.", |k| {
            k.keys_and_values_exchanged = true
        })
        .edit("let (queries, keys, values) =", "let (queries, values, keys) ="),
        Mistake::new(
            "values_of_inputs_only",
            "the latents count in the softmax and their values do not: keys are made of both, values of the inputs alone, as \
             if the latents' values were 0.",
            |k| k.seen = Seen::ValuesOfInputsOnly,
        ),
        super::super::reshapes_columns(|k| k.reshapes = true),
        super::super::assumes_contiguous(|k| k.contiguous = true),
    ]
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
        let largest = row.fold(T::neg_infinity(), |a, &b| a.max(b));
        if largest == T::neg_infinity() {
            row.fill(T::zero());
            continue;
        }
        row.mapv_inplace(|score| (score - largest).exp());
        let sum = row.sum();
        row.mapv_inplace(|weight| weight / sum);
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
            Norm::NoEpsilon | Norm::EpsilonOutside => T::zero(),
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
        let [asking, from_inputs, from_latents] = self.normed(input);
        let asking = if self.queries_from_inputs { &from_inputs } else { &asking };
        let n = match self.seen {
            Seen::Latents => 0,
            _ => from_inputs.nrows(),
        };
        let seen = match self.seen {
            Seen::Both | Seen::ValuesOfInputsOnly => {
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
