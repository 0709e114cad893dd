//! `online_softmax`: its cases, reference, properties, mistakes and alternatives.
//!
//! An input is a script for a stack of states; the answer's four functions run it. A state is judged by what it means:
//! max + ln(sum) and output / sum. So a lazily rescaled state, or one that starts at f32::MIN, is right as long as its
//! meaning is.

mod alternatives;
mod cases;
mod far;
mod mistakes;
mod promises;
mod script;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Missing, Output, Part, Plan, Probe, Property,
    Reference, Style,
};
use ndarray::{Array1, ArrayView1};
use serde::{Deserialize, Serialize};

use attention::solution::online_softmax as solution;
use attention::{OnlineSoftmax, Running};
use mistakes::{Knobs, Start};
use script::{Input, Step, folded, members, merged, swap};

/// What a step showed: a state, or a finished mean and log-sum-exp.
#[derive(Clone, Serialize, Deserialize)]
enum Shown {
    State { max: f32, sum: f32, output: Vec<f32> },
    Finished { mean: Vec<f32>, log_sum_exp: f32 },
}

/// What every step of a script showed.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Trace(Vec<(Step, Shown)>);

/// The four functions of an answer, or of the bent solution.
struct Functions<'a> {
    start: &'a dyn Fn(usize) -> Running,
    update: &'a dyn Fn(&mut Running, f32, ArrayView1<'_, f32>),
    merge: &'a dyn Fn(&Running, &Running) -> Running,
    finish: &'a dyn Fn(&Running) -> (Array1<f32>, f32),
}

impl Trace {
    fn run(functions: &Functions<'_>, input: &Input) -> Trace {
        let values = input.values.held();
        let mut stack: Vec<Running> = Vec::new();
        let mut trace = Vec::new();
        for &step in &input.script {
            match step {
                Step::Start => stack.push((functions.start)(values.view().ncols())),
                Step::Update(j) => {
                    let top = stack.last_mut().expect("a script starts with Start");
                    (functions.update)(top, input.scores[j], values.view().row(j));
                }
                Step::Updates(from, to) => {
                    let top = stack.last_mut().expect("a script starts with Start");
                    for j in from..to {
                        (functions.update)(top, input.scores[j], values.view().row(j));
                    }
                }
                Step::Merge => {
                    let right = stack.pop().expect("a script merges what it has started");
                    let left = stack.pop().expect("a script merges what it has started");
                    stack.push((functions.merge)(&left, &right));
                }
                Step::Swap => swap(&mut stack),
                Step::Finish => {}
            }
            let top = stack.last().expect("a script starts with Start");
            let shown = if step == Step::Finish {
                let (mean, log_sum_exp) = (functions.finish)(top);
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

/// The labels of what a step shows: mean, then log-sum-exp.
fn labels(index: usize, step: Step) -> [String; 2] {
    let name = match step {
        Step::Start => "start".to_owned(),
        Step::Update(j) => format!("update with item {j}"),
        Step::Updates(from, to) => format!("updates with items {from} to {}", to - 1),
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
            year: 2018,
            needs: &["attention/softmax"],
            text: "attention/tiles.html#online-softmax",
            hints: [
                "sum and output are measured from the old maximum. When a larger score arrives, every exp(score − old) \
                 has to become exp(score − new): which factor does that, and does it depend on the score?",
                "update: new = max(old, score); factor = exp(old − new); weight = exp(score − new); then sum and output \
                 are both multiplied by the factor before the weight is added. merge does the same with two states and \
                 two factors.",
                "exp(−∞ − −∞) is NaN: return early if the new maximum is still −∞. finish: output / sum and \
                 max + ln(sum), and for a sum of 0 zeros and −∞.",
            ],
            story: "Starting the maximum at 0 is right on paper, because any number may be subtracted. In floats it is not: if all scores \
                    lie far below 0, every exponential is 0. Starting at minus infinity has a price too, the guard against \
                    minus infinity minus minus infinity, and most bugs in real kernels live there.",
        },
        answer,
        solution: OnlineSoftmax {
            start: solution::start,
            update: solution::update,
            merge: solution::merge,
            finish: solution::finish,
        },
        call: |answer, input| {
            let OnlineSoftmax { start, update, merge, finish } = answer;
            Trace::run(&Functions { start, update, merge, finish }, input)
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases().into_iter().chain(far::cases()).collect(),
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
        bent: Bent {
            run: |knobs, input| {
                let functions = Functions {
                    start: &|width| knobs.start(width),
                    update: &|state, score, value| knobs.update(state, score, value),
                    merge: &|left, right| knobs.merge(left, right),
                    finish: &|state| knobs.finish(state),
                };
                Trace::run(&functions, input)
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "guards nothing but a maximum of −∞", bend: |k| k.as_published = true },
            Style { name: "starts at the lowest finite number", bend: |k| k.start = Start::Lowest },
            Style { name: "takes the first score as it is", bend: |k| k.first_is_taken = true },
            Style {
                name: "merge returns the other state if one is empty",
                bend: |k| k.merge_skips_empty = true,
            },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

fn reference(input: &Input, precision: judge::Precision) -> Result<Vec<Part>, Missing> {
    let scores = Array1::from_iter(input.scores.iter().map(|&s| f64::from(s)));
    let values = input.values.double();
    let precision = super::kernel_precision(precision);
    let (log_sum_exp, mean) =
        kernels::attention::online_softmax(scores.view(), values.view(), members(input).view(), precision)?;
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
