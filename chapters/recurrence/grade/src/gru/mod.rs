//! `gru`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Cube, Fresh, Level, Matrix, Meta, Part, Plan, Probe, Property, Reference, Style, Vector};
use ndarray::Array1;
use serde::{Deserialize, Serialize};

use knobs::Knobs;
use recurrence::solution::gru::gru as solution;
use recurrence::{Gru, GruWeights};

#[derive(Clone, Serialize, Deserialize)]
#[allow(clippy::struct_field_names)] // Those of the contract.
pub(super) struct Input {
    x: Vector,
    h: Vector,
    input: Cube,
    hidden: Cube,
    input_bias: Matrix,
    hidden_bias: Matrix,
}

type TheProbe<'a> = Probe<'a, Input, Array1<f32>>;

pub(super) fn plan(answer: Option<Gru>) -> Plan<Gru, Input, Array1<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "gru",
            title: "One gate to keep and to replace, one to look away",
            level: Level::Easy,
            minutes: 20,
            year: 2014,
            needs: &["recurrence/lstm"],
            text: "recurrence.html#gru",
            hints: [
                "Two gates and a candidate, and each of them is made of two sums: one of the input with a bias of its own, one of the state with another. \
                 For the gates it does not matter that there are two. For the candidate it does.",
                "Keep U x + a and W h + b apart. r and z are σ of their sum. In n, r multiplies W h + b as a whole: behind the product, and with \
                 the bias in it. Then z says how much of the old state stays.",
                "`let n = (of_input(2) + r * of_state(2)).tanh();` and `(1.0 - &z) * n + z * h`, where of_input(gate) = U x + a and of_state(gate) = W h + b \
                 with the blocks of that gate.",
            ],
            story: "The paper (Cho and others, arXiv 1406.1078) has had both forms: in its first version r is outside of the product, in the third, which everybody reads, \
                    it is inside, W (r ⊙ h). cuDNN, PyTorch and Keras since TensorFlow 2 have it outside: then the three products with h are one, and do not \
                    have to wait for r. Keras calls it reset_after, ONNX linear_before_reset. Weights that were trained in one form give other numbers in the other, and \
                    nothing warns you: the shapes are the same, but for one bias.",
        },
        answer,
        solution,
        call: |answer, input| {
            let (x, h) = (input.x.held(), input.h.held());
            let [of_input, hidden] = [&input.input, &input.hidden].map(Cube::held);
            let [input_bias, hidden_bias] = [&input.input_bias, &input.hidden_bias].map(Matrix::held);
            let weights = GruWeights {
                input: of_input.view(),
                hidden: hidden.view(),
                input_bias: input_bias.view(),
                hidden_bias: hidden_bias.view(),
            };
            answer(x.view(), h.view(), weights)
        },
        reference: Reference {
            run: |input, precision| {
                let [x, h] = [&input.x, &input.h].map(Vector::double);
                let [of_input, hidden] = [&input.input, &input.hidden].map(Cube::double);
                let [input_bias, hidden_bias] = [&input.input_bias, &input.hidden_bias].map(Matrix::double);
                let gru = kernels::recurrence::Gru {
                    x: x.view(),
                    h: h.view(),
                    input: of_input.view(),
                    hidden: hidden.view(),
                    input_bias: input_bias.view(),
                    hidden_bias: hidden_bias.view(),
                };
                let next = kernels::recurrence::gru(gru, super::kernel_precision(precision))?;
                Ok(vec![Part::array("out", &next)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| format!("{} units, {} inputs", input.h.values.len(), input.x.values.len()),
        properties: vec![
            Property { name: "with z = 1 the state stays as it is", holds: laws::keeps },
            Property { name: "with r = 0 and z = 0 the old state has no effect", holds: laws::looks_away },
            Property {
                name: "where r is the same in all units and b is 0, it may multiply h before W does",
                holds: laws::both_forms,
            },
            Property { name: "a unit lies between its old value and ±1", holds: laws::bounded },
            Property { name: "units in another order give the same in that order", holds: laws::units },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k: &mut Knobs| k.double = true },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.way = 1 },
            Style { name: "the third way", bend: |k| k.way = 2 },
            Style { name: "the fourth way", bend: |k| k.way = 3 },
            Style { name: "the fifth way", bend: |k| k.way = 4 },
            Style { name: "the sixth way", bend: |k| k.way = 5 },
            Style { name: "the seventh way", bend: |k| k.way = 6 },
            Style { name: "the eighth way", bend: |k| k.way = 7 },
            Style { name: "the second way, in double precision", bend: |k| (k.way, k.double) = (1, true) },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
