//! Right answers to `budget` by another route.

use judge::Alternative;

use compression::{Budget, Layers};

pub(super) fn alternatives() -> Vec<Alternative<Budget>> {
    vec![
        Alternative {
            name: "in 128 bits, layer after layer, with a remainder taken away",
            answer: Budget { cache: wide_cache, flops: wide_flops },
        },
        Alternative {
            name: "four counts of a layer first, and then products; branches instead of minima",
            answer: Budget {
                cache: |layers, tokens| {
                    let mut sum = 0;
                    for kind in layers {
                        let [near, far, _, keys] = counts(kind, tokens);
                        sum += kind.count * kind.entry_bytes * near;
                        sum += kind.count * kind.entry_bytes * far;
                        sum += kind.count * kind.key_bytes * keys;
                    }
                    sum
                },
                flops: |layers, tokens| {
                    let mut sum = 0;
                    for kind in layers {
                        let [near, _, read, keys] = counts(kind, tokens);
                        sum += kind.count * kind.entry_flops * (read + near);
                        sum += kind.count * kind.key_flops * keys;
                    }
                    sum
                },
            },
        },
    ]
}

/// Entries of the window and of the text, those of the text that are read, and keys.
fn counts(kind: &Layers, tokens: u64) -> [u64; 4] {
    let near = if tokens < kind.window { tokens } else { kind.window };
    let far = match kind.block {
        0 => 0,
        1 => tokens,
        block => (tokens as f64 / block as f64).floor() as u64,
    };
    match kind.chosen {
        Some(chosen) if chosen < far => [near, far, chosen, far],
        Some(_) => [near, far, far, far],
        None => [near, far, far, 0],
    }
}

fn wide(kind: &Layers, tokens: u64) -> [u128; 2] {
    let near = tokens.saturating_sub(tokens.saturating_sub(kind.window));
    let far = tokens.checked_rem(kind.block).map_or(0, |rest| (tokens - rest) / kind.block);
    [near.into(), far.into()]
}

fn wide_cache(layers: &[Layers], tokens: u64) -> u64 {
    let mut bytes = 0_u128;
    for kind in layers {
        let [near, far] = wide(kind, tokens);
        let of_layer = (near + far) * u128::from(kind.entry_bytes) + far * u128::from(kind.key_bytes);
        bytes += u128::from(kind.count) * of_layer;
    }
    u64::try_from(bytes).expect("below 2⁶⁰")
}

fn wide_flops(layers: &[Layers], tokens: u64) -> u64 {
    let mut flops = 0_u128;
    for kind in layers {
        let [near, far] = wide(kind, tokens);
        let most = kind.chosen.map_or(u128::MAX, u128::from);
        let read = near + if most < far { most } else { far };
        let of_layer = read * u128::from(kind.entry_flops) + far * u128::from(kind.key_flops);
        flops += u128::from(kind.count) * of_layer;
    }
    u64::try_from(flops).expect("below 2⁶⁰")
}
