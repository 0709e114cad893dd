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
