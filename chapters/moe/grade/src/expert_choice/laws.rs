//! What must hold for `expert_choice`, whatever the reference says.

use judge::{Broken, close, same};
use ndarray::{Array2, Axis};

use super::{Answered, Chosen, Input, TheProbe};

/// The answer's choice for logits, each list in the order of its tokens.
fn asked(probe: &mut TheProbe<'_>, logits: &Array2<f32>, capacity: usize) -> Result<Chosen, Broken> {
    match probe.call(&Input::Choose { logits: logits.clone().into(), capacity })? {
        Answered::Chosen(mut chosen) => {
            for taken in &mut chosen {
                taken.sort_by_key(|pair| pair.0);
            }
            if chosen.len() == logits.ncols() {
                Ok(chosen)
            } else {
                Err(Broken::Law(format!("{} lists for {} experts", chosen.len(), logits.ncols())))
            }
        }
        Answered::Combined(_) => Err(Broken::Law("not a choice".to_owned())),
    }
}

pub(super) fn full(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Choose { logits, capacity } = input else { return Ok(()) };
    for (e, taken) in asked(probe, &logits.values, *capacity)?.iter().enumerate() {
        let twice = taken.windows(2).any(|pair| pair[0].0 == pair[1].0);
        if taken.len() != *capacity || twice {
            let tokens: Vec<usize> = taken.iter().map(|pair| pair.0).collect();
            return Err(Broken::Law(format!("expert {e} with {capacity} places takes {tokens:?}")));
        }
    }
    Ok(())
}

/// The last token comes to want one expert more than all others do: it is taken, and the weakest is not any more.
pub(super) fn not_causal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Choose { logits, capacity } = input else { return Ok(()) };
    let (tokens, experts) = logits.values.dim();
    let last = tokens - 1;
    let expert = probe.random.whole(0..=experts - 1);
    let before = asked(probe, &logits.values, *capacity)?;
    let Some(weakest) = before[expert].iter().min_by(|a, b| a.1.total_cmp(&b.1)) else { return Ok(()) };
    let strongest = before[expert].iter().map(|pair| pair.1).fold(0.0_f32, f32::max);
    // Only where there is somebody to lose a place, without a tie, and above whom there is room.
    let tied = before[expert].iter().filter(|pair| pair.1 - weakest.1 < 1e-4).count() > 1;
    if tied || strongest > 0.9 || before[expert].iter().any(|pair| pair.0 == last) {
        return Ok(());
    }
    let mut changed = logits.values.clone();
    changed.row_mut(last).fill(-10.0);
    changed[[last, expert]] = 10.0;
    let after = asked(probe, &changed, *capacity)?;
    let has = |token: usize| after[expert].iter().any(|pair| pair.0 == token);
    if has(last) && !has(weakest.0) {
        Ok(())
    } else {
        Err(Broken::Law(format!(
            "token {last} is changed so that it wants expert {expert} more than all before it; it should take the place of token {}, \
             and the expert has {:?}",
            weakest.0, after[expert]
        )))
    }
}

/// Whether all scores of a column differ, so that no tie is decided by the order of tokens.
fn has_ties(logits: &Array2<f32>) -> bool {
    (0..logits.nrows()).any(|a| (0..a).any(|b| logits.row(a) == logits.row(b))) || logits.ncols() == 1
}

pub(super) fn permutation(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Choose { logits, capacity } = input else { return Ok(()) };
    if has_ties(&logits.values) {
        return Ok(());
    }
    let mut order: Vec<usize> = (0..logits.values.nrows()).collect();
    probe.random.shuffle(&mut order);
    let moved = logits.values.select(Axis(0), &order);
    let (before, after) = (asked(probe, &logits.values, *capacity)?, asked(probe, &moved, *capacity)?);
    for (e, (before, after)) in before.iter().zip(&after).enumerate() {
        let mut back: Vec<usize> = after.iter().filter_map(|pair| order.get(pair.0).copied()).collect();
        back.sort_unstable();
        let tokens: Vec<usize> = before.iter().map(|pair| pair.0).collect();
        if back != tokens {
            return Err(Broken::Law(format!(
                "expert {e} takes {tokens:?}, and {back:?} if they come in another order"
            )));
        }
    }
    Ok(())
}

pub(super) fn room_for_all(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Choose { logits, .. } = input else { return Ok(()) };
    let tokens = logits.values.nrows();
    let mut sums = vec![0.0_f32; tokens];
    for &(token, weight) in asked(probe, &logits.values, tokens)?.iter().flatten() {
        match sums.get_mut(token) {
            Some(sum) => *sum += weight,
            None => return Err(Broken::Law(format!("there is no token {token}"))),
        }
    }
    match sums.iter().position(|&sum| !close(sum, 1.0, 1e-4)) {
        None => Ok(()),
        Some(t) => Err(Broken::Law(format!("the weights of token {t} sum to {}", sums[t]))),
    }
}

pub(super) fn rows_shift(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Choose { logits, capacity } = input else { return Ok(()) };
    if has_ties(&logits.values) || logits.values.iter().any(|x| x.abs() > 50.0) {
        return Ok(());
    }
    let mut moved = logits.values.clone();
    for mut row in moved.rows_mut() {
        row += probe.random.whole(0..=8) as f32 - 4.0;
    }
    let (before, after) = (asked(probe, &logits.values, *capacity)?, asked(probe, &moved, *capacity)?);
    for (e, (before, after)) in before.iter().zip(&after).enumerate() {
        let same = before.len() == after.len()
            && before.iter().zip(after).all(|(a, b)| a.0 == b.0 && (a.1 - b.1).abs() <= 1e-4);
        if !same {
            return Err(Broken::Law(format!(
                "expert {e} takes {before:?}, and {after:?} with a number added to each row of the logits"
            )));
        }
    }
    Ok(())
}

pub(super) fn linear(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Combine { tokens, chosen, outputs } = input else { return Ok(()) };
    let doubled =
        chosen.iter().map(|taken| taken.iter().map(|pair| (pair.0, 2.0 * pair.1)).collect()).collect();
    let twice = Input::Combine { tokens: *tokens, chosen: doubled, outputs: outputs.clone() };
    let (Answered::Combined(once), Answered::Combined(twice)) = (probe.call(input)?, probe.call(&twice)?)
    else {
        return Err(Broken::Law("not a combined output".to_owned()));
    };
    same("combine", &once, &(twice / 2.0), 2.0 * probe.tolerance, "as half of what twice the weights give")
}
