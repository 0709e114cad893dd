//! What must hold for `top_k`, whatever the reference says.

use judge::Broken;
use ndarray::Axis;

use super::{Chosen, Input, TheProbe};

fn asked(probe: &mut TheProbe<'_>, input: &Input) -> Result<Vec<Vec<usize>>, Broken> {
    let Chosen(lists) = probe.call(input)?;
    let n = input.scores.values.nrows();
    if lists.len() == n {
        Ok(lists)
    } else {
        Err(Broken::Law(format!("{} lists for {n} queries", lists.len())))
    }
}

/// That two choices are the same, `how` saying what was different.
fn alike(before: &[Vec<usize>], after: &[Vec<usize>], how: &str) -> Result<(), Broken> {
    match before.iter().zip(after).position(|(a, b)| a != b) {
        None => Ok(()),
        Some(i) => Err(Broken::Law(format!("query {i} chooses {:?}, and {:?} {how}", before[i], after[i]))),
    }
}

pub(super) fn as_many(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    for (i, blocks) in asked(probe, input)?.iter().enumerate() {
        let visible = input.visible(i);
        let ascending = blocks.windows(2).all(|pair| pair[0] < pair[1]);
        if blocks.len() != input.k.min(visible) || !ascending || blocks.iter().any(|&s| s >= visible) {
            return Err(Broken::Law(format!(
                "query {i} sees {visible} blocks, k is {}: {blocks:?}",
                input.k
            )));
        }
    }
    Ok(())
}

pub(super) fn causal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let from = probe.random.whole(0..=3);
    let mut changed = input.clone();
    let values = [f32::NAN, 1e30, -1e30, f32::INFINITY];
    changed.hide(|at| values[(from + at) % 4]);
    let (before, after) = (asked(probe, input)?, asked(probe, &changed)?);
    alike(&before, &after, "if the scores that it does not see are others")
}

pub(super) fn scaled(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let factor = [0.5, 0.25, 0.125][probe.random.whole(0..=2)];
    let mut changed = input.clone();
    changed.scores.values.mapv_inplace(|x| factor * x);
    let (before, after) = (asked(probe, input)?, asked(probe, &changed)?);
    alike(&before, &after, &format!("with all scores times {factor}"))
}

pub(super) fn alone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let i = probe.random.whole(0..=input.scores.values.nrows() - 1);
    let mut one = input.clone();
    one.scores.values = input.scores.values.select(Axis(0), &[i]);
    one.first += i;
    let (all, one) = (asked(probe, input)?, asked(probe, &one)?);
    if all[i] == one[0] {
        Ok(())
    } else {
        Err(Broken::Law(format!("query {i} chooses {:?}, and {:?} when it is asked alone", all[i], one[0])))
    }
}

pub(super) fn nested(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let more = Input { k: input.k + probe.random.whole(1..=3), ..input.clone() };
    let (fewer, more) = (asked(probe, input)?, asked(probe, &more)?);
    let lost = |(few, many): (&Vec<usize>, &Vec<usize>)| few.iter().any(|s| !many.contains(s));
    match fewer.iter().zip(&more).position(lost) {
        None => Ok(()),
        Some(i) => {
            Err(Broken::Law(format!("query {i} chooses {:?}, and {:?} with a larger k", fewer[i], more[i])))
        }
    }
}

pub(super) fn promoted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut changed = input.clone();
    let mut promoted = Vec::new();
    for i in 0..input.scores.values.nrows() {
        let seen = input.seen(i);
        let most = seen.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        if seen.is_empty() || most > 1e29 {
            promoted.push(None);
            continue;
        }
        let which = probe.random.whole(0..=seen.len() - 1);
        changed.scores.values[[i, which]] = most + most.abs() + 1.0;
        promoted.push(Some(which));
    }
    for (i, blocks) in asked(probe, &changed)?.iter().enumerate() {
        if let Some(which) = promoted[i].filter(|which| !blocks.contains(which)) {
            return Err(Broken::Law(format!(
                "query {i} sees block {which}, which is given the largest score of all, and chooses {blocks:?}"
            )));
        }
    }
    Ok(())
}
