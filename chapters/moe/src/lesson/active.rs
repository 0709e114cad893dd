//! What a sparse layer computes for a token, what it keeps, and what is read for it.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, count, text};

use super::dispatch::{DEEPSEEK_V3, Layer};
use super::plays::choice;

/// The largest number of tokens at once, as a power of two.
const MOST: i32 = 16;

/// How many of the experts are wanted by at least one of so many tokens, on average, if each token takes k at random.
pub fn wanted(layer: Layer, tokens: f64) -> f64 {
    let (experts, k) = (layer.experts as f64, layer.k as f64);
    experts * (1.0 - (1.0 - k / experts).powf(tokens))
}

/// Weights of the experts that are read for each of so many tokens at once: those of every expert that is wanted, shared by all.
pub fn read(layer: Layer, tokens: f64) -> f64 {
    wanted(layer, tokens) * layer.expert() as f64 / tokens
}

/// Weights that are read for a token against the tokens at once, for sizes that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Experts", "", (0, 9)).start(256.0),
        Parameter::powers_of_two("Experts for a token", "", (0, 4)).start(8.0),
        Parameter::powers_of_two("Hidden units of an expert", "", (8, 14)).start(2048.0),
        Parameter::powers_of_two("Tokens at once", "", (0, MOST)).start(64.0),
    ];
    Play::new("moe/active", parameters, |values| {
        let [experts, k, hidden] = [0, 1, 2].map(|at| values[at] as u64);
        drawn(Layer { experts, k: k.min(experts), hidden, ..DEEPSEEK_V3 }, values[3])
    })
}

fn drawn(layer: Layer, tokens: f64) -> Figure {
    let Layer { width, hidden, experts, k, .. } = layer;
    let millions = |weights: f64| weights / 1e6;
    let of = |weights: f64| {
        let millions = millions(weights);
        if millions < 10.0 { text(millions, 2) } else { count(millions.round() as u64) }
    };
    let expert = layer.expert() as f64;
    let said = format!("{} of {experts} experts", text(wanted(layer, tokens), 0));
    let description = format!(
        "Millions of weights that are read for each token against the tokens at once, both axes logarithmic, for {experts} experts of {} hidden \
         units at a width of {}, {k} for each token. The layer keeps {} million weights, and computes with {} million for a token. Of {} tokens at once \
         {said} are wanted, and {} million weights are read for each; a dense layer with as much work for a token would read {}, one with as many weights {}.",
        count(hidden),
        count(width),
        of(experts as f64 * expert),
        of(k as f64 * expert),
        count(tokens as u64),
        of(read(layer, tokens)),
        of(k as f64 * expert / tokens),
        of(experts as f64 * expert / tokens),
    );
    let line = |of: &dyn Fn(f64) -> f64| -> Vec<(f64, f64)> {
        (0..=MOST).map(|power| f64::from(power).exp2()).map(|tokens| (tokens, millions(of(tokens)))).collect()
    };
    let (low, high) =
        (millions(k as f64 * expert) / f64::from(MOST).exp2(), millions(experts as f64 * expert));
    Chart::new(
        "One token alone reads only the weights that it computes with; many at once read nearly all of them",
        &description,
    )
    .x(Axis::log2("tokens at once").ticks(&[1.0, 16.0, 256.0, 4096.0, 65_536.0]))
    .y(Axis::log10("weights read for each, millions").range(low / 2.0, high * 12.0))
    .line(Series::new("dense, as\nmany weights", line(&|tokens| experts as f64 * expert / tokens)))
    .line(Series::new("sparse", line(&|tokens| read(layer, tokens))))
    .line(Series::new("dense, as\nmuch work", line(&|tokens| k as f64 * expert / tokens)))
    .line(choice(&said, tokens, (low / 2.0, high * 3.0)))
    .save()
}
