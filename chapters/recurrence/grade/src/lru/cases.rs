//! The cases of `lru`.

use std::ops::Range;

use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2};

use super::inputs::{Input, Layer, Tree};

/// Rates and angles of states whose memory has a usual length, of ones that hardly forget, and of ones that hardly remember.
const USUAL: Range<f64> = -3.0..0.5;
const LONG: Range<f64> = -16.0..-12.5;
const SHORT: Range<f64> = 0.0..3.0;
const ANGLES: Range<f64> = -3.0..1.8;

fn uniform(random: &mut Random, count: usize, range: &Range<f64>) -> Array1<f32> {
    Array1::from_shape_simple_fn(count, || random.uniform(range.clone()) as f32)
}

fn decay(random: &mut Random, h: usize, nu: &Range<f64>) -> Input {
    Input::Decay { nu: uniform(random, h, nu).into(), theta: uniform(random, h, &ANGLES).into() }
}

/// The ends of what is promised, and what lies between.
fn ends(random: &mut Random) -> Input {
    let mut nu = uniform(random, 9, &(-16.0..3.0));
    let mut theta = uniform(random, 9, &(-10.0..2.0));
    for (at, (rate, angle)) in
        [(-16.0, 2.0), (3.0, -10.0), (-16.0, -10.0), (3.0, 2.0)].into_iter().enumerate()
    {
        (nu[2 * at], theta[2 * at]) = (rate, angle);
    }
    Input::Decay { nu: nu.into(), theta: theta.into() }
}

/// Steps whose factors lie in the unit circle.
fn combine(random: &mut Random, count: usize, tree: Tree) -> Input {
    let mut steps = random.normals((count, 4), 1.2);
    for mut step in steps.rows_mut() {
        let (length, angle) = (random.uniform(0.4..1.0), random.uniform(-3.1..3.1));
        (step[0], step[1]) = ((length * angle.cos()) as f32, (length * angle.sin()) as f32);
    }
    Input::Combine { steps, tree }
}

fn drawn(random: &mut Random, count: usize) -> Tree {
    Tree::Drawn((0..7).map(|_| random.whole(1..=count.max(2) - 1)).collect())
}

/// Some tree.
fn any(random: &mut Random, count: usize) -> Tree {
    match random.whole(0..=3) {
        0 => Tree::Left,
        1 => Tree::Right,
        2 => Tree::Halves,
        _ => drawn(random, count),
    }
}

/// Tokens, channels, states.
fn layer(random: &mut Random, [count, d, h]: [usize; 3], nu: &Range<f64>) -> Layer {
    let wide = 1.2 / (d as f64).sqrt();
    let deep = 1.2 / (h as f64).sqrt();
    Layer {
        inputs: random.normals((count, d), 1.0).into(),
        nu: uniform(random, h, nu).into(),
        theta: uniform(random, h, &ANGLES).into(),
        b_re: random.normals((h, d), wide).into(),
        b_im: random.normals((h, d), wide).into(),
        c_re: random.normals((d, h), deep).into(),
        c_im: random.normals((d, h), deep).into(),
        d: random.normals(d, 0.8).into(),
    }
}

fn forward(random: &mut Random, sizes: [usize; 3], nu: &Range<f64>) -> Input {
    Input::Forward(layer(random, sizes, nu))
}

fn laid(random: &mut Random, sizes: [usize; 3], layouts: [Layout; 6]) -> Input {
    Input::Forward(layer(random, sizes, &USUAL).laid(layouts))
}

