//! What must hold for `fused`, whatever the reference says.

use judge::{Broken, same};
use ndarray::{Array1, Axis, s};

use super::{Input, Product, TheProbe};

fn same_results(a: &Product, b: &Product, allowed: f64, how: &str) -> Result<(), Broken> {
    same("out.1 (log-sum-exp)", &a.log_sum_exp, &b.log_sum_exp, allowed, how)?;
    same("out.0 (output)", &a.output, &b.output, allowed, how)
}

pub(super) fn shifted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    // What stays within the promise, and is exact: scores are not rounded anew.
    let small = |&score: &f32| score == f32::NEG_INFINITY || score.abs() < 100.0;
    if !input.stored().0.iter().all(small) {
        return Ok(());
    }
    let mut other = input.clone();
    let shift = Array1::from_shape_fn(input.sizes()[0], |_| probe.random.whole(0..=80) as f32 - 40.0);
    let scores = other.stored_mut().0;
    *scores += &shift.view().insert_axis(Axis(1));
    let (mut before, after) = (probe.call(input)?, probe.call(&other)?);
    if before.log_sum_exp.len() == shift.len() {
        before.log_sum_exp += &shift;
    }
    let how = "than it should be, or than before, when a number is added to all scores of a row";
    same_results(&before, &after, 4.0 * probe.tolerance + 1e-3, how)
}

pub(super) fn permuted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut order: Vec<usize> = (0..input.sizes()[1]).collect();
    probe.random.shuffle(&mut order);
    let (scores, values) = input.stored();
    let other = Input::new(scores.select(Axis(1), &order), values.select(Axis(0), &order), input.block);
    let (before, after) = (probe.call(input)?, probe.call(&other)?);
    same_results(&before, &after, 2.0 * probe.tolerance, "with the keys in another order")
}

pub(super) fn any_block(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let other = Input { block: probe.random.whole(1..=input.sizes()[0] + 2), ..input.clone() };
    let (before, after) = (probe.call(input)?, probe.call(&other)?);
    let how = format!("with blocks of {} rows instead of {}", other.block, input.block);
    same_results(&before, &after, 2.0 * probe.tolerance, &how)
}

pub(super) fn alone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let i = probe.random.whole(0..=input.sizes()[0] - 1);
    let (scores, values) = input.stored();
    let one = Input::new(scores.slice(s![i..=i, ..]).to_owned(), values.clone(), input.block);
    let (all, one) = (probe.call(input)?, probe.call(&one)?);
    if all.output.nrows() <= i || all.log_sum_exp.len() <= i {
        return Ok(());
    }
    let row = Product {
        output: all.output.slice(s![i..=i, ..]).to_owned(),
        log_sum_exp: all.log_sum_exp.slice(s![i..=i]).to_owned(),
        ..all
    };
    same_results(&row, &one, 2.0 * probe.tolerance, &format!("when row {i} is computed alone"))
}

pub(super) fn hidden(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (scores, _) = input.stored();
    let unseen: Vec<usize> = (0..scores.ncols())
        .filter(|&j| scores.column(j).iter().all(|&score| score == f32::NEG_INFINITY))
        .collect();
    if unseen.is_empty() {
        return Ok(());
    }
    let mut other = input.clone();
    for j in unseen {
        other.stored_mut().1.row_mut(j).mapv_inplace(|v| 0.5 * v + 77.0);
    }
    let (before, after) = (probe.call(input)?, probe.call(&other)?);
    same_results(&before, &after, probe.tolerance, "when values change that no row sees")
}

pub(super) fn between(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let product = probe.call(input)?;
    let (scores, values) = input.stored();
    let slack = probe.tolerance as f32;
    for ((i, c), &x) in product.output.indexed_iter() {
        if i >= scores.nrows() || c >= values.ncols() {
            return Ok(());
        }
        let seen = (0..scores.ncols()).filter(|&j| scores[[i, j]].is_finite()).map(|j| values[[j, c]]);
        let (low, high) = seen.fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low <= high && (x < low - slack || x > high + slack) {
            return Err(Broken::Law(format!("out.0 (output)[{i}, {c}] is {x}, outside [{low}, {high}]")));
        }
    }
    Ok(())
}
