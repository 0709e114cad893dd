//! Right answers to `share` by another route.

use fast::Share;
use judge::Alternative;

pub(super) fn alternatives() -> Vec<Alternative<Share>> {
    vec![
        Alternative {
            name: "dynamic programming over starts of lines, from the last thread to the first",
            answer: |costs, lines, threads| {
                let n = costs.len();
                let may_end = |i: usize| i == n || (i * lines.row + lines.offset) & (lines.line - 1) == 0;
                // For the rows from i on: the least largest work, and where its first range ends.
                let mut best: Vec<(u128, usize)> =
                    (0..=n).map(|i| (costs[i..].iter().map(|&cost| u128::from(cost)).sum(), n)).collect();
                let mut tables = vec![best.clone()];
                for _ in 1..threads {
                    best = (0..=n)
                        .map(|i| {
                            let (mut work, mut least) = (0_u128, (u128::MAX, i));
                            for end in i..=n {
                                if end > i {
                                    work += u128::from(costs[end - 1]);
                                }
                                if may_end(end) || end == i {
                                    least = least.min((work.max(best[end].0), end));
                                }
                            }
                            least
                        })
                        .collect();
                    tables.push(best.clone());
                }
                let mut from = 0;
                let of_thread = |table: &Vec<(u128, usize)>| {
                    let start = from;
                    from = table[start].1;
                    start..from
                };
                tables.iter().rev().map(of_thread).collect()
            },
        },
        Alternative {
            name: "every sum of consecutive pieces is a candidate for the limit; empty ranges first",
            answer: |costs, lines, threads| {
                let n = costs.len();
                let mut ends: Vec<usize> =
                    (1..n).filter(|&i| (lines.offset + lines.row * i).is_multiple_of(lines.line)).collect();
                ends.insert(0, 0);
                ends.push(n);
                let pieces: Vec<u64> =
                    ends.windows(2).map(|pair| costs[pair[0]..pair[1]].iter().sum()).collect();
                let mut limits: Vec<u64> = Vec::new();
                for from in 0..pieces.len() {
                    let sums = pieces[from..].iter().scan(0, |sum, piece| {
                        *sum += piece;
                        Some(*sum)
                    });
                    limits.extend(sums);
                }
                limits.sort_unstable();
                limits.dedup();
                let closed = |limit: u64| {
                    let (mut work, mut closed) = (0, vec![0]);
                    for (at, &piece) in pieces.iter().enumerate() {
                        if piece > limit {
                            return None;
                        }
                        if work + piece > limit {
                            closed.push(ends[at]);
                            work = 0;
                        }
                        work += piece;
                    }
                    closed.push(n);
                    (closed.len() <= threads + 1).then_some(closed)
                };
                let at = limits.partition_point(|&limit| closed(limit).is_none());
                let closed = closed(limits[at]).expect("the largest limit does");
                let empty = std::iter::repeat_n(0..0, threads + 1 - closed.len());
                empty.chain(closed.windows(2).map(|pair| pair[0]..pair[1])).collect()
            },
        },
    ]
}
