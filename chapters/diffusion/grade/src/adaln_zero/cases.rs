//! The cases of `adaln_zero`.

use judge::{Case, Layout, Matrix, Random, Vector};
use ndarray::{Array2, s};

use super::inner::Inner;
use super::{Input, Whole};

fn modulate(random: &mut Random, n: usize, d: usize) -> Input {
    Input::Modulate {
        x: random.normals((n, d), 1.5).into(),
        shift: random.normals(d, 0.8).into(),
        scale: random.normals(d, 0.6).into(),
    }
}

/// Tokens as they are given.
fn modulate_of(random: &mut Random, x: Array2<f32>) -> Input {
    let d = x.ncols();
    Input::Modulate {
        x: x.into(),
        shift: random.normals(d, 0.8).into(),
        scale: random.normals(d, 0.6).into(),
    }
}

fn whole(random: &mut Random, [n, d, m]: [usize; 3], curved: bool) -> Whole {
    Whole {
        x: random.normals((n, d), 1.2).into(),
        c: random.normals(m, 1.5).into(),
        weights: random.normals((6 * d, m), 0.7 / (m as f64).sqrt()).into(),
        bias: random.normals(6 * d, 0.4).into(),
        attention: Inner::new(random, d, curved),
        mlp: Inner::new(random, d, !curved),
    }
}

fn block(random: &mut Random, sizes: [usize; 3], curved: bool) -> Input {
    Input::Block(Box::new(whole(random, sizes, curved)))
}

fn laid(mut input: Input, matrices: Layout, vectors: Layout) -> Input {
    match &mut input {
        Input::Modulate { x, shift, scale } => {
            x.layout = matrices;
            shift.layout = vectors;
            scale.layout = vectors;
        }
        Input::Block(whole) => {
            whole.x.layout = matrices;
            whole.weights.layout = matrices;
            whole.c.layout = vectors;
            whole.bias.layout = vectors;
        }
    }
    input
}

/// Numbers around `mean` with a deviation, token by token.
fn around(random: &mut Random, shape: (usize, usize), means: &[f32], deviation: f64) -> Array2<f32> {
    let mut x = random.normals(shape, deviation);
    for (row, mut token) in x.rows_mut().into_iter().enumerate() {
        token += means[row % means.len()];
    }
    x
}

/// A block whose linear layer is all zeros.
fn at_the_start(random: &mut Random) -> Input {
    let mut whole = whole(random, [4, 5, 3], true);
    whole.weights = Matrix::from(Array2::zeros((30, 3)));
    whole.bias = Vector::from(ndarray::Array1::zeros(30));
    Input::Block(Box::new(whole))
}

