//! Pairs of symbols, and which of them are asked for.

use rand::RngExt;
use rand::seq::SliceRandom;

use crate::parameters::random;

/// Symbols for keys and for values.
pub(super) const KEYS: usize = 64;
pub(super) const VALUES: usize = 32;
/// How many keys of a sequence are asked for.
const QUERIES: usize = 8;

/// Symbols, time first: keys and values of what is shown (shown · sequences), keys that are asked for and their values.
pub(super) struct Batch {
    pub(super) keys: Vec<u32>,
    pub(super) values: Vec<u32>,
    pub(super) asked: Vec<u32>,
    pub(super) wanted: Vec<u32>,
    pub(super) sequences: usize,
}

pub(super) fn batch(seed: u64, step: u64, pairs: usize, times: usize, sequences: usize) -> Batch {
    let mut random = random(seed, 77, step);
    let (shown, queries) = (pairs * times, QUERIES.min(pairs));
    let mut batch = Batch {
        keys: vec![0; shown * sequences],
        values: vec![0; shown * sequences],
        asked: vec![0; queries * sequences],
        wanted: vec![0; queries * sequences],
        sequences,
    };
    let mut symbols: Vec<u32> = (0..KEYS as u32).collect();
    for b in 0..sequences {
        symbols.shuffle(&mut random);
        let mut order = symbols[..pairs].repeat(times);
        order.shuffle(&mut random);
        let mut held = [0; KEYS];
        for (t, &key) in order.iter().enumerate() {
            let value = random.random_range(0..VALUES as u32);
            held[key as usize] = value;
            (batch.keys[t * sequences + b], batch.values[t * sequences + b]) = (key, value);
        }
        for (t, &key) in symbols[..queries].iter().enumerate() {
            (batch.asked[t * sequences + b], batch.wanted[t * sequences + b]) = (key, held[key as usize]);
        }
    }
    batch
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_of_a_key_is_wanted() {
        let batch = batch(1, 0, 5, 2, 3);
        for (i, (&asked, &wanted)) in batch.asked.iter().zip(&batch.wanted).enumerate() {
            let own = (0..10).map(|t| t * 3 + i % 3).filter(|&at| batch.keys[at] == asked);
            let own: Vec<usize> = own.collect();
            assert_eq!(own.len(), 2);
            assert_eq!(batch.values[own[1]], wanted);
        }
    }
}
