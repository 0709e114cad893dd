//! How the answer goes about it: what it reads, and what it holds.

use judge::Broken;

use super::{Far, Input, TheProbe};

/// The same input without masks: what is read does not depend on whether an answer passes over masked scores before or after.
fn seen(input: &Input) -> Input {
    let mut all = input.clone();
    all.stored_mut().0.mapv_inplace(|score| if score == f32::NEG_INFINITY { -1.0 } else { score });
    all
}

pub(super) fn scores_once(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [rows, keys, _] = input.sizes();
    let there = (rows * keys) as u64;
    for (tried, how) in [(&seen(input), ""), (input, " where some are masked")] {
        let read = probe.call(tried)?.scores;
        if read > there {
            return Err(Broken::Law(format!(
                "of {there} scores {read} are read{how}. Once is enough: keep the largest score so far, and correct sum and output where it \
                 grows; and keep a score that is used twice"
            )));
        }
    }
    Ok(())
}

pub(super) fn values_shared(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [rows, keys, width] = input.sizes();
    let blocks = rows.div_ceil(input.block);
    let allowed = (blocks * keys * width) as u64;
    for tried in [&seen(input), input] {
        let read = probe.call(tried)?.values;
        if read > allowed {
            return Err(Broken::Law(format!(
                "{rows} rows are {blocks} blocks of {}, and of the {} values {read} are read, more than {allowed}: a value that has been read \
                 serves all rows of a block",
                input.block,
                keys * width
            )));
        }
    }
    Ok(())
}

/// Many keys that are stored nowhere: what is held is the answer's own.
pub(super) fn held(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    const KEYS: usize = 1 << 16;
    // Once is enough: with the plainest case.
    if input.sizes() != super::cases::PLAIN || input.block != 2 {
        return Ok(());
    }
    probe.call(&Input { far: Far::Computed(2, KEYS, 2), block: 2 })?;
    // Half of what the scores of a single row would take.
    let allowed = KEYS * size_of::<f32>() / 2;
    if probe.peak <= allowed {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "2 rows, {KEYS} keys, width 2: {} bytes are held at the peak, which is {:.1} for each key. The values of one key, and a largest score, \
         a sum and an output for each row take some hundred bytes; allowed are {allowed}",
        probe.peak,
        probe.peak as f64 / KEYS as f64
    )))
}
