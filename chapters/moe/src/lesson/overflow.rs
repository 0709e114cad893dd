//! How many tokens find their expert full, against the room that each expert has.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, random, text};
use ndarray::Array2;
use rand::RngExt;

use super::chance;
use super::plays::choice;
use crate::Switch;

/// How often each expert is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// Every expert as often as another.
    Uniform,
    /// The second half as often as the first, the third a third as often, and so on.
    Zipf,
}

impl Load {
    /// How often expert `e` of `experts` is wanted.
    pub fn share(self, expert: usize, experts: usize) -> f64 {
        let weight = |e: usize| if self == Load::Uniform { 1.0 } else { 1.0 / (e + 1) as f64 };
        weight(expert) / (0..experts).map(weight).sum::<f64>()
    }
}

/// A crowd of tokens that is routed again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crowd {
    /// How often each expert is wanted.
    pub load: Load,
    /// Tokens in a batch.
    pub tokens: usize,
    /// Experts.
    pub experts: usize,
}

/// The crowds that the page measures.
pub const CROWDS: [Crowd; 4] = [
    Crowd { load: Load::Uniform, tokens: 1024, experts: 8 },
    Crowd { load: Load::Uniform, tokens: 64, experts: 8 },
    Crowd { load: Load::Uniform, tokens: 1024, experts: 64 },
    Crowd { load: Load::Zipf, tokens: 1024, experts: 8 },
];
/// The batches over which a share is averaged.
pub const BATCHES: usize = 20;
/// The capacity factors of the figure, in twentieths.
const TWENTIETHS: std::ops::RangeInclusive<usize> = 20..=40;

const SEED: u64 = 2101;
/// The share, in percent, at which a line of the figure ends.
const LEAST: f64 = 0.1;

/// Logits (tokens, experts) of a batch: each token wants one expert, drawn by the load.
fn batch(crowd: Crowd, random: &mut impl RngExt) -> Array2<f32> {
    let mut logits = Array2::zeros((crowd.tokens, crowd.experts));
    for mut row in logits.rows_mut() {
        let mut left: f64 = random.random_range(0.0..1.0);
        let wanted = (0..crowd.experts).find(|&expert| {
            left -= crowd.load.share(expert, crowd.experts);
            left < 0.0
        });
        row[wanted.unwrap_or(crowd.experts - 1)] = 3.0;
    }
    logits
}

/// The share of the tokens that is dropped with a capacity factor, as a mean over [`BATCHES`] batches.
pub fn dropped(switch: Switch, crowd: Crowd, factor: f32) -> f64 {
    let mut random = random(SEED);
    let capacity = (switch.capacity)(crowd.tokens, crowd.experts, factor);
    let mut none = 0;
    for _ in 0..BATCHES {
        let routed = (switch.route)(batch(crowd, &mut random).view(), capacity);
        none += routed.iter().filter(|routed| routed.slot.is_none()).count();
    }
    none as f64 / (BATCHES * crowd.tokens) as f64
}

/// The dropped share for each capacity: routed once with room for all, since nobody's slot depends on the capacity.
pub fn dropped_by_capacity(switch: Switch, crowd: Crowd) -> impl Fn(usize) -> f64 {
    let mut random = random(SEED);
    let mut slots = Vec::new();
    for _ in 0..BATCHES {
        let routed = (switch.route)(batch(crowd, &mut random).view(), crowd.tokens);
        slots.extend(routed.iter().filter_map(|routed| routed.slot));
    }
    move |capacity| {
        slots.iter().filter(|&&slot| slot >= capacity).count() as f64 / (BATCHES * crowd.tokens) as f64
    }
}

/// The dropped share of three of the [`CROWDS`] against the capacity factor.
///
/// # Panics
/// If an answer panics.
pub fn figure(switch: Switch) -> Figure {
    let dropped = CROWDS.map(|crowd| dropped_by_capacity(switch, crowd));
    let percent = |crowd: Crowd, factor: f32| {
        let at = CROWDS.iter().position(|other| *other == crowd).unwrap_or(0);
        100.0 * dropped[at]((switch.capacity)(crowd.tokens, crowd.experts, factor))
    };
    let [few, _, many, zipf] = CROWDS;
    let description = format!(
        "Share of dropped tokens against the capacity factor, for {} tokens. All lines fall, and end where less than {LEAST} % are dropped. At a factor of 1: {} % with {} experts that are \
         wanted alike, {} % with {} of them, {} % with {} experts under a Zipf load, which is still {} % at a factor of 2.",
        few.tokens,
        text(percent(few, 1.0), 1),
        few.experts,
        text(percent(many, 1.0), 1),
        many.experts,
        text(percent(zipf, 1.0), 1),
        zipf.experts,
        text(percent(zipf, 2.0), 1),
    );
    let line = |label: &str, crowd: Crowd| {
        let point = |part: usize| (part as f64 / 20.0, percent(crowd, part as f32 / 20.0));
        Series::new(label, TWENTIETHS.map(point).take_while(|&(_, share)| share >= LEAST))
    };
    Chart::new(
        "With as many tokens and the same factor, more experts drop more tokens, and an uneven load drops the most",
        &description,
    )
    .x(Axis::linear("capacity factor"))
    .y(Axis::log10("dropped tokens, %").range(0.5 * LEAST, 100.0))
    .line(line("8, Zipf load", zipf))
    .line(line("64 experts", many))
    .line(line("8 experts", few))
    .save()
}

