//! `grouped_output`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Cube, Fresh, Level, Matrix, Meta, Part, Plan, Probe, Property, Reference, Style};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use bent::{Knobs, Memory};
use compression::GroupedOutput;
use compression::solution::grouped_output::grouped_output as solution;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    heads: Cube,
    down: Cube,
    up: Matrix,
}

impl Input {
    /// n, heads, width of a head, groups, rank, width of the output
    fn sizes(&self) -> [usize; 6] {
        let (n, heads, width) = self.heads.values.dim();
        let (groups, _, rank) = self.down.values.dim();
        [n, heads, width, groups, rank, self.up.values.ncols()]
    }
}

type TheProbe<'a> = Probe<'a, Input, Array2<f32>>;

pub(super) fn plan(answer: Option<GroupedOutput>) -> Plan<GroupedOutput, Input, Array2<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "grouped_output",
            title: "Heads come together in groups",
            level: Level::Easy,
            minutes: 15,
            year: 2026,
            needs: &["attention/gqa"],
            text: "compression/layer.html#grouped-output",
            hints: [
                "Take one token and one group. Its heads stand next to each other, and their channels, one head after the other, are one long \
                 row of h/g · c numbers. This row times the group's matrix is a row of r numbers. Each group has a matrix of its own.",
                "Write the r numbers of group i into the columns i · r to (i + 1) · r − 1 of an (n, g · r) matrix. When all groups are there, one \
                 product with `up` is the result.",
                "`heads.slice(s![.., i * size..(i + 1) * size, ..])` with size = h / g are the heads of group i, and \
                 `.to_shape((n, size * c)).unwrap()` puts their channels into one row, head after head, however the view lies in memory. Then \
                 `.dot(&down.index_axis(Axis(0), i))`.",
            ],
            story: "In the official code of DeepSeek-V4 these are wo_a and wo_b: a view as (tokens, groups, channels), one einsum over the groups, \
                    a flattening, and a linear layer. Cut over several machines, each keeps whole groups: their heads, their matrices and \
                    their rows of `up`. Nothing has to be sent before the last sum.",
        },
        answer,
        solution,
        call: |answer, input| {
            let (heads, down, up) = (input.heads.held(), input.down.held(), input.up.held());
            answer(heads.view(), down.view(), up.view())
        },
        reference: Reference {
            run: |input, precision| {
                let (heads, down, up) = (input.heads.double(), input.down.double(), input.up.double());
                let precision = super::kernel_precision(precision);
                let output =
                    kernels::compression::grouped_output(heads.view(), down.view(), up.view(), precision)?;
                Ok(vec![Part::array("out", &output)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let [n, heads, width, groups, rank, output] = input.sizes();
            format!(
                "tokens {n}, heads {heads} of width {width}, {groups} groups of rank {rank}, output {output}"
            )
        },
        properties: vec![
            Property {
                name: "it is two dense projections, of which the first has blocks on its diagonal",
                holds: laws::dense,
            },
            Property { name: "every token is projected by itself", holds: laws::tokens },
            Property {
                name: "groups in another order, with their matrices, change nothing",
                holds: laws::groups,
            },
            Property { name: "twice the heads give twice the output", holds: laws::linear },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k: &mut Knobs| k.double = true },
            Style {
                name: "the second way to make a mistake that has several",
                bend: |k| k.memory = Memory::Heads,
            },
            Style { name: "the third way", bend: |k| k.memory = Memory::Down },
            Style { name: "the fourth way", bend: |k| k.memory = Memory::Up },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
