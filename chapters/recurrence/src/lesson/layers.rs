//! What flows where in a layer of Kimi Delta Attention, and in a stack of such layers.

use figures::{Figure, Schematic};

/// The width of keys and of values of a head in Kimi Linear: section 5 of its report.
const HEAD: usize = 128;
/// The width of its convolutions.
const CONVOLUTION: usize = 4;

/// A layer of Kimi Delta Attention, with h heads.
pub fn kda_layer() -> Figure {
    let conv = format!("convolution over {CONVOLUTION} tokens");
    let rank = |name: &str| format!("projection to {HEAD}, and up: {name}");
    Schematic::new(
        "In Kimi Delta Attention each channel has a decay of its own, made from the token",
        "What a layer makes of n tokens, with h heads. Queries, keys and values go through short convolutions; \
         decays and the gate of the output come from projections through few channels.",
    )
    .tensor("x", "hidden states", &[&"n", &"d"])
    .operation("qk projection", "two projections")
    .operation("qk conv", &format!("{conv}, SiLU"))
    .operation("unit", "length 1")
    .tensor("qk", "queries and keys", &[&"n", &"h", &HEAD])
    .operation("v projection", "projection")
    .operation("v conv", &format!("{conv}, SiLU"))
    .tensor("v", "values", &[&"n", &"h", &HEAD])
    .operation("f", &rank("what fades"))
    .operation("softplus", "− exp(a) · softplus")
    .tensor("g", "decays", &[&"n", &"h", &HEAD])
    .operation("b", "projection, σ")
    .tensor("beta", "β", &[&"n", &"h"])
    .operation("core", "fade, correct, read: a state for each head")
    .tensor("o", "outputs", &[&"n", &"h", &HEAD])
    .operation("norm", "RMSNorm of each head")
    .operation("asked", &rank("gate"))
    .operation("times", "times σ(gate)")
    .operation("out", "projection")
    .tensor("y", "output", &[&"n", &"d"])
    .flow(&["x", "qk projection", "qk conv", "unit", "qk", "core"])
    .flow(&["x", "v projection", "v conv", "v", "core"])
    .flow(&["x", "f", "softplus", "g", "core"])
    .flow(&["x", "b", "beta", "core"])
    .flow(&["core", "o", "norm", "times", "out", "y"])
    .flow(&["x", "asked", "times"])
    .highlight(&["x", "f", "softplus", "g", "core"])
    .save()
}

/// Three layers of Kimi Delta Attention for each with attention to all tokens.
pub fn stack() -> Figure {
    Schematic::new(
        "In Kimi Linear three layers of four keep a state, and only the fourth a cache that grows",
        "How layers follow each other in Kimi Linear: three of Kimi Delta Attention, then one of attention to all tokens, \
         each with its mixture of experts.",
    )
    .tensor("in", "hidden states", &[&"n", &"d"])
    .operation("kda", "Kimi Delta Attention: a state")
    .operation("kda experts", "experts")
    .operation("mla", "latent attention, all tokens, no positions")
    .operation("mla experts", "experts")
    .tensor("out", "hidden states", &[&"n", &"d"])
    .flow(&["in", "kda", "kda experts", "mla", "mla experts", "out"])
    .repeated("a state", 3, &["kda", "kda experts"])
    .group("a cache that grows", &["mla", "mla experts"])
    .bracket("and again", &["kda", "kda experts", "mla", "mla experts"])
    .save()
}