/// The share of dropped tokens, and that of places that stay empty, both expected, for some capacity factors: each token wants one expert,
/// and the e-th is wanted in proportion to 1 / eᵃ.
pub fn expected(switch: Switch, tokens: usize, experts: usize, a: f64, factors: &[f64]) -> Vec<(f64, f64)> {
    let weights: Vec<f64> = (1..=experts).map(|rank| (rank as f64).powf(-a)).collect();
    let sum: f64 = weights.iter().sum();
    let capacities: Vec<usize> =
        factors.iter().map(|&factor| (switch.capacity)(tokens, experts, factor as f32)).collect();
    let mut turned_away = vec![0.0; factors.len()];
    for (e, weight) in weights.iter().enumerate() {
        // Experts that are wanted alike need not be counted one by one.
        if a == 0.0 && e > 0 {
            break;
        }
        let times = if a == 0.0 { experts as f64 } else { 1.0 };
        let over = chance::overflow(tokens, weight / sum, &capacities);
        turned_away.iter_mut().zip(over).for_each(|(sum, over)| *sum += times * over);
    }
    let share = |(over, capacity): (f64, usize)| {
        let places = (capacity * experts) as f64;
        (over / tokens as f64, 1.0 - (tokens as f64 - over) / places)
    };
    turned_away.into_iter().zip(capacities).map(share).collect()
}

/// What a capacity factor drops and what it leaves empty, for a crowd that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::steps("Capacity factor", "", 0.05, (10, 60)).start(1.25),
        Parameter::powers_of_two("Tokens at once", "", (5, 12)).start(64.0),
        Parameter::powers_of_two("Experts", "", (2, 6)).start(8.0),
        Parameter::steps("Unevenness a, wanted as 1 / rank^a", "", 0.25, (0, 6)).start(0.0),
    ];
    Play::new("moe/overflow", parameters, |values| {
        room(crate::answers::SWITCH, values[0], values[1] as usize, values[2] as usize, values[3])
    })
}

/// What is dropped and what stays empty against the capacity factor, where the e-th expert is wanted in proportion to e⁻ᵃ.
pub fn room(switch: Switch, factor: f64, tokens: usize, experts: usize, a: f64) -> Figure {
    let factors: Vec<f64> = (10..=60).map(|part| f64::from(part) / 20.0).collect();
    let shares = expected(switch, tokens, experts, a, &factors);
    let (dropped, empty) = expected(switch, tokens, experts, a, &[factor])[0];
    let percent = |share: f64| {
        let percent = 100.0 * share;
        text(percent, usize::from(percent < 10.0))
    };
    let description = format!(
        "Dropped tokens and empty places in per cent against the capacity factor, for {tokens} tokens and {experts} experts, of which the e-th is wanted in \
         proportion to 1 / e to the power of {a}. At a factor of {}: {} % dropped, {} % empty.",
        text(factor, 2),
        percent(dropped),
        percent(empty),
    );
    let line = |of: fn(&(f64, f64)) -> f64| {
        factors.iter().zip(&shares).map(|(&factor, share)| (factor, 100.0 * of(share))).collect::<Vec<_>>()
    };
    let words = format!("{} % dropped, {} % empty", percent(dropped), percent(empty));
    Chart::new("More room drops fewer tokens, and leaves more places empty", &description)
        .x(Axis::linear("capacity factor").range(0.5, 3.0))
        .y(Axis::linear("%").range(-12.0, 115.0).ticks(&[0.0, 25.0, 50.0, 75.0, 100.0]))
        .line(Series::new("dropped\ntokens", line(|share| share.0)))
        .line(Series::new("empty\nplaces", line(|share| share.1)))
        .line(choice(&words, factor, (-12.0, 100.0)))
        .save()
}
