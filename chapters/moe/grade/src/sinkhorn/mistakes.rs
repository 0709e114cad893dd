//! The typical mistakes of `sinkhorn`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};
use ndarray::{Array2, ArrayView2, Axis, NdFloat};

/// What is scaled in a round, and to what.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scaled {
    #[default]
    RowsThenColumns,
    ColumnsThenRows,
    OnlyRows,
    OnlyColumns,
    Softmax,
    SumsOfOne,
    RowsOfOne,
    Exchanged,
    BothAtOnce,
}

/// How often.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Rounds {
    #[default]
    AsAsked,
    One,
    OneFewer,
    OneMore,
    Halves,
    UntilConverged,
    UntilTolerance,
    StopsEarly,
    EndsOnRows,
}

/// What is divided by where a sum is small.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Guard {
    #[default]
    Nothing,
    Added,
    Least,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Exponential {
    #[default]
    Taken,
    Left,
    OfMinus,
}

/// What is subtracted from the logits before exp.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Shift {
    #[default]
    OfRow,
    Nothing,
    OfAll,
    OfColumn,
}

/// Where a token's expert comes from.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Choice {
    #[default]
    Plan,
    Logits,
    Smallest,
    WithRoom,
}

/// Where a token's weight comes from.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Weight {
    #[default]
    Sigmoid,
    Plan,
    PlanTimesTokens,
    Softmax,
    SigmoidOfPlan,
    OfFavourite,
    Logit,
    OfShifted,
    Overflows,
    One,
}

