//! What models keep of a text: those that attend in all layers, in some, and in none.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, count};

use crate::{Kept, Layers, StateBytes};

// ANCHOR: models
/// Kimi Linear, 48B: of 27 layers 20 have Kimi Delta Attention, with 32
/// heads of 128 × 128 and a convolution over queries, keys and values;
/// 7 keep a latent of 512 and a key of 64.
pub fn kimi_linear() -> Vec<Layers> {
    let channels = 3 * 32 * 128;
    let [heads, keys, values, width] = [32, 128, 128, 4];
    let state = Kept::State { heads, keys, values, channels, width };
    vec![layers(20, state), layers(7, tokens(512 + 64, None))]
}

/// Jamba: of 32 layers 4 attend, with 8 key-value heads of 128; 28 are
/// those of Mamba, with 16 numbers for each of 8192 channels.
pub fn jamba() -> Vec<Layers> {
    let [heads, keys, values, width] = [1, 16, 8192, 4];
    let state = Kept::State { heads, keys, values, channels: 8192, width };
    vec![layers(28, state), layers(4, tokens(2 * 8 * 128, None))]
}

/// Gemma 3 27B: of 62 layers 10 attend to everything, and 52 to the last
/// 1024 tokens; all have 16 key-value heads of 128.
pub fn gemma_3_27b() -> Vec<Layers> {
    let numbers = 2 * 16 * 128;
    let near = layers(52, tokens(numbers, Some(1024)));
    vec![near, layers(10, tokens(numbers, None))]
}

/// Mamba-2 with the sizes that its code has for defaults: 64 layers of
/// 80 heads with 128 × 64 numbers.
pub fn mamba_2() -> Vec<Layers> {
    let [heads, keys, values, width] = [80, 128, 64, 4];
    let channels = 80 * 64 + 2 * 128;
    let state = Kept::State { heads, keys, values, channels, width };
    vec![layers(64, state)]
}

/// Llama 2 7B: 32 layers with 32 key-value heads of 128.
pub fn llama_2_7b() -> Vec<Layers> {
    vec![layers(32, tokens(2 * 32 * 128, None))]
}

/// Layers that keep two bytes a number, and four in a state.
pub fn layers(count: u64, kept: Kept) -> Layers {
    Layers { count, kept, bytes: 2, state_bytes: 4 }
}

/// Something for each token.
pub fn tokens(numbers: u64, window: Option<u64>) -> Kept {
    Kept::Tokens { numbers, window }
}
// ANCHOR_END: models

