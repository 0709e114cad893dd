//! What must hold of `diloco`, whatever the reference says. Who breaks several laws is told the first.

use judge::{Broken, Probe, Property};

use super::inputs::Input;
use super::{State, Traffics};
use crate::talk::Ranks;

type TheProbe<'a> = Probe<'a, Input, Ranks<State>>;

pub(super) fn laws() -> Vec<Property<Input, Ranks<State>>> {
    vec![
        Property {
            name: "all ranks have the same global weights and velocity, bit for bit",
            holds: |i, probe| told(0, i, probe),
        },
        Property {
            name: "a rank sends at most 2 (N − 1) messages in a round",
            holds: |i, probe| told(1, i, probe),
        },
        Property {
            name: "all ranks together send at most what an all-reduce in each round takes",
            holds: |i, probe| told(2, i, probe),
        },
        Property {
            name: "a rank sends at most 2 (N − 1) shards in a round",
            holds: |i, probe| told(3, i, probe),
        },
    ]
}

fn told(law: usize, input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let ranks = probe.call(input)?;
    let shared: Vec<[&[f64]; 2]> =
        ranks.results.iter().map(|state| [&state.weights[..], &state.velocity[..]]).collect();
    let exchanges = vec![input.team.weights.len(); input.rounds()];
    match first(&shared, &Traffics::of(&ranks), &exchanges) {
        Some((number, text)) if number == law => Err(Broken::Law(text)),
        _ => Ok(()),
    }
}

/// The first law that is broken, and how, where ranks may have exchanged so many numbers each time.
pub(crate) fn first(
    shared: &[[&[f64]; 2]],
    traffic: &Traffics,
    exchanges: &[usize],
) -> Option<(usize, String)> {
    for (rank, own) in shared.iter().enumerate() {
        for (name, own, other) in [("weights", own[0], shared[0][0]), ("velocity", own[1], shared[0][1])] {
            if let Some(at) = own.iter().zip(other).position(|(a, b)| a.to_bits() != b.to_bits()) {
                let (a, b) = (other[at], own[at]);
                return Some((0, format!("{name}[{at}] is {a:e} on rank 0, and {b:e} on rank {rank}")));
            }
        }
    }
    let (size, times) = (shared.len(), exchanges.len());
    let allowed = 2 * (size - 1) * times;
    if let Some((rank, sent)) = largest(&traffic.messages).filter(|&(_, sent)| sent > allowed) {
        return Some((1, format!("rank {rank} sends {sent} messages; {times} exchanges take {allowed}")));
    }
    let shards: usize = exchanges.iter().map(|count| count.div_ceil(size)).sum();
    let allowed = 2 * (size - 1) * shards * size_of::<f64>();
    let sent: usize = traffic.bytes.iter().sum();
    if sent > allowed * size {
        let text = format!(
            "all ranks together send {sent} bytes; {times} all-reduces take at most {}",
            allowed * size
        );
        return Some((2, text));
    }
    let (rank, sent) = largest(&traffic.bytes)?;
    (sent > allowed)
        .then(|| (3, format!("rank {rank} sends {sent} bytes; {times} all-reduces take at most {allowed}")))
}

fn largest(counts: &[usize]) -> Option<(usize, usize)> {
    counts.iter().copied().enumerate().max_by_key(|&(_, count)| count)
}
