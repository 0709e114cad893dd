//! Cases of `deepseek` at the ends of what its stub promises.

use judge::{Case, Random};

use super::Input;
use super::inputs::{Sizes, combine, ranks, route, settled};

/// Biases near −3, and an expert with the smallest logit and bias of all that is chosen nevertheless.
fn lowest(random: &mut Random, [size, groups, kept]: [usize; 3]) -> Input {
    loop {
        let mut input = route(random, [size, groups, kept, kept * size], -3.0..-2.6);
        let ranks = ranks(&input);
        let last = ranks.experts[ranks.experts.len() - 1].1;
        let Input::Route { logits, bias, .. } = &mut input else { unreachable!("it asks for route") };
        (logits.values[last], bias.values[last]) = (-4.0, -3.0);
        if settled(&input) {
            return input;
        }
    }
}

fn scaled(random: &mut Random, sizes: Sizes, scale: f32) -> Input {
    let mut input = route(random, sizes, -0.6..0.6);
    if let Input::Route { config, .. } = &mut input {
        config.scale = scale;
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "biases near -3, all that the kept groups have",
            make: |random| lowest(random, [4, 5, 2]),
        },
        Case {
            name: "100 groups, half of them kept",
            make: |random| route(random, [2, 100, 50, 100], -0.7..0.7),
        },
        Case { name: "a scale of 0.03", make: |random| scaled(random, [3, 4, 2, 3], 0.03) },
        Case { name: "a scale of 60", make: |random| scaled(random, [4, 3, 2, 4], 60.0) },
        Case { name: "combine, 70 of 300 experts", make: |random| combine(random, [70, 300, 2]) },
    ]
}
