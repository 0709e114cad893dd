//! Every mechanism of the chapter side by side: what it keeps, what a new token costs, what it can and cannot remember.
//!
//! One layer of one common width. Projections are left out: they cost the same whatever is remembered. A multiplication
//! and an addition count as two operations; softmax and norms are not counted.

use figures::{Axis, Chart, Figure, Series};

/// The width of the model, and of what additive attention compares.
pub const WIDTH: usize = 4096;
/// Query heads, and the width of each.
pub const HEADS: (usize, usize) = (32, 128);
/// Key heads of grouped-query attention.
pub const GROUPS: usize = 8;
/// Latent and rotary width of latent attention: 4 and ½ head widths, as in DeepSeek-V2 (arXiv 2405.04434, table 1).
pub const LATENT: (usize, usize) = (512, 64);
/// The window, and the sinks kept beside it.
pub const WINDOW: (usize, usize) = (1024, 4);
/// The stride of sparse attention.
pub const STRIDE: usize = 128;
/// Latents of a resampler.
pub const LATENTS: usize = 64;
/// Bytes of a number: two, for 16-bit floats.
pub const BYTES: usize = 2;

/// A mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// One vector for everything that was read.
    Summary,
    /// Bahdanau's scores, w · tanh(query + key), with keys computed once.
    Additive,
    /// Multi-head attention.
    MultiHead,
    /// Grouped-query attention with [`GROUPS`] key heads.
    Grouped,
    /// One key head.
    MultiQuery,
    /// Latent attention in its absorbed form.
    Latent,
    /// Multi-head attention to the last [`WINDOW`] tokens.
    Window,
    /// The same, and the first few.
    Sink,
    /// Multi-head attention to the last [`STRIDE`] tokens and to every [`STRIDE`]-th before.
    Strided,
    /// Five layers with a window to one without, on average.
    Hybrid,
    /// Attention to the latents of a resampler.
    Resampler,
}

impl Mechanism {
    /// All of them, in the order of the chapter.
    pub const ALL: [Mechanism; 11] = [
        Mechanism::Summary,
        Mechanism::Additive,
        Mechanism::MultiHead,
        Mechanism::Grouped,
        Mechanism::MultiQuery,
        Mechanism::Latent,
        Mechanism::Window,
        Mechanism::Sink,
        Mechanism::Strided,
        Mechanism::Hybrid,
        Mechanism::Resampler,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Mechanism::Summary => "summary",
            Mechanism::Additive => "additive",
            Mechanism::MultiHead => "MHA",
            Mechanism::Grouped => "GQA",
            Mechanism::MultiQuery => "MQA",
            Mechanism::Latent => "MLA",
            Mechanism::Window => "window",
            Mechanism::Sink => "sinks + window",
            Mechanism::Strided => "strided",
            Mechanism::Hybrid => "hybrid 5:1",
            Mechanism::Resampler => "resampler",
        }
    }

    /// The bytes that one layer keeps of `context` tokens.
    pub fn state(self, context: usize) -> usize {
        let (heads, head_width) = HEADS;
        let keys_and_values = |kept: usize, key_heads: usize| kept * 2 * key_heads * head_width * BYTES;
        match self {
            Mechanism::Summary => WIDTH * BYTES,
            // The annotations, and their projections to what the scores compare.
            Mechanism::Additive => context * 2 * WIDTH * BYTES,
            Mechanism::MultiHead | Mechanism::Strided => keys_and_values(context, heads),
            Mechanism::Grouped => keys_and_values(context, GROUPS),
            Mechanism::MultiQuery => keys_and_values(context, 1),
            Mechanism::Latent => context * (LATENT.0 + LATENT.1) * BYTES,
            Mechanism::Window => keys_and_values(context.min(WINDOW.0), heads),
            Mechanism::Sink => keys_and_values(context.min(WINDOW.0 + WINDOW.1), heads),
            Mechanism::Hybrid => {
                (5 * Mechanism::Window.state(context) + Mechanism::MultiHead.state(context)) / 6
            }
            Mechanism::Resampler => keys_and_values(LATENTS, heads),
        }
    }

    /// The operations of one layer for one new token, with `context` tokens before it or itself.
    pub fn operations(self, context: usize) -> usize {
        let (heads, head_width) = HEADS;
        // Scores and weighted values: two dot products' worth for each key and component.
        let dense = |seen: usize| 4 * seen * heads * head_width;
        match self {
            // Into the sum, and a dot product with it to read.
            Mechanism::Summary => 3 * WIDTH,
            // Addition, tanh and a dot product for the score, and a dot product's worth for the value.
            Mechanism::Additive => context * (4 * WIDTH + 2 * WIDTH),
            Mechanism::MultiHead | Mechanism::Grouped | Mechanism::MultiQuery => dense(context),
            Mechanism::Latent => 2 * context * heads * (2 * LATENT.0 + LATENT.1),
            Mechanism::Window => dense(context.min(WINDOW.0)),
            Mechanism::Sink => dense(context.min(WINDOW.0 + WINDOW.1)),
            Mechanism::Strided => {
                dense(if context <= STRIDE { context } else { STRIDE + (context - STRIDE).div_ceil(STRIDE) })
            }
            Mechanism::Hybrid => {
                (5 * Mechanism::Window.operations(context) + Mechanism::MultiHead.operations(context)) / 6
            }
            Mechanism::Resampler => dense(LATENTS),
        }
    }

    /// What it can remember, and what it cannot.
    pub fn remembers(self) -> (&'static str, &'static str) {
        match self {
            Mechanism::Summary => ("the gist of anything", "more tokens than its width bears"),
            Mechanism::Additive => ("every token", "nothing is lost; pairs are dear"),
            Mechanism::MultiHead => ("every token, in every head", "nothing is lost; the bill is"),
            Mechanism::Grouped => ("every token, by groups", "a key for each head"),
            Mechanism::MultiQuery => ("every token, one view", "two keys for one token"),
            Mechanism::Latent => ("every token, compressed", "what its latent leaves out"),
            Mechanism::Window => ("the last tokens", "anything before, in one layer"),
            Mechanism::Sink => ("the last and the first", "the middle"),
            Mechanism::Strided => ("near ones, then a sample", "most far tokens, in one step"),
            Mechanism::Hybrid => ("every token, in some layers", "far tokens, in most layers"),
            Mechanism::Resampler => ("an image of any size", "more than its latents hold"),
        }
    }
}

