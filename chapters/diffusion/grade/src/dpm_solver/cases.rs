//! The cases of `dpm_solver`.

use judge::{Case, Layout, Random};

use super::Input;
use super::inputs::{
    KINDS, MOST, even, exploding, first, gaussian, grid, laid, preserving, sample, second, some_first,
    some_second, steps, straight,
};

pub(super) fn cases() -> Vec<Case<Input>> {
    [firsts(), seconds(), samples()].into_iter().flatten().collect()
}

fn firsts() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Strided, Transposed};
    vec![
        Case { name: "first, two rows", make: |random| some_first(random, [2, 3], preserving) },
        Case { name: "first, α = 1", make: |random| some_first(random, [3, 2], exploding) },
        Case { name: "first, α + σ = 1", make: |random| some_first(random, [3, 2], straight) },
        Case { name: "first, one number", make: |random| some_first(random, [1, 1], preserving) },
        Case {
            name: "first, to σ = 0",
            make: |random| {
                let from = preserving(random.uniform(0.0..1.0));
                first(random, [3, 2], [from, [1.0, 0.0]])
            },
        },
        Case {
            name: "first, from α = 0",
            make: |random| {
                let to = straight(random.uniform(-1.0..0.5));
                first(random, [2, 3], [[0.0, 1.0], to])
            },
        },
        Case {
            name: "first, from noise alone to data alone",
            make: |random| first(random, [2, 2], [[0.0, 1.0], [1.0, 0.0]]),
        },
        Case {
            name: "first, to σ = 0 and α below 1",
            make: |random| {
                let from = random.uniform(0.2..0.8);
                first(random, [2, 3], [[0.8, from], [0.8, 0.0]])
            },
        },
        Case { name: "first, rows of 270", make: |random| some_first(random, [2, 270], straight) },
        Case {
            name: "first, from σ = 80 to 0.002",
            make: |random| first(random, [3, 2], [[1.0, MOST], [1.0, 0.002]]),
        },
        Case {
            name: "first, a short step",
            make: |random| {
                let lambda = random.uniform(-0.5..0.5);
                first(random, [3, 3], [preserving(lambda), preserving(lambda + 0.02)])
            },
        },
        Case { name: "first, from σ = 80", make: |random| first(random, [2, 3], [[1.0, MOST], [1.0, 5.0]]) },
        Case { name: "first, 300 rows", make: |random| some_first(random, [300, 2], preserving) },
        Case {
            name: "first, transposed and strided views",
            make: |random| laid(some_first(random, [4, 3], preserving), [Transposed, Strided, Contiguous]),
        },
        Case {
            name: "first, strided and transposed views",
            make: |random| laid(some_first(random, [3, 4], exploding), [Strided, Transposed, Contiguous]),
        },
        Case {
            name: "first, transposed x alone",
            make: |random| laid(some_first(random, [3, 4], straight), [Transposed, Contiguous, Contiguous]),
        },
        Case {
            name: "first, transposed x̂₀ alone",
            make: |random| laid(some_first(random, [3, 4], straight), [Contiguous, Transposed, Contiguous]),
        },
    ]
}

