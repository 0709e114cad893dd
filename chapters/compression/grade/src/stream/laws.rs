//! What must hold for `stream`, whatever the reference says.

use judge::{Broken, close};

use super::plan::TheProbe;
use super::trace::{Shown, Trace};
use super::{Input, Step};

/// The block size and the channels of the first stream.
fn sizes(input: &Input) -> (usize, usize) {
    input.biases[0][0].values.dim()
}

/// One stream that takes all tokens once, or the first of them.
fn straight(input: &Input, tokens: usize) -> Input {
    Input { script: vec![Step::Start(0), Step::Many(0, tokens)], ..input.clone() }
}

/// What the last stream of a script has shown.
fn last(trace: Trace) -> Result<Shown, Broken> {
    trace.0.into_iter().last().ok_or_else(|| Broken::Law("no stream".to_owned()))
}

fn same(what: &str, a: &[Vec<f32>], b: &[Vec<f32>], slack: f64, how: &str) -> Result<(), Broken> {
    if a.len() != b.len() {
        return Err(Broken::Law(format!("{what}: {} entries, and {} {how}", a.len(), b.len())));
    }
    for (i, (a, b)) in a.iter().zip(b).enumerate() {
        for (c, (&a, &b)) in a.iter().zip(b).enumerate() {
            if !close(a, b, slack) {
                return Err(Broken::Law(format!("{what}: entry {i} has {a} in channel {c}, and {b} {how}")));
            }
        }
    }
    Ok(())
}

/// A bound from above: who holds fewer tokens, or fewer numbers, is welcome.
pub(super) fn bounded(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (m, c) = sizes(input);
    let many = 7 * m + 2;
    let shown = last(probe.call(&straight(input, many))?)?;
    let [tokens, numbers] = shown.held;
    if tokens > 2 * m {
        return Err(Broken::Law(format!(
            "in blocks of {m}, while {many} tokens come, `held` grows to {tokens} tokens; it may hold {}",
            2 * m
        )));
    }
    let allowed = 2 * m * 4 * c + 2 * m * c;
    if numbers > allowed {
        return Err(Broken::Law(format!(
            "in blocks of {m}, while {many} tokens of {c} channels come, the stream grows to {numbers} numbers; {} tokens and the biases \
             have {allowed}",
            2 * m
        )));
    }
    Ok(())
}

/// Each prefix gives the first entries of the whole, and `seen` is its length.
pub(super) fn prefixes(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (m, _) = sizes(input);
    let tokens = input.tokens().0;
    let all = last(probe.call(&straight(input, tokens))?)?;
    let first = probe.random.whole(0..=tokens);
    let shown = last(probe.call(&straight(input, first))?)?;
    if shown.entries.len() != first / m || shown.seen.last() != Some(&first) {
        return Err(Broken::Law(format!(
            "{first} tokens in blocks of {m} give {} entries, and `seen` is {:?}",
            shown.entries.len(),
            shown.seen.last()
        )));
    }
    let expected = all.entries.get(..first / m).unwrap_or(&all.entries);
    same("of all tokens", expected, &shown.entries, 2.0 * probe.tolerance, "of the first tokens alone")
}

/// What a stream gives does not depend on another one that takes tokens in between, nor on its copy.
pub(super) fn alone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let tokens = input.tokens().0;
    let cut = probe.random.whole(0..=tokens);
    let single = last(probe.call(&straight(input, tokens))?)?;
    let mut script = vec![Step::Start(0), Step::Start(0)];
    for t in 0..tokens {
        script.extend([Step::Push(0, tokens - 1 - t), Step::Push(1, t)]);
        if t + 1 == cut {
            script.push(Step::Copy(1));
        }
        if t + 1 >= cut && cut > 0 {
            script.push(Step::Push(2, tokens - 1 - t));
        }
    }
    let Trace(shown) = probe.call(&Input { script, ..input.clone() })?;
    let Some(turns) = shown.get(1) else { return Err(Broken::Law("no second stream".to_owned())) };
    same("alone", &single.entries, &turns.entries, 2.0 * probe.tolerance, "beside another stream")
}

/// The entries of all tokens, from their definition, in double precision.
pub(super) fn decode_is_prefill(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (m, c) = sizes(input);
    let tokens = input.tokens().0;
    let shown = last(probe.call(&straight(input, tokens))?)?;
    let expected: Vec<Vec<f32>> = (0..tokens / m)
        .map(|i| {
            let entry = |c: usize| {
                let rows = (i.saturating_sub(1) * m..(i + 1) * m).map(|t| {
                    let role = usize::from(t / m < i);
                    let number = |matrix: &judge::Matrix, row: usize| f64::from(matrix.values[[row, c]]);
                    let score = number(&input.gates[role], t) + number(&input.biases[0][role], t % m);
                    (score, number(&input.values[role], t))
                });
                let rows: Vec<(f64, f64)> = rows.collect();
                let largest = rows.iter().map(|row| row.0).fold(f64::NEG_INFINITY, f64::max);
                let sum: f64 = rows.iter().map(|row| (row.0 - largest).exp()).sum();
                let weighted: f64 = rows.iter().map(|row| (row.0 - largest).exp() * row.1).sum();
                (weighted / sum) as f32
            };
            (0..c).map(entry).collect()
        })
        .collect();
    let slack = 4.0 * probe.tolerance + 1e-5;
    same("token by token", &shown.entries, &expected, slack, "over all tokens at once")
}

/// What came before the block before an entry has no effect on it.
pub(super) fn forgets(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (m, _) = sizes(input);
    let tokens = input.tokens().0;
    if tokens < 3 * m {
        return Ok(());
    }
    let i = probe.random.whole(2..=tokens / m - 1);
    let mut changed = straight(input, tokens);
    for (values, gates) in changed.values.iter_mut().zip(&mut changed.gates) {
        for t in 0..(i - 1) * m {
            values.values.row_mut(t).mapv_inplace(|x| 1.5 - x);
            gates.values.row_mut(t).mapv_inplace(|x| -0.5 * x);
        }
    }
    let (before, after) = (last(probe.call(&straight(input, tokens))?)?, last(probe.call(&changed)?)?);
    let from = |entries: &[Vec<f32>]| entries.get(i..).map(<[_]>::to_vec).unwrap_or_default();
    let (a, b) = (from(&before.entries), from(&after.entries));
    same(
        &format!("from entry {i} on"),
        &a,
        &b,
        2.0 * probe.tolerance,
        "with other tokens before its block before",
    )
}
