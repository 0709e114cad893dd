//! The cases of `depths`.

use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2};

use super::Input;

/// Normal tokens, with scores at distinct steps of a quarter around a level, in random order.
pub(super) fn normal(random: &mut Random, [t, width, capacity]: [usize; 3], level: f32) -> Input {
    let mut steps: Vec<usize> = (0..t).collect();
    random.shuffle(&mut steps);
    let middle = (t as f32 - 1.0) / 2.0;
    // Around .1, so that no two scores have the same size with another sign.
    let scores = steps.iter().map(|&step| level + 0.1 + (step as f32 - middle) * 0.25);
    with(random, scores.collect(), width, capacity)
}

pub(super) fn with(random: &mut Random, scores: Array1<f32>, width: usize, capacity: usize) -> Input {
    Input {
        tokens: random.normals((scores.len(), width), 1.5).into(),
        scores: scores.into(),
        capacity,
        mixer: mixer(random, width),
    }
}

/// Scores next to each other as numbers, of which the smaller ones come first: compared by what has been rounded, cut or
/// multiplied, they are equal.
fn adjacent(random: &mut Random, size: f32) -> Input {
    let mut next = size;
    let mut scores: Vec<f32> = (0..4)
        .map(|_| {
            next = next.next_up();
            next
        })
        .collect();
    for _ in 0..3 {
        let at = random.whole(0..=scores.len());
        let other = size * random.uniform(-2.0..0.5) as f32;
        scores.insert(at, other);
    }
    with(random, Array1::from(scores), 3, 2)
}

fn mixer(random: &mut Random, width: usize) -> Array2<f32> {
    random.normals((width, width), 1.0 / (width as f64).sqrt())
}

fn laid(mut input: Input, layout: Layout) -> Input {
    input.tokens.layout = layout;
    input.scores.layout = layout;
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "two of five",
            make: |random| with(random, Array1::from(vec![0.4, 1.5, -0.7, -1.1, 0.9]), 3, 2),
        },
        Case {
            name: "four of nine",
            make: |random| {
                let scores = vec![0.3, -0.2, 1.7, 0.8, -2.1, 1.2, 0.1, -0.9, 1.4];
                with(random, Array1::from(scores), 4, 4)
            },
        },
        Case { name: "an eighth of the tokens", make: |random| normal(random, [24, 5, 3], 0.0) },
        Case {
            name: "equal scores at the border",
            make: |random| with(random, Array1::from(vec![0.5, 1.25, -0.75, 0.5, 2.0, 0.5, -1.5, 0.5]), 3, 4),
        },
        Case {
            name: "equal scores before larger ones",
            make: |random| with(random, Array1::from(vec![0.5, 0.5, -0.75, 0.5, 0.5, 1.25, 0.5, 2.0]), 3, 4),
        },
        Case {
            name: "equal scores everywhere",
            make: |random| with(random, Array1::from_elem(7, 0.75), 2, 3),
        },
        Case {
            name: "many tokens and few scores",
            make: |random| {
                let levels = [0.5, 1.25, -0.25];
                let scores = Array1::from_shape_fn(53, |t| levels[(t * t + t / 4) % 3]);
                let larger = scores.iter().filter(|&&score| score > 1.0).count();
                let equal = scores.iter().filter(|&&score| score == 0.5).count();
                with(random, scores, 2, larger + equal / 2)
            },
        },
        Case {
            name: "every score is negative",
            make: |random| with(random, Array1::from(vec![-0.4, -1.5, -0.7, -2.1, -0.2, -1.1]), 4, 3),
        },
        Case {
            name: "scores that differ in the fourth digit",
            make: |random| {
                with(random, Array1::from(vec![0.5003, 0.5001, 0.5004, 0.5002, 0.5005, 0.5]), 3, 3)
            },
        },
        Case { name: "scores as close as numbers can be, near 0.5", make: |random| adjacent(random, 0.5) },
        Case { name: "scores as close as numbers can be, near 1e-8", make: |random| adjacent(random, 1e-8) },
        Case { name: "scores as close as numbers can be, near 1e13", make: |random| adjacent(random, 1e13) },
        Case {
            name: "scores of all sizes",
            make: |random| {
                let mut scores = vec![1e30, -1e30, 3e12, 0.0, 1e-6, -1e-6, 2e-12, -5e20, 4.0, 1e5];
                random.shuffle(&mut scores);
                with(random, Array1::from(scores), 3, 6)
            },
        },
        Case {
            name: "scores of all sizes, 0 comes last",
            make: |random| {
                let mut scores = vec![-3e12, 0.0, 1e-20, -1e-20, -5.0, 2e-12];
                random.shuffle(&mut scores);
                with(random, Array1::from(scores), 4, 3)
            },
        },
        Case {
            name: "a score of 0, with the smallest number below it and above",
            make: |random| {
                let least = f32::from_bits(1);
                with(random, Array1::from(vec![-2.0, -least, 0.0, -1e-38, least, -0.5]), 3, 2)
            },
        },
        Case { name: "300 tokens", make: |random| normal(random, [300, 2, 9], 0.3) },
        Case { name: "300 tokens, room for 260", make: |random| normal(random, [300, 1, 260], 0.3) },
        Case { name: "tokens of 140 numbers", make: |random| normal(random, [4, 140, 2], 0.2) },
        Case {
            name: "tokens of next to nothing",
            make: |random| {
                let mut input = normal(random, [7, 3, 3], 0.0);
                for mut token in input.tokens.values.rows_mut() {
                    (token[0], token[2]) = (-1e-40, 1e-40);
                }
                input
            },
        },
        Case { name: "one of six", make: |random| normal(random, [6, 4, 1], 0.5) },
        Case { name: "room for every token", make: |random| normal(random, [5, 3, 5], 0.0) },
        Case { name: "a single token", make: |random| normal(random, [1, 3, 1], 1.0) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4], 0.0) },
        Case { name: "tokens of a single number", make: |random| normal(random, [8, 1, 3], 0.5) },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, [11, 4, 5], 0.0), Layout::Transposed),
        },
        Case { name: "strided views", make: |random| laid(normal(random, [10, 3, 4], 0.0), Layout::Strided) },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [width, t] = random.distinct(2..=14);
    let capacity = random.whole(1..=t);
    let level = random.uniform(-1.0..1.0) as f32;
    let layout = Layout::any(random);
    laid(normal(random, [t.max(4), width.min(6), capacity], level), layout)
}