/// When the plan chooses.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum When {
    #[default]
    InTraining,
    Always,
    Never,
    AfterTraining,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) scaled: Scaled,
    pub(super) rounds: Rounds,
    pub(super) exponential: Exponential,
    pub(super) shift: Shift,
    pub(super) choice: Choice,
    pub(super) weight: Weight,
    pub(super) when: When,
    pub(super) guard: Guard,
    /// The small number of the guard is 1e-6, not 1e-8.
    pub(super) coarse: bool,
    pub(super) in_place: bool,
    pub(super) max_by: bool,
    pub(super) in_training: bool,
    pub(super) rows_shifted: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "only_rows",
            "the plan is scaled along the rows alone, which is the softmax divided by T. That gives every token its share, and \
             experts whatever comes.",
            |k| k.scaled = Scaled::OnlyRows,
        )
        .edit(
            "        let columns: Array1<f32> = plan.sum_axis(Axis(0)) * experts as f32;\n        plan /= &columns;\n",
            "        let _ = experts;\n",
        ),
        Mistake::<Knobs>::new(
            "only_columns",
            "the plan is scaled along the columns alone: every expert has its share, and a token may have more or less than its own.",
            |k| k.scaled = Scaled::OnlyColumns,
        )
        .edit(
            "        let rows: Array1<f32> = plan.sum_axis(Axis(1)) * tokens as f32;\n        plan /= &rows.insert_axis(Axis(1));\n",
            "        let _ = tokens;\n",
        ),
        Mistake::new(
            "plain_softmax",
            "the plan is the softmax of each row. Nothing in it knows of the other tokens.",
            |k| k.scaled = Scaled::Softmax,
        ),
        Mistake::<Knobs>::new(
            "one_iteration",
            "the number of iterations is ignored: rows and columns are scaled once. The columns are right then, and the rows are not.",
            |k| k.rounds = Rounds::One,
        )
        .edit("0..iterations", "0..iterations.min(1)"),
        Mistake::new(
            "until_converged",
            "the number of iterations is ignored: the plan is scaled until it no longer changes. Here the number is given, so \
             that the result is exact; with sharp logits the other takes very long.",
            |k| k.rounds = Rounds::UntilConverged,
        ),
        Mistake::new(
            "stops_early",
            "the rounds end as soon as the plan hardly changes any more, though more were asked for. There is no stopping earlier: \
             with hardly any change in a round there can be many rounds to come.",
            |k| k.rounds = Rounds::StopsEarly,
        ),
        Mistake::<Knobs>::new("one_fewer", "there is one iteration fewer than asked for.", |k| {
            k.rounds = Rounds::OneFewer
        })
        .edit("0..iterations", "1..iterations"),
        Mistake::<Knobs>::new("one_more", "there is one iteration more than asked for.", |k| {
            k.rounds = Rounds::OneMore
        })
        .edit("0..iterations", "0..=iterations"),
        Mistake::new(
            "half_rounds",
            "rows and columns count as an iteration each, so there are half as many rounds as asked for. An iteration scales both.",
            |k| k.rounds = Rounds::Halves,
        ),
        Mistake::<Knobs>::new(
            "rows_last",
            "after the last round the rows are scaled once more. The columns come last and sum to 1/E exactly.",
            |k| k.rounds = Rounds::EndsOnRows,
        )
        .edit(
            "    plan\n}",
            "    let rows: Array1<f32> = plan.sum_axis(Axis(1)) * tokens as f32;\n    plan / &rows.insert_axis(Axis(1))\n}",
        ),
        Mistake::<Knobs>::new(
            "columns_first",
            "the columns are scaled before the rows. After a finite number of iterations the order shows: the columns come last and \
             sum to 1/E exactly.",
            |k| k.scaled = Scaled::ColumnsThenRows,
        )
        .edit(
            "        let rows: Array1<f32> = plan.sum_axis(Axis(1)) * tokens as f32;\n        plan /= &rows.insert_axis(Axis(1));\n        let columns: Array1<f32> = plan.sum_axis(Axis(0)) * experts as f32;\n        plan /= &columns;\n",
            "        let columns: Array1<f32> = plan.sum_axis(Axis(0)) * experts as f32;\n        plan /= &columns;\n        let rows: Array1<f32> = plan.sum_axis(Axis(1)) * tokens as f32;\n        plan /= &rows.insert_axis(Axis(1));\n",
        ),
        Mistake::<Knobs>::new(
            "both_at_once",
            "row and column sums are taken from the same matrix, and both are divided by. The columns' factors must see the rows \
             already scaled; at once it oscillates.",
            |k| k.scaled = Scaled::BothAtOnce,
        )
        .edit(
            "        plan /= &rows.insert_axis(Axis(1));\n        let columns: Array1<f32> = plan.sum_axis(Axis(0)) * experts as f32;\n",
            "        let columns: Array1<f32> = plan.sum_axis(Axis(0)) * experts as f32;\n        plan /= &rows.insert_axis(Axis(1));\n",
        ),
        Mistake::<Knobs>::new(
            "sums_of_one",
            "columns are scaled to 1 instead of 1/E. The plan is a joint distribution of tokens and experts: all of it sums to 1.",
            |k| k.scaled = Scaled::SumsOfOne,
        )
        .edit("plan.sum_axis(Axis(0)) * experts as f32", "plan.sum_axis(Axis(0))"),
        Mistake::<Knobs>::new(
            "rows_of_one",
            "the plan sums to 1 along each row (and T/E along each column) instead of 1/T and 1/E: it is T times too large.",
            |k| k.scaled = Scaled::RowsOfOne,
        )
        .edit("    plan\n}", "    plan * tokens as f32\n}"),
        Mistake::<Knobs>::new(
            "shares_exchanged",
            "rows are scaled to 1/E and columns to 1/T. There are T rows; each has 1/T.",
            |k| k.scaled = Scaled::Exchanged,
        )
        .edit(
            "plan.sum_axis(Axis(1)) * tokens as f32;\n        plan /= &rows.insert_axis(Axis(1));\n        let columns: Array1<f32> = plan.sum_axis(Axis(0)) * experts",
            "plan.sum_axis(Axis(1)) * experts as f32;\n        plan /= &rows.insert_axis(Axis(1));\n        let columns: Array1<f32> = plan.sum_axis(Axis(0)) * tokens",
        ),
        Mistake::new(
            "not_exponentiated",
            "the logits themselves are scaled. Only positive numbers can be scaled to given sums; take exp first.",
            |k| k.exponential = Exponential::Left,
        ),
        Mistake::<Knobs>::new(
            "logits_as_costs",
            "exp(−logit) is scaled. That is for costs; a large logit is a good one.",
            |k| k.exponential = Exponential::OfMinus,
        )
        .edit("let mut plan = logits.to_owned();", "let mut plan = -&logits;"),
        Mistake::<Knobs>::new(
            "overflows",
            "exp is taken of the logits themselves, and exp(1000) is infinite. Subtract the largest logit of each row first.",
            |k| k.shift = Shift::Nothing,
        )
        .edit("(logit - largest).exp()", "logit.exp()"),
        Mistake::<Knobs>::new(
            "one_shift_for_all",
            "the largest logit of the whole matrix is subtracted. Rows that lie far below it underflow to 0, and 0/0 follows. Every row \
             has its own.",
            |k| k.shift = Shift::OfAll,
        )
        .edit("row.fold(", "logits.fold("),
        Mistake::new(
            "shift_of_columns",
            "the largest logit of each column is subtracted. A row's factor takes up what is subtracted from the row at once; a \
             column's begins at 1, so that another shift gives other iterations.",
            |k| k.shift = Shift::OfColumn,
        ),
        Mistake::<Knobs>::new(
            "guarded_sums",
            "a small number is added to every sum before dividing (1e-8 in the official code). An expert that nobody likes has \
             column sums of that size, and is not scaled up to its share.",
            |k| k.guard = Guard::Added,
        )
        .edit(
            "        let rows: Array1<f32> = plan.sum_axis(Axis(1)) * tokens as f32;\n        plan /= &rows.insert_axis(Axis(1));\n        let columns: Array1<f32> = plan.sum_axis(Axis(0)) * experts as f32;\n",
            "        let rows: Array1<f32> = (plan.sum_axis(Axis(1)) + 1e-8) * tokens as f32;\n        plan /= &rows.insert_axis(Axis(1));\n        let columns: Array1<f32> = (plan.sum_axis(Axis(0)) + 1e-8) * experts as f32;\n",
        ),
        Mistake::new(
            "sums_held",
            "sums below a small number are taken to be that number (sum.max(1e-8), say). An expert that nobody likes has column sums \
             of that size, and is not scaled up to its share.",
            |k| k.guard = Guard::Least,
        ),
        Mistake::new(
            "official_code",
            "plan is Megatron's function: exp of the logits as they are, 1e-8 in every sum, and rounds until the columns' factors \
             change by less than 1e-4. Here the number of iterations is given, and logits may be large.",
            |k| {
                k.shift = Shift::Nothing;
                k.guard = Guard::Added;
                k.rounds = Rounds::UntilTolerance;
            },
        ),
        Mistake::<Knobs>::new(
            "chosen_by_logits",
            "choose takes the largest logit of each row, and the plan is forgotten.",
            |k| k.choice = Choice::Logits,
        )
        .edit(
            "largest_of_rows(plan(logits, iterations).view())",
            "{\n        let _ = iterations;\n        largest_of_rows(logits)\n    }",
        ),
        Mistake::<Knobs>::new("chosen_smallest", "choose takes the smallest entry of each row of the plan.", |k| {
            k.choice = Choice::Smallest
        })
        .edit(
            "largest_of_rows(plan(logits, iterations).view())",
            "largest_of_rows(plan(logits, iterations).mapv(|p| -p).view())",
        ),
        Mistake::new(
            "chosen_with_room",
            "choose gives an expert no more than T/E tokens and sends the rest on. Here it is the largest entry of each row, \
             whatever the load: Sinkhorn balances the plan, and leaves the choice nearly balanced.",
            |k| k.choice = Choice::WithRoom,
        ),
        Mistake::<Knobs>::new(
            "weight_is_plan",
            "the weight is the plan's entry. The plan only chooses; the weight is σ of the token's own logit.",
            |k| k.weight = Weight::Plan,
        )
        .edit("1.0 / (1.0 + (-logits[[token, expert]]).exp())", "plan(logits, iterations)[[token, expert]]"),
        Mistake::<Knobs>::new(
            "weight_is_share",
            "the weight is T times the plan's entry, the token's share. The plan only chooses; the weight is σ of the token's own \
             logit.",
            |k| k.weight = Weight::PlanTimesTokens,
        )
        .edit(
            "1.0 / (1.0 + (-logits[[token, expert]]).exp())",
            "logits.nrows() as f32 * plan(logits, iterations)[[token, expert]]",
        ),
        Mistake::new(
            "weight_is_softmax",
            "the weight is the softmax of the token's logits. With one expert a token it is σ of the chosen logit alone.",
            |k| k.weight = Weight::Softmax,
        ),
        Mistake::<Knobs>::new(
            "sigmoid_of_plan",
            "the weight is σ of the plan's entry instead of σ of the logit.",
            |k| k.weight = Weight::SigmoidOfPlan,
        )
        .edit(
            "1.0 / (1.0 + (-logits[[token, expert]]).exp())",
            "1.0 / (1.0 + (-plan(logits, iterations)[[token, expert]]).exp())",
        ),
        Mistake::new(
            "weight_of_favourite",
            "the weight is σ of the token's largest logit. It belongs to the expert that was chosen.",
            |k| k.weight = Weight::OfFavourite,
        ),
        Mistake::<Knobs>::new(
            "weight_is_logit",
            "the weight is the logit itself. It is σ of it, between 0 and 1.",
            |k| k.weight = Weight::Logit,
        )
        .edit("1.0 / (1.0 + (-logits[[token, expert]]).exp())", "logits[[token, expert]]"),
        Mistake::new(
            "sigmoid_of_shifted",
            "the weight is σ of the logit after the row's largest was subtracted. That is for exp alone: σ belongs to the logit as it came.",
            |k| k.weight = Weight::OfShifted,
        ),
        Mistake::<Knobs>::new(
            "sigmoid_overflows",
            "σ is computed as exp(x) / (1 + exp(x)), which is ∞/∞ for large logits. 1 / (1 + exp(−x)) is 1 there.",
            |k| k.weight = Weight::Overflows,
        )
        .edit(
            "1.0 / (1.0 + (-logits[[token, expert]]).exp())",
            "logits[[token, expert]].exp() / (1.0 + logits[[token, expert]].exp())",
        ),
        Mistake::<Knobs>::new(
            "weight_is_one",
            "every weight is 1. Without σ(logit) no gradient reaches the router.",
            |k| k.weight = Weight::One,
        )
        .edit("1.0 / (1.0 + (-logits[[token, expert]]).exp())", "1.0_f32"),
        Mistake::<Knobs>::new(
            "plan_after_training",
            "the plan chooses after training too. There the next tokens are not known, and the batch is somebody else's: the largest \
             logit decides.",
            |k| k.when = When::Always,
        )
        .edit("if training {", "if true {"),
        Mistake::<Knobs>::new(
            "plan_never_chooses",
            "route takes the largest logit in training too. The plan must choose there: nothing else balances.",
            |k| k.when = When::Never,
        )
        .edit("if training {", "if false {"),
        Mistake::<Knobs>::new(
            "training_exchanged",
            "route has training and evaluation exchanged: the plan must choose in training, and the largest logit after it.",
            |k| k.when = When::AfterTraining,
        )
        .edit("if training {", "if !training {"),
        slips::assumes_contiguous(|k| k.contiguous = true),
    ]
}

