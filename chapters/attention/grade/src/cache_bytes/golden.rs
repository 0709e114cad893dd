//! What is known of `cache_bytes` from elsewhere.

use attention::lesson::cache;
use attention::{CacheConfig, Cached};
use judge::Golden;

use super::{bytes, cases};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![the_reference_counts_what_is_kept, real_models_cost_what_is_known_of_them]
}

/// The bytes by counting: layer by layer, token by token, whether the token is still kept.
fn counted(config: &CacheConfig, context: u64) -> i128 {
    let mut bits = 0;
    for layer in 0..config.layers {
        for token in 0..context {
            bits += match config.pattern[layer % config.pattern.len()] {
                Cached::Window { window, .. } if token + window < context => 0,
                Cached::Full { kv_heads, head_width } | Cached::Window { kv_heads, head_width, .. } => {
                    let key = kv_heads * head_width * config.bits;
                    let value = kv_heads * head_width * config.bits;
                    key + value
                }
                Cached::Latent { latent, rotary } => latent * config.bits + rotary * config.bits,
            };
        }
    }
    i128::from(bits / 8)
}

fn the_reference_counts_what_is_kept() {
    for seed in 0..20 {
        let mut random = judge::Random::new(seed, "cache_bytes");
        for case in cases::cases() {
            let input = (case.make)(&mut random);
            for context in (0..40).chain([input.context.min(1100)]) {
                assert_eq!(
                    bytes(&input.config, context),
                    counted(&input.config, context),
                    "{}, {context} tokens",
                    case.name
                );
            }
        }
    }
}

/// Elements a token and layer from the DeepSeek-V2 report, table 1, times layers and two bytes.
fn real_models_cost_what_is_known_of_them() {
    let growth = |config: CacheConfig, context| bytes(&config, context + 1) - bytes(&config, context);
    assert_eq!(growth(cache::gpt_3(), 0), 4_718_592);
    assert_eq!(bytes(&cache::gpt_3(), 2048), 9_663_676_416);
    assert_eq!(growth(cache::llama_2_7b(), 0), 524_288);
    assert_eq!(growth(cache::llama_2_70b(), 0), 327_680);
    assert_eq!(growth(cache::mistral_7b(), 0), 131_072);
    assert_eq!(growth(cache::deepseek_v3(), 0), 70_272);
}
