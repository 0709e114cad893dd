//! A block with its branches one after the other and side by side, and a resampler.

use figures::{Figure, Schematic};

/// A block of `width` whose MLP waits for the attention.
pub fn serial(width: usize) -> Figure {
    Schematic::new(
        "In a serial block the MLP has to wait for the attention, whose sum with the stream it reads",
        "How attention and an MLP add to a stream, one after the other.",
    )
    .tensor("x", "stream x", &[&"n", &width])
    .operation("norm 1", "RMSNorm")
    .operation("attention", "attention")
    .operation("add 1", "add")
    .operation("norm 2", "RMSNorm")
    .operation("mlp", "SwiGLU MLP")
    .operation("add 2", "add")
    .tensor("y", "stream y", &[&"n", &width])
    .flow(&["x", "norm 1", "attention", "add 1", "norm 2", "mlp", "add 2", "y"])
    .flow(&["x", "add 1", "add 2"])
    .highlight(&["x", "add 1", "add 2", "y"])
    .save()
}

/// A block of `width` whose attention and MLP read the same, with heads of a width on one key head, and an MLP of `hidden` channels.
pub fn parallel(width: usize, heads: usize, head_width: usize, hidden: usize) -> Figure {
    Schematic::new(
        "In a parallel block neither branch waits for the other, and five projections are one product",
        "How attention and an MLP read the same norm of a stream, and add to it together.",
    )
    .tensor("x", "stream x", &[&"n", &width])
    .operation("norm", "RMSNorm")
    .operation("in", "one product for all five")
    .tensor("queries", "queries", &[&"n", &heads, &head_width])
    .tensor("keys", "key, value", &[&"n", &2, &head_width])
    .tensor("gate", "gate, up", &[&"n", &2, &hidden])
    .operation("attention", "attention")
    .operation("swiglu", "silu(gate) times up")
    .tensor("heads", "heads", &[&"n", &(heads * head_width)])
    .tensor("hidden", "hidden", &[&"n", &hidden])
    .operation("out", "one product for both, with their sum")
    .operation("add", "add")
    .tensor("y", "stream y", &[&"n", &width])
    .flow(&["x", "norm", "in", "queries", "attention", "heads", "out", "add", "y"])
    .flow(&["in", "keys", "attention"])
    .flow(&["in", "gate", "swiglu", "hidden", "out"])
    .flow(&["x", "add"])
    .highlight(&["x", "add", "y"])
    .save()
}

/// The attention of a resampler: latents of `width` over the patches of an image, and over themselves.
pub fn resampler(latents: usize, width: usize) -> Figure {
    let all = format!("(n + {latents})");
    Schematic::new(
        &format!(
            "However large the image, a resampler hands on {latents} latents that have read all its patches"
        ),
        &format!("How {latents} learned latents read n patches, however many these are."),
    )
    .tensor("patches", "patches X", &[&"n", &width])
    .tensor("latents", "latents L", &[&latents, &width])
    .operation("patch norm", "LayerNorm of the patches")
    .operation("latent norm", "LayerNorm of the latents")
    .operation("stack", "one below the other")
    .tensor("all", "what is read, S", &[&all, &width])
    .operation("project keys", "projections for keys and values")
    .operation("project queries", "projection for queries")
    .operation("attention", "attention without a mask")
    .operation("out", "output projection")
    .operation("add", "add")
    .tensor("next", "latents L′", &[&latents, &width])
    .flow(&["patches", "patch norm", "stack", "all", "project keys", "attention", "out", "add", "next"])
    .flow(&["latents", "latent norm", "stack"])
    .flow(&["latent norm", "project queries", "attention"])
    .flow(&["latents", "add"])
    .highlight(&["latents", "add", "next"])
    .save()
}