fn seconds() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Strided, Transposed};
    vec![
        Case { name: "second, two rows", make: |random| some_second(random, [2, 3], preserving) },
        Case { name: "second, α = 1", make: |random| some_second(random, [3, 2], exploding) },
        Case { name: "second, α + σ = 1", make: |random| some_second(random, [3, 2], straight) },
        Case { name: "second, one number", make: |random| some_second(random, [1, 1], preserving) },
        Case {
            name: "second, equal steps of λ",
            make: |random| second(random, [2, 3], [-1.0, -0.4, 0.2].map(preserving)),
        },
        Case {
            name: "second, after a long step",
            make: |random| second(random, [2, 3], [-1.6, 0.1, 0.5].map(preserving)),
        },
        Case {
            name: "second, after a short step",
            make: |random| second(random, [3, 2], [-0.5, -0.3, 0.7].map(exploding)),
        },
        Case {
            name: "second, the step before began at α = 0",
            make: |random| second(random, [3, 2], [[0.0, 1.0], straight(-0.8), straight(0.3)]),
        },
        Case {
            name: "second, from σ = 80",
            make: |random| second(random, [2, 2], [[1.0, MOST], [1.0, 17.5], [1.0, 2.5]]),
        },
        Case {
            name: "second, transposed, strided and transposed views",
            make: |random| laid(some_second(random, [4, 3], preserving), [Transposed, Strided, Transposed]),
        },
        Case {
            name: "second, strided, transposed and strided views",
            make: |random| laid(some_second(random, [3, 4], exploding), [Strided, Transposed, Strided]),
        },
        Case {
            name: "second, a transposed `before` alone",
            make: |random| laid(some_second(random, [3, 3], straight), [Contiguous, Contiguous, Transposed]),
        },
    ]
}

fn samples() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Strided, Transposed};
    vec![
        Case {
            name: "sample, one step",
            make: |random| {
                let levels = steps(random, 1, preserving, false);
                sample(random, [2, 2], levels, true)
            },
        },
        Case {
            name: "sample, one step to 0",
            make: |random| {
                let levels = steps(random, 1, preserving, true);
                sample(random, [2, 2], levels, false)
            },
        },
        Case {
            name: "sample, two steps",
            make: |random| {
                let levels = steps(random, 2, preserving, false);
                sample(random, [3, 2], levels, true)
            },
        },
        Case {
            name: "sample, three steps",
            make: |random| {
                let levels = steps(random, 3, exploding, false);
                sample(random, [2, 3], levels, true)
            },
        },
        Case {
            name: "sample, three steps to 0",
            make: |random| {
                let levels = steps(random, 3, preserving, true);
                sample(random, [3, 2], levels, true)
            },
        },
        Case {
            name: "sample, five steps, a linear network",
            make: |random| {
                let levels = steps(random, 5, straight, true);
                sample(random, [2, 3], levels, false)
            },
        },
        Case {
            name: "sample, from noise alone",
            make: |random| {
                let mut levels = steps(random, 4, straight, true);
                levels.insert(0, [0.0, 1.0]);
                sample(random, [3, 2], levels, true)
            },
        },
        Case {
            name: "sample, one number",
            make: |random| {
                let levels = steps(random, 4, preserving, false);
                sample(random, [1, 1], levels, true)
            },
        },
        Case {
            name: "sample, Gaussian data, equal steps of λ",
            make: |random| gaussian(random, even(10), true),
        },
        Case { name: "sample, Gaussian data from 80 to 0", make: |random| gaussian(random, grid(12), false) },
        Case {
            name: "sample, 300 rows",
            make: |random| {
                let levels = steps(random, 3, preserving, true);
                sample(random, [300, 2], levels, true)
            },
        },
        Case {
            name: "sample, transposed rows",
            make: |random| {
                let levels = steps(random, 3, preserving, true);
                laid(sample(random, [4, 3], levels, true), [Transposed, Contiguous, Contiguous])
            },
        },
        Case {
            name: "sample, strided rows",
            make: |random| {
                let levels = steps(random, 4, exploding, false);
                laid(sample(random, [3, 4], levels, false), [Strided, Contiguous, Contiguous])
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let sizes = [random.whole(1..=5), random.whole(1..=4)];
    let kind = KINDS[random.whole(0..=2)];
    let layouts = [Layout::any(random), Layout::any(random), Layout::any(random)];
    let input = match random.whole(0..=3) {
        0 => some_first(random, sizes, kind),
        1 => some_second(random, sizes, kind),
        _ => {
            let (count, to_zero) = (random.whole(1..=6), random.chance(0.6));
            let levels = steps(random, count, kind, to_zero);
            let curved = random.chance(0.6);
            sample(random, sizes, levels, curved)
        }
    };
    laid(input, layouts)
}
