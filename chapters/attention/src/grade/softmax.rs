//! `softmax`: its cases, reference, properties, mistakes and alternatives.

use judge::{
    Alternative, Bent, Broken, Case, Fresh, Layout, Level, Matrix, Meta, Mistake, Part, Plan, Probe,
    Property, Reference, Style,
};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, NdFloat, s};
use serde::{Deserialize, Serialize};

use crate::Softmax;
use crate::solution::softmax::softmax as solution;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    scores: Matrix,
}

pub(super) fn plan(answer: Option<Softmax>) -> Plan<Softmax, Input, Array2<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "softmax",
            title: "Scores become weights, without overflow",
            level: Level::Easy,
            minutes: 5,
            text: "attention.html#softmax",
            hints: [
                "exp(89) is already too large for an f32. Which number can you subtract from every score of a row \
                 without changing the quotient?",
                "For each row: find the largest score, replace each score by exp(score - largest), add these up, \
                 divide by the sum. Start the search for the largest at f32::NEG_INFINITY, not at 0.",
                "A row of nothing but -inf has the largest score -inf, and -inf - -inf is NaN: look for that row \
                 first and fill it with 0. With ndarray: `for mut row in weights.rows_mut()`, `row.fold(...)`, \
                 `row.mapv_inplace(...)`, `row /= sum`.",
            ],
        },
        answer,
        solution,
        call: |softmax, input| softmax(input.scores.held().view()),
        reference: Reference {
            run: |input, precision| {
                let scores = input.scores.double();
                kernels::attention::softmax(scores.view(), super::kernel_precision(precision))
                    .map(|weights| vec![Part::array("out", &weights)])
                    .map_err(|error| error.to_string())
            },
            ran: kernels::ran,
        },
        cases: cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let [rows, columns] = random.distinct(2..=9);
                let layout = Layout::any(random);
                Input { scores: Matrix::from(random.normals((rows, columns), 3.0)).laid(layout) }
            },
        },
        describe: |input| {
            let (rows, columns) = input.scores.values.dim();
            format!("rows {rows}, columns {columns}, {:?}", input.scores.layout).to_lowercase()
        },
        properties: properties(),
        bent: Bent { run: |knobs, input| knobs.softmax(input.scores.held().view()) },
        mistakes: mistakes(),
        styles: vec![
            Style { name: "looks for an empty row by its sum", bend: |k| k.guard = Guard::Sum },
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style {
                name: "computes in double precision and looks for an empty row by its sum",
                bend: |k| (k.double, k.guard) = (true, Guard::Sum),
            },
        ],
        twins: vec![],
        alternatives: alternatives(),
    }
}

