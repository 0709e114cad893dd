//! What must hold of `all_reduce`, whatever the reference says.
//!
//! The laws on bytes go from the coarse to the fine, and each stands back where one before it is broken: so they tell apart what sends too
//! much for different reasons.

use judge::{Broken, Probe, Property};

use super::{Input, Values};
use crate::talk::Ranks;

type TheProbe<'a> = Probe<'a, Input, Ranks<Values>>;

pub(super) fn laws() -> Vec<Property<Input, Ranks<Values>>> {
    let law = |name, holds| Property { name, holds };
    vec![
        law("all ranks together send at most 2 N times the whole", |input, probe| told(0, input, probe)),
        law("a rank sends at most twice the whole", |input, probe| told(1, input, probe)),
        law("all ranks together send at most 2 (N − 1) times the whole", |input, probe| {
            told(2, input, probe)
        }),
        law("a rank sends at most 2 (N − 1) shards", |input, probe| told(3, input, probe)),
        law("it takes at most 2 (N − 1) steps", |input, probe| told(4, input, probe)),
        law("all ranks have the same bits", |input, probe| told(5, input, probe)),
    ]
}

/// What is wrong, if the first law that is broken is the one with this number.
fn told(law: usize, input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    match broken(input, &probe.call(input)?) {
        Some((number, text)) if number == law => Err(Broken::Law(text)),
        _ => Ok(()),
    }
}

/// The first law that is broken, and how.
fn broken(input: &Input, ranks: &Ranks<Values>) -> Option<(usize, String)> {
    let (size, shard) = (input.ranks(), input.longest_shard());
    let sent: Vec<usize> = ranks.traffic.iter().map(|traffic| traffic.sent).collect();
    let whole = size * shard;
    let bounds = [(0, true, 2 * size), (1, false, 2), (2, true, 2 * (size - 1))];
    for (law, all, wholes) in bounds {
        let bytes = if all { sent.iter().sum() } else { sent.iter().copied().max().unwrap_or(0) };
        if bytes > wholes * whole {
            let who = if all { "together " } else { "one of them " };
            return Some((
                law,
                format!("ranks send {sent:?} bytes, {who}{bytes}; the whole is {whole} at the most"),
            ));
        }
    }
    let shards = 2 * (size - 1);
    if sent.iter().any(|&bytes| bytes > shards * shard) {
        let most = shards * shard;
        return Some((3, format!("ranks send {sent:?} bytes; {shards} shards of {shard} are {most}")));
    }
    let steps = 2 * (size - 1);
    if ranks.steps > steps {
        return Some((4, crate::summed::chain(ranks.steps, steps)));
    }
    other_bits(ranks).map(|text| (5, text))
}

/// A place at which two ranks have different floats. Integers cannot differ by rounding.
fn other_bits(ranks: &Ranks<Values>) -> Option<String> {
    let Values::Floats(first) = &ranks.results[0] else { return None };
    ranks.results.iter().enumerate().find_map(|(rank, values)| {
        let Values::Floats(values) = values else { return None };
        let place = (0..first.len()).find(|&place| first[place].to_bits() != values[place].to_bits())?;
        Some(format!(
            "value {place} is {:e} on rank 0 and {:e} on rank {rank}: each place is to be summed once, in one order",
            first[place], values[place]
        ))
    })
}
