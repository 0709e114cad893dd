//! What must hold for `mhc`, whatever the reference says.

use judge::{Broken, same};
use ndarray::{Array1, Array2, Axis};

use super::{Input, TheProbe};

pub(super) fn rows_sum_to_one(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let output = probe.call(input)?;
    for (what, matrix) in [("project", &output.projected), ("mix", &output.coefficients.mix)] {
        if let Some(((i, j), x)) = matrix.indexed_iter().find(|&(_, &x)| x < 0.0 || x.is_nan()) {
            return Err(Broken::Law(format!("{what}[{i}, {j}] is {x}")));
        }
        for (i, sum) in matrix.sum_axis(Axis(1)).iter().enumerate() {
            let close = (sum - 1.0).abs() <= 1e-5;
            if !close {
                return Err(Broken::Law(format!("row {i} of {what} sums to {sum}")));
            }
        }
    }
    Ok(())
}

pub(super) fn columns_converge(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut many = input.clone();
    // Within ±1.5: sharp logits converge too slowly for a law.
    let largest = input.logits.values.iter().fold(f32::MIN, |a, &b| a.max(b));
    let least = input.logits.values.iter().fold(f32::MAX, |a, &b| a.min(b));
    let spread = (largest - least).max(1e-3);
    many.logits.values.mapv_inplace(|x| 3.0 * (x - least) / spread - 1.5);
    many.iterations = 60;
    let projected = probe.call(&many)?.projected;
    for (j, sum) in projected.sum_axis(Axis(0)).iter().enumerate() {
        let close = (sum - 1.0).abs() <= 1e-3;
        if !close {
            return Err(Broken::Law(format!(
                "after 60 iterations, from logits within ±1.5, column {j} sums to {sum}"
            )));
        }
    }
    Ok(())
}

pub(super) fn columns_may_shift(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut plain = input.clone();
    // Near 0, so that the shift is not rounded away.
    let level = input.logits.values.iter().fold(f32::MIN, |a, &b| a.max(b));
    plain.logits.values -= level;
    let mut shifted = plain.clone();
    for mut column in shifted.logits.values.columns_mut() {
        column += [-2.0, -1.0, 1.0, 2.0][probe.random.whole(0..=3)];
    }
    let (a, b) = (probe.call(&plain)?.projected, probe.call(&shifted)?.projected);
    let slack = 1e-4;
    same("project", &a, &b, slack, "with a number added to each column of logits")
}

pub(super) fn streams_may_grow(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut plain = input.clone();
    plain.epsilon = 1e-12;
    let mut twice = plain.clone();
    twice.streams.values *= 2.0;
    let (a, b) = (probe.call(&plain)?.coefficients, probe.call(&twice)?.coefficients);
    let slack = 2.0 * probe.tolerance + 1e-4;
    let how = "with twice the streams";
    let row = |x: &Array1<f32>| x.view().insert_axis(Axis(0)).to_owned();
    same("pre", &row(&a.pre), &row(&b.pre), slack, how)?;
    same("post", &row(&a.post), &row(&b.post), slack, how)?;
    same("mix", &a.mix, &b.mix, slack, how)
}

pub(super) fn sum_is_preserved(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut still = input.clone();
    still.post.values.fill(0.0);
    // A cyclic exchange, mixed with another one: rows and columns sum to 1.
    let n = input.pre.values.len();
    let share = probe.random.uniform(0.2..0.8) as f32;
    still.mix.values = Array2::zeros((n, n));
    for i in 0..n {
        still.mix.values[[i, (i + 1) % n]] += share;
        still.mix.values[[i, (i + 2) % n]] += 1.0 - share;
    }
    let next = probe.call(&still)?.next;
    let (before, after) = (input.streams.values.sum_axis(Axis(0)), next.sum_axis(Axis(0)));
    let slack = 8.0 * probe.tolerance + 1e-4;
    let [after, before] = [after, before].map(|sums| sums.insert_axis(Axis(0)));
    same("the sum of the streams after step", &after, &before, slack, "before it")
}

pub(super) fn equal_streams(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let n = input.pre.values.len();
    let mut equal = input.clone();
    for mut row in equal.streams.values.rows_mut() {
        row.assign(&input.streams.values.row(0));
    }
    equal.pre.values.mapv_inplace(|x| x.abs() + 0.1);
    let sum = equal.pre.values.sum();
    equal.pre.values /= sum;
    equal.post.values.fill(1.0);
    equal.mix.values = Array2::from_shape_fn((n, n), |(i, j)| {
        [0.25, 0.75][usize::from(j == (i + 1) % n)] * f32::from(u8::from(j == i || j == (i + 1) % n))
    });
    if n == 1 {
        equal.mix.values.fill(1.0);
    }
    let next = probe.call(&equal)?.next;
    let x = input.streams.values.row(0).mapv(f64::from);
    let plain = (&x + &input.layer(&x)).mapv(|y| y as f32);
    let slack = 8.0 * probe.tolerance + 1e-4;
    let plain = plain.insert_axis(Axis(0));
    let expected = plain.broadcast(next.raw_dim()).ok_or_else(|| {
        Broken::Law(format!(
            "step gives {:?} for streams of shape {:?}",
            next.dim(),
            input.streams.values.dim()
        ))
    })?;
    same("step", &next.view(), &expected, slack, "in an ordinary residual block")
}
