//! moe/hash: routing by a table that is never learned.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/hash
//! Stuck?     cargo run -- hint moe/hash

/// A balanced table: the expert of each token of the vocabulary, from how often each occurs.
///
/// Take the tokens from the most frequent to the rarest, of equally frequent ones the lower id first. Each goes to the expert that
/// has the smallest load so far, of equal loads the lower index; an expert's load is the sum of the counts of its tokens. The result
/// is in the order of the ids: entry i is the expert of token i. `experts` is at least 1, and may be more than there are tokens.
/// There is at least one token. Counts need not be sorted, and may be 0. The sum of all is below 2⁶³.
pub fn balanced(counts: &[usize], experts: usize) -> Vec<usize> {
    todo!("write `balanced`")
}

/// A random table: the expert of each of `vocabulary` tokens, by a generator that every language has.
///
/// Before each token the state moves on, `state ← (1103515245 · state + 12345) mod 2³¹`, and the token's expert is
/// `state · experts / 2³¹`, rounded down. The state starts as `seed`, which is below 2³¹. Tokens are taken by id, from 0. `experts`
/// is from 1 to 2²¹; `vocabulary` may be 0.
pub fn random(vocabulary: usize, experts: usize, seed: u32) -> Vec<usize> {
    todo!("write `random`")
}

/// The expert of each position of a text, from the token there and the one before it.
///
/// `mix = (2654435761 · token mod 2³²) xor (2246822519 · previous mod 2³²)`, and the expert is `mix · experts / 2³²`, rounded down. At
/// the first position `previous` is 0. `tokens` may hold any u32, and may be empty; `experts` is from 1 to 2²¹.
pub fn bigram(tokens: &[u32], experts: usize) -> Vec<usize> {
    todo!("write `bigram`")
}
