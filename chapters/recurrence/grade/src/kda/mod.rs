//! `kda`: what concerns decays and gates, and its mistakes and alternatives; the recurrence is that of `edits`.

mod alternatives;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Plan, Reference};

use crate::edits::knobs::Knobs;
use crate::edits::mistakes::styles;
use crate::edits::{Answered, Decays, Input};
use recurrence::solution::kda as solution;
use recurrence::{Kda, KdaTokens};

pub(super) fn plan(answer: Option<Kda>) -> Plan<Kda, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "kda",
            title: "Every channel fades at its own rate",
            level: Level::Medium,
            minutes: 30,
            year: 2025,
            needs: &["recurrence/gated_delta"],
            text: "recurrence/delta.html#kda",
            hints: [
                "The state has a row for each channel of the key. A decay of its own for each channel is a decay of its own for each \
                 row. All else of the recurrence is what you have.",
                "`attend`: row c of S is multiplied by exp(g[t, c]), and then the delta rule is applied to what is left. `decay`: softplus(x) \
                 is ln(1 + eˣ); for large x it is x + ln(1 + e⁻ˣ), for small x the 1 swallows eˣ. `gate`: the norm first, over \
                 one row, then σ.",
                "`state *= &decays.row(t).exp().insert_axis(Axis(1));` multiplies rows: without the second axis it would be columns, or an \
                 error. `x.max(0.0) + (-x.abs()).exp().ln_1p()` is softplus for every x.",
            ],
            story: "Kimi Delta Attention carries three of four layers of Kimi Linear, a model of 48 billion parameters that came with its \
                    kernels in October 2025. In the report the decay between two tokens is defined with one factor too many, a sum runs to \
                    the wrong end, and two lines of the listings lack an exp and a β; the published code has none of that, \
                    and computes what you have written here. What is judged is the code.",
        },
        answer,
        solution: Kda { decay: solution::decay, attend: solution::attend, gate: solution::gate },
        call: |answer, input| {
            input.answered(match input {
                Input::Edit(edit) => {
                    let Decays::OfChannel(decays) = &edit.decays else {
                        unreachable!("a decay for each channel")
                    };
                    let [queries, keys, values, decays] =
                        [&edit.queries, &edit.keys, &edit.values, decays].map(judge::Matrix::held);
                    let beta = edit.beta.held();
                    (answer.attend)(KdaTokens {
                        queries: queries.view(),
                        keys: keys.view(),
                        values: values.view(),
                        beta: beta.view(),
                        decays: decays.view(),
                    })
                }
                Input::Decay { raw, a_log, bias } => {
                    (answer.decay)(raw.held().view(), *a_log, bias.held().view())
                }
                Input::Gate { outputs, asked } => (answer.gate)(outputs.held().view(), asked.held().view()),
                Input::Unit { .. } => unreachable!("kda has three functions"),
            })
        },
        reference: Reference { run: Input::reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 7, make: cases::fresh },
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
