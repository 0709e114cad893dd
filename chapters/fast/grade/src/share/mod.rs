//! `share`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod mistakes;

use fast::Share;
use fast::solution::share::share as solution;
use judge::{Bent, Fresh, Layout, Level, Matrix, Meta, Missing, Plan, Reference};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use mistakes::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    input: Matrix,
}

pub(super) fn plan(answer: Option<Share>) -> Plan<Share, Input, Array2<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "fast",
            name: "share",
            title: "",
            level: Level::Easy,
            minutes: 0,
            year: 0,
            needs: &[],
            text: "fast.html#share",
            hints: ["", "", ""],
            story: "",
        },
        answer,
        solution,
        call: |answer, input| answer(input.input.held().view()),
        reference: Reference {
            // A kernel in kernels/cuda/fast.cu, or independent Rust in double precision.
            run: |_input, _precision| Err(Missing("share has no reference yet".into())),
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let [rows, columns] = random.distinct(2..=9);
                let layout = Layout::any(random);
                Input { input: Matrix::from(random.normals((rows, columns), 1.0)).laid(layout) }
            },
        },
        describe: |input| {
            let (rows, columns) = input.input.values.dim();
            format!("rows {rows}, columns {columns}, {:?}", input.input.layout).to_lowercase()
        },
        properties: vec![],
        bent: Bent { run: |knobs, input| knobs.bent(input.input.held().view()) },
        mistakes: mistakes::mistakes(),
        styles: vec![],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: vec![],
        golden: vec![],
    }
}
