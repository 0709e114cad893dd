//! What must hold of `ddp`, whatever the reference says.

use judge::{Broken, Probe, Property};

use super::{Gradients, Input};
use crate::talk::Ranks;

type TheProbe<'a> = Probe<'a, Input, Ranks<Gradients>>;

pub(super) fn laws() -> Vec<Property<Input, Ranks<Gradients>>> {
    vec![
        Property { name: "all ranks have the same bits", holds: |i, probe| holds(&Law::Bits, i, probe) },
        Property {
            name: "ranks send together at most what an all-reduce of the gradients takes",
            holds: |i, probe| holds(&Law::Together, i, probe),
        },
        Property {
            name: "no rank sends more than an all-reduce of the gradients takes",
            holds: |i, probe| holds(&Law::Rank, i, probe),
        },
        Property {
            name: "a rank sends at most the messages of an all-reduce for each bucket",
            holds: |i, probe| holds(&Law::Messages, i, probe),
        },
    ]
}

/// The first law that a step breaks: who breaks several is told that one.
#[derive(PartialEq)]
enum Law {
    Bits,
    Together,
    Rank,
    Messages,
}

fn first(input: &Input, ranks: &Ranks<Gradients>) -> Option<(Law, String)> {
    drifting(ranks)
        .map(|why| (Law::Bits, why))
        .or_else(|| together_too_much(input, ranks).map(|why| (Law::Together, why)))
        .or_else(|| rank_too_much(input, ranks).map(|why| (Law::Rank, why)))
        .or_else(|| too_many_messages(input, ranks).map(|why| (Law::Messages, why)))
}

fn holds(law: &Law, input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let ranks = probe.call(input)?;
    match first(input, &ranks) {
        Some((broken, why)) if broken == *law => Err(Broken::Law(why)),
        _ => Ok(()),
    }
}

fn drifting(ranks: &Ranks<Gradients>) -> Option<String> {
    let first = ranks.results[0].0.concat();
    ranks.results.iter().enumerate().skip(1).find_map(|(rank, result)| {
        let other = result.0.concat();
        let at = first.iter().zip(&other).position(|(a, b)| a.to_bits() != b.to_bits())?;
        let (a, b) = (first[at], other[at]);
        Some(format!("number {at} of all is {a:e} on rank 0, and {b:e} on rank {rank}: replicas drift apart"))
    })
}

/// The most that a rank sends: twice all numbers less the smallest shard, whichever way they are cut into messages, and a count for each
/// bucket.
fn allowed(input: &Input) -> usize {
    let ranks = input.ranks.len();
    if ranks == 1 {
        return 0;
    }
    let sent = |length: usize| 2 * size_of::<f64>() * (length - length / ranks);
    let tensors: usize = input.sizes().into_iter().map(sent).sum();
    tensors + (input.buckets.len() + 1) * sent(1)
}

fn together_too_much(input: &Input, ranks: &Ranks<Gradients>) -> Option<String> {
    let allowed = allowed(input) * ranks.traffic.len();
    let sent: usize = ranks.traffic.iter().map(|traffic| traffic.sent).sum();
    (sent > allowed).then(|| {
        format!(
            "all ranks together send {sent} bytes; an all-reduce of all gradients takes at most {allowed}"
        )
    })
}

fn rank_too_much(input: &Input, ranks: &Ranks<Gradients>) -> Option<String> {
    let allowed = allowed(input);
    ranks.traffic.iter().enumerate().find(|(_, traffic)| traffic.sent > allowed).map(|(rank, traffic)| {
        let sent = traffic.sent;
        format!("rank {rank} sends {sent} bytes; an all-reduce of all gradients takes at most {allowed}")
    })
}

fn too_many_messages(input: &Input, ranks: &Ranks<Gradients>) -> Option<String> {
    // One all-reduce for the gradients of each bucket, and one for a count.
    let buckets = input.buckets.len();
    let allowed = 2 * (input.ranks.len() - 1) * 2 * buckets;
    ranks.traffic.iter().enumerate().find(|(_, traffic)| traffic.messages > allowed).map(|(rank, traffic)| {
        let sent = traffic.messages;
        format!("rank {rank} sends {sent} messages; an all-reduce for each of {buckets} buckets, and one of a count beside it, takes {allowed}")
    })
}
