//! `online_softmax`: its cases, reference, properties, mistakes and alternatives.
//!
//! An input is a script for a stack of states; the answer's four functions run it. A state is judged by what it means:
//! max + ln(sum) and output / sum. So a lazily rescaled state, or one that starts at f32::MIN, is right as long as its
//! meaning is.

use judge::{
    Alternative, Bent, Broken, Case, Fresh, Layout, Level, Matrix, Meta, Mistake, Output, Part, Plan, Probe,
    Property, Random, Reference, Style,
};
use ndarray::{Array1, Array2, ArrayView1};
use serde::{Deserialize, Serialize};

use crate::solution::online_softmax as solution;
use crate::{OnlineSoftmax, Running};

/// One step of a script, on a stack of states.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Step {
    /// Pushes the state of nothing.
    Start,
    /// Takes item j into the top state.
    Update(usize),
    /// Exchanges the two top states.
    Swap,
    /// Replaces the two top states by their merge.
    Merge,
    /// Finishes the top state.
    Finish,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    scores: Vec<f32>,
    values: Matrix,
    script: Vec<Step>,
}

/// What a step showed: a state, or a finished mean and log-sum-exp.
#[derive(Clone, Serialize, Deserialize)]
enum Shown {
    State { max: f32, sum: f32, output: Vec<f32> },
    Finished { mean: Vec<f32>, log_sum_exp: f32 },
}

/// What every step of a script showed.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Trace(Vec<(Step, Shown)>);

impl Trace {
    fn run(answer: &OnlineSoftmax, input: &Input) -> Trace {
        let values = input.values.held();
        let mut stack: Vec<Running> = Vec::new();
        let mut trace = Vec::new();
        for &step in &input.script {
            match step {
                Step::Start => stack.push((answer.start)(values.view().ncols())),
                Step::Update(j) => {
                    let top = stack.last_mut().expect("a script starts with Start");
                    (answer.update)(top, input.scores[j], values.view().row(j));
                }
                Step::Merge => {
                    let right = stack.pop().expect("a script merges what it has started");
                    let left = stack.pop().expect("a script merges what it has started");
                    stack.push((answer.merge)(&left, &right));
                }
                Step::Swap => swap(&mut stack),
                Step::Finish => {}
            }
            let top = stack.last().expect("a script starts with Start");
            let shown = if step == Step::Finish {
                let (mean, log_sum_exp) = (answer.finish)(top);
                Shown::Finished { mean: mean.to_vec(), log_sum_exp }
            } else {
                Shown::State { max: top.max, sum: top.sum, output: top.output.to_vec() }
            };
            trace.push((step, shown));
        }
        Trace(trace)
    }

    fn last(&self) -> Option<&Shown> {
        self.0.last().map(|(_, shown)| shown)
    }
}

/// Exchanges the two top elements of a stack.
fn swap<T>(stack: &mut [T]) {
    let top = stack.len() - 1;
    stack.swap(top - 1, top);
}

/// The labels of what a step shows: mean, then log-sum-exp.
fn labels(index: usize, step: Step) -> [String; 2] {
    let name = match step {
        Step::Start => "start".to_owned(),
        Step::Update(j) => format!("update with item {j}"),
        Step::Swap => "the other state".to_owned(),
        Step::Merge => "merge".to_owned(),
        Step::Finish => return [0, 1].map(|part| format!("step {index} (finish): out.{part}")),
    };
    [format!("step {index} ({name}): output / sum"), format!("step {index} ({name}): max + ln(sum)")]
}

impl Output for Trace {
    fn parts(&self) -> Vec<Part> {
        let parts = |(index, (step, shown)): (usize, &(Step, Shown))| {
            let (mean, log_sum_exp): (Vec<f64>, f64) = match shown {
                Shown::State { max, sum, output } => {
                    let (max, sum) = (f64::from(*max), f64::from(*sum));
                    let divisor = if sum == 0.0 { 1.0 } else { sum };
                    // A sum of 0 means nothing seen, whatever finite number or −∞ the maximum is.
                    let empty = sum == 0.0 && max < f64::INFINITY;
                    let log_sum_exp = if empty { f64::NEG_INFINITY } else { max + sum.ln() };
                    (output.iter().map(|&o| f64::from(o) / divisor).collect(), log_sum_exp)
                }
                Shown::Finished { mean, log_sum_exp } => {
                    (mean.iter().map(|&x| f64::from(x)).collect(), f64::from(*log_sum_exp))
                }
            };
            let [first, second] = labels(index, *step);
            [Part::real(first, vec![mean.len()], mean), Part::real(second, vec![], [log_sum_exp])]
        };
        self.0.iter().enumerate().flat_map(parts).collect()
    }
}

