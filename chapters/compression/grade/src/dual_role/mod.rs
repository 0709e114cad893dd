//! `dual_role`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Matrix, Meta, Part, Plan, Probe, Property, Reference, Style};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::{channels, roles};
use compression::solution::dual_role::dual_role as solution;
use compression::{DualRole, Role};
use knobs::Knobs;

/// What the tokens bring in one role.
#[derive(Clone)]
struct Pooled {
    values: Matrix,
    gates: Matrix,
    bias: Matrix,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "Named", into = "Named")]
pub(super) struct Input {
    current: Pooled,
    previous: Pooled,
}

impl Input {
    /// n, m, c
    fn sizes(&self) -> [usize; 3] {
        let (m, c) = self.current.bias.values.dim();
        [self.current.values.values.nrows(), m, c]
    }

    fn matrices(&self) -> [&Matrix; 6] {
        let Input { current, previous } = self;
        [&current.values, &current.gates, &current.bias, &previous.values, &previous.gates, &previous.bias]
    }

    fn matrices_mut(&mut self) -> [&mut Matrix; 6] {
        let Input { current, previous } = self;
        [
            &mut current.values,
            &mut current.gates,
            &mut current.bias,
            &mut previous.values,
            &mut previous.gates,
            &mut previous.bias,
        ]
    }
}

/// An input as readers see it, with a name for each array.
#[derive(Clone, Serialize, Deserialize)]
struct Named {
    current_values: Matrix,
    current_gates: Matrix,
    current_bias: Matrix,
    previous_values: Matrix,
    previous_gates: Matrix,
    previous_bias: Matrix,
}

impl From<Named> for Input {
    fn from(named: Named) -> Input {
        let role = |values, gates, bias| Pooled { values, gates, bias };
        Input {
            current: role(named.current_values, named.current_gates, named.current_bias),
            previous: role(named.previous_values, named.previous_gates, named.previous_bias),
        }
    }
}

impl From<Input> for Named {
    fn from(Input { current, previous }: Input) -> Named {
        Named {
            current_values: current.values,
            current_gates: current.gates,
            current_bias: current.bias,
            previous_values: previous.values,
            previous_gates: previous.gates,
            previous_bias: previous.bias,
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Array2<f32>>;

pub(super) fn plan(answer: Option<DualRole>) -> Plan<DualRole, Input, Array2<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "dual_role",
            title: "Two roles for every token: DeepSeek-V4's compressor",
            level: Level::Medium,
            minutes: 20,
            year: 2026,
            needs: &["compression/overlap"],
            text: "compression/roles.html#dual-role",
            hints: [
                "Which rows does entry i pool? Write them down for m = 2 and i = 0, 1, 2: each row with its block and with the role in \
                 which it is taken. How many rows has entry 0?",
                "For entry i: rows i·m to (i + 1)·m of `current`, and for i above 0 also rows (i − 1)·m to i·m of `previous`, each gate \
                 with the bias of its own role, in which the row counts from the beginning of its block. One softmax down all these \
                 rows, for each channel; then the weighted sum of their values.",
                "`concatenate![Axis(0), values, before]` puts rows of two blocks below each other. Down the rows, \
                 `scores.fold_axis(Axis(0), f32::NEG_INFINITY, |most, &score| most.max(score))` is the largest of each channel, and \
                 `sum_axis(Axis(0))` the sum.",
            ],
            story: "The official code computes all entries at once, in an array of 2m rows for each block: it copies the role `current` \
                    into the rows from m on, and the role `previous`, moved on by one block, into the first m. What stands before the \
                    first block is filled with −∞ for the gates and 0 for the values. With 0 for both the code runs as well, and the \
                    first entry of every text is pulled towards 0: four tokens out of a million, which no loss curve shows.",
        },
        answer,
        solution,
        call: |pool, input| {
            let held = input.matrices().map(Matrix::held);
            let [values, gates, bias, other_values, other_gates, other_bias] =
                held.each_ref().map(|h| h.view());
            pool(
                Role { values, gates, bias },
                Role { values: other_values, gates: other_gates, bias: other_bias },
            )
        },
        reference: Reference {
            run: |input, precision| {
                let arrays = input.matrices().map(Matrix::double);
                let [values, gates, bias, other_values, other_gates, other_bias] =
                    arrays.each_ref().map(|array| array.view());
                let entries = kernels::compression::dual_role(
                    kernels::compression::Role { values, gates, bias },
                    kernels::compression::Role { values: other_values, gates: other_gates, bias: other_bias },
                    super::kernel_precision(precision),
                )?;
                Ok(vec![Part::array("out", &entries)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let [n, m, c] = input.sizes();
            format!("{n} tokens, blocks of {m}, {c} channels")
        },
        properties: vec![
            Property {
                name: "an entry lies between the smallest and the largest value that it pools",
                holds: laws::between,
            },
            Property {
                name: "an entry depends on its own block and the one before it, each in its role",
                holds: laws::local,
            },
            Property {
                name: "a number added to all gates of a channel changes nothing",
                holds: laws::shifted,
            },
            Property { name: "tokens that come later change no entry", holds: laws::prefix },
            Property { name: "a bias counts as a larger gate", holds: laws::bias_is_gate },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: styles(),
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn styles() -> Vec<Style<Knobs>> {
    let mut styles = roles::styles();
    styles.push(Style { name: "pads with −100 instead of −1000", bend: |k: &mut Knobs| k.pad = -100.0 });
    styles.push(Style { name: "adds biases to what pads, too", bend: |k| k.pad_biased = true });
    styles.push(Style { name: "reads element by element", bend: |k| k.by_element = true });
    styles
}
