//! What must hold for `indexer`, whatever the reference says.

use judge::{Broken, close, same};
use ndarray::{Array2, Array3, Axis, concatenate};

use super::{Input, TheProbe};

/// As large as a score can be: what rounding is measured by.
fn scale(input: &Input) -> f64 {
    let norm = |row: ndarray::ArrayView1<'_, f32>| {
        row.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>().sqrt()
    };
    let key = input.keys.values.rows().into_iter().map(norm).fold(0.0, f64::max);
    let query = |t: usize| {
        let heads = input.queries.values.index_axis(Axis(0), t);
        let of_head = |(h, row)| f64::from(input.weights.values[[t, h]]).abs() * norm(row);
        heads.rows().into_iter().enumerate().map(of_head).sum::<f64>()
    };
    key * (0..input.sizes()[0]).map(query).fold(0.0, f64::max)
}

fn slack(input: &Input, probe: &TheProbe<'_>) -> f64 {
    2.0 * probe.tolerance + 4e-6 * scale(input)
}

fn with(input: &Input, change: impl FnOnce(&mut Input)) -> Input {
    let mut changed = input.clone();
    change(&mut changed);
    changed
}

pub(super) fn no_match(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let apart = with(input, |input| {
        input.queries.values.mapv_inplace(|x| x.abs() + 0.1);
        input.keys.values.mapv_inplace(|x| -x.abs() - 0.1);
    });
    let scores = probe.call(&apart)?;
    match scores.indexed_iter().find(|(_, x)| !close(**x, 0.0, 1e-6)) {
        None => Ok(()),
        Some(((t, s), x)) => Err(Broken::Law(format!(
            "out[{t}, {s}] is {x}, where all channels of the query's heads are positive and all of the key negative, so that every \
             product is"
        ))),
    }
}

pub(super) fn own_key(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let blocks = input.sizes()[3];
    let which = probe.random.whole(0..=blocks - 1);
    let other = probe.random.normals(input.keys.values.ncols(), 2.0);
    let changed = with(input, |input| input.keys.values.row_mut(which).assign(&other));
    let (before, after) = (probe.call(input)?, probe.call(&changed)?);
    let rest: Vec<usize> = (0..blocks).filter(|&s| s != which).collect();
    if before.ncols() != blocks || after.ncols() != blocks {
        return Err(Broken::Law(format!("{} columns for {blocks} blocks", before.ncols())));
    }
    let kept = |scores: &Array2<f32>| scores.select(Axis(1), &rest);
    let how = format!("when the key of block {which} is another, which is not in these columns,");
    same("out without that column", &kept(&before), &kept(&after), slack(input, probe), &how)
}

pub(super) fn own_query(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let n = input.sizes()[0];
    let t = probe.random.whole(0..=n - 1);
    let alone = with(input, |input| {
        input.queries.values = input.queries.values.select(Axis(0), &[t]);
        input.weights.values = input.weights.values.select(Axis(0), &[t]);
    });
    let (all, one) = (probe.call(input)?, probe.call(&alone)?);
    if all.nrows() != n {
        return Err(Broken::Law(format!("{} rows for {n} queries", all.nrows())));
    }
    let how = format!("when query {t} is the only one");
    same(&format!("row {t} of out"), &all.select(Axis(0), &[t]), &one, slack(input, probe), &how)
}

pub(super) fn head_order(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut order: Vec<usize> = (0..input.sizes()[1]).collect();
    probe.random.shuffle(&mut order);
    let moved = with(input, |input| {
        input.queries.values = input.queries.values.select(Axis(1), &order);
        input.weights.values = input.weights.values.select(Axis(1), &order);
    });
    let (before, after) = (probe.call(input)?, probe.call(&moved)?);
    same("out", &before, &after, slack(input, probe), "with the heads in another order")
}

pub(super) fn idle_head(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [n, _, width, _] = input.sizes();
    let query: Array3<f32> = probe.random.normals((n, 1, width), 1.0);
    let more = with(input, |input| {
        let zeros = Array2::zeros((n, 1));
        let queries = concatenate![Axis(1), input.queries.values, query];
        let weights = concatenate![Axis(1), input.weights.values, zeros];
        input.queries.values = queries.as_standard_layout().into_owned();
        input.weights.values = weights.as_standard_layout().into_owned();
    });
    let (before, after) = (probe.call(input)?, probe.call(&more)?);
    same("out", &before, &after, slack(input, probe), "with one more head, whose weights are 0")
}

pub(super) fn negated(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let other = with(input, |input| input.weights.values.mapv_inplace(|w| -w));
    let (before, after) = (probe.call(input)?, probe.call(&other)?);
    same(
        "out",
        &before,
        &-after,
        slack(input, probe),
        "as the negative of what weights of the other sign give",
    )
}

pub(super) fn twice(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let doubled = with(input, |input| input.keys.values.mapv_inplace(|x| 2.0 * x));
    let (once, twice) = (probe.call(input)?, probe.call(&doubled)?);
    same("out", &once, &(twice / 2.0), slack(input, probe), "as half of what twice the keys give")
}

/// Rotations in planes of two channels, the same for queries and keys.
pub(super) fn turned_alike(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let width = input.sizes()[2];
    let mut turned = input.clone();
    let mut queries = input.queries.double();
    let mut keys = input.keys.double();
    for _ in 0..2 * width {
        let (a, b) = (probe.random.whole(0..=width - 1), probe.random.whole(0..=width - 1));
        let (sin, cos) = probe.random.uniform(0.3..6.0).sin_cos();
        for mut lane in queries.lanes_mut(Axis(2)).into_iter().chain(keys.lanes_mut(Axis(1))) {
            if a == b {
                lane[a] = -lane[a];
            } else {
                (lane[a], lane[b]) = (cos * lane[a] - sin * lane[b], sin * lane[a] + cos * lane[b]);
            }
        }
    }
    turned.queries.values = queries.mapv(|x| x as f32);
    turned.keys.values = keys.mapv(|x| x as f32);
    let (before, after) = (probe.call(input)?, probe.call(&turned)?);
    same("out", &before, &after, slack(input, probe), "with queries and keys turned alike")
}
