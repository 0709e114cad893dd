//! What must hold for `lstm`, whatever the reference says.

use judge::{Broken, Precision, close, same};
use ndarray::{Array1, Array2, Axis, concatenate, s};

use super::{Answered, Given, Input, TheProbe};

fn of_step(probe: &mut TheProbe<'_>, given: &Given) -> Result<[Array1<f32>; 2], Broken> {
    let units = given.h.len();
    match probe.call(&Input::Step(given.clone()))? {
        Answered::State(h, c) if h.len() == units && c.len() == units => Ok([h, c]),
        _ => Err(Broken::Law(format!("step does not give {units} numbers each"))),
    }
}

fn of_jacobian(probe: &mut TheProbe<'_>, given: &Given) -> Result<Array2<f32>, Broken> {
    let both = 2 * given.h.len();
    match probe.call(&Input::Jacobian(given.clone()))? {
        Answered::Jacobian(jacobian) if jacobian.dim() == (both, both) => Ok(jacobian),
        _ => Err(Broken::Law(format!("jacobian does not give the shape [{both}, {both}]"))),
    }
}

/// The same, where the sum of a gate is a number in all units.
fn fixed(given: &Given, gates: &[(usize, f32)]) -> Given {
    let mut given = given.clone();
    for &(gate, sum) in gates {
        given.input.values.index_axis_mut(Axis(0), gate).fill(0.0);
        given.hidden.values.index_axis_mut(Axis(0), gate).fill(0.0);
        given.bias.values.row_mut(gate).fill(sum);
    }
    given
}

/// The constant error carousel.
pub(super) fn carousel(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut given = fixed(input.given(), &[(0, -900.0), (1, 900.0)]);
    let (first, units) = (given.c.clone(), given.h.len());
    let slack = 1e-5 * first.iter().fold(1.0, |most: f64, c| most.max(f64::from(c.abs())));
    if matches!(input, Input::Step(_)) {
        for step in 1..=5 {
            let [h, c] = of_step(probe, &given)?;
            same("c", &c, &first, slack, &format!("{step} steps before"))?;
            (given.h, given.c) = (h, c);
        }
    } else {
        let jacobian = of_jacobian(probe, &given)?;
        let (kept, moved) = (Array2::eye(units), Array2::zeros((units, units)));
        let cells = jacobian.slice(s![units.., ..]);
        same("the Jacobian of c' by c,", &cells.slice(s![.., units..]), &kept, 1e-6, "is the identity")?;
        same(
            "the Jacobian of c' by h,",
            &cells.slice(s![.., ..units]),
            &moved,
            1e-6 + slack,
            "is all zeros",
        )?;
    }
    Ok(())
}

pub(super) fn forgets(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let given = fixed(input.given(), &[(1, -900.0)]);
    if matches!(input, Input::Step(_)) {
        let mut other = given.clone();
        other.c.mapv_inplace(|c| 1.0 - c);
        let ([h, c], [other_h, other_c]) = (of_step(probe, &given)?, of_step(probe, &other)?);
        same("h", &h, &other_h, 1e-5, "with another cell before")?;
        same("c", &c, &other_c, 1e-5, "with another cell before")
    } else {
        let units = given.h.len();
        let jacobian = of_jacobian(probe, &given)?;
        let by_cell = jacobian.slice(s![.., units..]);
        let none = Array2::zeros(by_cell.raw_dim());
        same("the Jacobian by c,", &by_cell, &none, 1e-6, "is all zeros")
    }
}

pub(super) fn bounded(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if matches!(input, Input::Jacobian(_)) {
        return Ok(());
    }
    let [h, _] = of_step(probe, input.given())?;
    match h.indexed_iter().find(|&(_, &h)| h.is_nan() || h.abs() > 1.0 + 1e-5) {
        Some((unit, h)) => Err(Broken::Law(format!("h[{unit}] is {h}"))),
        None => Ok(()),
    }
}

pub(super) fn differences(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let given = input.given();
    let units = given.h.len();
    if matches!(input, Input::Step(_)) || units > 8 {
        return Ok(());
    }
    let jacobian = of_jacobian(probe, given)?;
    let largest = jacobian.iter().fold(1.0, |most: f64, x| most.max(f64::from(x.abs())));
    let slack = 2.0 * probe.tolerance + 1e-5 * largest;
    let precision = super::super::kernel_precision(Precision::Double);
    let step = 1e-5;
    for k in 0..2 * units {
        let moved = |step: f64| {
            super::with_kernel(given, |lstm| {
                let (mut h, mut c) = (lstm.h.to_owned(), lstm.c.to_owned());
                if k < units {
                    h[k] += step
                } else {
                    c[k - units] += step
                }
                let moved = kernels::recurrence::Lstm { h: h.view(), c: c.view(), ..lstm };
                kernels::recurrence::lstm_step(moved, precision)
            })
            .map(|[h, c]| concatenate![Axis(0), h, c])
            .map_err(judge::Missing::from)
        };
        let change = (moved(step)? - moved(-step)?) / (2.0 * step);
        for (r, &change) in change.iter().enumerate() {
            if !close(jacobian[[r, k]], change, slack) {
                let yours = jacobian[[r, k]];
                return Err(Broken::Law(format!(
                    "jacobian[{r}, {k}] is {yours}, and {change} by small changes"
                )));
            }
        }
    }
    Ok(())
}

pub(super) fn units(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let given = input.given();
    let mut order: Vec<usize> = (0..given.h.len()).collect();
    probe.random.shuffle(&mut order);
    let mut moved = given.clone();
    moved.h = given.h.select(Axis(0), &order);
    moved.c = given.c.select(Axis(0), &order);
    moved.input.values = given.input.values.select(Axis(1), &order);
    moved.hidden.values = given.hidden.values.select(Axis(1), &order).select(Axis(2), &order);
    moved.bias.values = given.bias.values.select(Axis(1), &order);
    let how = "with units in another order";
    let slack = 2.0 * probe.tolerance;
    if matches!(input, Input::Step(_)) {
        let ([h, c], [moved_h, moved_c]) = (of_step(probe, given)?, of_step(probe, &moved)?);
        same("h", &h.select(Axis(0), &order), &moved_h, slack, how)?;
        same("c", &c.select(Axis(0), &order), &moved_c, slack, how)
    } else {
        let units = order.len();
        let both: Vec<usize> = order.iter().copied().chain(order.iter().map(|unit| units + unit)).collect();
        let (before, after) = (of_jacobian(probe, given)?, of_jacobian(probe, &moved)?);
        same("jacobian", &before.select(Axis(0), &both).select(Axis(1), &both), &after, slack, how)
    }
}
