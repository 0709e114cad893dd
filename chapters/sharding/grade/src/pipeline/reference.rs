//! What is right, on one process.

use judge::{Missing, Part, Precision};
use ndarray::{Array2, ArrayView2};

use super::{Input, gradients, op, written};
use sharding::Op;

/// A stage goes on forward until it holds as many activations as there are stages from it to the last; then, and when there is nothing more to come, it
/// gets rid of one.
pub(super) fn order(stage: usize, stages: usize, micros: usize) -> Vec<i64> {
    let (mut forward, mut backward) = (0, 0);
    let mut order = Vec::new();
    while backward < micros {
        if forward < micros && forward - backward < stages - stage {
            forward += 1;
            order.push(forward as i64);
        } else {
            backward += 1;
            order.push(-(backward as i64));
        }
    }
    order
}

/// When each operation ends: later and later, until nothing has to wait any more. `None` if something waits for itself.
pub(super) fn ends(orders: &[Vec<i64>], forward: f64, backward: f64, round: fn(f64) -> f64) -> Option<f64> {
    let (stages, ops) = (orders.len(), orders[0].len());
    let at = |stage: usize, number: i64| orders[stage].iter().position(|&other| other == number);
    let mut ends = vec![vec![0.0; ops]; stages];
    // A chain has each operation once at the most.
    for _ in 0..=stages * ops {
        let mut changed = false;
        for stage in 0..stages {
            for (place, number) in orders[stage].iter().enumerate() {
                let own = if place > 0 { ends[stage][place - 1] } else { 0.0 };
                let (cost, awaited) = match op(number) {
                    Op::Forward(_) if stage == 0 => (forward, 0.0),
                    Op::Forward(_) => (forward, ends[stage - 1][at(stage - 1, *number)?]),
                    Op::Backward(_) if stage + 1 == stages => (backward, ends[stage][at(stage, -number)?]),
                    Op::Backward(_) => (backward, ends[stage + 1][at(stage + 1, *number)?]),
                };
                let end = round(f64::max(own, awaited) + cost);
                changed |= end > ends[stage][place];
                ends[stage][place] = end;
            }
        }
        if !changed {
            return Some(ends.into_iter().flatten().fold(0.0, f64::max));
        }
    }
    None
}

pub(super) fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let moved = |x: f64| precision.pick(x, f64::from(x as f32), x * (1.0 + f64::from(f32::EPSILON)));
    Ok(match input {
        &Input::Order { stages, micros } => {
            let orders: Vec<Vec<i64>> = (0..stages).map(|stage| order(stage, stages, micros)).collect();
            written(orders.iter().map(Vec::as_slice))
        }
        Input::Bubble { orders, forward, backward } => {
            let work = (orders[0].len() / 2) as f64 * (moved(*forward) + backward);
            let whole = ends(orders, moved(*forward), *backward, |x| x)
                .ok_or_else(|| Missing("the orders wait for each other".into()))?;
            vec![Part::real("bubble", [], [whole / work - 1.0])]
        }
        Input::Run { weights, inputs, targets } => {
            gradients(whole(weights, inputs, targets, precision).iter())
        }
    })
}

/// One micro-batch after the other through all stages, and back.
fn whole(
    weights: &[Array2<f64>],
    inputs: &[Array2<f64>],
    targets: &[Array2<f64>],
    precision: Precision,
) -> Vec<Array2<f64>> {
    let round = |x: f64| precision.pick(x, f64::from(x as f32), x);
    let product = |a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>| {
        Array2::from_shape_fn((a.nrows(), b.ncols()), |(i, j)| {
            (0..a.ncols()).fold(0.0, |sum, k| round(sum + round(a[[i, k]] * b[[k, j]])))
        })
    };
    let nudged = |w: &Array2<f64>| w * precision.pick(1.0, 1.0, 1.0 + f64::from(f32::EPSILON));
    let weights: Vec<Array2<f64>> = weights.iter().map(nudged).collect();
    let mut sums: Vec<Array2<f64>> = weights.iter().map(|w| Array2::zeros(w.dim())).collect();
    for (input, target) in inputs.iter().zip(targets) {
        let mut passed = vec![input.clone()];
        for w in &weights {
            let next = product(passed[passed.len() - 1].view(), w.view()).mapv(|x| round(x.tanh()));
            passed.push(next);
        }
        let mut of_output = &passed[weights.len()] - target;
        for stage in (0..weights.len()).rev() {
            let of_before = of_output * passed[stage + 1].mapv(|y| (1.0 - y) * (1.0 + y));
            sums[stage] += &product(passed[stage].t(), of_before.view());
            of_output = product(of_before.view(), weights[stage].t());
        }
    }
    sums.into_iter().map(|sum| sum.mapv(|x| round(x / inputs.len() as f64))).collect()
}
