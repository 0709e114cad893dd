//! The cases of `cache_bytes`.

use judge::{Case, Random};

use super::Input;
use attention::{CacheConfig, Cached};

/// A configuration whose head width is not width / query heads, unless it is said.
fn config(layers: usize, pattern: Vec<Cached>, query_heads: u64, width: u64, bits: u64) -> CacheConfig {
    CacheConfig { layers, pattern, query_heads, width, bits }
}

fn full(kv_heads: u64, head_width: u64) -> Cached {
    Cached::Full { kv_heads, head_width }
}

fn window(kv_heads: u64, head_width: u64, window: u64) -> Cached {
    Cached::Window { kv_heads, head_width, window }
}

/// So many local layers, then one global.
fn hybrid(local: usize, kv_heads: u64, head_width: u64, of: u64) -> Vec<Cached> {
    let mut pattern = vec![window(kv_heads, head_width, of); local];
    pattern.push(full(kv_heads, head_width));
    pattern
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "two layers with all heads",
            make: |random| Input {
                config: config(2, vec![full(3, 5)], 3, 15, 16),
                context: random.whole(7..=30) as u64,
            },
        },
        Case {
            name: "shared heads, width not heads times head width",
            make: |random| Input {
                config: config(3, vec![full(2, 7)], 6, 60, 16),
                context: random.whole(10..=90) as u64,
            },
        },
        Case {
            name: "a window before it is full",
            make: |random| Input {
                config: config(4, vec![window(2, 3, 50)], 4, 20, 16),
                context: random.whole(3..=40) as u64,
            },
        },
        Case {
            name: "a window after it is full",
            make: |random| Input {
                config: config(4, vec![window(2, 3, 50)], 4, 20, 16),
                context: random.whole(60..=400) as u64,
            },
        },
        Case {
            name: "a window that is just full",
            make: |_| Input { config: config(3, vec![window(2, 5, 11)], 4, 24, 16), context: 11 },
        },
        Case {
            name: "a window that lacks one token",
            make: |_| Input { config: config(3, vec![window(2, 5, 11)], 4, 24, 16), context: 10 },
        },
        Case {
            name: "a latent, 32 bits",
            make: |random| Input {
                config: config(5, vec![Cached::Latent { latent: 13, rotary: 4 }], 6, 96, 32),
                context: random.whole(20..=300) as u64,
            },
        },
        Case {
            name: "five local layers to one global, cut after two",
            make: |random| Input {
                config: config(14, hybrid(5, 3, 7, 25), 6, 54, 16),
                context: random.whole(60..=200) as u64,
            },
        },
        Case {
            name: "fewer layers than the pattern has",
            make: |random| Input {
                config: config(3, hybrid(5, 3, 7, 25), 6, 54, 8),
                context: random.whole(60..=200) as u64,
            },
        },
        Case {
            name: "all kinds in one pattern, 8 bits",
            make: |random| {
                let latent = Cached::Latent { latent: 29, rotary: 8 };
                let pattern = vec![full(5, 4), window(2, 9, 31), latent, window(3, 11, 77)];
                Input { config: config(10, pattern, 10, 70, 8), context: random.whole(100..=500) as u64 }
            },
        },
        Case {
            name: "no token yet",
            make: |_| Input { config: config(8, hybrid(2, 3, 7, 25), 6, 54, 16), context: 0 },
        },
        Case {
            name: "the shape of Gemma-3 27B at 131,072 tokens",
            make: |_| Input { config: config(62, hybrid(5, 16, 128, 1024), 32, 5376, 16), context: 131_072 },
        },
        Case {
            name: "the shape of GPT-3 at 2,048 tokens",
            make: |_| Input { config: config(96, vec![full(96, 128)], 96, 12_288, 16), context: 2048 },
        },
        Case {
            name: "the shape of DeepSeek-V3 at an odd number of tokens",
            make: |random| Input {
                config: config(61, vec![Cached::Latent { latent: 512, rotary: 64 }], 128, 7168, 16),
                context: 100_001 + 2 * random.whole(0..=5000) as u64,
            },
        },
        Case {
            name: "one kind, one layer, one token",
            make: |_| Input { config: config(1, vec![full(1, 3)], 2, 8, 32), context: 1 },
        },
        Case {
            name: "a window of one token",
            make: |random| Input {
                config: config(3, vec![window(2, 5, 1), full(3, 4)], 6, 30, 16),
                context: random.whole(2..=9) as u64,
            },
        },
        Case {
            name: "the first token of a window of one",
            make: |_| Input { config: config(2, vec![window(2, 5, 1)], 6, 30, 16), context: 0 },
        },
        Case {
            name: "a window of five billion tokens, more than 256 layers",
            make: |random| Input {
                config: config(301, vec![window(2, 3, 5_000_000_000), full(1, 4)], 6, 30, 8),
                context: random.whole(7..=99) as u64,
            },
        },
        Case {
            name: "five billion tokens, a full window, a pattern of 18 kinds",
            make: |random| {
                let mut pattern = vec![window(2, 3, 7); 17];
                pattern.push(Cached::Latent { latent: 5, rotary: 2 });
                Input {
                    config: config(40, pattern, 6, 30, 16),
                    context: 5_000_000_001 + random.whole(0..=9) as u64,
                }
            },
        },
        Case {
            name: "a layer of three billion bytes",
            make: |random| Input {
                config: config(3, hybrid(2, 8, 128, 4096), 32, 4096, 16),
                context: 700_001 + random.whole(0..=9) as u64,
            },
        },
        Case {
            name: "ten million tokens",
            make: |random| Input {
                config: config(48, hybrid(3, 8, 128, 8192), 40, 5120, 16),
                context: 10_000_001 + random.whole(0..=9) as u64,
            },
        },
        Case {
            name: "a latent for ten million tokens, 32 bits",
            make: |random| Input {
                config: config(7, vec![Cached::Latent { latent: 512, rotary: 64 }], 128, 7168, 32),
                context: 10_000_001 + random.whole(0..=9) as u64,
            },
        },
        Case {
            name: "almost 2⁶⁰ bytes",
            make: |random| {
                let latent = Cached::Latent { latent: 29, rotary: 8 };
                let config = config(5, vec![full(5, 7), latent, window(3, 11, 77)], 10, 70, 32);
                // Of the five layers, two full and two latent ones keep this much of every token.
                let of_token = 4 * (2 * 2 * 5 * 7 + 2 * 37);
                Input { config, context: (1 << 60) / of_token - 1000 - random.whole(0..=99) as u64 }
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let mut number = |from: usize, to: usize| random.whole(from..=to) as u64;
    let kinds = number(1, 5);
    let pattern = (0..kinds).map(|_| match number(0, 3) {
        0 => full(number(1, 9), number(2, 19)),
        1 => Cached::Latent { latent: number(5, 70), rotary: number(1, 20) },
        _ => window(number(1, 9), number(2, 19), number(2, 90)),
    });
    let pattern = pattern.collect();
    let layers = number(1, 17) as usize;
    let bits = [8, 16, 32][number(0, 2) as usize];
    let query_heads = number(10, 20);
    let width = query_heads * number(20, 30);
    Input { config: config(layers, pattern, query_heads, width, bits), context: number(0, 120) }
}
