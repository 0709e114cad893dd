//! Multi-head latent attention: from the cache to the outputs, with keys and values of all heads or without.

use figures::{Figure, Schematic};

use crate::lesson::bill::Latent;

/// One query over T tokens, with keys and values of all heads, from the tokens on.
pub fn expanded(model: Latent) -> Figure {
    let Latent { heads, latent, nope, rope, value, .. } = model;
    Schematic::new(
        &format!(
            "Expanded, latent attention keeps latents, and makes keys and values of all {heads} heads from them"
        ),
        &format!("How {heads} heads attend from one query when keys and values are made from the latents."),
    )
    .tensor("tokens", "tokens", &[&"T", &"width"])
    .operation("down", "down-projection, RMSNorm")
    .tensor("latents", "latents", &[&"T", &latent])
    .operation("rotate", "projection, rotation")
    .tensor("keys", "rotated keys", &[&"T", &rope])
    .operation("up keys", "up-projection for keys")
    .operation("up values", "up-projection for values")
    .tensor("all keys", "keys of all heads", &[&"T", &heads, &nope])
    .tensor("all values", "values of all heads", &[&"T", &heads, &value])
    .tensor("content", "query, content", &[&heads, &nope])
    .tensor("position", "query, rotated", &[&heads, &rope])
    .operation("content score", "dot products")
    .operation("position score", "dot products")
    .operation("softmax", "add, scale, softmax")
    .tensor("weights", "weights", &[&heads, &"T"])
    .operation("mean", "weighted mean")
    .tensor("outputs", "outputs", &[&heads, &value])
    .flow(&["tokens", "down", "latents"])
    .flow(&["tokens", "rotate", "keys"])
    .flow(&["latents", "up keys", "all keys", "content score", "softmax", "weights", "mean", "outputs"])
    .flow(&["latents", "up values", "all values", "mean"])
    .flow(&["content", "content score"])
    .flow(&["position", "position score", "softmax"])
    .flow(&["keys", "position score"])
    .group("the cache", &["latents", "keys"])
    .save()
}

/// The same from the cache on, with the up-projections moved to the query and to the mean.
pub fn absorbed(model: Latent) -> Figure {
    let Latent { heads, latent, nope, rope, value, .. } = model;
    Schematic::new(
        &format!(
            "Absorbed, latent attention lets all {heads} heads read the latents themselves, as keys and as values"
        ),
        &format!(
            "How {heads} heads attend from one query to the latents themselves: no key is written down."
        ),
    )
    .tensor("latents", "latents", &[&"T", &latent])
    .tensor("keys", "rotated keys", &[&"T", &rope])
    .tensor("content", "query, content", &[&heads, &nope])
    .operation("up keys", "up-projection for keys, transposed")
    .tensor("carried", "query for latents", &[&heads, &latent])
    .tensor("position", "query, rotated", &[&heads, &rope])
    .operation("content score", "dot products")
    .operation("position score", "dot products")
    .operation("softmax", "add, scale, softmax")
    .tensor("weights", "weights", &[&heads, &"T"])
    .operation("mean", "weighted mean")
    .tensor("mixed", "mean latents", &[&heads, &latent])
    .operation("up values", "up-projection for values")
    .tensor("outputs", "outputs", &[&heads, &value])
    .flow(&[
        "content",
        "up keys",
        "carried",
        "content score",
        "softmax",
        "weights",
        "mean",
        "mixed",
        "up values",
        "outputs",
    ])
    .flow(&["latents", "content score"])
    .flow(&["latents", "mean"])
    .flow(&["position", "position score", "softmax"])
    .flow(&["keys", "position score"])
    .group("the cache", &["latents", "keys"])
    .save()
}
