//! `sinkhorn`: its cases, reference, properties, mistakes and alternatives.
//!
//! The reference keeps logarithms of the factors, where the solution scales the plan itself. No choice that is judged is closer
//! than the stub says.

mod alternatives;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property,
    Reference, Style,
};
use ndarray::{Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use mistakes::Knobs;
use moe::solution::sinkhorn as solution;
use moe::{Sinkhorn, Weighted};

/// Which function is asked.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) enum Asked {
    Plan,
    Choose,
    Route { training: bool },
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    asked: Asked,
    logits: Matrix,
    iterations: usize,
}

impl Input {
    fn with(&self, logits: Array2<f32>) -> Input {
        Input { logits: logits.into(), ..self.clone() }
    }
}

/// What came back.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Plan(Array2<f32>),
    Chosen(Vec<usize>),
    Routed(Vec<(usize, f32)>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Plan(plan) => vec![Part::array("plan", plan)],
            Answered::Chosen(experts) => vec![chosen("choose", experts)],
            Answered::Routed(routed) => {
                let experts: Vec<usize> = routed.iter().map(|routed| routed.0).collect();
                let weights = routed.iter().map(|routed| f64::from(routed.1));
                vec![
                    chosen("route: expert", &experts),
                    Part::real("route: weight", vec![routed.len()], weights),
                ]
            }
        }
    }
}

fn chosen(label: &str, experts: &[usize]) -> Part {
    Part::whole(label, vec![experts.len()], experts.iter().map(|&e| e as i64))
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

/// The three functions of an answer, or of the bent solution.
struct Functions<'a> {
    plan: &'a dyn Fn(ArrayView2<'_, f32>, usize) -> Array2<f32>,
    choose: &'a dyn Fn(ArrayView2<'_, f32>, usize) -> Vec<usize>,
    route: &'a dyn Fn(ArrayView2<'_, f32>, usize, bool) -> Weighted,
}

impl Answered {
    fn run(functions: &Functions<'_>, input: &Input) -> Answered {
        let held = input.logits.held();
        match input.asked {
            Asked::Plan => Answered::Plan((functions.plan)(held.view(), input.iterations)),
            Asked::Choose => Answered::Chosen((functions.choose)(held.view(), input.iterations)),
            Asked::Route { training } => {
                Answered::Routed((functions.route)(held.view(), input.iterations, training))
            }
        }
    }
}

pub(super) fn plan(answer: Option<Sinkhorn>) -> Plan<Sinkhorn, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "sinkhorn",
            title: "A balanced plan by scaling rows and columns, and what it is used for",
            level: Level::Medium,
            minutes: 30,
            year: 2022,
            needs: &["moe/base"],
            text: "moe/assignment.html#sinkhorn",
            hints: [
                "plan: exponentiate, then again and again divide every row by what it has too much, and every column. You may scale \
                 the matrix in place: the factors of the stub are the product of all that was divided away.",
                "Rows first, to 1/T, then columns, to 1/E; both count as one iteration, and the columns have the last word. \
                 exp(1000) is infinite: subtract each row's own largest logit first. A row's factor takes that up; a column's or the \
                 whole matrix's would not do.",
                "choose: the largest entry of each row of the plan. route: in training the expert is that of choose, else that of the \
                 largest logit; the weight is 1/(1 + exp(−logit)) of the logit itself. `plan.sum_axis(Axis(1)).insert_axis(Axis(1))` \
                 divides rows by broadcasting.",
            ],
            story: "The plan is never the weight. It knows the whole batch, so a token's weight would depend on its neighbours; and it \
                    would carry a gradient through all iterations. So it only chooses, in training, and at evaluation the \
                    router is asked alone. The official code adds 1e-8 to every sum. That is harmless as long as every expert \
                    is liked by someone; an expert that nobody likes is scaled by the epsilon instead.",
        },
        answer,
        solution: Sinkhorn { plan: solution::plan, choose: solution::choose, route: solution::route },
        call: |answer, input| {
            let Sinkhorn { plan, choose, route } = answer;
            Answered::run(&Functions { plan, choose, route }, input)
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let (tokens, experts) = input.logits.values.dim();
            let asked = match input.asked {
                Asked::Plan => "plan",
                Asked::Choose => "choose",
                Asked::Route { training: true } => "route in training",
                Asked::Route { training: false } => "route after training",
            };
            format!("{asked}: {tokens} tokens, {experts} experts, {} iterations", input.iterations)
        },
        properties: vec![
            Property {
                name: "after every iteration each expert has its share",
                holds: laws::columns_are_full,
            },
            Property { name: "after many iterations each token has its share", holds: laws::rows_are_full },
            Property { name: "a number added to a token's logits changes nothing", holds: laws::rows_shift },
            Property {
                name: "a number added to an expert's logits changes nothing in the end",
                holds: laws::columns_shift,
            },
            Property { name: "a finished plan stays as it is", holds: laws::fixed_point },
            Property { name: "sharp logits that are balanced are followed", holds: laws::permutation },
            Property { name: "after training a token does not look at the others", holds: laws::alone },
        ],
        bent: Bent {
            run: |knobs, input| {
                let functions = Functions {
                    plan: &|logits, iterations| knobs.plan(logits, iterations),
                    choose: &|logits, iterations| knobs.choose(logits, iterations),
                    route: &|logits, iterations, training| knobs.route(logits, iterations, training),
                };
                Answered::run(&functions, input)
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "subtracts rows' maxima also for columns", bend: |k| k.rows_shifted = true },
            Style { name: "scales the plan in place", bend: |k| k.in_place = true },
            Style { name: "takes the last of equals, as max_by does", bend: |k| k.max_by = true },
            Style { name: "weighs by the plan in training only", bend: |k| k.in_training = true },
            Style { name: "a small number in the sums is 1e-6", bend: |k| k.coarse = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn largest(row: ArrayView1<'_, f64>) -> usize {
    (1..row.len()).fold(0, |best, e| if row[e] > row[best] { e } else { best })
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let logits = input.logits.double();
    let planned = |precision| {
        kernels::moe::sinkhorn(logits.view(), input.iterations, super::kernel_precision(precision))
    };
    // What is chosen is chosen in double precision.
    let of_rows = |scores: Array2<f64>| scores.rows().into_iter().map(largest).collect::<Vec<_>>();
    Ok(match input.asked {
        Asked::Plan => vec![Part::array("plan", &planned(precision)?)],
        Asked::Choose => vec![chosen("choose", &of_rows(planned(Precision::Double)?))],
        Asked::Route { training } => {
            let experts = of_rows(if training { planned(Precision::Double)? } else { logits.clone() });
            let weights = experts.iter().enumerate().map(|(t, &e)| 1.0 / (1.0 + (-logits[[t, e]]).exp()));
            vec![chosen("route: expert", &experts), Part::real("route: weight", vec![experts.len()], weights)]
        }
    })
}

/// The answer's plan for logits.
fn planned(probe: &mut TheProbe<'_>, input: &Input) -> Result<Array2<f32>, Broken> {
    match probe.call(&Input { asked: Asked::Plan, ..input.clone() })? {
        Answered::Plan(plan) => Ok(plan),
        _ => Err(Broken::Law("not a plan".to_owned())),
    }
}