pub(super) fn plan(answer: Option<OnlineSoftmax>) -> Plan<OnlineSoftmax, Input, Trace, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "online_softmax",
            title: "Softmax and weighted mean in one pass, and the merge of two passes",
            level: Level::Medium,
            minutes: 25,
            text: "attention.html#online-softmax",
            hints: [
                "sum and output are measured from the old maximum. When a larger score arrives, every exp(score − old) \
                 has to become exp(score − new): which factor does that, and does it depend on the score?",
                "update: new = max(old, score); factor = exp(old − new); weight = exp(score − new); then sum and output \
                 are both multiplied by the factor before the weight is added. merge does the same with two states and \
                 two factors.",
                "exp(−∞ − −∞) is NaN: return early if the new maximum is still −∞. finish: output / sum and \
                 max + ln(sum), and for a sum of 0 zeros and −∞.",
            ],
        },
        answer,
        solution: OnlineSoftmax {
            start: solution::start,
            update: solution::update,
            merge: solution::merge,
            finish: solution::finish,
        },
        call: Trace::run,
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let [width, segments] = random.distinct(2..=5);
                let lengths: Vec<usize> = (0..segments).map(|_| random.whole(1..=4)).collect();
                let items = lengths.iter().sum();
                let scores = random.normals(items, 3.0).to_vec();
                let values = Matrix::from(random.normals((items, width), 1.0));
                let layout = Layout::any(random);
                let script = merged(random, &lengths);
                Input { scores, values: values.laid(layout), script }
            },
        },
        describe: |input| {
            let (items, width) = input.values.values.dim();
            let merges = input.script.iter().filter(|step| **step == Step::Merge).count();
            format!("items {items}, width {width}, merges {merges}")
        },
        properties: vec![
            Property {
                name: "the result does not depend on how the items are split and merged",
                holds: any_split,
            },
            Property { name: "merging with the state of nothing changes nothing", holds: identity },
        ],
        bent: Bent { run: |knobs, input| knobs.run(input) },
        mistakes: mistakes(),
        styles: vec![
            Style { name: "starts at the lowest finite number", bend: |k| k.start = Start::Lowest },
            Style {
                name: "merge returns the other state if one is empty",
                bend: |k| k.merge_skips_empty = true,
            },
        ],
        twins: vec![],
        alternatives: alternatives(),
    }
}

/// Segments of consecutive items, each folded by updates, merged in random order of a tree; finished now and then.
fn merged(random: &mut Random, lengths: &[usize]) -> Vec<Step> {
    let mut script = Vec::new();
    let (mut item, mut open) = (0, 0);
    for &length in lengths {
        script.push(Step::Start);
        open += 1;
        for _ in 0..length {
            script.push(Step::Update(item));
            item += 1;
        }
        script.push(Step::Finish);
        while open > 1 && random.chance(0.6) {
            script.push(Step::Merge);
            open -= 1;
        }
    }
    script.extend(std::iter::repeat_n(Step::Merge, open - 1));
    script.push(Step::Finish);
    script
}

/// One state that takes all items in order.
fn folded(items: usize) -> Vec<Step> {
    let updates = (0..items).map(Step::Update);
    std::iter::once(Step::Start).chain(updates).chain([Step::Finish]).collect()
}

fn input(random: &mut Random, scores: Vec<f32>, width: usize, script: Vec<Step>) -> Input {
    let values = random.normals((scores.len(), width), 1.0).into();
    Input { scores, values, script }
}

