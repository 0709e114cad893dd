//! The cases of `grouped_output`.

use judge::{Case, Layout, Random};

use super::Input;

/// Normal numbers: tokens, groups, heads of a group, width of a head, rank, width of the output.
fn normal(random: &mut Random, [n, groups, size, width, rank, output]: [usize; 6]) -> Input {
    Input {
        heads: random.normals((n, groups * size, width), 1.1).into(),
        down: random.normals((groups, size * width, rank), 0.8).into(),
        up: random.normals((groups * rank, output), 0.9).into(),
    }
}

fn laid(mut input: Input, [heads, down, up]: [Layout; 3]) -> Input {
    input.heads.layout = heads;
    input.down.layout = down;
    input.up.layout = up;
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Strided, Transposed};
    vec![
        Case {
            name: "one token, two groups of two heads",
            make: |random| normal(random, [1, 2, 2, 2, 1, 2]),
        },
        Case {
            name: "three tokens, two groups of three heads",
            make: |random| normal(random, [3, 2, 3, 4, 2, 5]),
        },
        Case { name: "four groups of two heads", make: |random| normal(random, [5, 4, 2, 3, 6, 7]) },
        Case { name: "one group", make: |random| normal(random, [4, 1, 3, 5, 2, 6]) },
        Case { name: "as many groups as heads", make: |random| normal(random, [4, 5, 1, 3, 2, 6]) },
        Case { name: "one group of one head", make: |random| normal(random, [2, 1, 1, 3, 4, 5]) },
        Case {
            name: "as many heads as groups in a group",
            make: |random| normal(random, [3, 3, 3, 2, 4, 5]),
        },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 2, 2, 4, 4, 4]) },
        Case { name: "heads of one channel", make: |random| normal(random, [3, 2, 4, 1, 3, 5]) },
        Case { name: "a rank of one, one output channel", make: |random| normal(random, [6, 3, 2, 4, 1, 1]) },
        Case { name: "one output channel", make: |random| normal(random, [3, 2, 2, 3, 4, 1]) },
        Case {
            name: "a rank above the channels of a group",
            make: |random| normal(random, [3, 3, 2, 2, 7, 4]),
        },
        Case {
            name: "groups at very different levels",
            make: |random| {
                let mut input = normal(random, [4, 4, 2, 3, 2, 5]);
                for (i, mut matrix) in input.down.values.outer_iter_mut().enumerate() {
                    matrix *= [1.0, 1e-3, 40.0, 1e3][i];
                }
                for (row, mut up) in input.up.values.rows_mut().into_iter().enumerate() {
                    up *= [1.0, 1e3, 0.02, 1e-3][row / 2];
                }
                input
            },
        },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, [5, 3, 2, 4, 2, 6]), [Transposed; 3]),
        },
        Case { name: "strided views", make: |random| laid(normal(random, [4, 2, 3, 3, 4, 5]), [Strided; 3]) },
        Case {
            name: "transposed heads alone",
            make: |random| laid(normal(random, [3, 2, 4, 3, 2, 5]), [Transposed, Contiguous, Contiguous]),
        },
        Case {
            name: "one view transposed, one strided",
            make: |random| laid(normal(random, [3, 2, 2, 5, 3, 4]), [Strided, Contiguous, Transposed]),
        },
        Case { name: "300 tokens", make: |random| normal(random, [300, 2, 2, 3, 2, 4]) },
        Case { name: "a rank of 260", make: |random| normal(random, [2, 2, 3, 2, 260, 3]) },
        Case { name: "heads of 270 channels", make: |random| normal(random, [2, 2, 2, 270, 3, 2]) },
        Case { name: "260 groups", make: |random| normal(random, [2, 260, 1, 1, 1, 3]) },
        Case { name: "260 heads in a group", make: |random| normal(random, [2, 1, 260, 1, 2, 3]) },
        Case { name: "270 output channels", make: |random| normal(random, [2, 2, 2, 2, 1, 270]) },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [n, width, rank, output] = random.distinct(2..=8);
    let (groups, size) = (random.whole(1..=4), random.whole(1..=4));
    let mut layout = || Layout::any(random);
    let layouts = [layout(), layout(), layout()];
    laid(normal(random, [n, groups, size, width, rank, output]), layouts)
}
