//! `soft`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Cube, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property,
    Reference, Style,
};
use ndarray::{Array2, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

use mistakes::Knobs;
use moe::Soft;
use moe::solution::soft as solution;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    tokens: Matrix,
    slots: Matrix,
    scale: Option<f32>,
    /// Expert i multiplies by `matrices[i]`, and takes the tanh of that if `bent`.
    matrices: Cube,
    bent: bool,
}

impl Input {
    fn experts(&self) -> usize {
        self.matrices.values.dim().0
    }

    /// What expert i makes of some rows: in double precision, and rounded.
    fn expert(&self, i: usize, inputs: ArrayView2<'_, f32>) -> Array2<f32> {
        let matrix = self.matrices.values.index_axis(Axis(0), i).mapv(f64::from);
        let outputs = inputs.mapv(f64::from).dot(&matrix);
        outputs.mapv(|x| if self.bent { x.tanh() as f32 } else { x as f32 })
    }
}

/// What the three functions give.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Mixed {
    logits: Array2<f32>,
    dispatch: Array2<f32>,
    combine: Array2<f32>,
    out: Array2<f32>,
}

impl Output for Mixed {
    fn parts(&self) -> Vec<Part> {
        vec![
            Part::array("logits", &self.logits),
            Part::array("dispatch", &self.dispatch),
            Part::array("combine", &self.combine),
            Part::array("soft", &self.out),
        ]
    }
}

type TheProbe<'a> = Probe<'a, Input, Mixed>;

pub(super) fn plan(answer: Option<Soft>) -> Plan<Soft, Input, Mixed, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "soft",
            title: "No choice at all: slots are mixtures of tokens, tokens mixtures of slots",
            level: Level::Medium,
            minutes: 30,
            year: 2023,
            needs: &["moe/expert_choice"],
            text: "moe/gradients.html#soft",
            hints: [
                "One matrix of logits (T, S), two softmaxes. A slot asks which tokens go into it: each column of the dispatch weights \
                 sums to 1. A token asks which slots it takes from: each row of the combine weights sums to 1.",
                "Slot inputs are dispatchᵀ · tokens, (S, d). Cut them into `experts` blocks of S / experts rows, call expert(i, block), \
                 stack what comes back, and multiply by combine from the left.",
                "A softmax along an axis: logits.fold_axis(axis, f32::NEG_INFINITY, |a, &b| a.max(b)).insert_axis(axis) can be \
                 subtracted from the logits, and so can sum_axis(axis).insert_axis(axis) divide. Lengths the same way: tokens along \
                 Axis(1), slots along Axis(0).",
            ],
            story: "The two softmaxes of one matrix are easily exchanged, and with as many tokens as slots nothing complains. What the \
                    layer gives up is order: the first token's output holds a share of the last token's content, so it cannot write \
                    text one token after another. And the published formula is not what the published code runs: there, tokens and \
                    slots have their lengths divided out before they meet.",
        },
        answer,
        solution: Soft { logits: solution::logits, weights: solution::weights, soft: solution::soft },
        call: |answer, input| {
            let (tokens, slots) = (input.tokens.held(), input.slots.held());
            let (tokens, slots) = (tokens.view(), slots.view());
            let logits = (answer.logits)(tokens, slots, input.scale);
            // Right logits, whatever the answer's are: weights are judged by themselves.
            let right =
                Matrix::from(solution::logits(tokens, slots, input.scale)).laid(input.tokens.layout).held();
            let (dispatch, combine) = (answer.weights)(right.view());
            let expert = |i: usize, inputs: ArrayView2<'_, f32>| input.expert(i, inputs);
            let out = (answer.soft)(tokens, slots, input.scale, input.experts(), &expert);
            Mixed { logits, dispatch, combine, out }
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 5, make: cases::fresh },
        describe: |input| {
            let ((t, d), s) = (input.tokens.values.dim(), input.slots.values.ncols());
            let (experts, _, out) = input.matrices.values.dim();
            let scale = input.scale.map_or_else(|| "no scale".to_owned(), |scale| format!("scale {scale}"));
            format!("{t} tokens of width {d}, {experts} experts, {s} slots, outputs of width {out}, {scale}")
        },
        properties: laws::laws().into_iter().map(|(name, holds)| Property { name, holds }).collect(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "takes rows as slices", bend: |k| k.row_slices = true },
            Style { name: "the layer has logits and weights of its own", bend: |k| k.layer_only = true },
            Style { name: "the layer does not call the others", bend: |k| k.functions_only = true },
            Style { name: "the scale counts without lengths", bend: |k| k.scaled_anyway = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    use kernels::moe::{soft_logits, soft_moe, soft_weights};
    let kernel = super::kernel_precision(precision);
    let (tokens, slots, matrices) = (input.tokens.double(), input.slots.double(), input.matrices.double());
    let logits = soft_logits(tokens.view(), slots.view(), input.scale.map(f64::from), kernel)?;
    let [mut dispatch, mut combine] = soft_weights(logits.view(), kernel)?;
    let mut out = soft_moe(tokens.view(), logits.view(), matrices.view(), input.bent, kernel)?;
    if precision == Precision::Nudged {
        let moved = super::by_a_log_sum(&logits);
        dispatch *= 1.0 + moved;
        combine *= 1.0 + moved;
        out += 2.0 * moved * out.fold(0.0, |most: f64, x| most.max(x.abs()));
    }
    Ok([("logits", logits), ("dispatch", dispatch), ("combine", combine), ("soft", out)]
        .iter()
        .map(|(label, array)| Part::array(*label, array))
        .collect())
}
