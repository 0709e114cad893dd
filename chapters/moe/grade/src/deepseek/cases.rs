//! The cases of `deepseek`.

use judge::{Case, Layout, Random};
use ndarray::{Array1, array};

use super::Input;
use super::inputs::{
    all_negative, combine, eleven, equal_across_groups, equal_experts, equal_groups, few_kinds, laid, near,
    route, settled, to_the_ends, two_count,
};
use moe::Groups;

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "one group, no bias",
            make: |random| {
                let mut input = route(random, [7, 1, 1, 3], -0.5..0.5);
                let Input::Route { bias, .. } = &mut input else { unreachable!("it asks for route") };
                bias.values.fill(0.0);
                if settled(&input) { input } else { plain() }
            },
        },
        Case { name: "one group, biases", make: |random| route(random, [9, 1, 1, 4], -0.6..0.6) },
        Case { name: "four groups, two kept", make: |random| route(random, [3, 4, 2, 3], -0.5..0.5) },
        Case { name: "twelve experts, negative biases", make: |_| eleven() },
        Case { name: "every biased score negative", make: |random| all_negative(random, [5, 3, 2, 4]) },
        Case {
            name: "every biased score negative, one group kept",
            make: |random| all_negative(random, [4, 5, 1, 3]),
        },
        Case { name: "two of a group count", make: |random| two_count(random, [6, 6, 2, 6]) },
        Case { name: "two of a group count, one group kept", make: |random| two_count(random, [7, 6, 1, 4]) },
        Case { name: "groups of two", make: |random| route(random, [2, 7, 3, 5], -0.7..0.7) },
        Case {
            name: "few groups, many experts chosen",
            make: |random| route(random, [6, 4, 2, 7], -0.8..0.5),
        },
        Case { name: "one expert chosen", make: |random| route(random, [4, 3, 2, 1], -0.9..0.9) },
        Case { name: "all that the kept groups have", make: |random| route(random, [3, 5, 2, 6], -0.6..0.4) },
        Case {
            name: "all sizes equal, every group kept",
            make: |random| route(random, [4, 4, 4, 4], -0.8..0.8),
        },
        Case { name: "groups of equal score", make: |random| equal_groups(random, [4, 5, 2, 6]) },
        Case { name: "experts of equal score", make: |random| equal_experts(random, [5, 4, 2, 3]) },
        Case {
            name: "experts of equal score, one group",
            make: |random| equal_experts(random, [8, 1, 1, 3]),
        },
        Case {
            name: "experts of equal score in two groups",
            make: |random| equal_across_groups(random, [5, 4, 2, 3]),
        },
        Case {
            name: "logits of 4 and -4, biases of 3 and -3",
            make: |random| to_the_ends(random, [4, 6, 3, 5]),
        },
        Case { name: "two that differ by a thousandth", make: |random| near(random, [5, 4, 2, 4]) },
        Case { name: "forty experts of three kinds", make: |random| few_kinds(random, [40, 1, 1, 13]) },
        Case { name: "24 groups, experts of three kinds", make: |random| few_kinds(random, [2, 24, 9, 13]) },
        Case { name: "one group of 270 experts", make: |random| few_kinds(random, [270, 1, 1, 260]) },
        Case {
            name: "transposed views",
            make: |random| laid(route(random, [4, 5, 2, 3], -0.6..0.6), Layout::Transposed),
        },
        Case {
            name: "strided views",
            make: |random| laid(route(random, [5, 6, 3, 8], -1.4..0.2), Layout::Strided),
        },
        Case {
            name: "views from the last to the first",
            make: |random| laid(route(random, [3, 6, 4, 5], -0.4..0.9), Layout::Reversed),
        },
        Case { name: "combine", make: |random| combine(random, [2, 5, 3]) },
        Case { name: "combine, one expert of one, one number", make: |random| combine(random, [1, 1, 1]) },
        Case { name: "combine, 300 numbers", make: |random| combine(random, [3, 5, 300]) },
        Case { name: "combine, one expert", make: |random| combine(random, [1, 4, 6]) },
        Case { name: "combine, every expert", make: |random| combine(random, [4, 4, 4]) },
        Case {
            name: "combine, transposed and strided views",
            make: |random| laid(combine(random, [3, 8, 5]), Layout::Transposed),
        },
        Case {
            name: "combine, strided views",
            make: |random| laid(combine(random, [5, 11, 4]), Layout::Strided),
        },
    ]
}

/// In place of a random input without a bias whose scores are close.
fn plain() -> Input {
    Input::Route {
        logits: array![0.3, -1.1, 1.4, 0.7, -0.4, 2.2, -2.0].into(),
        bias: Array1::zeros(7).into(),
        config: Groups { groups: 1, kept: 1, k: 3, scale: 1.7 },
    }
}

pub(super) fn fresh(random: &mut Random) -> Input {
    if random.chance(0.25) {
        let [experts, width] = random.distinct(3..=9);
        let k = random.whole(1..=experts - 1);
        let layout = [Layout::Contiguous, Layout::Transposed, Layout::Strided][random.whole(0..=2)];
        return laid(combine(random, [k, experts, width]), layout);
    }
    let (size, groups) = (random.whole(2..=6), random.whole(2..=6));
    let kept = random.whole(1..=groups);
    let k = random.whole(1..=(kept * size).min(8));
    let bias = [-0.7..0.7, -1.6..0.3, -2.3..-1.1][random.whole(0..=2)].clone();
    let layout = [Layout::Contiguous, Layout::Strided, Layout::Reversed][random.whole(0..=2)];
    laid(route(random, [size, groups, kept, k], bias), layout)
}
