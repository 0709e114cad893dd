//! Right answers to `cache_bytes` by another route.

use judge::Alternative;

use attention::{CacheBytes, CacheConfig, Cached};

pub(super) fn alternatives() -> Vec<Alternative<CacheBytes>> {
    vec![
        Alternative {
            name: "bits of each layer, in 128 bits, the largest context first",
            answer: CacheBytes {
                total: in_wide,
                growth: |config, context| {
                    let [next, now] = [context + 1, context].map(|context| in_wide(config, context));
                    next - now
                },
            },
        },
        Alternative {
            name: "how often each kind occurs; growth from the layers that still grow",
            answer: CacheBytes {
                total: |config, context| {
                    let kinds = config.pattern.iter().enumerate();
                    kinds
                        .map(|(index, kind)| {
                            let kept = match kind {
                                Cached::Window { window, .. } if *window < context => *window,
                                _ => context,
                            };
                            kept * of_token(kind) * occurs(config, index) * (config.bits / 8)
                        })
                        .sum()
                },
                growth: |config, context| {
                    let grows = |kind: &Cached| match kind {
                        Cached::Window { window, .. } => context < *window,
                        _ => true,
                    };
                    let kinds = config.pattern.iter().enumerate();
                    kinds
                        .filter(|(_, kind)| grows(kind))
                        .map(|(index, kind)| of_token(kind) * occurs(config, index) * config.bits / 8)
                        .sum()
                },
            },
        },
    ]
}

fn in_wide(config: &CacheConfig, context: u64) -> u64 {
    let mut bits = 0_u128;
    for layer in 0..config.layers {
        let kind = &config.pattern[layer % config.pattern.len()];
        let kept = match kind {
            Cached::Window { window, .. } if context > *window => *window,
            _ => context,
        };
        bits += u128::from(kept) * u128::from(of_token(kind)) * u128::from(config.bits);
    }
    (bits / 8) as u64
}

/// The numbers that a layer of a kind keeps of one token.
fn of_token(kind: &Cached) -> u64 {
    match kind {
        Cached::Full { kv_heads, head_width } | Cached::Window { kv_heads, head_width, .. } => {
            kv_heads * head_width + kv_heads * head_width
        }
        Cached::Latent { latent, rotary } => latent + rotary,
    }
}

/// How many layers are of the kind at an index of the pattern.
fn occurs(config: &CacheConfig, index: usize) -> u64 {
    (config.layers / config.pattern.len() + usize::from(index < config.layers % config.pattern.len())) as u64
}
