//! The cases of `roofline`, the plainest first, each edge after what is special about it.

mod edges;

use judge::{Case, Random};

use super::Input;

/// A rate between two, evenly in its logarithm.
fn between(random: &mut Random, from: f64, to: f64) -> f64 {
    random.uniform(from.ln()..to.ln()).exp()
}

/// A machine of one thread with one level, which is memory.
fn plain(random: &mut Random) -> Input {
    let rate = between(random, 2e10, 9e10);
    let bandwidth = between(random, 7e9, 1.4e10);
    Input {
        rate,
        levels: vec![(bandwidth, true)],
        operations: 0.0,
        bytes: vec![0.0],
        threads: 1,
        measured: None,
    }
}

/// One of four levels, the last two shared, as a processor has them. Ridges are near 1, 2, 4 and 10.
fn four(random: &mut Random) -> Input {
    let rate = between(random, 5e10, 6e10);
    let levels = vec![
        (between(random, 5.0e10, 5.5e10), false),
        (between(random, 2.4e10, 2.8e10), false),
        (between(random, 1.2e10, 1.4e10), true),
        (between(random, 5e9, 6e9), true),
    ];
    Input { rate, levels, operations: 0.0, bytes: vec![0.0; 4], threads: 1, measured: None }
}

/// A kernel that takes so many seconds for arithmetic and for each level, if it were alone there; in whole numbers.
fn taking(machine: Input, threads: usize, arithmetic: f64, levels: &[f64]) -> Input {
    let all = threads as f64;
    let bandwidths =
        machine.levels.iter().map(|&(bandwidth, shared)| if shared { bandwidth } else { all * bandwidth });
    let bytes = bandwidths.zip(levels).map(|(bandwidth, seconds)| (bandwidth * seconds).round()).collect();
    Input { operations: (machine.rate * all * arithmetic).round(), bytes, threads, ..machine }
}

fn measured(input: Input, seconds: f64) -> Input {
    Input { measured: Some(seconds), ..input }
}

/// Powers of two throughout, so that times are equal to the last bit by whatever route.
fn equal(rate: i32, levels: &[(i32, bool)], operations: i32, bytes: &[i32], threads: usize) -> Input {
    let power = |n: i32| 2_f64.powi(n);
    Input {
        rate: power(rate),
        levels: levels.iter().map(|&(bandwidth, shared)| (power(bandwidth), shared)).collect(),
        operations: power(operations),
        bytes: bytes.iter().map(|&bytes| power(bytes)).collect(),
        threads,
        measured: Some(power(-5)),
    }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    [plainest(), levels(), threads(), edges::ties(), edges::nothing(), edges::sizes()]
        .into_iter()
        .flatten()
        .collect()
}

fn plainest() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "left of the ridge",
            make: |random| {
                let machine = plain(random);
                taking(machine, 1, 0.02, &[0.1])
            },
        },
        Case {
            name: "right of the ridge",
            make: |random| {
                let machine = plain(random);
                taking(machine, 1, 0.1, &[0.03])
            },
        },
        Case {
            name: "left of the ridge, and measured",
            make: |random| {
                let machine = plain(random);
                measured(taking(machine, 1, 0.03, &[0.07]), random.uniform(0.1..0.3))
            },
        },
        Case {
            name: "right of the ridge, and measured",
            make: |random| {
                let machine = plain(random);
                measured(taking(machine, 1, 0.05, &[0.02]), random.uniform(0.1..0.3))
            },
        },
        Case {
            name: "faster than the floor",
            make: |random| {
                let machine = plain(random);
                measured(taking(machine, 1, 0.03, &[0.07]), random.uniform(0.02..0.06))
            },
        },
    ]
}

