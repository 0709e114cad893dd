//! `deepseek`: its cases, reference, properties, mistakes and alternatives.
//!
//! An input asks for one of the two functions. Which experts are chosen is compared exactly: apart from ties, which are exact,
//! nothing that decides is closer than [`inputs::GAP`].

mod alternatives;
mod bent;
mod cases;
mod ends;
mod golden;
mod inputs;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Level, Matrix, Meta, Output, Part, Plan, Probe, Property, Reference, Style, Vector,
};
use ndarray::{Array1, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use bent::Knobs;
use moe::solution::deepseek as solution;
use moe::{DeepSeek, Groups};

/// What an input asks for.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Route { logits: Vector, bias: Vector, config: Groups },
    Combine { routed: Vec<(usize, f32)>, outputs: Matrix, shared: Vector },
}

/// What came back.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Routed(Vec<(usize, f32)>),
    Combined(Array1<f32>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Routed(routed) => {
                let routed: Vec<(usize, f64)> = routed.iter().map(|&(e, w)| (e, f64::from(w))).collect();
                routed_parts(&routed)
            }
            Answered::Combined(output) => vec![Part::array("combine", output)],
        }
    }
}

/// Chosen experts in ascending order, whatever the order in which they came, and their weights in the same order.
fn routed_parts(routed: &[(usize, f64)]) -> Vec<Part> {
    let mut routed = routed.to_vec();
    routed.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let shape = vec![routed.len()];
    vec![
        Part::whole("experts", shape.clone(), routed.iter().map(|&(expert, _)| expert as i64)),
        Part::real("weights", shape, routed.iter().map(|&(_, weight)| weight)),
    ]
}

type Route<'a> = dyn Fn(ArrayView1<'_, f32>, ArrayView1<'_, f32>, &Groups) -> Vec<(usize, f32)> + 'a;
type Combine<'a> = dyn Fn(&[(usize, f32)], ArrayView2<'_, f32>, ArrayView1<'_, f32>) -> Array1<f32> + 'a;

