//! The typical mistakes of `gshard`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};
use ndarray::{Array2, ArrayView1, Axis, NdFloat};

use super::{Given, Input, Sent};
use crate::Shift;

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gate {
    #[default]
    OfTheTwo,
    OfAll,
    AgainAfterwards,
    Logits,
    Sigmoids,
    LogitShares,
    Halves,
    Rest,
    InTurn,
    OverTokens,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Slots {
    #[default]
    FirstChoicesFirst,
    TokenByToken,
    SecondChoicesFirst,
    SecondFromZero,
    SecondAfterAllTokens,
    SoFar,
    ByGate,
    ByEachGate,
    OneCounter,
    FromOne,
    OneTooMany,
    Inclusive,
    Around,
    Unlimited,
    Twice,
    BothOrNone,
    SecondOnlyIfFirst,
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
    pub(super) gate: Gate,
    pub(super) slots: Slots,
    pub(super) weak_second: bool,
    pub(super) gate_dropped: bool,
    /// What divides afterwards leaves the gate of a dropped choice as it is.
    pub(super) dropped_as_it_is: bool,
    pub(super) exchanged: bool,
    pub(super) in_order_of_experts: bool,
    pub(super) last_of_equals: bool,
    pub(super) zero_masks: bool,
    pub(super) masks_equals: bool,
    pub(super) doubled_capacity: bool,
    pub(super) by_probability: bool,
    pub(super) ordered_early: bool,
    pub(super) second_uncounted: bool,
    pub(super) shift: Shift,
    pub(super) sum_guarded: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) choose: Choose,
    pub(super) guarded: bool,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut all: Vec<Mistake<Knobs>> = vec![
        Mistake::<Knobs>::new(
            "not_divided",
            "the gates are the probabilities among all experts. Divide by the sum of the two: the gates of a token sum to 1.",
            |k| k.gate = Gate::OfAll,
        )
        .edit(
            "let routed = |expert, gate|",
            "let all: f32 = row.iter().map(|x| (x - row[experts[0]]).exp()).sum();\n    let routed = |expert, gate: f32| Routed { expert, gate: gate * (1.0 + ratio) / all, slot: None };\n    let _unused = |expert, gate: f32|",
        ),
        Mistake::<Knobs>::new(
            "token_by_token",
            "slots are given token by token, both choices at once. Then the second choice of an early token takes the place of the first \
             choice of a later one. First choices come first: choices outside, tokens inside.",
            |k| k.slots = Slots::TokenByToken,
        )
        .edit(
            "    for choice in 0..2 {\n        for token in &mut tokens {",
            "    for token in &mut tokens {\n        for choice in 0..2 {",
        ),
        Mistake::<Knobs>::new(
            "second_from_zero",
            "the second choices are counted from 0 again, and get slots that are taken. They start where the first choices of the \
             expert end.",
            |k| k.slots = Slots::SecondFromZero,
        )
        .edit("for choice in 0..2 {", "for choice in 0..2 {\n        chosen.fill(0);"),
        Mistake::<Knobs>::new(
            "divided_afterwards",
            "the gates are divided by the sum of those that are not dropped, so an expert that is left alone gets a gate of 1. Divide \
             before anything is dropped: a token that loses one expert keeps only the other's share.",
            |k| k.gate = Gate::AgainAfterwards,
        )
        .edit(
            "            chosen[*expert] += 1;\n        }\n    }\n",
            "            chosen[*expert] += 1;\n        }\n    }\n    for token in &mut tokens {\n        let sum: f32 = token.iter().filter(|one| one.slot.is_some()).map(|one| one.gate).sum();\n        token.iter_mut().filter(|one| one.slot.is_some()).for_each(|one| one.gate /= sum);\n    }\n",
        ),
        Mistake::<Knobs>::new(
            "one_too_many",
            "an expert keeps one choice more than it has room for: a slot must be less than the capacity, not equal to it.",
            |k| k.slots = Slots::OneTooMany,
        )
        .edit("before < capacity", "before <= capacity"),
        Mistake::<Knobs>::new(
            "slots_from_one",
            "slots are counted from 1. A choice's slot is the number of choices before it, which is 0 for the first.",
            |k| k.slots = Slots::FromOne,
        )
        .edit(
            ".filter(|&before| before < capacity)",
            ".filter(|&before| before < capacity).map(|before| before + 1)",
        ),
        Mistake::<Knobs>::new(
            "inclusive_count",
            "the cumulative count includes the choice itself and is compared with the capacity as if it did not: slots begin at 1, and \
             the last one stays empty.",
            |k| k.slots = Slots::Inclusive,
        )
        .edit(
            "*slot = Some(chosen[*expert]).filter(|&before| before < capacity);\n            chosen[*expert] += 1;",
            "chosen[*expert] += 1;\n            *slot = Some(chosen[*expert]).filter(|&before| before < capacity);",
        ),
        Mistake::<Knobs>::new(
            "second_choices_first",
            "the second choices take their slots before the first ones.",
            |k| k.slots = Slots::SecondChoicesFirst,
        )
        .edit("for choice in 0..2", "for choice in [1, 0]"),
        Mistake::<Knobs>::new(
            "last_of_equals",
            "of equal logits the last one is chosen, as `max_by` does, or a sort that is turned around. Here it is the first.",
            |k| k.last_of_equals = true,
        )
        .edit("row[b].total_cmp(&row[a])", "row[b].total_cmp(&row[a]).then(b.cmp(&a))"),
        Mistake::new(
            "zero_masks",
            "the first choice is set to 0 before the second is searched. A logit of 0 is larger than a negative one, and wins again where \
             the others are negative: mask it with f32::NEG_INFINITY, or skip it. (A probability can be set to 0.)",
            |k| k.zero_masks = true,
        ),
        Mistake::new(
            "masks_equals",
            "everything that equals the largest logit is left out of the search for the second. Only the expert that was chosen is: \
             another one with the same logit comes second.",
            |k| k.masks_equals = true,
        ),
        Mistake::<Knobs>::new(
            "doubled_capacity",
            "the capacity is doubled because there are two choices, as DeepSpeed and others do where they compute it. Here it is given: \
             an expert has room for `capacity` choices, first and second together.",
            |k| k.doubled_capacity = true,
        )
        .edit("before < capacity", "before < 2 * capacity"),
        Mistake::new(
            "divided_in_turn",
            "the first gate is divided, and the second by a sum in which the first is divided already. Both are divided by the \
             same sum: keep it in a variable.",
            |k| k.gate = Gate::InTurn,
        ),
        Mistake::new(
            "weak_second_dropped",
            "a second choice with a gate below 0.2 is dropped. mesh_tensorflow can do that (its policy `threshold`), but \
             here every second choice gets a slot if there is one.",
            |k| k.weak_second = true,
        ),
        Mistake::<Knobs>::new(
            "both_or_none",
            "a token that loses one choice loses both. Each choice is dropped on its own.",
            |k| k.slots = Slots::BothOrNone,
        )
        .edit(
            "    tokens\n}",
            "    for token in &mut tokens {\n        if token.iter().any(|one| one.slot.is_none()) {\n            token.iter_mut().for_each(|one| one.slot = None);\n        }\n    }\n    tokens\n}",
        ),
        Mistake::<Knobs>::new(
            "second_only_if_first",
            "the second choice is dropped if the first one is. Each choice is dropped on its own.",
            |k| k.slots = Slots::SecondOnlyIfFirst,
        )
        .edit(
            "    tokens\n}",
            "    for token in &mut tokens {\n        token[1].slot = token[1].slot.filter(|_| token[0].slot.is_some());\n    }\n    tokens\n}",
        ),
        Mistake::new(
            "after_all_tokens",
            "the second choices start at the number of tokens, or at that of all first choices. They start, for each expert, at the \
             number of its own first choices.",
            |k| k.slots = Slots::SecondAfterAllTokens,
        ),
        Mistake::new(
            "first_choices_so_far",
            "a second choice is counted behind the first choices of the tokens up to its own, and gets a slot that a later first choice gets \
             too. It comes behind the first choices of all tokens.",
            |k| k.slots = Slots::SoFar,
        ),
        Mistake::new(
            "room_for_each_choice",
            "an expert has room for `capacity` first choices and for as many second ones. The two share one buffer.",
            |k| k.slots = Slots::Twice,
        ),
        Mistake::new(
            "by_gate",
            "slots are given in the order of the first gates, the largest first, which is batch-prioritised routing. Here it is the order of \
             the tokens.",
            |k| k.slots = Slots::ByGate,
        ),
        Mistake::new(
            "by_each_gate",
            "slots are given in the order of the gates, the largest first, over first and second choices alike. Here all first choices \
             come before any second, and each in the order of the tokens.",
            |k| k.slots = Slots::ByEachGate,
        ),
        Mistake::<Knobs>::new(
            "one_counter",
            "one counter is shared by all experts. Each expert has a buffer of its own.",
            |k| k.slots = Slots::OneCounter,
        )
        .edit(
            "*slot = Some(chosen[*expert]).filter(|&before| before < capacity);\n            chosen[*expert] += 1;",
            "*slot = Some(chosen[0]).filter(|&before| before < capacity);\n            chosen[0] += 1;\n            let _ = expert;",
        ),
        Mistake::<Knobs>::new(
            "wraps_around",
            "a choice that does not fit starts the buffer anew, slot modulo capacity. It is dropped: None.",
            |k| k.slots = Slots::Around,
        )
        .edit(
            "Some(chosen[*expert]).filter(|&before| before < capacity)",
            "Some(chosen[*expert] % capacity)",
        ),
        Mistake::<Knobs>::new("unlimited", "nothing is dropped: the capacity has no effect on the slots.", |k| {
            k.slots = Slots::Unlimited;
        })
        .edit(".filter(|&before| before < capacity)", ""),
        Mistake::<Knobs>::new(
            "gate_of_dropped",
            "a dropped choice has a gate of 0. Here a choice keeps its gate; that it is dropped is said by its slot.",
            |k| k.gate_dropped = true,
        )
        .edit(
            "    tokens\n}",
            "    for one in tokens.iter_mut().flatten().filter(|one| one.slot.is_none()) {\n        one.gate = 0.0;\n    }\n    tokens\n}",
        ),
        Mistake::<Knobs>::new("choices_exchanged", "the second choice stands before the first.", |k| {
            k.exchanged = true
        })
        .edit(
            "[routed(experts[0], 1.0 / (1.0 + ratio)), routed(experts[1], ratio / (1.0 + ratio))]",
            "[routed(experts[1], ratio / (1.0 + ratio)), routed(experts[0], 1.0 / (1.0 + ratio))]",
        ),
        Mistake::<Knobs>::new(
            "in_order_of_experts",
            "the two choices stand in the order of the experts' numbers. The larger gate comes first.",
            |k| k.in_order_of_experts = true,
        )
        .edit(
            "    tokens\n}",
            "    tokens.iter_mut().for_each(|token| token.sort_by_key(|one| one.expert));\n    tokens\n}",
        ),
        Mistake::<Knobs>::new("gates_are_logits", "the gates are the logits themselves. Take a softmax first.", |k| {
            k.gate = Gate::Logits
        })
        .edit(
            "[routed(experts[0], 1.0 / (1.0 + ratio)), routed(experts[1], ratio / (1.0 + ratio))]",
            "[routed(experts[0], row[experts[0]]), routed(experts[1], row[experts[1]])]",
        ),
        Mistake::new("logit_shares", "the logits are divided by their sum without exp.", |k| {
            k.gate = Gate::LogitShares
        }),
        Mistake::<Knobs>::new(
            "sigmoid_shares",
            "the sigmoids of the two logits are divided by their sum, as in DeepSeek-V3. Here it is a softmax.",
            |k| k.gate = Gate::Sigmoids,
        )
        .edit(
            "(row[experts[1]] - row[experts[0]]).exp()",
            "(1.0 + (-row[experts[0]]).exp()) / (1.0 + (-row[experts[1]]).exp())",
        ),
        Mistake::<Knobs>::new("halves", "both gates are 1/2. They are the shares of the two probabilities.", |k| {
            k.gate = Gate::Halves;
        })
        .edit(
            "[routed(experts[0], 1.0 / (1.0 + ratio)), routed(experts[1], ratio / (1.0 + ratio))]",
            "[routed(experts[0], 0.5), routed(experts[1], 0.5)]",
        ),
        Mistake::new(
            "rest_of_one",
            "the second gate is 1 less the probability of the first among all experts. Divide both by the sum of the two.",
            |k| k.gate = Gate::Rest,
        ),
        Mistake::new(
            "over_tokens",
            "the softmax runs over the tokens. A token distributes its probability over the experts: each row of (tokens, experts) \
             sums to 1.",
            |k| k.gate = Gate::OverTokens,
        ),
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
        if self.contiguous {
            slips::as_slices(input.logits.held().view(), self.row_slices);
        }
        if self.double {
            self.route(&input.logits.double(), input.capacity)
        } else {
            self.route(&input.logits.values, input.capacity)
        }
    }

    fn route<T: NdFloat>(&self, logits: &Array2<T>, capacity: usize) -> Given {
        let p = self.probabilities(logits);
        let by = if self.choose == Choose::ByLogit { logits } else { &p };
        let mut tokens: Vec<[Sent; 2]> = Vec::new();
        for (token, row) in by.rows().into_iter().enumerate() {
            let mut experts: Vec<usize> = (0..row.len()).collect();
            if self.last_of_equals {
                experts.reverse();
            }
            if self.choose == Choose::Unwrapping {
                experts.sort_by(|&a, &b| row[b].partial_cmp(&row[a]).unwrap());
            } else {
                experts.sort_by(|&a, &b| row[b].partial_cmp(&row[a]).unwrap_or(std::cmp::Ordering::Equal));
            }
            let two = [experts[0], self.second(logits.row(token), &experts)];
            let gates = self.gates(two.map(|e| logits[[token, e]]), two.map(|e| p[[token, e]]));
            tokens.push([0, 1].map(|choice| {
                let gate = gates[choice].to_f32().expect("a number");
                Sent { expert: two[choice], gate, slot: None }
            }));
        }
        if self.ordered_early {
            for token in &mut tokens {
                self.exchange(token);
            }
        }
        let likely: Vec<f64> = tokens
            .iter()
            .zip(p.rows())
            .map(|([first, _], p)| p[first.expert].to_f64().expect("a number"))
            .collect();
        let capacity = if self.doubled_capacity { 2 * capacity } else { capacity };
        self.place(&mut tokens, &likely, logits.ncols(), capacity);
        for token in &mut tokens {
            if self.gate == Gate::AgainAfterwards {
                let sum: f32 = token.iter().filter(|sent| sent.slot.is_some()).map(|sent| sent.gate).sum();
                for sent in token.iter_mut() {
                    let dropped = if self.dropped_as_it_is { sent.gate } else { 0.0 };
                    sent.gate = if sent.slot.is_some() { sent.gate / sum } else { dropped };
                }
            }
            for sent in token.iter_mut().filter(|sent| sent.slot.is_none()) {
                if self.gate_dropped {
                    sent.gate = 0.0;
                }
            }
        }
        if !self.ordered_early {
            for token in &mut tokens {
                self.exchange(token);
            }
        }
        Given(tokens)
    }

    fn exchange(&self, token: &mut [Sent; 2]) {
        if self.exchanged || (self.in_order_of_experts && token[0].expert > token[1].expert) {
            token.swap(0, 1);
        }
    }

    /// The second choice, of experts in the order of their logits.
    fn second<T: NdFloat>(&self, row: ArrayView1<'_, T>, experts: &[usize]) -> usize {
        let first_largest = |of: &dyn Fn(usize) -> T| {
            (1..row.len()).fold(0, |best, e| if of(e) > of(best) { e } else { best })
        };
        if self.zero_masks {
            first_largest(&|e| if e == experts[0] { T::zero() } else { row[e] })
        } else if self.masks_equals {
            first_largest(&|e| if row[e] == row[experts[0]] { T::neg_infinity() } else { row[e] })
        } else {
            experts[1]
        }
    }

    fn gates<T: NdFloat>(&self, logits: [T; 2], p: [T; 2]) -> [T; 2] {
        let shares = |of: [T; 2]| {
            let guard = if self.guarded { T::from(1e-9).expect("a number") } else { T::zero() };
            of.map(|x| x / (of[0] + of[1] + guard))
        };
        match self.gate {
            Gate::OfTheTwo | Gate::AgainAfterwards | Gate::OverTokens => shares(p),
            Gate::OfAll => p,
            Gate::Logits => logits,
            Gate::Sigmoids => shares(logits.map(|x| (T::one() + (-x).exp()).recip())),
            Gate::LogitShares => shares(logits),
            Gate::Halves => [T::one() / (T::one() + T::one()); 2],
            Gate::Rest => [p[0], T::one() - p[0]],
            Gate::InTurn => {
                let first = shares(p)[0];
                [first, p[1] / (first + p[1])]
            }
        }
    }

    fn place(&self, tokens: &mut [[Sent; 2]], likely: &[f64], experts: usize, capacity: usize) {
        let all = 0..tokens.len();
        let mut order: Vec<(usize, usize)> = match self.slots {
            Slots::TokenByToken => all.flat_map(|token| [(token, 0), (token, 1)]).collect(),
            Slots::SecondChoicesFirst => {
                [1, 0].iter().flat_map(|&c| all.clone().map(move |t| (t, c))).collect()
            }
            _ => [0, 1].iter().flat_map(|&c| all.clone().map(move |t| (t, c))).collect(),
        };
        if self.slots == Slots::ByGate {
            let key = |token: usize| {
                if self.by_probability { likely[token] } else { f64::from(tokens[token][0].gate) }
            };
            order.sort_by(|a, b| a.1.cmp(&b.1).then(key(b.0).total_cmp(&key(a.0))));
        }
        if self.slots == Slots::ByEachGate {
            order.sort_by(|a, b| tokens[b.0][b.1].gate.total_cmp(&tokens[a.0][a.1].gate));
        }
        let mut chosen = vec![0; experts];
        let count = tokens.len();
        for (at, (token, choice)) in order.into_iter().enumerate() {
            let restarts = matches!(self.slots, Slots::SecondFromZero | Slots::Twice);
            if at == count && restarts {
                chosen.fill(0);
            }
            if at == count && self.slots == Slots::SecondAfterAllTokens {
                chosen.fill(count);
            }
            // First choices of the tokens after this one, which have been counted already.
            let expert = tokens[token][choice].expert;
            let later = tokens[token + 1..].iter().filter(|choices| choices[0].expert == expert).count();
            let lost = tokens[token][0].slot.is_none();
            let sent = &mut tokens[token][choice];
            let counter = if self.slots == Slots::OneCounter { 0 } else { sent.expert };
            if self.second_uncounted && self.slots == Slots::SecondOnlyIfFirst && choice == 1 && lost {
                continue;
            }
            let before = match self.slots {
                Slots::SoFar if choice == 1 => chosen[counter] - later,
                _ => chosen[counter],
            };
            let fits = before < capacity;
            if self.weak_second && choice == 1 && sent.gate < 0.2 {
                continue;
            }
            chosen[counter] += 1;
            sent.slot = match self.slots {
                Slots::FromOne => fits.then_some(before + 1),
                Slots::OneTooMany => (before <= capacity).then_some(before),
                Slots::Inclusive => (before + 1 < capacity).then_some(before + 1),
                Slots::Around => Some(before % capacity),
                Slots::Unlimited => Some(before),
                Slots::Twice => fits.then_some(before + choice * capacity),
                _ => fits.then_some(before),
            };
        }
        for token in tokens {
            let dropped = [0, 1].map(|choice| token[choice].slot.is_none());
            if self.slots == Slots::BothOrNone && dropped != [false, false] {
                for sent in token.iter_mut() {
                    sent.slot = None;
                }
            }
            if self.slots == Slots::SecondOnlyIfFirst && dropped[0] {
                token[1].slot = None;
            }
        }
    }

    fn probabilities<T: NdFloat>(&self, logits: &Array2<T>) -> Array2<T> {
        let mut p = logits.clone();
        for mut lane in p.lanes_mut(Axis(usize::from(self.gate != Gate::OverTokens))) {
            let shift = self.shift.of(lane.view(), logits);
            crate::softmax(&mut lane, shift, self.sum_guarded);
        }
        p
    }
}
