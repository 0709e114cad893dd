//! The cases of `hash`.

use judge::{Case, Random};

use super::Input;

fn balanced(counts: &[usize], experts: usize) -> Input {
    Input::Balanced { counts: counts.to_vec(), experts }
}

/// Counts that fall as one over the rank, in random order, with some that are equal.
fn falling(random: &mut Random, tokens: usize, most: usize) -> Vec<usize> {
    let mut counts: Vec<usize> = (1..=tokens).map(|rank| most / rank + random.whole(0..=2)).collect();
    let (from, to) = (random.whole(0..=tokens - 1), random.whole(0..=tokens - 1));
    counts[to] = counts[from];
    random.shuffle(&mut counts);
    counts
}

fn seed(random: &mut Random) -> u32 {
    random.whole(1..=(1 << 31) - 1) as u32
}

/// Tokens of a vocabulary, the first of which is not 0, with some pairs turned round, repeated and doubled.
fn text(random: &mut Random, length: usize, largest: usize) -> Vec<u32> {
    let mut tokens: Vec<u32> = (0..length).map(|_| random.whole(1..=largest) as u32).collect();
    if length >= 8 {
        let [a, b] = [tokens[0], tokens[1]];
        tokens[3..8].copy_from_slice(&[b, a, b, b, a]);
    }
    tokens
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "balanced", make: |_| balanced(&[100, 60, 50, 40, 30, 10, 5, 5], 3) },
        Case {
            name: "balanced, counts in any order",
            make: |_| balanced(&[7, 91, 30, 2, 55, 41, 18, 66, 23], 3),
        },
        Case { name: "balanced, equal counts", make: |_| balanced(&[4, 9, 4, 9, 4, 4, 9, 4, 4, 6], 4) },
        Case { name: "balanced, tokens that never occur", make: |_| balanced(&[0, 12, 0, 0, 5, 8, 0, 3], 3) },
        Case { name: "balanced, no token ever occurs", make: |_| balanced(&[0, 0, 0, 0, 0], 2) },
        Case { name: "balanced, more experts than tokens", make: |_| balanced(&[3, 8, 5, 1], 7) },
        Case {
            name: "balanced, more experts than tokens, some of which never occur",
            make: |_| balanced(&[3, 0, 8, 0, 1], 9),
        },
        Case { name: "balanced, one token", make: |_| balanced(&[7], 2) },
        Case { name: "balanced, one expert", make: |_| balanced(&[3, 8, 5], 1) },
        Case {
            name: "balanced, one token outweighs all",
            make: |_| balanced(&[9, 14, 1000, 11, 3, 13, 10], 3),
        },
        Case {
            name: "balanced, counts beyond 32 bits",
            make: |random| {
                let counts: Vec<usize> = (0..9).map(|_| random.whole(1 << 33..=1 << 40)).collect();
                balanced(&counts, 4)
            },
        },
        Case {
            name: "balanced, loads that a float cannot tell apart",
            make: |random| {
                let level = (1 << 55) + (random.whole(0..=1 << 20) << 31);
                balanced(&[2, level, 1, 3, level + 1, 1], 2)
            },
        },
        Case {
            name: "balanced, loads beyond 31 and 32 bits",
            make: |random| {
                // Each count has 31 bits, and three experts get a dozen of them.
                let counts: Vec<usize> =
                    (0..12).map(|_| random.whole(1_200_000_000..=(1 << 31) - 1)).collect();
                balanced(&counts, 3)
            },
        },
        Case {
            name: "balanced, nearly 2⁶³ in all",
            make: |random| {
                let more = random.whole(0..=1 << 20);
                balanced(&[5, (1 << 62) + more, 4, (1 << 62) - more - 40, 9, 9], 2)
            },
        },
        Case {
            name: "balanced, forty tokens of three counts",
            make: |random| {
                // A sort that is not stable shows only where there are more than twenty.
                let counts: Vec<usize> = (0..40).map(|_| [3, 5, 11][random.whole(0..=2)]).collect();
                balanced(&counts, 6)
            },
        },
        Case {
            name: "balanced, 400 tokens for 300 experts",
            make: |random| {
                let counts = falling(random, 400, 90_000);
                balanced(&counts, 300)
            },
        },
        Case {
            name: "balanced, sixty tokens",
            make: |random| {
                let counts = falling(random, 60, 500);
                balanced(&counts, 7)
            },
        },
        Case { name: "random", make: |_| Input::Random { vocabulary: 12, experts: 5, seed: 42 } },
        Case {
            name: "random, a power of two",
            make: |random| Input::Random { vocabulary: 40, experts: 8, seed: seed(random) },
        },
        Case {
            name: "random, many experts",
            make: |random| Input::Random { vocabulary: 25, experts: 1009, seed: seed(random) },
        },
        Case {
            name: "random, a table of two million slots",
            make: |random| Input::Random { vocabulary: 300, experts: 2_097_143, seed: seed(random) },
        },
        Case {
            name: "random, 2²¹ experts",
            make: |random| Input::Random { vocabulary: 30, experts: 1 << 21, seed: seed(random) },
        },
        Case {
            name: "random, no token",
            make: |random| Input::Random { vocabulary: 0, experts: 3, seed: seed(random) },
        },
        Case {
            name: "random, one expert",
            make: |random| Input::Random { vocabulary: 4, experts: 1, seed: seed(random) },
        },
        Case {
            name: "random, the largest state",
            // 1103515245 · 230538014 + 12345 is 2³¹ − 1 modulo 2³¹.
            make: |random| Input::Random { vocabulary: 9, experts: random.whole(5..=9), seed: 230_538_014 },
        },
        Case { name: "random, seed 0", make: |_| Input::Random { vocabulary: 15, experts: 6, seed: 0 } },
        Case {
            name: "random, the largest seed",
            make: |_| Input::Random { vocabulary: 15, experts: 11, seed: (1 << 31) - 1 },
        },
        Case {
            name: "bigram",
            make: |_| Input::Bigram { tokens: vec![1, 2, 1, 1, 2, 2, 3, 1], experts: 10 },
        },
        Case {
            name: "bigram, a text",
            make: |random| Input::Bigram { tokens: text(random, 24, 50_000), experts: 32 },
        },
        Case {
            name: "bigram, any 32 bits",
            make: |random| {
                let mut tokens = text(random, 17, u32::MAX as usize);
                tokens[9] = u32::MAX;
                tokens[10] = 0;
                Input::Bigram { tokens, experts: 13 }
            },
        },
        Case {
            name: "bigram, a table of two million slots",
            make: |random| Input::Bigram { tokens: text(random, 300, 60_000), experts: 2_097_143 },
        },
        Case {
            name: "bigram, 2²¹ experts",
            make: |random| Input::Bigram { tokens: text(random, 40, u32::MAX as usize), experts: 1 << 21 },
        },
        Case {
            name: "bigram, one expert",
            make: |random| Input::Bigram { tokens: text(random, 9, 500), experts: 1 },
        },
        Case { name: "bigram, one token", make: |_| Input::Bigram { tokens: vec![77], experts: 100 } },
        Case { name: "bigram, no token", make: |_| Input::Bigram { tokens: vec![], experts: 4 } },
        Case {
            name: "bigram, the same token again and again",
            make: |_| Input::Bigram { tokens: vec![5; 6], experts: 64 },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    match random.whole(0..=2) {
        0 => {
            let tokens = random.whole(5..=40);
            let counts = falling(random, tokens, 300);
            balanced(&counts, random.whole(2..=9))
        }
        1 => Input::Random {
            vocabulary: random.whole(5..=40),
            experts: random.whole(2..=64),
            seed: seed(random),
        },
        _ => {
            let length = random.whole(3..=30);
            Input::Bigram { tokens: text(random, length, 60_000), experts: random.whole(2..=64) }
        }
    }
}
