//! The cases of `s4d`.

use std::f32::consts::PI;

use judge::{Case, Layout, Random};
use num_complex::Complex32;

use super::{Input, Numbers};

/// Ends of the real parts of A, of its imaginary parts and of the step, as the stub says.
pub(super) const FALLS: [f64; 2] = [-32.0, -0.5];
pub(super) const TURN: f64 = 100.0;
pub(super) const STEPS: [f64; 2] = [0.001, 0.1];

fn numbers(random: &mut Random, n: usize) -> Vec<Complex32> {
    (0..n).map(|_| Complex32::new(random.normal() as f32, random.normal() as f32)).collect()
}

fn input(random: &mut Random, a: &[Complex32], step: f64, length: usize) -> Input {
    let c = numbers(random, a.len());
    Input { a: Numbers::of(a), c: Numbers::of(&c), step: step as f32, length }
}

/// −½ + iπk: S4D-Lin.
fn lin(random: &mut Random, n: usize, step: f64, length: usize) -> Input {
    let a: Vec<Complex32> = (0..n).map(|k| Complex32::new(-0.5, PI * k as f32)).collect();
    input(random, &a, step, length)
}

/// Any A of moderate size, none of them real.
fn any(random: &mut Random, n: usize, step: f64, length: usize) -> Input {
    let mut one = |_| {
        let im = random.uniform(2.0..12.0) * if random.chance(0.5) { 1.0 } else { -1.0 };
        Complex32::new(-random.uniform(0.6..4.0) as f32, im as f32)
    };
    let a: Vec<Complex32> = (0..n).map(&mut one).collect();
    input(random, &a, step, length)
}

/// −1, −2, −3 and so on, without turning: S4D-Real, and Mamba's.
fn real(random: &mut Random, n: usize, step: f64, length: usize) -> Input {
    let a: Vec<Complex32> = (0..n).map(|k| Complex32::new(-1.0 - k as f32, 0.0)).collect();
    input(random, &a, step, length)
}

/// Both ends of both parts of A.
fn ends(random: &mut Random, step: f64, length: usize) -> Input {
    let (slow, fast, turn) = (FALLS[1] as f32, FALLS[0] as f32, TURN as f32);
    let a = [(slow, turn), (fast, -turn), (slow, -turn), (fast, 0.0), (slow, 0.0)];
    input(random, &a.map(|(re, im)| Complex32::new(re, im)), step, length)
}

fn levels(random: &mut Random) -> Input {
    let mut made = any(random, 4, 0.05, 9);
    for n in 0..4 {
        made.c.re[n] *= [1.0, 1e3, 1e-3, 40.0][n];
        made.c.im[n] *= [1.0, 1e3, 1e-3, 40.0][n];
    }
    made
}

fn laid(input: Input, a: Layout, c: Layout) -> Input {
    let (mut a_laid, mut c_laid) = (input.a, input.c);
    a_laid.layout = a;
    c_laid.layout = c;
    Input { a: a_laid, c: c_laid, ..input }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided};
    vec![
        Case { name: "one wave", make: |random| any(random, 1, 0.1, 4) },
        Case { name: "three waves", make: |random| any(random, 3, 0.08, 5) },
        Case { name: "a state that does not turn, and one that does", make: |random| lin(random, 2, 0.1, 6) },
        Case { name: "as many states as steps", make: |random| any(random, 5, 0.07, 5) },
        Case { name: "length 1", make: |random| any(random, 3, 0.1, 1) },
        Case { name: "length 0", make: |random| any(random, 2, 0.1, 0) },
        Case { name: "states that do not turn", make: |random| real(random, 4, 0.1, 7) },
        Case { name: "32 states", make: |random| lin(random, 32, 0.1, 12) },
        Case { name: "300 steps", make: |random| lin(random, 3, 0.02, 300) },
        Case { name: "300 long steps", make: |random| ends(random, STEPS[1], 300) },
        Case { name: "steps of 0.001", make: |random| ends(random, STEPS[0], 20) },
        Case { name: "C at very different levels", make: levels },
        Case { name: "260 states", make: |random| any(random, 260, 0.04, 3) },
        Case { name: "strided views", make: |random| laid(any(random, 4, 0.09, 5), Strided, Strided) },
        Case { name: "A strided", make: |random| laid(any(random, 3, 0.09, 6), Strided, Contiguous) },
        Case {
            name: "C reversed in memory",
            make: |random| laid(any(random, 3, 0.06, 6), Contiguous, Reversed),
        },
        Case {
            name: "A reversed in memory",
            make: |random| laid(any(random, 4, 0.06, 6), Reversed, Contiguous),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [n, length] = random.distinct(2..=12);
    let step = random.uniform(0.02..0.1);
    let made = any(random, n, step, length);
    let layouts = [Layout::any(random), Layout::any(random)];
    laid(made, layouts[0], layouts[1])
}
