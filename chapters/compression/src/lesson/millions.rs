//! What a text costs in bytes and FLOPs, for the layers of some models, up to a million tokens.

pub mod sliders;
use figures::{Axis, Chart, Figure, Series, text};
pub use sliders::{PRO, Sizes, drawing, play};

use super::bytes::{ENTRY, INDEX_KEY, Model, of};
use crate::{Budget, Layers};

/// Parameters that DeepSeek-V3.2 uses for a token.
pub const ACTIVE_V32: u64 = 37_000_000_000;
/// The same of DeepSeek-V4-Pro, and of Flash: its report, section 4.2.
pub const ACTIVE_V4_PRO: u64 = 49_000_000_000;
/// See [`ACTIVE_V4_PRO`].
pub const ACTIVE_V4_FLASH: u64 = 13_000_000_000;

/// FLOPs for the score of an index key: 64 heads of 128, a multiplication and an addition each.
pub const INDEX_FLOPS: u64 = 2 * 64 * 128;
/// FLOPs for a latent of DeepSeek-V3 that is read as it is: 128 heads, 576 channels for the score and 512 for the mean.
pub const LATENT_FLOPS: u64 = 2 * 128 * (576 + 512);

/// Layers that keep an entry for each token and read all.
const fn each_token(count: u64, entry_bytes: u64, entry_flops: u64) -> Layers {
    Layers { count, window: 0, block: 1, chosen: None, entry_bytes, key_bytes: 0, entry_flops, key_flops: 0 }
}

/// 61 layers of 128 heads of 128, each with a key and a value of two bytes a number.
pub fn all_heads() -> Vec<Layers> {
    vec![each_token(61, 2 * 128 * 128 * 2, 4 * 128 * 128)]
}

/// The same with 8 heads of keys and values.
pub fn grouped() -> Vec<Layers> {
    vec![each_token(61, 2 * 8 * 128 * 2, 4 * 128 * 128)]
}

/// The same with the latent of DeepSeek-V3: 576 numbers of two bytes.
pub fn latent() -> Vec<Layers> {
    vec![each_token(61, 576 * 2, LATENT_FLOPS)]
}

/// DeepSeek-V3.2: a latent in 656 bytes and an index key in 132, of which 2,048 are chosen (deepseek-ai/DeepSeek-V3.2-Exp,
/// `inference/model.py`; FlashMLA).
// ANCHOR: v32
pub fn v32() -> Vec<Layers> {
    vec![Layers {
        count: 61,
        window: 0,
        block: 1,
        chosen: Some(2048),
        entry_bytes: 656,
        key_bytes: 132,
        entry_flops: LATENT_FLOPS,
        key_flops: INDEX_FLOPS,
    }]
}
// ANCHOR_END: v32

/// Layers as in DeepSeek-V4 with so many heads: some that choose among blocks, some with longer blocks, some with a window alone.
pub fn v4([fine, coarse, plain]: [u64; 3], heads: u64, sizes: V4) -> Vec<Layers> {
    let window = Layers {
        count: plain,
        window: sizes.window,
        block: 0,
        chosen: None,
        entry_bytes: ENTRY,
        key_bytes: 0,
        entry_flops: 4 * heads * 512,
        key_flops: 0,
    };
    let heavy = Layers { count: coarse, block: sizes.heavy, ..window };
    let choosing = Layers {
        count: fine,
        block: sizes.block,
        chosen: Some(sizes.chosen),
        key_bytes: INDEX_KEY,
        key_flops: INDEX_FLOPS,
        ..window
    };
    vec![choosing, heavy, window]
}

/// The sizes that DeepSeek-V4's two kinds of compressed layers have.
#[derive(Clone, Copy)]
pub struct V4 {
    /// Tokens in a block whose entries are chosen among.
    pub block: u64,
    /// Tokens in a block of the heavily compressed layers.
    pub heavy: u64,
    /// How many entries are chosen.
    pub chosen: u64,
    /// Tokens that are kept as they are.
    pub window: u64,
}

/// DeepSeek-V4-Pro (its report, section 4.2).
pub fn v4_pro() -> Vec<Layers> {
    v4([30, 31, 0], 128, V4 { block: 4, heavy: 128, chosen: 1024, window: 128 })
}

/// DeepSeek-V4-Flash (its report, section 4.2).
pub fn v4_flash() -> Vec<Layers> {
    v4([21, 20, 2], 64, V4 { block: 4, heavy: 128, chosen: 512, window: 128 })
}

/// Gemma 3 27B: 62 layers, every sixth of them global, the others with a window of 1024; 16 heads of keys and values, 32 of queries, 128
/// wide, two bytes a number (google/gemma_pytorch, gemma/config.py).
pub fn gemma_3_27b() -> Vec<Layers> {
    let global = each_token(10, 2 * 16 * 128 * 2, 4 * 32 * 128);
    vec![Layers { count: 52, window: 1024, block: 0, ..global }, global]
}

/// Kimi Linear 48B: 27 layers, 7 of which keep the latent of 576 numbers, with 32 heads; the others keep a state, 128 × 128 numbers of four
/// bytes in each of 32 heads, however long the text is: one entry, which is read and written anew (arXiv 2510.26692).
pub fn kimi_linear() -> Vec<Layers> {
    let state = 32 * 128 * 128;
    let linear = Layers { count: 20, window: 1, block: 0, ..each_token(20, 4 * state, 7 * state) };
    vec![linear, each_token(7, 576 * 2, 2 * 32 * (576 + 512))]
}

