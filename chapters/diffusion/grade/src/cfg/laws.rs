//! What must hold of `cfg`, whatever the reference says.

use judge::{Broken, Property, same};
use ndarray::Array2;

use super::{Answered, Auto, Dropped, Guided, Input, TheProbe};

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "s = 0 gives what the network says without a label", holds: unguided },
        Property { name: "a null label is not guided, however large s is", holds: null_label },
        Property { name: "it is a straight line in s", holds: straight },
        Property { name: "the network is asked for at most two rows for each sample", holds: rows },
        Property {
            name: "each of the two networks is asked for at most one row for each sample",
            holds: rows_of_auto,
        },
        Property { name: "the share of dropped labels is p", holds: share },
        Property { name: "a sample does not see the others", holds: alone },
    ]
}

fn guide(given: Guided, probe: &mut TheProbe<'_>) -> Result<(Array2<f32>, usize), Broken> {
    let dim = given.x.values.dim();
    match probe.call(&Input::Guide(given))? {
        Answered::Guide(out, rows) if out.dim() == dim => Ok((out, rows)),
        Answered::Guide(out, _) => {
            Err(Broken::Law(format!("guide has shape {:?} and not {dim:?}", out.dim())))
        }
        _ => Err(Broken::Law("no output of guide".to_owned())),
    }
}

/// What two ways to it may differ by.
fn slack(given: &Guided, probe: &TheProbe<'_>) -> f64 {
    4.0 * probe.tolerance
        + 1e-4 * (1.0 + f64::from(given.x.values.iter().fold(0.0_f32, |most, x| most.max(x.abs()))))
}

fn unguided(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Guide(given) = input else { return Ok(()) };
    let (none, _) = guide(Guided { s: 0.0, ..given.clone() }, probe)?;
    let labels = vec![given.null; given.labels.len()];
    let (without, _) = guide(Guided { s: 1.0, labels, ..given.clone() }, probe)?;
    let slack = slack(given, probe);
    same("guide with s = 0", &none, &without, slack, "with null labels and s = 1")
}

fn null_label(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Guide(given) = input else { return Ok(()) };
    let labels = vec![given.null; given.labels.len()];
    let weak = guide(Guided { s: 1.0, labels: labels.clone(), ..given.clone() }, probe)?.0;
    let strong = guide(Guided { s: 9.0, labels, ..given.clone() }, probe)?.0;
    let slack = slack(given, probe);
    same("guide of null labels, s = 9", &strong, &weak, slack, "with s = 1")
}

/// s = 1 lies half way between 0 and 2.
fn straight(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Guide(given) = input else { return Ok(()) };
    let [zero, one, two] = [0.0, 1.0, 2.0].map(|s| guide(Guided { s, ..given.clone() }, probe));
    let half = (zero?.0 + two?.0) * 0.5;
    let slack = slack(given, probe);
    same("guide with s = 1", &one?.0, &half, slack, "half way between s = 0 and s = 2")
}

fn rows(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Guide(given) = input else { return Ok(()) };
    let (_, rows) = guide(given.clone(), probe)?;
    let n = given.labels.len();
    if rows <= 2 * n {
        return Ok(());
    }
    Err(Broken::Law(format!("for {n} samples the network was asked for {rows} rows")))
}

fn rows_of_auto(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Auto(given) = input else { return Ok(()) };
    let Answered::Auto(_, rows) = probe.call(&Input::Auto(given.clone()))? else {
        return Err(Broken::Law("no output of auto".to_owned()));
    };
    let n = given.x.values.nrows();
    if rows.iter().all(|&rows| rows <= n) {
        return Ok(());
    }
    let [strong, weak] = rows;
    Err(Broken::Law(format!(
        "for {n} samples the network was asked for {strong} rows, and the weaker one for {weak}"
    )))
}

/// Of 4000 labels with draws of their own; the bound is five standard errors, √(p (1 − p)/4000) each, beyond which one run in a million lies.
fn share(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Drop(given) = input else { return Ok(()) };
    let count = 4000;
    let draws = (0..count).map(|_| probe.random.uniform(0.0..0.999_99) as f32).collect();
    let null = given.null;
    let many = Dropped { labels: vec![null + 1; count], draws, p: given.p, null };
    let Answered::Drop(labels) = probe.call(&Input::Drop(many))? else {
        return Err(Broken::Law("no labels".to_owned()));
    };
    let dropped = labels.iter().filter(|&&label| label == null).count();
    let (p, count) = (f64::from(given.p), count as f64);
    let found = dropped as f64 / count;
    if (found - p).abs() <= 5.0 * (p * (1.0 - p) / count).sqrt() + 1e-3 {
        return Ok(());
    }
    Err(Broken::Law(format!("of {count} labels a share of {found} was dropped, and p is {p}")))
}

/// The first sample alone gives what it gives among others.
fn alone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let first = |x: &Array2<f32>| x.slice(ndarray::s![..1, ..]).to_owned();
    let (all, one) = match input {
        Input::Guide(given) => {
            let one = Guided {
                x: first(&given.x.values).into(),
                levels: given.levels.values.slice(ndarray::s![..1]).to_owned().into(),
                labels: given.labels[..1].to_vec(),
                ..given.clone()
            };
            (Input::Guide(given.clone()), Input::Guide(one))
        }
        Input::Auto(given) => {
            let one = Auto {
                x: first(&given.x.values).into(),
                levels: given.levels.values.slice(ndarray::s![..1]).to_owned().into(),
                ..given.clone()
            };
            (Input::Auto(given.clone()), Input::Auto(one))
        }
        Input::Drop(_) => return Ok(()),
    };
    let [all, one] = [probe.call(&all)?, probe.call(&one)?].map(|answered| match answered {
        Answered::Guide(out, _) | Answered::Auto(out, _) => out,
        Answered::Drop(_) => Array2::zeros((0, 0)),
    });
    if all.nrows() == 0 {
        return Err(Broken::Law("there are no rows".to_owned()));
    }
    let slack = 2.0 * probe.tolerance;
    same("the first sample among others", &first(&all), &one, slack, "alone")
}
