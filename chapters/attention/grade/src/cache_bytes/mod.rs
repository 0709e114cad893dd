//! `cache_bytes`: its cases, reference, properties, mistakes and alternatives.
//!
//! All numbers are whole, and compared exactly. The reference goes the other way round than the solution: from all tokens it
//! takes away what a window has pushed out. A test holds it against counting token by token.

mod alternatives;
mod cases;
mod golden;
mod mistakes;
mod promises;

use judge::{Bent, Broken, Fresh, Level, Meta, Output, Part, Plan, Probe, Property, Reference, Style};
use serde::{Deserialize, Serialize};

use attention::solution::cache_bytes as solution;
use attention::{CacheBytes, CacheConfig, Cached};
use mistakes::{Knobs, Only};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    config: CacheConfig,
    context: u64,
}

/// What the two functions give.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct Bytes {
    total: u64,
    growth: u64,
}

impl Output for Bytes {
    fn parts(&self) -> Vec<Part> {
        // One part, because a trivial answer that knows the mean of a single number knows the number.
        let bytes = [self.total, self.growth].map(|bytes| i64::try_from(bytes).unwrap_or(i64::MAX));
        vec![Part::whole("[total, growth]", vec![2], bytes)]
    }
}

type TheProbe<'a> = Probe<'a, Input, Bytes>;

