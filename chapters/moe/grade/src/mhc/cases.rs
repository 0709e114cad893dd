//! The cases of `mhc`.

use judge::{Case, Layout, Random};
use ndarray::{Array2, s};

use super::Input;
use super::promises::row_sums;

/// Normal numbers for n streams of a width.
pub(super) fn normal(random: &mut Random, n: usize, width: usize, iterations: usize) -> Input {
    let count = 2 * n + n * n;
    let mut coefficient = |_| random.normals(n, 0.8).mapv(|x| x + 0.3).into();
    let [pre, post] = [0, 1].map(&mut coefficient);
    Input {
        logits: random.normals((n, n), 1.5).into(),
        iterations,
        streams: random.normals((n, width), 1.0).mapv(|x| 1.5 * x + 0.4).into(),
        projection: random.normals((n * width, count), 1.5 / ((n * width) as f64).sqrt()).into(),
        bias: random.normals(count, 0.8).into(),
        scale: [0.5, 1.3, 0.9].map(|x: f64| (x * random.uniform(0.9..1.1)) as f32),
        epsilon: 1e-5,
        pre,
        post,
        mix: random.normals((n, n), 0.7).into(),
        layer: random.normals((width, width), 1.3 / (width as f64).sqrt()).into(),
        layer_bias: random.normals(width, 0.4).into(),
    }
}

pub(super) fn laid(mut input: Input, layout: Layout) -> Input {
    for matrix in [&mut input.logits, &mut input.streams, &mut input.projection] {
        matrix.layout = layout;
    }
    input.bias.layout = layout;
    input
}

/// Logits of which a permutation stands out.
fn permuted(random: &mut Random, n: usize) -> Array2<f32> {
    let mut order: Vec<usize> = (0..n).collect();
    random.shuffle(&mut order);
    let mut logits = random.normals((n, n), 0.5);
    for (i, &j) in order.iter().enumerate() {
        logits[[i, j]] += 6.0;
    }
    logits
}

/// Logits of which one row, after the first division of the columns, sums to e to a power.
fn row_of(input: &mut Input, row: usize, power: f64) {
    // The others are nearly all of each column already, so that one step, and one for what is left, is exact enough.
    input.logits.values.row_mut(row).mapv_inplace(|x| x - 35.0);
    for _ in 0..2 {
        let by = (power - row_sums(&input.logits.double())[row]) as f32;
        input.logits.values.row_mut(row).mapv_inplace(|x| x + by);
    }
}

/// Logits that fill 60 below a largest one.
fn ends(random: &mut Random, largest: f32, iterations: usize) -> Input {
    let mut input = normal(random, 4, 3, iterations);
    input.logits.values.mapv_inplace(|x| x.clamp(-5.0, 5.0) + largest - 20.0);
    // In different columns and rows, so that no row is smaller than it may be.
    let [[top, bottom], [left, right]]: [[usize; 2]; 2] = [random.distinct(0..=3), random.distinct(0..=3)];
    input.logits.values[[top, left]] = largest;
    input.logits.values[[bottom, right]] = largest - 60.0;
    input
}

/// What goes into the sigmoids is ±20 for some streams, and what goes into the projection ±30 for some pairs.
fn at_ends(random: &mut Random, [n, width, iterations]: [usize; 3]) -> Input {
    let mut input = normal(random, n, width, iterations);
    let logits = input.coefficient_logits();
    let mix = |i: usize, j: usize| 2 * n + i * n + j;
    let places = [(0, 20.0), (1, -20.0), (n, -20.0), (n + 2, 20.0), (mix(1, 2), 30.0), (mix(0, 0), -30.0)];
    for (place, to) in places {
        input.bias.values[place] += (to - logits[place]) as f32;
    }
    input
}

