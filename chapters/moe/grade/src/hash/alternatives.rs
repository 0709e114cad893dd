//! Right answers to `hash` by another route.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use judge::Alternative;

use moe::Hash;

pub(super) fn alternatives() -> Vec<Alternative<Hash>> {
    vec![
        Alternative {
            name: "heaps of tokens and of loads; products modulo 2³² masked to 31 bits",
            answer: Hash {
                balanced: |counts, experts| {
                    let mut tokens: BinaryHeap<(usize, Reverse<usize>)> =
                        counts.iter().enumerate().map(|(token, &count)| (count, Reverse(token))).collect();
                    let mut piles: BinaryHeap<Reverse<(usize, usize)>> =
                        (0..experts).map(|expert| Reverse((0, expert))).collect();
                    let mut table = vec![usize::MAX; counts.len()];
                    while let Some((count, Reverse(token))) = tokens.pop() {
                        let Reverse((load, expert)) = piles.pop().expect("at least one expert");
                        table[token] = expert;
                        piles.push(Reverse((load + count, expert)));
                    }
                    table
                },
                random: |vocabulary, experts, seed| {
                    // The low 31 bits of a product need only the low 31 bits of its factors.
                    let mut state = seed;
                    let mut table = Vec::with_capacity(vocabulary);
                    for _ in 0..vocabulary {
                        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345) & 0x7fff_ffff;
                        table.push((f64::from(state) / 2_147_483_648.0 * experts as f64) as usize);
                    }
                    table
                },
                bigram: |tokens, experts| {
                    let mut previous = 0;
                    let mut result = vec![];
                    for &token in tokens {
                        let own = (u64::from(token) * 2_654_435_761) as u32;
                        let before = (u64::from(previous) * 2_246_822_519) as u32;
                        result.push((u128::from(own ^ before) * experts as u128 / 4_294_967_296) as usize);
                        previous = token;
                    }
                    result
                },
            },
        },
        Alternative {
            name: "signed keys, loads summed anew for every token; positions by index",
            answer: Hash {
                balanced: |counts, experts| {
                    let mut order: Vec<(i64, usize)> =
                        counts.iter().enumerate().map(|(token, &count)| (-(count as i64), token)).collect();
                    order.sort_unstable();
                    let mut dealt: Vec<(usize, usize)> = Vec::new();
                    for (_, token) in order {
                        let load = |expert: usize| -> usize {
                            dealt
                                .iter()
                                .filter(|&&(_, to)| to == expert)
                                .map(|&(token, _)| counts[token])
                                .sum()
                        };
                        let expert =
                            (0..experts).rev().min_by(|&a, &b| load(a).cmp(&load(b)).then(a.cmp(&b)));
                        dealt.push((token, expert.expect("at least one expert")));
                    }
                    dealt.sort_unstable();
                    dealt.into_iter().map(|(_, expert)| expert).collect()
                },
                random: |vocabulary, experts, seed| {
                    std::iter::successors(Some(i64::from(seed)), |state| {
                        Some((1_103_515_245 * state + 12_345).rem_euclid(1 << 31))
                    })
                    .skip(1)
                    .take(vocabulary)
                    .map(|state| ((i128::from(state) * experts as i128) >> 31) as usize)
                    .collect()
                },
                bigram: |tokens, experts| {
                    (0..tokens.len())
                        .map(|at| {
                            let own = (u64::from(tokens[at]) * 2_654_435_761) & 0xffff_ffff;
                            let before = match at.checked_sub(1) {
                                Some(before) => (u64::from(tokens[before]) * 2_246_822_519) & 0xffff_ffff,
                                None => 0,
                            };
                            ((before ^ own) * experts as u64 / (1 << 32)) as usize
                        })
                        .collect()
                },
            },
        },
    ]
}