impl Knobs {
    /// The place of the largest of each row; of equals the first, or the last. Rows that are not numbers have no largest.
    fn largest(&self, scores: &Array2<f32>) -> Vec<usize> {
        let largest = |row: ndarray::ArrayView1<'_, f32>| {
            let later = |e: usize, best: usize| {
                if self.max_by { row[e].total_cmp(&row[best]).is_ge() } else { row[e] > row[best] }
            };
            (1..row.len()).fold(0, |best, e| if later(e, best) { e } else { best })
        };
        scores.rows().into_iter().map(largest).collect()
    }

    fn checked(&self, logits: ArrayView2<'_, f32>) {
        if self.contiguous {
            slips::as_slices(logits, self.row_slices);
        }
    }

    pub(super) fn plan(&self, logits: ArrayView2<'_, f32>, iterations: usize) -> Array2<f32> {
        self.checked(logits);
        if self.double {
            self.scale(logits.mapv(f64::from), iterations).mapv(|p| p as f32)
        } else {
            self.scale(logits.to_owned(), iterations)
        }
    }

    fn scale<A: NdFloat + From<f32>>(&self, mut plan: Array2<A>, iterations: usize) -> Array2<A> {
        let (tokens, experts) = plan.dim();
        let number = |x: usize| <A as From<f32>>::from(x as f32);
        let most = |lane: ndarray::ArrayView1<'_, A>| slips::largest(&lane);
        match (self.exponential, self.shift) {
            (Exponential::Left, _) | (_, Shift::Nothing) => {}
            (Exponential::OfMinus, _) => {
                let least = plan.map_axis(Axis(1), |row| row.fold(A::infinity(), |least, &x| least.min(x)));
                plan -= &least.insert_axis(Axis(1));
            }
            // What is scaled along columns alone needs no row's maximum.
            (_, Shift::OfRow) if self.scaled == Scaled::OnlyColumns && !self.rows_shifted => {
                plan -= &plan.map_axis(Axis(0), most);
            }
            (_, Shift::OfRow) => plan -= &plan.map_axis(Axis(1), most).insert_axis(Axis(1)),
            (_, Shift::OfColumn) => plan -= &plan.map_axis(Axis(0), most),
            (_, Shift::OfAll) => plan -= slips::largest(&plan),
        }
        match self.exponential {
            Exponential::Taken => plan.mapv_inplace(A::exp),
            Exponential::OfMinus => plan.mapv_inplace(|x| (-x).exp()),
            Exponential::Left => {}
        }
        let (row_share, column_share) = match self.scaled {
            Scaled::SumsOfOne | Scaled::Softmax => (A::one(), A::one()),
            Scaled::RowsOfOne => (A::one(), number(tokens) / number(experts)),
            Scaled::Exchanged => (A::one() / number(experts), A::one() / number(tokens)),
            _ => (A::one() / number(tokens), A::one() / number(experts)),
        };
        // The factors are kept apart, as the stub has them: a guard is added to sums of exp(logit) times factors.
        let small = <A as From<f32>>::from(if self.coarse { 1e-6 } else { 1e-8 });
        let guarded = |sum: A| match self.guard {
            Guard::Nothing => sum,
            Guard::Added => sum + small,
            Guard::Least => sum.max(small),
        };
        let mut row = ndarray::Array1::from_elem(tokens, A::one());
        let mut column = ndarray::Array1::from_elem(experts, A::one());
        let rows = |column: &ndarray::Array1<A>| plan.dot(column).mapv(|sum| row_share / guarded(sum));
        let columns = |row: &ndarray::Array1<A>| plan.t().dot(row).mapv(|sum| column_share / guarded(sum));
        let rounds = match self.rounds {
            Rounds::AsAsked | Rounds::EndsOnRows | Rounds::StopsEarly => iterations,
            Rounds::One => 1,
            Rounds::OneFewer => iterations - 1,
            Rounds::OneMore => iterations + 1,
            Rounds::Halves => iterations / 2,
            Rounds::UntilConverged => 300,
            Rounds::UntilTolerance => 2000,
        };
        let usual = self.scaled == Scaled::RowsThenColumns && self.rounds == Rounds::AsAsked;
        if self.in_place && usual {
            // The factors are multiplied into the plan at once.
            let mut scaled = plan.clone();
            for _ in 0..rounds {
                let sums = scaled.sum_axis(Axis(1)).mapv(|sum| row_share / guarded(sum));
                scaled *= &sums.insert_axis(Axis(1));
                let sums = scaled.sum_axis(Axis(0)).mapv(|sum| column_share / guarded(sum));
                scaled *= &sums;
            }
            return scaled;
        }
        for _ in 0..rounds {
            let before = column.clone();
            match self.scaled {
                Scaled::OnlyRows | Scaled::Softmax => row = rows(&column),
                Scaled::OnlyColumns => column = columns(&row),
                Scaled::ColumnsThenRows => {
                    column = columns(&row);
                    row = rows(&column);
                }
                Scaled::BothAtOnce => (row, column) = (rows(&column), columns(&row)),
                _ => {
                    row = rows(&column);
                    column = columns(&row);
                }
            }
            if matches!(self.rounds, Rounds::UntilTolerance | Rounds::StopsEarly) {
                let change = (&before - &column).mapv(A::abs).sum() / number(experts);
                // Not-a-number ends the loop of the original too.
                let enough = if self.rounds == Rounds::StopsEarly { 3e-3 } else { 1e-4 };
                if change.is_nan() || change <= <A as From<f32>>::from(enough) {
                    break;
                }
            }
        }
        if self.rounds == Rounds::EndsOnRows || self.rounds == Rounds::Halves && iterations % 2 == 1 {
            row = rows(&column);
        }
        Array2::from_shape_fn((tokens, experts), |(t, e)| row[t] * plan[[t, e]] * column[e])
    }

    pub(super) fn choose(&self, logits: ArrayView2<'_, f32>, iterations: usize) -> Vec<usize> {
        let plan = self.plan(logits, iterations);
        match self.choice {
            Choice::Plan => self.largest(&plan),
            Choice::Logits => self.largest(&logits.to_owned()),
            Choice::Smallest => self.largest(&plan.mapv(|p| -p)),
            Choice::WithRoom => {
                let (tokens, experts) = plan.dim();
                let mut room = vec![tokens.div_ceil(experts); experts];
                let mut place = |row: ndarray::ArrayView1<'_, f32>| {
                    let mut order: Vec<usize> = (0..experts).collect();
                    order.sort_by(|&a, &b| row[b].total_cmp(&row[a]));
                    let free = order.into_iter().find(|&e| room[e] > 0).unwrap_or(0);
                    room[free] -= 1;
                    free
                };
                plan.rows().into_iter().map(&mut place).collect()
            }
        }
    }

    pub(super) fn route(
        &self,
        logits: ArrayView2<'_, f32>,
        iterations: usize,
        training: bool,
    ) -> Vec<(usize, f32)> {
        self.checked(logits);
        let planned = match self.when {
            When::InTraining => training,
            When::Always => true,
            When::Never => false,
            When::AfterTraining => !training,
        };
        let experts =
            if planned { self.choose(logits, iterations) } else { self.largest(&logits.to_owned()) };
        let of_plan = matches!(self.weight, Weight::Plan | Weight::PlanTimesTokens | Weight::SigmoidOfPlan);
        let needs_plan = of_plan && (training || !self.in_training);
        let plan = if needs_plan { self.plan(logits, iterations) } else { Array2::zeros(logits.dim()) };
        let sigmoid = |x: f32| 1.0 / (1.0 + (-x).exp());
        let weight = |t: usize, e: usize| match self.weight {
            Weight::Sigmoid => sigmoid(logits[[t, e]]),
            _ if of_plan && !needs_plan => sigmoid(logits[[t, e]]),
            Weight::Plan => plan[[t, e]],
            Weight::PlanTimesTokens => plan[[t, e]] * logits.nrows() as f32,
            Weight::Softmax => {
                let others = logits.row(t).mapv(|x| (x - logits[[t, e]]).exp());
                1.0 / others.sum()
            }
            Weight::SigmoidOfPlan => sigmoid(plan[[t, e]]),
            Weight::OfFavourite => sigmoid(logits.row(t).fold(f32::NEG_INFINITY, |most, &x| most.max(x))),
            Weight::Logit => logits[[t, e]],
            Weight::OfShifted => {
                sigmoid(logits[[t, e]] - logits.row(t).fold(f32::NEG_INFINITY, |most, &x| most.max(x)))
            }
            Weight::Overflows if self.double => {
                let x = f64::from(logits[[t, e]]).exp();
                (x / (1.0 + x)) as f32
            }
            Weight::Overflows => logits[[t, e]].exp() / (1.0 + logits[[t, e]].exp()),
            Weight::One => 1.0,
        };
        experts.into_iter().enumerate().map(|(t, e)| (e, weight(t, e))).collect()
    }
}