/// All of them, with their names.
pub fn models() -> [(&'static str, Vec<Layers>); 5] {
    [
        ("Llama 2 7B", llama_2_7b()),
        ("Gemma 3 27B", gemma_3_27b()),
        ("Jamba", jamba()),
        ("Kimi Linear", kimi_linear()),
        ("Mamba-2", mamba_2()),
    ]
}

/// The most tokens that are looked at.
pub const LONGEST: u64 = 1 << 20;

/// The first number of tokens, of up to a million, of which the one keeps more than the other, if there is one and it keeps less
/// of a single token.
pub fn crossing(answer: StateBytes, one: &[Layers], other: &[Layers]) -> Option<u64> {
    let more = |tokens: u64| (answer.bytes)(one, tokens) > (answer.bytes)(other, tokens);
    if more(1) || !more(LONGEST) {
        return None;
    }
    let (mut below, mut above) = (1, LONGEST);
    while above - below > 1 {
        let middle = below.midpoint(above);
        if more(middle) { above = middle } else { below = middle }
    }
    Some(above)
}

fn line(answer: StateBytes, of: &[Layers]) -> Vec<(f64, f64)> {
    let at = |power: u32| {
        let tokens = 1_u64 << power;
        (tokens as f64, (answer.bytes)(of, tokens) as f64 / f64::from(1 << 20))
    };
    (5..=20).map(at).collect()
}

/// Bytes in mebibytes, rounded.
fn mebibytes(bytes: u64) -> String {
    count((bytes as f64 / f64::from(1 << 20)).round() as u64)
}

fn axes(chart: Chart) -> Chart {
    chart.x(Axis::log2("tokens").ticks(&[64.0, 1024.0, 16_384.0, 262_144.0])).y(Axis::log2(
        "kept for a sequence, MiB",
    )
    .ticks(&[1.0, 16.0, 256.0, 4096.0, 65_536.0])
    .range(0.5, 4_000_000.0))
}

/// What the models keep, against the tokens of a text.
pub fn figure(answer: StateBytes) -> Figure {
    let mut said = Vec::new();
    for (name, of) in models() {
        let at = |tokens: u64| mebibytes((answer.bytes)(&of, tokens));
        said.push(format!("{name} {} and {}", at(1024), at(LONGEST)));
    }
    let description = format!(
        "Mebibytes that five models keep of a text, against its tokens, both on logarithmic axes. At 1,024 tokens and at a million: {}. Lines of layers \
         that attend rise with the text; lines of states are level.",
        said.join("; ")
    );
    let mut chart = axes(Chart::new(
        "A state costs more than the cache of a short text, and less than that of a long one",
        &description,
    ));
    for (name, of) in models() {
        let series = Series::new(name, line(answer, &of));
        chart = chart.line(match name {
            "Kimi Linear" => series.label_below(8192.0),
            _ => series,
        });
    }
    chart.save()
}

/// A hybrid of 32 layers that a reader chooses, against the same with attention in all layers and in none.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("One layer that attends, in", "layers", (0, 5)).start(4.0),
        Parameter::powers_of_two("Its key-value heads", "", (0, 5)).start(8.0),
        Parameter::powers_of_two("Tokens", "", (6, 20)).start(4096.0),
    ];
    Play::new("recurrence/hybrid", parameters, |values| {
        chosen(crate::answers::STATE_BYTES, values[0] as usize, values[1] as u64, values[2] as u64)
    })
}

/// The layers of the hybrid to play with.
pub fn hybrid(answer: StateBytes, period: usize, heads: u64) -> Vec<Layers> {
    const LAYERS: u64 = 32;
    let attend = (answer.places)(LAYERS as usize, period, period - 1).len() as u64;
    let state = Kept::State { heads: 32, keys: 128, values: 128, channels: 3 * 32 * 128, width: 4 };
    vec![layers(attend, tokens(2 * heads * 128, None)), layers(LAYERS.saturating_sub(attend), state)]
}

/// What 32 layers keep of a text, if one in `period` attends, with so many key-value heads.
pub fn chosen(answer: StateBytes, period: usize, heads: u64, tokens: u64) -> Figure {
    let kept = |of: &[Layers]| mebibytes((answer.bytes)(of, tokens));
    let [all, some] = [1, period].map(|period| hybrid(answer, period, heads));
    let none = hybrid(answer, 64, heads);
    let description = format!(
        "Mebibytes that 32 layers keep of a text, against its tokens, if one in {period} attends with {heads} key-value heads and the others have states of 32 × 128 × 128 \
         numbers. At {} tokens {}, with attention in all layers {}, and in none {}.",
        count(tokens),
        kept(&some),
        kept(&all),
        kept(&none)
    );
    let here = (answer.bytes)(&some, tokens) as f64 / f64::from(1 << 20);
    axes(Chart::new(
        "In short texts a hybrid pays for its states, in long ones for its layers that attend",
        &description,
    ))
    .line(Series::new("all attend", line(answer, &all)).reference())
    .line(Series::new("none does", line(answer, &none)).reference())
    .line(Series::new(&format!("one in {period}"), line(answer, &some)))
    .line(Series::new("", [(tokens as f64, here)]).points_only().label_below(tokens as f64))
    // At the top, since beside the point there are lines on all sides.
    .band(tokens as f64 / 1.2, (1.2 * tokens as f64).min(LONGEST as f64), &format!("{} MiB", kept(&some)))
    .save()
}