fn cases() -> Vec<Case<Input>> {
    const MASKED: f32 = f32::NEG_INFINITY;
    vec![
        Case {
            name: "three updates",
            make: |random| {
                let scores = random.normals(3, 1.5).to_vec();
                let mut script = folded(3);
                script.pop();
                input(random, scores, 2, script)
            },
        },
        Case {
            name: "two states and their merge",
            make: |random| {
                let scores = random.normals(5, 1.5).to_vec();
                let mut script = merged(random, &[2, 3]);
                script.retain(|step| *step != Step::Finish);
                input(random, scores, 3, script)
            },
        },
        Case {
            name: "four updates, finished",
            make: |random| {
                let scores = random.normals(4, 1.5).to_vec();
                input(random, scores, 3, folded(4))
            },
        },
        Case {
            name: "rising scores",
            make: |random| {
                let scores = (0..6).map(|j| 1.5 * j as f32 + random.normal() as f32 * 0.2).collect();
                input(random, scores, 2, folded(6))
            },
        },
        Case {
            name: "falling scores",
            make: |random| {
                let scores = (0..6).map(|j| -1.5 * j as f32 + random.normal() as f32 * 0.2).collect();
                input(random, scores, 4, folded(6))
            },
        },
        Case {
            name: "scores near 1000",
            make: |random| {
                let scores = (random.normals(6, 1.0) + 1000.0).to_vec();
                let script = merged(random, &[2, 4]);
                input(random, scores, 3, script)
            },
        },
        Case {
            name: "scores near -1000",
            make: |random| {
                let scores = (random.normals(6, 1.0) - 1000.0).to_vec();
                let script = merged(random, &[3, 3]);
                input(random, scores, 2, script)
            },
        },
        Case {
            name: "scores near -10,000",
            make: |random| {
                let mut scores: Vec<f32> =
                    random.normals(4, 1.5).iter().map(|noise| noise.abs() - 10_000.0).collect();
                scores[2] = -10_000.0;
                let script = merged(random, &[3, 1]);
                input(random, scores, 2, script)
            },
        },
        Case {
            name: "scores that jump by thousands",
            make: |random| {
                let noise = random.normals(7, 1.0);
                let levels = [-9990.0, 0.0, -1500.0, 2500.0, 9990.0, 400.0, 9990.0];
                let scores = levels.iter().zip(&noise).map(|(level, noise)| level + noise).collect();
                let script = merged(random, &[4, 3]);
                input(random, scores, 3, script)
            },
        },
        Case {
            name: "merges of states far apart",
            make: |random| {
                use Step::{Finish, Merge, Start, Update};
                let noise = random.normals(6, 1.0);
                let levels = [-900.0, -900.0, 800.0, 800.0, -2000.0, -2000.0];
                let scores = levels.iter().zip(&noise).map(|(level, noise)| level + noise).collect();
                // The larger side is right in the first merge and left in the second.
                let script = vec![
                    Start,
                    Update(0),
                    Update(1),
                    Start,
                    Update(2),
                    Update(3),
                    Merge,
                    Finish,
                    Start,
                    Update(4),
                    Update(5),
                    Merge,
                    Finish,
                ];
                input(random, scores, 2, script)
            },
        },
        Case {
            name: "equal scores, and zeros",
            make: |random| {
                let scores = vec![0.0, 1.5, 1.5, -0.5, 1.5, 0.0, 1.5];
                let script = merged(random, &[4, 3]);
                input(random, scores, 3, script)
            },
        },
        Case {
            name: "two states in turn, strided values",
            make: |random| {
                use Step::{Finish, Merge, Start, Swap, Update};
                let scores = random.normals(7, 2.0).to_vec();
                let script = vec![
                    Start,
                    Update(0),
                    Start,
                    Update(1),
                    Swap,
                    Update(2),
                    Update(3),
                    Swap,
                    Update(4),
                    Finish,
                    Swap,
                    Finish,
                    Merge,
                    Update(5),
                    Update(6),
                    Finish,
                ];
                let input = input(random, scores, 3, script);
                Input { values: input.values.laid(Layout::Transposed), ..input }
            },
        },
        Case {
            name: "a masked score between others",
            make: |random| {
                let mut scores = random.normals(7, 1.5).to_vec();
                (scores[1], scores[4], scores[6]) = (MASKED, MASKED, MASKED);
                let script = merged(random, &[3, 4]);
                input(random, scores, 2, script)
            },
        },
        Case {
            name: "masked scores, the first among them",
            make: |random| {
                let mut scores = random.normals(6, 1.5).to_vec();
                (scores[0], scores[1], scores[4]) = (MASKED, MASKED, MASKED);
                let script = merged(random, &[4, 2]);
                input(random, scores, 3, script)
            },
        },
        Case {
            name: "nothing but masked scores",
            make: |random| {
                input(random, vec![MASKED; 3], 2, merged(&mut Random::new(0, "two states"), &[2, 1]))
            },
        },
        Case {
            name: "merges with the state of nothing",
            make: |random| {
                use Step::{Finish, Merge, Start, Update};
                let scores = random.normals(3, 1.5).to_vec();
                let script = vec![
                    Start,
                    Start,
                    Merge,
                    Finish,
                    Start,
                    Update(0),
                    Update(1),
                    Merge,
                    Finish,
                    Start,
                    Merge,
                    Finish,
                    Start,
                    Update(2),
                    Merge,
                    Finish,
                ];
                input(random, scores, 3, script)
            },
        },
    ]
}

