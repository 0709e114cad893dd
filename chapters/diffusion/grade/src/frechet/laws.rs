//! What must hold of `frechet`, whatever the reference says.

use judge::{Broken, close};
use ndarray::{Array, Array1, Array2, Axis, Dimension};

use super::reference::rounding;
use super::{Answered, Input, Normal, TheProbe, cases};

fn distance(one: &Normal, other: &Normal, probe: &mut TheProbe<'_>) -> Result<f64, Broken> {
    match probe.call(&Input::Distance(one.clone(), other.clone()))? {
        Answered::Distance(distance) => Ok(distance),
        Answered::Moments(..) => Err(Broken::Law("distance does not give a number".to_owned())),
    }
}

fn moments(features: &Array2<f64>, probe: &mut TheProbe<'_>) -> Result<(Array1<f64>, Array2<f64>), Broken> {
    let d = features.ncols();
    match probe.call(&Input::Moments(features.clone().into()))? {
        Answered::Moments(mean, covariance) if mean.len() == d && covariance.dim() == (d, d) => {
            Ok((mean, covariance))
        }
        _ => Err(Broken::Law(format!("moments has not the shapes ({d}) and ({d}, {d})"))),
    }
}

/// What a right distance may be off by: rounding at the size of what is added up.
fn slack(one: &Normal, other: &Normal, probe: &TheProbe<'_>) -> f64 {
    let [a, b] = [one, other].map(|normal| normal.covariance.values.view());
    let means: f64 = (&one.mean.values - &other.mean.values).mapv(|x| x * x).sum();
    let size = means + a.diag().sum() + b.diag().sum();
    4.0 * probe.tolerance + 32.0 * rounding(a, b) + 1e-9 * size
}

fn told(what: &str, found: f64, expected: f64, slack: f64) -> Result<(), Broken> {
    if close(found, expected, slack) {
        return Ok(());
    }
    Err(Broken::Law(format!("{what} the distance is {found}, and not {expected}")))
}

fn same<D: Dimension>(
    what: &str,
    a: &Array<f64, D>,
    b: &Array<f64, D>,
    slack: f64,
    how: &str,
) -> Result<(), Broken> {
    let worst = a.iter().zip(b).find(|(a, b)| !close(**a, **b, slack));
    worst.map_or(Ok(()), |(a, b)| Err(Broken::Law(format!("an entry of {what} is {a}, and {b} {how}"))))
}

pub(super) fn symmetric(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Distance(one, other) = input else { return Ok(()) };
    let slack = slack(one, other, probe);
    let (there, back) = (distance(one, other, probe)?, distance(other, one, probe)?);
    told("from the other side", back, there, slack)
}

pub(super) fn zero(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Distance(one, _) = input else { return Ok(()) };
    let slack = slack(one, one, probe);
    told("from itself", distance(one, one, probe)?, 0.0, slack)
}

pub(super) fn turned(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Distance(one, other) = input else { return Ok(()) };
    let d = one.mean.values.len();
    // A reflection at a random plane, and the features in reverse order.
    let normal = Array1::from_shape_simple_fn(d, || probe.random.normal());
    let length = normal.dot(&normal);
    let mut turn = Array2::from_shape_fn((d, d), |(i, k)| {
        f64::from(u8::from(i == k)) - 2.0 * normal[i] * normal[k] / length
    });
    turn.invert_axis(Axis(0));
    let of = |normal: &Normal| {
        let covariance = turn.dot(&normal.covariance.values).dot(&turn.t());
        Normal {
            mean: turn.dot(&normal.mean.values).into(),
            covariance: ((&covariance + &covariance.t()) * 0.5).into(),
        }
    };
    let slack = slack(one, other, probe);
    let (before, after) = (distance(one, other, probe)?, distance(&of(one), &of(other), probe)?);
    told("with both sets turned", after, before, slack)
}

pub(super) fn line(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Distance(one, other) = input else { return Ok(()) };
    let of = |normal: &Normal| Normal {
        mean: Array1::from_elem(1, normal.mean.values[0]).into(),
        covariance: Array2::from_elem((1, 1), normal.covariance.values[[0, 0]]).into(),
    };
    let (one, other) = (of(one), of(other));
    let [a, b] = [&one, &other].map(|normal| normal.covariance.values[[0, 0]].sqrt());
    let expected = (one.mean.values[0] - other.mean.values[0]).powi(2) + (a - b).powi(2);
    let slack = slack(&one, &other, probe);
    told("of feature 0 alone", distance(&one, &other, probe)?, expected, slack)
}

pub(super) fn scaled(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Distance(one, other) = input else { return Ok(()) };
    // Down, so that nothing leaves what the stub promises.
    let of = |normal: &Normal| Normal {
        mean: (&normal.mean.values * 0.5).into(),
        covariance: (&normal.covariance.values * 0.25).into(),
    };
    let slack = slack(one, other, probe);
    let (whole, half) = (distance(one, other, probe)?, distance(&of(one), &of(other), probe)?);
    told("of the halves, times four,", 4.0 * half, whole, 4.0 * slack)
}

/// The features drawn together to a spread of about 0.01, around 0 and around 900,000.
pub(super) fn shifted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Moments(features) = input else { return Ok(()) };
    let centre = features.values.mean_axis(Axis(0)).expect("there are rows");
    let mut small = &features.values - &centre;
    let largest = small.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    // Equal rows have no spread.
    if largest < 1e-9 * features.values.iter().fold(0.0_f64, |most, x| most.max(x.abs())) {
        return Ok(());
    }
    small *= 0.01 / largest;
    let far = 9e5 + probe.random.uniform(0.0..9e4);
    // Rounding moves the far rows: they are what is compared with.
    let shifted = &small + far;
    let small = &shifted - far;
    let (near, there) = (moments(&small, probe)?, moments(&shifted, probe)?);
    let how = &format!("with all features shifted by {far}");
    same("mean", &(near.0 + far), &there.0, 1e-6, how)?;
    same("covariance", &near.1, &there.1, 1e-9, how)
}

pub(super) fn shuffled(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Moments(features) = input else { return Ok(()) };
    let mut order: Vec<usize> = (0..features.values.nrows()).collect();
    probe.random.shuffle(&mut order);
    let (mean, covariance) = moments(&features.values, probe)?;
    let other = moments(&features.values.select(Axis(0), &order), probe)?;
    let largest = features.values.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    let slack = 1e-9 * largest.max(1.0);
    same("mean", &mean, &other.0, slack, "with the rows in another order")?;
    let slack = slack * largest.max(1.0);
    same("covariance", &covariance, &other.1, slack, "with the rows in another order")
}

/// Checks that the ranges of the laws are those of the stub.
const _: () = assert!(cases::FEATURE >= 9.9e5);
