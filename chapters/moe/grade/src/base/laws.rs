//! What must hold for `base`, whatever the reference says.

use judge::{Broken, close, same};
use ndarray::Array2;

use super::{Answered, Input, TheProbe, largest_total, sixty_fourths};

/// The assignment of other affinities, if it is one, judged by these: its total.
fn total_by(judged: &Array2<f32>, probe: &mut TheProbe<'_>, affinities: Array2<f32>) -> Result<f64, Broken> {
    let Answered::Assigned { experts, .. } = probe.call(&Input::Assign { affinities: affinities.into() })?
    else {
        return Err(Broken::Law("not an assignment".to_owned()));
    };
    let (tokens, count) = judged.dim();
    let mut loads = vec![0; count];
    for &expert in &experts {
        if expert >= count {
            return Err(Broken::Law(format!("a token gets expert {expert} of {count}")));
        }
        loads[expert] += 1;
    }
    if loads.iter().any(|&load| load != tokens / count) {
        return Err(Broken::Law(format!("the experts get {loads:?} tokens")));
    }
    Ok(experts.iter().enumerate().map(|(t, &e)| f64::from(judged[[t, e]])).sum())
}

/// A shift in 64ths that keeps values between −16 and 16.
fn shift<'a>(probe: &mut TheProbe<'_>, values: impl Iterator<Item = &'a f32> + Clone) -> f32 {
    let low = values.clone().fold(f32::INFINITY, |low, &x| low.min(x));
    let high = values.fold(f32::NEG_INFINITY, |high, &x| high.max(x));
    let (down, up) = ((16.0 + low).max(0.0), (16.0 - high).max(0.0));
    let by = probe.random.uniform(-f64::from(down).min(8.0)..f64::from(up).min(8.0) + 1e-9);
    ((64.0 * by).trunc() / 64.0) as f32
}

fn unmoved(
    what: &str,
    affinities: &Array2<f32>,
    probe: &mut TheProbe<'_>,
    moved: Array2<f32>,
) -> Result<(), Broken> {
    let total =
        largest_total(&sixty_fourths(affinities), affinities.nrows() / affinities.ncols()) as f64 / 64.0;
    let yours = total_by(affinities, probe, moved)?;
    if (yours - total).abs() < 1.0 / 128.0 {
        Ok(())
    } else {
        Err(Broken::Law(format!(
            "{what}, the assignment is worth {yours} by the affinities before, where {total} is possible"
        )))
    }
}

pub(super) fn rows_shift(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Assign { affinities } = input else { return Ok(()) };
    let mut moved = affinities.values.clone();
    for mut row in moved.rows_mut() {
        let by = shift(probe, row.iter());
        row += by;
    }
    unmoved("with a number added to each row", &affinities.values, probe, moved)
}

pub(super) fn columns_shift(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Assign { affinities } = input else { return Ok(()) };
    let mut moved = affinities.values.clone();
    for mut column in moved.columns_mut() {
        let by = shift(probe, column.iter());
        column += by;
    }
    unmoved("with a number added to each column", &affinities.values, probe, moved)
}

pub(super) fn permutation(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Assign { affinities } = input else { return Ok(()) };
    let mut order: Vec<usize> = (0..affinities.values.nrows()).collect();
    probe.random.shuffle(&mut order);
    let moved = affinities.values.select(ndarray::Axis(0), &order);
    unmoved("with the tokens in another order", &moved.clone(), probe, moved)
}

fn combined(probe: &mut TheProbe<'_>, input: &Input) -> Result<Array2<f32>, Broken> {
    match probe.call(input)? {
        Answered::Combined(mixed) => Ok(mixed),
        Answered::Assigned { .. } => Err(Broken::Law("not a combined output".to_owned())),
    }
}

pub(super) fn identity(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Combine { tokens, .. } = input else { return Ok(()) };
    let mut through = input.clone();
    if let Input::Combine { outputs, .. } = &mut through {
        outputs.values.assign(&tokens.values);
    }
    let slack = 4e-6 * tokens.values.fold(1.0_f32, |most, x| most.max(x.abs()));
    same(
        "combine",
        &combined(probe, &through)?,
        &tokens.values,
        f64::from(slack),
        "in the token, which is its output too",
    )
}

pub(super) fn own_gate(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Combine { centroids, experts, .. } = input else { return Ok(()) };
    let count = centroids.values.nrows();
    let changed = probe.random.whole(0..=count - 1);
    let mut other = input.clone();
    if let Input::Combine { centroids, .. } = &mut other {
        // Nearer to 0, so that products stay within the promise.
        centroids.values.row_mut(changed).mapv_inplace(|x| 0.25 * x);
    }
    let (before, after) = (combined(probe, input)?, combined(probe, &other)?);
    for (((t, c), &a), &b) in before.indexed_iter().zip(&after) {
        if experts[t] != changed && !close(a, b, 2.0 * probe.tolerance) {
            return Err(Broken::Law(format!(
                "[{t}, {c}] is {a}, and {b} with another centroid of expert {changed}, which does not have token {t}"
            )));
        }
    }
    Ok(())
}
