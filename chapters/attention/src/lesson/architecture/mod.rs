//! What flows where: one attention, a layer with several heads, heads that share keys, latent attention in both of its forms, and what stands
//! around attention.

pub mod blocks;
pub mod heads;
pub mod latent;

use figures::{Figure, Schematic};

pub use blocks::{parallel, resampler, serial};
pub use heads::{layer, sharing};
pub use latent::{absorbed, expanded};

/// The scores of additive attention for n queries and m keys, with `hidden` hidden units.
pub fn additive(n: usize, m: usize, hidden: usize) -> Figure {
    Schematic::new(
        &format!(
            "Additive scores take {hidden} hidden units for every pair of query and key before one number is left"
        ),
        &format!("How {n} queries and {m} keys get their scores from {hidden} hidden units."),
    )
    .tensor("queries", "queries", &[&n, &"width"])
    .tensor("keys", "keys", &[&m, &"width"])
    .operation("project queries", "times the queries' W")
    .operation("project keys", "times the keys' W")
    .tensor("of queries", "of each query", &[&n, &hidden])
    .tensor("of keys", "of each key", &[&m, &hidden])
    .operation("add", "add each to each")
    .tensor("sums", "sums", &[&n, &m, &hidden])
    .operation("tanh", "tanh, times w")
    .tensor("scores", "scores", &[&n, &m])
    .flow(&["queries", "project queries", "of queries", "add", "sums", "tanh", "scores"])
    .flow(&["keys", "project keys", "of keys", "add"])
    .highlight(&["add", "sums", "tanh"])
    .save()
}

/// Scaled dot-product attention of n queries over m keys, under a mask.
pub fn scaled() -> Figure {
    Schematic::new(
        "Scaled dot-product attention gives each query one mean of the values, however many keys there are",
        "How n queries of width d become n means of m values, under a mask.",
    )
    .tensor("queries", "queries Q", &[&"n", &"d"])
    .tensor("keys", "keys K", &[&"m", &"d"])
    .operation("product", "dot product of each query with each key")
    .tensor("scores", "scores", &[&"n", &"m"])
    .operation("scale", "divide by √d")
    .tensor("mask", "mask M, 0 or −∞", &[&"n", &"m"])
    .operation("add", "add")
    .operation("softmax", "softmax along the keys")
    .tensor("weights", "weights", &[&"n", &"m"])
    .tensor("values", "values V", &[&"m", &"dᵥ"])
    .operation("mean", "weighted mean of the values")
    .tensor("outputs", "outputs O", &[&"n", &"dᵥ"])
    .flow(&["queries", "product"])
    .flow(&["keys", "product", "scores", "scale", "add", "softmax", "weights", "mean", "outputs"])
    .flow(&["mask", "add"])
    .flow(&["values", "mean"])
    .save()
}
