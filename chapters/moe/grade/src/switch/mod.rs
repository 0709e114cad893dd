//! `switch`: its cases, references, properties, mistakes and alternatives.
//!
//! Experts and slots are compared exactly: the cases keep the two largest logits of a token apart, or exactly equal. The
//! capacity's reference counts in whole numbers.

mod alternatives;
mod cases;
mod golden;
mod mistakes;
pub(super) mod promises;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Output, Part, Plan, Probe, Property, Random, Reference,
    Style,
};
use ndarray::{Array2, ArrayViewMut1, Axis};
use serde::{Deserialize, Serialize};

pub(super) use cases::{crowded, far_apart, logits, many, to_the_ends};
use mistakes::{Choose, Knobs};
use moe::solution::switch as solution;
use moe::{Routed, Switch};

/// What an input asks for.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Capacity { tokens: usize, experts: usize, factor: f32 },
    Route { logits: Matrix, capacity: usize },
}

/// A [`Routed`] that can be sent from one process to another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Sent {
    pub(super) expert: usize,
    pub(super) gate: f32,
    pub(super) slot: Option<usize>,
}

impl From<Routed> for Sent {
    fn from(Routed { expert, gate, slot }: Routed) -> Sent {
        Sent { expert, gate, slot }
    }
}

/// The parts of some choices, one row for each token: experts, slots with −1 for none, gates.
pub(super) fn parts(choices: &[Sent], shape: Vec<usize>) -> Vec<Part> {
    let slot = |sent: &Sent| sent.slot.map_or(-1, |slot| slot as i64);
    vec![
        Part::whole("expert", shape.clone(), choices.iter().map(|sent| sent.expert as i64)),
        Part::whole("slot", shape.clone(), choices.iter().map(slot)),
        Part::real("gate", shape, choices.iter().map(|sent| f64::from(sent.gate))),
    ]
}

/// The parts of what a routing kernel gives.
pub(super) fn kernel_parts(routing: &kernels::moe::Routing, shape: Vec<usize>) -> Vec<Part> {
    vec![
        Part::whole("expert", shape.clone(), routing.expert.iter().copied()),
        Part::whole("slot", shape.clone(), routing.slot.iter().copied()),
        Part::real("gate", shape, routing.gate.iter().copied()),
    ]
}

/// What one of the two functions gave.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Given {
    Capacity(usize),
    Routed(Vec<Sent>),
}

