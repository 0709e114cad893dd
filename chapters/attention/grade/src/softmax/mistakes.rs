//! The typical mistakes of `softmax`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, NdFloat};

/// What is subtracted from the scores of a row.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Shift {
    #[default]
    RowMax,
    Nothing,
    MaxOfAll,
    MaxFromZero,
    MaxOfAbsolutes,
    Mean,
    Min,
    First,
}

/// How a row without a finite score is found.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Guard {
    #[default]
    Max,
    /// By what is subtracted, as in the published solution: where that is not the maximum, it finds other rows.
    Shift,
    Sum,
    Nothing,
    FiniteMinusInfinity,
    FirstMasked,
}

/// What the exponentials are divided by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Divisor {
    #[default]
    RowSum,
    ColumnSum,
    SumOfAll,
    Nothing,
    RowSumPlusOne,
    UnshiftedRowSum,
    RowLength,
    RootOfSquares,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) shift: Shift,
    pub(super) guard: Guard,
    pub(super) divisor: Divisor,
    pub(super) base_two: bool,
    pub(super) over_columns: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) masked_is_zero: bool,
    pub(super) logarithm: bool,
    pub(super) double: bool,
    pub(super) one_as_score: bool,
    /// exp(score − log-sum-exp) instead of a quotient.
    pub(super) log_space: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_max",
            "exp is taken of scores from which the largest of the row was not subtracted, everywhere or in the sum. exp \
             overflows, an f32 above 88.7 and an f64 above 709.7, and far below zero the whole row underflows to 0/0.",
            |k| k.shift = Shift::Nothing,
        )
        .edit("(score - largest).exp()", "score.exp()"),
        Mistake::<Knobs>::new(
            "masked_row_nan",
            "a row in which every score is −∞ becomes NaN: its maximum is −∞, and −∞ − −∞ is not a number. Its weights \
             are all 0.",
            |k| k.guard = Guard::Nothing,
        )
        .edit("if largest == f32::NEG_INFINITY {", "if false {"),
        Mistake::<Knobs>::new(
            "first_masked_nan",
            "a row whose first score is −∞ becomes NaN. As a rule a running maximum is still −∞ there, and −∞ − −∞ is not a number: \
             pass over masked scores, or look for the largest first.",
            |k| k.guard = Guard::FirstMasked,
        )
        .edit("if largest == f32::NEG_INFINITY {", "if row[0] == f32::NEG_INFINITY {\n            row.fill(f32::NAN);\n        } else if largest == f32::NEG_INFINITY {"),
        Mistake::<Knobs>::new(
            "over_columns",
            "the softmax runs down the columns: the weights of a column sum to 1, not those of a row. Each row is a query \
             with its scores, so run along the last axis.",
            |k| k.over_columns = true,
        )
        .edit("weights.rows_mut()", "weights.columns_mut()"),
        Mistake::<Knobs>::new(
            "max_from_zero",
            "in a row of negative scores something larger than all of them is subtracted, and exp underflows. As a rule the \
             search for the largest starts at 0, or at f32::MIN_POSITIVE, which is a positive number. Start at \
             f32::NEG_INFINITY.",
            |k| k.shift = Shift::MaxFromZero,
        )
        .edit("row.fold(f32::NEG_INFINITY,", "row.fold(0.0_f32,"),
        Mistake::<Knobs>::new(
            "max_of_all",
            "the largest score of the whole matrix is subtracted. A row far below it underflows to 0/0: each row needs \
             its own maximum.",
            |k| k.shift = Shift::MaxOfAll,
        )
        .edit("row.fold(", "scores.fold("),
        Mistake::<Knobs>::new(
            "no_division",
            "the exponentials are not divided by their sum: the weights of a row do not sum to 1.",
            |k| k.divisor = Divisor::Nothing,
        )
        .edit("row /= sum;", ""),
        Mistake::<Knobs>::new(
            "sum_of_all",
            "the exponentials are divided by the sum over the whole matrix. Each row has its own sum.",
            |k| k.divisor = Divisor::SumOfAll,
        )
        .edit(
            "        let sum = row.sum();\n        row /= sum;\n    }\n    weights",
            "    }\n    let sum = weights.sum();\n    weights / sum",
        ),
        Mistake::<Knobs>::new(
            "masked_row_uniform",
            "a row in which every score is −∞ gets equal weights, as happens when −∞ is replaced by a large negative \
             number such as −1e9. Nothing is visible there: its weights are all 0.",
            |k| k.guard = Guard::FiniteMinusInfinity,
        )
        .edit("scores.to_owned()", "scores.mapv(|score| score.max(-1e9))"),
        Mistake::<Knobs>::new(
            "masked_as_zero",
            "a masked score counts as 0, and exp(0) is 1. A masked score must weigh nothing.",
            |k| k.masked_is_zero = true,
        )
        .edit(
            "scores.to_owned()",
            "scores.mapv(|score| if score == f32::NEG_INFINITY { 0.0 } else { score })",
        ),
        Mistake::<Knobs>::new("log_softmax", "the result is the logarithm of the weights (log-softmax).", |k| {
            k.logarithm = true
        })
        .edit(
            "row.mapv_inplace(|score| (score - largest).exp());\n        let sum = row.sum();\n        row /= sum;",
            "let sum = row.mapv(|score| (score - largest).exp()).sum();\n        row.mapv_inplace(|score| score - largest - sum.ln());",
        ),
        Mistake::<Knobs>::new(
            "base_two",
            "the weights are powers of 2, not of e: exp2 without a factor log2(e).",
            |k| {
                k.base_two = true;
            },
        )
        .edit(".exp())", ".exp2())"),
        Mistake::<Knobs>::new(
            "plus_one",
            "1 is added to the sum (\"softmax off by one\"): the weights of a row sum to less than 1.",
            |k| k.divisor = Divisor::RowSumPlusOne,
        )
        .edit("row.sum()", "1.0 + row.sum()"),
        Mistake::<Knobs>::new(
            "unshifted_sum",
            "the numerator is exp(score − largest), but the sum is over exp(score): subtract in both or in neither.",
            |k| k.divisor = Divisor::UnshiftedRowSum,
        )
        .edit(
            "row.mapv_inplace(|score| (score - largest).exp());\n        let sum = row.sum();",
            "let sum = row.mapv(f32::exp).sum();\n        row.mapv_inplace(|score| (score - largest).exp());",
        ),
        Mistake::<Knobs>::new(
            "column_sums",
            "the exponentials of a row, measured from its own maximum, are divided by the sums of the columns.",
            |k| k.divisor = Divisor::ColumnSum,
        )
        .edit(
            "        let sum = row.sum();\n        row /= sum;\n    }\n    weights",
            "    }\n    let sums = weights.sum_axis(ndarray::Axis(0));\n    weights / sums",
        ),
        Mistake::<Knobs>::new(
            "first_as_max",
            "the first score of the row is subtracted, not the largest. A score far above the first still overflows.",
            |k| k.shift = Shift::First,
        )
        .edit(
            "let largest = row.fold(f32::NEG_INFINITY, |largest, &score| largest.max(score));",
            "let largest = row[0];",
        ),
        super::super::assumes_contiguous(|k| k.contiguous = true),
        Mistake::<Knobs>::new(
            "max_of_absolutes",
            "the largest absolute value is subtracted. One score far below zero makes the whole row underflow.",
            |k| k.shift = Shift::MaxOfAbsolutes,
        )
        .edit(
            "f32::NEG_INFINITY, |largest, &score| largest.max(score)",
            "0.0_f32, |largest, &score| largest.max(score.abs())",
        ),
        Mistake::<Knobs>::new(
            "mean_shift",
            "the mean of the row is subtracted instead of its maximum. A score far above the mean still overflows.",
            |k| k.shift = Shift::Mean,
        )
        .edit(
            "let largest = row.fold(f32::NEG_INFINITY, |largest, &score| largest.max(score));",
            "let largest = row.sum() / row.len() as f32;",
        ),
        Mistake::<Knobs>::new(
            "min_shift",
            "the smallest score of the row is subtracted instead of the largest: every exponent is positive, and exp \
             overflows.",
            |k| k.shift = Shift::Min,
        )
        .edit(
            "f32::NEG_INFINITY, |largest, &score| largest.max(score)",
            "f32::INFINITY, |smallest, &score| smallest.min(score)",
        ),
        Mistake::<Knobs>::new(
            "divided_by_length",
            "the exponentials are divided by the number of columns instead of by their sum.",
            |k| k.divisor = Divisor::RowLength,
        )
        .edit("row.sum()", "row.len() as f32"),
        Mistake::<Knobs>::new(
            "unit_norm",
            "the squares of a row's weights sum to 1, not the weights: divide by the sum, not by the Euclidean norm.",
            |k| k.divisor = Divisor::RootOfSquares,
        )
        .edit("row.sum()", "row.dot(&row).sqrt()"),
    ]
}

