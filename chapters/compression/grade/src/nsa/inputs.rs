//! What the cases of `nsa` are made of.

use judge::{Layout, Random};
use ndarray::Array3;

use super::Input;

/// Tokens, heads, groups, the width of keys and that of values.
pub(super) type Sizes = [usize; 5];

/// The block, how many are chosen, and the window.
pub(super) type Cut = [usize; 3];

/// By how much scores are apart where the choice is cut.
pub(super) const GAP: f64 = 1e-5;

/// Normal numbers, drawn again until the choice is clear.
pub(super) fn normal(random: &mut Random, sizes: Sizes, cut: Cut) -> Input {
    let [n, heads, groups, width, of_value] = sizes;
    let [block, chosen, window] = cut;
    let mut draw = || Input {
        queries: random.normals((n, heads, width), 1.5).into(),
        // Tokens of a block are alike: its mean says something.
        keys: {
            let of_blocks = random.normals((n.div_ceil(block), groups, width), 1.2);
            let own = random.normals((n, groups, width), 0.8);
            Array3::from_shape_fn((n, groups, width), |(s, g, c)| {
                of_blocks[[s / block, g, c]] + own[[s, g, c]]
            })
            .into()
        },
        values: (random.normals((n, groups, of_value), 1.0) + 0.3).into(),
        gates: Array3::from_shape_simple_fn((n, heads, 3), || random.uniform(0.05..0.95) as f32).into(),
        block,
        chosen,
        window,
    };
    let mut input = draw();
    // A little more than what is promised, for what laws change.
    for _ in 0..300 {
        if input.gap() > 2.0 * GAP {
            break;
        }
        input = draw();
    }
    input
}

/// What is a product in [`products`] is the key's number times this.
const STEEP: f32 = 500.0;

/// Products that are given, of a query, a head and a token, with a little noise where they are no whole number of hundreds. Each query
/// and head has a channel of its own.
pub(super) fn products(
    random: &mut Random,
    [n, heads, groups]: [usize; 3],
    cut: Cut,
    product: impl Fn(usize, usize, usize) -> f32,
) -> Input {
    let width = n * heads;
    // All blocks are chosen at first: it need not be drawn again.
    let mut input = normal(random, [n, heads, groups, width, 3], [cut[0], n, cut[2]]);
    input.chosen = cut[1];
    input.queries.values.fill(0.0);
    for (t, h) in (0..n).flat_map(|t| (0..heads).map(move |h| (t, h))) {
        let (channel, g) = (t * heads + h, h / (heads / groups));
        input.queries.values[[t, h, channel]] = STEEP * (width as f32).sqrt();
        for s in 0..n {
            let exact = product(t, h, s);
            let noise = if exact % 100.0 == 0.0 { 0.0 } else { random.uniform(-0.1..0.1) as f32 };
            input.keys.values[[s, g, channel]] = (exact + noise) / STEEP;
        }
    }
    input
}

/// Products that are given, of a token, the same for all queries of one head, with a little noise; all blocks are chosen.
pub(super) fn of_tokens(
    random: &mut Random,
    n: usize,
    [block, window]: [usize; 2],
    product: impl Fn(usize) -> f32,
) -> Input {
    let mut input = normal(random, [n, 1, 1, 2, 3], [block, n, window]);
    for mut query in input.queries.values.rows_mut() {
        query.assign(&ndarray::array![2.0_f32.sqrt(), 0.0]);
    }
    for s in 0..n {
        input.keys.values[[s, 0, 0]] = product(s) + random.uniform(-0.1..0.1) as f32;
    }
    input
}

pub(super) fn laid(mut input: Input, layout: Layout) -> Input {
    input.queries.layout = layout;
    input.keys.layout = layout;
    input.values.layout = layout;
    input.gates.layout = layout;
    input
}
