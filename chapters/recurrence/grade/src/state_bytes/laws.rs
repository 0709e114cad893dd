//! What must hold of `state_bytes`, whatever the reference says.

use judge::Broken;

use super::{Answered, Input, Kind, TheProbe, What, kept};

fn bytes(kinds: Vec<Kind>, tokens: &[u64], probe: &mut TheProbe<'_>) -> Result<Vec<u64>, Broken> {
    match probe.call(&Input::Bytes { kinds, tokens: tokens.to_vec() })? {
        Answered::Bytes(bytes) if bytes.len() == tokens.len() => Ok(bytes),
        _ => Err(Broken::Law("no bytes".to_owned())),
    }
}

fn broken(what: &str, tokens: u64, yours: u64, expected: u64) -> Result<(), Broken> {
    if yours == expected {
        return Ok(());
    }
    Err(Broken::Law(format!("at {tokens} tokens {what}: {yours} and {expected} bytes")))
}

pub(super) fn additive(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Bytes { kinds, tokens } = input else { return Ok(()) };
    if kinds.len() > 9 {
        return Ok(());
    }
    let whole = bytes(kinds.clone(), tokens, probe)?;
    let mut sums = vec![0_u64; tokens.len()];
    for &kind in kinds {
        let alone = bytes(vec![kind], tokens, probe)?;
        sums.iter_mut().zip(alone).for_each(|(sum, alone)| *sum = sum.wrapping_add(alone));
    }
    for ((&tokens, whole), sum) in tokens.iter().zip(whole).zip(sums) {
        broken("all kinds together are not the sum over each alone", tokens, whole, sum)?;
    }
    Ok(())
}

pub(super) fn twice(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Bytes { kinds, tokens } = input else { return Ok(()) };
    let all = |tokens: u64| kinds.iter().map(|kind| kept(kind, tokens)).sum::<i128>();
    if tokens.iter().any(|&tokens| all(tokens) >= 1 << 59) {
        return Ok(());
    }
    let doubled = kinds.iter().map(|kind| Kind { count: 2 * kind.count, ..*kind }).collect();
    let (once, twice) = (bytes(kinds.clone(), tokens, probe)?, bytes(doubled, tokens, probe)?);
    for ((&tokens, once), twice) in tokens.iter().zip(once).zip(twice) {
        broken("twice as many layers do not keep twice as much", tokens, twice, once.wrapping_mul(2))?;
    }
    Ok(())
}

pub(super) fn constant(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Bytes { kinds, .. } = input else { return Ok(()) };
    let states: Vec<Kind> =
        kinds.iter().copied().filter(|kind| matches!(kind.what, What::State { .. })).collect();
    let more = probe.random.whole(1..=1_000_000) as u64;
    let at = bytes(states, &[0, more], probe)?;
    broken("states are not as large as before the first", more, at[1], at[0])
}

pub(super) fn one_in_each(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Places(calls) = input else { return Ok(()) };
    let [_, period, offset] = calls[probe.random.whole(0..=calls.len() - 1)];
    let periods = probe.random.whole(1..=5);
    let layers = periods * period;
    match probe.call(&Input::Places(vec![[layers, period, offset]]))? {
        Answered::Places(places) if places.len() == 1 => {
            let mut of: Vec<usize> = places[0].iter().map(|place| place / period).collect();
            of.sort_unstable();
            if of == (0..periods).collect::<Vec<_>>() {
                return Ok(());
            }
            Err(Broken::Law(format!("places({layers}, {period}, {offset}) is {:?}", places[0])))
        }
        _ => Err(Broken::Law("no places".to_owned())),
    }
}
