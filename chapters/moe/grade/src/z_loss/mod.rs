//! `z_loss`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod golden;
mod mistakes;

use judge::{Bent, Broken, Fresh, Level, Meta, Plan, Probe, Property, Reference, Style};
use ndarray::{Array2, Axis};

use super::balance_loss::{Batches, Losses};
use mistakes::Knobs;
use moe::ZLoss;
use moe::solution::z_loss::z_loss as solution;

type TheProbe<'a> = Probe<'a, Batches, Losses>;

pub(super) fn plan(answer: Option<ZLoss>) -> Plan<ZLoss, Batches, Losses, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "z_loss",
            title: "A loss that keeps the router's logits small",
            level: Level::Easy,
            minutes: 10,
            year: 2022,
            needs: &["moe/switch"],
            text: "moe/switch.html#z-loss",
            hints: [
                "One number for each token, its log-sum-exp. Square each, then take the mean. What would the mean first and the square \
                 after it lose?",
                "ln Σ exp(l) = largest + ln Σ exp(l − largest). Both terms: the largest has to come back.",
                "`let largest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));` and `largest + row.iter().map(|x| (x - \
                 largest).exp()).sum::<f32>().ln()`; then `.powi(2)`, and divide the sum by `logits.nrows() as f32`.",
            ],
            story: "A softmax does not see a number that is added to all logits of a token, so nothing in the balance loss or in the \
                    model's output holds it. This loss does: it is the one term for which logits of 1, 2 and 1001, 1002 are different. \
                    And it is not 0 when all logits are: there it is (ln E)², so a router that starts with zeros starts with a cost, \
                    and pushes all logits a little below zero.",
        },
        answer,
        solution,
        call: |answer, input| input.losses(answer),
        reference: Reference {
            run: |input, precision| {
                let precision = super::kernel_precision(precision);
                input.reference(|logits| kernels::moe::z_loss(logits, precision))
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 5, make: cases::fresh },
        describe: Batches::describe,
        properties: vec![
            Property { name: "logits of 0 cost (ln E)²", holds: zeros },
            Property { name: "logits whose exponentials sum to 1 cost nothing", holds: normalised },
            Property {
                name: "the order of experts and tokens does not count, nor how often all are repeated",
                holds: repeated,
            },
            Property { name: "a number added to all logits is added to every log-sum-exp", holds: shifted },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "adds 1e-9 to the sum", bend: |k| k.guard = 1e-9 },
            Style {
                name: "adds 1e-9 to the sum, in double precision",
                bend: |k| (k.guard, k.double) = (1e-9, true),
            },
            Style { name: "adds 1e-12 to the sum", bend: |k| (k.guard, k.double) = (1e-12, true) },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: super::balance_loss::promises::shared(),
        golden: golden::all(),
    }
}

fn zeros(input: &Batches, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let flat = input.map(|logits| Array2::zeros(logits.raw_dim()));
    let expected = [0, 1].map(|batch| (flat.0[batch].values.ncols() as f32).ln().powi(2));
    probe.call(&flat)?.same(&Losses(expected), 1e-4, "is right where all logits are 0")
}

fn normalised(input: &Batches, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let normal = input.map(|logits| {
        let mut logits = logits.clone();
        for mut row in logits.rows_mut() {
            let largest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
            row -= largest;
            let sum = row.mapv(f32::exp).sum();
            row -= sum.ln();
        }
        logits
    });
    probe.call(&normal)?.same(&Losses([0.0, 0.0]), 1e-4, "is right where the exponentials sum to 1")
}

fn repeated(input: &Batches, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let before = probe.call(input)?;
    let times = probe.random.whole(1..=3);
    let longer = input.map(|logits| {
        let mut tokens: Vec<usize> = (0..times).flat_map(|_| 0..logits.nrows()).collect();
        let mut experts: Vec<usize> = (0..logits.ncols()).collect();
        probe.random.shuffle(&mut tokens);
        probe.random.shuffle(&mut experts);
        logits.select(Axis(0), &tokens).select(Axis(1), &experts)
    });
    let after = probe.call(&longer)?;
    let size = f64::from(before.0[0].abs().max(before.0[1].abs()));
    let what = format!("with every token {times} times, in another order");
    before.same(&after, 2.0 * probe.tolerance + 1e-5 * size, &what)
}

/// mean (lse + a)² = mean lse² + 2 a mean lse + a²: so the losses of a shift up and down have the mean of the loss plus a².
fn shifted(input: &Batches, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    // Never past the promise.
    if input.0.iter().any(|batch| batch.values.iter().any(|logit| logit.abs() > 1098.0)) {
        return Ok(());
    }
    let by = probe.random.whole(1..=8) as f32 / 4.0;
    let [middle, up, down] = [probe.call(input)?, moved(input, probe, by)?, moved(input, probe, -by)?];
    let expected = [0, 1].map(|batch| f32::midpoint(up.0[batch], down.0[batch]) - by * by);
    let size = f64::from(middle.0[0].abs().max(middle.0[1].abs()));
    let what = format!("by the losses of all logits moved up and down by {by}");
    middle.same(&Losses(expected), 4.0 * probe.tolerance + 1e-4 + 1e-5 * size, &what)
}

fn moved(input: &Batches, probe: &mut TheProbe<'_>, by: f32) -> Result<Losses, Broken> {
    probe.call(&input.map(|logits| logits + by))
}