fn cases() -> Vec<Case<Input>> {
    fn input(scores: Array2<f32>) -> Input {
        Input { scores: scores.into() }
    }
    vec![
        Case { name: "a small example", make: |random| input(random.normals((2, 3), 1.5)) },
        Case { name: "scores near 1000", make: |random| input(random.normals((3, 5), 2.0) + 1000.0) },
        Case { name: "scores near -1000", make: |random| input(random.normals((4, 3), 2.0) - 1000.0) },
        Case {
            name: "rows far apart",
            make: |random| {
                let offsets = Array2::from_shape_fn((4, 1), |(row, _)| [0.0, 1700.0, -1500.0, 300.0][row]);
                input(random.normals((4, 6), 2.0) + offsets)
            },
        },
        Case {
            name: "one score far above the others",
            make: |random| {
                // First, last and in the middle: a search for the maximum that misses a place is found out.
                let mut scores = random.normals((4, 6), 2.0);
                for (row, column) in [0, 5, random.whole(1..=4), 1].into_iter().enumerate() {
                    scores[[row, column]] = 9000.0;
                }
                scores[[3, 4]] = 9000.0;
                input(scores)
            },
        },
        Case {
            name: "scores near 10,000 and -10,000, with equal ones",
            make: |random| {
                let steps = Array2::from_shape_fn((3, 5), |_| random.whole(0..=3) as f32 * 0.5);
                let levels = Array2::from_shape_fn((3, 1), |(row, _)| [9998.0, -10_000.0, 0.0][row]);
                input(steps + levels)
            },
        },
        Case {
            name: "one score far below the others",
            make: |random| {
                let mut scores = random.normals((3, 5), 2.0);
                for mut row in scores.rows_mut() {
                    row[random.whole(0..=4)] = -9000.0;
                }
                input(scores)
            },
        },
        Case {
            name: "one score far below eleven others",
            make: |random| {
                let mut scores = random.normals((2, 12), 0.5);
                for mut row in scores.rows_mut() {
                    row[random.whole(0..=11)] = -940.0;
                }
                input(scores)
            },
        },
        Case {
            name: "masked scores",
            make: |random| {
                let mut scores = random.normals((5, 7), 2.0);
                for mut row in scores.rows_mut() {
                    let kept = random.whole(0..=6);
                    for (column, score) in row.iter_mut().enumerate() {
                        if column != kept && random.chance(0.5) {
                            *score = f32::NEG_INFINITY;
                        }
                    }
                }
                scores[[1, 2]] = f32::NEG_INFINITY;
                scores[[1, 4]] = 0.5;
                input(scores)
            },
        },
        Case {
            name: "a row with every score masked",
            make: |random| {
                let mut scores = random.normals((3, 4), 2.0);
                scores.row_mut(random.whole(0..=2)).fill(f32::NEG_INFINITY);
                input(scores)
            },
        },
        Case {
            name: "a transposed view",
            make: |random| Input {
                scores: Matrix::from(random.normals((3, 4), 2.0)).laid(Layout::Transposed),
            },
        },
        Case { name: "one column", make: |random| input(random.normals((3, 1), 3.0)) },
        Case { name: "no row", make: |random| input(random.normals((0, 4), 1.0)) },
    ]
}

fn properties() -> Vec<Property<Input, Array2<f32>>> {
    fn row_sums(input: &Input, probe: &mut Probe<'_, Input, Array2<f32>>) -> Result<(), Broken> {
        let weights = probe.call(input)?;
        for (row, (weights, scores)) in weights.rows().into_iter().zip(input.scores.values.rows()).enumerate()
        {
            let expected = if scores.iter().any(|s| s.is_finite()) { 1.0 } else { 0.0 };
            let sum: f64 = weights.iter().map(|&w| f64::from(w)).sum();
            let allowed = probe.tolerance * weights.len() as f64;
            if (sum - expected).abs() > allowed || weights.iter().any(|&w| w < 0.0) {
                return Err(Broken::Law(format!(
                    "row {row} sums to {sum}, allowed {expected} ± {allowed:.1e}"
                )));
            }
        }
        Ok(())
    }
    fn alone(input: &Input, probe: &mut Probe<'_, Input, Array2<f32>>) -> Result<(), Broken> {
        let all = probe.call(input)?;
        for row in 0..all.nrows() {
            let scores = input.scores.values.slice(s![row..=row, ..]).to_owned();
            let alone = probe.call(&Input { scores: scores.into() })?;
            for (column, (&a, &b)) in all.row(row).iter().zip(&alone).enumerate() {
                if f64::from((a - b).abs()) > probe.tolerance {
                    return Err(Broken::Law(format!(
                        "out[{row}, {column}] is {a}, and {b} if the row is alone"
                    )));
                }
            }
        }
        Ok(())
    }
    vec![
        Property { name: "the weights of a row are not negative and sum to 1", holds: row_sums },
        Property { name: "the weights of a row depend on that row alone", holds: alone },
    ]
}

