//! What is known of `budget` from elsewhere.

use compression::Layers;
use compression::lesson::millions;
use judge::Golden;

use super::{Input, Kind, cases, reference};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        the_reference_counts_entries,
        caches_of_deepseek_at_a_million_tokens,
        flops_of_deepseek_at_a_million_tokens,
        gemma_3_against_global_layers
    ]
}

/// Bytes and FLOPs by counting: layer by layer, token by token, and each entry when it is complete.
fn counted(kinds: &[Kind], tokens: u64) -> [u64; 2] {
    let (mut bytes, mut flops) = (0, 0);
    for kind in kinds {
        for _ in 0..kind.count {
            let mut left = kind.chosen.unwrap_or(u64::MAX);
            for token in 1..=tokens {
                if token + kind.window > tokens {
                    bytes += kind.entry_bytes;
                    flops += kind.entry_flops;
                }
                if kind.block > 0 && token % kind.block == 0 {
                    bytes += kind.entry_bytes + kind.key_bytes;
                    flops += kind.key_flops;
                    if left > 0 {
                        left -= 1;
                        flops += kind.entry_flops;
                    }
                }
            }
        }
    }
    [bytes, flops]
}

fn the_reference_counts_entries() {
    for seed in 0..20 {
        let mut random = judge::Random::new(seed, "budget");
        for case in cases::cases() {
            let input = (case.make)(&mut random);
            let kinds = input.kinds;
            let tokens: Vec<u64> = (0..40).chain([131, 700]).collect();
            let costs =
                reference(&Input { kinds: kinds.clone(), tokens: tokens.clone() }).expect("small numbers");
            for (at, &tokens) in tokens.iter().enumerate() {
                let [bytes, flops] = counted(&kinds, tokens);
                assert_eq!(
                    [costs.cache[at], costs.flops[at]],
                    [bytes, flops],
                    "{}, {tokens} tokens",
                    case.name
                );
            }
        }
    }
}

/// Cache and FLOPs of a model at so many tokens.
fn costs(layers: Vec<Layers>, tokens: u64) -> [f64; 2] {
    let kinds = layers.into_iter().map(Kind::from).collect();
    let costs = reference(&Input { kinds, tokens: vec![tokens] }).expect("below 2⁶⁰");
    [costs.cache[0] as f64, costs.flops[0] as f64]
}

fn near(found: f64, known: f64, slack: f64) {
    assert!((found - known).abs() < slack, "{found}, and {known} is known");
}

/// The report on DeepSeek-V4 (arXiv 2606.19348) gives 9.5 and 13.7 times less cache than V3.2 at a million tokens: 10.5 % and 7.3 %.
/// With the layouts of FlashMLA's tests, 584 bytes an entry and 656 for V3.2, and index keys of 68 and 132 bytes: 50.4, 5.28 and 3.69 GB.
fn caches_of_deepseek_at_a_million_tokens() {
    let [v32, pro, flash] =
        [millions::v32(), millions::v4_pro(), millions::v4_flash()].map(|model| costs(model, 1 << 20)[0]);
    near(v32 / 1e9, 50.4, 0.01);
    near(pro / 1e9, 5.28, 0.005);
    near(flash / 1e9, 3.69, 0.005);
    near(v32 / pro, 9.5, 0.06);
    near(v32 / flash, 13.7, 0.06);
    near(pro / v32, 0.105, 0.0005);
    near(flash / v32, 0.073, 0.0005);
}

/// With two FLOPs for each active parameter, computed apart with numpy: 1.157e12, 3.04e11 and 1.40e11 for a token, 26 % and 12 %.
fn flops_of_deepseek_at_a_million_tokens() {
    let all = |layers, parameters: f64| costs(layers, 1 << 20)[1] + 2.0 * parameters;
    let v32 = all(millions::v32(), millions::ACTIVE_V32 as f64);
    let pro = all(millions::v4_pro(), millions::ACTIVE_V4_PRO as f64);
    let flash = all(millions::v4_flash(), millions::ACTIVE_V4_FLASH as f64);
    near(v32 / 1e12, 1.157, 0.001);
    near(pro / 1e11, 3.04, 0.006);
    near(flash / 1e11, 1.40, 0.005);
    near(pro / v32, 0.26, 0.005);
    near(flash / v32, 0.12, 0.005);
}

/// 62 layers, every sixth of them global, from google/gemma_pytorch, against 62 global ones.
fn gemma_3_against_global_layers() {
    let global = || {
        let all = millions::gemma_3_27b();
        let count = all.iter().map(|layers| layers.count).sum();
        vec![Layers { count, window: 0, block: 1, ..all[0] }]
    };
    for (tokens, share, slack) in
        [(8192, 0.266, 5e-4), (32_768, 0.1875, 5e-5), (131_072, 0.168, 5e-4), (512, 1.0, 1e-9)]
    {
        near(costs(millions::gemma_3_27b(), tokens)[0] / costs(global(), tokens)[0], share, slack);
    }
}
