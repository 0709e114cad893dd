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

/// Logits that end at a level, and fill so much below or above it: the first channel gives the level, the others vary.
fn ends(random: &mut Random, level: f32, spread: f32, sizes: [usize; 5]) -> Input {
    let mut input = normal(random, sizes, None);
    input.tokens.values.column_mut(0).fill(0.0);
    let products = input.tokens.values.dot(&input.slots.values);
    let most = products.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    let least = products.fold(f32::INFINITY, |a, &b| a.min(b));
    let factor = spread / (most - least);
    input.tokens.values *= factor;
    input.tokens.values.column_mut(0).fill(1.0);
    let middle = if level > 0.0 { level - factor * most } else { level - factor * least };
    input.slots.values.row_mut(0).fill(middle);
    // Outputs of the experts that differ although their inputs are large.
    input.matrices.values *= 1.0 / factor;
    // That channel says nothing to the experts: it would drive every tanh to ±1.
    input.matrices.values.index_axis_mut(ndarray::Axis(1), 0).fill(0.0);
    input
}

/// A token whose logits lie far above or below those of all others, by some amount.
fn levels(random: &mut Random, by: f32, sizes: [usize; 5]) -> Input {
    let mut input = normal(random, sizes, None);
    input.slots.values.row_mut(0).fill(1.0);
    input.tokens.values.column_mut(0).fill(0.0);
    input.tokens.values[[1, 0]] = by;
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
        Case {
            name: "lengths divided out, tokens and slots of zeros",
            make: |random| {
                let mut input = normal(random, [5, 3, 2, 2, 4], Some(25.0));
                input.tokens.values.row_mut(2).fill(0.0);
                input.slots.values.column_mut(1).fill(0.0);
                input
            },
        },
        Case {
            name: "lengths divided out, scale 0.1",
            make: |random| normal(random, [4, 3, 3, 2, 2], Some(0.1)),
        },
        Case { name: "logits from 740 to 800", make: |random| ends(random, 800.0, 60.0, [4, 3, 3, 2, 2]) },
        Case { name: "logits from -800 to -740", make: |random| ends(random, -800.0, 60.0, [5, 4, 2, 2, 3]) },
        Case { name: "logits from -800 to -796", make: |random| ends(random, -800.0, 4.0, [4, 3, 2, 2, 2]) },
        Case { name: "a token far above the others", make: |random| levels(random, 40.0, [6, 4, 2, 2, 3]) },
        Case { name: "a token far below the others", make: |random| levels(random, -40.0, [5, 3, 3, 1, 2]) },
        Case { name: "one token, one slot", make: |random| normal(random, [1, 3, 1, 1, 2], None) },
        Case {
            name: "300 tokens of a single number",
            make: |random| normal(random, [300, 1, 2, 1, 2], None),
        },
        Case { name: "one expert, 70 slots", make: |random| normal(random, [2, 3, 1, 70, 2], None) },
        Case {
            name: "tokens of 140 numbers",
            make: |random| {
                let mut input = normal(random, [2, 140, 2, 1, 2], None);
                input.tokens.values *= 0.1;
                input
            },
        },
        Case { name: "outputs of 140 numbers", make: |random| normal(random, [2, 2, 2, 1, 140], None) },
        Case {
            name: "lengths divided out, of 140 numbers",
            make: |random| normal(random, [2, 140, 2, 1, 2], Some(4.0)),
        },
        Case { name: "260 slots", make: |random| normal(random, [3, 2, 130, 2, 3], None) },
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
