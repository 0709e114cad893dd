//! The cases of `mla`.

use judge::{Case, Cube, Layout, Matrix, Random};

use super::Input;
use crate::levels;

/// Normal numbers in seven sizes: tokens, width, latent, rope, heads, nope, value width.
pub(super) fn normal(
    random: &mut Random,
    [tokens, width, latent, rope, heads, nope, value]: [usize; 7],
) -> Input {
    let mut matrix = |shape: (usize, usize), deviation| Matrix::from(random.normals(shape, deviation));
    let weight = (width as f64).powf(-0.5);
    let mut latents = matrix((tokens, latent), 1.0);
    for (t, mut row) in latents.values.rows_mut().into_iter().enumerate() {
        let mean = row.dot(&row) / latent as f32;
        row /= (mean + 1e-6).sqrt();
        // As compress returns it for a tiny hidden state.
        row *= if t % 3 == 1 { 0.4 } else { 1.0 };
    }
    let input = Input {
        hidden: matrix((tokens, width), 1.5),
        w_dkv: matrix((width, latent), weight),
        w_kr: matrix((width, rope), weight),
        first: 0,
        q_nope: matrix((heads, nope), 1.5),
        w_uk: Cube::from(ndarray::Array3::zeros((latent, heads, nope))),
        absorbed: matrix((heads, latent), 1.5),
        q_rope: matrix((heads, rope), 1.5),
        latents,
        keys_rope: matrix((tokens, rope), 1.5),
        mixed: matrix((heads, latent), 0.8),
        w_uv: Cube::from(ndarray::Array3::zeros((latent, heads, value))),
        chained: false,
    };
    let weight = (latent as f64).powf(-0.5);
    Input {
        first: random.whole(1..=20),
        w_uk: random.normals((latent, heads, nope), weight).into(),
        w_uv: random.normals((latent, heads, value), weight).into(),
        ..input
    }
}

/// Scores near `level`, which the farthest of each head reaches: the first channel of the rotated parts gives it, the others vary.
/// `of` says by which factor the level of a head differs.
fn near(random: &mut Random, level: f64, sizes: [usize; 7], of: fn(usize) -> f64) -> Input {
    let mut input = normal(random, sizes);
    let side = (level.abs() * f64::from((sizes[5] + sizes[3]) as f32).sqrt()).sqrt();
    input.keys_rope.values.column_mut(0).fill(side as f32);
    for h in 0..sizes[4] {
        input.q_rope.values[[h, 0]] = (side * level.signum() * of(h)) as f32;
        let farthest = input.scores(h).into_iter().map(f64::abs).fold(0.0, f64::max);
        stretch(&mut input, h, level.abs() * of(h).abs() / farthest);
    }
    input
}

/// Multiplies the query of a head, both parts of it.
fn stretch(input: &mut Input, h: usize, factor: f64) {
    for queries in [&mut input.absorbed.values, &mut input.q_rope.values] {
        queries.row_mut(h).mapv_inplace(|x| x * factor as f32);
    }
}

/// Two heads and 300 tokens whose scores change their level in tiles of any size, and are 60 apart.
fn many_tokens(random: &mut Random) -> Input {
    let mut input = normal(random, [300, 1, 2, 2, 2, 1, 1]);
    input.keys_rope.values.column_mut(0).iter_mut().enumerate().for_each(|(t, x)| *x = levels::step(t));
    for h in 0..2 {
        input.q_rope.values[[h, 0]] = [2.0, -2.0][h];
        let spread = levels::spread(&input.scores(h));
        stretch(&mut input, h, 60.0 / spread);
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "three heads, the first token at position 0",
            make: |random| Input { first: 0, ..normal(random, [6, 8, 7, 2, 3, 4, 5]) },
        },
        Case { name: "five heads, a longer text", make: |random| normal(random, [13, 9, 6, 4, 5, 3, 2]) },
        Case { name: "the first token of a text", make: |random| normal(random, [1, 5, 4, 2, 3, 6, 7]) },
        Case { name: "one head", make: |random| normal(random, [5, 6, 7, 4, 1, 3, 2]) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4, 4, 4, 4]) },
        Case { name: "a latent as wide as a head", make: |random| normal(random, [7, 5, 4, 2, 3, 4, 4]) },
        Case {
            name: "a latent as wide as the hidden state",
            make: |random| normal(random, [5, 6, 6, 2, 4, 3, 7]),
        },
        Case {
            name: "more rotated channels than others",
            make: |random| normal(random, [6, 7, 5, 8, 2, 3, 4]),
        },
        Case {
            name: "hidden states of all lengths",
            make: |random| {
                let mut input = normal(random, [9, 7, 5, 4, 2, 6, 3]);
                for (t, mut row) in input.hidden.values.rows_mut().into_iter().enumerate() {
                    row *= [3e-4, 100.0, 1.0, 8e-4][t % 4];
                }
                input
            },
        },
        Case {
            name: "a hidden state of zeros",
            make: |random| {
                let mut input = normal(random, [4, 5, 6, 2, 3, 7, 2]);
                input.hidden.values.row_mut(2).fill(0.0);
                input
            },
        },
        Case {
            name: "hidden states whose mean is not zero",
            make: |random| {
                let mut input = normal(random, [5, 7, 6, 4, 2, 3, 8]);
                input.hidden.values += 2.0;
                input.w_dkv.values += 0.5;
                input
            },
        },
        Case {
            name: "scores near 1000",
            make: |random| near(random, 1000.0, [6, 7, 5, 4, 3, 2, 6], |_| 1.0),
        },
        Case {
            name: "scores near -1000",
            make: |random| near(random, -1000.0, [7, 4, 6, 2, 3, 5, 2], |_| 1.0),
        },
        Case {
            name: "scores near 1000 in one head, near -1000 in the next",
            make: |random| {
                near(random, 1000.0, [5, 6, 4, 2, 4, 3, 5], |h| if h % 2 == 1 { -1.0 } else { 1.0 })
            },
        },
        Case { name: "300 tokens at levels that change", make: many_tokens },
        Case {
            name: "late in a long text",
            make: |random| Input { first: 300, ..normal(random, [4, 5, 3, 2, 2, 4, 3]) },
        },
        Case { name: "130 heads", make: |random| normal(random, [2, 3, 2, 2, 130, 2, 1]) },
        Case { name: "latents of 130 channels", make: |random| normal(random, [2, 3, 130, 2, 1, 131, 2]) },
        Case { name: "values of 130 channels", make: |random| normal(random, [2, 131, 2, 132, 2, 1, 130]) },
        Case {
            name: "weights alone transposed",
            make: |random| {
                let mut input = normal(random, [5, 6, 4, 2, 3, 5, 7]);
                for matrix in [&mut input.w_dkv, &mut input.w_kr] {
                    matrix.layout = Layout::Transposed;
                }
                (input.w_uk.layout, input.w_uv.layout) = (Layout::Transposed, Layout::Transposed);
                input
            },
        },
        Case {
            name: "every size is 1, but for two rotated channels",
            make: |random| normal(random, [1, 1, 1, 2, 1, 1, 1]),
        },
        Case {
            name: "strided views",
            make: |random| normal(random, [5, 8, 6, 2, 4, 3, 7]).laid(Layout::Strided),
        },
        Case {
            name: "transposed views",
            make: |random| normal(random, [6, 5, 7, 4, 3, 2, 8]).laid(Layout::Transposed),
        },
    ]
}
