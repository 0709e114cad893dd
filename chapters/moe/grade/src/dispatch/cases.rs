//! The cases of `dispatch`.

use judge::{Case, Layout, Random};
use ndarray::Array2;

use super::Input;

/// Sizes: tokens, choices, experts, width, output width.
type Sizes = [usize; 5];

/// For each token some of the experts in random order.
fn chosen(random: &mut Random, t: usize, k: usize, among: &[usize]) -> Array2<usize> {
    let mut experts = Array2::zeros((t, k));
    for mut row in experts.rows_mut() {
        let mut all = among.to_vec();
        random.shuffle(&mut all);
        row.iter_mut().zip(all).for_each(|(choice, expert)| *choice = expert);
    }
    experts
}

fn with(random: &mut Random, experts: Array2<usize>, [t, k, count, width, columns]: Sizes) -> Input {
    Input {
        tokens: random.normals((t, width), 1.0).into(),
        experts,
        experts_layout: Layout::Contiguous,
        gates: Array2::from_shape_simple_fn((t, k), || random.uniform(0.2..1.2) as f32).into(),
        weights: random.normals((count, width, columns), 1.0).into(),
        outputs: Layout::Contiguous,
    }
}

/// Random choices among all experts.
pub(super) fn normal(random: &mut Random, sizes: Sizes) -> Input {
    let all: Vec<usize> = (0..sizes[2]).collect();
    among(random, &all, sizes)
}

/// Random choices among some of the experts.
fn among(random: &mut Random, experts: &[usize], sizes: Sizes) -> Input {
    let chosen = chosen(random, sizes[0], sizes[1], experts);
    with(random, chosen, sizes)
}

fn laid(mut input: Input, layout: Layout) -> Input {
    input.tokens.layout = layout;
    input.gates.layout = layout;
    input.weights.layout = layout;
    input.outputs = layout;
    // Strided experts have a case of their own: whose view it is that somebody takes for a slice then shows.
    input.experts_layout = if layout == Layout::Transposed { layout } else { Layout::Contiguous };
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "one expert for each token",
            make: |random| {
                let experts = Array2::from_shape_vec((5, 1), vec![2, 0, 2, 1, 0]).expect("five tokens");
                with(random, experts, [5, 1, 3, 4, 2])
            },
        },
        Case {
            name: "two experts for each token",
            make: |random| {
                let experts = vec![0, 2, 1, 2, 1, 0, 2, 3, 3, 0, 1, 3, 2, 0];
                let experts = Array2::from_shape_vec((7, 2), experts).expect("seven tokens");
                with(random, experts, [7, 2, 4, 3, 5])
            },
        },
        Case { name: "three experts for each token", make: |random| normal(random, [11, 3, 7, 2, 4]) },
        Case { name: "many tokens for few experts", make: |random| normal(random, [67, 1, 3, 2, 3]) },
        Case {
            name: "nobody has chosen the first expert",
            make: |random| among(random, &[1, 2, 3], [6, 2, 4, 3, 2]),
        },
        Case {
            name: "nobody has chosen two experts in the middle",
            make: |random| among(random, &[0, 3, 4], [8, 2, 5, 2, 3]),
        },
        Case {
            name: "nobody has chosen the last expert",
            make: |random| among(random, &[0, 1, 2], [7, 2, 4, 5, 3]),
        },
        Case { name: "all tokens to one expert", make: |random| among(random, &[2], [5, 1, 4, 3, 2]) },
        Case { name: "every token to all experts", make: |random| normal(random, [5, 3, 3, 2, 4]) },
        Case { name: "a single expert", make: |random| normal(random, [4, 1, 1, 3, 2]) },
        Case { name: "a single token", make: |random| normal(random, [1, 3, 5, 4, 2]) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4, 4]) },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, [9, 2, 5, 4, 3]), Layout::Transposed),
        },
        Case {
            name: "strided experts",
            make: |random| {
                let mut input = normal(random, [7, 3, 6, 2, 3]);
                input.experts_layout = Layout::Strided;
                input
            },
        },
        Case {
            name: "gates of 0, and negative ones",
            make: |random| {
                let mut input = normal(random, [8, 3, 5, 3, 2]);
                for (t, mut gates) in input.gates.values.rows_mut().into_iter().enumerate() {
                    gates[t % 3] = 0.0;
                    gates[(t + 1) % 3] *= -1.5;
                }
                input
            },
        },
        Case { name: "300 tokens", make: |random| normal(random, [300, 1, 5, 1, 2]) },
        Case { name: "290 tokens for one expert", make: |random| among(random, &[1], [290, 1, 3, 1, 2]) },
        Case { name: "70 experts for each token", make: |random| normal(random, [2, 70, 72, 1, 2]) },
        Case { name: "tokens of 140 numbers", make: |random| normal(random, [3, 2, 3, 140, 2]) },
        Case { name: "300 experts", make: |random| normal(random, [4, 2, 300, 2, 3]) },
        Case { name: "experts with 260 outputs", make: |random| normal(random, [3, 2, 3, 2, 260]) },
        Case { name: "outputs of a single number", make: |random| normal(random, [6, 2, 4, 3, 1]) },
        Case { name: "strided views", make: |random| laid(normal(random, [6, 2, 5, 3, 4]), Layout::Strided) },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [width, columns] = random.distinct(2..=6);
    let count = random.whole(3..=8);
    let t = random.whole(4..=15);
    let layout = Layout::any(random);
    // A single column lies in memory as a row does: then one array would be contiguous, and another not.
    let k = random.whole(if layout == Layout::Contiguous { 1..=3 } else { 2..=3 });
    laid(normal(random, [t, k, count, width, columns]), layout)
}