/// What is subtracted from the scores of a row.
#[derive(Clone, Copy, Default, PartialEq)]
enum Shift {
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
enum Guard {
    #[default]
    Max,
    Sum,
    Nothing,
    FiniteMinusInfinity,
}

/// What the exponentials are divided by.
#[derive(Clone, Copy, Default, PartialEq)]
enum Divisor {
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
pub(super) struct Knobs {
    shift: Shift,
    guard: Guard,
    divisor: Divisor,
    base_two: bool,
    over_columns: bool,
    contiguous: bool,
    row_slices: bool,
    masked_is_zero: bool,
    logarithm: bool,
    double: bool,
}

fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "no_max",
            "the largest score of the row is not subtracted before exp. exp overflows an f32 above 88.7, and far below \
             zero the whole row underflows to 0/0.",
            |k| k.shift = Shift::Nothing,
        ),
        Mistake::new(
            "masked_row_nan",
            "a row in which every score is −∞ becomes NaN: its maximum is −∞, and −∞ − −∞ is not a number. Its weights \
             are all 0.",
            |k| k.guard = Guard::Nothing,
        ),
        Mistake::new(
            "over_columns",
            "the softmax runs down the columns: the weights of a column sum to 1, not those of a row. Each row is a query \
             with its scores, so run along the last axis.",
            |k| k.over_columns = true,
        ),
        Mistake::new(
            "max_from_zero",
            "the search for the largest score starts at 0 (or at f32::MIN_POSITIVE, the smallest positive number). In a \
             row of negative scores nothing is larger, and exp underflows. Start at f32::NEG_INFINITY.",
            |k| k.shift = Shift::MaxFromZero,
        ),
        Mistake::new(
            "max_of_all",
            "the largest score of the whole matrix is subtracted. A row far below it underflows to 0/0: each row needs \
             its own maximum.",
            |k| k.shift = Shift::MaxOfAll,
        ),
        Mistake::new(
            "no_division",
            "the exponentials are not divided by their sum: the weights of a row do not sum to 1.",
            |k| k.divisor = Divisor::Nothing,
        ),
        Mistake::new(
            "sum_of_all",
            "the exponentials are divided by the sum over the whole matrix. Each row has its own sum.",
            |k| k.divisor = Divisor::SumOfAll,
        ),
        Mistake::new(
            "masked_row_uniform",
            "a row in which every score is −∞ gets equal weights, as happens when −∞ is replaced by a large negative \
             number such as −1e9. Nothing is visible there: its weights are all 0.",
            |k| k.guard = Guard::FiniteMinusInfinity,
        ),
        Mistake::new(
            "masked_as_zero",
            "a masked score counts as 0, and exp(0) is 1. A masked score must weigh nothing.",
            |k| k.masked_is_zero = true,
        ),
        Mistake::new("log_softmax", "the result is the logarithm of the weights (log-softmax).", |k| {
            k.logarithm = true
        }),
        Mistake::new(
            "base_two",
            "the weights are powers of 2, not of e: exp2 without a factor log2(e).",
            |k| {
                k.base_two = true;
            },
        ),
        Mistake::new(
            "plus_one",
            "1 is added to the sum (\"softmax off by one\"): the weights of a row sum to less than 1.",
            |k| k.divisor = Divisor::RowSumPlusOne,
        ),
        Mistake::new(
            "unshifted_sum",
            "the numerator is exp(score − largest), but the sum is over exp(score): subtract in both or in neither.",
            |k| k.divisor = Divisor::UnshiftedRowSum,
        ),
        Mistake::new(
            "column_sums",
            "the exponentials of a row, measured from its own maximum, are divided by the sums of the columns.",
            |k| k.divisor = Divisor::ColumnSum,
        ),
        Mistake::new(
            "first_as_max",
            "the first score of the row is subtracted, not the largest. A score far above the first still overflows.",
            |k| k.shift = Shift::First,
        ),
        Mistake::new(
            "assumes_contiguous",
            "as_slice() is None for a transposed or strided view, and unwrap panics. Go through rows() or indices, or \
             copy the view with to_owned() and as_standard_layout() first.",
            |k| k.contiguous = true,
        ),
        Mistake::new(
            "max_of_absolutes",
            "the largest absolute value is subtracted. One score far below zero makes the whole row underflow.",
            |k| k.shift = Shift::MaxOfAbsolutes,
        ),
        Mistake::new(
            "mean_shift",
            "the mean of the row is subtracted instead of its maximum. A score far above the mean still overflows.",
            |k| k.shift = Shift::Mean,
        ),
        Mistake::new(
            "min_shift",
            "the smallest score of the row is subtracted instead of the largest: every exponent is positive, and exp \
             overflows.",
            |k| k.shift = Shift::Min,
        ),
        Mistake::new(
            "divided_by_length",
            "the exponentials are divided by the number of columns instead of by their sum.",
            |k| k.divisor = Divisor::RowLength,
        ),
        Mistake::new(
            "unit_norm",
            "the squares of a row's weights sum to 1, not the weights: divide by the sum, not by the Euclidean norm.",
            |k| k.divisor = Divisor::RootOfSquares,
        ),
    ]
}

