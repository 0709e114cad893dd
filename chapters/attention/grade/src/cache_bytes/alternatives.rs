//! Right answers to `cache_bytes` by another route.

use judge::Alternative;

use attention::{CacheBytes, CacheConfig, Cached};

pub(super) fn alternatives() -> Vec<Alternative<CacheBytes>> {
    vec![
        Alternative {
            name: "bytes of each layer, in floating point of double precision",
            answer: CacheBytes {
                total: in_double,
                growth: |config, context| in_double(config, context + 1) - in_double(config, context),
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

fn in_double(config: &CacheConfig, context: u64) -> u64 {
    let mut bytes = 0.0;
    for layer in 0..config.layers {
        let kind = &config.pattern[layer % config.pattern.len()];
        let kept = match kind {
            Cached::Window { window, .. } => (context as f64).min(*window as f64),
            _ => context as f64,
        };
        bytes += kept * of_token(kind) as f64 * config.bits as f64 / 8.0;
    }
    bytes as u64
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