impl Output for Given {
    fn parts(&self) -> Vec<Part> {
        match self {
            Given::Capacity(capacity) => vec![Part::whole("capacity", vec![], [*capacity as i64])],
            Given::Routed(tokens) => parts(tokens, vec![tokens.len()]),
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Given>;

pub(super) fn plan(answer: Option<Switch>) -> Plan<Switch, Input, Given, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "switch",
            title: "One expert for each token, and room for so many",
            level: Level::Easy,
            minutes: 20,
            year: 2021,
            needs: &["moe/noisy_top_k"],
            text: "moe/switch.html#switch",
            hints: [
                "capacity is a quotient that is rounded up. Print 40 · 1.1_f32 / 4 with nine digits before you do: why can ceil not \
                 be trusted with it? Then ask how many hundredths the factor is.",
                "route is one loop over the tokens with a counter for each expert: how many have chosen it so far. That counter is \
                 the slot if it is less than the capacity, and it goes up either way. The gate is a softmax over the whole row, \
                 taken at the chosen expert, and nothing else.",
                "`(tokens * hundredths).div_ceil(100 * experts)`. For the choice `(1..row.len()).fold(0, |best, e| if row[e] > \
                 row[best] { e } else { best })`, since `max_by` gives the last of equals. `(slot < capacity).then_some(slot)`. The \
                 gate of the largest logit is 1 / Σ exp(logit − largest).",
            ],
            story: "The gate looks useless: it is one number, the token goes to one expert, so why not multiply by 1? Because the choice \
                    itself has no slope. The gate is the only thread by which the loss can pull at the router; divide it by itself, and \
                    the router never learns. And the capacity of real code differs where nobody looks: Megatron rounds up, \
                    mesh_tensorflow cuts off, and all of them compute in floats, where 100 · 1.1 is a little more than 110.",
        },
        answer,
        solution: Switch { capacity: solution::capacity, route: solution::route },
        call: |answer, input| match input {
            Input::Capacity { tokens, experts, factor } => {
                Given::Capacity((answer.capacity)(*tokens, *experts, *factor))
            }
            Input::Route { logits, capacity } => {
                let routed = (answer.route)(logits.held().view(), *capacity);
                Given::Routed(routed.into_iter().map(Sent::from).collect())
            }
        },
        reference: Reference {
            run: |input, precision| match input {
                Input::Capacity { tokens, experts, factor } => {
                    Ok(Given::Capacity(smallest_capacity(*tokens, *experts, *factor)).parts())
                }
                Input::Route { logits, capacity } => {
                    let precision = super::kernel_precision(precision);
                    let routing = kernels::moe::switch_route(logits.double().view(), *capacity, precision)?;
                    Ok(kernel_parts(&routing, vec![routing.expert.nrows()]))
                }
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| match input {
            Input::Capacity { tokens, experts, factor } => {
                format!("capacity: tokens {tokens}, experts {experts}, factor {factor}")
            }
            Input::Route { logits, capacity } => {
                let (tokens, experts) = logits.values.dim();
                format!("route: tokens {tokens}, experts {experts}, capacity {capacity}")
            }
        },
        properties: vec![
            Property {
                name: "the capacity is the smallest that holds the factor's share",
                holds: enough_room,
            },
            Property {
                name: "every expert keeps its first tokens in order, and no more than it has room for",
                holds: in_order,
            },
            Property { name: "what comes later changes nothing", holds: causal },
            Property { name: "the order of the experts does not count", holds: permuted_experts },
            Property {
                name: "the same number added to all logits of a token changes nothing",
                holds: shifted,
            },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| (k.double, k.floats) = (true, true) },
            Style { name: "computes the capacity in floats, and allows for it", bend: |k| k.floats = true },
            Style {
                name: "the same, and multiplies before it divides",
                bend: |k| (k.floats, k.multiplies_first) = (true, true),
            },
            Style {
                name: "the same in double precision",
                bend: |k| (k.floats, k.double, k.multiplies_first) = (true, true, true),
            },
            Style { name: "chooses by probability", bend: |k| k.choose = Choose::ByProbability },
            Style {
                name: "chooses by probability, and unwraps each comparison",
                bend: |k| k.choose = Choose::Unwrapping,
            },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "adds 1e-9 to the sum", bend: |k| k.sum_guarded = true },
            Style {
                name: "adds 1e-9 to the sum, in double precision",
                bend: |k| (k.sum_guarded, k.double) = (true, true),
            },
            Style { name: "has room for one token at least", bend: |k| k.at_least_one = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// The smallest whole number whose product with the experts is no less than tokens · factor; the factor counted in
/// hundredths.
fn smallest_capacity(tokens: usize, experts: usize, factor: f32) -> usize {
    let hundredths = (f64::from(factor) * 100.0).round() as usize;
    let enough = |capacity: &usize| capacity * experts * 100 >= tokens * hundredths;
    (0..=tokens * hundredths).find(enough).expect("at the latest the product itself")
}

fn enough_room(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Capacity { tokens, experts, factor } = *input else { return Ok(()) };
    // As many times as many tokens and experts.
    let times = probe.random.whole(1..=(256 / tokens).min(16 / experts).max(1));
    let given = probe.call(&Input::Capacity { tokens: times * tokens, experts: times * experts, factor })?;
    let expected = smallest_capacity(tokens, experts, factor);
    match given {
        Given::Capacity(capacity) if capacity == expected => Ok(()),
        Given::Capacity(capacity) => Err(Broken::Law(format!(
            "{} tokens, {} experts and a factor of {factor} give {capacity}, and {tokens} tokens and {experts} experts {expected}",
            times * tokens,
            times * experts,
        ))),
        Given::Routed(_) => Ok(()),
    }
}

/// The answer's places for an input, if it is one of `route`.
fn asked(input: &Input, probe: &mut TheProbe<'_>) -> Result<Vec<Sent>, Broken> {
    match probe.call(input)? {
        Given::Routed(tokens) => Ok(tokens),
        Given::Capacity(_) => Ok(Vec::new()),
    }
}

fn in_order(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Route { logits, capacity } = input else { return Ok(()) };
    let mut seen = vec![0; logits.values.ncols()];
    for (token, sent) in asked(input, probe)?.iter().enumerate() {
        let Some(before) = seen.get_mut(sent.expert) else {
            return Err(Broken::Law(format!(
                "token {token} goes to expert {}, which does not exist",
                sent.expert
            )));
        };
        let expected = (*before < *capacity).then_some(*before);
        if sent.slot != expected {
            return Err(Broken::Law(format!(
                "token {token} is number {before} of expert {} and has slot {:?}",
                sent.expert, sent.slot
            )));
        }
        *before += 1;
    }
    Ok(())
}

/// Whether two lists of places are the same, with the gates within a tolerance.
fn same(before: &[Sent], after: &[Sent], tolerance: f64, what: &str) -> Result<(), Broken> {
    if before.len() != after.len() {
        return Err(Broken::Law(format!("{what}: {} tokens become {}", before.len(), after.len())));
    }
    for (token, (a, b)) in before.iter().zip(after).enumerate() {
        let close = f64::from((a.gate - b.gate).abs()) <= tolerance;
        if a.expert != b.expert || a.slot != b.slot || !close {
            return Err(Broken::Law(format!("{what}: token {token} has {a:?}, and then {b:?}")));
        }
    }
    Ok(())
}

fn causal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Route { logits, capacity } = input else { return Ok(()) };
    let tokens = logits.values.nrows();
    let cut = probe.random.whole(1..=tokens);
    let before = asked(input, probe)?;
    let shorter = logits.values.slice(ndarray::s![..cut, ..]).to_owned();
    let shorter = Input::Route { logits: Matrix::from(shorter).laid(logits.layout), capacity: *capacity };
    let after = asked(&shorter, probe)?;
    same(&before[..cut], &after, 2.0 * probe.tolerance, &format!("without the tokens from {cut} on"))
}

/// Whether no token has equal logits, so that an order of the experts does not decide.
pub(super) fn without_ties(logits: &Array2<f32>) -> bool {
    let differ = |row: ndarray::ArrayView1<'_, f32>| {
        let mut row = row.to_vec();
        row.sort_by(f32::total_cmp);
        row.windows(2).all(|pair| pair[0] != pair[1])
    };
    logits.rows().into_iter().all(differ)
}

fn permuted_experts(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Route { logits, capacity } = input else { return Ok(()) };
    if !without_ties(&logits.values) {
        return Ok(());
    }
    let mut order: Vec<usize> = (0..logits.values.ncols()).collect();
    probe.random.shuffle(&mut order);
    let moved = Matrix::from(logits.values.select(Axis(1), &order)).laid(Layout::any(probe.random));
    let before = asked(input, probe)?;
    let mut after = asked(&Input::Route { logits: moved, capacity: *capacity }, probe)?;
    for sent in &mut after {
        sent.expert = order.get(sent.expert).copied().unwrap_or(usize::MAX);
    }
    same(&before, &after, 2.0 * probe.tolerance, "with the experts in another order")
}

/// Adds the same number to the logits of a token: halves of small numbers, which a float adds to most of these logits without
/// rounding; never past the promise.
pub(super) fn shift(mut row: ArrayViewMut1<'_, f32>, random: &mut Random) {
    let by = random.whole(0..=6) as f32 / 2.0 - 1.5;
    if row.iter().all(|logit| (logit + by).abs() <= 1100.0) {
        row += by;
    }
}

fn shifted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Route { logits, capacity } = input else { return Ok(()) };
    let before = asked(input, probe)?;
    let mut moved = logits.clone();
    for row in moved.values.rows_mut() {
        shift(row, probe.random);
    }
    let after = asked(&Input::Route { logits: moved, capacity: *capacity }, probe)?;
    same(&before, &after, 2.0 * probe.tolerance + 1e-4, "with every token's logits shifted")
}