impl Knobs {
    pub(super) fn softmax(&self, scores: ArrayView2<'_, f32>) -> Array2<f32> {
        if self.contiguous {
            super::super::as_slices(scores, self.row_slices);
        }
        if self.over_columns {
            let columns = Knobs { over_columns: false, ..*self };
            return columns.softmax(scores.t()).reversed_axes();
        }
        if self.double {
            self.compute(&scores.mapv(f64::from)).mapv(|weight| weight as f32)
        } else {
            self.compute(&scores.to_owned())
        }
    }

    fn compute<T: NdFloat>(&self, scores: &Array2<T>) -> Array2<T> {
        let number = |x: f32| T::from(x).expect("f32 and f64 hold every f32");
        let (zero, minus_infinity) = (T::zero(), T::neg_infinity());
        let scores = scores.mapv(|s| match s {
            s if s == minus_infinity && self.masked_is_zero => zero,
            s if s == minus_infinity && self.guard == Guard::FiniteMinusInfinity => number(-1e9),
            s => s,
        });
        let exp = |x: T| if self.base_two { x.exp2() } else { x.exp() };
        let largest = |row: ArrayView1<'_, T>, from: T| row.fold(from, |a, &b| a.max(b));
        let of_all = scores.fold(minus_infinity, |a, &b| a.max(b));

        let shifts: Vec<T> = scores
            .rows()
            .into_iter()
            .map(|row| match self.shift {
                Shift::RowMax => largest(row, minus_infinity),
                Shift::Nothing => zero,
                Shift::MaxOfAll => of_all,
                Shift::MaxFromZero => largest(row, zero),
                Shift::MaxOfAbsolutes => row.fold(zero, |a, &b| a.max(b.abs())),
                Shift::Mean => row.sum() / number(row.len() as f32),
                Shift::Min => row.fold(T::infinity(), |a, &b| a.min(b)),
                Shift::First => row.first().copied().unwrap_or(zero),
            })
            .map(|shift| if self.guard == Guard::Sum && shift == minus_infinity { zero } else { shift })
            .collect();
        let mut weights = scores.clone();
        for (mut row, &shift) in weights.rows_mut().into_iter().zip(&shifts) {
            row.mapv_inplace(|score| exp(score - shift));
        }
        let row_sums = weights.sum_axis(Axis(1));
        let columns = number(weights.ncols() as f32);
        let unshifted = scores.mapv(exp).sum_axis(Axis(1));
        let roots = weights.mapv(|w| w * w).sum_axis(Axis(1)).mapv(T::sqrt);
        let (column_sums, sum_of_all) = (weights.sum_axis(Axis(0)), weights.sum());
        for ((row, column), weight) in weights.indexed_iter_mut() {
            let score = scores[[row, column]];
            let divisor = match self.divisor {
                Divisor::RowSum => row_sums[row],
                Divisor::ColumnSum => column_sums[column],
                Divisor::SumOfAll => sum_of_all,
                Divisor::Nothing => T::one(),
                Divisor::RowSumPlusOne if self.one_as_score => row_sums[row] + exp(-shifts[row]),
                Divisor::RowSumPlusOne => row_sums[row] + T::one(),
                Divisor::UnshiftedRowSum => unshifted[row],
                Divisor::RowLength => columns,
                Divisor::RootOfSquares => roots[row],
            };
            let logarithm = score - shifts[row] - divisor.ln();
            *weight = match (self.logarithm, self.log_space) {
                (true, _) => logarithm,
                (false, true) => exp(logarithm),
                (false, false) => *weight / divisor,
            };
        }
        for (row, mut weights) in weights.rows_mut().into_iter().enumerate() {
            let is_empty = match self.guard {
                Guard::Max => scores.row(row).iter().all(|&s| s == minus_infinity),
                Guard::Shift => shifts[row] == minus_infinity,
                Guard::Sum => row_sums[row] == zero,
                Guard::Nothing | Guard::FiniteMinusInfinity => false,
                Guard::FirstMasked => scores.row(row).first() == Some(&minus_infinity),
            };
            if is_empty {
                weights.fill(if self.guard == Guard::FirstMasked { T::nan() } else { zero });
            }
        }
        weights
    }
}
