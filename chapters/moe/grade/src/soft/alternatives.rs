//! Right answers to `soft` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Zip, s};

use moe::Soft;

fn log_sum_exp(values: ArrayView1<'_, f32>) -> f64 {
    let largest = values.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(f64::from(b)));
    largest + values.iter().map(|&x| (f64::from(x) - largest).exp()).sum::<f64>().ln()
}

/// Loops in double precision.
fn looped(tokens: ArrayView2<'_, f32>, slots: ArrayView2<'_, f32>, scale: Option<f32>) -> Array2<f32> {
    let length =
        |v: ArrayView1<'_, f32>| (v.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() + 1e-6).sqrt();
    Array2::from_shape_fn((tokens.nrows(), slots.ncols()), |(t, j)| {
        let (token, slot) = (tokens.row(t), slots.column(j));
        let product: f64 = token.iter().zip(slot).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
        match scale {
            Some(scale) => (product * f64::from(scale) / length(token) / length(slot)) as f32,
            None => product as f32,
        }
    })
}

fn by_logarithms(logits: ArrayView2<'_, f32>) -> (Array2<f32>, Array2<f32>) {
    let of_columns: Vec<f64> = logits.columns().into_iter().map(log_sum_exp).collect();
    let of_rows: Vec<f64> = logits.rows().into_iter().map(log_sum_exp).collect();
    let weights = |total: &dyn Fn((usize, usize)) -> f64| {
        Array2::from_shape_fn(logits.dim(), |at| (f64::from(logits[at]) - total(at)).exp() as f32)
    };
    (weights(&|(_, j)| of_columns[j]), weights(&|(t, _)| of_rows[t]))
}

/// A softmax of each row in place.
fn rows(mut logits: Array2<f32>) -> Array2<f32> {
    for mut row in logits.rows_mut() {
        let largest = row.iter().copied().fold(f32::MIN, f32::max);
        row.mapv_inplace(|x| f32::exp(x - largest));
        row /= row.sum();
    }
    logits
}

pub(super) fn alternatives() -> Vec<Alternative<Soft>> {
    vec![
        Alternative {
            name: "double precision, logarithms of sums, one slot after another",
            answer: Soft {
                logits: looped,
                weights: by_logarithms,
                soft: |tokens, slots, scale, experts, expert| {
                    let (dispatch, combine) = by_logarithms(looped(tokens, slots, scale).view());
                    let own = slots.ncols() / experts;
                    let mut out: Option<Array2<f32>> = None;
                    for j in 0..slots.ncols() {
                        let mut input = Array1::<f32>::zeros(tokens.ncols());
                        for (t, token) in tokens.rows().into_iter().enumerate() {
                            input.scaled_add(dispatch[[t, j]], &token);
                        }
                        let output = expert(j / own, input.insert_axis(Axis(0)).view());
                        let out = out.get_or_insert_with(|| Array2::zeros((tokens.nrows(), output.ncols())));
                        for (t, mut row) in out.rows_mut().into_iter().enumerate() {
                            row.scaled_add(combine[[t, j]], &output.row(0));
                        }
                    }
                    out.expect("there is a slot")
                },
            },
        },
        Alternative {
            name: "rows of transposed logits, each expert's share added to the output",
            answer: Soft {
                logits: |tokens, slots, scale| {
                    let Some(scale) = scale else { return slots.t().dot(&tokens.t()).reversed_axes() };
                    let mut tokens = tokens.to_owned();
                    let mut slots = slots.t().to_owned();
                    for array in [&mut tokens, &mut slots] {
                        for mut row in array.rows_mut() {
                            let root = (row.dot(&row) + 1e-6).sqrt();
                            row /= root;
                        }
                    }
                    (tokens * scale).dot(&slots.t())
                },
                weights: |logits| (rows(logits.t().to_owned()).reversed_axes(), rows(logits.to_owned())),
                soft: |tokens, slots, scale, experts, expert| {
                    let logits = looped(tokens, slots, scale);
                    let (fill, combine) = (rows(logits.t().to_owned()), rows(logits));
                    let own = slots.ncols() / experts;
                    let share = |i: usize| {
                        let mine = s![i * own..(i + 1) * own, ..];
                        let outputs = expert(i, fill.slice(mine).dot(&tokens).view());
                        combine.slice(s![.., i * own..(i + 1) * own]).dot(&outputs)
                    };
                    (1..experts).map(share).fold(share(0), |mut sum, next| {
                        Zip::from(&mut sum).and(&next).for_each(|a, &b| *a += b);
                        sum
                    })
                },
            },
        },
    ]
}
