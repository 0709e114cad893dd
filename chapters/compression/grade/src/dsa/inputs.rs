//! What the cases of `dsa` are made of.

use judge::{Layout, Random};
use ndarray::Array2;

use super::Input;

/// Scores of few kinds, at random.
pub(super) fn of_kinds(random: &mut Random, n: usize, kinds: &[f32]) -> Array2<f32> {
    Array2::from_shape_simple_fn((n, n), || kinds[random.whole(0..=kinds.len() - 1)])
}

/// Normal numbers in four sizes: n, heads, and the widths of keys and of values. Scores of tokens that come later are rather larger.
pub(super) fn normal(random: &mut Random, sizes: [usize; 4], k: usize) -> Input {
    let [n, heads, width, of_value] = sizes;
    let mut scores = random.normals((n, n), 1.0);
    for ((t, s), x) in scores.indexed_iter_mut() {
        // With a little more that keeps apart what is nearly equal.
        *x += if s > t { 1.3 } else { 1e-3 * s as f32 };
    }
    Input {
        queries: random.normals((n, heads, width), 1.5).into(),
        keys: random.normals((n, width), 1.2).into(),
        values: (random.normals((n, of_value), 1.0) + 0.2).into(),
        scores: scores.into(),
        k,
    }
}

/// What is a product in [`products`] is the key's number times this.
const STEEP: f32 = 500.0;

/// Products that are given, of a query, a head and a token, with a little noise where they are no whole number of hundreds. Each query
/// and head has a channel of its own.
pub(super) fn products(
    random: &mut Random,
    [n, heads]: [usize; 2],
    k: usize,
    product: impl Fn(usize, usize, usize) -> f32,
) -> Input {
    let width = n * heads;
    let mut input = normal(random, [n, heads, width, 3], k);
    input.queries.values.fill(0.0);
    for (t, h) in (0..n).flat_map(|t| (0..heads).map(move |h| (t, h))) {
        let channel = t * heads + h;
        input.queries.values[[t, h, channel]] = STEEP * (width as f32).sqrt();
        for s in 0..n {
            let exact = product(t, h, s);
            let noise = if exact % 100.0 == 0.0 { 0.0 } else { random.uniform(-0.1..0.1) as f32 };
            input.keys.values[[s, channel]] = (exact + noise) / STEEP;
        }
    }
    input
}

/// Products that are given, of a token, the same for all queries of one head, with a little noise.
pub(super) fn of_tokens(random: &mut Random, n: usize, k: usize, product: impl Fn(usize) -> f32) -> Input {
    let mut input = normal(random, [n, 1, 2, 3], k);
    for mut query in input.queries.values.rows_mut() {
        query.assign(&ndarray::array![2.0_f32.sqrt(), 0.0]);
    }
    for (s, key) in input.keys.values.column_mut(0).iter_mut().enumerate() {
        *key = product(s) + random.uniform(-0.1..0.1) as f32;
    }
    input
}

/// The tokens with an even number score above the others: those are chosen, if there are enough of them. No two score the same.
pub(super) fn even_first(mut input: Input) -> Input {
    for ((t, s), x) in input.scores.values.indexed_iter_mut() {
        *x = if s.is_multiple_of(2) { 2.0 } else { -2.0 } + 0.2 * ((5 * s + 3 * t) % 7) as f32;
    }
    input
}

/// Gives the scores of tokens that come later other values.
pub(super) fn hide(mut input: Input, value: impl Fn(usize) -> f32) -> Input {
    let later = input.scores.values.indexed_iter_mut().filter(|((t, s), _)| s > t);
    later.enumerate().for_each(|(at, (_, x))| *x = value(at));
    input
}

pub(super) fn laid(mut input: Input, layout: Layout) -> Input {
    input.queries.layout = layout;
    input.keys.layout = layout;
    input.values.layout = layout;
    input.scores.layout = layout;
    input
}
