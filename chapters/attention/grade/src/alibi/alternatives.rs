//! Right answers to `alibi` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2};

use attention::solution::alibi as solution;
use attention::{Alibi, Mask};

pub(super) fn alternatives() -> Vec<Alternative<Alibi>> {
    vec![
        Alternative {
            name: "the key's position alone, and the recursion of the authors' code in double precision",
            answer: Alibi {
                slopes: |heads| {
                    fn list(heads: usize) -> Vec<f64> {
                        if heads.is_power_of_two() {
                            let first = (-((3.0 - (heads as f64).log2()).exp2())).exp2();
                            return (0..heads).map(|i| first * first.powi(i as i32)).collect();
                        }
                        let power = heads.next_power_of_two() / 2;
                        let more = list(2 * power).into_iter().step_by(2).take(heads - power);
                        list(power).into_iter().chain(more).collect()
                    }
                    list(heads).into_iter().map(|slope| slope as f32).collect()
                },
                attend: |queries, keys, values, slope| {
                    let (n, m) = (queries.nrows(), keys.nrows());
                    let bias = Array1::from_iter((0..m).map(|j| slope * j as f32));
                    let mut scores = queries.dot(&keys.t()) / (queries.ncols() as f32).sqrt() + &bias;
                    for ((i, j), score) in scores.indexed_iter_mut() {
                        if j + n > i + m {
                            *score = f32::NEG_INFINITY;
                        }
                    }
                    attention::solution::softmax::softmax(scores.view()).dot(&values)
                },
            },
        },
        Alternative {
            name: "one more channel for `scaled_dot_product`, and slopes halved by square roots",
            answer: Alibi {
                slopes: |heads| {
                    // The order of another project's code: of the next power of two, the second, fourth … and then the others.
                    let n = heads.next_power_of_two();
                    let all: Vec<f32> = (1..=n).map(|h| 0.5_f32.powf(8.0 * h as f32 / n as f32)).collect();
                    if n == heads {
                        return all.into();
                    }
                    let (even, odd) = (all.iter().skip(1).step_by(2), all.iter().step_by(2));
                    even.chain(odd).take(heads).copied().collect()
                },
                attend: |queries, keys, values, slope| {
                    let d = queries.ncols();
                    let wider = (d as f32 + 1.0).sqrt();
                    let stretch = wider / (d as f32).sqrt();
                    let more = |i: usize, c: usize| if c < d { stretch * queries[[i, c]] } else { wider };
                    let queries = Array2::from_shape_fn((queries.nrows(), d + 1), |(i, c)| more(i, c));
                    let more = |j: usize, c: usize| if c < d { keys[[j, c]] } else { slope * j as f32 };
                    let keys = Array2::from_shape_fn((keys.nrows(), d + 1), |(j, c)| more(j, c));
                    let attend = attention::solution::scaled_dot_product::scaled_dot_product;
                    attend(queries.view(), keys.view(), values, Mask::Causal)
                },
            },
        },
        Alternative {
            name: "loops in double precision over the visible keys, from the nearest to the farthest",
            answer: Alibi {
                slopes: solution::slopes,
                attend: |queries, keys, values, slope| {
                    let (n, m, d) = (queries.nrows(), keys.nrows(), queries.ncols());
                    Array2::from_shape_fn((n, values.ncols()), |(i, c)| {
                        let visible = (i + m + 1).saturating_sub(n);
                        let score = |distance: usize| {
                            let key = keys.row(visible - 1 - distance);
                            let pairs = queries.row(i).into_iter().zip(key);
                            let product: f64 = pairs.map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
                            product / (d as f64).sqrt() - f64::from(slope) * distance as f64
                        };
                        let largest = (0..visible).map(score).fold(f64::NEG_INFINITY, f64::max);
                        let (mut sum, mut weighted) = (0.0, 0.0);
                        for distance in 0..visible {
                            let weight = (score(distance) - largest).exp();
                            sum += weight;
                            weighted += weight * f64::from(values[[visible - 1 - distance, c]]);
                        }
                        if visible == 0 { 0.0 } else { (weighted / sum) as f32 }
                    })
                },
            },
        },
        Alternative {
            name: "the absolute distance, counted from 1, without the offset of a cache where it does not matter",
            answer: Alibi {
                slopes: solution::slopes,
                attend: |queries, keys, values, slope| {
                    let (n, m) = (queries.nrows() as i64, keys.nrows() as i64);
                    let mut scores = queries.dot(&keys.t()) / (queries.ncols() as f32).powf(0.5);
                    for ((i, j), score) in scores.indexed_iter_mut() {
                        let distance = i as i64 + m - n - j as i64;
                        let hidden = if distance < 0 { f32::NEG_INFINITY } else { 0.0 };
                        *score = *score + hidden - slope * (1 + distance.abs()) as f32;
                    }
                    attention::solution::softmax::softmax(scores.view()).dot(&values)
                },
            },
        },
        Alternative {
            name: "the signed distance i − j without the offset of a cache",
            answer: Alibi {
                slopes: solution::slopes,
                attend: |queries, keys, values, slope| {
                    let (n, m) = (queries.nrows(), keys.nrows());
                    let mut scores = queries.dot(&keys.t()) / (queries.ncols() as f32).sqrt();
                    for ((i, j), score) in scores.indexed_iter_mut() {
                        let bias = -slope * (i as f32 - j as f32);
                        *score = if j + n > i + m { f32::NEG_INFINITY } else { *score + bias };
                    }
                    attention::solution::softmax::softmax(scores.view()).dot(&values)
                },
            },
        },
    ]
}
