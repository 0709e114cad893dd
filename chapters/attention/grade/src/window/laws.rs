//! What must hold for `window`, whatever the reference says.

use judge::{Broken, close};

use super::{Input, Step, TheProbe, attended};

/// The window of the first ring.
fn first_window(input: &Input) -> Option<usize> {
    input.script.iter().find_map(|step| if let Step::Start(window) = step { Some(*window) } else { None })
}

/// A script that pushes every item in order into one ring, and looks with every query in turn after each.
fn decoding(input: &Input, window: usize) -> Vec<Step> {
    let queries = input.queries.values.nrows();
    let steps = (0..input.items()).flat_map(|j| [Step::Push(0, j), Step::Attend(0, j % queries)]);
    std::iter::once(Step::Start(window)).chain(steps).collect()
}

pub(super) fn decode_is_prefill(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Some(window) = first_window(input) else { return Ok(()) };
    let m = input.items();
    let both = Input { mask: Some((m, m, window)), script: decoding(input, window), ..input.clone() };
    let trace = probe.call(&both)?;
    let Some(visible) = &trace.visible else { return Ok(()) };
    for (j, (row, output)) in visible.outer_iter().zip(trace.outputs()).enumerate() {
        let expected = attended(input, j % input.queries.values.nrows(), &row.to_vec());
        for (c, (&x, &y)) in output.iter().zip(&expected).enumerate() {
            if !close(f64::from(x), y, 4.0 * probe.tolerance + 1e-5) {
                return Err(Broken::Law(format!(
                    "after {} pushes into a window of {window}, attend gives {x} in channel {c}; attention under row {j} of \
                     visible({m}, {m}, {window}) gives {y}",
                    j + 1
                )));
            }
        }
    }
    Ok(())
}

pub(super) fn wide_is_causal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Some((n, m, _)) = input.mask else { return Ok(()) };
    let window = m + probe.random.whole(0..=3);
    let asked = Input { mask: Some((n, m, window)), script: Vec::new(), ..input.clone() };
    let trace = probe.call(&asked)?;
    for ((i, j), &seen) in trace.visible.iter().flat_map(|visible| visible.indexed_iter()) {
        if seen != (j + n <= i + m) {
            return Err(Broken::Law(format!(
                "visible({n}, {m}, {window})[{i}, {j}] is {seen}, and the causal mask says {}",
                !seen
            )));
        }
    }
    Ok(())
}

pub(super) fn forgets(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Some(window) = first_window(input) else { return Ok(()) };
    let m = input.items();
    if m <= window {
        return Ok(());
    }
    let straight = Input { mask: None, script: decoding(input, window), ..input.clone() };
    let cut = probe.random.whole(1..=m - window);
    let mut changed = straight.clone();
    for j in 0..cut {
        changed.values.values.row_mut(j).mapv_inplace(|x| x + 1.0);
        // Every score of a forgotten token gets another size, and none a larger one than promised.
        changed.keys.values.row_mut(j).mapv_inplace(|x| -0.5 * x);
    }
    let (before, after) = (probe.call(&straight)?, probe.call(&changed)?);
    for (j, (a, b)) in before.outputs().zip(after.outputs()).enumerate().skip(cut + window - 1) {
        for (&a, &b) in a.iter().zip(b) {
            if !close(f64::from(a), f64::from(b), 2.0 * probe.tolerance) {
                return Err(Broken::Law(format!(
                    "with a window of {window}, the output after token {j} changes from {a} to {b} when tokens 0 to {} change",
                    cut - 1
                )));
            }
        }
    }
    Ok(())
}
