//! What the caches of some models cost, against the length of the context.

use crate::{CacheBytes, CacheConfig, Cached};

/// Gemma 3 27B: 62 layers, five local to one global, so the last two are local (google/gemma_pytorch, gemma/config.py).
// ANCHOR: gemma
pub fn gemma_3_27b() -> CacheConfig {
    let local = Cached::Window { kv_heads: 16, head_width: 128, window: 1024 };
    let global = Cached::Full { kv_heads: 16, head_width: 128 };
    let pattern = vec![local, local, local, local, local, global];
    CacheConfig { layers: 62, pattern, query_heads: 32, width: 5376, bits: 16 }
}
// ANCHOR_END: gemma

fn full(layers: usize, query_heads: u64, kv_heads: u64, head_width: u64) -> CacheConfig {
    let pattern = vec![Cached::Full { kv_heads, head_width }];
    CacheConfig { layers, pattern, query_heads, width: query_heads * head_width, bits: 16 }
}

/// With the sizes of GPT-3, 175 billion parameters: 96 layers, 96 heads of 128, all with keys and values of their own (arXiv
/// 2005.14165, table 2.1), and every layer dense, where GPT-3 has banded sparse ones in turn (section 2.1).
pub fn gpt_3() -> CacheConfig {
    full(96, 96, 96, 128)
}

/// Llama 2 7B: 32 layers, 32 heads of 128, no groups.
pub fn llama_2_7b() -> CacheConfig {
    full(32, 32, 32, 128)
}

/// Llama 2 70B: 80 layers, 64 query heads of 128 on 8 key-value heads.
pub fn llama_2_70b() -> CacheConfig {
    full(80, 64, 8, 128)
}

/// Mistral 7B: 32 layers, 32 query heads of 128 on 8 key-value heads, all with a window of 4096 (arXiv 2310.06825, table 1).
pub fn mistral_7b() -> CacheConfig {
    let pattern = vec![Cached::Window { kv_heads: 8, head_width: 128, window: 4096 }];
    CacheConfig { pattern, ..full(32, 32, 8, 128) }
}

/// DeepSeek-V3: 61 layers that keep a latent of 512 and a rotated key of 64 (deepseek-ai/DeepSeek-V3, inference/model.py).
pub fn deepseek_v3() -> CacheConfig {
    let pattern = vec![Cached::Latent { latent: 512, rotary: 64 }];
    CacheConfig { pattern, ..full(61, 128, 128, 128) }
}

/// The models of the table, in the order in which they came out.
pub fn models() -> [(&'static str, CacheConfig); 6] {
    [
        ("GPT-3", gpt_3()),
        ("Llama 2 7B", llama_2_7b()),
        ("Llama 2 70B", llama_2_70b()),
        ("Mistral 7B", mistral_7b()),
        ("DeepSeek-V3", deepseek_v3()),
        ("Gemma 3 27B", gemma_3_27b()),
    ]
}

/// The same model with a full layer in place of each window.
pub fn without_windows(config: &CacheConfig) -> CacheConfig {
    let full = |kind: &Cached| match *kind {
        Cached::Window { kv_heads, head_width, .. } => Cached::Full { kv_heads, head_width },
        other => other,
    };
    CacheConfig { pattern: config.pattern.iter().map(full).collect(), ..config.clone() }
}

/// Which share of the cache is left of it by the windows, at a context.
pub fn share(cache: CacheBytes, config: &CacheConfig, context: u64) -> f64 {
    (cache.total)(config, context) as f64 / (cache.total)(&without_windows(config), context) as f64
}

/// A model of 48 layers with 32 query heads of 128, whose cache is built in five ways.
pub fn ways() -> [(&'static str, CacheConfig); 5] {
    let window = Cached::Window { kv_heads: 8, head_width: 128, window: 1024 };
    let global = Cached::Full { kv_heads: 8, head_width: 128 };
    let with = |pattern: Vec<Cached>| CacheConfig { pattern, ..full(48, 32, 32, 128) };
    [
        ("32 heads", full(48, 32, 32, 128)),
        ("8 heads", full(48, 32, 8, 128)),
        ("8 heads, 5 of 6\nwith windows", with(vec![window, window, window, window, window, global])),
        ("latent", with(vec![Cached::Latent { latent: 512, rotary: 64 }])),
        ("1 head", full(48, 32, 1, 128)),
    ]
}
