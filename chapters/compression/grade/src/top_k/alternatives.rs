//! Right answers to `top_k` by another route.

use judge::Alternative;

use compression::TopK;

pub(super) fn alternatives() -> Vec<Alternative<TopK>> {
    vec![
        Alternative {
            name: "ranks by counting, in double precision",
            answer: |scores, first, block, k| {
                let mut chosen = Vec::new();
                for i in 0..scores.nrows() {
                    let visible = (first + i + 1) / block;
                    let row: Vec<f64> =
                        scores.row(i).iter().take(visible).map(|&score| f64::from(score)).collect();
                    let before = |s: usize| {
                        let ahead =
                            |&(o, &score): &(usize, &f64)| score > row[s] || (score == row[s] && o < s);
                        row.iter().enumerate().filter(ahead).count()
                    };
                    chosen.push((0..visible).filter(|&s| before(s) < k).collect());
                }
                chosen
            },
        },
        Alternative {
            name: "takes the best that is left, time after time",
            answer: |scores, first, block, k| {
                let choice = |(i, row): (usize, ndarray::ArrayView1<'_, f32>)| {
                    let row = row.to_vec();
                    let visible = (first + i + 1 - (first + i + 1) % block) / block;
                    let mut taken = vec![false; visible];
                    for _ in 0..k.min(visible) {
                        let mut best: Option<usize> = None;
                        for s in 0..visible {
                            if !taken[s] && best.is_none_or(|best| row[s] > row[best]) {
                                best = Some(s);
                            }
                        }
                        if let Some(best) = best {
                            taken[best] = true;
                        }
                    }
                    (0..visible).filter(|&s| taken[s]).collect()
                };
                scores.outer_iter().enumerate().map(choice).collect()
            },
        },
        Alternative {
            name: "−∞ for what is hidden, a stable sort of all columns, and as many as are seen",
            answer: |scores, first, block, k| {
                let mut masked = scores.to_owned();
                for ((i, s), x) in masked.indexed_iter_mut() {
                    if block * (s + 1) > first + i + 1 {
                        *x = f32::NEG_INFINITY;
                    }
                }
                let choice = |(i, row): (usize, ndarray::ArrayView1<'_, f32>)| {
                    let mut order: Vec<usize> = (0..row.len()).collect();
                    // Adding 0 makes 0 of −0, which total_cmp tells apart.
                    order.sort_by(|&a, &b| (row[a] + 0.0).total_cmp(&(row[b] + 0.0)).reverse());
                    let mut blocks: Vec<usize> =
                        order.into_iter().take(k.min((first + i + 1) / block)).collect();
                    blocks.sort_unstable();
                    blocks
                };
                masked.rows().into_iter().enumerate().map(choice).collect()
            },
        },
    ]
}
