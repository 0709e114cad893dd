//! `selective_scan`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Layout, Level, Matrix, Meta, Part, Plan, Probe, Property, Reference, Style, Vector,
};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use bent::{Knobs, Memory};
use recurrence::solution::selective_scan::selective_scan as solution;
use recurrence::{Selective, SelectiveScan};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    u: Matrix,
    raw: Matrix,
    bias: Vector,
    a: Matrix,
    b: Matrix,
    c: Matrix,
    skip: Vector,
    z: Matrix,
}

impl Input {
    /// Tokens, channels, states of a channel.
    fn sizes(&self) -> [usize; 3] {
        [self.u.values.nrows(), self.u.values.ncols(), self.a.values.ncols()]
    }

    fn layouts(&self) -> [Layout; 8] {
        let Input { u, raw, bias, a, b, c, skip, z } = self;
        [u.layout, raw.layout, bias.layout, a.layout, b.layout, c.layout, skip.layout, z.layout]
    }

    fn laid(mut self, layouts: [Layout; 8]) -> Input {
        let Input { u, raw, bias, a, b, c, skip, z } = &mut self;
        let all = [
            &mut u.layout,
            &mut raw.layout,
            &mut bias.layout,
            &mut a.layout,
            &mut b.layout,
            &mut c.layout,
            &mut skip.layout,
            &mut z.layout,
        ];
        for (old, new) in all.into_iter().zip(layouts) {
            *old = new;
        }
        self
    }

    /// What an answer gives for it.
    fn given(&self, answer: &dyn Fn(Selective<'_>) -> Array2<f32>) -> Array2<f32> {
        let (u, raw, bias, a) = (self.u.held(), self.raw.held(), self.bias.held(), self.a.held());
        let (b, c, skip, z) = (self.b.held(), self.c.held(), self.skip.held(), self.z.held());
        answer(Selective {
            u: u.view(),
            raw: raw.view(),
            bias: bias.view(),
            a: a.view(),
            b: b.view(),
            c: c.view(),
            skip: skip.view(),
            z: z.view(),
        })
    }
}

type TheProbe<'a> = Probe<'a, Input, Array2<f32>>;

pub(super) fn plan(answer: Option<SelectiveScan>) -> Plan<SelectiveScan, Input, Array2<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "selective_scan",
            title: "The input decides what is kept",
            level: Level::Medium,
            minutes: 30,
            year: 2023,
            needs: &["recurrence/gru", "recurrence/lru", "recurrence/short_conv"],
            text: "recurrence/select.html#selective-scan",
            hints: [
                "Take one channel and one state, a single number x. For each token there is a step Δ > 0. First x shrinks by exp(ΔA), then \
                 Δ u B is added, then it is read: C x. Start with x = 0.",
                "Keep a (d, n) matrix of states, and go token by token: Δ is a row of d numbers, and exp(ΔA) a (d, n) matrix. What is written is \
                 the outer product of Δ ⊙ u, (d), and the token's row of B, (n). The product with its row of C is what is read, (d). Then comes skip ⊙ u, \
                 and the gate multiplies all of it.",
                "For Δ use `x.max(0.0) + (-x.abs()).exp().ln_1p()`, which neither overflows nor loses small steps, and for the gate \
                 `z / (1.0 + (-z).exp())`. `delta.insert_axis(Axis(1))` makes a column, and a column times a row broadcasts to (d, n): \
                 `(&input.a * &column).exp()`, `written_column * input.b.row(t)`.",
            ],
            story: "The paper derives what is written by a zero-order hold, (exp(ΔA) − 1)/A · B. The code, selective_scan_ref and the CUDA kernel \
                    alike, writes Δ B. The published weights were trained with the code, so whoever implements the paper gets a model that is \
                    slightly off everywhere, and fails no test of shapes.",
        },
        answer,
        solution,
        call: |answer, input| input.given(answer),
        reference: Reference {
            run: |input, precision| {
                let (u, raw, bias, a) =
                    (input.u.double(), input.raw.double(), input.bias.double(), input.a.double());
                let (b, c, skip, z) =
                    (input.b.double(), input.c.double(), input.skip.double(), input.z.double());
                let input = kernels::recurrence::Selective {
                    u: u.view(),
                    raw: raw.view(),
                    bias: bias.view(),
                    a: a.view(),
                    b: b.view(),
                    c: c.view(),
                    skip: skip.view(),
                    z: z.view(),
                };
                let output = kernels::recurrence::selective_scan(&input, super::kernel_precision(precision))?;
                Ok(vec![Part::array("out", &output)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let [count, d, n] = input.sizes();
            format!("{count} tokens, {d} channels, {n} states each")
        },
        properties: vec![
            Property { name: "a token does not see later ones", holds: laws::causal },
            Property { name: "a channel sees no other", holds: laws::channels },
            Property { name: "states add up", holds: laws::states },
            Property { name: "twice the inputs give twice the outputs", holds: laws::linear },
            Property { name: "with the same for all tokens it is a convolution", holds: laws::invariant },
            Property { name: "a token with no step leaves no trace", holds: laws::frozen },
        ],
        bent: Bent { run: |knobs, input| knobs.run(input) },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k: &mut Knobs| k.double = true },
            Style {
                name: "guards divisions with 1e-12, and takes 1 from exponentials",
                bend: |k| k.naive = true,
            },
            Style { name: "a mistake about memory concerns u alone", bend: |k| k.memory = Memory::Inputs },
            Style { name: "a mistake about memory concerns A alone", bend: |k| k.memory = Memory::Decays },
            Style { name: "a mistake about memory concerns B alone", bend: |k| k.memory = Memory::B },
            Style { name: "a mistake about memory concerns C alone", bend: |k| k.memory = Memory::C },
            Style {
                name: "a mistake about memory concerns B and C alone",
                bend: |k| k.memory = Memory::States,
            },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