/// Which items the top state has seen after each step.
fn members(input: &Input) -> Array2<bool> {
    let items = input.scores.len();
    let mut stack: Vec<Vec<bool>> = Vec::new();
    let mut members = Array2::from_elem((input.script.len(), items), false);
    for (index, step) in input.script.iter().enumerate() {
        match step {
            Step::Start => stack.push(vec![false; items]),
            Step::Update(j) => stack.last_mut().expect("a script starts with Start")[*j] = true,
            Step::Merge => {
                let right = stack.pop().expect("a script merges what it has started");
                let left = stack.last_mut().expect("a script merges what it has started");
                left.iter_mut().zip(right).for_each(|(left, right)| *left |= right);
            }
            Step::Swap => swap(&mut stack),
            Step::Finish => {}
        }
        members
            .row_mut(index)
            .assign(&Array1::from(stack.last().expect("a script starts with Start").clone()));
    }
    members
}

fn reference(input: &Input, precision: judge::Precision) -> Result<Vec<Part>, String> {
    let scores = Array1::from_iter(input.scores.iter().map(|&s| f64::from(s)));
    let values = input.values.double();
    let precision = super::kernel_precision(precision);
    let (log_sum_exp, mean) =
        kernels::attention::online_softmax(scores.view(), values.view(), members(input).view(), precision)
            .map_err(|error| error.to_string())?;
    let parts = |(index, step): (usize, &Step)| {
        let [first, second] = labels(index, *step);
        [Part::array(first, &mean.row(index)), Part::real(second, vec![], [log_sum_exp[index]])]
    };
    Ok(input.script.iter().enumerate().flat_map(parts).collect())
}

type TheProbe<'a> = Probe<'a, Input, Trace>;

/// Compares what two scripts show at their ends.
fn same_end(probe: &mut TheProbe<'_>, a: &Input, b: &Input, how: &str) -> Result<(), Broken> {
    let finished = |probe: &mut TheProbe<'_>, input: &Input| match probe.call(input)?.last() {
        Some(Shown::Finished { mean, log_sum_exp }) => {
            Ok(mean.iter().copied().chain([*log_sum_exp]).collect::<Vec<f32>>())
        }
        _ => Err(Broken::Law("a script ends with Finish".to_owned())),
    };
    let (x, y) = (finished(probe, a)?, finished(probe, b)?);
    let close = |(&x, &y): (&f32, &f32)| x == y || f64::from((x - y).abs()) <= 2.0 * probe.tolerance;
    if x.len() == y.len() && x.iter().zip(&y).all(close) {
        Ok(())
    } else {
        Err(Broken::Law(format!("mean and log-sum-exp are {x:?} in one pass, and {y:?} {how}")))
    }
}

