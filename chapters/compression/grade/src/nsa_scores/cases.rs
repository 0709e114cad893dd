//! The cases of `nsa_scores`.

use judge::{Case, Layout, Random};
use ndarray::{Array2, Axis};

use super::Input;

/// Length, stride and block, in tokens.
type Cut = [usize; 3];

/// Weights as a softmax gives them: each head's sum to 1, and they are rather uneven.
fn normal(
    random: &mut Random,
    heads: usize,
    count: usize,
    [length, stride, block]: Cut,
    blocks: usize,
) -> Input {
    let mut weights = random.normals((heads, count), 1.2);
    weights.mapv_inplace(f32::exp);
    for mut row in weights.axis_iter_mut(Axis(0)) {
        let sum = row.sum();
        row /= sum;
    }
    Input { weights: weights.into(), length, stride, block, blocks }
}

fn laid(mut input: Input, layout: Layout) -> Input {
    input.weights.layout = layout;
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "one head, blocks of 8, compressed ones of 4 with stride 2",
            make: |random| normal(random, 1, 7, [4, 2, 8], 2),
        },
        Case {
            name: "the sizes of the paper, three heads",
            make: |random| normal(random, 3, 19, [32, 16, 64], 5),
        },
        Case { name: "all blocks are cut alike", make: |random| normal(random, 2, 5, [4, 4, 4], 5) },
        Case {
            name: "compressed blocks that do not overlap",
            make: |random| normal(random, 2, 9, [3, 3, 6], 5),
        },
        Case {
            name: "compressed blocks as long as the selected",
            make: |random| normal(random, 3, 10, [6, 2, 6], 4),
        },
        Case {
            name: "compressed blocks longer than the selected",
            make: |random| normal(random, 2, 8, [12, 3, 6], 6),
        },
        Case {
            name: "selected blocks as short as a stride",
            make: |random| normal(random, 2, 6, [6, 2, 2], 8),
        },
        Case { name: "a stride of one token", make: |random| normal(random, 2, 11, [3, 1, 4], 4) },
        Case { name: "length 5, stride 5, block 15", make: |random| normal(random, 4, 7, [5, 5, 15], 3) },
        Case {
            name: "blocks far beyond the last compressed one",
            make: |random| normal(random, 2, 4, [4, 2, 4], 9),
        },
        Case {
            name: "fewer blocks than the compressed ones reach",
            make: |random| normal(random, 2, 12, [6, 3, 9], 2),
        },
        Case { name: "one compressed block", make: |random| normal(random, 3, 1, [4, 2, 8], 3) },
        Case { name: "one block", make: |random| normal(random, 2, 9, [4, 2, 8], 1) },
        Case { name: "one head, one of each", make: |random| normal(random, 1, 1, [3, 1, 2], 1) },
        Case { name: "blocks of one token", make: |random| normal(random, 2, 7, [1, 1, 1], 8) },
        Case {
            name: "all weight on one compressed block",
            make: |random| {
                let mut input = normal(random, 3, 10, [6, 2, 8], 4);
                let at = random.whole(1..=8);
                input.weights.values = Array2::from_shape_fn((3, 10), |(_, i)| f32::from(u8::from(i == at)));
                input
            },
        },
        Case {
            name: "no weight at all",
            make: |random| {
                let mut input = normal(random, 2, 5, [4, 2, 4], 4);
                input.weights.values.fill(0.0);
                input
            },
        },
        Case {
            name: "weights near 10⁻⁸ beside others",
            make: |random| {
                let mut input = normal(random, 2, 12, [4, 2, 8], 4);
                input.weights.values.mapv_inplace(|x| if x < 0.08 { 1e-7 * x } else { x });
                input
            },
        },
        Case {
            name: "1000 compressed blocks, 70 heads",
            make: |random| normal(random, 70, 1000, [32, 16, 64], 251),
        },
        Case {
            name: "length 2¹⁹, stride 2¹⁸, block 2²⁰",
            make: |random| normal(random, 2, 9, [1 << 19, 1 << 18, 1 << 20], 3),
        },
        Case { name: "length 2²⁰, stride 1", make: |random| normal(random, 1, 5, [1 << 20, 1, 3], 4) },
        Case {
            name: "blocks that begin behind 2³² tokens",
            make: |random| normal(random, 1, 3, [1 << 20; 3], 4099),
        },
        Case {
            name: "up to 2²⁰ strides in common",
            make: |random| normal(random, 2, 5, [1 << 20, 1, 1 << 20], 3),
        },
        Case { name: "260 heads", make: |random| normal(random, 260, 3, [4, 2, 4], 3) },
        Case {
            name: "transposed view",
            make: |random| laid(normal(random, 3, 11, [4, 2, 6], 5), Layout::Transposed),
        },
        Case {
            name: "strided view",
            make: |random| laid(normal(random, 4, 9, [6, 3, 6], 6), Layout::Strided),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let stride = random.whole(1..=4);
    let cut = [stride * random.whole(1..=4), stride, stride * random.whole(1..=5)];
    let (heads, count) = (random.whole(1..=5), random.whole(1..=16));
    let reach = ((count - 1) * stride + cut[0]).div_ceil(cut[2]);
    let blocks = random.whole(reach.saturating_sub(1).max(1)..=reach + 2);
    let input = normal(random, heads, count, cut, blocks);
    let layout = Layout::any(random);
    laid(input, layout)
}
