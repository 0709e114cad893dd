//! What the review computes: the sizes of the models, and the numbers behind answers.

use super::millions;
use crate::{Budget, Layers};

/// The sizes of DeepSeek-V4's two models, side by side: section 4.2 of its report.
pub fn sizes() -> String {
    let rows: [(&str, &str, &str); 14] = [
        ("", "Flash", "Pro"),
        ("layers", "43", "61"),
        ("width", "4096", "7168"),
        ("first layers", "2 with a window alone", "2 HCA"),
        ("then in turn", "21 CSA, 20 HCA", "30 CSA, 29 HCA"),
        ("tokens of a block, CSA and HCA", "4, 128", "4, 128"),
        ("window", "128", "128"),
        ("query heads", "64", "128"),
        ("channels of an entry", "512", "512"),
        ("rotated of them", "64", "64"),
        ("query latent", "1024", "1536"),
        ("index heads, channels", "64, 128", "64, 128"),
        ("chosen blocks", "512", "1024"),
        ("groups of heads, channels of each", "8, 1024", "16, 1024"),
    ];
    let mut table = String::new();
    for (what, flash, pro) in rows {
        table += &format!("{what:35}{flash:23}{pro}\n");
    }
    table
}

/// How many of the first queries see fewer blocks by ⌊t / m⌋ than by ⌊(t + 1) / m⌋, t from 0.
pub fn late(queries: usize, block: usize) -> usize {
    (0..queries).filter(|t| t / block < (t + 1) / block).count()
}

/// Weights of an output projection for heads of 512 channels to a width: dense, and by groups.
pub fn projection(heads: u64, width: u64, groups: u64, of_group: u64) -> [u64; 2] {
    [heads * 512 * width, heads * 512 * of_group + groups * of_group * width]
}

/// From how many tokens on the compressed entries of a model take more bytes than its windows.
pub fn crossover(budget: Budget, layers: &[Layers]) -> u64 {
    let windows: Vec<Layers> = layers
        .iter()
        .map(|kind| Layers { block: 0, chosen: None, key_bytes: 0, key_flops: 0, ..*kind })
        .collect();
    let blocks: Vec<Layers> = layers.iter().map(|kind| Layers { window: 0, ..*kind }).collect();
    (1..1 << 20)
        .find(|&tokens| (budget.cache)(&blocks, tokens) > (budget.cache)(&windows, tokens).max(1))
        .unwrap_or(u64::MAX)
}

/// V4-Pro and Flash.
pub fn both() -> [(&'static str, Vec<Layers>); 2] {
    [("Pro", millions::v4_pro()), ("Flash", millions::v4_flash())]
}
