//! `gated_pool`: its mistakes and alternatives; cases, reference, properties and bent solution are those of `gates`.

mod alternatives;
mod golden;
mod mistakes;

use judge::{Bent, Fresh, Level, Meta, Plan, Reference};
use ndarray::Array2;

use crate::gates::knobs::Knobs;
use crate::gates::{Input, cases, laws, mistakes::styles, promises};
use compression::GatedPool;
use compression::solution::gated_pool::gated_pool as solution;

pub(super) fn plan(answer: Option<GatedPool>) -> Plan<GatedPool, Input, Array2<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "gated_pool",
            title: "A softmax in every channel: which token speaks for its block",
            level: Level::Easy,
            minutes: 20,
            year: 2026,
            needs: &["compression/mean_pool"],
            text: "compression.html#gated-pool",
            hints: [
                "Take a single channel first. It has m values, m gates and m biases, and gives one number: attention with the gates as \
                 scores. The next channel does the same with numbers of its own.",
                "For each block: scores = the block's gates + bias, both (m, c). From each column subtract its largest, take exp. Then \
                 the sum down each column of weight · value, divided by the sum down it of the weights.",
                "`values.axis_chunks_iter(Axis(0), m)` goes through the blocks, and an `Array2::zeros((n / m, c))` whose rows are zipped \
                 with it stops before one that is not complete. `scores.fold_axis(Axis(0), f32::NEG_INFINITY, |a, &b| a.max(b))` is the \
                 largest of each column, and (c) can be subtracted from (m, c).",
            ],
            story: "This is the whole compressor of every second layer of DeepSeek-V4, with m = 128: of a million tokens 8192 entries are \
                    left, and each channel has decided for itself which of 128 tokens it keeps. In the official code it runs in f32, \
                    whatever the model runs in. What you wrote comes back with other names: additive attention of 2014 pooled a \
                    sentence so, with one weight for a token; attention pooling puts a learned query in the place of the gates.",
        },
        answer,
        solution,
        call: |answer, input| input.ask(*answer),
        reference: Reference { run: Input::reference, ran: kernels::ran },
        cases: cases::cases::<false>(),
        fresh: Fresh { count: 5, make: cases::fresh::<false> },
        describe: Input::described,
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: styles(),
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises(),
        golden: golden::all(),
    }
}
