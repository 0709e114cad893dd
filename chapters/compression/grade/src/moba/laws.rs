//! What must hold for `moba`, whatever the reference says.

use judge::{Broken, close, same};
use ndarray::{Array2, s};

use super::{Answered, Attending, Choosing, Input, TheProbe};

/// The answer's lists, if there is one for each query.
fn lists(input: &Choosing, probe: &mut TheProbe<'_>) -> Result<Vec<Vec<usize>>, Broken> {
    let n = input.queries.values.nrows();
    match probe.call(&Input::Choose(input.clone()))? {
        Answered::Chosen(lists) if lists.len() == n => Ok(lists),
        Answered::Chosen(lists) => {
            Err(Broken::Law(format!("choose gives {} lists for {n} queries", lists.len())))
        }
        Answered::Out(_) => Err(Broken::Law("no lists".to_owned())),
    }
}

/// The answer's outputs, if they have the shape that they must.
fn outputs(input: &Attending, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    let shape = input.values.values.dim();
    match probe.call(&Input::Attend(input.clone()))? {
        Answered::Out(out) if out.dim() == shape => Ok(out),
        Answered::Out(out) => Err(Broken::Law(format!("attend has shape {:?} and not {shape:?}", out.dim()))),
        Answered::Chosen(_) => Err(Broken::Law("no outputs".to_owned())),
    }
}

/// That two choices of a query are the same.
fn alike(t: usize, before: &[usize], after: &[usize], how: &str) -> Result<(), Broken> {
    if before == after {
        return Ok(());
    }
    Err(Broken::Law(format!("query {t} chooses {before:?}, and {after:?} {how}")))
}

pub(super) fn as_many(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Choose(choosing) = input else { return Ok(()) };
    for (t, blocks) in lists(choosing, probe)?.iter().enumerate() {
        let own = choosing.own(t);
        let ascending = blocks.windows(2).all(|pair| pair[0] < pair[1]);
        if !ascending || blocks.last() != Some(&own) || blocks.len() != choosing.k.min(own + 1) {
            return Err(Broken::Law(format!(
                "query {t} stands in block {own}, k is {}: {blocks:?}",
                choosing.k
            )));
        }
    }
    Ok(())
}

pub(super) fn causal_choice(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Choose(choosing) = input else { return Ok(()) };
    let n = choosing.queries.values.nrows();
    let own = choosing.own(probe.random.whole(0..=n - 1));
    let mut changed = choosing.clone();
    changed.keys.values.slice_mut(s![own * choosing.block.., ..]).mapv_inplace(|x| 1.5 - x);
    let (before, after) = (lists(choosing, probe)?, lists(&changed, probe)?);
    for t in 0..n.min((own + 1) * choosing.block) {
        alike(t, &before[t], &after[t], &format!("with other keys in block {own} and after it"))?;
    }
    Ok(())
}

pub(super) fn scaled(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Choose(choosing) = input else { return Ok(()) };
    let factor = [0.5, 0.25, 0.125][probe.random.whole(0..=2)];
    let mut changed = choosing.clone();
    changed.queries.values.mapv_inplace(|x| factor * x);
    let (before, after) = (lists(choosing, probe)?, lists(&changed, probe)?);
    for (t, (before, after)) in before.iter().zip(&after).enumerate() {
        alike(t, before, after, &format!("with all queries times {factor}"))?;
    }
    Ok(())
}

pub(super) fn alone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Choose(choosing) = input else { return Ok(()) };
    let (n, width) = choosing.queries.values.dim();
    let t = probe.random.whole(0..=n - 1);
    let mut changed = choosing.clone();
    let query = choosing.queries.values.row(t).to_owned();
    changed.queries.values =
        Array2::from_shape_fn((n, width), |(i, c)| if i == t { query[c] } else { -query[c] });
    let (before, after) = (lists(choosing, probe)?, lists(&changed, probe)?);
    alike(t, &before[t], &after[t], "if all other queries are others")
}

pub(super) fn order(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Attend(attending) = input else { return Ok(()) };
    let mut shuffled = attending.clone();
    for list in &mut shuffled.chosen {
        probe.random.shuffle(list);
    }
    let (before, after) = (outputs(attending, probe)?, outputs(&shuffled, probe)?);
    same("attend", &before, &after, 2.0 * probe.tolerance, "with the lists in another order")
}

pub(super) fn hidden(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Attend(attending) = input else { return Ok(()) };
    let [n, ..] = attending.sizes();
    let token = probe.random.whole(0..=n - 1);
    let mut changed = attending.clone();
    changed.keys.values.row_mut(token).mapv_inplace(|x| -x);
    changed.values.values.row_mut(token).mapv_inplace(|x| 2.0 - x);
    let (before, after) = (outputs(attending, probe)?, outputs(&changed, probe)?);
    for t in (0..n).filter(|&t| !attending.sees(t, token)) {
        let rows = [&before, &after].map(|out| out.row(t).to_vec());
        if !rows[0].iter().zip(&rows[1]).all(|(&a, &b)| close(a, b, 2.0 * probe.tolerance)) {
            return Err(Broken::Law(format!(
                "query {t} does not see token {token}, and yet goes from {:?} to {:?} when its key and value change",
                rows[0], rows[1]
            )));
        }
    }
    Ok(())
}

/// With all blocks chosen: dense causal attention, computed here.
pub(super) fn dense(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Attend(attending) = input else { return Ok(()) };
    let [n, ..] = attending.sizes();
    if n > 100 {
        return Ok(());
    }
    let scores: Vec<Vec<f64>> =
        (0..n).map(|t| (0..=t).map(|token| attending.score(t, token)).collect()).collect();
    // Only where scores are so small that slack for another input is known.
    if scores.iter().flatten().any(|score| score.abs() > 40.0) {
        return Ok(());
    }
    let chosen = (0..n).map(|t| (0..=t / attending.block).rev().collect()).collect();
    let output = outputs(&Attending { chosen, ..attending.clone() }, probe)?;
    let values = attending.values.double();
    let expected = Array2::from_shape_fn(output.dim(), |(t, c)| {
        let sum: f64 = scores[t].iter().map(|score| score.exp()).sum();
        let weighted: f64 = scores[t].iter().zip(values.column(c)).map(|(score, x)| score.exp() * x).sum();
        (weighted / sum) as f32
    });
    same("attend", &output, &expected, 4.0 * probe.tolerance + 1e-5, "by dense causal attention")
}

pub(super) fn equal_values(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Attend(attending) = input else { return Ok(()) };
    let mut equal = attending.clone();
    let value = probe.random.normals((1, attending.sizes()[2]), 1.0);
    for mut row in equal.values.values.rows_mut() {
        row.assign(&value.row(0));
    }
    let output = outputs(&equal, probe)?;
    same("attend", &output, &equal.values.values, 2.0 * probe.tolerance + 1e-4, "as every value is")
}
