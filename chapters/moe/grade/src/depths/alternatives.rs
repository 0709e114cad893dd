//! Right answers to `depths` by another route.

use judge::Alternative;
use ndarray::{Array2, Axis};

use moe::Depths;

pub(super) fn alternatives() -> Vec<Alternative<Depths>> {
    vec![
        Alternative {
            name: "ranks by counting; a row for each token",
            answer: Depths {
                choose: |scores, capacity| {
                    let n = scores.len();
                    let rank = |t: usize| {
                        (0..n).filter(|&s| scores[s] > scores[t] || (scores[s] == scores[t] && s < t)).count()
                    };
                    (0..n).filter(|&t| rank(t) < capacity).collect()
                },
                depths: |tokens, scores, capacity, block| {
                    let n = scores.len();
                    let rank = |t: usize| {
                        (0..n).filter(|&s| scores[s] > scores[t] || (scores[s] == scores[t] && s < t)).count()
                    };
                    let mut selected = Array2::zeros((0, tokens.ncols()));
                    for t in (0..n).filter(|&t| rank(t) < capacity) {
                        selected.push_row(tokens.row(t)).unwrap();
                    }
                    let output = block(selected.view());
                    let mut next = 0;
                    let mut result = Array2::zeros(tokens.raw_dim());
                    for t in 0..n {
                        for c in 0..tokens.ncols() {
                            result[[t, c]] = tokens[[t, c]];
                            if rank(t) < capacity {
                                result[[t, c]] += scores[t] * output[[next, c]];
                            }
                        }
                        next += usize::from(rank(t) < capacity);
                    }
                    result
                },
            },
        },
        Alternative {
            name: "the largest is taken out again and again; sum in double precision; written back from the last",
            answer: Depths {
                choose: largest_first,
                depths: |tokens, scores, capacity, block| {
                    let chosen = largest_first(scores, capacity);
                    let mut output = block(tokens.select(Axis(0), &chosen).view());
                    for (mut row, &t) in output.rows_mut().into_iter().zip(&chosen) {
                        row *= scores[t];
                    }
                    let mut result = tokens.as_standard_layout().into_owned();
                    for (i, &t) in chosen.iter().enumerate().rev() {
                        for c in 0..tokens.ncols() {
                            result[[t, c]] = (f64::from(tokens[[t, c]]) + f64::from(output[[i, c]])) as f32;
                        }
                    }
                    result
                },
            },
        },
        Alternative {
            name: "zero where the block has nothing to say, and then added to all",
            answer: Depths {
                choose: |scores, capacity| {
                    let mut pairs: Vec<(f32, usize)> = scores.iter().copied().zip(0..).collect();
                    pairs.sort_unstable_by(|a, b| b.0.partial_cmp(&a.0).unwrap().then(a.1.cmp(&b.1)));
                    let mut chosen: Vec<usize> = pairs[..capacity].iter().map(|pair| pair.1).collect();
                    chosen.sort_unstable();
                    chosen
                },
                depths: |tokens, scores, capacity, block| {
                    let chosen = moe::solution::depths::choose(scores, capacity);
                    let output = block(tokens.select(Axis(0), &chosen).view());
                    let mut added = Array2::<f32>::zeros(tokens.raw_dim());
                    for (i, &t) in chosen.iter().enumerate() {
                        added.row_mut(t).assign(&(scores[t] * &output.row(i)));
                    }
                    &tokens + &added
                },
            },
        },
    ]
}

fn largest_first(scores: ndarray::ArrayView1<'_, f32>, capacity: usize) -> Vec<usize> {
    let mut left: Vec<f32> = scores.to_vec();
    let mut chosen = Vec::new();
    for _ in 0..capacity {
        let mut best = usize::MAX;
        for (t, &score) in left.iter().enumerate() {
            if !chosen.contains(&t) && (best == usize::MAX || score > left[best]) {
                best = t;
            }
        }
        chosen.push(best);
        left[best] = f32::NEG_INFINITY;
    }
    chosen.sort_unstable();
    chosen
}