pub(super) fn plan(answer: Option<CacheBytes>) -> Plan<CacheBytes, Input, Bytes, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "cache_bytes",
            title: "The bytes of a cache, for any mixture of layers",
            level: Level::Easy,
            minutes: 15,
            year: 2025,
            needs: &["attention/mla", "attention/window"],
            text: "attention/nearby.html#cache-bytes",
            hints: [
                "One token in one layer of kind Full: a key and a value, each of head_width numbers, in each of kv_heads heads. \
                 How many numbers is that? Which fields of the configuration have you not needed, and are you sure?",
                "A window layer keeps min(context, window) tokens, every other kind keeps all of them. A latent layer keeps \
                 latent + rotary numbers of a token, once. Sum over the layers, times bits, divided by 8 at the very end.",
                "`config.pattern.iter().cycle().take(config.layers)` goes through the layers in order, however often the pattern \
                 repeats and wherever it is cut. growth is total of one token more, less total.",
            ],
            story: "The sum is easy, and published figures get it wrong all the same: a post of 2024 gives GPT-3 5.6 GB at 2,048 \
                    tokens, where it is 9.66. What helps is to name the unit at each step: numbers for one token in one \
                    layer, tokens kept, layers of this kind, bytes for a number. And \"bytes a token\" is no property of a model with \
                    windows: it depends on how many tokens there are already.",
        },
        answer,
        solution: CacheBytes { total: solution::total, growth: solution::growth },
        call: |answer, input| Bytes {
            total: (answer.total)(&input.config, input.context),
            growth: (answer.growth)(&input.config, input.context),
        },
        reference: Reference {
            run: |input, _| {
                let total = |context| u64::try_from(bytes(&input.config, context));
                let (now, next) = (total(input.context)?, total(input.context + 1)?);
                Ok(Bytes { total: now, growth: next - now }.parts())
            },
            ran: || "whole numbers in plain Rust".to_owned(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let kind = |cached: &Cached| match *cached {
                Cached::Full { kv_heads, head_width } => format!("Full {kv_heads} × {head_width}"),
                Cached::Window { kv_heads, head_width, window } => {
                    format!("Window {kv_heads} × {head_width}, last {window}")
                }
                Cached::Latent { latent, rotary } => format!("Latent {latent} + {rotary}"),
            };
            // Equal neighbours once, with their number.
            let mut pattern: Vec<(String, usize)> = Vec::new();
            for kind in input.config.pattern.iter().map(kind) {
                match pattern.last_mut() {
                    Some((last, count)) if *last == kind => *count += 1,
                    _ => pattern.push((kind, 1)),
                }
            }
            let pattern: Vec<String> = pattern
                .into_iter()
                .map(|(kind, count)| if count == 1 { kind } else { format!("{count} × ({kind})") })
                .collect();
            let CacheConfig { layers, query_heads, width, bits, .. } = &input.config;
            format!(
                "{} tokens, {layers} layers [{}], {query_heads} query heads, width {width}, {bits} bits",
                input.context,
                pattern.join("; ")
            )
        },
        properties: vec![
            Property { name: "growth is the difference of two totals", holds: growth_is_difference },
            Property {
                name: "a window that is never full costs what a full layer costs",
                holds: wide_window,
            },
            Property { name: "the layers of a pattern add up", holds: additive },
            Property { name: "numbers of twice the bits take twice the bytes", holds: twice_the_bits },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style {
                name: "divides by the number of layers of the pattern last",
                bend: |k| k.rounds_up = true,
            },
            Style { name: "full and window layers apart, the former first", bend: |k| k.only = Only::Full },
            Style { name: "full and window layers apart, the latter first", bend: |k| k.only = Only::Window },
            Style { name: "the first token apart", bend: |k| k.first_is_whole = true },
            Style { name: "stops at 0 where it would pass below", bend: |k| k.saturating = true },
            Style { name: "counts growth apart, and right", bend: |k| k.growth_apart = true },
            Style { name: "counts the total apart, and right", bend: |k| k.total_apart = true },
            Style { name: "turns each layer's numbers into bytes", bend: |k| k.layers_in_bytes = true },
            Style {
                name: "turns each layer's numbers into bytes, and counts growth apart, and right",
                bend: |k| (k.layers_in_bytes, k.growth_apart) = (true, true),
            },
            Style { name: "goes through signed numbers", bend: |k| k.signed = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// The bytes of a context: every token ever seen, less what the windows have pushed out.
fn bytes(config: &CacheConfig, context: u64) -> i128 {
    let context = i128::from(context);
    let layer = |index: usize| -> i128 {
        let (numbers, pushed_out) = match config.pattern[index % config.pattern.len()] {
            Cached::Full { kv_heads, head_width } => {
                (i128::from(kv_heads) * i128::from(head_width + head_width), 0)
            }
            Cached::Window { kv_heads, head_width, window } => {
                let out = (context - i128::from(window)).max(0);
                (i128::from(kv_heads) * i128::from(head_width + head_width), out)
            }
            Cached::Latent { latent, rotary } => (i128::from(latent) + i128::from(rotary), 0),
        };
        numbers * (context - pushed_out) * i128::from(config.bits / 8)
    };
    (0..config.layers).map(layer).sum()
}

fn broken(what: &str, input: &Input, yours: u64, expected: u64) -> Result<(), Broken> {
    if yours == expected {
        Ok(())
    } else {
        Err(Broken::Law(format!("at {} tokens {what}: {yours} and {expected} bytes", input.context)))
    }
}

fn growth_is_difference(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (now, next) =
        (probe.call(input)?, probe.call(&Input { context: input.context + 1, ..input.clone() })?);
    broken(
        "growth is not what the next total has more",
        input,
        now.growth,
        next.total.wrapping_sub(now.total),
    )
}

fn wide_window(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (mut full, mut wide) = (input.clone(), input.clone());
    for (kind, full) in wide.config.pattern.iter_mut().zip(&mut full.config.pattern) {
        if let Cached::Full { kv_heads, head_width } | Cached::Window { kv_heads, head_width, .. } = *kind {
            *full = Cached::Full { kv_heads, head_width };
            *kind = Cached::Window { kv_heads, head_width, window: input.context + 1 };
        }
    }
    if bytes(&full.config, input.context + 1) >= 1 << 60 {
        return Ok(());
    }
    let (full, wide) = (probe.call(&full)?, probe.call(&wide)?);
    broken("a window wider than the context is not a full layer", input, wide.total, full.total)?;
    broken("a window wider than the context does not grow as a full layer", input, wide.growth, full.growth)
}

fn additive(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let whole = probe.call(input)?;
    let mut sum = 0_u64;
    for layer in 0..input.config.layers {
        let mut one = input.clone();
        one.config.pattern = vec![input.config.pattern[layer % input.config.pattern.len()]];
        one.config.layers = 1;
        sum = sum.wrapping_add(probe.call(&one)?.total);
    }
    broken("the total is not the sum over single layers", input, whole.total, sum)
}

fn twice_the_bits(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let with = |bits| Input { config: CacheConfig { bits, ..input.config.clone() }, ..input.clone() };
    let (half, twice) = (probe.call(&with(8))?, probe.call(&with(16))?);
    broken("16 bits are not twice 8 bits", input, twice.total, half.total.wrapping_mul(2))
}
