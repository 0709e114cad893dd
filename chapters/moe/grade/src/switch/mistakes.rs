//! The typical mistakes of `switch`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};
use ndarray::{Array2, Axis, NdFloat};

use super::{Given, Input, Sent};
use crate::Shift;

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Rounding {
    #[default]
    Up,
    Down,
    Nearest,
    UpThenDown,
    UpTwice,
    QuotientDown,
    DownPlusOne,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gate {
    #[default]
    Probability,
    One,
    Logit,
    Sigmoid,
    OverTokens,
    LogProbability,
    OfTheBestTwo,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Slots {
    #[default]
    Earlier,
    ByGate,
    Backwards,
    OneCounter,
    FromOne,
    OneTooMany,
    Inclusive,
    OneTooFew,
    Around,
    Clamped,
    Unlimited,
    NextBest,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Choose {
    #[default]
    ByLogit,
    ByProbability,
    Unwrapping,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) rounding: Rounding,
    pub(super) whole_factor: bool,
    pub(super) at_least_one: bool,
    pub(super) noisy: bool,
    pub(super) floats: bool,
    pub(super) cuts_hundredths: bool,
    pub(super) no_factor: bool,
    pub(super) two_choices: bool,
    pub(super) at_least_four: bool,
    pub(super) gate: Gate,
    pub(super) slots: Slots,
    pub(super) gate_dropped: bool,
    pub(super) last_of_equals: bool,
    pub(super) shift: Shift,
    pub(super) sum_guarded: bool,
    pub(super) always_first: bool,
    pub(super) always_last: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) choose: Choose,
    pub(super) double: bool,
    pub(super) multiplies_first: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut all: Vec<Mistake<Knobs>> = vec![
        Mistake::<Knobs>::new(
            "gate_is_one",
            "the gate is 1: the probability is divided by the sum of the chosen ones, which is itself. Then the output does not \
             depend on the router at all, and the router gets no gradient. The gate is the probability among all experts.",
            |k| k.gate = Gate::One,
        )
        .edit("gate: 1.0 / sum", "gate: 1.0"),
        Mistake::<Knobs>::new(
            "float_noise",
            "the capacity is rounded up from a quotient in floats. 1.1 or 1.2 as a float is a little more than that, so what \
             should be a whole number becomes the next one. Count the factor in hundredths, which are whole.",
            |k| k.noisy = true,
        )
        .edit(
            "(tokens * hundredths).div_ceil(100 * experts)",
            "(tokens as f32 / experts as f32 * factor).ceil() as usize",
        ),
        Mistake::<Knobs>::new(
            "one_too_many",
            "an expert keeps one token more than it has room for: slots are counted from 0, so a slot must be less than the \
             capacity, not equal to it.",
            |k| k.slots = Slots::OneTooMany,
        )
        .edit("slot < capacity", "slot <= capacity"),
        Mistake::<Knobs>::new(
            "slots_from_one",
            "slots are counted from 1. A token's slot is the number of tokens before it, which is 0 for the first (an exclusive \
             cumulative count).",
            |k| k.slots = Slots::FromOne,
        )
        .edit(".then_some(slot)", ".then_some(slot + 1)"),
        Mistake::<Knobs>::new(
            "inclusive_count",
            "the cumulative count includes the token itself and is compared with the capacity as if it did not: slots begin at 1, \
             and the last one stays empty.",
            |k| k.slots = Slots::Inclusive,
        )
        .edit(
            "let slot = chosen[expert];\n        chosen[expert] += 1;",
            "chosen[expert] += 1;\n        let slot = chosen[expert];",
        ),
        Mistake::<Knobs>::new(
            "one_too_few",
            "an expert keeps one token less than it has room for: a slot is valid up to capacity − 1.",
            |k| k.slots = Slots::OneTooFew,
        )
        .edit("slot < capacity", "slot + 1 < capacity"),
        Mistake::<Knobs>::new(
            "last_of_equals",
            "of equal logits the last one is chosen, as `max_by` does. Here it is the first.",
            |k| k.last_of_equals = true,
        )
        .edit("row[expert] > row[best]", "row[expert] >= row[best]"),
        Mistake::<Knobs>::new(
            "rounds_down",
            "the capacity is rounded down, as `as usize` does (and mesh_tensorflow). Here what is left over gets a place too.",
            |k| k.rounding = Rounding::Down,
        )
        .edit("(tokens * hundredths).div_ceil(100 * experts)", "tokens * hundredths / (100 * experts)"),
        Mistake::<Knobs>::new(
            "rounds_to_nearest",
            "the capacity is rounded to the nearest whole number, not up.",
            |k| {
                k.rounding = Rounding::Nearest;
            },
        )
        .edit(
            "(tokens * hundredths).div_ceil(100 * experts)",
            "(tokens * hundredths + 50 * experts) / (100 * experts)",
        ),
        Mistake::<Knobs>::new(
            "up_then_down",
            "tokens / experts is rounded up before the factor, and the product down. Multiply first, and round once, up.",
            |k| k.rounding = Rounding::UpThenDown,
        )
        .edit(
            "(tokens * hundredths).div_ceil(100 * experts)",
            "tokens.div_ceil(experts) * hundredths / 100",
        ),
        Mistake::<Knobs>::new(
            "rounds_up_twice",
            "tokens / experts is rounded up before the factor, and the product once more. Round once, at the end.",
            |k| k.rounding = Rounding::UpTwice,
        )
        .edit(
            "(tokens * hundredths).div_ceil(100 * experts)",
            "(tokens.div_ceil(experts) * hundredths).div_ceil(100)",
        ),
        Mistake::<Knobs>::new(
            "whole_quotient",
            "tokens / experts is divided in whole numbers before the factor, and what is left over is lost.",
            |k| k.rounding = Rounding::QuotientDown,
        )
        .edit(
            "(tokens * hundredths).div_ceil(100 * experts)",
            "(tokens / experts * hundredths).div_ceil(100)",
        ),
        Mistake::<Knobs>::new(
            "cuts_hundredths",
            "100 · factor is cut off, not rounded: 1.05 as a float times 100 is a little less than 105. Use round() before `as usize`.",
            |k| k.cuts_hundredths = true,
        )
        .edit("(100.0 * factor).round() as usize", "(100.0 * factor) as usize"),
        Mistake::<Knobs>::new(
            "down_plus_one",
            "the quotient is rounded down, and 1 is added: what is whole already gets a place too many. Round up.",
            |k| k.rounding = Rounding::DownPlusOne,
        )
        .edit("(tokens * hundredths).div_ceil(100 * experts)", "tokens * hundredths / (100 * experts) + 1"),
        Mistake::<Knobs>::new(
            "whole_factor",
            "the factor is made a whole number before it is multiplied: 1.25 becomes 1. Multiply first, and round the quotient.",
            |k| k.whole_factor = true,
        )
        .edit("(100.0 * factor).round() as usize", "100 * factor as usize"),
        Mistake::<Knobs>::new("no_factor", "the capacity factor has no effect.", |k| k.no_factor = true)
        .edit("(tokens * hundredths).div_ceil(100 * experts)", "tokens.div_ceil(experts)"),
        Mistake::<Knobs>::new(
            "two_choices",
            "the capacity is that for two choices a token, ⌈2 · tokens · factor / experts⌉. Here a token has one.",
            |k| k.two_choices = true,
        )
        .edit("(tokens * hundredths)", "(2 * tokens * hundredths)"),
        Mistake::<Knobs>::new(
            "at_least_four",
            "the capacity is never less than 4 (mesh_tensorflow has such a floor in one of its layers). Here it is the \
             quotient, rounded up.",
            |k| k.at_least_four = true,
        )
        .edit(".div_ceil(100 * experts)", ".div_ceil(100 * experts).max(4)"),
        Mistake::new(
            "by_gate",
            "slots are given in the order of the gates, the largest first, which is batch-prioritised routing. Here it is \
             the order of the tokens.",
            |k| k.slots = Slots::ByGate,
        ),
        Mistake::<Knobs>::new(
            "backwards",
            "slots are given from the last token to the first: the earlier tokens are dropped.",
            |k| k.slots = Slots::Backwards,
        )
        .edit(
            "logits.rows().into_iter().map(place).collect()",
            "let mut routed: Vec<Routed> = logits.rows().into_iter().rev().map(place).collect();\n    routed.reverse();\n    routed",
        ),
        Mistake::<Knobs>::new(
            "one_counter",
            "one counter is shared by all experts. Each expert has a buffer of its own: count for each how many chose it.",
            |k| k.slots = Slots::OneCounter,
        )
        .edit(
            "let slot = chosen[expert];\n        chosen[expert] += 1;",
            "let slot = chosen[0];\n        chosen[0] += 1;",
        ),
        Mistake::<Knobs>::new(
            "wraps_around",
            "a token that does not fit starts the buffer anew, slot modulo capacity, and takes the place of an earlier one. It is \
             dropped: None.",
            |k| k.slots = Slots::Around,
        )
        .edit("(slot < capacity).then_some(slot)", "Some(slot % capacity)"),
        Mistake::<Knobs>::new(
            "last_slot_again",
            "tokens that do not fit all get the last slot. They are dropped: None.",
            |k| k.slots = Slots::Clamped,
        )
        .edit("(slot < capacity).then_some(slot)", "Some(slot.min(capacity - 1))"),
        Mistake::<Knobs>::new("unlimited", "nothing is dropped: the capacity has no effect on the slots.", |k| {
            k.slots = Slots::Unlimited;
        })
        .edit("(slot < capacity).then_some(slot)", "Some(slot)"),
        Mistake::<Knobs>::new(
            "next_best",
            "a token whose expert is full goes to the best expert that has room. Here it is dropped: its expert stays the \
             one it chose, and its slot is None.",
            |k| k.slots = Slots::NextBest,
        )
        .edit(
            "first_largest(row);",
            "{\n            let free = (0..row.len()).filter(|&expert| chosen[expert] < capacity);\n            let better = |best, expert| if row[expert] > row[best] { expert } else { best };\n            free.reduce(better).unwrap_or_else(|| first_largest(row))\n        };",
        ),
        Mistake::<Knobs>::new(
            "gate_of_dropped",
            "a dropped token has a gate of 0. Here the gate is the probability in any case; that the token is dropped is said by its \
             slot.",
            |k| k.gate_dropped = true,
        )
        .edit("gate: 1.0 / sum", "gate: if slot < capacity { 1.0 / sum } else { 0.0 }"),
        Mistake::<Knobs>::new(
            "gate_is_logit",
            "the gate is the logit itself. Take a softmax over the experts first.",
            |k| {
                k.gate = Gate::Logit;
            },
        )
        .edit("gate: 1.0 / sum", "gate: row[expert]"),
        Mistake::<Knobs>::new(
            "gate_is_sigmoid",
            "the gate is the sigmoid of its logit, which knows nothing of the other experts. Here it is a softmax over all of \
             them.",
            |k| k.gate = Gate::Sigmoid,
        )
        .edit("gate: 1.0 / sum", "gate: 1.0 / (1.0 + (-row[expert]).exp())"),
        Mistake::<Knobs>::new(
            "over_tokens",
            "the softmax runs over the tokens. A token distributes its probability over the experts: each row of (tokens, \
             experts) sums to 1.",
            |k| k.gate = Gate::OverTokens,
        )
        .edit("row.iter().map(", "logits.column(expert).iter().map("),
        Mistake::<Knobs>::new("log_probability", "the gate is the logarithm of the probability.", |k| {
            k.gate = Gate::LogProbability;
        })
        .edit("gate: 1.0 / sum", "gate: -sum.ln()"),
        Mistake::<Knobs>::new(
            "of_the_best_two",
            "the gate is divided by the sum of the two largest probabilities, as with two choices. Nothing is divided here.",
            |k| k.gate = Gate::OfTheBestTwo,
        )
        .edit(
            "let sum: f32 = row.iter().map(|logit| (logit - row[expert]).exp()).sum();",
            "let mut weights: Vec<f32> = row.iter().map(|logit| (logit - row[expert]).exp()).collect();\n        weights.sort_by(|a, b| b.total_cmp(a));\n        let sum: f32 = weights.iter().take(2).sum();",
        ),
        Mistake::<Knobs>::new(
            "always_first",
            "every token goes to expert 0, whatever its logits. It goes to the expert of its largest logit.",
            |k| k.always_first = true,
        )
        .edit("let expert = first_largest(row);", "let expert = 0;"),
        Mistake::<Knobs>::new(
            "always_last",
            "every token goes to the last expert, whatever its logits. It goes to the expert of its largest logit.",
            |k| k.always_last = true,
        )
        .edit("let expert = first_largest(row);", "let expert = row.len() - 1;"),
        slips::assumes_contiguous(|k| k.contiguous = true),
    ];
    all.extend(crate::unshifted::<Knobs>(
        |k| k.shift = Shift::Nothing,
        |k| k.shift = Shift::FromZero,
        |k| k.shift = Shift::OfMagnitude,
        |k| k.shift = Shift::OfAll,
    ));
    all
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Given {
        match input {
            Input::Capacity { tokens, experts, factor } => {
                Given::Capacity(self.capacity(*tokens, *experts, *factor))
            }
            Input::Route { logits, capacity } => {
                if self.contiguous {
                    slips::as_slices(logits.held().view(), self.row_slices);
                }
                Given::Routed(if self.double {
                    self.route(&logits.double(), *capacity)
                } else {
                    self.route(&logits.values, *capacity)
                })
            }
        }
    }

    fn capacity(&self, tokens: usize, experts: usize, factor: f32) -> usize {
        let tokens = if self.two_choices { 2 * tokens } else { tokens };
        let factor = if self.no_factor { 1.0 } else { factor };
        let factor = if self.whole_factor { factor.floor() } else { factor };
        let hundredths =
            if self.cuts_hundredths { (100.0 * factor) as usize } else { (100.0 * factor).round() as usize };
        // In whole numbers, or in floats of one of four kinds.
        let floats = self.noisy || self.floats;
        let quotient = |tokens: usize, experts: usize| match (floats, self.double, self.multiplies_first) {
            (false, ..) => (tokens * hundredths) as f64 / (100 * experts) as f64,
            (true, false, false) => f64::from(tokens as f32 / experts as f32 * factor),
            (true, false, true) => f64::from(tokens as f32 * factor / experts as f32),
            (true, true, false) => tokens as f64 / experts as f64 * f64::from(factor),
            (true, true, true) => tokens as f64 * f64::from(factor) / experts as f64,
        };
        let up = |quotient: f64| if self.noisy { quotient.ceil() } else { (quotient - 1e-3).ceil() };
        let share = tokens.div_ceil(experts);
        let rounded = match self.rounding {
            Rounding::Up => up(quotient(tokens, experts)),
            Rounding::Down => quotient(tokens, experts).floor(),
            Rounding::Nearest => quotient(tokens, experts).round(),
            Rounding::UpThenDown => quotient(share, 1).floor(),
            Rounding::UpTwice => up(quotient(share, 1)),
            Rounding::QuotientDown => up(quotient(tokens / experts, 1)),
            Rounding::DownPlusOne => quotient(tokens, experts).floor() + 1.0,
        };
        let capacity = (rounded as usize).max(usize::from(self.at_least_one));
        if self.at_least_four { capacity.max(4) } else { capacity }
    }

    fn route<T: NdFloat>(&self, logits: &Array2<T>, capacity: usize) -> Vec<Sent> {
        let probabilities = self.probabilities(logits);
        let by = if self.choose == Choose::ByLogit { logits } else { &probabilities };
        let mut order: Vec<Vec<usize>> = Vec::new();
        for row in by.rows() {
            let mut experts: Vec<usize> = (0..row.len()).collect();
            if self.choose == Choose::Unwrapping {
                experts.sort_by(|&a, &b| row[b].partial_cmp(&row[a]).unwrap());
            } else {
                experts.sort_by(|&a, &b| row[b].partial_cmp(&row[a]).unwrap_or(std::cmp::Ordering::Equal));
            }
            if self.last_of_equals {
                let last = experts.iter().copied().filter(|&e| row[e] == row[experts[0]]).max();
                let last = last.unwrap_or(experts[0]);
                experts.retain(|&e| e != last);
                experts.insert(0, last);
            }
            if self.always_first {
                experts.sort_unstable();
            }
            if self.always_last {
                experts.sort_unstable_by(|a, b| b.cmp(a));
            }
            order.push(experts);
        }
        let number = |x: T| x.to_f32().expect("a number");
        let gate = |token: usize, expert: usize| -> f32 {
            let (logit, p) = (logits[[token, expert]], probabilities[[token, expert]]);
            match self.gate {
                Gate::Probability | Gate::OverTokens => number(p),
                Gate::One => 1.0,
                Gate::Logit => number(logit),
                Gate::Sigmoid => number((T::one() + (-logit).exp()).recip()),
                Gate::LogProbability => number(p.ln()),
                Gate::OfTheBestTwo => {
                    let best = order[token].iter().take(2);
                    number(p / best.fold(T::zero(), |sum, &e| sum + probabilities[[token, e]]))
                }
            }
        };
        let mut tokens: Vec<Sent> = order
            .iter()
            .enumerate()
            .map(|(token, order)| Sent { expert: order[0], gate: gate(token, order[0]), slot: None })
            .collect();

        let mut turn: Vec<usize> = (0..tokens.len()).collect();
        match self.slots {
            Slots::ByGate => {
                let likely = |token: usize| probabilities[[token, tokens[token].expert]].to_f64();
                turn.sort_by(|&a, &b| likely(b).partial_cmp(&likely(a)).unwrap_or(std::cmp::Ordering::Equal));
            }
            Slots::Backwards => turn.reverse(),
            _ => {}
        }
        let mut chosen = vec![0; logits.ncols()];
        for token in turn {
            if self.slots == Slots::NextBest {
                let free = order[token].iter().copied().find(|&expert| chosen[expert] < capacity);
                if let Some(expert) = free {
                    tokens[token].expert = expert;
                    tokens[token].gate = gate(token, expert);
                }
            }
            let counter = if self.slots == Slots::OneCounter { 0 } else { tokens[token].expert };
            let before = chosen[counter];
            chosen[counter] += 1;
            tokens[token].slot = match self.slots {
                Slots::FromOne => (before < capacity).then_some(before + 1),
                Slots::OneTooMany => (before <= capacity).then_some(before),
                Slots::Inclusive => (before + 1 < capacity).then_some(before + 1),
                Slots::OneTooFew => (before + 1 < capacity).then_some(before),
                Slots::Around => Some(before % capacity),
                Slots::Clamped => Some(before.min(capacity - 1)),
                Slots::Unlimited => Some(before),
                _ => (before < capacity).then_some(before),
            };
            if self.gate_dropped && tokens[token].slot.is_none() {
                tokens[token].gate = 0.0;
            }
        }
        tokens
    }

    fn probabilities<T: NdFloat>(&self, logits: &Array2<T>) -> Array2<T> {
        let mut probabilities = logits.clone();
        let axis = Axis(usize::from(self.gate != Gate::OverTokens));
        for mut lane in probabilities.lanes_mut(axis) {
            let shift = self.shift.of(lane.view(), logits);
            crate::softmax(&mut lane, shift, self.sum_guarded);
        }
        probabilities
    }
}
