//! What the review computes: the numbers behind its answers.

use figures::text;

use crate::Op;

/// What a rank of a ring sends in an all-reduce, by the whole, and the steps.
pub fn all_reduce(ranks: u32) -> [f64; 2] {
    let others = f64::from(ranks - 1);
    [2.0 * others / f64::from(ranks), 2.0 * others]
}

/// The mean loss over all tokens, and the mean of the ranks' means: of each rank its tokens, and the mean loss of these.
pub fn losses(ranks: &[(u32, f64)]) -> [f64; 2] {
    let tokens: f64 = ranks.iter().map(|rank| f64::from(rank.0)).sum();
    let sum: f64 = ranks.iter().map(|rank| f64::from(rank.0) * rank.1).sum();
    let means: f64 = ranks.iter().map(|rank| rank.1).sum();
    [sum / tokens, means / ranks.len() as f64]
}

/// Of how many micro-batches each stage holds activations at the most.
pub fn held(orders: &[Vec<Op>]) -> Vec<usize> {
    orders.iter().map(|order| super::stages::peak(&super::stages::plain(order))).collect()
}

/// For a cell: what a rank holds of weights, gradients and Adam's states, and what it sends in a step, by the way in which ranks share. The model has so many
/// `weights` in `layers` of a `width`, and all ranks together read `tokens`.
pub fn table(weights: f64, layers: u32, width: u32, tokens: f64, ranks: u32) -> String {
    const EVERY: f64 = 100.0;
    let n = f64::from(ranks);
    let ring = 2.0 * (n - 1.0) / n;
    let activations = 2.0 * tokens * f64::from(width);
    let rows = [
        ("DDP", 16.0, ring * 2.0 * weights, "room for all of it"),
        ("ZeRO-1", 4.0 + 12.0 / n, ring * 2.0 * weights, "room for weights, gradients"),
        ("ZeRO-2", 2.0 + 14.0 / n, ring * 2.0 * weights, "room for weights"),
        ("FSDP", 16.0 / n, 1.5 * ring * 2.0 * weights, "room for a unit"),
        ("tensor parallel", 16.0 / n, f64::from(4 * layers) * ring * activations, "heads, and fast links"),
        // A stage in the middle sends activations on, and gradients back.
        ("pipeline", 16.0 / n, 2.0 * activations, "layers, and micro-batches"),
        ("DiLoCo, H = 100", 16.0, ring * 2.0 * weights / EVERY, "room for all of it"),
    ];
    let mut table = format!("{:16} {:>8} {:>10}   needs\n", "", "holds", "sends");
    for (name, bytes, sent, limit) in rows {
        table += &format!(
            "{name:16} {:>5} GB {:>7} GB   {limit}\n",
            text(bytes * weights / 1e9, 0),
            text(sent / 1e9, 2)
        );
    }
    table
}
