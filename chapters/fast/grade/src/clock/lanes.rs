//! What is timed of the answers of `fast/lanes`.

use std::hint::black_box;

use super::{Clock, Run};

/// So many numbers, which a first cache holds.
const COUNT: usize = 4096;

pub(super) const CLOCKS: &[Clock] = &[
    Clock {
        name: "lanes",
        what: "a sum of 4,096 numbers",
        run: |answers| {
            let answer = answers.lanes?.floats;
            let numbers = numbers();
            Some(Box::new(move || {
                black_box(answer(black_box(&numbers)));
            }))
        },
        rung: Some(("simd/rows", sum)),
    },
    Clock {
        name: "exp",
        what: "e^x of 4,096 numbers",
        run: |answers| {
            let answer = answers.exp?.many;
            let (numbers, mut powers) = (numbers(), vec![0.0; COUNT]);
            Some(Box::new(move || {
                powers.copy_from_slice(&numbers);
                answer(black_box(&mut powers));
            }))
        },
        rung: Some(("simd/exp", powers)),
    },
];

/// From −20 to 20, in no order.
fn numbers() -> Vec<f32> {
    (0..COUNT).map(|i| ((i * 2557 % COUNT) as f32 / COUNT as f32 - 0.5) * 40.0).collect()
}

fn sum() -> Run {
    let numbers = numbers();
    Box::new(move || {
        black_box(simd::sum(black_box(&numbers)));
    })
}

fn powers() -> Run {
    let (numbers, mut powers) = (numbers(), vec![0.0; COUNT]);
    Box::new(move || {
        powers.copy_from_slice(&numbers);
        simd::powers(black_box(&mut powers));
    })
}
