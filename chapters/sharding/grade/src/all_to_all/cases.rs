//! The cases of `all_to_all`.

use judge::{Case, Random};
use ndarray::Array2;

use super::{Expert, Input, Layer, Own};

/// How tokens choose.
#[derive(Clone, Copy, PartialEq)]
enum Choice {
    /// So many experts each.
    Each(usize),
    /// From none to so many.
    UpTo(usize),
    /// All tokens the same one.
    All(usize),
}

fn chosen(random: &mut Random, choice: Choice, count: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..count).collect();
    random.shuffle(&mut all);
    let k = match choice {
        Choice::Each(k) => k,
        Choice::UpTo(k) => random.whole(0..=k),
        Choice::All(expert) => return vec![expert],
    };
    all.truncate(k);
    all
}

fn matrix(random: &mut Random, rows: usize, columns: usize, size: f64) -> Array2<f64> {
    random.normals((rows, columns), size).mapv(f64::from)
}

/// Ranks with so many tokens each.
fn layer(random: &mut Random, tokens: &[usize], each: usize, d: usize, choice: Choice) -> Layer {
    let count = tokens.len() * each;
    let own = |random: &mut Random, n: usize| {
        let experts: Vec<Vec<usize>> = (0..n).map(|_| chosen(random, choice, count)).collect();
        // Away from 0 and 1, on both sides of 0.
        let mut weight = || random.uniform(0.2..0.9) * if random.chance(0.25) { -1.0 } else { 1.0 };
        let weights = experts.iter().map(|chosen| chosen.iter().map(|_| weight()).collect()).collect();
        Own { tokens: matrix(random, n, d, 1.0), experts, weights }
    };
    let ranks = tokens.iter().map(|&n| own(random, n)).collect();
    let size = 1.0 / (d as f64).sqrt();
    let experts = (0..count).map(|_| Expert::Curved(matrix(random, d, d, size))).collect();
    Layer { d, each, ranks, experts }
}

fn given(random: &mut Random, tokens: &[usize], each: usize, d: usize, choice: Choice) -> Input {
    Input::Layer(layer(random, tokens, each, d, choice))
}

fn counts(random: &mut Random, tokens: usize, each: usize, size: usize, choice: Choice) -> Input {
    let experts = (0..tokens).map(|_| chosen(random, choice, each * size)).collect();
    Input::Counts { experts, each, size }
}

/// The second token has one expert fewer than the first, and the third one more.
fn one_less_one_more(random: &mut Random) -> Input {
    let mut layer = layer(random, &[3, 4], 2, 2, Choice::Each(3));
    for own in &mut layer.ranks {
        own.experts[0].truncate(2);
        own.weights[0].truncate(2);
        own.experts[1].truncate(1);
        own.weights[1].truncate(1);
    }
    Input::Layer(layer)
}

/// Every token is dropped on rank 1; the first of rank 0 too.
fn dropped(random: &mut Random) -> Input {
    let mut layer = layer(random, &[4, 2, 3], 1, 2, Choice::Each(2));
    for (rank, token) in [(0, 0), (1, 0), (1, 1)] {
        layer.ranks[rank].experts[token].clear();
        layer.ranks[rank].weights[token].clear();
    }
    Input::Layer(layer)
}

/// Experts that do nothing, and weights whose sum is 1.
fn identity(random: &mut Random) -> Input {
    let mut layer = layer(random, &[3, 2, 4], 2, 3, Choice::Each(3));
    layer.experts.fill(Expert::Identity);
    for weights in layer.ranks.iter_mut().flat_map(|own| &mut own.weights) {
        weights.copy_from_slice(&[0.5, 0.375, 0.125]);
    }
    Input::Layer(layer)
}

/// Weights far beyond 1, on both sides of 0.
fn heavy(random: &mut Random) -> Input {
    let mut layer = layer(random, &[3, 4], 2, 3, Choice::Each(3));
    layer.ranks.iter_mut().flat_map(|own| &mut own.weights).flatten().for_each(|weight| *weight *= 20.0);
    layer.ranks[0].weights[0][..2].copy_from_slice(&[-9.5, 12.5]);
    Input::Layer(layer)
}

