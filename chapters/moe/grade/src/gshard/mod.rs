//! `gshard`: its cases, reference, properties, mistakes and alternatives.
//!
//! Experts and slots are compared exactly: the cases keep the three largest logits of a token apart, or exactly equal.

mod alternatives;
mod cases;
mod golden;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Output, Part, Plan, Probe, Property, Reference, Style,
};
use ndarray::Axis;
use serde::{Deserialize, Serialize};

use super::switch::{Sent, kernel_parts, parts, without_ties};
use mistakes::{Choose, Knobs};
use moe::Gshard;
use moe::solution::gshard::route as solution;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    logits: Matrix,
    capacity: usize,
}

/// Two choices for each token.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Given(Vec<[Sent; 2]>);

impl Output for Given {
    fn parts(&self) -> Vec<Part> {
        parts(self.0.as_flattened(), vec![self.0.len(), 2])
    }
}

type TheProbe<'a> = Probe<'a, Input, Given>;

pub(super) fn plan(answer: Option<Gshard>) -> Plan<Gshard, Input, Given, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "gshard",
            title: "Two experts for each token, first choices first",
            level: Level::Medium,
            minutes: 20,
            year: 2020,
            needs: &["moe/noisy_top_k"],
            text: "moe/switch.html#gshard",
            hints: [
                "Do it in two passes. The first gives each token its two experts and gates, and knows nothing of capacity. The second \
                 gives out slots, and knows nothing of gates.",
                "The gates are p₁ / (p₁ + p₂) and p₂ / (p₁ + p₂), where the sum over all experts cancels. Slots: one counter for \
                 each expert, and two loops, choices outside and tokens inside. The counter goes up for a dropped choice too.",
                "`for choice in 0..2 { for token in &mut tokens { … } }` with `Some(chosen[e]).filter(|&before| before < capacity)`. \
                 For the second expert: the best of those that are not the first; a stable sort keeps equals in their order.",
            ],
            story: "Which loop is outside decides who is dropped. Tokens outside, and an early token's second choice takes the place of a \
                    later token's first; on a quiet day, with room for all, nobody sees the difference. And dividing by the \
                    sum once more after dropping looks tidy, but it makes the surviving expert speak for both: GShard's token keeps \
                    only the share that the surviving expert had.",
        },
        answer,
        solution,
        call: |answer, input| {
            let tokens = answer(input.logits.held().view(), input.capacity);
            Given(tokens.into_iter().map(|choices| choices.map(Sent::from)).collect())
        },
        reference: Reference {
            run: |input, precision| {
                let precision = super::kernel_precision(precision);
                let routing =
                    kernels::moe::gshard_route(input.logits.double().view(), input.capacity, precision)?;
                Ok(kernel_parts(&routing, vec![routing.expert.nrows(), 2]))
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let (tokens, experts) = input.logits.values.dim();
            format!("tokens {tokens}, experts {experts}, capacity {}", input.capacity)
        },
        properties: vec![
            Property {
                name: "the two gates of a token sum to 1, the first not the smaller, whatever is dropped",
                holds: shares,
            },
            Property {
                name: "no second choice has a slot before a first choice of the same expert",
                holds: first_first,
            },
            Property {
                name: "an expert's slots are 0, 1, 2 … as far as it has room and choices",
                holds: filled,
            },
            Property { name: "a larger capacity moves nobody", holds: roomier },
            Property { name: "the order of the experts does not count", holds: permuted_experts },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "chooses by probability", bend: |k| k.choose = Choose::ByProbability },
            Style {
                name: "chooses by probability, and unwraps each comparison",
                bend: |k| k.choose = Choose::Unwrapping,
            },
            Style { name: "adds 1e-9 to the sum of the two", bend: |k| k.guarded = true },
            Style { name: "leaves the gate of a dropped choice", bend: |k| k.dropped_as_it_is = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "adds 1e-9 to the sum", bend: |k| (k.sum_guarded, k.guarded) = (true, true) },
            Style {
                name: "adds 1e-9 to the sum, in double precision",
                bend: |k| (k.sum_guarded, k.guarded, k.double) = (true, true, true),
            },
            Style { name: "ranks tokens by their largest probability", bend: |k| k.by_probability = true },
            Style { name: "orders the two choices before it gives slots", bend: |k| k.ordered_early = true },
            Style {
                name: "does not count a second choice that it does not try to place",
                bend: |k| k.second_uncounted = true,
            },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn shares(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    for (token, [first, second]) in probe.call(input)?.0.iter().enumerate() {
        let slack = 2.0 * probe.tolerance + 1e-6;
        let one = f64::from(first.gate) + f64::from(second.gate);
        if (one - 1.0).abs() > slack || f64::from(second.gate - first.gate) > slack {
            return Err(Broken::Law(format!("token {token} has gates {} and {}", first.gate, second.gate)));
        }
    }
    Ok(())
}

fn first_first(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Given(tokens) = probe.call(input)?;
    for (token, [first, _]) in tokens.iter().enumerate() {
        // A first choice that is dropped, and one that comes late.
        let place = first.slot.unwrap_or(usize::MAX);
        let before = |&(_, [_, second]): &(usize, &[Sent; 2])| {
            second.expert == first.expert && second.slot.is_some_and(|slot| slot < place)
        };
        if let Some((other, [_, second])) = tokens.iter().enumerate().find(before) {
            return Err(Broken::Law(format!(
                "expert {}: the second choice of token {other} has slot {:?}, the first choice of token {token} {:?}",
                first.expert, second.slot, first.slot
            )));
        }
    }
    Ok(())
}

fn filled(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Given(tokens) = probe.call(input)?;
    for expert in 0..input.logits.values.ncols() {
        let of_it: Vec<&Sent> = tokens.as_flattened().iter().filter(|sent| sent.expert == expert).collect();
        let mut slots: Vec<usize> = of_it.iter().filter_map(|sent| sent.slot).collect();
        slots.sort_unstable();
        let expected: Vec<usize> = (0..of_it.len().min(input.capacity)).collect();
        if slots != expected {
            return Err(Broken::Law(format!(
                "expert {expert} is chosen {} times and has slots {slots:?}",
                of_it.len()
            )));
        }
    }
    Ok(())
}

fn roomier(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Given(before) = probe.call(input)?;
    let more = Input { capacity: input.capacity + probe.random.whole(1..=5), ..input.clone() };
    let Given(after) = probe.call(&more)?;
    for (at, (a, b)) in before.as_flattened().iter().zip(after.as_flattened()).enumerate() {
        if a.expert != b.expert || (a.slot.is_some() && a.slot != b.slot) {
            return Err(Broken::Law(format!(
                "choice {} of token {} has expert {} and slot {:?}; with a capacity of {} it has {} and {:?}",
                at % 2,
                at / 2,
                a.expert,
                a.slot,
                more.capacity,
                b.expert,
                b.slot
            )));
        }
    }
    Ok(())
}

fn permuted_experts(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if !without_ties(&input.logits.values) {
        return Ok(());
    }
    let mut order: Vec<usize> = (0..input.logits.values.ncols()).collect();
    probe.random.shuffle(&mut order);
    let moved = Matrix::from(input.logits.values.select(Axis(1), &order)).laid(Layout::any(probe.random));
    let Given(before) = probe.call(input)?;
    let Given(after) = probe.call(&Input { logits: moved, capacity: input.capacity })?;
    for (at, (a, b)) in before.as_flattened().iter().zip(after.as_flattened()).enumerate() {
        let expert = order.get(b.expert).copied().unwrap_or(usize::MAX);
        let close = f64::from((a.gate - b.gate).abs()) <= 2.0 * probe.tolerance;
        if a.expert != expert || a.slot != b.slot || !close {
            return Err(Broken::Law(format!(
                "choice {} of token {} has {a:?}, and with the experts in another order {:?}",
                at % 2,
                at / 2,
                Sent { expert, ..*b }
            )));
        }
    }
    Ok(())
}
