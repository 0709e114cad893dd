//! Routing by a table: how evenly tokens fall, and what the experts can learn from them.

use figures::random;
use rand::RngExt;

use crate::Hash;

/// Tokens of the vocabulary, positions of the text, and experts.
pub const SIZES: (usize, usize, usize) = (1000, 40_000, 16);

const SEED: u64 = 4426;

/// A text in which the token of rank r has a frequency in proportion to 1 / r; ids are ranks from 0.
pub fn text() -> Vec<u32> {
    let (vocabulary, length, _) = SIZES;
    let total: f64 = (1..=vocabulary).map(|rank| 1.0 / rank as f64).sum();
    let mut random = random(SEED);
    let mut draw = || {
        let mut left = random.random_range(0.0..total);
        for rank in 1..vocabulary {
            left -= 1.0 / rank as f64;
            if left < 0.0 {
                return rank as u32 - 1;
            }
        }
        vocabulary as u32 - 1
    };
    (0..length).map(|_| draw()).collect()
}

/// How often each token occurs.
pub fn counts(text: &[u32]) -> Vec<usize> {
    let mut counts = vec![0; SIZES.0];
    for &token in text {
        counts[token as usize] += 1;
    }
    counts
}

/// The largest load of some experts, one for each position of a text, in units of the mean load.
pub fn largest_load(experts: impl IntoIterator<Item = usize>) -> f64 {
    let mut loads = vec![0_usize; SIZES.2];
    for expert in experts {
        loads[expert] += 1;
    }
    let (most, all) = (loads.iter().max().copied().unwrap_or(0), loads.iter().sum::<usize>());
    most as f64 * SIZES.2 as f64 / all as f64
}

/// The largest load of each kind of table on the text, with its name.
pub fn rows(hash: Hash) -> Vec<(&'static str, f64)> {
    let (vocabulary, _, experts) = SIZES;
    let text = text();
    let counts = counts(&text);
    let by = |table: Vec<usize>| largest_load(text.iter().map(|&token| table[token as usize]));
    vec![
        ("blocks of ids", by((0..vocabulary).map(|token| token * experts / vocabulary).collect())),
        ("random", by((hash.random)(vocabulary, experts, 42))),
        ("balanced", by((hash.balanced)(&counts, experts))),
        ("bigram", largest_load((hash.bigram)(&text, experts))),
    ]
}

/// What is left of the variance when one expert serves each key.
///
/// Tokens are of eight kinds, each with a slope of its own: y = slope · x. An expert fits one slope to the tokens that it gets. Its
/// key is the kind, a random number that has nothing to do with the kind, or the same for all.
pub fn left_over() -> [(&'static str, f64); 3] {
    const KINDS: usize = 8;
    let mut random = random(SEED + 1);
    let slopes: Vec<f64> = (0..KINDS).map(|_| random.random_range(-2.0..2.0)).collect();
    let tokens: Vec<(usize, usize, f64)> = (0..4000)
        .map(|_| {
            (random.random_range(0..KINDS), random.random_range(0..KINDS), random.random_range(-1.0..1.0))
        })
        .collect();
    let error = |key: &dyn Fn(&(usize, usize, f64)) -> usize| {
        let (mut products, mut squares) = (vec![0.0; KINDS], vec![0.0; KINDS]);
        for token in &tokens {
            products[key(token)] += token.2 * slopes[token.0] * token.2;
            squares[key(token)] += token.2 * token.2;
        }
        let (mut wrong, mut all) = (0.0, 0.0);
        for token in &tokens {
            let y = slopes[token.0] * token.2;
            wrong += (y - products[key(token)] / squares[key(token)] * token.2).powi(2);
            all += y * y;
        }
        wrong / all
    };
    [("its kind", error(&|t| t.0)), ("something else", error(&|t| t.1)), ("no key", error(&|_| 0))]
}