/// Rows of more numbers than a byte counts. The experts do nothing: what travels is seen all the same.
fn wide(random: &mut Random) -> Input {
    let mut layer = layer(random, &[2, 3], 1, 1, Choice::Each(2));
    layer.d = 300;
    layer.experts.fill(Expert::Identity);
    for own in &mut layer.ranks {
        own.tokens = matrix(random, own.experts.len(), 300, 1.0);
    }
    Input::Layer(layer)
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Choice::{All, Each, UpTo};
    vec![
        Case { name: "counts for two ranks", make: |random| counts(random, 3, 2, 2, Each(2)) },
        Case { name: "counts for four ranks", make: |random| counts(random, 9, 3, 4, Each(4)) },
        Case { name: "counts with dropped tokens", make: |random| counts(random, 8, 1, 5, UpTo(3)) },
        Case { name: "counts for one rank", make: |random| counts(random, 4, 3, 1, Each(2)) },
        Case { name: "counts without tokens", make: |random| counts(random, 0, 2, 3, Each(2)) },
        Case { name: "counts of one expert for all", make: |random| counts(random, 300, 2, 3, All(3)) },
        Case { name: "two ranks, two experts each", make: |random| given(random, &[3, 3], 2, 2, Each(2)) },
        Case { name: "one rank", make: |random| given(random, &[4], 3, 2, Each(2)) },
        Case {
            name: "three ranks, different numbers of tokens",
            make: |random| given(random, &[2, 5, 3], 2, 3, Each(3)),
        },
        Case { name: "different numbers of experts", make: one_less_one_more },
        Case { name: "dropped tokens", make: dropped },
        Case { name: "a rank without tokens", make: |random| given(random, &[3, 0, 2, 4], 1, 2, Each(2)) },
        Case { name: "the first rank has no tokens", make: |random| given(random, &[0, 3], 2, 2, Each(2)) },
        Case { name: "no tokens at all", make: |random| given(random, &[0, 0, 0], 2, 2, Each(2)) },
        Case { name: "all choose one expert", make: |random| given(random, &[4, 3, 5], 2, 2, All(3)) },
        Case { name: "experts without tokens", make: |random| given(random, &[2, 1], 6, 3, Each(2)) },
        Case {
            name: "one expert each, one channel",
            make: |random| given(random, &[3, 4, 2, 3, 1, 2], 1, 1, Each(3)),
        },
        Case { name: "every expert for every token", make: |random| given(random, &[3, 2], 2, 3, Each(4)) },
        Case { name: "experts that do nothing", make: identity },
        Case { name: "a hundred tokens", make: |random| given(random, &[60, 40], 3, 2, UpTo(3)) },
        Case {
            name: "six ranks, rows of twelve numbers",
            make: |random| given(random, &[3, 1, 4, 2, 5, 6], 2, 12, Each(6)),
        },
        Case { name: "rows of three hundred numbers", make: wide },
        Case {
            name: "weights of 0.01 and 100",
            make: |random| {
                let mut layer = layer(random, &[3, 4], 2, 3, Each(3));
                layer.ranks[0].weights[0][0] = 0.01;
                layer.ranks[1].weights[1][0] = 100.0;
                layer.ranks[1].weights[2].fill(0.01);
                Input::Layer(layer)
            },
        },
        Case {
            name: "seventy rows to one of six ranks",
            make: |random| given(random, &[70, 1, 1, 1, 1, 1], 1, 2, All(3)),
        },
        Case { name: "weights far beyond 1", make: heavy },
        Case {
            name: "three hundred experts, and as many tokens",
            make: |random| given(random, &[300, 5], 150, 2, UpTo(2)),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let (ranks, each, d) = (random.whole(2..=4), random.whole(1..=3), random.whole(1..=4));
    let k = random.whole(1..=(ranks * each).min(4));
    let choice = if random.chance(0.5) { Choice::Each(k) } else { Choice::UpTo(k) };
    if random.chance(0.2) {
        let tokens = random.whole(0..=9);
        return counts(random, tokens, each, ranks, choice);
    }
    let tokens: Vec<usize> = (0..ranks).map(|_| random.whole(0..=6)).collect();
    given(random, &tokens, each, d, choice)
}
