//! The million-token budget with sliders.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, count, text};

use super::{V4, gigabytes, grouped, latent, v4, v32};
use crate::{Budget, Layers};

/// What holds wherever the sliders stand.
const TITLE: &str = "Larger blocks shrink the cache; choosing fewer saves FLOPs, and no bytes";

/// The million-token budget: caches of three ways to build 61 layers and of a fourth, with the sizes given, against the length of the text up to
/// `context`, with bytes and FLOPs of attention there. Of the fourth way `choosing` layers choose among blocks of `block` tokens and read
/// `chosen` of them, and the others read all of their blocks of `heavy` tokens; all read the last `window` tokens.
pub fn drawing(budget: Budget, context: u64, sizes: Sizes) -> Figure {
    const FIRST: u64 = 64;
    const STEPS: i32 = 32;
    let context = context.max(2 * FIRST);
    let Sizes { choosing, block, heavy, chosen, window } = sizes;
    let yours = v4([choosing.min(61), 61 - choosing.min(61), 0], 128, V4 { block, heavy, chosen, window });
    let models = [("8 heads", grouped()), ("latent", latent()), ("V3.2", v32()), ("yours", yours)];
    let costs = |layers: &[Layers]| {
        let flops = (budget.flops)(layers, context) as f64 / 1e9;
        let bytes = gigabytes(budget, layers, context);
        let whole = |number: f64| count(number.round() as u64);
        let bytes = match bytes {
            few if few < 1.0 => text(few, 3),
            some if some < 1000.0 => text(some, 1),
            many => whole(many),
        };
        (bytes, if flops < 10.0 { text(flops, 1) } else { whole(flops) })
    };
    let told: Vec<String> = models
        .iter()
        .map(|(name, layers)| {
            let (bytes, flops) = costs(layers);
            format!("{name} {bytes} GB and {flops} GFLOPs")
        })
        .collect();
    let description = format!(
        "Gigabytes of the cache against the tokens of the text, both logarithmic. At {} tokens, with blocks of {block} in {choosing} of 61 \
         layers and of {} in the others, {} chosen and a window of {}, the cache and the attention of a token: {}.",
        count(context),
        count(heavy),
        count(chosen),
        count(window),
        told.join(", "),
    );
    let powers: Vec<f64> = (2..19).map(|power| 10_f64.powi(power)).filter(|&x| x <= context as f64).collect();
    let ticks: Vec<f64> = powers.iter().copied().step_by(1 + usize::from(powers.len() > 3)).collect();
    // Room above the highest line for what it is called, on two lines.
    let most = models.iter().map(|(_, layers)| gigabytes(budget, layers, context)).fold(1e-9, f64::max);
    let cache = Axis::log10("cache, GB; GFLOPs of attention alone").range(most, 1.6 * most);
    let mut chart = Chart::new(TITLE, &description).x(Axis::log10("tokens").ticks(&ticks)).y(cache);
    let ratio = context as f64 / FIRST as f64;
    let tokens = |step: i32| {
        if step == STEPS {
            context
        } else {
            (FIRST as f64 * ratio.powf(f64::from(step) / f64::from(STEPS))).round() as u64
        }
    };
    for (name, layers) in &models {
        let (bytes, flops) = costs(layers);
        // Nothing has no place on a logarithmic axis: a byte stands for it.
        let points = (0..=STEPS)
            .map(tokens)
            .map(|tokens| (tokens as f64, gigabytes(budget, layers, tokens).max(1e-9)));
        chart = chart.line(Series::new(&format!("{name} {bytes} GB\n{flops} GFLOPs"), points));
    }
    chart.save()
}

/// What can be chosen of layers as in DeepSeek-V4.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// How many of the 61 layers choose among their blocks.
    pub choosing: u64,
    /// Tokens of a block in these.
    pub block: u64,
    /// Tokens of a block in the others.
    pub heavy: u64,
    /// How many blocks are chosen.
    pub chosen: u64,
    /// How many of the last tokens are read.
    pub window: u64,
}

/// DeepSeek-V4-Pro.
pub const PRO: Sizes = Sizes { choosing: 30, block: 4, heavy: 128, chosen: 1024, window: 128 };

/// The budget for a length of the text and sizes that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Tokens of the text", "", (12, 24)).start(1_048_576.0),
        Parameter::steps("Layers that choose, of 61", "", 1.0, (0, 61)).start(30.0),
        Parameter::powers_of_two("Their blocks", "tokens", (0, 6)).start(4.0),
        Parameter::powers_of_two("Blocks of the other layers", "tokens", (3, 10)).start(128.0),
        Parameter::powers_of_two("Blocks that are chosen", "", (5, 14)).start(1024.0),
        Parameter::powers_of_two("Window", "tokens", (4, 13)).start(128.0),
    ];
    Play::new("compression/millions", parameters, |values| {
        let [context, choosing, block, heavy, chosen, window] =
            [0, 1, 2, 3, 4, 5].map(|at| values[at] as u64);
        drawing(crate::answers::BUDGET, context, Sizes { choosing, block, heavy, chosen, window })
    })
}
