//! What is timed of the answers of `fast/lanes`.

// What is not inlined into the function that is compiled for a processor's instructions does not know them.
#![allow(clippy::inline_always)]

use std::hint::black_box;

use simd::pulp::{Simd, WithSimd};
use simd::{arch, fold};

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
            let answer = answers.exp?.floats;
            let (numbers, mut powers) = (numbers(), vec![0.0; COUNT]);
            Some(Box::new(move || {
                for (power, &x) in powers.iter_mut().zip(black_box(&numbers)) {
                    *power = answer(x);
                }
                black_box(&powers);
            }))
        },
        rung: Some(("simd/exp", powers)),
    },
];

/// From −20 to 20, in no order.
fn numbers() -> Vec<f32> {
    (0..COUNT).map(|i| ((i * 2557 % COUNT) as f32 / COUNT as f32 - 0.5) * 40.0).collect()
}

struct Sum<'a>(&'a [f32]);

impl WithSimd for Sum<'_> {
    type Output = f32;
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let (vectors, end) = S::as_simd_f32s(self.0);
        let two = |a, b| simd.add_f32s(a, b);
        simd.reduce_sum_f32s(fold::<S>(simd.splat_f32s(0.0), vectors, two, two)) + end.iter().sum::<f32>()
    }
}

fn sum() -> Run {
    let numbers = numbers();
    Box::new(move || {
        black_box(arch().dispatch(Sum(black_box(&numbers))));
    })
}

struct Powers<'a>(&'a [f32], &'a mut [f32]);

impl WithSimd for Powers<'_> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (numbers, number_end) = S::as_simd_f32s(self.0);
        let (powers, power_end) = S::as_mut_simd_f32s(self.1);
        for (power, &x) in powers.iter_mut().zip(numbers) {
            *power = simd::exp(simd, x);
        }
        for (power, x) in power_end.iter_mut().zip(number_end) {
            *power = x.exp();
        }
    }
}

fn powers() -> Run {
    let (numbers, mut powers) = (numbers(), vec![0.0; COUNT]);
    Box::new(move || {
        arch().dispatch(Powers(black_box(&numbers), &mut powers));
        black_box(&powers);
    })
}