/// The ends of what is promised in one layer.
fn layer_of_ends(random: &mut Random) -> Input {
    let mut layer = layer(random, [12, 2, 5], &USUAL);
    let ends = [(-16.0, -10.0), (3.0, 2.0), (-16.0, 2.0), (3.0, -10.0)];
    for (i, (rate, angle)) in ends.into_iter().enumerate() {
        (layer.nu.values[i], layer.theta.values[i]) = (rate, angle);
    }
    Input::Forward(layer)
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Contiguous as C, Reversed as R, Strided as S, Transposed as T};
    vec![
        Case { name: "decay, one state", make: |random| decay(random, 1, &USUAL) },
        Case { name: "decay, five states", make: |random| decay(random, 5, &USUAL) },
        Case { name: "decay, states that hardly forget", make: |random| decay(random, 6, &LONG) },
        Case { name: "decay, one that hardly forgets", make: |random| decay(random, 1, &(-15.9..-15.0)) },
        Case { name: "decay, states that hardly remember", make: |random| decay(random, 6, &SHORT) },
        Case { name: "decay, both ends", make: ends },
        Case { name: "decay, 300 states", make: |random| decay(random, 300, &USUAL) },
        Case {
            name: "decay, strided and reversed vectors",
            make: |random| match decay(random, 5, &USUAL) {
                Input::Decay { nu, theta } => Input::Decay { nu: nu.laid(S), theta: theta.laid(R) },
                other => other,
            },
        },
        Case { name: "combine, two steps", make: |random| combine(random, 2, Tree::Left) },
        Case { name: "combine, three from the left", make: |random| combine(random, 3, Tree::Left) },
        Case { name: "combine, three from the right", make: |random| combine(random, 3, Tree::Right) },
        Case { name: "combine, four by halves", make: |random| combine(random, 4, Tree::Halves) },
        Case {
            name: "combine, real steps",
            make: |random| {
                let Input::Combine { mut steps, tree } = combine(random, 4, Tree::Halves) else {
                    unreachable!("that is what was made")
                };
                steps.column_mut(1).fill(0.0);
                steps.column_mut(3).fill(0.0);
                Input::Combine { steps, tree }
            },
        },
        Case {
            name: "combine, a step that forgets and one that changes nothing",
            make: |random| {
                let Input::Combine { mut steps, tree } = combine(random, 6, Tree::Halves) else {
                    unreachable!("that is what was made")
                };
                steps.row_mut(1).assign(&ndarray::array![0.0, 0.0, 0.7, -0.4]);
                steps.row_mut(4).assign(&ndarray::array![1.0, 0.0, 0.0, 0.0]);
                Input::Combine { steps, tree }
            },
        },
        Case {
            name: "combine, seventeen in a tree of some shape",
            make: |random| {
                let tree = drawn(random, 17);
                combine(random, 17, tree)
            },
        },
        Case { name: "combine, 300 by halves", make: |random| combine(random, 300, Tree::Halves) },
        Case {
            name: "forward, three tokens, one channel, one state",
            make: |random| forward(random, [3, 1, 1], &USUAL),
        },
        Case {
            name: "forward, more states than channels",
            make: |random| forward(random, [5, 2, 3], &USUAL),
        },
        Case {
            name: "forward, more channels than states",
            make: |random| forward(random, [6, 4, 2], &USUAL),
        },
        Case { name: "forward, one token", make: |random| forward(random, [1, 3, 4], &USUAL) },
        Case { name: "forward, one channel", make: |random| forward(random, [7, 1, 3], &USUAL) },
        Case { name: "forward, all sizes equal", make: |random| forward(random, [4, 4, 4], &USUAL) },
        Case {
            name: "forward, states that hardly forget",
            make: |random| {
                let mut layer = layer(random, [9, 2, 3], &LONG);
                // γ is small: without this the state would be lost beside what passes it by.
                layer.b_re.values *= 300.0;
                layer.b_im.values *= 300.0;
                Input::Forward(layer)
            },
        },
        Case {
            name: "forward, states that hardly remember",
            make: |random| forward(random, [8, 3, 2], &SHORT),
        },
        Case { name: "forward, both ends", make: layer_of_ends },
        Case { name: "forward, 280 tokens", make: |random| forward(random, [280, 2, 3], &USUAL) },
        Case { name: "forward, 260 channels", make: |random| forward(random, [2, 260, 2], &USUAL) },
        Case { name: "forward, 270 states", make: |random| forward(random, [3, 2, 270], &USUAL) },
        Case { name: "forward, transposed views", make: |random| laid(random, [5, 3, 4], [T; 6]) },
        Case { name: "forward, strided views", make: |random| laid(random, [6, 3, 2], [S; 6]) },
        Case {
            name: "forward, transposed inputs alone",
            make: |random| laid(random, [5, 3, 2], [T, C, C, C, C, C]),
        },
        Case {
            name: "forward, B transposed alone",
            make: |random| laid(random, [4, 2, 3], [C, C, C, T, C, C]),
        },
        Case {
            name: "forward, C transposed alone",
            make: |random| laid(random, [4, 3, 2], [C, C, C, C, T, C]),
        },
        Case {
            name: "forward, vectors reversed",
            make: |random| laid(random, [4, 2, 3], [C, R, R, C, C, R]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let nu = [USUAL, LONG, SHORT, -16.0..3.0][random.whole(0..=3)].clone();
    match random.whole(0..=3) {
        0 => {
            let h = random.whole(1..=9);
            decay(random, h, &nu)
        }
        1 => {
            let count = random.whole(2..=20);
            let tree = any(random, count);
            combine(random, count, tree)
        }
        _ => {
            let sizes = [random.whole(1..=10), random.whole(1..=4), random.whole(1..=5)];
            let layouts = std::array::from_fn(|_| Layout::any(random));
            Input::Forward(layer(random, sizes, &nu).laid(layouts))
        }
    }
}

/// Some steps, for laws.
pub(super) fn steps(random: &mut Random, count: usize) -> Array2<f32> {
    match combine(random, count, Tree::Left) {
        Input::Combine { steps, .. } => steps,
        _ => unreachable!("that is what was made"),
    }
}

/// Some tree, for laws.
pub(super) fn tree(random: &mut Random, count: usize) -> Tree {
    any(random, count)
}