/// The same number of layers, all of them as the last kind is.
pub fn all_like_last(layers: &[Layers]) -> Vec<Layers> {
    let count = layers.iter().map(|kind| kind.count).sum();
    layers.last().map(|&last| Layers { count, ..last }).into_iter().collect()
}

/// Gigabytes of the cache.
pub fn gigabytes(budget: Budget, layers: &[Layers], tokens: u64) -> f64 {
    (budget.cache)(layers, tokens) as f64 / 1e9
}

/// FLOPs for a token, in units of 10⁹: those of attention, and two for each parameter that is used.
pub fn gigaflops(budget: Budget, layers: &[Layers], tokens: u64, active: u64) -> f64 {
    ((budget.flops)(layers, tokens) + 2 * active) as f64 / 1e9
}

/// Which share of the cache is left of it, compared with layers that are all as the last kind is.
pub fn share(budget: Budget, layers: &[Layers], tokens: u64) -> f64 {
    (budget.cache)(layers, tokens) as f64 / (budget.cache)(&all_like_last(layers), tokens) as f64
}

/// The caches of five architectures against the length of the text, on logarithmic axes.
///
/// # Panics
/// If a cache has no bytes, which has no place on a logarithmic axis.
pub fn figure(budget: Budget) -> Figure {
    let models: [(&str, Vec<Layers>); 5] = [
        ("128 heads", all_heads()),
        ("8 heads", grouped()),
        ("latent", latent()),
        ("V3.2", v32()),
        ("V4-Pro", v4_pro()),
    ];
    let ends: Vec<String> = models
        .iter()
        .map(|(name, layers)| format!("{name} {} GB", text(gigabytes(budget, layers, 1 << 20), 1)))
        .collect();
    let description = format!(
        "Gigabytes of the cache against the tokens of the text, both logarithmic, for five ways to build 61 layers. Four lines are straight and \
         parallel. That of V4-Pro climbs with them up to 128 tokens, is nearly level while its window is full and its blocks are few, and \
         climbs again from about a thousand tokens on. At a million tokens: {}.",
        ends.join(", "),
    );
    // From the models' sizes, not from the answer: the figure is known by its title, whoever's answer draws it.
    let all_heads = all_heads().iter().map(|kind| kind.count * kind.entry_bytes).sum::<u64>();
    let title = format!(
        "From 128 heads to V4-Pro the cache of a million tokens becomes {} times smaller",
        text((all_heads << 20) as f64 / of(Model::V4Pro, 1 << 20) as f64, 0)
    );
    let mut chart = Chart::new(&title, &description).x(Axis::log10("tokens")).y(Axis::log10("cache, GB"));
    for (name, layers) in &models {
        let points = (5..=20).map(|power| (f64::from(1 << power), gigabytes(budget, layers, 1 << power)));
        chart = chart.line(Series::new(name, points));
    }
    chart.save()
}

/// What is left of the cache if most layers have a window, or a state, against the length of the text.
pub fn hybrids(budget: Budget) -> Figure {
    let percent = |layers: &[Layers], tokens: u64| 100.0 * share(budget, layers, tokens);
    let line = |layers: &[Layers]| -> Vec<(f64, f64)> {
        (18..=40)
            .map(|half| 2.0_f64.powf(f64::from(half) / 2.0).round() as u64)
            .map(|tokens| (tokens as f64, percent(layers, tokens)))
            .collect()
    };
    let (gemma, kimi) = (gemma_3_27b(), kimi_linear());
    let kimi_line = line(&kimi).into_iter().filter(|point| point.1 <= 110.0);
    let description = format!(
        "Percent of the cache that is left if most layers keep a window or a state, against the tokens of the text. Gemma 3 keeps all of it up to \
         1024 tokens, {} at 8,192, {} at 32,768 and {} at 131,072; a sixth is the least that five layers to one can reach. Kimi Linear needs \
         a text of a few thousand tokens before its states pay, and comes down to {} at a million.",
        text(percent(&gemma, 8192), 1),
        text(percent(&gemma, 32_768), 1),
        text(percent(&gemma, 131_072), 1),
        text(percent(&kimi, 1 << 20), 1),
    );
    let global = |layers: &[Layers]| {
        let all = layers.iter().map(|kind| kind.count).sum::<u64>();
        text(100.0 * layers.last().map_or(0, |kind| kind.count) as f64 / all as f64, 0)
    };
    let title = format!(
        "In long texts a hybrid's cache nears the share of its global layers: {} % in Gemma 3, {} % in Kimi Linear",
        global(&gemma),
        global(&kimi),
    );
    let sixth = [(512.0, 100.0 / 6.0), (f64::from(1 << 20), 100.0 / 6.0)];
    Chart::new(&title, &description)
        .x(Axis::log2("tokens").ticks(&[512.0, 4096.0, 32_768.0, 262_144.0]))
        .y(Axis::linear("cache, % of all layers global").range(0.0, 110.0))
        .line(Series::new("Kimi Linear", kimi_line))
        .line(Series::new("Gemma 3 27B", line(&gemma)))
        .line(Series::new("a sixth", sixth).reference().label_below(2048.0))
        .save()
}
