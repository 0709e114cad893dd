//! What must hold of `fd_loss`, whatever the reference says.

use judge::{Broken, close};
use ndarray::{Array, Array1, Array2, Axis, Dimension, concatenate, s};

use super::{Answered, Compared, Input, TheProbe};
use crate::frechet::reference::{moments, rounding};

fn lost(compared: &Compared, probe: &mut TheProbe<'_>) -> Result<(f64, f64, Array2<f64>), Broken> {
    let shape = (compared.new, compared.features.ncols());
    match probe.call(&Input::Loss(compared.clone()))? {
        Answered::Lost(distance, loss, gradient) if gradient.dim() == shape => Ok((distance, loss, gradient)),
        _ => Err(Broken::Law(format!("loss has not a gradient of shape {shape:?}"))),
    }
}

fn same<D: Dimension>(
    what: &str,
    a: &Array<f64, D>,
    b: &Array<f64, D>,
    slack: f64,
    how: &str,
) -> Result<(), Broken> {
    if a.shape() != b.shape() {
        return Err(Broken::Law(format!("{what} has shape {:?}, and {:?} {how}", a.shape(), b.shape())));
    }
    let worst = a.iter().zip(b).find(|(a, b)| !close(**a, **b, slack));
    worst.map_or(Ok(()), |(a, b)| Err(Broken::Law(format!("an entry of {what} is {a}, and {b} {how}"))))
}

fn largest<D: Dimension>(values: &Array<f64, D>) -> f64 {
    values.iter().fold(0.0, |most, x| most.max(x.abs()))
}

/// The sizes of what is added up in a distance.
fn size(compared: &Compared) -> f64 {
    let (own_mean, own) = moments(compared.features.view());
    let apart = (&own_mean - &compared.mean.values).mapv(|x| x * x).sum();
    apart + own.diag().sum() + compared.covariance.values.diag().sum()
}

pub(super) fn normalised(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Loss(compared) = input else { return Ok(()) };
    let (distance, loss, _) = lost(compared, probe)?;
    let expected = distance / (distance + 0.01);
    if close(loss, expected, 1e-6) {
        return Ok(());
    }
    Err(Broken::Law(format!("the distance is {distance}, and the loss {loss}, not {expected}")))
}

/// Where new rows move a little along a random direction: the difference of the answer's own distances, over FD + 0.01 as it was.
pub(super) fn slope(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Loss(compared) = input else { return Ok(()) };
    let (distance, _, gradient) = lost(compared, probe)?;
    let (count, d) = compared.features.dim();
    let direction = Array2::from_shape_simple_fn((compared.new, d), || probe.random.uniform(-1.0..1.0));
    let h = 1e-5;
    let mut at = |by: f64| {
        let mut features = compared.features.clone();
        for (i, way) in direction.rows().into_iter().enumerate() {
            let row = (compared.next + count - compared.new + i) % count;
            features.row_mut(row).scaled_add(by, &way);
        }
        lost(&Compared { features, ..compared.clone() }, probe).map(|lost| lost.0)
    };
    let change = (at(h)? - at(-h)?) / (2.0 * h) / (distance + 0.01);
    let said = (&gradient * &direction).sum();
    let slack = 1e-3 * (&gradient * &direction).mapv(f64::abs).sum()
        + 1e-12 * size(compared) / h / (distance + 0.01)
        + 1e-4 / (count as f64) * 1e-2 / (distance + 0.01);
    if close(change, said, slack) {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "along a direction FD/(FD + 0.01), with the denominator held, changes by {change}, and the gradient says {said}"
    )))
}

pub(super) fn zero(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Loss(compared) = input else { return Ok(()) };
    let (mean, covariance) = moments(compared.features.view());
    let covariance = (&covariance + &covariance.t()) * 0.5;
    let slack = 32.0 * rounding(covariance.view(), covariance.view());
    let same = Compared { mean: mean.into(), covariance: covariance.into(), ..compared.clone() };
    let (distance, ..) = lost(&same, probe)?;
    if close(distance, 0.0, slack) {
        return Ok(());
    }
    Err(Broken::Law(format!("the distance from the queue's own moments is {distance}")))
}