/// Of a triangle of logits the diagonal alone is left in the limit, and what is beside it falls as one over the iterations.
fn slow(random: &mut Random, iterations: usize) -> Input {
    let mut input = normal(random, 3, 2, iterations);
    for ((i, j), logit) in input.logits.values.indexed_iter_mut() {
        *logit = logit.clamp(-2.0, 2.0) - if i > j { 20.0 } else { 0.0 };
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "four streams, one iteration", make: |random| normal(random, 4, 7, 1) },
        Case { name: "three streams, two iterations", make: |random| normal(random, 3, 5, 2) },
        Case { name: "two streams, three iterations", make: |random| normal(random, 2, 5, 3) },
        Case { name: "four streams, twenty iterations", make: |random| normal(random, 4, 3, 20) },
        Case { name: "one stream", make: |random| normal(random, 1, 6, 2) },
        Case { name: "as many streams as channels", make: |random| normal(random, 4, 4, 4) },
        Case { name: "streams of width 1", make: |random| normal(random, 3, 1, 2) },
        Case {
            name: "logits around 800",
            make: |random| {
                let mut input = normal(random, 4, 6, 2);
                input.logits.values += 800.0;
                input
            },
        },
        Case {
            name: "logits around -800",
            make: |random| {
                let mut input = normal(random, 3, 4, 3);
                input.logits.values -= 800.0;
                input
            },
        },
        Case {
            name: "a row far below the others, one iteration",
            make: |random| {
                let mut input = normal(random, 4, 5, 1);
                let row = random.whole(0..=3);
                input.logits.values.row_mut(row).mapv_inplace(|x| x - 33.0);
                // The same row of the logits that the weights make.
                let first = 2 * 4 + row * 4;
                input.bias.values.slice_mut(s![first..first + 4]).mapv_inplace(|x| x - 22.0);
                input
            },
        },
        Case {
            name: "a column far below the others, one iteration",
            make: |random| {
                let mut input = normal(random, 4, 3, 1);
                let column = random.whole(0..=3);
                input.logits.values.column_mut(column).mapv_inplace(|x| x - 33.0);
                input.bias.values.slice_mut(s![2 * 4 + column..; 4]).mapv_inplace(|x| x - 22.0);
                input
            },
        },
        Case {
            name: "a row of e⁻⁴⁰ after the first division, one iteration",
            make: |random| {
                let mut input = normal(random, 3, 4, 1);
                row_of(&mut input, random.whole(0..=2), -40.0);
                input
            },
        },
        Case {
            name: "a row of e⁻⁴⁰ after the first division, two iterations",
            make: |random| {
                let mut input = normal(random, 4, 3, 2);
                row_of(&mut input, random.whole(0..=3), -40.0);
                input
            },
        },
        Case { name: "logits from 940 to 1000", make: |random| ends(random, 1000.0, 2) },
        Case { name: "logits from -1000 to -940", make: |random| ends(random, -940.0, 3) },
        Case { name: "logits from -30 to 30", make: |random| ends(random, 30.0, 1) },
        Case { name: "coefficients at their ends, one iteration", make: |random| at_ends(random, [3, 4, 1]) },
        Case {
            name: "coefficients at their ends, two iterations",
            make: |random| at_ends(random, [4, 3, 2]),
        },
        Case {
            name: "large coefficients are given",
            make: |random| {
                let mut input = normal(random, 3, 5, 2);
                (input.pre.values[1], input.post.values[0], input.post.values[2]) = (50.0, -50.0, 20.0);
                (input.mix.values[[0, 1]], input.mix.values[[2, 0]]) = (-50.0, 50.0);
                // Without saturating the sub-layer.
                input.layer.values *= 0.02;
                input
            },
        },
        Case { name: "one stream, one iteration", make: |random| normal(random, 1, 5, 1) },
        Case { name: "streams of width 300", make: |random| normal(random, 2, 300, 2) },
        Case { name: "17 streams", make: |random| normal(random, 17, 1, 2) },
        Case {
            name: "small factors of scale",
            make: |random| {
                let mut input = normal(random, 3, 4, 2);
                input.scale = [0.01, 0.04, 0.02];
                input
            },
        },
        Case { name: "many iterations, slow to converge", make: |random| slow(random, 300) },
        Case {
            name: "streams so small that epsilon matters, one iteration",
            make: |random| {
                let mut input = normal(random, 4, 3, 1);
                input.epsilon = 1e-2;
                input.streams.values.mapv_inplace(|x| 0.04 * x);
                input
            },
        },
        Case {
            name: "rows on different levels, five iterations",
            make: |random| {
                let mut input = normal(random, 5, 3, 5);
                let mut level = -6.0;
                for mut row in input.logits.values.rows_mut() {
                    row += level;
                    level += 3.0;
                }
                input
            },
        },
        Case {
            name: "logits that a permutation dominates",
            make: |random| {
                let mut input = normal(random, 5, 4, 6);
                input.logits.values = permuted(random, 5);
                input
            },
        },
        Case {
            name: "streams so small that epsilon matters",
            make: |random| {
                let mut input = normal(random, 3, 7, 2);
                input.epsilon = 2e-3;
                input.streams.values.mapv_inplace(|x| 0.02 * x);
                input
            },
        },
        Case {
            name: "streams of different sizes",
            make: |random| {
                let mut input = normal(random, 4, 5, 2);
                for (mut row, size) in input.streams.values.rows_mut().into_iter().zip([0.1, 1.0, 3.0, 0.4]) {
                    row *= size;
                }
                input
            },
        },
        Case {
            name: "five streams, transposed views",
            make: |random| laid(normal(random, 5, 3, 3), Layout::Transposed),
        },
        Case {
            name: "two streams, strided views",
            make: |random| laid(normal(random, 2, 9, 1), Layout::Strided),
        },
    ]
}
