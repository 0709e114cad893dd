//! `gated_delta`: its mistakes and alternatives; cases, reference, properties and the recurrence are those of `edits`.

mod alternatives;
mod golden;
pub(crate) mod mistakes;

use judge::{Bent, Fresh, Level, Meta, Plan, Promise, Reference};

use crate::edits::knobs::Knobs;
use crate::edits::mistakes::styles;
use crate::edits::{Answered, Decays, GATED, Input, cases, laws, promises};
use recurrence::GatedDelta;
use recurrence::solution::gated_delta::gated_delta as solution;

pub(super) fn plan(answer: Option<GatedDelta>) -> Plan<GatedDelta, Input, Answered, Knobs> {
    let mut promises = promises("`beta` lies between 0 and 2", 2.0);
    promises.push(Promise::range("`decays` between −20 and 0", -20.0..=0.0, |input| {
        match input.edit().map(|edit| &edit.decays) {
            Some(Decays::OfToken(decays)) => decays.double().to_vec(),
            _ => Vec::new(),
        }
    }));
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "gated_delta",
            title: "A memory that fades, and can be corrected",
            level: Level::Easy,
            minutes: 15,
            year: 2024,
            needs: &["recurrence/delta", "recurrence/gla"],
            text: "recurrence/delta.html#gated-delta",
            hints: [
                "The delta rule is one line short of this. The question is where that line goes: has the memory faded when it is asked what it \
                 holds, or has it not?",
                "For each token: S is multiplied by exp(gₜ); there = Sᵀ k, of what is left; S gains the outer product of k and β · (v − there); \
                 the output is Sᵀ q / √dk. What is written now has not faded when it is read.",
                "`state *= decays[t].exp();` in front of the two lines of the delta rule is all.",
            ],
            story: "Gated DeltaNet is this rule, with a decay from the gate of Mamba-2: −exp(a) · softplus(x), a logarithm, so that products of \
                    decays become sums. In 2025 it stood in three of four layers of Qwen3-Next, and a relative of it in Kimi Linear. Which \
                    of the two comes first, fading or looking, is still asked on issue trackers. And who computes whole chunks at once has two \
                    systems of equations to solve, one for keys and one for values, of which one can do without decays and the other cannot: an \
                    independent implementation (pull request 170 of NeuraLegion/shainet) solved the one without decays for both.",
        },
        answer,
        solution,
        call: |answer, input| {
            let Input::Edit(edit) = input else { unreachable!("there is one function") };
            let Decays::OfToken(decays) = &edit.decays else { unreachable!("a decay for each token") };
            let [queries, keys, values] = [&edit.queries, &edit.keys, &edit.values].map(judge::Matrix::held);
            let (beta, decays) = (edit.beta.held(), decays.held());
            input.answered(answer(queries.view(), keys.view(), values.view(), beta.view(), decays.view()))
        },
        reference: Reference { run: Input::reference, ran: kernels::ran },
        cases: cases::cases::<GATED>(),
        fresh: Fresh { count: 5, make: cases::fresh::<GATED> },
        describe: Input::described,
        properties: laws::laws::<GATED>(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: styles(),
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises,
        golden: golden::all(),
    }
}
