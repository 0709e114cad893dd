//! The cases of `soft`.

use judge::{Case, Layout, Random};

use super::Input;

/// Normal numbers: tokens, width, experts, slots of each, width of the outputs.
pub(super) fn normal(
    random: &mut Random,
    [tokens, width, experts, own, out]: [usize; 5],
    scale: Option<f32>,
) -> Input {
    Input {
        tokens: random.normals((tokens, width), 1.0).into(),
        slots: random.normals((width, experts * own), 1.0).into(),
        scale,
        matrices: random.normals((experts, width, out), 1.0).into(),
        bent: true,
    }
}

fn laid(mut input: Input, layout: Layout) -> Input {
    input.tokens.layout = layout;
    input.slots.layout = layout;
    input
}

/// Logits near a level: the first channel gives it, the others vary.
fn near(random: &mut Random, level: f32, sizes: [usize; 5]) -> Input {
    let mut input = normal(random, sizes, None);
    let side = level.abs().sqrt();
    input.tokens.values.column_mut(0).fill(side);
    input.slots.values.row_mut(0).fill(side.copysign(level));
    // That channel says nothing to the experts: it would drive every tanh to ±1.
    input.matrices.values.index_axis_mut(ndarray::Axis(1), 0).fill(0.0);
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "a slot for each expert", make: |random| normal(random, [4, 2, 3, 1, 2], None) },
        Case { name: "two slots for each expert", make: |random| normal(random, [5, 3, 3, 2, 4], None) },
        Case { name: "more tokens than slots", make: |random| normal(random, [11, 4, 2, 3, 3], None) },
        Case { name: "more slots than tokens", make: |random| normal(random, [3, 5, 4, 2, 2], None) },
        Case { name: "one expert", make: |random| normal(random, [4, 3, 1, 5, 2], None) },
        Case { name: "one token", make: |random| normal(random, [1, 4, 3, 2, 5], None) },
        Case { name: "one slot", make: |random| normal(random, [5, 3, 1, 1, 4], None) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 1, 4], None) },
        Case { name: "as many tokens as slots", make: |random| normal(random, [6, 6, 2, 3, 6], None) },
        Case { name: "lengths divided out", make: |random| normal(random, [5, 3, 2, 2, 4], Some(1.0)) },
        Case {
            name: "lengths divided out, scale 3, long tokens",
            make: |random| {
                let mut input = normal(random, [4, 5, 3, 2, 3], Some(3.0));
                input.tokens.values *= 7.0;
                input
            },
        },
        Case {
            name: "lengths divided out, short tokens and slots",
            make: |random| {
                let mut input = normal(random, [6, 3, 3, 1, 2], Some(2.5));
                // Lengths near that of the small number under the root, 10⁻³.
                input.tokens.values *= 8e-4;
                input.slots.values *= 6e-4;
                input.matrices.values *= 900.0;
                input
            },
        },
        Case {
            name: "lengths divided out, all sizes equal",
            make: |random| normal(random, [3, 3, 3, 1, 3], Some(2.0)),
        },
        Case { name: "logits near 780", make: |random| near(random, 780.0, [4, 3, 3, 2, 2]) },
        Case { name: "logits near -780", make: |random| near(random, -780.0, [5, 4, 2, 2, 3]) },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, [5, 4, 3, 1, 2], None), Layout::Transposed),
        },
        Case {
            name: "strided views",
            make: |random| laid(normal(random, [3, 2, 2, 2, 5], Some(1.5)), Layout::Strided),
        },
        Case {
            name: "reversed views",
            make: |random| laid(normal(random, [6, 3, 2, 2, 2], None), Layout::Reversed),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [tokens, width, out] = random.distinct(2..=7);
    let (experts, own) = (random.whole(2..=4), random.whole(1..=3));
    let scale = random.chance(0.4).then(|| random.uniform(0.5..4.0) as f32);
    let layout = Layout::any(random);
    laid(normal(random, [tokens, width, experts, own, out], scale), layout)
}
