//! `balance_loss`: its cases, reference, properties, mistakes and alternatives.
//!
//! An input holds two batches: a trivial answer that knows the mean of a single number would know the number.

mod alternatives;
mod cases;
mod golden;
mod mistakes;
pub(super) mod promises;

use judge::{
    Bent, Broken, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property,
    Reference, Style, same,
};
use ndarray::{Array2, ArrayView2, Axis, aview1};
use serde::{Deserialize, Serialize};

use mistakes::Knobs;
use moe::BalanceLoss;
use moe::solution::balance_loss::balance_loss as solution;

/// Two batches of logits.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Batches(pub(super) [Matrix; 2]);

impl Batches {
    /// In a few words.
    pub(super) fn describe(&self) -> String {
        let shape =
            |batch: &Matrix| format!("{} tokens and {} experts", batch.values.nrows(), batch.values.ncols());
        let Batches([first, second]) = self;
        format!("a batch of {}, and one of {}", shape(first), shape(second))
    }

    /// What a loss gives for each.
    pub(super) fn losses(&self, loss: impl Fn(ArrayView2<'_, f32>) -> f32) -> Losses {
        let Batches([first, second]) = self;
        Losses([loss(first.held().view()), loss(second.held().view())])
    }

    /// The parts of what a kernel gives for each.
    pub(super) fn reference(
        &self,
        loss: impl Fn(ArrayView2<'_, f64>) -> Result<f64, kernels::Unavailable>,
    ) -> Result<Vec<Part>, Missing> {
        let one = |batch: &Matrix| loss(batch.double().view());
        let Batches([first, second]) = self;
        Ok(vec![Part::real("loss of batch", vec![2], [one(first)?, one(second)?])])
    }

    /// The batches, each changed.
    pub(super) fn map(&self, mut change: impl FnMut(&Array2<f32>) -> Array2<f32>) -> Batches {
        let Batches([first, second]) = self;
        Batches([
            Matrix::from(change(&first.values)).laid(second.layout),
            Matrix::from(change(&second.values)).laid(first.layout),
        ])
    }
}

/// The losses of two batches.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Losses(pub(super) [f32; 2]);

impl Output for Losses {
    fn parts(&self) -> Vec<Part> {
        vec![Part::real("loss of batch", vec![2], self.0.map(f64::from))]
    }
}

impl Losses {
    /// Whether these are those, up to a difference.
    pub(super) fn same(&self, other: &Losses, slack: f64, what: &str) -> Result<(), Broken> {
        same("the loss of batch", &aview1(&self.0), &aview1(&other.0), slack, what)
    }
}

type TheProbe<'a> = Probe<'a, Batches, Losses>;

pub(super) fn plan(answer: Option<BalanceLoss>) -> Plan<BalanceLoss, Batches, Losses, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "balance_loss",
            title: "The balance loss of the Switch Transformer",
            level: Level::Easy,
            minutes: 15,
            year: 2021,
            needs: &["moe/switch", "moe/load"],
            text: "moe/switch.html#balance-loss",
            hints: [
                "Two vectors with a number for each expert, and both sum to 1. One is made of choices, the other of probabilities. Print \
                 both sums before you multiply.",
                "f_i = (tokens whose largest logit is at i) / tokens. P_i = the mean of column i of the softmax, whose rows sum to 1. \
                 The loss is E times the dot product, so that it is 1 where every P_i is 1 / E.",
                "`for routed in super::switch::route(logits, tokens) { f[routed.expert] += 1.0 / tokens as f32; }`: with room for all \
                 tokens no capacity gets in the way. Then a loop over the rows that adds each softmax to P.",
            ],
            story: "Only P has a slope: f counts, and a count does not move when a logit moves a little. So f says which expert to \
                    push down and how hard, and P is what is pushed. Write f · f and the number looks as good, but nothing can be \
                    learned from it. And 1 is not the smallest value: it is what equal probabilities give. Where the chosen experts are \
                    not the probable ones, the loss is less than that.",
        },
        answer,
        solution,
        call: |answer, input| input.losses(answer),
        reference: Reference {
            run: |input, precision| {
                // Equal logits that are nudged apart are another input, on which the loss jumps: that says nothing about rounding.
                let exact = !input.0.iter().all(|batch| super::switch::without_ties(&batch.values));
                let precision =
                    if exact && precision == Precision::Nudged { Precision::Double } else { precision };
                let precision = super::kernel_precision(precision);
                input.reference(|logits| kernels::moe::balance_loss(logits, precision))
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 5, make: cases::fresh },
        describe: Batches::describe,
        properties: vec![
            Property { name: "equal logits cost exactly 1, whoever is chosen", holds: uniform },
            Property { name: "the order of the experts does not count", holds: permuted_experts },
            Property {
                name: "the order of the tokens does not count, nor how often all are repeated",
                holds: repeated,
            },
            Property {
                name: "the same number added to all logits of a token changes nothing",
                holds: shifted,
            },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "adds 1e-9 to the sum", bend: |k| k.sum_guarded = true },
            Style {
                name: "adds 1e-9 to the sum, in double precision",
                bend: |k| (k.sum_guarded, k.double) = (true, true),
            },
            Style { name: "chooses by probability", bend: |k| k.by_probability = true },
            Style { name: "has a capacity factor of 1.25", bend: |k| k.roomy = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn uniform(input: &Batches, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let level = probe.random.whole(0..=8) as f32 / 4.0 - 1.0;
    let given = probe.call(&input.map(|logits| Array2::from_elem(logits.raw_dim(), level)))?;
    let slack = 2.0 * probe.tolerance + 1e-5;
    given.same(&Losses([1.0, 1.0]), slack, "is right where all logits are equal")
}

fn permuted_experts(input: &Batches, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if !input.0.iter().all(|batch| super::switch::without_ties(&batch.values)) {
        return Ok(());
    }
    let before = probe.call(input)?;
    let moved = input.map(|logits| {
        let mut order: Vec<usize> = (0..logits.ncols()).collect();
        probe.random.shuffle(&mut order);
        logits.select(Axis(1), &order)
    });
    let after = probe.call(&moved)?;
    before.same(&after, 2.0 * probe.tolerance, "with the experts in another order")
}

fn repeated(input: &Batches, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let before = probe.call(input)?;
    let times = probe.random.whole(1..=3);
    let longer = input.map(|logits| {
        let mut order: Vec<usize> = (0..times).flat_map(|_| 0..logits.nrows()).collect();
        probe.random.shuffle(&mut order);
        logits.select(Axis(0), &order)
    });
    let after = probe.call(&longer)?;
    let what = format!("with every token {times} times, in another order");
    before.same(&after, 2.0 * probe.tolerance + 1e-5, &what)
}

fn shifted(input: &Batches, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let before = probe.call(input)?;
    let moved = input.map(|logits| {
        let mut logits = logits.clone();
        for row in logits.rows_mut() {
            super::switch::shift(row, probe.random);
        }
        logits
    });
    let after = probe.call(&moved)?;
    // Near 1000 a logit is rounded to a ten-thousandth.
    before.same(&after, 2.0 * probe.tolerance + 1e-3, "with every token's logits shifted")
}
