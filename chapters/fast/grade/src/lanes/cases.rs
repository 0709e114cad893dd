//! The cases of `lanes`, the plainest first, each edge after what is special about it.
//!
//! No case has a length at which an answer with one, two or four sums is just within the longest chain or just beyond it, so that what
//! breaks the law does so on the same cases, however it joins its sums.

use judge::{Case, Random};

use super::Input;

/// The largest size that a number may have.
pub(super) const LARGEST: f32 = 1e30;
/// The most numbers.
pub(super) const MOST: usize = 4096;

fn normals(random: &mut Random, count: usize) -> Input {
    Input { numbers: random.normals(count, 1.0).to_vec() }
}

/// Each number with a level of its own.
fn levels(random: &mut Random, count: usize) -> Input {
    let number = |random: &mut Random| (10_f64.powf(random.uniform(-3.0..3.0)) * random.normal()) as f32;
    Input { numbers: (0..count).map(|_| number(random)).collect() }
}

/// Pairs that cancel, in any order, beside small numbers.
fn cancelling(random: &mut Random, count: usize, largest: f64) -> Input {
    let mut numbers = random.normals(count, 1.0).to_vec();
    for pair in 0..count / 3 {
        let large = (largest * random.uniform(0.1..1.0)) as f32;
        (numbers[2 * pair], numbers[2 * pair + 1]) = (large, -large);
    }
    random.shuffle(&mut numbers);
    Input { numbers }
}

/// Whole numbers so small that every sum of some of them is exact.
fn wholes(random: &mut Random, count: usize) -> Input {
    Input { numbers: (0..count).map(|_| random.whole(0..=2000) as f32 - 700.0).collect() }
}

fn zeros(random: &mut Random, count: usize) -> Input {
    let mut input = normals(random, count);
    input.numbers.iter_mut().step_by(2).for_each(|x| *x = -0.0);
    input.numbers[1] = 0.0;
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "sixteen numbers", make: |random| normals(random, 16) },
        Case { name: "eight numbers", make: |random| normals(random, 8) },
        Case { name: "a remainder of one", make: |random| normals(random, 9) },
        Case { name: "a remainder of two", make: |random| normals(random, 26) },
        Case { name: "a remainder of three", make: |random| normals(random, 11) },
        Case { name: "a remainder of four", make: |random| normals(random, 28) },
        Case { name: "a remainder of five", make: |random| normals(random, 13) },
        Case { name: "a remainder of six", make: |random| normals(random, 30) },
        Case { name: "a remainder of seven", make: |random| normals(random, 15) },
        Case { name: "three numbers", make: |random| normals(random, 3) },
        Case { name: "seven numbers", make: |random| normals(random, 7) },
        Case { name: "one number", make: |random| normals(random, 1) },
        Case { name: "none", make: |_| Input { numbers: vec![] } },
        Case { name: "−0.0 alone", make: |_| Input { numbers: vec![-0.0] } },
        Case { name: "zeros of both signs among others", make: |random| zeros(random, 12) },
        Case { name: "numbers at very different levels", make: |random| levels(random, 29) },
        Case { name: "large ones that cancel", make: |random| cancelling(random, 25, 1e4) },
        Case {
            name: "numbers as large as may be",
            make: |random| {
                let mut input = cancelling(random, 57, f64::from(LARGEST));
                (input.numbers[3], input.numbers[40]) = (LARGEST, -LARGEST);
                input
            },
        },
        Case { name: "eighty numbers", make: |random| normals(random, 80) },
        Case { name: "250 numbers", make: |random| normals(random, 250) },
        Case { name: "whole numbers, whose sums are exact", make: |random| wholes(random, 300) },
        Case { name: "a thousand equal ones", make: |_| Input { numbers: vec![1.3; 1001] } },
        Case { name: "as many as there may be", make: |random| levels(random, MOST) },
        Case {
            name: "as many and as large as may be",
            make: |random| {
                let number = |random: &mut Random| LARGEST * (1.0 - 0.2 * random.uniform(0.0..1.0) as f32);
                Input { numbers: (0..MOST).map(|_| number(random)).collect() }
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let count = match random.whole(0..=3) {
        0 => random.whole(0..=15),
        1 => random.whole(22..=32),
        2 => random.whole(40..=60),
        _ => random.whole(200..=400),
    };
    match random.whole(0..=2) {
        0 => normals(random, count),
        1 => levels(random, count),
        _ => wholes(random, count),
    }
}
