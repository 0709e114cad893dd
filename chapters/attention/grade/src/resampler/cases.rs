//! The cases of `resampler`.

use judge::{Case, Layout, Random};

use super::Input;

/// Normal numbers for sizes: inputs, latents, width, heads, head width.
pub(super) fn normal(random: &mut Random, [n, latents, width, heads, head_width]: [usize; 5]) -> Input {
    let inner = heads * head_width;
    let mut matrix =
        |rows: usize, columns: usize| random.normals((rows, columns), 1.4 / (rows as f64).sqrt()).into();
    let (query, key) = (matrix(width, inner), matrix(width, inner));
    let (value, out) = (matrix(width, inner), matrix(inner, width));
    let mut gain = || random.normals(width, 0.4).mapv(|g| 1.0 + g).into();
    let (input_gain, latent_gain) = (gain(), gain());
    let mut bias = || random.normals(width, 0.5).into();
    let (input_bias, latent_bias) = (bias(), bias());
    Input {
        // Inputs and latents are on different levels, as they are when an image encoder has made the one.
        inputs: random.normals((n, width), 1.0).mapv(|v| 2.0 * v + 0.7).into(),
        latents: random.normals((latents, width), 1.0).into(),
        norms: [input_gain, input_bias, latent_gain, latent_bias],
        epsilon: 1e-5,
        heads,
        query,
        key,
        value,
        out,
    }
}

pub(super) fn laid(mut input: Input, layout: Layout) -> Input {
    for vector in &mut input.norms {
        vector.layout = layout;
    }
    for matrix in input.matrices_mut() {
        matrix.layout = layout;
    }
    input
}

/// Moves a row so that its mean is so many times its deviation.
fn lift(row: &mut ndarray::ArrayViewMut1<'_, f32>, ratio: f32) {
    let [mean, deviation] = moments(&row.mapv(f64::from));
    row.mapv_inplace(|x| x + (f64::from(ratio) * deviation - mean) as f32);
}

