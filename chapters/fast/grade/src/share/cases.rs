//! The cases of `share`, the plainest first, each edge after what is special about it.

use judge::{Case, Random};

use super::Input;

fn causal(rows: usize) -> Vec<u64> {
    (1..=rows as u64).collect()
}

fn whole(random: &mut Random, count: usize, from: usize, to: usize) -> Vec<u64> {
    (0..count).map(|_| random.whole(from..=to) as u64).collect()
}

/// Costs, [bytes of a row, bytes of a line, offset], threads.
fn of(costs: Vec<u64>, [row, line, offset]: [usize; 3], threads: usize) -> Input {
    Input { costs, row, line, offset, threads }
}

/// Costs that differ by little, so that their sums need every bit below 2⁶⁰.
fn huge(random: &mut Random, count: usize) -> Vec<u64> {
    let least = (1 << 60) / count as u64 - (1 << 13);
    (0..count).map(|_| least + random.whole(0..=1 << 12) as u64).collect()
}

/// Five threads: the row in the middle needs one for itself, and of three rows on either side, two are best together, by one.
fn close(random: &mut Random, power: u32) -> Input {
    let outer = 1 << power;
    let inner = outer / 2 + ((random.whole(0..=1 << 8) as u64) << 8);
    of(vec![outer, inner, outer - 1, outer + inner - 1, outer - 1, inner, outer], [64, 64, 0], 5)
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "causal attention, a line for each row",
            make: |random| of(causal(random.whole(9..=14)), [64, 64, 0], 3),
        },
        Case {
            name: "causal attention, two threads",
            make: |random| of(causal(random.whole(20..=31)), [128, 64, 0], 2),
        },
        Case { name: "rows of any cost", make: |random| of(whole(random, 13, 1, 40), [64, 64, 0], 4) },
        Case { name: "four rows in a line", make: |random| of(whole(random, 24, 1, 40), [16, 64, 0], 3) },
        Case {
            name: "four rows in a line, which begins with the third",
            make: |random| of(whole(random, 26, 1, 40), [16, 64, 32], 3),
        },
        Case {
            name: "four rows in a line, which begins with the last of them, and causal",
            make: |random| of(causal(random.whole(35..=46)), [16, 64, 48], 5),
        },
        Case {
            name: "three rows for eight lines",
            make: |random| of(whole(random, 30, 1, 60), [24, 64, 0], 3),
        },
        Case {
            name: "rows of 24 bytes, from byte 40 of a line on",
            make: |random| of(whole(random, 40, 1, 60), [24, 64, 40], 3),
        },
        Case {
            name: "rows of a line and a half",
            make: |random| of(whole(random, 23, 1, 60), [96, 64, 0], 4),
        },
        Case {
            name: "rows of a line and a half, from the middle of a line on",
            make: |random| of(whole(random, 23, 1, 60), [96, 64, 32], 4),
        },
        Case {
            name: "rows of 20 bytes in lines of 32, from byte 12 on",
            make: |random| of(whole(random, 61, 1, 90), [20, 32, 12], 5),
        },
        Case {
            name: "no line begins with a row",
            make: |random| of(whole(random, 9, 1, 40), [64, 64, 16], 3),
        },
        Case {
            name: "rows of an odd number of bytes, and a line begins with the last",
            make: |random| {
                let mut costs = whole(random, 65, 1, 9);
                costs[64] = 60;
                of(costs, [37, 64, 0], 4)
            },
        },
        Case { name: "lines of one byte", make: |random| of(whole(random, 17, 1, 30), [5, 1, 0], 4) },
        Case {
            name: "one line has room for all",
            make: |random| of(whole(random, 7, 1, 30), [8, 256, 128], 4),
        },
        Case {
            name: "a row dearer than all others together",
            make: |random| {
                let mut costs = whole(random, 15, 1, 20);
                costs[random.whole(4..=10)] = 1000;
                of(costs, [64, 64, 0], 4)
            },
        },
        Case {
            name: "the last row is the dearest by far",
            make: |random| {
                let mut costs = whole(random, 14, 1, 20);
                costs.push(500);
                of(costs, [64, 64, 0], 3)
            },
        },
        Case {
            name: "the first rows cost most",
            make: |random| of((1..=random.whole(16..=23) as u64).rev().collect(), [32, 64, 0], 4),
        },
        Case {
            name: "all rows cost the same",
            make: |random| of(vec![7; random.whole(17..=19)], [64, 64, 0], 5),
        },
        Case {
            name: "rows that cost nothing between others",
            make: |random| {
                let mut costs = whole(random, 20, 1, 30);
                costs.iter_mut().step_by(3).for_each(|cost| *cost = 0);
                of(costs, [64, 64, 0], 4)
            },
        },
        Case {
            name: "rows that cost nothing at both ends",
            make: |random| {
                let mut costs = whole(random, 16, 1, 30);
                for i in [0, 1, 2, 13, 14, 15] {
                    costs[i] = 0;
                }
                of(costs, [32, 64, 32], 3)
            },
        },
        Case {
            name: "a line begins with rows that cost nothing, and has others",
            make: |random| {
                let mut costs = whole(random, 32, 1, 30);
                costs.chunks_mut(4).for_each(|line| line[..2].fill(0));
                of(costs, [16, 64, 0], 3)
            },
        },
        Case {
            name: "one thread, and rows that cost nothing at both ends",
            make: |random| {
                let mut costs = whole(random, 9, 1, 30);
                for i in [0, 7, 8] {
                    costs[i] = 0;
                }
                of(costs, [64, 64, 0], 1)
            },
        },
        Case { name: "nothing costs anything", make: |_| of(vec![0; 6], [64, 64, 0], 3) },
        Case { name: "no rows", make: |_| of(vec![], [24, 64, 8], 3) },
        Case { name: "one row", make: |random| of(whole(random, 1, 5, 50), [24, 64, 8], 3) },
        Case { name: "one thread", make: |random| of(whole(random, 11, 1, 50), [24, 64, 8], 1) },
        Case { name: "more threads than rows", make: |random| of(whole(random, 5, 1, 50), [64, 64, 0], 8) },
        Case {
            name: "as many threads as rows",
            make: |random| of(whole(random, 6, 10, 50), [192, 64, 0], 6),
        },
        Case { name: "300 threads", make: |random| of(whole(random, 20, 1, 50), [64, 64, 0], 300) },
        Case {
            name: "more threads than lines",
            make: |random| of(whole(random, 11, 1, 50), [16, 64, 16], 7),
        },
        Case { name: "300 rows, causal, eight threads", make: |_| of(causal(300), [256, 64, 0], 8) },
        Case {
            name: "290 rows of 4 bytes, seven threads",
            make: |random| of(whole(random, 290, 1, 1000), [4, 64, 36], 7),
        },
        Case {
            name: "costs past 2³², lines of 128 bytes",
            make: |random| {
                let costs = whole(random, 21, 1, 1 << 20).into_iter().map(|cost| cost << 14).collect();
                of(costs, [64, 128, 64], 4)
            },
        },
        Case { name: "divisions that differ by one in 2²⁷", make: |random| close(random, 27) },
        Case { name: "divisions that differ by one in 2⁵⁷", make: |random| close(random, 57) },
        Case {
            name: "a short line first, and one line more than threads",
            make: |random| of(whole(random, 17, 20, 30), [16, 64, 48], 4),
        },
        Case {
            name: "costs that sum to nearly 2⁶⁰", make: |random| of(huge(random, 19), [64, 64, 0], 4)
        },
        Case {
            name: "one row costs nearly 2⁶⁰",
            make: |random| {
                let mut costs = whole(random, 20, 1, 1 << 12);
                costs[random.whole(3..=5)] = (1 << 60) - (1 << 17) + 1;
                of(costs, [64, 64, 0], 3)
            },
        },
        Case { name: "rows of 4,096 bytes", make: |random| of(whole(random, 12, 1, 50), [4096, 256, 0], 3) },
        Case {
            name: "rows of one byte in lines of eight, from the last byte on",
            make: |random| of(whole(random, 50, 1, 50), [1, 8, 7], 4),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let count = random.whole(10..=40);
    let costs = if random.chance(0.3) { causal(count) } else { whole(random, count, 0, 60) };
    let line = 1 << random.whole(4..=7);
    let row = [4, 8, 12, 16, 24, 32, 40, 64, 96, 128][random.whole(0..=9)];
    // Often where a line can begin with a row.
    let offset =
        if random.chance(0.8) { (random.whole(0..=15) * row) % line } else { random.whole(0..=line - 1) };
    of(costs, [row, line, offset], random.whole(2..=6))
}