impl Knobs {
    fn softmax(&self, scores: ArrayView2<'_, f32>) -> Array2<f32> {
        if self.contiguous {
            super::as_slices(scores, self.row_slices);
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
                Divisor::RowSumPlusOne => row_sums[row] + T::one(),
                Divisor::UnshiftedRowSum => unshifted[row],
                Divisor::RowLength => columns,
                Divisor::RootOfSquares => roots[row],
            };
            *weight = if self.logarithm { score - shifts[row] - divisor.ln() } else { *weight / divisor };
        }
        for (row, mut weights) in weights.rows_mut().into_iter().enumerate() {
            let is_empty = match self.guard {
                Guard::Max => scores.row(row).iter().all(|&s| s == minus_infinity),
                Guard::Sum => row_sums[row] == zero,
                Guard::Nothing | Guard::FiniteMinusInfinity => false,
            };
            if is_empty {
                weights.fill(zero);
            }
        }
        weights
    }
}

fn alternatives() -> Vec<Alternative<Softmax>> {
    vec![
        Alternative {
            name: "exp(score - log-sum-exp), element by element, in double precision",
            answer: |scores| {
                Array2::from_shape_fn(scores.dim(), |(row, column)| {
                    let row: Vec<f64> = scores.row(row).iter().map(|&s| f64::from(s)).collect();
                    let largest = row.iter().copied().fold(f64::MIN, f64::max);
                    let sum: f64 = row.iter().map(|s| (s - largest).exp()).sum();
                    if sum == 0.0 { 0.0 } else { (row[column] - largest - sum.ln()).exp() as f32 }
                })
            },
        },
        Alternative {
            name: "one pass over the columns, all rows at once, with a running maximum and sum",
            answer: |scores| {
                let rows = scores.nrows();
                let (mut max, mut sum) = (vec![f32::NEG_INFINITY; rows], vec![0.0_f32; rows]);
                for column in scores.columns() {
                    for (row, &score) in column.iter().enumerate().filter(|(_, score)| score.is_finite()) {
                        let new = max[row].max(score);
                        sum[row] = sum[row] * (max[row] - new).exp() + (score - new).exp();
                        max[row] = new;
                    }
                }
                Array2::from_shape_fn(scores.dim(), |(row, column)| {
                    if sum[row] > 0.0 { (scores[[row, column]] - max[row]).exp() / sum[row] } else { 0.0 }
                })
            },
        },
        Alternative {
            name: "from the last column to the first, multiplying by the reciprocal, column-major result",
            answer: |scores| {
                let mut weights = Array2::zeros((scores.ncols(), scores.nrows()));
                for (row, scores) in scores.rows().into_iter().enumerate() {
                    let largest = scores.iter().rev().copied().reduce(f32::max).unwrap_or(0.0);
                    let largest = if largest.is_finite() { largest } else { 0.0 };
                    let sum: f32 = scores.iter().rev().map(|s| (s - largest).exp()).sum();
                    let scale = if sum > 0.0 { sum.recip() } else { 0.0 };
                    for (column, score) in scores.iter().enumerate() {
                        weights[[column, row]] = scale * (score - largest).exp();
                    }
                }
                weights.reversed_axes()
            },
        },
    ]
}
