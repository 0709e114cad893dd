//! `budget`: its cases, reference, properties, mistakes and alternatives.
//!
//! All numbers are whole, and compared exactly. The reference counts in 128 bits and goes another way than the solution: it takes away
//! what there is not from what there could be. A test holds it against counting entry by entry.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod of_flops;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Probe, Property, Reference, Style};
use serde::{Deserialize, Serialize};

use compression::solution::budget as solution;
use compression::{Budget, Layers};
use knobs::Knobs;

/// [`Layers`], to be sent to another process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Kind {
    count: u64,
    window: u64,
    block: u64,
    chosen: Option<u64>,
    entry_bytes: u64,
    key_bytes: u64,
    entry_flops: u64,
    key_flops: u64,
}

impl From<Layers> for Kind {
    fn from(layers: Layers) -> Kind {
        let Layers { count, window, block, chosen, entry_bytes, key_bytes, entry_flops, key_flops } = layers;
        Kind { count, window, block, chosen, entry_bytes, key_bytes, entry_flops, key_flops }
    }
}

impl From<Kind> for Layers {
    fn from(kind: Kind) -> Layers {
        let Kind { count, window, block, chosen, entry_bytes, key_bytes, entry_flops, key_flops } = kind;
        Layers { count, window, block, chosen, entry_bytes, key_bytes, entry_flops, key_flops }
    }
}

/// Kinds of layers, and the numbers of tokens at which both functions are asked.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    kinds: Vec<Kind>,
    tokens: Vec<u64>,
}

impl Input {
    fn layers(&self) -> Vec<Layers> {
        self.kinds.iter().map(|&kind| kind.into()).collect()
    }
}

/// What the two functions give at each number of tokens.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Costs {
    cache: Vec<u64>,
    flops: Vec<u64>,
}

impl Output for Costs {
    fn parts(&self) -> Vec<Part> {
        let part = |label: &str, numbers: &[u64]| {
            let whole = numbers.iter().map(|&number| i64::try_from(number).unwrap_or(i64::MAX));
            Part::whole(label, vec![numbers.len()], whole)
        };
        vec![part("cache", &self.cache), part("flops", &self.flops)]
    }
}

type TheProbe<'a> = Probe<'a, Input, Costs>;

pub(super) fn plan(answer: Option<Budget>) -> Plan<Budget, Input, Costs, Knobs> {
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "budget",
            title: "Bytes and FLOPs of any mixture of layers",
            level: Level::Easy,
            minutes: 20,
            year: 2026,
            needs: &["attention/cache_bytes", "compression/hca"],
            text: "compression/budget.html#budget",
            hints: [
                "Take one layer and one number of tokens, and write down four numbers: entries in the window, entries of the whole text, those of them that are \
                 read, and keys that are scored. Which of the four are kept, and which cost work?",
                "near = min(window, tokens), far = ⌊tokens / block⌋ or 0. Kept: near + far entries, far keys. Work: near + min(chosen, far) entries, or \
                 near + far where nothing is chosen, and far keys. Times count, and the sum over the kinds.",
                "`window.min(tokens)`; `tokens.checked_div(block).unwrap_or(0)` is 0 where block is; `chosen.map_or(far, |most| most.min(far))`. Stay with whole \
                 numbers, u64 holds all of them, and divide only where entries are counted.",
            ],
            story: "\"27 % of the computation and 10 % of the cache\" was printed of DeepSeek-V4 in many places, of the family as such. With this function you can see \
                    for which of the two models, at which length, and against what: Pro, at a million tokens, against V3.2. For the cache it comes out to the last digit that \
                    the report gives, once an entry is taken to have 584 bytes and an index key 68. For the computation it comes out as 26 % and not 27, because the report \
                    counts an operation of few bits for less than one of many, and does not say how.",
        },
        answer,
        solution: Budget { cache: solution::cache, flops: solution::flops },
        call: |answer, input| {
            let layers = input.layers();
            Costs {
                cache: input.tokens.iter().map(|&tokens| (answer.cache)(&layers, tokens)).collect(),
                flops: input.tokens.iter().map(|&tokens| (answer.flops)(&layers, tokens)).collect(),
            }
        },
        reference: Reference {
            run: |input, _| Ok(reference(input)?.parts()),
            ran: || "whole numbers in plain Rust".to_owned(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe,
        properties: vec![
            Property { name: "kinds of layers add up", holds: laws::additive },
            Property { name: "twice as many layers cost twice as much", holds: laws::twice },
            Property {
                name: "a window that is never full costs what an entry for each token costs",
                holds: laws::wide_window,
            },
            Property {
                name: "the choice of all costs what reading all costs, and the keys",
                holds: laws::all_chosen,
            },
            Property { name: "what is chosen does not change the cache", holds: laws::kept_anyway },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "the second way to make a mistake that has several", bend: |k| k.second = true },
            Style { name: "the third way", bend: |k| k.third = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn describe(input: &Input) -> String {
    let kind = |kind: &Kind| {
        let mut words = vec![format!(
            "{} with entries of {} bytes, {} FLOPs",
            kind.count, kind.entry_bytes, kind.entry_flops
        )];
        words.push(format!("window {}, block {}", kind.window, kind.block));
        if let Some(chosen) = kind.chosen {
            words.push(format!(
                "chosen {chosen} by keys of {} bytes, {} FLOPs",
                kind.key_bytes, kind.key_flops
            ));
        }
        words.join(", ")
    };
    let kinds: Vec<String> = input.kinds.iter().take(4).map(kind).collect();
    let more =
        if input.kinds.len() > 4 { format!("; {} more kinds", input.kinds.len() - 4) } else { String::new() };
    format!("layers [{}{more}] at {:?} tokens", kinds.join("; "), input.tokens)
}

/// Entries of a layer after so many tokens, in 128 bits: kept of the window and of the text, and read of the latter.
fn entries(kind: &Kind, tokens: u64) -> [i128; 3] {
    let [tokens, window, block] = [tokens, kind.window, kind.block].map(i128::from);
    // All tokens less those that the window has lost, and all but those of the last block, if it is not complete.
    let near = tokens - (tokens - window).max(0);
    let far = if block > 0 { (tokens - tokens.rem_euclid(block)) / block } else { 0 };
    let read = kind.chosen.map_or(far, |chosen| far - (far - i128::from(chosen)).max(0));
    [near, far, read]
}

fn reference(input: &Input) -> Result<Costs, Missing> {
    let sum = |of: &dyn Fn(&Kind, [i128; 3]) -> i128| {
        let at = |&tokens: &u64| {
            let layers =
                input.kinds.iter().map(|kind| i128::from(kind.count) * of(kind, entries(kind, tokens)));
            u64::try_from(layers.sum::<i128>())
        };
        input.tokens.iter().map(at).collect::<Result<Vec<u64>, _>>()
    };
    Ok(Costs {
        cache: sum(&|kind, [near, far, _]| {
            (near + far) * i128::from(kind.entry_bytes) + far * i128::from(kind.key_bytes)
        })?,
        flops: sum(&|kind, [near, far, read]| {
            (near + read) * i128::from(kind.entry_flops) + far * i128::from(kind.key_flops)
        })?,
    })
}
