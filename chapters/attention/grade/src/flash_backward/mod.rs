//! `flash_backward`: its cases, reference, properties, mistakes and alternatives.
//!
//! Two definitions judge it. The reference kernel multiplies by the Jacobian of the softmax, and knows nothing of the
//! trick by which the exercise gets around it; and central differences of the forward pass, in double precision, have to
//! agree with the answer in directions that no one has chosen.

mod alternatives;
mod cases;
mod forward;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Layout, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property,
    Reference, Style,
};
use serde::{Deserialize, Serialize};

use attention::solution::flash_backward::flash_backward as solution;
use attention::{FlashBackward, Gradients, Mask, Saved};
use mistakes::Knobs;

/// What the forward pass received, and the gradient that comes back. Output and log-sum-exp are computed from it before
/// the answer is called.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    queries: Matrix,
    keys: Matrix,
    values: Matrix,
    upstream: Matrix,
    mask: Mask,
    /// The layout in which output and log-sum-exp are seen.
    layout: Layout,
}

impl Input {
    /// n and m.
    fn counts(&self) -> (usize, usize) {
        (self.queries.values.nrows(), self.keys.values.nrows())
    }

    /// How many keys query i sees.
    fn visible(&self, i: usize) -> usize {
        let (n, m) = self.counts();
        if self.mask == Mask::None { m } else { (i + 1 + m).saturating_sub(n) }
    }
}

/// The gradients that an answer gives.
#[derive(Serialize, Deserialize)]
pub(super) struct Given(Gradients);

impl Output for Given {
    fn parts(&self) -> Vec<Part> {
        let Given(gradients) = self;
        vec![
            Part::array("out.queries", &gradients.queries),
            Part::array("out.keys", &gradients.keys),
            Part::array("out.values", &gradients.values),
        ]
    }
}

type TheProbe<'a> = Probe<'a, Input, Given>;

pub(super) fn plan(answer: Option<FlashBackward>) -> Plan<FlashBackward, Input, Given, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "flash_backward",
            title: "The gradients of attention, with the weights computed once more instead of kept",
            level: Level::Hard,
            minutes: 50,
            year: 2022,
            needs: &["attention/flash"],
            text: "attention/tiles.html#flash-backward",
            hints: [
                "The weights come back without a softmax: P = exp(scores − log-sum-exp), and 0 where the mask hides. Write \
                 down for one query what follows from dO: the values' gradient takes P, the weights' gradient is dP = values · \
                 dO, and through the softmax it becomes dS.",
                "dS = P ∘ (dP − D), where D is one number for each query: Σ_j P_j dP_j, which is the same as output · dO. So D \
                 can be had before the first key is seen, and every score's gradient on its own.",
                "For a few queries at a time: P (few, m); values += Pᵀ · dO; dS = (dO · valuesᵀ − D) ∘ P; queries = dS · keys \
                 / √d; keys += dSᵀ · queries / √d. Only D has to be broadcast along the keys: insert_axis(Axis(1)).",
            ],
            story: "The letter L means two things. In the appendix of FlashAttention it is the sum of the exponentials, in \
                    FlashAttention-2 its logarithm, maximum included; whoever mixes the papers divides where an exponent belongs. And \
                    the most expensive mistake is the quiet one: without D the values still get the right gradient, the loss \
                    still falls for a while, and queries and keys learn something else.",
        },
        answer,
        solution,
        call: |answer, input| Given(forward::with_saved(input, answer)),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let sizes = random.distinct(2..=9);
                let mask = if random.chance(0.7) { Mask::Causal } else { Mask::None };
                let layout = Layout::any(random);
                cases::laid(cases::normal(random, sizes, mask), layout)
            },
        },
        describe: |input| {
            let ((n, m), width) = (input.counts(), input.queries.values.ncols());
            let value_width = input.values.values.ncols();
            let mask = if input.mask == Mask::Causal { "causal" } else { "no mask" };
            format!("queries {n}, keys {m}, width {width}, value width {value_width}, {mask}")
        },
        properties: vec![
            Property {
                name: "the gradient is the slope of the forward pass, by central differences",
                holds: laws::central_differences,
            },
            Property {
                name: "the keys' gradients sum to zero, since a vector added to every key changes nothing",
                holds: laws::keys_sum_to_zero,
            },
            Property {
                name: "the values' gradients sum to those of the outputs, since weights sum to 1",
                holds: laws::values_sum_to_upstream,
            },
            Property {
                name: "queries · their gradients is keys · theirs, since a score is a product of both",
                holds: laws::balance,
            },
            Property {
                name: "a query that sees one key or none has gradient zero",
                holds: laws::nothing_to_choose,
            },
            Property { name: "twice the upstream gradient gives twice the gradients", holds: laws::linear },
            Property { name: "no matrix of queries by keys is held", holds: laws::memory },
        ],
        bent: Bent {
            run: |knobs, input| {
                Given(forward::with_saved(input, |saved, upstream| knobs.run(saved, upstream)))
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style {
                name: "takes D from the weights and their gradients",
                bend: |k| k.delta_from_weights = true,
            },
            Style { name: "takes 8 queries at a time", bend: |k| k.strip = 8 },
            Style { name: "takes 16 queries at a time", bend: |k| k.strip = 16 },
            Style { name: "takes 32 queries at a time", bend: |k| k.strip = 32 },
            Style { name: "sets the gradients of hidden scores to 0", bend: |k| k.hides_slopes = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// The kernel's gradients; where the question is how much rounding moves them, also that of what the forward pass left.
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let [q, k, v, upstream] =
        [&input.queries, &input.keys, &input.values, &input.upstream].map(Matrix::double);
    let causal = input.mask == Mask::Causal;
    let attention = kernels::attention::Attention::new(q.view(), k.view(), v.view(), causal);
    let mut gradients =
        kernels::attention::flash_backward(attention, upstream.view(), super::kernel_precision(precision))?;
    if precision == Precision::Nudged {
        gradients
            .iter_mut()
            .zip(forward::rounding(input))
            .for_each(|(gradient, change)| *gradient += &change);
    }
    let labels = ["out.queries", "out.keys", "out.values"];
    Ok(labels.iter().zip(&gradients).map(|(&label, gradient)| Part::array(label, gradient)).collect())
}
