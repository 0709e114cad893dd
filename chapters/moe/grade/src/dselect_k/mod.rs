//! `dselect_k`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property, Reference,
    Style, Vector,
};
use ndarray::Array1;
use serde::{Deserialize, Serialize};

use mistakes::Knobs;
use moe::DSelectK;
use moe::solution::dselect_k as solution;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    /// Where the smooth step is asked for.
    points: Vec<f32>,
    /// k × m.
    selectors: Matrix,
    mixing: Vector,
    experts: usize,
    gamma: f32,
}

/// What the four functions give.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Gated {
    steps: Vec<f32>,
    selectors: Vec<Array1<f32>>,
    gate: Array1<f32>,
    penalty: (f32, f32),
}

impl Output for Gated {
    fn parts(&self) -> Vec<Part> {
        let steps = self.steps.iter().map(|&step| f64::from(step));
        let mut parts = vec![Part::real("smooth_step", vec![self.steps.len()], steps)];
        let selectors = self.selectors.iter().enumerate();
        parts.extend(selectors.map(|(s, weights)| Part::array(format!("selector {s}"), weights)));
        parts.push(Part::array("gate", &self.gate));
        parts.push(Part::real("penalty.0", vec![], [f64::from(self.penalty.0)]));
        parts.push(Part::real("penalty.1", vec![], [f64::from(self.penalty.1)]));
        parts
    }
}

type TheProbe<'a> = Probe<'a, Input, Gated>;

pub(super) fn plan(answer: Option<DSelectK>) -> Plan<DSelectK, Input, Gated, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "dselect_k",
            title: "A choice of k experts that is smooth, and exactly sparse",
            level: Level::Medium,
            minutes: 30,
            year: 2021,
            needs: &["moe/noisy_top_k"],
            text: "moe/gradients.html#dselect-k",
            hints: [
                "Begin with smooth_step alone. Divide t by gamma and the edges are at ±½, where the polynomial is 0 and 1; what \
                 must be held there is t, before the polynomial, since the polynomial turns around beyond its edges.",
                "Expert 5 of 8 is 101 in binary: its weight is S(logits[0]) · (1 − S(logits[1])) · S(logits[2]). Bit j, counted from \
                 the front, of expert i among m bits is (i >> (m − 1 − j)) & 1.",
                "gate: for each row of selectors its selector(…), times its share in the softmax of mixing, added up. penalty: for \
                 each row again selector(…), then two sums over the experts. Nothing is divided by the sum of the weights, also \
                 where it is less than 1.",
            ],
            story: "The gate is smooth, and all the same it has places where nothing moves: beyond gamma/2 the slope is exactly 0, which \
                    is what makes it sparse, and what a selector that has chosen cannot leave any more. The official code therefore \
                    starts all logits within a hundredth of gamma around 0. And with a number of experts that is no power of two, a \
                    selector can choose nobody: the output is then 0, and only 1 / Σ r notices.",
        },
        answer,
        solution: DSelectK {
            smooth_step: solution::smooth_step,
            selector: solution::selector,
            gate: solution::gate,
            penalty: solution::penalty,
        },
        call: |answer, input| {
            let (selectors, mixing) = (input.selectors.held(), input.mixing.held());
            let (selectors, mixing) = (selectors.view(), mixing.view());
            let (experts, gamma) = (input.experts, input.gamma);
            Gated {
                steps: input.points.iter().map(|&t| (answer.smooth_step)(t, gamma)).collect(),
                selectors: selectors
                    .rows()
                    .into_iter()
                    .map(|z| (answer.selector)(z, experts, gamma))
                    .collect(),
                gate: (answer.gate)(selectors, mixing, experts, gamma),
                penalty: (answer.penalty)(selectors, experts, gamma),
            }
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 5, make: cases::fresh },
        describe: |input| {
            let (k, m) = input.selectors.values.dim();
            format!("{k} selectors of {m} bits, {} experts, gamma {}", input.experts, input.gamma)
        },
        properties: laws::laws().into_iter().map(|(name, holds)| Property { name, holds }).collect(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "divides logits by gamma first", bend: |k| k.scaled = true },
            Style { name: "leaves zeros out of the entropy", bend: |k| k.zeros_left_out = true },
            Style { name: "takes rows as slices", bend: |k| k.row_slices = true },
            Style { name: "does not divide by a sum of 0", bend: |k| k.guarded = true },
            Style { name: "takes only mixing as a slice", bend: |k| k.mixing_slice = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// What the kernels give. For the entropy, where the question is how much rounding moves it, also what leaving out the 10⁻⁶
/// would change, which the contract allows: at most 10⁻⁶ for each weight.
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    use kernels::moe::{dselect_gate, dselect_penalty, dselect_selectors, smooth_step};
    let kernel = super::kernel_precision(precision);
    let (selectors, mixing) = (input.selectors.double(), input.mixing.double());
    let (experts, gamma) = (input.experts, f64::from(input.gamma));
    let points: Array1<f64> = input.points.iter().map(|&t| f64::from(t)).collect();
    let steps = smooth_step(points.view(), gamma, kernel)?;
    let weights = dselect_selectors(selectors.view(), experts, gamma, kernel)?;
    let gate = dselect_gate(selectors.view(), mixing.view(), experts, gamma, kernel)?;
    let mut penalty = dselect_penalty(selectors.view(), experts, gamma, kernel)?;
    if precision == Precision::Nudged {
        penalty[0] += 1.2e-7 * weights.len() as f64;
    }
    let mut parts = vec![Part::array("smooth_step", &steps)];
    let rows = weights.rows().into_iter().enumerate();
    parts.extend(rows.map(|(s, row)| Part::array(format!("selector {s}"), &row)));
    parts.push(Part::array("gate", &gate));
    parts.push(Part::real("penalty.0", vec![], [penalty[0]]));
    parts.push(Part::real("penalty.1", vec![], [penalty[1]]));
    Ok(parts)
}