/// Mean and deviation of some numbers.
pub(super) fn moments(row: &ndarray::Array1<f64>) -> [f64; 2] {
    let mean = row.sum() / row.len() as f64;
    let variance = row.mapv(|x| (x - mean) * (x - mean)).sum() / row.len() as f64;
    [mean, variance.sqrt()]
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "more inputs than latents", make: |random| normal(random, [7, 3, 6, 2, 4]) },
        Case { name: "fewer inputs than latents", make: |random| normal(random, [2, 5, 4, 3, 2]) },
        Case { name: "as many inputs as latents", make: |random| normal(random, [4, 4, 7, 2, 3]) },
        Case { name: "no inputs", make: |random| normal(random, [0, 4, 5, 2, 3]) },
        Case { name: "one latent", make: |random| normal(random, [6, 1, 5, 2, 2]) },
        Case { name: "one head", make: |random| normal(random, [5, 3, 4, 1, 6]) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4, 4]) },
        Case {
            name: "constant rows and rows that vary as little as epsilon",
            make: |random| {
                let mut input = normal(random, [6, 4, 5, 2, 3]);
                input.epsilon = 2e-3;
                input.inputs.values.row_mut(1).fill(1.5);
                input.latents.values.row_mut(2).fill(0.0);
                for i in [0, 3, 4] {
                    input.inputs.values.row_mut(i).mapv_inplace(|v| 0.02 * v);
                }
                for i in [1, 3] {
                    input.latents.values.row_mut(i).mapv_inplace(|v| 0.03 * v);
                }
                input
            },
        },
        Case {
            name: "rows whose mean is a thousand times their deviation",
            make: |random| {
                let mut input = normal(random, [5, 4, 6, 2, 3]);
                for matrix in [&mut input.inputs, &mut input.latents] {
                    for (i, mut row) in matrix.values.rows_mut().into_iter().enumerate() {
                        lift(&mut row, [1000.0, -1000.0, 300.0, -100.0, 30.0][i]);
                    }
                }
                input
            },
        },
        Case {
            name: "scores of 60 and -60",
            make: |random| {
                let mut input = normal(random, [4, 3, 5, 2, 3]);
                input.scale_scores(&[60.0, -60.0]);
                input
            },
        },
        Case {
            name: "many inputs 10 below a latent",
            make: |random| {
                let mut input = normal(random, [40, 1, 4, 1, 2]);
                // Inputs that hardly differ from each other, and look the other way than the latent.
                input.inputs.values.fill(0.0);
                for (i, mut row) in input.inputs.values.rows_mut().into_iter().enumerate() {
                    row.assign(&ndarray::arr1(&[1.0, -1.0, 1.0 + 0.01 * (i % 7) as f32, -1.0]));
                }
                input.latents.values.row_mut(0).assign(&ndarray::arr1(&[-1.0, 1.0, -1.0, 1.0]));
                for vector in &mut input.norms {
                    vector.values.fill(0.0);
                }
                input.norms[0].values.fill(1.0);
                input.norms[2].values.fill(1.0);
                input.query.values.fill(0.0);
                input.key.values.fill(0.0);
                (input.query.values[[0, 0]], input.key.values[[0, 0]]) = (1.0, 1.0);
                // The latent's score with itself lies 10.4 above those with the inputs.
                input.scale_scores(&[5.2]);
                input
            },
        },
        Case {
            name: "every other latent's scores 110 below the others'",
            make: |random| {
                let mut input = normal(random, [5, 4, 5, 1, 2]);
                // The first channel asks, and the second answers.
                for matrix in [&mut input.inputs, &mut input.latents] {
                    for (i, mut row) in matrix.values.rows_mut().into_iter().enumerate() {
                        let sign = if i % 2 == 0 { 1.0 } else { -1.0 };
                        row.mapv_inplace(|x| 0.05 * x);
                        row += &ndarray::arr1(&[2.0 * sign, 2.0, -2.0 * sign, -2.0, 0.0]);
                    }
                }
                for (vector, level) in input.norms.iter_mut().zip([1.0, 0.0, 1.0, 0.0]) {
                    vector.values.fill(level);
                }
                for (matrix, channel) in [(&mut input.query, 0), (&mut input.key, 1)] {
                    matrix.values.mapv_inplace(|w| 0.02 * w);
                    matrix.values.row_mut(channel).fill(1.0);
                }
                input.scale_scores(&[59.0]);
                input
            },
        },
        Case { name: "300 inputs", make: |random| normal(random, [300, 2, 3, 1, 2]) },
        Case { name: "a width of 270, all else 1", make: |random| normal(random, [1, 1, 270, 1, 1]) },
        Case { name: "130 latents", make: |random| normal(random, [2, 130, 3, 1, 2]) },
        Case { name: "130 heads", make: |random| normal(random, [2, 2, 3, 130, 1]) },
        Case { name: "a head of width 130", make: |random| normal(random, [2, 2, 3, 1, 130]) },
        Case {
            name: "a mean of a thousand deviations, a width of 130",
            make: |random| {
                let mut input = normal(random, [2, 1, 130, 1, 2]);
                lift(&mut input.inputs.values.row_mut(0), 1000.0);
                lift(&mut input.latents.values.row_mut(0), -1000.0);
                input
            },
        },
        Case {
            name: "key and value alone transposed",
            make: |random| {
                let mut input = normal(random, [4, 3, 5, 2, 4]);
                (input.key.layout, input.value.layout) = (Layout::Transposed, Layout::Transposed);
                input
            },
        },
        Case { name: "a width of 1", make: |random| normal(random, [3, 2, 1, 2, 2]) },
        Case { name: "no inputs, one latent", make: |random| normal(random, [0, 1, 4, 2, 3]) },
        Case { name: "as wide inside as outside", make: |random| normal(random, [5, 3, 6, 2, 3]) },
        Case {
            name: "heads of width 1, transposed views",
            make: |random| laid(normal(random, [3, 2, 7, 4, 1]), Layout::Transposed),
        },
        Case {
            name: "19 inputs, strided views",
            make: |random| laid(normal(random, [19, 3, 5, 2, 4]), Layout::Strided),
        },
    ]
}
