//! What must hold for `hca`, whatever the reference says.

use judge::{Broken, Matrix, close, same};
use ndarray::{Array3, Axis, s};

use super::{Input, TheProbe};

/// The answer's output, if it has the shape that it must.
fn asked(input: &Input, probe: &mut TheProbe<'_>) -> Result<Array3<f32>, Broken> {
    let out = probe.call(input)?;
    let shape = input.queries.values.dim();
    if out.dim() == shape {
        Ok(out)
    } else {
        Err(Broken::Law(format!("out has shape {:?} and not {shape:?}", out.dim())))
    }
}

/// The text without what comes after some token.
pub(super) fn prefix(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let n = probe.random.whole(1..=input.sizes()[0]);
    let mut cut = input.clone();
    cut.queries.values = input.queries.values.slice(s![..n, .., ..]).to_owned();
    for rows in [&mut cut.tokens, &mut cut.values, &mut cut.gates] {
        rows.values = rows.values.slice(s![..n, ..]).to_owned();
    }
    let (whole, cut) = (asked(input, probe)?, asked(&cut, probe)?);
    let begun = whole.slice(s![..n, .., ..]).to_owned();
    same("out", &begun, &cut, 2.0 * probe.tolerance, &format!("with the first {n} tokens alone"))
}

/// A token's rows are replaced by what is opposite to them: where they are not seen, nothing changes.
pub(super) fn hidden(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [n, heads, _, block] = input.sizes();
    let token = probe.random.whole(0..=n - 1);
    let mut changed = input.clone();
    for rows in [&mut changed.tokens, &mut changed.values] {
        rows.values.row_mut(token).mapv_inplace(|x| -x);
    }
    let (before, after) = (asked(input, probe)?, asked(&changed, probe)?);
    let in_window = |t: usize| token <= t && t - token < input.window;
    let in_block = |t: usize| (token / block + 1) * block <= t + 1;
    let unseen = (0..n).filter(|&t| !in_window(t) && !in_block(t));
    for (t, h) in unseen.flat_map(|t| (0..heads).map(move |h| (t, h))) {
        let rows = [&before, &after].map(|out| out.index_axis(Axis(0), t).row(h).to_vec());
        if !rows[0].iter().zip(&rows[1]).all(|(&a, &b)| close(a, b, 2.0 * probe.tolerance)) {
            return Err(Broken::Law(format!(
                "query {t} sees token {token} neither in its window nor in a complete block, and yet head {h} goes from {:?} to {:?} when \
                 the token's rows change their sign",
                rows[0], rows[1]
            )));
        }
    }
    Ok(())
}

/// Whether scores are so small that slack for another input is known.
fn ordinary(input: &Input) -> bool {
    let [n, heads, ..] = input.sizes();
    let entries = input.entries();
    let far = |score: (f64, bool)| score.0.abs() > 40.0;
    n <= 100
        && input.sinks.values.iter().all(|sink| sink.abs() <= 40.0)
        && !(0..n).any(|t| (0..heads).any(|h| input.scores(&entries, t, h).into_iter().any(far)))
}

/// With blocks of one token their entries are the values: attention to these, all up to the own one, and to the window, computed here.
pub(super) fn blocks_of_one(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let bias: Matrix = input.bias.values.slice(s![..1, ..]).to_owned().into();
    let single = Input { bias: bias.laid(input.bias.layout), ..input.clone() };
    if !ordinary(&single) {
        return Ok(());
    }
    let n = input.sizes()[0];
    let output = asked(&single, probe)?;
    let (tokens, values) = (input.tokens.double(), input.values.double());
    let expected = Array3::from_shape_fn(input.queries.values.dim(), |(t, h, c)| {
        let query = input.queries.values.slice(s![t, h, ..]).mapv(f64::from);
        let root = (query.len() as f64).sqrt();
        let first = (t + 1).saturating_sub(input.window);
        let rows = (first..=t).map(|s| tokens.row(s)).chain((0..=t).map(|s| values.row(s)));
        let (mut sum, mut weighted) = (f64::from(input.sinks.values[h]).exp(), 0.0);
        for row in rows {
            let weight = (query.dot(&row) / root).exp();
            sum += weight;
            weighted += weight * row[c];
        }
        weighted / sum
    });
    let expected = expected.mapv(|x| x as f32);
    let slack = 4.0 * probe.tolerance + 1e-5 * (1.0 + (n as f64).sqrt() / 10.0);
    same(
        "out with blocks of one token",
        &output,
        &expected,
        slack,
        "by attention to all values up to the own one",
    )
}

/// Only differences between the gates of a channel count.
pub(super) fn shift(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let far = |x: &f32| x.abs() > 100.0;
    if input.gates.values.iter().any(far) || input.bias.values.iter().any(far) || !ordinary(input) {
        return Ok(());
    }
    let mut moved = input.clone();
    for mut column in moved.gates.values.columns_mut() {
        column += probe.random.uniform(-8.0..8.0).round() as f32;
    }
    let (before, after) = (asked(input, probe)?, asked(&moved, probe)?);
    let slack = 8.0 * probe.tolerance + 1e-4;
    same("out", &before, &after, slack, "with a number added to all gates of each channel")
}

/// Heads in another order, with their sinks, give the same in that order.
pub(super) fn heads(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut order: Vec<usize> = (0..input.sizes()[1]).collect();
    probe.random.shuffle(&mut order);
    let mut moved = input.clone();
    moved.queries.values = input.queries.values.select(Axis(1), &order);
    moved.sinks.values = input.sinks.values.select(Axis(0), &order);
    let (before, after) = (asked(input, probe)?, asked(&moved, probe)?);
    let before = before.select(Axis(1), &order);
    same("out of heads in another order", &after, &before, 2.0 * probe.tolerance, "without that")
}
