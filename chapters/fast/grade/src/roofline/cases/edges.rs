//! Ties, nothing to do, and sizes at both ends.

use judge::Case;

use super::{Input, apart, between, equal, four, measured, plain, taking};

pub(super) fn ties() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "arithmetic and memory take equally long",
            make: |_| equal(36, &[(33, true)], 30, &[27], 1),
        },
        Case {
            name: "two levels take equally long",
            make: |_| equal(36, &[(35, false), (34, true), (33, true)], 28, &[28, 29, 28], 1),
        },
        Case {
            name: "all take equally long, with four threads",
            make: |_| equal(36, &[(35, false), (34, false), (33, true)], 30, &[29, 28, 25], 4),
        },
        Case {
            name: "arithmetic and the cache in the middle take equally long",
            make: |_| equal(36, &[(35, false), (34, true), (33, true)], 30, &[26, 27, 25], 2),
        },
        Case {
            name: "times hardly more than a thousandth apart, the longest last",
            make: |random| {
                let machine = four(random);
                taking(machine, 2, 0.08, &[0.01, 0.0801, 0.03, 0.0802])
            },
        },
    ]
}

pub(super) fn nothing() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "no operation: a copy",
            make: |random| {
                let machine = four(random);
                measured(taking(machine, 2, 0.0, &[0.02, 0.03, 0.05, 0.08]), 0.1)
            },
        },
        Case {
            name: "no byte at all",
            make: |random| {
                let machine = four(random);
                measured(taking(machine, 2, 0.05, &[0.0; 4]), 0.1)
            },
        },
        Case {
            name: "no byte from memory, and the second cache is the limit",
            make: |random| {
                let machine = four(random);
                measured(taking(machine, 2, 0.03, &[0.02, 0.05, 0.0, 0.0]), 0.1)
            },
        },
        Case {
            name: "bytes from memory alone",
            make: |random| {
                let machine = four(random);
                taking(machine, 2, 0.02, &[0.0, 0.0, 0.0, 0.06])
            },
        },
        Case {
            name: "no operation, and no byte from memory",
            make: |random| {
                let machine = four(random);
                measured(taking(machine, 1, 0.0, &[0.02, 0.01, 0.0, 0.0]), 0.1)
            },
        },
        Case {
            name: "nothing to do",
            make: |random| {
                let machine = four(random);
                taking(machine, 1, 0.0, &[0.0; 4])
            },
        },
        Case {
            name: "nothing to do, and measured",
            make: |random| {
                let machine = plain(random);
                measured(taking(machine, 3, 0.0, &[0.0]), 0.1)
            },
        },
    ]
}

pub(super) fn sizes() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "a kernel of nanoseconds",
            make: |random| {
                let machine = four(random);
                measured(taking(machine, 1, 4e-9, &[3e-9, 2e-9, 5e-9, 1e-8]), 3e-8)
            },
        },
        Case {
            name: "a nanosecond was measured",
            make: |random| {
                let machine = plain(random);
                measured(taking(machine, 1, 4e-9, &[9e-9]), 1e-9)
            },
        },
        Case {
            name: "1e18 operations and bytes, in twelve days",
            make: |_| Input {
                rate: 1e18,
                levels: vec![(3e12, false), (1.7e12, true)],
                operations: 1e18,
                bytes: vec![4e17, 1e18],
                threads: 1,
                measured: Some(1e6),
            },
        },
        Case {
            name: "a machine of a million operations and bytes a second",
            make: |random| Input {
                rate: 1e6,
                levels: vec![(3e6, true), (1e6, true)],
                operations: random.whole(2_000..=3_000) as f64,
                bytes: vec![random.whole(900..=1_500) as f64, random.whole(5_000..=9_000) as f64],
                threads: 2,
                measured: Some(0.25),
            },
        },
        Case {
            name: "a machine that computes 1e18 times a second, and moves as many bytes",
            make: |random| Input {
                rate: 1e18,
                levels: vec![(1e18, false), (2e13, true)],
                operations: 1e15 * random.whole(2..=9) as f64,
                bytes: vec![3e15, 7e9],
                threads: 4,
                measured: Some(0.01),
            },
        },
        Case {
            name: "1,024 threads that each compute 1e18 times a second",
            make: |random| Input {
                rate: 1e18,
                levels: vec![(1e18, false), (7e17, false)],
                operations: 1e18,
                bytes: vec![1e16 * random.whole(60..=90) as f64, 1e16 * random.whole(30..=50) as f64],
                threads: 1024,
                measured: Some(0.003),
            },
        },
        Case {
            name: "a few operations and bytes, on a fast machine",
            make: |random| Input {
                rate: 3e17,
                levels: vec![(1e17, false), (4e16, true)],
                operations: random.whole(2..=9) as f64,
                bytes: vec![random.whole(2..=3) as f64, 5.0],
                threads: 1,
                measured: None,
            },
        },
        Case {
            name: "forty levels",
            make: |random| {
                let levels = (0..40).map(|_| (between(random, 1e9, 1e12), random.chance(0.5))).collect();
                let machine =
                    Input { rate: 7e10, levels, operations: 0.0, bytes: vec![], threads: 1, measured: None };
                let times = apart(random, 41);
                taking(machine, 2, times[0], &times[1..])
            },
        },
        Case {
            name: "one byte for many operations",
            make: |random| {
                let machine = four(random);
                Input { operations: 5e9, bytes: vec![3.0, 2.0, 2.0, 1.0], ..machine }
            },
        },
    ]
}
