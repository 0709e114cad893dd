//! The solution of `nsa_scores` with knobs, of which each mistake turns one.

use judge::slips::in_memory_order;
use ndarray::{Array1, Array2, NdFloat};

use super::Input;

/// How much of a compressed block counts for a selected one. Everything is counted in strides: the compressed block begins at i and
/// has l of them, the selected one begins at j · b and has b.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Part {
    #[default]
    Common,
    /// As the formula is printed: b − 1 strides too far back.
    Printed,
    Previous,
    /// (l'/d) j + m + n
    BothForward,
    Next,
    Once,
    OfLength,
    OfBlock,
    InTokens,
    OnlyContained,
    Begins,
    Ends,
    Middle,
    SameNumber,
    OneTokenMore,
    OneTokenFewer,
    OneStrideLate,
    OneStrideEarly,
    LongerBlock,
    ShorterBlock,
    LongerLength,
    ShorterLength,
    WithoutOverlap,
    Swapped,
}

/// What is done with the weights of the heads.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Heads {
    #[default]
    Sum,
    Mean,
    Largest,
    First,
    Last,
}

/// What is done with the parts.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gather {
    #[default]
    Sum,
    Largest,
    Mean,
    WeightedMean,
}

/// What is done with the scores.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum After {
    #[default]
    Nothing,
    Divided,
    Softmax,
    RestToLast,
    TooShort,
    Panics,
    Wraps,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) part: Part,
    pub(super) heads: Heads,
    pub(super) gather: Gather,
    pub(super) after: After,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) double: bool,
    /// Stops where a subtraction of whole numbers would go below 0.
    pub(super) underflows: bool,
    pub(super) way: usize,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array1<f32> {
        if self.contiguous {
            judge::slips::as_slices(input.weights.held().view(), self.way == 1);
        }
        if self.memory_order {
            let weights = in_memory_order(&input.weights);
            return Knobs { memory_order: false, ..*self }.run(&Input { weights, ..*input });
        }
        if self.double {
            self.scores(input, input.weights.double()).mapv(|x| x as f32)
        } else {
            self.scores(input, input.weights.values.clone())
        }
    }

    fn scores<T: NdFloat>(&self, input: &Input, weights: Array2<T>) -> Array1<T> {
        let number = |x: f64| T::from(x).expect("a number");
        let (heads, count) = weights.dim();
        let of_heads = |column: ndarray::ArrayView1<'_, T>| match self.heads {
            Heads::Sum => column.sum(),
            Heads::Mean => column.sum() / number(heads as f64),
            Heads::Largest => column.fold(T::zero(), |most, &x| most.max(x)),
            Heads::First => column[0],
            Heads::Last => column[heads - 1],
        };
        let weights: Array1<T> = weights.columns().into_iter().map(of_heads).collect();
        let score = |j: usize| {
            let parts = (0..count).map(|i| (weights[i], number(self.part(input, i, j))));
            let parts: Vec<(T, T)> = parts.filter(|part| part.1 > T::zero()).collect();
            let products = || parts.iter().map(|&(weight, part)| weight * part);
            let sum = products().fold(T::zero(), |sum, x| sum + x);
            match self.gather {
                Gather::Sum => sum,
                Gather::Largest if self.way == 1 => {
                    parts.iter().fold(T::zero(), |most, &(weight, _)| most.max(weight))
                }
                Gather::Largest => products().fold(T::zero(), T::max),
                _ if parts.is_empty() => T::zero(),
                Gather::Mean => {
                    parts.iter().fold(T::zero(), |sum, part| sum + part.0) / number(parts.len() as f64)
                }
                Gather::WeightedMean => sum / parts.iter().fold(T::zero(), |sum, part| sum + part.1),
            }
        };
        let scores: Array1<T> = (0..input.blocks).map(score).collect();
        self.after(input, scores, &weights)
    }

    fn after<T: NdFloat>(&self, input: &Input, mut scores: Array1<T>, weights: &Array1<T>) -> Array1<T> {
        let number = |x: f64| T::from(x).expect("a number");
        let (b, blocks) = (input.block / input.stride, input.blocks);
        let end = (weights.len() - 1) * input.stride + input.length;
        match self.after {
            After::Nothing => {}
            After::Divided => {
                let sum = scores.sum();
                if sum > T::zero() {
                    scores.mapv_inplace(|x| x / sum);
                }
            }
            After::Softmax => {
                let largest = judge::slips::largest(&scores);
                judge::slips::softmax(&mut scores, largest);
            }
            After::RestToLast | After::Wraps => {
                let strides = input.length / input.stride;
                for (i, &weight) in weights.iter().enumerate() {
                    for stride in (i..i + strides).filter(|stride| stride / b >= blocks) {
                        let to = if self.after == After::Wraps { stride / b % blocks } else { blocks - 1 };
                        scores[to] += weight;
                    }
                }
            }
            After::TooShort => {
                let kept = if self.way == 1 { end / input.block } else { end.div_ceil(input.block) };
                scores = scores.iter().copied().take(kept.max(1)).collect();
            }
            After::Panics => {
                let last = if self.way == 1 { end } else { weights.len() * input.stride };
                let read = if self.way == 2 { (blocks - 1) * b + 1 } else { blocks * b };
                assert!(read * input.stride <= last, "index out of bounds");
                let _ = number;
            }
        }
        scores
    }

    /// How much of compressed block i counts for selected block j.
    fn part(&self, input: &Input, i: usize, j: usize) -> f64 {
        let (l, b) = (input.length / input.stride, input.block / input.stride);
        let (i, j, of_l, of_b) = (i as i64, j as i64, l as i64, b as i64);
        let stride = input.stride as f64;
        // How many strides two ranges have in common.
        let common =
            |a: i64, long: i64, c: i64, wide: i64| ((a + long).min(c + wide) - a.max(c)).max(0) as f64;
        let right = common(i, of_l, j * of_b, of_b);
        let one = |is: bool| f64::from(u8::from(is));
        match self.part {
            Part::Common => right,
            Part::Printed => {
                assert!(!self.underflows || j * of_b >= of_b + of_l - 2, "attempt to subtract with overflow");
                // i = b j − m − n, with m below b and n below l.
                (0..of_b).map(|m| one((0..of_l).contains(&(of_b * j - m - i)))).sum()
            }
            Part::BothForward => (0..of_b).map(|m| one((0..of_l).contains(&(i - of_b * j - m)))).sum(),
            Part::Previous => common(i, of_l, (j - 1) * of_b, of_b),
            Part::Next => common(i, of_l, (j + 1) * of_b, of_b),
            Part::Once => one(right > 0.0),
            Part::OfLength => right / l as f64,
            Part::OfBlock => right / b as f64,
            Part::InTokens => right * stride,
            Part::OnlyContained => match self.way {
                1 => one(right == l as f64) * l as f64,
                2 => (right / b as f64).floor(),
                _ => one(right == l as f64),
            },
            Part::Begins => one(i / of_b == j) * if self.way == 1 { l as f64 } else { 1.0 },
            Part::Ends => one((i + of_l - 1) / of_b == j) * if self.way == 1 { l as f64 } else { 1.0 },
            Part::Middle => {
                one((2 * i + of_l) / (2 * of_b) == j) * if self.way == 1 { l as f64 } else { 1.0 }
            }
            Part::SameNumber => one(i == j) * if self.way == 1 { l as f64 } else { 1.0 },
            Part::OneTokenMore if right > 0.0 || self.way == 1 && i + of_l == j * of_b => {
                right + 1.0 / stride
            }
            Part::OneTokenMore => 0.0,
            Part::OneTokenFewer => (right - 1.0 / stride).max(0.0),
            Part::OneStrideLate => common(i + 1, of_l, j * of_b, of_b),
            Part::OneStrideEarly => common(i - 1, of_l, j * of_b, of_b),
            Part::LongerBlock => common(i, of_l, j * of_b, of_b + 1),
            Part::ShorterBlock => common(i, of_l, j * of_b, of_b - 1),
            Part::LongerLength => common(i, of_l + 1, j * of_b, of_b),
            Part::ShorterLength => common(i, of_l - 1, j * of_b, of_b),
            Part::WithoutOverlap => common(i * of_l, of_l, j * of_b, of_b),
            Part::Swapped => common(i, of_b, j * of_l, of_l),
        }
    }
}
