//! Right answers to `resampler` by another route.

use judge::Alternative;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, concatenate, s};

use attention::solution::resampler as solution;
use attention::{Resampler, ResamplerWeights, Running};

pub(super) fn alternatives() -> Vec<Alternative<Resampler>> {
    vec![
        Alternative {
            name: "latents before inputs, the scale on the queries, the result column-major",
            answer: Resampler {
                layer_norm: |x, gain, bias, epsilon| {
                    let mut turned = x.t().to_owned();
                    for mut column in turned.columns_mut() {
                        let (mean, variance) = moments(column.view());
                        let scale = (variance + f64::from(epsilon)).powf(-0.5);
                        for ((v, g), b) in column.iter_mut().zip(gain).zip(bias) {
                            *v = ((f64::from(*v) - mean) * scale) as f32 * g + b;
                        }
                    }
                    turned.reversed_axes()
                },
                resample: latents_first,
            },
        },
        Alternative {
            name: "loops in double precision, keys and values of inputs and latents apart, one running softmax",
            answer: Resampler { layer_norm: solution::layer_norm, resample: running },
        },
        Alternative {
            name: "states of inputs and latents merged, heads added one by one through their rows of out",
            answer: Resampler {
                layer_norm: |x, gain, bias, epsilon| {
                    Array2::from_shape_fn(x.dim(), |(i, c)| {
                        let (mean, variance) = moments(x.row(i));
                        let deviation = (variance + f64::from(epsilon)).sqrt();
                        let standard = (f64::from(x[[i, c]]) - mean) / deviation;
                        (f64::from(gain[c]) * standard + f64::from(bias[c])) as f32
                    })
                },
                resample: merged,
            },
        },
    ]
}

/// Mean and variance; the variance as mean of squares less the square of the mean, which double precision can bear.
fn moments(row: ArrayView1<'_, f32>) -> (f64, f64) {
    let mean_of = |power: i32| row.iter().map(|&v| f64::from(v).powi(power)).sum::<f64>() / row.len() as f64;
    (mean_of(1), (mean_of(2) - mean_of(1).powi(2)).max(0.0))
}

fn latents_first(
    inputs: ArrayView2<'_, f32>,
    latents: ArrayView2<'_, f32>,
    weights: &ResamplerWeights<'_>,
) -> Array2<f32> {
    let own = solution::layer_norm(latents, weights.latent_gain, weights.latent_bias, weights.epsilon);
    let others = solution::layer_norm(inputs, weights.input_gain, weights.input_bias, weights.epsilon);
    let seen = concatenate(Axis(0), &[own.view(), others.view()]).expect("equally wide");
    let e = weights.query.ncols() / weights.heads;
    let queries = own.dot(&weights.query) * (e as f32).powf(-0.5);
    let both = seen.dot(&concatenate(Axis(1), &[weights.key, weights.value]).expect("equally high"));
    let mut y = latents.to_owned();
    for head in 0..weights.heads {
        let at = head * e;
        let keys = both.slice(s![.., at..at + e]);
        let values = both.slice(s![.., queries.ncols() + at..queries.ncols() + at + e]);
        let mut exponentials = queries.slice(s![.., at..at + e]).dot(&keys.t());
        for mut row in exponentials.rows_mut() {
            let largest = row.iter().copied().fold(f32::MIN, f32::max);
            row.mapv_inplace(|score| (score - largest).exp());
        }
        let sums = exponentials.sum_axis(Axis(1)).insert_axis(Axis(1));
        let read = exponentials.dot(&values) / sums;
        y += &read.dot(&weights.out.slice(s![at..at + e, ..]));
    }
    let mut turned = Array2::zeros((y.ncols(), y.nrows()));
    turned.assign(&y.t());
    turned.reversed_axes()
}

fn running(
    inputs: ArrayView2<'_, f32>,
    latents: ArrayView2<'_, f32>,
    weights: &ResamplerWeights<'_>,
) -> Array2<f32> {
    let project = |x: ArrayView2<'_, f32>, gain, bias, matrix: ArrayView2<'_, f32>| {
        let normed = solution::layer_norm(x, gain, bias, weights.epsilon).mapv(f64::from);
        normed.dot(&matrix.mapv(f64::from))
    };
    let of_latents = |matrix| project(latents, weights.latent_gain, weights.latent_bias, matrix);
    let of_inputs = |matrix| project(inputs, weights.input_gain, weights.input_bias, matrix);
    let queries = of_latents(weights.query);
    let asked = [
        (of_inputs(weights.key), of_inputs(weights.value)),
        (of_latents(weights.key), of_latents(weights.value)),
    ];
    let (rows, inner) = queries.dim();
    let e = inner / weights.heads;
    let mut read = Array2::<f64>::zeros((rows, inner));
    for r in 0..rows {
        for from in (0..inner).step_by(e) {
            let (mut max, mut sum, mut output) = (f64::NEG_INFINITY, 0.0, vec![0.0; e]);
            for (keys, values) in &asked {
                for j in 0..keys.nrows() {
                    let score = (from..from + e).map(|c| queries[[r, c]] * keys[[j, c]]).sum::<f64>()
                        / (e as f64).sqrt();
                    let new = score.max(max);
                    let (rescale, weight) = ((max - new).exp(), (score - new).exp());
                    (max, sum) = (new, sum * rescale + weight);
                    output
                        .iter_mut()
                        .enumerate()
                        .for_each(|(c, o)| *o = *o * rescale + weight * values[[j, from + c]]);
                }
            }
            (0..e).for_each(|c| read[[r, from + c]] = output[c] / sum);
        }
    }
    let attention = read.dot(&weights.out.mapv(f64::from));
    (attention + latents.mapv(f64::from)).mapv(|v| v as f32)
}

fn merged(
    inputs: ArrayView2<'_, f32>,
    latents: ArrayView2<'_, f32>,
    weights: &ResamplerWeights<'_>,
) -> Array2<f32> {
    use attention::solution::online_softmax as online;
    let own = solution::layer_norm(latents, weights.latent_gain, weights.latent_bias, weights.epsilon);
    let others = solution::layer_norm(inputs, weights.input_gain, weights.input_bias, weights.epsilon);
    let e = weights.query.ncols() / weights.heads;
    let mut y = latents.to_owned();
    for head in 0..weights.heads {
        let columns = s![.., head * e..(head + 1) * e];
        let queries = own.dot(&weights.query.slice(columns));
        for (r, query) in queries.rows().into_iter().enumerate() {
            let state = |rows: &Array2<f32>| {
                let (keys, values) =
                    (rows.dot(&weights.key.slice(columns)), rows.dot(&weights.value.slice(columns)));
                let mut state: Running = online::start(e);
                for (key, value) in keys.rows().into_iter().zip(values.rows()) {
                    online::update(&mut state, query.dot(&key) / (e as f32).sqrt(), value);
                }
                state
            };
            let (output, _) = online::finish(&online::merge(&state(&others), &state(&own)));
            let added = output.dot(&weights.out.slice(s![head * e..(head + 1) * e, ..]));
            let mut row = y.row_mut(r);
            row += &added;
        }
    }
    y
}
