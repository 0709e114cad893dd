//! The cases of `rope_2d`.

use judge::{Case, Layout, Random};

use super::Input;

/// Normal numbers on a grid.
pub(super) fn grid(random: &mut Random, grid: (usize, usize), width: usize, base: f32) -> Input {
    Input { x: random.normals((grid.0 * grid.1, width), 1.0).into(), grid, base }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "wider than high", make: |random| grid(random, (3, 5), 8, 10_000.0) },
        Case { name: "higher than wide", make: |random| grid(random, (6, 2), 12, 10_000.0) },
        Case { name: "a square", make: |random| grid(random, (4, 4), 8, 10_000.0) },
        Case { name: "a single row", make: |random| grid(random, (1, 7), 8, 100.0) },
        Case { name: "a single column", make: |random| grid(random, (5, 1), 12, 100.0) },
        Case { name: "a single patch", make: |random| grid(random, (1, 1), 8, 10_000.0) },
        Case { name: "one pair for each axis", make: |random| grid(random, (3, 4), 4, 10_000.0) },
        Case { name: "all sizes equal", make: |random| grid(random, (4, 4), 16, 10_000.0) },
        Case { name: "a wide head", make: |random| grid(random, (2, 3), 64, 10_000.0) },
        Case { name: "another base", make: |random| grid(random, (5, 3), 20, 500_000.0) },
        Case { name: "a long strip", make: |random| grid(random, (2, 64), 8, 100.0) },
        Case { name: "a high strip, base 10", make: |random| grid(random, (64, 5), 4, 10.0) },
        Case { name: "64 rows and 64 columns", make: |random| grid(random, (64, 64), 4, 100.0) },
        Case { name: "base 1,000,000", make: |random| grid(random, (5, 4), 12, 1_000_000.0) },
        Case { name: "base 10", make: |random| grid(random, (4, 5), 12, 10.0) },
        Case { name: "260 channels, two rows", make: |random| grid(random, (3, 2), 260, 10_000.0) },
        Case { name: "260 channels", make: |random| grid(random, (1, 2), 260, 1_000_000.0) },
        Case {
            name: "strided views",
            make: |random| {
                let mut input = grid(random, (4, 3), 8, 1000.0);
                input.x.layout = Layout::Strided;
                input
            },
        },
        Case {
            name: "transposed views",
            make: |random| {
                let mut input = grid(random, (2, 5), 12, 1000.0);
                input.x.layout = Layout::Transposed;
                input
            },
        },
    ]
}