fn levels() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "four levels, and memory is the limit",
            make: |random| {
                let machine = four(random);
                measured(taking(machine, 1, 0.03, &[0.02, 0.04, 0.05, 0.08]), 0.1)
            },
        },
        Case {
            name: "four levels, and the second cache is the limit",
            make: |random| {
                let machine = four(random);
                measured(taking(machine, 1, 0.03, &[0.05, 0.09, 0.02, 0.04]), 0.2)
            },
        },
        Case {
            name: "four levels, and the first is the limit",
            make: |random| {
                let machine = four(random);
                taking(machine, 1, 0.06, &[0.08, 0.03, 0.02, 0.05])
            },
        },
        Case {
            name: "four levels, and arithmetic is the limit",
            make: |random| {
                let machine = four(random);
                measured(taking(machine, 1, 0.09, &[0.03, 0.07, 0.02, 0.05]), 0.5)
            },
        },
        Case {
            name: "a cache that is slower than memory",
            make: |random| {
                let rate = between(random, 1e11, 2e11);
                let levels = vec![(3e9, true), (8e9, true)];
                let machine =
                    Input { rate, levels, operations: 0.0, bytes: vec![], threads: 1, measured: None };
                taking(machine, 1, 0.01, &[0.07, 0.05])
            },
        },
        Case {
            name: "every level moves the same bytes",
            make: |random| {
                let machine = four(random);
                let bytes = random.uniform(1e9..2e9).round();
                measured(Input { operations: (bytes / 8.0).round(), bytes: vec![bytes; 4], ..machine }, 0.7)
            },
        },
        Case {
            name: "nine levels",
            make: |random| {
                let mut levels: Vec<(f64, bool)> =
                    (0..9).map(|at| (between(random, 1e10, 9e10), at % 2 == 0)).collect();
                levels[5].1 = false;
                let machine = Input {
                    rate: 7e10,
                    levels,
                    operations: 0.0,
                    bytes: vec![],
                    threads: 3,
                    measured: Some(0.3),
                };
                let mut times = [0.02, 0.03, 0.05, 0.04, 0.01, 0.06, 0.025, 0.035, 0.045];
                random.shuffle(&mut times[..8]);
                taking(machine, 3, 0.015, &times)
            },
        },
    ]
}

fn threads() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "two threads, and memory that they share",
            make: |random| {
                let machine = plain(random);
                measured(taking(machine, 2, 0.04, &[0.06]), 0.2)
            },
        },
        Case {
            name: "two threads, each with its own memory",
            make: |random| {
                let machine = plain(random);
                let levels = vec![(machine.levels[0].0, false)];
                measured(taking(Input { levels, ..machine }, 2, 0.04, &[0.06]), 0.2)
            },
        },
        Case {
            name: "eight threads, and a cache of each is the limit",
            make: |random| {
                let machine = four(random);
                measured(taking(machine, 8, 0.03, &[0.05, 0.08, 0.04, 0.02]), 0.3)
            },
        },
        Case {
            name: "eight threads, and the cache that they share is the limit",
            make: |random| {
                let machine = four(random);
                measured(taking(machine, 8, 0.03, &[0.05, 0.02, 0.08, 0.04]), 0.3)
            },
        },
        Case {
            name: "eight threads, and arithmetic is the limit",
            make: |random| {
                let machine = four(random);
                taking(machine, 8, 0.08, &[0.05, 0.02, 0.03, 0.04])
            },
        },
        Case {
            name: "a shared cache before memory that each thread has",
            make: |random| {
                let rate = between(random, 5e10, 6e10);
                let levels = vec![(4e10, true), (6e9, false)];
                let machine =
                    Input { rate, levels, operations: 0.0, bytes: vec![], threads: 1, measured: None };
                measured(taking(machine, 5, 0.05, &[0.04, 0.07]), 0.1)
            },
        },
        Case {
            name: "1,024 threads",
            make: |random| {
                let machine = four(random);
                measured(taking(machine, 1024, 0.03, &[0.05, 0.02, 0.01, 0.08]), 0.1)
            },
        },
        Case {
            name: "257 threads, and arithmetic is the limit",
            make: |random| {
                let machine = four(random);
                taking(machine, 257, 0.09, &[0.05, 0.02, 0.01, 0.08])
            },
        },
    ]
}

/// No two of the times within a hundredth of each other.
fn apart(random: &mut Random, count: usize) -> Vec<f64> {
    let mut times: Vec<f64> =
        (0..count).map(|at| 0.01 * 1.3_f64.powi(at as i32) * random.uniform(0.9..1.1)).collect();
    random.shuffle(&mut times);
    times
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let count = random.whole(1..=5);
    let levels = (0..count).map(|_| (between(random, 1e9, 1e12), random.chance(0.5))).collect();
    let rate = between(random, 1e10, 1e12);
    let machine = Input { rate, levels, operations: 0.0, bytes: vec![], threads: 1, measured: None };
    let times = apart(random, count + 1);
    let threads = random.whole(1..=12);
    let input = taking(machine, threads, times[0], &times[1..]);
    let seconds = random.uniform(0.03..0.3);
    Input { measured: random.chance(0.7).then_some(seconds), ..input }
}
