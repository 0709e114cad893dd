use ndarray::ArrayView2;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// A whole number in the same order as the score.
fn key(score: f32) -> u32 {
    let bits = (if score == 0.0 { 0.0f32 } else { score }).to_bits();
    if bits >> 31 == 1 { !bits } else { bits | (1 << 31) }
}

pub fn top_k(scores: ArrayView2<'_, f32>, first: usize, block: usize, k: usize) -> Vec<Vec<usize>> {
    scores
        .outer_iter()
        .enumerate()
        .map(|(i, row)| {
            let visible = (first + i + 1) / block;
            let mut best = BTreeSet::new();
            for (s, &score) in row.iter().enumerate().take(visible) {
                best.insert((Reverse(key(score)), s));
                if best.len() > k {
                    best.pop_last();
                }
            }
            let mut list: Vec<usize> = best.into_iter().map(|(_, s)| s).collect();
            list.sort_unstable();
            list
        })
        .collect()
}
