//! `overlap`: its mistakes and alternatives; cases, reference, properties and bent solution are those of `gates`.

mod alternatives;
mod golden;
mod mistakes;

use judge::{Bent, Fresh, Level, Meta, Plan, Promise, Reference};
use ndarray::Array2;

use crate::gates::knobs::Knobs;
use crate::gates::{Input, cases, laws, mistakes::styles, promises};
use compression::Overlap;
use compression::solution::overlap::overlap as solution;

pub(super) fn plan(answer: Option<Overlap>) -> Plan<Overlap, Input, Array2<f32>, Knobs> {
    let mut promised = promises();
    promised.push(Promise::edge("The first entry has no block before it", |input| {
        // It would show if something stood there: with it alone, and with others behind it.
        input.entries() == 1
    }));
    promised.push(Promise::edge("The first entry has no block before it", |input| input.entries() > 2));
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "overlap",
            title: "Two blocks for each entry, so that no boundary cuts a thought in two",
            level: Level::Easy,
            minutes: 20,
            year: 2026,
            needs: &["compression/gated_pool"],
            text: "compression.html#overlap",
            hints: [
                "Only the window is new. Entry i looks at the tokens from m(i − 1) up to m(i + 1), and the next entry begins m tokens later, \
                 so windows overlap by half. There are as many entries as before.",
                "One softmax over all 2m tokens of a channel, not one for each block. The bias has a row for each of the 2m places. For \
                 entry 0 half of the places are empty: what is there belongs to the second half of the rows.",
                "`let start = (i * m).saturating_sub(m)` and `s![start..(i + 1) * m, ..]` are the window, also of entry 0. Its biases are \
                 the last rows of `bias`, as many as the window has.",
            ],
            story: "An empty place counts nothing, which is not the same as a token of zeros: zeros with a gate of 0 take part in the \
                    softmax and draw the entry towards 0. The official code of DeepSeek-V4 fills the empty half with gates of −∞ for \
                    this reason. There, overlap goes one step further than here: the block before has values and gates of its own, \
                    from other weights. That is the next page.",
        },
        answer,
        solution,
        call: |answer, input| input.ask(*answer),
        reference: Reference { run: Input::reference, ran: kernels::ran },
        cases: cases::cases::<true>(),
        fresh: Fresh { count: 5, make: cases::fresh::<true> },
        describe: Input::described,
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: styles(),
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promised,
        golden: golden::all(),
    }
}
