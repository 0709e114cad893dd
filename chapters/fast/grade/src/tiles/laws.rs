//! What must hold for `tiles`, whatever the reference says.

use judge::Broken;

use super::{Cost, Input, TheProbe};

fn moved(input: &Input, probe: &mut TheProbe<'_>) -> Result<Option<u128>, Broken> {
    Ok(probe.call(input)?.moved)
}

pub(super) fn larger(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let more = input.numbers + input.numbers / 4 + probe.random.whole(1..=3) as u64;
    if more > 1 << 40 {
        return Ok(());
    }
    let (before, after) = (moved(input, probe)?, moved(&Input { numbers: more, ..*input }, probe)?);
    if after <= before {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "{} numbers are moved with a cache of {more}, and {} with one of {}",
        after.unwrap_or(0),
        before.unwrap_or(0),
        input.numbers
    )))
}

pub(super) fn transposed(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [m, k, n] = input.sizes;
    let (one, other) = (moved(input, probe)?, moved(&Input { sizes: [n, k, m], ..*input }, probe)?);
    if one == other {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "{} numbers are moved for (m, k, n) = ({m}, {k}, {n}), and {} for ({n}, {k}, {m})",
        one.unwrap_or(0),
        other.unwrap_or(0)
    )))
}

pub(super) fn others(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let yours = probe.call(input)?;
    for _ in 0..50 {
        let [tm, tk, tn] = input.sizes.map(|size| probe.random.whole(1..=size as usize) as u64);
        let narrow = input.numbers.saturating_sub(tm) / (tm + 1);
        for tile in [[tm, tk, tn], [tm, 1, tn], [tm, 1, narrow.clamp(1, input.sizes[2])]] {
            let other = Cost::of(tile, *input);
            if other.fits && other.moved < yours.moved {
                return Err(Broken::Law(format!(
                    "{:?} moves {} numbers, and {tile:?}, which fits too, moves {}",
                    yours.tile,
                    yours.moved.unwrap_or(0),
                    other.moved.unwrap_or(0)
                )));
            }
        }
    }
    Ok(())
}
