//! What the stub of `hash` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let mut promises = balanced();
    promises.extend(drawn());
    promises
}

/// Those of `balanced`.
fn balanced() -> Vec<Promise<Input>> {
    fn counts(input: &Input) -> Option<(&[usize], usize)> {
        match input {
            Input::Balanced { counts, experts } => Some((counts, *experts)),
            _ => None,
        }
    }
    fn repeated(counts: &[usize]) -> bool {
        counts.iter().enumerate().any(|(at, count)| counts[..at].contains(count))
    }
    vec![
        Promise::sizes("`experts` is at least 1, and may be more than there are tokens", 1, |input| {
            counts(input).map_or_else(Vec::new, |(_, experts)| vec![experts])
        }),
        Promise::edge("`experts` is at least 1, and may be more than there are tokens", |input| {
            counts(input).is_some_and(|(counts, experts)| experts > counts.len())
        }),
        Promise::sizes("There is at least one token", 1, |input| {
            counts(input).map_or_else(Vec::new, |(counts, _)| vec![counts.len()])
        }),
        Promise::edge("of equally frequent ones the lower id first", |input| {
            counts(input).is_some_and(|(counts, _)| counts.len() > 20 && repeated(counts))
        }),
        Promise::edge("Counts need not be sorted, and may be 0", |input| {
            counts(input).is_some_and(|(counts, _)| counts.contains(&0) && counts.iter().any(|&c| c > 0))
        }),
        Promise::edge("Counts need not be sorted, and may be 0", |input| {
            counts(input).is_some_and(|(counts, _)| counts.iter().all(|&count| count == 0))
        }),
        Promise::range("The sum of all is below 2⁶³", 0.0..=(1_u64 << 63) as f64, |input| {
            let sum = |counts: &[usize]| counts.iter().map(|&count| count as u128).sum::<u128>() as f64;
            counts(input).map_or_else(Vec::new, |(counts, _)| vec![sum(counts)])
        }),
    ]
}

/// Those of the two tables that are drawn.
fn drawn() -> Vec<Promise<Input>> {
    const MOST: f64 = (1 << 21) as f64;
    fn tokens(input: &Input) -> Option<&[u32]> {
        match input {
            Input::Bigram { tokens, .. } => Some(tokens),
            _ => None,
        }
    }
    vec![
        Promise::range(
            "The state starts as `seed`, which is below 2³¹",
            0.0..=f64::from(i32::MAX),
            |input| match input {
                Input::Random { seed, .. } => vec![f64::from(*seed)],
                _ => Vec::new(),
            },
        ),
        Promise::range("`experts` is from 1 to 2²¹", 1.0..=MOST, |input| match input {
            Input::Random { experts, .. } => vec![*experts as f64],
            _ => Vec::new(),
        }),
        Promise::edge("`vocabulary` may be 0", |input| matches!(input, Input::Random { vocabulary: 0, .. })),
        Promise::edge("`vocabulary` may be 0", |input| {
            matches!(input, Input::Random { vocabulary: 257.., .. })
        }),
        Promise::edge("`tokens` may hold any u32, and may be empty", |input| {
            tokens(input).is_some_and(<[u32]>::is_empty)
        }),
        Promise::edge("`tokens` may hold any u32, and may be empty", |input| {
            tokens(input).is_some_and(|tokens| tokens.len() > 256)
        }),
        Promise::range("`tokens` may hold any u32, and may be empty", 0.0..=f64::from(u32::MAX), |input| {
            tokens(input).map_or_else(Vec::new, |tokens| tokens.iter().map(|&t| f64::from(t)).collect())
        }),
        Promise::range("`experts` is from 1 to 2²¹", 1.0..=MOST, |input| match input {
            Input::Bigram { experts, .. } => vec![*experts as f64],
            _ => Vec::new(),
        }),
    ]
}
