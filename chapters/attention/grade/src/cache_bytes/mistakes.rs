//! The typical mistakes of `cache_bytes`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::{Bytes, Input};
use attention::{CacheConfig, Cached};

/// The numbers of one token in a layer with heads.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Numbers {
    #[default]
    KeysAndValues,
    KeysOnly,
    QueryHeads,
    OneHead,
    WidthOverHeads,
    ModelWidth,
}

/// The numbers of one token in a latent layer.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Latent {
    #[default]
    Both,
    Twice,
    VectorTwice,
    EachHead,
    RotaryEachHead,
    WithoutRotary,
}

/// How many tokens a window layer keeps.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Kept {
    #[default]
    Smaller,
    Window,
    Context,
    OneMore,
    OneLess,
    Larger,
    EveryLayer,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Layers {
    #[default]
    Cycled,
    LastFirst,
    SecondFirst,
    Once,
    OneLayer,
    Proportional,
    WholePatterns,
    OneMorePattern,
    TimesPattern,
    LikeFirst,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Unit {
    #[default]
    Bytes,
    Bits,
    TwoBytes,
    FourBytes,
    Numbers,
    SinglePrecision,
    DoublePrecision,
    LayerIn32Bits,
    NumbersIn32Bits,
    TotalIn32Bits,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Growth {
    #[default]
    NextLessNow,
    NowLessLast,
    Average,
    WindowsToo,
    WindowsNever,
    WindowsStopEarly,
    Whole,
}

/// In which kinds of layers a mistake about heads is made.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Only {
    #[default]
    Both,
    Full,
    Window,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) numbers: Numbers,
    pub(super) latent: Latent,
    pub(super) kept: Kept,
    pub(super) layers: Layers,
    pub(super) unit: Unit,
    pub(super) growth: Growth,
    pub(super) rounds_up: bool,
    pub(super) saturating: bool,
    pub(super) first_is_whole: bool,
    pub(super) only: Only,
    pub(super) growth_apart: bool,
    pub(super) total_apart: bool,
    /// A layer's numbers become bytes before layers are added.
    pub(super) layers_in_bytes: bool,
    /// What does not fit into 32 bits has a sign.
    pub(super) signed: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "keys_only",
            "only the keys are counted. A layer with heads keeps a key and a value of each token: twice kv_heads · head_width.",
            |k| k.numbers = Numbers::KeysOnly,
        )
        .edit(
            "Cached::Full { kv_heads, head_width } => 2 * kv_heads * head_width * context,\n        Cached::Window { kv_heads, head_width, window } => 2 * kv_heads",
            "Cached::Full { kv_heads, head_width } => kv_heads * head_width * context,\n        Cached::Window { kv_heads, head_width, window } => kv_heads",
        ),
        Mistake::new(
            "query_heads",
            "the query heads are counted. Queries are used once and not kept; what is kept are kv_heads keys and values, \
             which groups of query heads share.",
            |k| k.numbers = Numbers::QueryHeads,
        ),
        Mistake::new(
            "width_over_heads",
            "the width of a head is taken to be width / query_heads. Many models choose it freely: use head_width.",
            |k| k.numbers = Numbers::WidthOverHeads,
        ),
        Mistake::new(
            "model_width",
            "a key and a value are taken to be as wide as the model. They are kv_heads · head_width wide.",
            |k| k.numbers = Numbers::ModelWidth,
        ),
        Mistake::<Knobs>::new(
            "one_head",
            "one head is counted. There are kv_heads, each with its own key and value.",
            |k| {
                k.numbers = Numbers::OneHead;
            },
        )
        .edit(
            "Cached::Full { kv_heads, head_width } => 2 * kv_heads * head_width * context,\n        Cached::Window { kv_heads, head_width, window } => 2 * kv_heads * head_width",
            "Cached::Full { head_width, .. } => 2 * head_width * context,\n        Cached::Window { head_width, window, .. } => 2 * head_width",
        ),
        Mistake::<Knobs>::new(
            "window_always_full",
            "a window layer is counted with `window` tokens while there are fewer. It keeps min(context, window).",
            |k| k.kept = Kept::Window,
        )
        .edit("context.min(window)", "window"),
        Mistake::<Knobs>::new(
            "window_ignored",
            "a window layer is counted with the whole context. It keeps the last `window` tokens only.",
            |k| k.kept = Kept::Context,
        )
        .edit("context.min(window)", "context"),
        Mistake::new(
            "window_everywhere",
            "the smallest window cuts the layers that keep every token, too.",
            |k| k.kept = Kept::EveryLayer,
        ),
        Mistake::<Knobs>::new(
            "larger_of_both",
            "a window layer is counted with the larger of context and window. It keeps the smaller.",
            |k| k.kept = Kept::Larger,
        )
        .edit("context.min(window)", "context.max(window)"),
        Mistake::<Knobs>::new(
            "window_one_more",
            "a full window is counted with one token too many. The newest token is one of its `window`.",
            |k| k.kept = Kept::OneMore,
        )
        .edit("context.min(window)", "context.min(window + 1)"),
        Mistake::<Knobs>::new(
            "window_one_less",
            "a full window is counted with one token too few. The newest token is kept with those before it.",
            |k| k.kept = Kept::OneLess,
        )
        .edit("context.min(window)", "context.min(window - 1)"),
        Mistake::<Knobs>::new(
            "latent_twice",
            "the latent layer is counted as keys and values: twice. Both are made from the one latent that is kept.",
            |k| k.latent = Latent::Twice,
        )
        .edit("(latent + rotary) * context", "2 * (latent + rotary) * context"),
        Mistake::<Knobs>::new(
            "latent_part_twice",
            "the latent vector is counted for keys and for values, and the rotated key once. Both are made from one latent.",
            |k| k.latent = Latent::VectorTwice,
        )
        .edit("(latent + rotary)", "(2 * latent + rotary)"),
        Mistake::new(
            "latent_each_head",
            "the latent layer is counted once for each query head. All heads share the one latent and the one rotated key.",
            |k| k.latent = Latent::EachHead,
        ),
        Mistake::new(
            "rotary_each_head",
            "the rotated key is counted once for each query head. All heads share one.",
            |k| k.latent = Latent::RotaryEachHead,
        ),
        Mistake::<Knobs>::new(
            "no_rotary",
            "the rotated key of a latent layer is not counted. It cannot be made from the latent, so it is kept beside it.",
            |k| k.latent = Latent::WithoutRotary,
        )
        .edit(
            "Cached::Latent { latent, rotary } => (latent + rotary)",
            "Cached::Latent { latent, .. } => latent",
        ),
        Mistake::<Knobs>::new(
            "last_kind_first",
            "the pattern begins with its last kind. Layer 0 is of kind pattern[0].",
            |k| k.layers = Layers::LastFirst,
        )
        .edit("config.pattern.iter().cycle()", "config.pattern.iter().cycle().skip(config.pattern.len() - 1)"),
        Mistake::<Knobs>::new(
            "second_kind_first",
            "the pattern begins with its second kind, as when layers are counted from 1. Layer 0 is of kind pattern[0].",
            |k| k.layers = Layers::SecondFirst,
        )
        .edit(".cycle().take(config.layers)", ".cycle().skip(1).take(config.layers)"),
        Mistake::<Knobs>::new(
            "pattern_once",
            "the pattern is gone through once. It starts over until there are `layers` layers.",
            |k| k.layers = Layers::Once,
        )
        .edit(".cycle().take(config.layers)", ""),
        Mistake::<Knobs>::new("one_layer", "one layer is counted. Every layer has a cache of its own.", |k| {
            k.layers = Layers::OneLayer;
        })
        .edit("take(config.layers)", "take(1)"),
        Mistake::<Knobs>::new(
            "proportional",
            "the kinds are counted by their share of the pattern: layers / pattern.len() times the pattern's sum. Where `layers` \
             cuts the pattern, the first kinds occur once more than the last.",
            |k| k.layers = Layers::Proportional,
        )
        .edit("config.pattern.iter().cycle().take(config.layers).map(numbers).sum()", "config.pattern.iter().map(numbers).sum::<u64>() * config.layers as u64 / config.pattern.len() as u64"),
        Mistake::<Knobs>::new(
            "cut_pattern_dropped",
            "only whole patterns are counted; the layers of the last one, which is cut, are missing.",
            |k| k.layers = Layers::WholePatterns,
        )
        .edit("take(config.layers)", "take(config.layers / config.pattern.len() * config.pattern.len())"),
        Mistake::<Knobs>::new(
            "cut_pattern_completed",
            "the last pattern is counted to its end, although `layers` cuts it.",
            |k| k.layers = Layers::OneMorePattern,
        )
        .edit("take(config.layers)", "take(config.layers.div_ceil(config.pattern.len()) * config.pattern.len())"),
        Mistake::<Knobs>::new(
            "all_like_the_first",
            "every layer is counted as layer 0 is. The pattern names the kinds one after another, and starts over.",
            |k| k.layers = Layers::LikeFirst,
        )
        .edit("config.pattern.iter().cycle()", "config.pattern[..1].iter().cycle()"),
        Mistake::<Knobs>::new(
            "layers_times_pattern",
            "the sum over the whole pattern is multiplied by `layers`. The pattern names layers, not parts of one.",
            |k| k.layers = Layers::TimesPattern,
        )
        .edit("config.pattern.iter().cycle().take(config.layers).map(numbers).sum()", "config.pattern.iter().map(numbers).sum::<u64>() * config.layers as u64"),
        Mistake::<Knobs>::new("bits_as_bytes", "bits are counted as bytes: divide by 8.", |k| k.unit = Unit::Bits)
        .edit("all * config.bits / 8", "all * config.bits"),
        Mistake::<Knobs>::new(
            "always_two_bytes",
            "every number is taken to have two bytes. It has config.bits bits.",
            |k| k.unit = Unit::TwoBytes,
        )
        .edit("all * config.bits / 8", "all * 2"),
        Mistake::<Knobs>::new(
            "always_four_bytes",
            "every number is taken to have four bytes. It has config.bits bits.",
            |k| k.unit = Unit::FourBytes,
        )
        .edit("all * config.bits / 8", "all * 4"),
        Mistake::<Knobs>::new("numbers_not_bytes", "numbers are counted, not their bytes.", |k| {
            k.unit = Unit::Numbers;
        })
        .edit("all * config.bits / 8", "all"),
        Mistake::<Knobs>::new(
            "single_precision",
            "bytes are computed as f32, which has 24 bits for them: beyond 16 million it rounds.",
            |k| k.unit = Unit::SinglePrecision,
        )
        .edit("all * config.bits / 8", "(all as f32 * (config.bits / 8) as f32) as u64"),
        Mistake::<Knobs>::new(
            "double_precision",
            "bytes are computed as f64, which has 53 bits for them: beyond 2⁵³ it rounds.",
            |k| k.unit = Unit::DoublePrecision,
        )
        .edit("all * config.bits / 8", "(all as f64 * (config.bits / 8) as f64) as u64"),
        Mistake::<Knobs>::new(
            "layer_in_32_bits",
            "the bytes of a layer are counted in 32 bits, which end at 4.3 billion (signed ones at 2.1 billion): more of them \
             start again from below. A layer can have more; count in u64.",
            |k| k.unit = Unit::LayerIn32Bits,
        )
        .edit("let all: u64 = config.pattern.iter().cycle().take(config.layers).map(numbers).sum();\n    all * config.bits / 8", "config.pattern.iter().cycle().take(config.layers).map(|layer| u64::from((numbers(layer) * config.bits / 8) as u32)).sum()"),
        Mistake::<Knobs>::new(
            "numbers_in_32_bits",
            "the numbers of a layer, or of some of its factors, are counted in 32 bits, which end at 4.3 billion (signed ones at \
             2.1 billion): more of them start again from below. A layer can have more; count in u64.",
            |k| k.unit = Unit::NumbersIn32Bits,
        )
        .edit("let all: u64 = config.pattern.iter().cycle().take(config.layers).map(numbers).sum();", "let all: u64 = config.pattern.iter().cycle().take(config.layers).map(|layer| u64::from(numbers(layer) as u32)).sum();"),
        Mistake::<Knobs>::new(
            "total_in_32_bits",
            "the bytes of all layers are counted in 32 bits, which end at 4.3 billion (signed ones at 2.1 billion): more of them \
             start again from below. Count in u64.",
            |k| k.unit = Unit::TotalIn32Bits,
        )
        .edit("all * config.bits / 8", "u64::from((all * config.bits / 8) as u32)"),
        Mistake::<Knobs>::new(
            "growth_of_last_token",
            "growth lets a window grow that is just full: it is what the last token added, total(context) − total(context − 1), or it \
             asks for context > window where ≥ is meant. The next token takes the place of the oldest.",
            |k| k.growth = Growth::NowLessLast,
        )
        .edit(
            "total(config, context + 1) - total(config, context)",
            "total(config, context) - total(config, context - 1)",
        ),
        Mistake::<Knobs>::new(
            "average_growth",
            "growth is total / context, the mean over the tokens so far (and for none a division by zero). It is what one more \
             token adds.",
            |k| k.growth = Growth::Average,
        )
        .edit("total(config, context + 1) - total(config, context)", "total(config, context) / context"),
        Mistake::new(
            "windows_grow_forever",
            "growth counts window layers that are full. There the new token takes the place of the oldest, and nothing is \
             added.",
            |k| k.growth = Growth::WindowsToo,
        ),
        Mistake::new(
            "windows_never_grow",
            "growth leaves out the window layers. While they are not full they grow like the others.",
            |k| k.growth = Growth::WindowsNever,
        ),
        Mistake::new(
            "windows_stop_early",
            "growth leaves out a window that lacks one token: it asks for context + 1 < window where context < window is meant.",
            |k| k.growth = Growth::WindowsStopEarly,
        ),
        Mistake::<Knobs>::new(
            "growth_is_total",
            "growth is the total with one token more; subtract the total without it.",
            |k| k.growth = Growth::Whole,
        )
        .edit(" - total(config, context)", ""),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Bytes {
        let Input { config, context } = input;
        let (plain, growing) = (Knobs::default(), Knobs { growth: self.growth, ..Knobs::default() });
        let of_total = if self.total_apart { plain } else { *self };
        let of_growth = if self.growth_apart {
            Knobs { saturating: self.saturating, first_is_whole: self.first_is_whole, ..growing }
        } else {
            *self
        };
        Bytes { total: of_total.total(config, *context), growth: of_growth.growth(config, *context) }
    }

    fn growth(&self, config: &CacheConfig, context: u64) -> u64 {
        let now = self.total(config, context);
        let next = self.total(config, context + 1);
        let nothing = Cached::Full { kv_heads: 0, head_width: 0 };
        let one = |of: &dyn Fn(&Cached) -> Cached| {
            let pattern = config.pattern.iter().map(of).collect();
            self.total(&CacheConfig { pattern, ..config.clone() }, 1)
        };
        match self.growth {
            // In debug and in release builds alike.
            Growth::NextLessNow if next < now => panic!("attempt to subtract with overflow"),
            Growth::NextLessNow => next - now,
            Growth::NowLessLast | Growth::Average if context == 0 && self.first_is_whole => next,
            Growth::NowLessLast | Growth::Average if context == 0 && self.saturating => 0,
            Growth::NowLessLast if context == 0 => panic!("attempt to subtract with overflow"),
            Growth::NowLessLast => now - self.total(config, context - 1),
            Growth::Average if context == 0 => panic!("attempt to divide by zero"),
            Growth::Average => now / context,
            Growth::WindowsToo => one(&|kind| *kind),
            Growth::WindowsNever => one(&|kind| match *kind {
                Cached::Window { .. } => nothing,
                other => other,
            }),
            Growth::WindowsStopEarly => one(&|kind| match *kind {
                Cached::Window { window, .. } if context + 1 >= window => nothing,
                other => other,
            }),
            Growth::Whole => next,
        }
    }

    fn total(&self, config: &CacheConfig, context: u64) -> u64 {
        let smallest = config.pattern.iter().filter_map(|kind| match kind {
            Cached::Window { window, .. } => Some(*window),
            _ => None,
        });
        let smallest = smallest.min().unwrap_or(u64::MAX);
        let everywhere = if self.kept == Kept::EveryLayer { context.min(smallest) } else { context };
        let of_heads = |kind: Only, kv_heads: u64, head_width: u64| match self.numbers {
            _ if kv_heads == 0 => 0,
            _ if self.only != Only::Both && self.only != kind => 2 * kv_heads * head_width,
            Numbers::KeysAndValues => 2 * kv_heads * head_width,
            Numbers::KeysOnly => kv_heads * head_width,
            Numbers::QueryHeads => 2 * config.query_heads * head_width,
            Numbers::OneHead => 2 * head_width,
            Numbers::WidthOverHeads => 2 * kv_heads * (config.width / config.query_heads),
            Numbers::ModelWidth => 2 * config.width,
        };
        let numbers = |kind: &Cached| {
            self.numbers_in(
                config,
                match *kind {
                    Cached::Full { kv_heads, head_width } => {
                        of_heads(Only::Full, kv_heads, head_width) * everywhere
                    }
                    Cached::Window { kv_heads, head_width, window } => {
                        let kept = match self.kept {
                            Kept::Smaller => context.min(window),
                            Kept::Window => window,
                            Kept::Context => context,
                            Kept::OneMore => context.min(window + 1),
                            Kept::OneLess => context.min(window - 1),
                            Kept::Larger => context.max(window),
                            Kept::EveryLayer => everywhere,
                        };
                        of_heads(Only::Window, kv_heads, head_width) * kept
                    }
                    Cached::Latent { latent, rotary } => {
                        let of_token = match self.latent {
                            Latent::Both => latent + rotary,
                            Latent::Twice => 2 * (latent + rotary),
                            Latent::VectorTwice => 2 * latent + rotary,
                            Latent::EachHead => config.query_heads * (latent + rotary),
                            Latent::RotaryEachHead => latent + config.query_heads * rotary,
                            Latent::WithoutRotary => latent,
                        };
                        of_token * everywhere
                    }
                },
            )
        };
        let pattern = &config.pattern;
        let (layers, kinds) = (config.layers, pattern.len());
        let first = |count: usize| pattern.iter().cycle().take(count).map(numbers).sum::<u64>();
        let all = match self.layers {
            Layers::Cycled => first(layers),
            Layers::LastFirst => pattern.iter().cycle().skip(kinds - 1).take(layers).map(numbers).sum(),
            Layers::SecondFirst => pattern.iter().cycle().skip(1).take(layers).map(numbers).sum(),
            Layers::Once => first(kinds),
            Layers::OneLayer => first(1),
            Layers::Proportional if self.rounds_up => {
                (first(kinds) as f64 / kinds as f64 * layers as f64) as u64
            }
            Layers::Proportional => first(kinds) * layers as u64 / kinds as u64,
            Layers::WholePatterns => first(layers / kinds * kinds),
            Layers::OneMorePattern => first(layers.div_ceil(kinds) * kinds),
            Layers::TimesPattern => first(kinds) * layers as u64,
            Layers::LikeFirst => first(1) * layers as u64,
        };
        match self.unit {
            Unit::Bytes => all * config.bits / 8,
            Unit::Bits => all * config.bits,
            Unit::TwoBytes => all * 2,
            Unit::FourBytes => all * 4,
            // Of a layer that has been cut to 32 bits these are bytes already.
            Unit::Numbers | Unit::LayerIn32Bits => all,
            Unit::SinglePrecision | Unit::DoublePrecision if self.layers_in_bytes => all,
            Unit::DoublePrecision => (all as f64 * (config.bits / 8) as f64) as u64,
            Unit::TotalIn32Bits => self.in_32_bits(all * config.bits / 8),
            Unit::NumbersIn32Bits => all * (config.bits / 8),
            Unit::SinglePrecision => (all as f32 * (config.bits / 8) as f32) as u64,
        }
    }

    /// What a layer counts as: its numbers, or its bytes where those are cut to 32 bits.
    fn numbers_in(&self, config: &CacheConfig, numbers: u64) -> u64 {
        match self.unit {
            Unit::LayerIn32Bits => self.in_32_bits(numbers.wrapping_mul(config.bits / 8)),
            Unit::NumbersIn32Bits => self.in_32_bits(numbers),
            Unit::SinglePrecision if self.layers_in_bytes => {
                (numbers as f32 * (config.bits / 8) as f32) as u64
            }
            Unit::DoublePrecision if self.layers_in_bytes => {
                (numbers as f64 * (config.bits / 8) as f64) as u64
            }
            _ => numbers,
        }
    }

    /// What is left of a number in 32 bits.
    fn in_32_bits(&self, number: u64) -> u64 {
        let bits = number as u32;
        if self.signed { i64::from(bits.cast_signed()) as u64 } else { u64::from(bits) }
    }
}
