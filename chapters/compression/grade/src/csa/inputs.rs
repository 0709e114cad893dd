//! What the cases of `csa` are made of.

use judge::{Layout, Random};
use ndarray::Array1;

use super::Input;

/// How many blocks each query has chosen, of those that there are.
#[derive(Clone, Copy)]
pub(crate) enum Lists {
    /// So many, any.
    Some(usize),
    /// From none to all, any.
    Any,
    All,
    /// At most so many of those that are complete, with so many tokens in a block.
    Causal(usize, usize),
}

fn chosen(random: &mut Random, n: usize, b: usize, lists: Lists) -> Vec<Vec<usize>> {
    let list = |t: usize| {
        let (of, count) = match lists {
            Lists::Some(count) => (b, count),
            Lists::Any => (b, random.whole(0..=b)),
            Lists::All => (b, b),
            Lists::Causal(block, count) => ((t + 1) / block, count),
        };
        let mut list: Vec<usize> = (0..of).collect();
        random.shuffle(&mut list);
        list.truncate(count);
        list
    };
    (0..n).map(list).collect()
}

/// Normal numbers in four sizes: n, heads, width, blocks. The sinks are between −1.5 and 2, and not near 0.
pub(crate) fn normal(random: &mut Random, sizes: [usize; 4], window: usize, lists: Lists) -> Input {
    let [n, heads, width, b] = sizes;
    let levels = [1.0, -1.0, 1.7, -0.5, 0.6];
    let sink = |h: usize| (levels[h % levels.len()] + random.uniform(-0.1..0.3)) as f32;
    let sinks: Array1<f32> = (0..heads).map(sink).collect();
    Input {
        sinks: sinks.into(),
        queries: random.normals((n, heads, width), 1.5).into(),
        tokens: (random.normals((n, width), 1.2) + 0.3).into(),
        blocks: (random.normals((b, width), 1.0) - 0.2).into(),
        chosen: chosen(random, n, b, lists),
        window,
    }
}

/// The score that is a score in [`scored`] is its entry times this.
const STEEP: f32 = 500.0;

/// Scores that are given, of a query, a head and an entry, tokens before blocks, with a little noise where they are no whole number of
/// hundreds; and sinks that are given. Each query and head has a channel of its own; two more have nothing to do with scores.
pub(crate) fn scored(
    random: &mut Random,
    [n, heads, b]: [usize; 3],
    window: usize,
    lists: Lists,
    score: impl Fn(usize, usize, usize) -> f32,
    sink: impl Fn(usize) -> f32,
) -> Input {
    let width = n * heads + 2;
    let mut input = normal(random, [n, heads, width, b], window, lists);
    input.queries.values.fill(0.0);
    for (t, h) in (0..n).flat_map(|t| (0..heads).map(move |h| (t, h))) {
        let channel = t * heads + h;
        input.queries.values[[t, h, channel]] = STEEP * (width as f32).sqrt();
        for e in 0..n + b {
            let exact = score(t, h, e);
            let noise = if exact % 100.0 == 0.0 { 0.0 } else { random.uniform(-0.1..0.1) as f32 };
            let entry = (exact + noise) / STEEP;
            match e.checked_sub(n) {
                None => input.tokens.values[[e, channel]] = entry,
                Some(block) => input.blocks.values[[block, channel]] = entry,
            }
        }
    }
    input.sinks.values = (0..heads).map(sink).collect();
    input
}

pub(crate) fn laid(mut input: Input, layout: Layout) -> Input {
    input.queries.layout = layout;
    input.tokens.layout = layout;
    input.blocks.layout = layout;
    input.sinks.layout = layout;
    input
}

/// Whether a query sees an entry of [`scored`] with these lists.
fn seen(chosen: &[Vec<usize>], window: usize, t: usize, e: usize) -> bool {
    match e.checked_sub(chosen.len()) {
        None => e <= t && t - e < window,
        Some(block) => chosen[t].contains(&block),
    }
}

/// What is hidden at one level and what is seen at another.
pub(crate) fn hidden_at(
    random: &mut Random,
    sizes: [usize; 3],
    window: usize,
    [hidden, level, sink]: [f32; 3],
) -> Input {
    let mut input = scored(random, sizes, window, Lists::Any, |_, _, _| 0.0, |h| sink + 2.5 * h as f32);
    input.chosen[1].clear();
    let [n, heads, b] = sizes;
    let lists = input.chosen.clone();
    for (t, h, e) in (0..n).flat_map(|t| (0..heads).flat_map(move |h| (0..n + b).map(move |e| (t, h, e)))) {
        let near = level + ((2 * t + 3 * e + h) % 5) as f32 * 0.7;
        let entry = if seen(&lists, window, t, e) { near } else { hidden } / STEEP;
        let channel = t * heads + h;
        match e.checked_sub(n) {
            None => input.tokens.values[[e, channel]] = entry,
            Some(block) => input.blocks.values[[block, channel]] = entry,
        }
    }
    input
}
