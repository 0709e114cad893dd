//! Right answers to `nsa_scores` by another route.

use judge::Alternative;
use ndarray::{Array1, Axis};

use compression::NsaScores;

pub(super) fn alternatives() -> Vec<Alternative<NsaScores>> {
    vec![
        Alternative {
            name: "the two sums of the paper, counted from 0, in double precision",
            answer: |weights, length, stride, block, blocks| {
                let (heads, count) = weights.dim();
                let mut scores = vec![0.0_f64; blocks];
                for (j, score) in scores.iter_mut().enumerate() {
                    // m − n is i, and n has this many values for each.
                    let first = (block / stride * j) as i64;
                    for i in 0..count as i64 {
                        let (m_most, n_most) = ((block / stride) as i64 - 1, (length / stride) as i64 - 1);
                        // n from 0 to n_most, and m = i − first + n from 0 to m_most.
                        let low = (first - i).max(0);
                        let high = (m_most + first - i).min(n_most);
                        if high >= low {
                            let times = (high - low + 1) as f64;
                            for h in 0..heads {
                                *score += times * f64::from(weights[[h, i as usize]]);
                            }
                        }
                    }
                }
                scores.into_iter().map(|x| x as f32).collect()
            },
        },
        Alternative {
            name: "spreads each weight over the strides it covers by differences, then adds them up",
            answer: |weights, length, stride, block, blocks| {
                let weights = weights.mapv(f64::from).sum_axis(Axis(0));
                let (of_length, of_block) = (length / stride, block / stride);
                // Blocks can be few where a compressed one is very long: only strides of selected blocks are looked at.
                let strides = blocks * of_block;
                let mut steps = vec![0.0_f64; strides + 1];
                for (i, &weight) in weights.iter().enumerate() {
                    steps[i.min(strides)] += weight;
                    steps[(i + of_length).min(strides)] -= weight;
                }
                let mut level = 0.0;
                let mut scores = Array1::<f32>::zeros(blocks);
                for (j, score) in scores.iter_mut().enumerate() {
                    let mut sum = 0.0;
                    for step in &steps[j * of_block..(j + 1) * of_block] {
                        level += step;
                        sum += level;
                    }
                    *score = sum as f32;
                }
                scores
            },
        },
    ]
}