/// Not reversed: ndarray's `exact_chunks` overflows on what runs backwards.
fn layout(random: &mut Random) -> Layout {
    [Layout::Contiguous, Layout::Transposed, Layout::Strided][random.whole(0..=2)]
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Strided, Transposed};
    vec![
        Case { name: "modulate, two tokens of three", make: |random| modulate(random, 2, 3) },
        Case { name: "modulate, seven tokens of four", make: |random| modulate(random, 7, 4) },
        Case { name: "modulate, one token", make: |random| modulate(random, 1, 6) },
        Case { name: "modulate, one channel", make: |random| modulate(random, 4, 1) },
        Case { name: "modulate, two channels", make: |random| modulate(random, 5, 2) },
        Case { name: "modulate, as many tokens as channels", make: |random| modulate(random, 5, 5) },
        Case { name: "modulate, 300 channels", make: |random| modulate(random, 2, 300) },
        Case { name: "modulate, 270 tokens", make: |random| modulate(random, 270, 2) },
        Case {
            name: "modulate, equal numbers",
            make: |random| {
                let x = Array2::from_shape_fn((3, 4), |(t, _)| [2.0, 0.0, -64.0][t]);
                modulate_of(random, x)
            },
        },
        Case {
            name: "modulate, nearly equal numbers",
            make: |random| {
                let x = around(random, (4, 5), &[0.0, 0.002, -0.01], 0.0015);
                modulate_of(random, x)
            },
        },
        Case {
            name: "modulate, far from zero",
            make: |random| {
                let x = around(random, (4, 6), &[900.0, -850.0, 700.0], 0.5);
                modulate_of(random, x)
            },
        },
        Case {
            name: "modulate, 1000 and -1000",
            make: |random| {
                let mut x = random.normals((3, 4), 300.0).mapv(|x| x.clamp(-999.0, 999.0));
                x[[0, 1]] = 1000.0;
                x[[1, 0]] = -1000.0;
                x[[2, 3]] = 1000.0;
                modulate_of(random, x)
            },
        },
        Case {
            name: "modulate, tokens at different levels",
            make: |random| {
                let mut x = around(random, (6, 5), &[0.0, 3.0, -40.0], 1.0);
                for (mut token, level) in x.rows_mut().into_iter().zip([1.0, 0.001, 5.0, 0.05, 20.0, 0.3]) {
                    token *= level;
                }
                modulate_of(random, x)
            },
        },
        Case {
            name: "modulate, transposed views",
            make: |random| laid(modulate(random, 4, 3), Transposed, Transposed),
        },
        Case {
            name: "modulate, strided views",
            make: |random| laid(modulate(random, 3, 5), Strided, Strided),
        },
        Case {
            name: "modulate, strided tokens alone",
            make: |random| laid(modulate(random, 3, 4), Strided, Contiguous),
        },
        Case { name: "block, three tokens", make: |random| block(random, [3, 2, 4], false) },
        Case { name: "block, curved attention", make: |random| block(random, [5, 4, 3], true) },
        Case { name: "block, at the start", make: at_the_start },
        Case { name: "block, one token", make: |random| block(random, [1, 5, 2], true) },
        Case { name: "block, one channel", make: |random| block(random, [4, 1, 3], false) },
        Case { name: "block, a condition of one number", make: |random| block(random, [3, 3, 1], false) },
        Case {
            name: "block, a condition as wide as all six",
            make: |random| block(random, [3, 2, 12], true),
        },
        Case { name: "block, all sizes equal", make: |random| block(random, [4, 4, 4], true) },
        Case { name: "block, six tokens of six", make: |random| block(random, [6, 6, 6], false) },
        Case { name: "block, a condition of 300 numbers", make: |random| block(random, [2, 3, 300], true) },
        Case { name: "block, 270 tokens", make: |random| block(random, [270, 2, 2], true) },
        Case { name: "block, 260 channels", make: |random| block(random, [2, 260, 1], false) },
        Case {
            name: "block, a condition of 1000 and -1000",
            make: |random| {
                let mut whole = whole(random, [3, 3, 4], true);
                whole.c.values[0] = 1000.0;
                whole.c.values[2] = -1000.0;
                whole.weights.values.column_mut(0).mapv_inplace(|w| w / 1000.0);
                Input::Block(Box::new(whole))
            },
        },
        Case {
            name: "block, tokens of 1000 and -1000",
            make: |random| {
                let mut whole = whole(random, [3, 4, 3], false);
                whole.x.values *= 100.0;
                whole.x.values[[0, 1]] = 1000.0;
                whole.x.values[[2, 2]] = -1000.0;
                whole.x.values.mapv_inplace(|x| x.clamp(-1000.0, 1000.0));
                Input::Block(Box::new(whole))
            },
        },
        Case {
            name: "block, tokens far from zero",
            make: |random| {
                let mut whole = whole(random, [9, 6, 2], false);
                let levels = [900.0, -850.0, 700.0, 990.0, -930.0, 800.0, -970.0, 880.0, -760.0];
                whole.x.values = around(random, (9, 6), &levels, 0.3);
                Input::Block(Box::new(whole))
            },
        },
        Case {
            name: "block, nearly equal numbers",
            make: |random| {
                let mut whole = whole(random, [3, 5, 2], false);
                whole.x.values = around(random, (3, 5), &[0.0, 0.002, -0.01], 0.0015);
                // The MLP hears of it, too: attention says little here.
                whole.bias.values.slice_mut(s![10..15]).fill(0.0);
                whole.weights.values.slice_mut(s![10..15, ..]).mapv_inplace(|w| w * 0.001);
                Input::Block(Box::new(whole))
            },
        },
        Case {
            name: "block, transposed views",
            make: |random| laid(block(random, [4, 3, 5], true), Transposed, Transposed),
        },
        Case {
            name: "block, strided views",
            make: |random| laid(block(random, [3, 4, 2], false), Strided, Strided),
        },
        Case {
            name: "block, transposed matrices alone",
            make: |random| laid(block(random, [3, 2, 3], false), Transposed, Contiguous),
        },
        Case {
            name: "block, a strided condition alone",
            make: |random| laid(block(random, [2, 3, 4], false), Contiguous, Strided),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [n, d] = random.distinct(1..=7);
    let input = if random.chance(0.4) {
        modulate(random, n, d)
    } else {
        let (m, curved) = (random.whole(1..=7), random.chance(0.5));
        block(random, [n, d, m], curved)
    };
    let layouts = [layout(random), layout(random)];
    laid(input, layouts[0], layouts[1])
}