pub(super) fn moved(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Loss(compared) = input else { return Ok(()) };
    let by = Array1::from_shape_simple_fn(compared.features.ncols(), || probe.random.uniform(-3.0..3.0));
    let mut other = compared.clone();
    other.features += &by;
    other.mean.values += &by;
    let ((distance, _, gradient), moved) = (lost(compared, probe)?, lost(&other, probe)?);
    let slack = 1e-9 * (size(compared) + 1.0);
    if !close(distance, moved.0, slack) {
        return Err(Broken::Law(format!("the distance is {distance}, and {} when all is moved", moved.0)));
    }
    let slack = 4e-5 * largest(&gradient) + 1e-6;
    same("gradient", &gradient, &moved.2, slack, "when all is moved")
}

pub(super) fn nested(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Loss(compared) = input else { return Ok(()) };
    let fewer = probe.random.whole(1..=compared.new);
    let (_, _, all) = lost(compared, probe)?;
    let (_, _, some) = lost(&Compared { new: fewer, ..compared.clone() }, probe)?;
    let last = all.slice(s![compared.new - fewer.., ..]).to_owned();
    same("gradient", &last, &some, 1e-6 * largest(&all), &format!("with {fewer} new rows"))
}

pub(super) fn joined(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Push { features, next, batches } = input else { return Ok(()) };
    let (size, d) = features.dim();
    let [first, second] = [size / 2, size - size / 2]
        .map(|count| Array2::from_shape_simple_fn((count, d), || probe.random.normal()));
    let last = |batches: Vec<Array2<f64>>, probe: &mut TheProbe<'_>| {
        let batches = batches.into_iter().map(Into::into).collect();
        match probe.call(&Input::Push { features: features.clone(), next: *next, batches })? {
            Answered::Pushed(mut states) if !states.is_empty() => Ok(states.pop().expect("there is one")),
            _ => Err(Broken::Law("push gives no queue".to_owned())),
        }
    };
    debug_assert!(!batches.is_empty());
    let together = concatenate![Axis(0), first, second];
    let (one, two) = (last(vec![together], probe)?, last(vec![first, second], probe)?);
    if one.1 != two.1 {
        return Err(Broken::Law(format!("next is {} after one batch, and {} after two", one.1, two.1)));
    }
    same("features", &one.0, &two.0, 0.0, "after two batches")
}

pub(super) fn ends(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Ema { mean, second, batches, .. } = input else { return Ok(()) };
    let batch = &batches[0];
    let after = |beta: f64, probe: &mut TheProbe<'_>| {
        let (mean, second) = (mean.clone(), second.clone());
        match probe.call(&Input::Ema { mean, second, batches: vec![batch.clone()], beta })? {
            Answered::Averaged(mut states) if states.len() == 1 => Ok(states.pop().expect("there is one")),
            _ => Err(Broken::Law("ema gives no averages".to_owned())),
        }
    };
    let (kept, taken) = (after(1.0, probe)?, after(0.0, probe)?);
    same("mean", &kept.0, mean, 1e-9 * (1.0 + largest(mean)), "before, with β = 1")?;
    same("second", &kept.1, second, 1e-9 * (1.0 + largest(second)), "before, with β = 1")?;
    let own = batch.values.mean_axis(Axis(0)).expect("there are rows");
    let slack = 1e-9 * (1.0 + largest(&batch.values)).powi(2);
    same("mean", &taken.0, &own, slack, "of the batch, with β = 0")?;
    let centred = &batch.values - &own;
    let covariance = centred.t().dot(&centred) / batch.values.nrows() as f64;
    same("covariance", &taken.2, &covariance, slack, "of the batch, with β = 0")
}
