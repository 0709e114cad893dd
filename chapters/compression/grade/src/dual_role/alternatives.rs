//! Right answers to `dual_role` by another route.

use judge::Alternative;
use ndarray::{Array2, Array3, ShapeBuilder, s};

use compression::DualRole;

pub(super) fn alternatives() -> Vec<Alternative<DualRole>> {
    vec![
        Alternative {
            name: "an online softmax over the tokens of each channel, in double precision, from the last to the first",
            answer: |current, previous| {
                let (m, (n, c)) = (current.bias.nrows(), current.values.dim());
                Array2::from_shape_fn((n / m, c).f(), |(i, c)| {
                    let (mut largest, mut sum, mut weighted) = (f64::NEG_INFINITY, 0.0, 0.0);
                    for t in (i.saturating_sub(1) * m..(i + 1) * m).rev() {
                        let role = if t / m == i { &current } else { &previous };
                        let score = f64::from(role.gates[[t, c]]) + f64::from(role.bias[[t % m, c]]);
                        let new = score.max(largest);
                        let (old, weight) = ((largest - new).exp(), (score - new).exp());
                        sum = sum * old + weight;
                        weighted = weighted * old + weight * f64::from(role.values[[t, c]]);
                        largest = new;
                    }
                    (weighted / sum) as f32
                })
            },
        },
        Alternative {
            name: "as the official code: all blocks at once, (blocks, 2m, c), the previous roles shifted by one block, −∞ before the first",
            answer: |current, previous| {
                let (m, (n, c)) = (current.bias.nrows(), current.values.dim());
                let blocks = n / m;
                let mut values = Array3::<f32>::zeros((blocks, 2 * m, c));
                let mut scores = Array3::from_elem((blocks, 2 * m, c), f32::NEG_INFINITY);
                for t in 0..blocks * m {
                    let (i, place) = (t / m, t % m);
                    values.slice_mut(s![i, m + place, ..]).assign(&current.values.row(t));
                    let score = &current.gates.row(t) + &current.bias.row(place);
                    scores.slice_mut(s![i, m + place, ..]).assign(&score);
                    if i + 1 < blocks {
                        values.slice_mut(s![i + 1, place, ..]).assign(&previous.values.row(t));
                        let score = &previous.gates.row(t) + &previous.bias.row(place);
                        scores.slice_mut(s![i + 1, place, ..]).assign(&score);
                    }
                }
                Array2::from_shape_fn((blocks, c), |(i, c)| {
                    let scores = scores.slice(s![i, .., c]);
                    let largest = scores.iter().copied().fold(f32::MIN, f32::max);
                    let weights = scores.mapv(|score| (score - largest).exp());
                    let weights = &weights / weights.sum();
                    weights.dot(&values.slice(s![i, .., c]))
                })
            },
        },
        Alternative {
            name: "each role pooled by itself, and the two merged by their log-sum-exps",
            answer: |current, previous| {
                let (m, (n, c)) = (current.bias.nrows(), current.values.dim());
                // The mean of a block in a role, and the log of the sum of its weights.
                let pool = |role: &compression::Role<'_>, i: usize, c: usize| {
                    let score = |r: usize| role.gates[[i * m + r, c]] + role.bias[[r, c]];
                    let largest = (0..m).map(score).fold(f32::NEG_INFINITY, f32::max);
                    let sum: f32 = (0..m).map(|r| (score(r) - largest).exp()).sum();
                    let weighted: f32 =
                        (0..m).map(|r| (score(r) - largest).exp() * role.values[[i * m + r, c]]).sum();
                    (weighted / sum, f64::from(largest) + f64::from(sum).ln())
                };
                let mut entries = Array2::zeros((n / m, c));
                for ((i, c), entry) in entries.indexed_iter_mut() {
                    let (own, log) = pool(&current, i, c);
                    *entry = own;
                    if i > 0 {
                        let (other, other_log) = pool(&previous, i - 1, c);
                        let share = 1.0 / (1.0 + (other_log - log).exp());
                        *entry = (share * f64::from(own) + (1.0 - share) * f64::from(other)) as f32;
                    }
                }
                entries
            },
        },
    ]
}