fn run(route: &Route<'_>, combine: &Combine<'_>, input: &Input) -> Answered {
    match input {
        Input::Route { logits, bias, config } => {
            Answered::Routed(route(logits.held().view(), bias.held().view(), config))
        }
        Input::Combine { routed, outputs, shared } => {
            Answered::Combined(combine(routed, outputs.held().view(), shared.held().view()))
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<DeepSeek>) -> Plan<DeepSeek, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "deepseek",
            title: "DeepSeek-V3's router: a bias chooses, the scores weigh",
            level: Level::Medium,
            minutes: 30,
            year: 2024,
            needs: &["moe/balance_loss"],
            text: "moe/bias.html#deepseek",
            hints: [
                "Keep two arrays from the first line on: `scores` (sigmoid of the logits) and `biased` (scores + bias). Everything that \
                 compares reads `biased`; everything that multiplies reads `scores`.",
                "A group's score is the sum of its two largest biased scores. Then ask the same question twice: which `kept` of \
                 the groups are the largest, and which `k` of the experts, where an expert of another group counts as −∞. Not as 0: \
                 biased scores can be negative.",
                "One helper does both: sort the indices 0..n by falling value with `sort_by` and `total_cmp`, and truncate. The sort is \
                 stable, so of equals the lower index stays first. For `combine`, start from `shared.to_owned()` and use `scaled_add` \
                 with the rows of the routed experts only.",
            ],
            story: "The mask of −∞ is the part that real code got wrong. The first release of DeepSeek's own inference code multiplied the \
                    scores of closed groups by 0, and was corrected in February 2025 (commit 1398800, \"fix scores mask\"); the transformers \
                    library filled them with 0.0 still at commit 000c33f. As long as biased scores are positive, nobody notices. When \
                    those of the kept groups are negative, 0 is more than all of them, and a closed group wins.",
        },
        answer,
        solution: DeepSeek { route: solution::route, combine: solution::combine },
        call: |answer, input| run(&answer.route, &answer.combine, input),
        reference: Reference {
            run: |input, precision| {
                let precision = super::kernel_precision(precision);
                Ok(match input {
                    Input::Route { logits, bias, config } => {
                        let Groups { groups, kept, k, scale } = *config;
                        let (logits, bias) = (logits.double(), bias.double());
                        let (sizes, scale) = ([groups, kept, k], f64::from(scale));
                        let (logits, bias) = (logits.view(), bias.view());
                        routed_parts(&kernels::moe::deepseek_route(logits, bias, sizes, scale, precision)?)
                    }
                    Input::Combine { routed, outputs, shared } => {
                        let routed: Vec<(usize, f64)> =
                            routed.iter().map(|&(expert, weight)| (expert, f64::from(weight))).collect();
                        let (outputs, shared) = (outputs.double(), shared.double());
                        let output =
                            kernels::moe::combine(&routed, outputs.view(), shared.view(), precision)?;
                        vec![Part::array("combine", &output)]
                    }
                })
            },
            ran: kernels::ran,
        },
        cases: [cases::cases(), ends::cases()].into_iter().flatten().collect(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| match input {
            Input::Route { logits, config: Groups { groups, kept, k, scale }, .. } => {
                let experts = logits.values.len();
                format!(
                    "route: {experts} experts, {groups} groups, {kept} kept, {k} chosen, scale {scale:.2}"
                )
            }
            Input::Combine { routed, outputs, .. } => {
                let (experts, width) = outputs.values.dim();
                format!("combine: {} of {experts} experts, width {width}", routed.len())
            }
        },
        properties: vec![
            Property { name: "the same constant on every bias changes nothing", holds: laws::shift },
            Property { name: "the weights sum to the scale", holds: laws::sums_to_scale },
            Property { name: "k different experts from at most so many groups", holds: laws::within_groups },
            Property { name: "weights are as the scores, whatever the biases", holds: laws::as_scores },
            Property {
                name: "with every group kept the k largest biased scores win",
                holds: laws::every_group,
            },
            Property { name: "without biases and groups the k largest scores win", holds: laws::no_bias },
            Property { name: "groups in another order change nothing else", holds: laws::other_order },
            Property {
                name: "what is added to the shared expert is added to the output",
                holds: laws::shared_adds,
            },
        ],
        bent: Bent {
            run: |knobs, input| {
                run(
                    &|logits, bias, config| knobs.route(logits, bias, config),
                    &|routed, outputs, shared| knobs.combine(routed, outputs, shared),
                    input,
                )
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "keeps the groups in ascending order", bend: |k| k.groups_ascend = true },
            Style { name: "looks at the experts of kept groups only", bend: |k| k.filters = true },
            Style { name: "multiplies what is closed by 0", bend: |k| k.multiplies = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// The chosen experts in ascending order, with their weights; `None` if another function was asked for.
fn routed(probe: &mut TheProbe<'_>, input: &Input) -> Result<Vec<(usize, f32)>, Broken> {
    match probe.call(input)? {
        Answered::Routed(mut routed) => {
            routed.sort_by_key(|&(expert, _)| expert);
            Ok(routed)
        }
        Answered::Combined(_) => Err(Broken::Law("route gave no experts".to_owned())),
    }
}

fn experts(routed: &[(usize, f32)]) -> Vec<usize> {
    routed.iter().map(|&(expert, _)| expert).collect()
}

fn same(what: &str, slack: f64, before: &[(usize, f32)], after: &[(usize, f32)]) -> Result<(), Broken> {
    if experts(before) != experts(after) {
        let (before, after) = (experts(before), experts(after));
        return Err(Broken::Law(format!("experts {before:?}, and {what} {after:?}")));
    }
    for (&(expert, a), &(_, b)) in before.iter().zip(after) {
        if f64::from((a - b).abs()) > 2.0 * slack {
            return Err(Broken::Law(format!("expert {expert} weighs {a}, and {what} {b}")));
        }
    }
    Ok(())
}

/// The k largest of some values, in ascending order of their indices; `None` where a choice is closer than the cases promise.
fn largest(values: &[f64], k: usize) -> Option<Vec<usize>> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    let clear = k == order.len() || values[order[k - 1]] - values[order[k]] > inputs::GAP;
    order.truncate(k);
    order.sort_unstable();
    clear.then_some(order)
}
