//! `hash`: its cases, reference, properties, mistakes and alternatives.
//!
//! All numbers are whole, and compared exactly. The reference computes in 128 bits, and takes the balanced table's tokens one by
//! one without sorting.

mod alternatives;
mod cases;
mod golden;
mod mistakes;
mod promises;

use judge::{Bent, Broken, Fresh, Level, Meta, Output, Part, Plan, Probe, Property, Reference, Style};
use serde::{Deserialize, Serialize};

use mistakes::Knobs;
use moe::Hash;
use moe::solution::hash as solution;

/// What an input asks for.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Balanced { counts: Vec<usize>, experts: usize },
    Random { vocabulary: usize, experts: usize, seed: u32 },
    Bigram { tokens: Vec<u32>, experts: usize },
}

/// The expert of each token or position.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Experts(Vec<usize>);

impl Output for Experts {
    fn parts(&self) -> Vec<Part> {
        vec![Part::whole("experts", vec![self.0.len()], self.0.iter().map(|&expert| expert as i64))]
    }
}

type TheProbe<'a> = Probe<'a, Input, Experts>;

pub(super) fn plan(answer: Option<Hash>) -> Plan<Hash, Input, Experts, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "hash",
            title: "Routing by a table: balanced, random, and by pairs of tokens",
            level: Level::Easy,
            minutes: 25,
            year: 2021,
            needs: &["moe/switch"],
            text: "moe/bias.html#hash",
            hints: [
                "None of the three looks at a hidden state. `balanced` is greedy: large things first, each onto the lightest pile. The \
                 result is in the order of the ids, not in that in which they were dealt out.",
                "For `random`, move the state on first, then choose: state · experts / 2³¹. The product needs more than 32 bits. In `bigram` \
                 each product is taken modulo 2³², which is what wrapping_mul does.",
                "`sort_by_key(|&token| std::cmp::Reverse(counts[token]))` is stable, so of equal counts the lower id stays first; \
                 min_by_key gives the first of equal minima. For `bigram`, zip the tokens with `once(&0).chain(tokens)`.",
            ],
            story: "The obvious line is state % experts, and with experts a power of two it is a catastrophe that looks like chance: the \
                    lowest bit of such a generator alternates, so with two experts the even token ids go to one and the odd ids to the \
                    other, whatever the seed. The upper bits have long periods, and a multiplication by the number of experts reads \
                    them. And in a bigram hash a xor of two ids without multiplications gives AB and BA the same expert, and AA, BB and \
                    CC expert 0.",
        },
        answer,
        solution: Hash { balanced: solution::balanced, random: solution::random, bigram: solution::bigram },
        call: |answer, input| {
            Experts(match input {
                Input::Balanced { counts, experts } => (answer.balanced)(counts, *experts),
                Input::Random { vocabulary, experts, seed } => (answer.random)(*vocabulary, *experts, *seed),
                Input::Bigram { tokens, experts } => (answer.bigram)(tokens, *experts),
            })
        },
        reference: Reference {
            run: |input, _| Ok(exactly(input).parts()),
            ran: || "whole numbers in plain Rust".to_owned(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 9, make: cases::fresh },
        describe: |input| match input {
            Input::Balanced { counts, experts } if counts.len() <= 9 => {
                format!("balanced: counts {counts:?}, {experts} experts")
            }
            Input::Balanced { counts, experts } => {
                format!("balanced: {} tokens, {experts} experts", counts.len())
            }
            Input::Random { vocabulary, experts, seed } => {
                format!("random: {vocabulary} tokens, {experts} experts, seed {seed}")
            }
            Input::Bigram { tokens, experts } if tokens.len() <= 8 => {
                format!("bigram: {tokens:?}, {experts} experts")
            }
            Input::Bigram { tokens, experts } => {
                format!("bigram: {} tokens, {experts} experts", tokens.len())
            }
        },
        properties: vec![
            Property { name: "there is no expert beyond the last", holds: in_range },
            Property {
                name: "the largest load exceeds the smallest by no more than the largest count",
                holds: even_loads,
            },
            Property { name: "three times the counts, the same table", holds: three_times },
            Property { name: "a larger vocabulary has the same experts at its beginning", holds: longer },
            Property { name: "the same pair of tokens has the same expert everywhere", holds: same_pair },
            Property { name: "a token counts for its own position and the next", holds: two_positions },
        ],
        bent: Bent { run: |knobs, input| Experts(knobs.run(input)) },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "sums in 64 bits where products are taken in 32", bend: |k| k.wide = true },
            Style { name: "keeps loads in single precision", bend: |k| k.load_in_single = true },
            Style { name: "cuts blocks by a product", bend: |k| k.proportional_blocks = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// The right experts, in 128 bits and without a sort.
fn exactly(input: &Input) -> Experts {
    Experts(match *input {
        Input::Balanced { ref counts, experts } => {
            let mut table = vec![None; counts.len()];
            let mut load = vec![0_u128; experts];
            for _ in 0..counts.len() {
                let mut next = None;
                for token in 0..counts.len() {
                    if table[token].is_none() && next.is_none_or(|best: usize| counts[token] > counts[best]) {
                        next = Some(token);
                    }
                }
                let token = next.expect("a token is left");
                let mut lightest = 0;
                for expert in 1..experts {
                    if load[expert] < load[lightest] {
                        lightest = expert;
                    }
                }
                load[lightest] += counts[token] as u128;
                table[token] = Some(lightest);
            }
            table.into_iter().map(|expert| expert.expect("every token was dealt out")).collect()
        }
        Input::Random { vocabulary, experts, seed } => {
            let mut states = vec![u128::from(seed)];
            for token in 0..vocabulary {
                states.push((states[token] * 1_103_515_245 + 12_345) % (1 << 31));
            }
            states[1..].iter().map(|state| (state * experts as u128 / (1 << 31)) as usize).collect()
        }
        Input::Bigram { ref tokens, experts } => (0..tokens.len())
            .map(|at| {
                let previous = if at == 0 { 0 } else { tokens[at - 1] };
                let own = u128::from(tokens[at]) * 2_654_435_761 % (1 << 32);
                let before = u128::from(previous) * 2_246_822_519 % (1 << 32);
                ((own ^ before) * experts as u128 / (1 << 32)) as usize
            })
            .collect(),
    })
}

fn in_range(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (Input::Balanced { experts, .. } | Input::Random { experts, .. } | Input::Bigram { experts, .. }) =
        input;
    match probe.call(input)?.0.iter().find(|expert| *expert >= experts) {
        None => Ok(()),
        Some(expert) => Err(Broken::Law(format!("expert {expert} of {experts}"))),
    }
}

fn even_loads(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Balanced { counts, experts } = input else { return Ok(()) };
    let mut load = vec![0_usize; *experts];
    for (&expert, &count) in probe.call(input)?.0.iter().zip(counts) {
        load[expert.min(experts - 1)] += count;
    }
    let spread = load.iter().max().unwrap_or(&0) - load.iter().min().unwrap_or(&0);
    let largest = counts.iter().copied().max().unwrap_or(0);
    if spread > largest {
        return Err(Broken::Law(format!("the loads differ by {spread}, and the largest count is {largest}")));
    }
    Ok(())
}

fn equal(what: &str, before: &[usize], after: &[usize]) -> Result<(), Broken> {
    match before.iter().zip(after).position(|(a, b)| a != b) {
        None => Ok(()),
        Some(at) => Err(Broken::Law(format!("entry {at} is {}, and {} {what}", before[at], after[at]))),
    }
}

fn three_times(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Balanced { counts, experts } = input else { return Ok(()) };
    // Sums stay within what the stub promises.
    if counts.iter().any(|&count| count > 1 << 50) {
        return Ok(());
    }
    let more = Input::Balanced { counts: counts.iter().map(|count| 3 * count).collect(), experts: *experts };
    let (before, after) = (probe.call(input)?, probe.call(&more)?);
    equal("with three times the counts", &before.0, &after.0)
}

fn longer(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Random { vocabulary, experts, seed } = *input else { return Ok(()) };
    let more = Input::Random { vocabulary: vocabulary + probe.random.whole(1..=9), experts, seed };
    let (before, after) = (probe.call(input)?, probe.call(&more)?);
    equal("with a larger vocabulary", &before.0, &after.0)
}

fn same_pair(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Bigram { tokens, experts } = input else { return Ok(()) };
    // The text twice over: from its second token on everything comes again.
    let twice = Input::Bigram { tokens: [&tokens[..], &tokens[..]].concat(), experts: *experts };
    let after = probe.call(&twice)?.0;
    if after.len() != 2 * tokens.len() {
        return Err(Broken::Law(format!("{} experts for {} tokens", after.len(), 2 * tokens.len())));
    }
    let (first, second) = after.split_at(tokens.len());
    equal("where the text comes again", first.get(1..).unwrap_or(&[]), second.get(1..).unwrap_or(&[]))
}

fn two_positions(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Bigram { tokens, experts } = input else { return Ok(()) };
    if tokens.is_empty() {
        return Ok(());
    }
    let at = probe.random.whole(0..=tokens.len() - 1);
    let mut changed = tokens.clone();
    changed[at] = changed[at].wrapping_add(1_234_567);
    let before = probe.call(input)?.0;
    let after = probe.call(&Input::Bigram { tokens: changed, experts: *experts })?.0;
    let what = format!("when token {at} changes");
    equal(&what, &before[..at.min(before.len())], &after[..at.min(after.len())])?;
    equal(&what, before.get(at + 2..).unwrap_or(&[]), after.get(at + 2..).unwrap_or(&[]))
}