/// Bytes with a unit.
pub fn bytes(count: usize) -> String {
    let mut size = count as f64;
    for unit in ["B", "KiB", "MiB"] {
        if size < 1024.0 {
            return format!("{size:.1} {unit}");
        }
        size /= 1024.0;
    }
    format!("{size:.1} GiB")
}

/// The whole table for two contexts, a line for each mechanism.
pub fn table(contexts: [usize; 2]) -> String {
    let mut text = format!(
        "{:15} {:>24} {:>22}\n{:15} {:>12} {:>11} {:>11} {:>10}\n",
        "",
        "kept in one layer",
        "million operations",
        "tokens",
        contexts[0],
        contexts[1],
        contexts[0],
        contexts[1]
    );
    for mechanism in Mechanism::ALL {
        let [near, far] = contexts.map(|context| bytes(mechanism.state(context)));
        let [few, many] = contexts.map(|context| mechanism.operations(context) as f64 / 1e6);
        text += &format!("{:15} {near:>12} {far:>11} {few:>11.2} {many:>10.2}\n", mechanism.name());
    }
    text
}

/// What each mechanism can and cannot remember, a line for each.
pub fn memories() -> String {
    let line = |mechanism: Mechanism| {
        let (can, cannot) = mechanism.remembers();
        format!("{:15} {can:27} {cannot}\n", mechanism.name())
    };
    format!("{:15} {:27} {}\n", "", "remembers", "cannot remember")
        + &Mechanism::ALL.into_iter().map(line).collect::<String>()
}

/// The contexts of the figure.
pub const CONTEXTS: [usize; 10] = [256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072];

/// What one layer keeps against the context, for the mechanisms that differ in it.
pub fn figure() -> Figure {
    let drawn =
        [Mechanism::MultiHead, Mechanism::Hybrid, Mechanism::Grouped, Mechanism::Latent, Mechanism::Window];
    let last = CONTEXTS[CONTEXTS.len() - 1];
    let kept = drawn.map(|mechanism| format!("{} {}", mechanism.name(), bytes(mechanism.state(last))));
    let description = format!(
        "Bytes that one layer of width {WIDTH} keeps against the context, both axes logarithmic. MHA, GQA and MLA rise in \
         proportion, the window is level from {} tokens on, and the hybrid bends there towards a sixth of MHA. At {} \
         tokens: {}.",
        figures::count(WINDOW.0),
        figures::count(last),
        kept.join(", ")
    );
    let mebibytes = |mechanism: Mechanism| {
        CONTEXTS.map(|context| (context as f64, mechanism.state(context) as f64 / f64::from(1 << 20)))
    };
    let title = format!(
        "Only a window stops growing with the context; a latent keeps {} times less than MHA",
        super::text(Mechanism::MultiHead.state(last) as f64 / Mechanism::Latent.state(last) as f64, 1)
    );
    let chart = Chart::new(&title, &description)
        .x(Axis::log2("context, tokens"))
        .y(Axis::log10("kept in one layer, MiB"));
    drawn
        .into_iter()
        .fold(chart, |chart, mechanism| chart.line(Series::new(mechanism.name(), mebibytes(mechanism))))
        .save()
}
