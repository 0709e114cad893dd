//! The typical mistakes of `z_loss`: the solution with knobs, of which each mistake turns one.

use judge::{Matrix, Mistake, slips};
use ndarray::{Array1, Array2, Axis, NdFloat};

use super::{Batches, Losses};
use crate::Shift;

/// The number of each token that is squared.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Each {
    #[default]
    LogSumExp,
    Largest,
    MeanOfSquaredLogits,
    SumOfSquaredLogits,
    LargestForgotten,
    LogMeanExp,
    SumExp,
    LogProbabilities,
    OfProbabilities,
    WithAOne,
    BaseTwo,
}

/// What becomes of the tokens' numbers.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Mean {
    #[default]
    OfSquares,
    BeforeSquare,
    Sum,
    OverExpertsToo,
    OverExperts,
    NotSquared,
    Magnitudes,
    Root,
    Half,
    Variance,
    OverAll,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) each: Each,
    pub(super) mean: Mean,
    pub(super) coefficient: bool,
    pub(super) over_tokens: bool,
    pub(super) shift: Shift,
    /// What is added to the sum before its logarithm.
    pub(super) guard: f64,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "not_squared",
            "the log-sum-exp is not squared. Then the loss would fall without end as all logits fall.",
            |k| k.mean = Mean::NotSquared,
        )
        .edit(".powi(2)", ""),
        Mistake::<Knobs>::new(
            "mean_before_square",
            "the mean is taken before the square: one token's large logits and another's small ones cancel. Square each token's \
             log-sum-exp, then take the mean.",
            |k| k.mean = Mean::BeforeSquare,
        )
        .edit(
            "log_sum_exp(row).powi(2)).sum();\n    squares / logits.nrows() as f32",
            "log_sum_exp(row)).sum();\n    (squares / logits.nrows() as f32).powi(2)",
        ),
        Mistake::<Knobs>::new("sum_of_tokens", "the squares are summed over the tokens. Take their mean.", |k| {
            k.mean = Mean::Sum;
        })
        .edit("squares / logits.nrows() as f32", "squares"),
        Mistake::<Knobs>::new(
            "over_experts_too",
            "the sum is divided by tokens and experts. There is one log-sum-exp for each token: divide by the tokens.",
            |k| k.mean = Mean::OverExpertsToo,
        )
        .edit("logits.nrows() as f32", "logits.len() as f32"),
        Mistake::<Knobs>::new(
            "over_experts",
            "the sum of the tokens is divided by the number of experts. There is one log-sum-exp for each token: divide by the \
             tokens.",
            |k| k.mean = Mean::OverExperts,
        )
        .edit("logits.nrows()", "logits.ncols()"),
        Mistake::<Knobs>::new(
            "largest_forgotten",
            "the largest logit is subtracted before exp and not added again after ln. For a softmax that cancels, for a \
             log-sum-exp it does not.",
            |k| k.each = Each::LargestForgotten,
        )
        .edit("largest + row.iter()", "row.iter()"),
        Mistake::<Knobs>::new(
            "no_max",
            "exp is taken of the logits themselves. Near 1000 it overflows to infinity, near −1000 it underflows, and ln(0) is −∞: \
             take the largest logit out of the sum, and add it after ln.",
            |k| k.shift = Shift::Nothing,
        )
        .edit(
            "largest + row.iter().map(|x| (x - largest).exp()).sum::<f32>().ln()",
            "row.iter().map(|x| x.exp()).sum::<f32>().ln()",
        ),
        Mistake::<Knobs>::new(
            "max_from_zero",
            "what is taken out of the sum is never less than 0. Logits near −1000 are all smaller, and the sum underflows to 0. Often \
             the search for the largest logit starts at 0 (or at f32::MIN_POSITIVE, the smallest positive number): start at \
             f32::NEG_INFINITY.",
            |k| k.shift = Shift::FromZero,
        )
        .edit("row.fold(f32::NEG_INFINITY,", "row.fold(0.0_f32,"),
        Mistake::<Knobs>::new(
            "squared_logits",
            "that is the mean of the squared logits. Take one log-sum-exp for each token first.",
            |k| {
                k.each = Each::MeanOfSquaredLogits;
            },
        )
        .edit("log_sum_exp(row).powi(2)", "row.dot(&row) / row.len() as f32"),
        Mistake::<Knobs>::new(
            "sum_of_squared_logits",
            "that is the sum of the squared logits of a token, and the mean of it. Take one log-sum-exp for each token first.",
            |k| k.each = Each::SumOfSquaredLogits,
        )
        .edit("log_sum_exp(row).powi(2)", "row.dot(&row)"),
        Mistake::<Knobs>::new(
            "largest_logit",
            "the largest logit stands in for the log-sum-exp. It is always less; with equal logits by ln E.",
            |k| k.each = Each::Largest,
        )
        .edit("largest + row.iter().map(|x| (x - largest).exp()).sum::<f32>().ln()", "largest"),
        Mistake::<Knobs>::new(
            "log_mean_exp",
            "the exponentials are averaged, not summed: ln E is missing. Logits of 0 cost (ln E)² here, not 0.",
            |k| k.each = Each::LogMeanExp,
        )
        .edit(
            "largest + row.iter().map(|x| (x - largest).exp()).sum::<f32>().ln()",
            "largest + (row.iter().map(|x| (x - largest).exp()).sum::<f32>() / row.len() as f32).ln()",
        ),
        Mistake::new(
            "log_probabilities",
            "the logarithms of the probabilities are squared. They do not change when all logits of a token move, and that movement is \
             what this loss must see.",
            |k| k.each = Each::LogProbabilities,
        ),
        Mistake::<Knobs>::new("no_log", "the sum of the exponentials is squared without its logarithm.", |k| {
            k.each = Each::SumExp;
        })
        .edit(
            "largest + row.iter().map(|x| (x - largest).exp()).sum::<f32>().ln()",
            "{ let _ = largest; row.iter().map(|x| x.exp()).sum::<f32>() }",
        ),
        Mistake::<Knobs>::new("with_a_one", "ln(1 + Σ exp) is taken, as in a softplus. There is no 1.", |k| {
            k.each = Each::WithAOne;
        })
        .edit(
            "row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));\n    largest + row.iter().map(|x| (x - largest).exp()).sum::<f32>().ln()",
            "row.fold(0.0_f32, |a, &b| a.max(b));\n    largest + (row.iter().map(|x| (x - largest).exp()).sum::<f32>() + (-largest).exp()).ln()",
        ),
        Mistake::<Knobs>::new(
            "base_two",
            "the logarithm has base 2. It is the natural one, the inverse of exp.",
            |k| {
                k.each = Each::BaseTwo;
            },
        )
        .edit(
            "largest + row.iter().map(|x| (x - largest).exp()).sum::<f32>().ln()",
            "(largest + row.iter().map(|x| (x - largest).exp()).sum::<f32>().ln()) / std::f32::consts::LN_2",
        ),
        Mistake::<Knobs>::new(
            "over_tokens",
            "the log-sum-exp runs over the tokens of each expert. It runs over the experts of each token.",
            |k| k.over_tokens = true,
        )
        .edit(
            "logits.rows().into_iter().map(|row| log_sum_exp(row).powi(2)).sum();\n    squares / logits.nrows()",
            "logits.columns().into_iter().map(|row| log_sum_exp(row).powi(2)).sum();\n    squares / logits.ncols()",
        ),
        Mistake::new(
            "over_all",
            "one log-sum-exp runs over all logits of the batch. Each token has one of its own: take it row by row.",
            |k| k.mean = Mean::OverAll,
        ),
        Mistake::<Knobs>::new("magnitudes", "that is the mean of |log-sum-exp|. Square it.", |k| {
            k.mean = Mean::Magnitudes
        })
        .edit(".powi(2)", ".abs()"),
        Mistake::<Knobs>::new(
            "root",
            "the root of the mean square is given. The loss is the mean square itself.",
            |k| {
                k.mean = Mean::Root;
            },
        )
        .edit("squares / logits.nrows() as f32", "(squares / logits.nrows() as f32).sqrt()"),
        Mistake::<Knobs>::new("half", "the loss is halved. There is no 1/2 in front of the square.", |k| {
            k.mean = Mean::Half
        })
        .edit("squares / logits.nrows() as f32", "0.5 * squares / logits.nrows() as f32"),
        Mistake::new(
            "variance",
            "the mean is subtracted before the square. It is the distance from 0 that costs, not from the mean.",
            |k| k.mean = Mean::Variance,
        ),
        Mistake::<Knobs>::new(
            "coefficient",
            "the loss is multiplied by 0.001. The coefficient is left to the caller.",
            |k| {
                k.coefficient = true;
            },
        )
        .edit("squares / logits.nrows() as f32", "0.001 * squares / logits.nrows() as f32"),
        Mistake::<Knobs>::new(
            "max_of_magnitude",
            "the largest absolute value is taken out of the sum. Logits near −60 then become −120 in exp, which underflows in an f32 \
             (and those near −400 in an f64): ln(0) is −∞. Take the largest logit, with its sign.",
            |k| k.shift = Shift::OfMagnitude,
        )
        .edit("|a, &b| a.max(b)", "|a, &b| a.max(b.abs())"),
        Mistake::new(
            "of_probabilities",
            "the log-sum-exp is taken of the probabilities. They do not change when all logits of a token move, and that movement is \
             what this loss must see: take it of the logits.",
            |k| k.each = Each::OfProbabilities,
        ),
        Mistake::new(
            "max_of_all",
            "the largest of all logits is subtracted, not the largest of each token. A token whose logits are much smaller than \
             another's underflows: its sum is 0, and ln(0) is −∞.",
            |k| k.shift = Shift::OfAll,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Batches) -> Losses {
        let Batches([first, second]) = input;
        Losses([self.loss(first), self.loss(second)])
    }

    pub(super) fn loss(&self, batch: &Matrix) -> f32 {
        if self.contiguous {
            slips::as_slices(batch.held().view(), self.row_slices);
        }
        if self.double { self.of(&batch.double()) as f32 } else { self.of(&batch.values) as f32 }
    }

    fn of<T: NdFloat>(&self, logits: &Array2<T>) -> f64 {
        let number = |x: usize| T::from(x).expect("sizes are small");
        let experts = logits.ncols();
        let lanes = logits.lanes(Axis(usize::from(!self.over_tokens)));
        // What is squared, and for some mistakes its square: a token may give several numbers.
        let (mut values, mut squares) = (Vec::new(), Vec::new());
        for lane in lanes {
            let shift = self.shift.of(lane, logits);
            let guard = T::from(self.guard).expect("a number");
            let sum = lane.mapv(|x| (x - shift).exp()).sum() + guard;
            let lse = shift + sum.ln();
            let value = match self.each {
                Each::LogSumExp => lse,
                Each::Largest => slips::largest(&lane),
                Each::LargestForgotten => sum.ln(),
                Each::LogMeanExp => lse - number(lane.len()).ln(),
                Each::SumExp => lse.exp(),
                Each::WithAOne => lse.max(T::zero()) + (-lse.abs()).exp().ln_1p(),
                Each::BaseTwo => lse / number(2).ln(),
                Each::OfProbabilities => lane.mapv(|x| (x - lse).exp().exp()).sum().ln(),
                Each::MeanOfSquaredLogits | Each::SumOfSquaredLogits | Each::LogProbabilities => T::zero(),
            };
            let of_all = |of: &dyn Fn(T) -> T| lane.mapv(|x| of(x) * of(x)).sum();
            squares.push(match self.each {
                Each::MeanOfSquaredLogits => of_all(&|x| x) / number(experts),
                Each::SumOfSquaredLogits => of_all(&|x| x),
                Each::LogProbabilities => of_all(&|x| x - lse) / number(experts),
                _ => value * value,
            });
            values.push(value);
        }
        let (values, squares) = (Array1::from(values), Array1::from(squares));
        let count = number(values.len());
        let (mean, mean_square) = (values.sum() / count, squares.sum() / count);
        let loss = match self.mean {
            Mean::OfSquares => mean_square,
            Mean::BeforeSquare => mean * mean,
            Mean::Sum => squares.sum(),
            Mean::OverExpertsToo => mean_square / number(experts),
            Mean::OverExperts => squares.sum() / number(experts),
            Mean::NotSquared => mean,
            Mean::Magnitudes => values.mapv(T::abs).sum() / count,
            Mean::Root => mean_square.sqrt(),
            Mean::Half => mean_square / number(2),
            Mean::Variance => values.mapv(|x| (x - mean) * (x - mean)).sum() / count,
            Mean::OverAll => {
                // The log-sum-exp of the tokens' log-sum-exps.
                let largest = slips::largest(&values);
                let all = largest + values.mapv(|x| (x - largest).exp()).sum().ln();
                all * all
            }
        };
        let loss = if self.coefficient { loss / number(1000) } else { loss };
        loss.to_f64().expect("a number")
    }
}
