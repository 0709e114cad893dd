//! `delta`: its mistakes and alternatives, and what concerns `unit`; the recurrence is that of `edits`.

mod alternatives;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Plan, Reference};

use crate::edits::knobs::Knobs;
use crate::edits::mistakes::styles;
use crate::edits::{Answered, Input};
use recurrence::Delta;
use recurrence::solution::delta as solution;

pub(super) fn plan(answer: Option<Delta>) -> Plan<Delta, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "delta",
            title: "A memory that can be corrected",
            level: Level::Easy,
            minutes: 20,
            year: 2021,
            needs: &["recurrence/linear_attention"],
            text: "recurrence/delta.html#delta",
            hints: [
                "Before you write a value at a key, ask the memory what it holds there. If that is the value already, nothing needs to be \
                 written. If it is another one, only the difference is news.",
                "For each token in turn: there = Sᵀ k, a vector as wide as a value; missing = β · (v − there); S gains the outer product of \
                 k and missing; the output is Sᵀ q / √dk. S has a row for each channel of the key.",
                "`key.dot(&state)` is Sᵀ k. `&key.insert_axis(Axis(1)) * &missing` is the outer product of (dk) and (dv), by \
                 broadcasting (dk, 1) against (dv). The square of a row's length is `row.dot(&row)`.",
            ],
            story: "Bernard Widrow and Marcian Hoff wrote this rule down in 1960, to train their ADALINE: change each weight by the \
                    error times the input. Linear attention with the delta rule is that training, done anew for each text, \
                    with keys for inputs and values for targets: the state is a small model that learns while it reads. fla's plain version of it \
                    leaves it to the caller to make the keys unit and to squash β. It runs with any keys and any β, and gives numbers that \
                    are those of another layer.",
        },
        answer,
        solution: Delta { unit: solution::unit, delta: solution::delta },
        call: |answer, input| {
            input.answered(match input {
                Input::Unit { rows } => (answer.unit)(rows.held().view()),
                Input::Edit(edit) => {
                    let [queries, keys, values] =
                        [&edit.queries, &edit.keys, &edit.values].map(judge::Matrix::held);
                    let beta = edit.beta.held();
                    (answer.delta)(queries.view(), keys.view(), values.view(), beta.view())
                }
                _ => unreachable!("delta has two functions"),
            })
        },
        reference: Reference { run: Input::reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: Input::described,
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: styles(),
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