fn any_split(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let items = input.scores.len();
    let straight = Input { script: folded(items), ..input.clone() };
    let mut lengths = Vec::new();
    while lengths.iter().sum::<usize>() < items {
        let left = items - lengths.iter().sum::<usize>();
        lengths.push(probe.random.whole(1..=left));
    }
    let split = Input { script: merged(probe.random, &lengths), ..input.clone() };
    same_end(probe, &straight, &split, "split and merged")
}

fn identity(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let straight = Input { script: folded(input.scores.len()), ..input.clone() };
    let mut with_nothing = straight.clone();
    with_nothing.script.splice(0..0, [Step::Start]);
    with_nothing.script.pop();
    with_nothing.script.extend([Step::Merge, Step::Start, Step::Merge, Step::Finish]);
    same_end(probe, &straight, &with_nothing, "merged with the state of nothing on both sides")
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Start {
    #[default]
    MinusInfinity,
    Lowest,
    Zero,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Max {
    #[default]
    Larger,
    Old,
    Score,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Factor {
    #[default]
    OldMinusNew,
    NewMinusOld,
}

/// From which maximum a new score's weight is measured.
#[derive(Clone, Copy, Default, PartialEq)]
enum Weight {
    #[default]
    New,
    Old,
    Zero,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Merge {
    #[default]
    Rescaled,
    Added,
    OnlySums,
    OnlyOutputs,
    LeftMax,
    Inverse,
    Swapped,
    OutputsAveraged,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum LogSumExp {
    #[default]
    MaxPlusLog,
    Log,
    Max,
    MaxPlusSum,
    MaxTimesSum,
    BaseTwo,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(super) struct Knobs {
    start: Start,
    max: Max,
    factor: Factor,
    weight: Weight,
    sum_not_rescaled: bool,
    output_not_rescaled: bool,
    output_normalised: bool,
    keeps_the_mean: bool,
    value_not_weighted: bool,
    update_unguarded: bool,
    merge_unguarded: bool,
    merge_skips_empty: bool,
    first_is_taken: bool,
    contiguous: bool,
    merge: Merge,
    not_divided: bool,
    empty_divided: bool,
    log_sum_exp: LogSumExp,
}

fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "start_at_zero",
            "the maximum starts at 0. Scores far below zero never raise it, exp underflows, and the mean is 0/0. Start \
             at f32::NEG_INFINITY.",
            |k| k.start = Start::Zero,
        ),
        Mistake::new(
            "sum_not_rescaled",
            "update does not rescale the sum when the maximum rises: the old terms are still measured from the old \
             maximum. Multiply it by exp(old − new).",
            |k| k.sum_not_rescaled = true,
        ),
        Mistake::new(
            "output_not_rescaled",
            "update does not rescale the output when the maximum rises; sum and output need the same factor.",
            |k| k.output_not_rescaled = true,
        ),
        Mistake::new(
            "inverse_factor",
            "update rescales by exp(new − old), the inverse of the factor: old terms must shrink when the maximum rises. \
             From −∞ the inverse is infinite, and infinity times the empty sum is NaN.",
            |k| k.factor = Factor::NewMinusOld,
        ),
        Mistake::new(
            "masked_first_nan",
            "a masked score (−∞) that comes first turns the state into NaN: old and new maximum are both −∞, and \
             −∞ − −∞ is not a number.",
            |k| k.update_unguarded = true,
        ),
        Mistake::new(
            "merge_added",
            "merge adds sums and outputs as they are. Each side is measured from its own maximum: bring both to the \
             larger one first.",
            |k| k.merge = Merge::Added,
        ),
        Mistake::new(
            "merge_empty_nan",
            "merging two states of nothing gives NaN: both maxima are −∞, and −∞ − −∞ is not a number.",
            |k| k.merge_unguarded = true,
        ),
        Mistake::new("not_divided", "finish does not divide the output by the sum.", |k| {
            k.not_divided = true
        }),
        Mistake::new(
            "empty_divided",
            "finish divides 0 by 0 when nothing has been seen; the mean of nothing is zeros here.",
            |k| k.empty_divided = true,
        ),
        Mistake::new(
            "log_without_max",
            "the log-sum-exp is ln(sum), without the maximum that was subtracted in every exponent.",
            |k| k.log_sum_exp = LogSumExp::Log,
        ),
        Mistake::new("max_plus_sum", "the log-sum-exp is max + sum: the logarithm is missing.", |k| {
            k.log_sum_exp = LogSumExp::MaxPlusSum
        }),
        Mistake::new("only_max", "the log-sum-exp is the maximum alone: ln(sum) is missing.", |k| {
            k.log_sum_exp = LogSumExp::Max;
        }),
        Mistake::new(
            "max_times_sum",
            "the log-sum-exp is ln(max · sum) or max · ln(sum); the maximum comes out of the exponent as a summand.",
            |k| k.log_sum_exp = LogSumExp::MaxTimesSum,
        ),
        Mistake::new(
            "assumes_contiguous",
            "as_slice() is None for a strided view, and unwrap panics. A value is a row of a matrix of any layout: use its \
             iterator, indices or arithmetic.",
            |k| k.contiguous = true,
        ),
        Mistake::new(
            "max_not_updated",
            "the maximum stays at the first score: a later, much larger score overflows.",
            |k| k.max = Max::Old,
        ),
        Mistake::new(
            "last_score_as_max",
            "the new maximum is the latest score, also when it is smaller: the factor exp(old − new) overflows. Take the \
             larger of the two.",
            |k| k.max = Max::Score,
        ),
        Mistake::new(
            "weight_from_old",
            "the new score's weight is exp(score − old maximum), while everything else is measured from the new one.",
            |k| k.weight = Weight::Old,
        ),
        Mistake::new(
            "weight_without_max",
            "the new score's weight is exp(score), without the maximum.",
            |k| k.weight = Weight::Zero,
        ),
        Mistake::new(
            "value_not_weighted",
            "the value is added to the output without its weight exp(score − max).",
            |k| k.value_not_weighted = true,
        ),
        Mistake::new(
            "output_normalised",
            "update divides the output by the sum at every step, and the next update takes it for the undivided sum. \
             Divide once, in finish.",
            |k| k.output_normalised = true,
        ),
        Mistake::new(
            "keeps_the_mean",
            "the state holds the mean, divided by the sum at every step. That is FlashAttention 1; here output is the \
             undivided sum, which costs a division less a step, and finish divides.",
            |k| k.keeps_the_mean = true,
        ),
        Mistake::new(
            "log_base_two",
            "the log-sum-exp mixes bases: log2(sum) belongs to exp2, ln(sum) to exp.",
            |k| k.log_sum_exp = LogSumExp::BaseTwo,
        ),
        Mistake::new("merge_only_sums", "merge rescales the sums and not the outputs.", |k| {
            k.merge = Merge::OnlySums
        }),
        Mistake::new("merge_only_outputs", "merge rescales the outputs and not the sums.", |k| {
            k.merge = Merge::OnlyOutputs
        }),
        Mistake::new(
            "merge_left_max",
            "merge measures everything from the left maximum: a right side that is much larger overflows, and a left \
             side of nothing gives infinity.",
            |k| k.merge = Merge::LeftMax,
        ),
        Mistake::new(
            "merge_inverse",
            "merge rescales by exp(new − old), the inverse of the factor.",
            |k| k.merge = Merge::Inverse,
        ),
        Mistake::new(
            "merge_swapped",
            "merge gives the left side the right side's factor, and the other way round.",
            |k| k.merge = Merge::Swapped,
        ),
        Mistake::new(
            "merge_averaged",
            "merge takes the plain average of the two means. A side with larger scores has to count more.",
            |k| k.merge = Merge::OutputsAveraged,
        ),
    ]
}

impl Knobs {
    fn run(&self, input: &Input) -> Trace {
        let values = input.values.held();
        let mut stack: Vec<Running> = Vec::new();
        let mut trace = Vec::new();
        for &step in &input.script {
            match step {
                Step::Start => stack.push(self.start(values.view().ncols())),
                Step::Update(j) => {
                    let top = stack.last_mut().expect("a script starts with Start");
                    self.update(top, input.scores[j], values.view().row(j));
                }
                Step::Merge => {
                    let right = stack.pop().expect("a script merges what it has started");
                    let left = stack.pop().expect("a script merges what it has started");
                    stack.push(self.merge(&left, &right));
                }
                Step::Swap => swap(&mut stack),
                Step::Finish => {}
            }
            let top = stack.last().expect("a script starts with Start");
            let shown = if step == Step::Finish {
                let (mean, log_sum_exp) = self.finish(top);
                Shown::Finished { mean: mean.to_vec(), log_sum_exp }
            } else {
                Shown::State { max: top.max, sum: top.sum, output: top.output.to_vec() }
            };
            trace.push((step, shown));
        }
        Trace(trace)
    }

    fn start(&self, width: usize) -> Running {
        let max = match self.start {
            Start::MinusInfinity => f32::NEG_INFINITY,
            Start::Lowest => f32::MIN,
            Start::Zero => 0.0,
        };
        Running { max, sum: 0.0, output: Array1::zeros(width) }
    }

    fn update(&self, state: &mut Running, score: f32, value: ArrayView1<'_, f32>) {
        if self.keeps_the_mean {
            let undivided = Knobs { keeps_the_mean: false, ..*self };
            *state = undivide(state);
            undivided.update(state, score, value);
            *state = divide(state);
            return;
        }
        if self.contiguous {
            value.as_slice().unwrap();
        }
        if self.first_is_taken && state.sum == 0.0 {
            if score > f32::NEG_INFINITY {
                *state = Running { max: score, sum: 1.0, output: value.to_owned() };
            }
            return;
        }
        let old = state.max;
        let new = match self.max {
            Max::Larger => old.max(score),
            Max::Old => {
                if old == f32::NEG_INFINITY {
                    score
                } else {
                    old
                }
            }
            Max::Score => score,
        };
        if new == f32::NEG_INFINITY && !self.update_unguarded {
            return;
        }
        let factor = match self.factor {
            Factor::OldMinusNew => (old - new).exp(),
            Factor::NewMinusOld => (new - old).exp(),
        };
        let weight = match self.weight {
            Weight::New => (score - new).exp(),
            Weight::Old => (score - if old == f32::NEG_INFINITY { new } else { old }).exp(),
            Weight::Zero => score.exp(),
        };
        let of_sum = if self.sum_not_rescaled { 1.0 } else { factor };
        let of_output = if self.output_not_rescaled { 1.0 } else { factor };
        let of_value = if self.value_not_weighted { 1.0 } else { weight };
        state.sum = state.sum * of_sum + weight;
        state.output = &state.output * of_output + &value * of_value;
        if self.output_normalised {
            state.output /= state.sum;
        }
        state.max = new;
    }

    fn merge(&self, left: &Running, right: &Running) -> Running {
        if self.keeps_the_mean {
            let undivided = Knobs { keeps_the_mean: false, ..*self };
            return divide(&undivided.merge(&undivide(left), &undivide(right)));
        }
        if self.merge_skips_empty && (left.sum == 0.0 || right.sum == 0.0) {
            return if left.sum == 0.0 { right.clone() } else { left.clone() };
        }
        let max = if self.merge == Merge::LeftMax { left.max } else { left.max.max(right.max) };
        if max == f32::NEG_INFINITY && right.max == f32::NEG_INFINITY && !self.merge_unguarded {
            return left.clone();
        }
        let (mut a, mut b) = ((left.max - max).exp(), (right.max - max).exp());
        match self.merge {
            Merge::Inverse => {
                let inverse = |state: &Running| if state.sum == 0.0 { 0.0 } else { (max - state.max).exp() };
                (a, b) = (inverse(left), inverse(right));
            }
            Merge::Swapped => (a, b) = (b, a),
            Merge::Added => (a, b) = (1.0, 1.0),
            _ => {}
        }
        let (sum_a, sum_b) = if self.merge == Merge::OnlyOutputs { (1.0, 1.0) } else { (a, b) };
        let (output_a, output_b) = if self.merge == Merge::OnlySums { (1.0, 1.0) } else { (a, b) };
        let sum = left.sum * sum_a + right.sum * sum_b;
        let mut output = &left.output * output_a + &right.output * output_b;
        if self.merge == Merge::OutputsAveraged && left.sum > 0.0 && right.sum > 0.0 {
            output = (&left.output / left.sum + &right.output / right.sum) * (0.5 * sum);
        }
        Running { max, sum, output }
    }

    fn finish(&self, state: &Running) -> (Array1<f32>, f32) {
        if state.sum == 0.0 && !self.empty_divided {
            return (Array1::zeros(state.output.len()), f32::NEG_INFINITY);
        }
        let log_sum_exp = match self.log_sum_exp {
            LogSumExp::MaxPlusLog => state.max + state.sum.ln(),
            LogSumExp::Log => state.sum.ln(),
            LogSumExp::Max => state.max,
            LogSumExp::MaxPlusSum => state.max + state.sum,
            LogSumExp::MaxTimesSum => state.max * state.sum.ln(),
            LogSumExp::BaseTwo => state.max + state.sum.log2(),
        };
        let divided = !self.not_divided && !self.output_normalised && !self.keeps_the_mean;
        (if divided { &state.output / state.sum } else { state.output.clone() }, log_sum_exp)
    }
}

/// The state with its output multiplied by the sum.
fn undivide(state: &Running) -> Running {
    Running { output: &state.output * state.sum, ..*state }
}

/// The state with its output divided by the sum.
fn divide(state: &Running) -> Running {
    let sum = if state.sum == 0.0 { 1.0 } else { state.sum };
    Running { output: &state.output / sum, ..*state }
}

fn alternatives() -> Vec<Alternative<OnlineSoftmax>> {
    vec![
        Alternative {
            name: "update is a merge with one item, merge by cases, in double precision",
            answer: OnlineSoftmax {
                start: |width| Running { max: f32::NEG_INFINITY, sum: 0.0, output: Array1::zeros(width) },
                update: |state, score, value| {
                    let sum = if score == f32::NEG_INFINITY { 0.0 } else { 1.0 };
                    let one = Running { max: score, sum, output: value.mapv(|v| v * sum) };
                    *state = by_cases(state, &one);
                },
                merge: by_cases,
                finish: |state| {
                    let sum = f64::from(state.sum);
                    let mean =
                        state.output.mapv(|o| if sum > 0.0 { (f64::from(o) / sum) as f32 } else { 0.0 });
                    (mean, (f64::from(state.max) + sum.ln()) as f32)
                },
            },
        },
        Alternative {
            name: "starts at f32::MIN, rescales only when the maximum rises, loops over elements",
            answer: OnlineSoftmax {
                start: |width| Running { max: f32::MIN, sum: 0.0, output: Array1::zeros(width) },
                update: |state, score, value| {
                    if score > state.max {
                        let factor = (state.max - score).exp();
                        state.sum *= factor;
                        state.output.iter_mut().for_each(|o| *o *= factor);
                        state.max = score;
                    }
                    let weight = (score - state.max).exp();
                    state.sum += weight;
                    for (o, v) in state.output.iter_mut().zip(value) {
                        *o += weight * v;
                    }
                },
                merge: |left, right| {
                    let (big, small) = if left.max >= right.max { (left, right) } else { (right, left) };
                    let factor = (small.max - big.max).exp();
                    let output = big.output.iter().zip(&small.output).map(|(b, s)| b + s * factor).collect();
                    Running { max: big.max, sum: big.sum + small.sum * factor, output }
                },
                finish: |state| {
                    let scale = if state.sum == 0.0 { 0.0 } else { state.sum.recip() };
                    (state.output.mapv(|o| o * scale), state.max + state.sum.ln())
                },
            },
        },
    ]
}

/// The merge of two states by cases, in double precision.
fn by_cases(left: &Running, right: &Running) -> Running {
    if left.sum == 0.0 {
        return right.clone();
    }
    if right.sum == 0.0 {
        return left.clone();
    }
    if left.max < right.max {
        return by_cases(right, left);
    }
    let factor = f64::from(right.max - left.max).exp();
    let add = |(&l, &r): (&f32, &f32)| (f64::from(l) + f64::from(r) * factor) as f32;
    Running {
        max: left.max,
        sum: add((&left.sum, &right.sum)),
        output: left.output.iter().zip(&right.output).map(add).collect(),
    }
}
