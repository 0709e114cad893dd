//! Right answers to `mean_pool` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, Axis, s};

use compression::MeanPool;

pub(super) fn alternatives() -> Vec<Alternative<MeanPool>> {
    vec![
        Alternative {
            name: "differences of running sums in double precision; what is left over subtracted",
            answer: MeanPool {
                pool: |tokens, block| {
                    let (n, channels) = tokens.dim();
                    let mut sums = vec![Array1::<f64>::zeros(channels)];
                    for (t, token) in tokens.rows().into_iter().enumerate() {
                        let sum = &sums[t] + &token.mapv(f64::from);
                        sums.push(sum);
                    }
                    Array2::from_shape_fn((n / block, channels), |(i, c)| {
                        ((sums[(i + 1) * block][c] - sums[i * block][c]) / block as f64) as f32
                    })
                },
                visible: |position, block| (position + 1 - (position + 1) % block) / block,
            },
        },
        Alternative {
            name: "all blocks at once as (⌊n/m⌋, m, c); the place of the token in its block",
            answer: MeanPool {
                pool: |tokens, block| {
                    let (entries, channels) = (tokens.nrows() / block, tokens.ncols());
                    let complete = tokens.slice(s![..entries * block, ..]).as_standard_layout().into_owned();
                    let blocks = complete.into_shape_with_order((entries, block, channels));
                    blocks.expect("complete blocks").sum_axis(Axis(1)) / block as f32
                },
                visible: |position, block| {
                    let (before, place) = (position / block, position % block);
                    if place == block - 1 { before + 1 } else { before }
                },
            },
        },
        Alternative {
            name: "a product with a matrix of 1/m",
            answer: MeanPool {
                pool: |tokens, block| {
                    let n = tokens.nrows();
                    let weight =
                        |(i, t): (usize, usize)| if t / block == i { 1.0 / block as f32 } else { 0.0 };
                    Array2::from_shape_fn((n / block, n), weight).dot(&tokens)
                },
                visible: |position, block| ((position + 1) as f64 / block as f64).floor() as usize,
            },
        },
    ]
}
