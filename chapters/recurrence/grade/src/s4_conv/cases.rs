//! The cases of `s4_conv`.

use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2, array};

use super::{Input, Space};

/// Normal numbers as B and C.
fn space(random: &mut Random, a: Array2<f32>) -> Space {
    let n = a.nrows();
    Space { a: a.into(), b: random.normals(n, 1.0).into(), c: random.normals(n, 1.0).into() }
}

/// A matrix whose powers fade: normal numbers, scaled so that no row sums to more than 0.95.
fn fading(random: &mut Random, n: usize) -> Array2<f32> {
    let mut a: Array2<f32> = random.normals((n, n), 1.0);
    let most = a.rows().into_iter().map(|row| row.mapv(f32::abs).sum()).fold(0.0, f32::max);
    a *= 0.95 / most;
    a
}

/// HiPPO with four coefficients, by the bilinear rule.
fn hippo(random: &mut Random) -> Space {
    let a = Array2::from_shape_fn((4, 4), |(i, k)| match i.cmp(&k) {
        std::cmp::Ordering::Greater => -(((2 * i + 1) * (2 * k + 1)) as f32).sqrt(),
        std::cmp::Ordering::Equal => -(i as f32 + 1.0),
        std::cmp::Ordering::Less => 0.0,
    });
    let b = Array1::from_shape_fn(4, |i| (2.0 * i as f32 + 1.0).sqrt());
    let step = random.uniform(0.05..0.15) as f32;
    let (a, b) = recurrence::solution::discretise::bilinear(a.view(), b.view(), step);
    Space { b: b.into(), ..space(random, a) }
}

/// Two turns in two planes: the powers neither grow nor fade.
fn rotation(random: &mut Random) -> Space {
    let mut a = Array2::zeros((4, 4));
    for (at, angle) in [(0, random.uniform(0.1..0.4)), (2, random.uniform(1.0..2.0))] {
        let (sin, cos) = (angle.sin() as f32, angle.cos() as f32);
        a[[at, at]] = cos;
        a[[at, at + 1]] = -sin;
        a[[at + 1, at]] = sin;
        a[[at + 1, at + 1]] = cos;
    }
    space(random, a)
}

/// Each state goes to the next one, and the last is lost.
fn delay(random: &mut Random) -> Space {
    space(random, Array2::from_shape_fn((5, 5), |(i, k)| f32::from(u8::from(i == k + 1))))
}

/// States that fade quickly, slowly and hardly at all, and whose signs alternate.
fn rates(random: &mut Random) -> Space {
    let rates = [0.999, 0.5, -0.98, 1e-3, -0.2];
    let mut a = Array2::from_diag(&array![0.999, 0.5, -0.98, 1e-3, -0.2]);
    for i in 1..rates.len() {
        a[[i, i - 1]] = 0.05 * random.normal() as f32;
    }
    space(random, a)
}

fn levels(random: &mut Random) -> Space {
    let a = fading(random, 4);
    let mut space = space(random, a);
    for i in 0..4 {
        space.b.values[i] *= [1.0, 1e3, 1e-3, 30.0][i];
        space.c.values[i] *= [1e3, 1.0, 30.0, 1e-3][i];
    }
    space
}

fn laid(space: Space, [a, b, c]: [Layout; 3]) -> Space {
    Space { a: space.a.laid(a), b: space.b.laid(b), c: space.c.laid(c) }
}

fn kernel(space: Space, length: usize) -> Input {
    Input::Kernel { space, length }
}

fn recur(random: &mut Random, space: Space, length: usize) -> Input {
    Input::Recur { space, input: random.normals(length, 1.0).into() }
}

fn convolve(random: &mut Random, length: usize) -> Input {
    let kernel: Array1<f32> = random.normals(length, 1.0);
    Input::Convolve { kernel: kernel.into(), input: random.normals(length, 1.0).into() }
}

fn plain(random: &mut Random, n: usize) -> Space {
    let a = fading(random, n);
    space(random, a)
}

fn of_kernel() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    vec![
        Case { name: "kernel, one state", make: |random| kernel(plain(random, 1), 4) },
        Case { name: "kernel, two states", make: |random| kernel(plain(random, 2), 3) },
        Case { name: "kernel, HiPPO", make: |random| kernel(hippo(random), 7) },
        Case { name: "kernel, length 1", make: |random| kernel(plain(random, 3), 1) },
        Case { name: "kernel, length 0", make: |random| kernel(plain(random, 3), 0) },
        Case { name: "kernel, as long as there are states", make: |random| kernel(plain(random, 5), 5) },
        Case { name: "kernel, 300 steps of a rotation", make: |random| kernel(rotation(random), 300) },
        Case { name: "kernel, a line of delays", make: |random| kernel(delay(random), 9) },
        Case { name: "kernel, fast and slow states", make: |random| kernel(rates(random), 40) },
        Case { name: "kernel, 66 states", make: |random| kernel(plain(random, 66), 4) },
        Case { name: "kernel, B and C at very different levels", make: |random| kernel(levels(random), 6) },
        Case {
            name: "kernel, all views transposed",
            make: |random| kernel(laid(plain(random, 4), [Transposed; 3]), 6),
        },
        Case {
            name: "kernel, strided views",
            make: |random| kernel(laid(plain(random, 3), [Strided, Strided, Strided]), 7),
        },
        Case {
            name: "kernel, B and C reversed in memory",
            make: |random| kernel(laid(plain(random, 3), [Contiguous, Reversed, Reversed]), 5),
        },
    ]
}

fn of_convolve() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    fn with(input: Input, first: Layout, second: Layout) -> Input {
        let Input::Convolve { kernel, input } = input else { unreachable!("a convolution") };
        Input::Convolve { kernel: kernel.laid(first), input: input.laid(second) }
    }
    vec![
        Case { name: "convolve, length 3", make: |random| convolve(random, 3) },
        Case { name: "convolve, length 8", make: |random| convolve(random, 8) },
        Case { name: "convolve, length 11", make: |random| convolve(random, 11) },
        Case { name: "convolve, length 1", make: |random| convolve(random, 1) },
        Case { name: "convolve, length 0", make: |random| convolve(random, 0) },
        Case { name: "convolve, length 300", make: |random| convolve(random, 300) },
        Case {
            name: "convolve, all at the end",
            make: |random| {
                let mut made = convolve(random, 10);
                if let Input::Convolve { input, .. } = &mut made {
                    input.values.iter_mut().take(8).for_each(|u| *u = 0.0);
                }
                made
            },
        },
        Case {
            name: "convolve, a kernel that fades from 1000",
            make: |random| {
                let mut made = convolve(random, 35);
                if let Input::Convolve { kernel, .. } = &mut made {
                    for (l, number) in kernel.values.iter_mut().enumerate() {
                        *number *= 1e3 * 0.8_f32.powi(l as i32);
                    }
                }
                made
            },
        },
        Case { name: "convolve, strided", make: |random| with(convolve(random, 9), Strided, Transposed) },
        Case {
            name: "convolve, the input strided",
            make: |random| with(convolve(random, 6), Transposed, Strided),
        },
        Case {
            name: "convolve, the input reversed in memory",
            make: |random| with(convolve(random, 8), Contiguous, Reversed),
        },
        Case {
            name: "convolve, the kernel reversed in memory",
            make: |random| with(convolve(random, 5), Reversed, Contiguous),
        },
        Case {
            name: "convolve, reversed in memory",
            make: |random| with(convolve(random, 7), Reversed, Reversed),
        },
    ]
}

fn of_recur() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    fn with(input: Input, layout: Layout) -> Input {
        let Input::Recur { space, input } = input else { unreachable!("a recurrence") };
        Input::Recur { space, input: input.laid(layout) }
    }
    fn make(random: &mut Random, n: usize, length: usize) -> Input {
        let space = plain(random, n);
        recur(random, space, length)
    }
    vec![
        Case { name: "recur, one state", make: |random| make(random, 1, 4) },
        Case { name: "recur, two states", make: |random| make(random, 2, 3) },
        Case {
            name: "recur, HiPPO",
            make: |random| {
                let space = hippo(random);
                recur(random, space, 8)
            },
        },
        Case { name: "recur, one input", make: |random| make(random, 3, 1) },
        Case { name: "recur, no input", make: |random| make(random, 3, 0) },
        Case { name: "recur, as many inputs as states", make: |random| make(random, 5, 5) },
        Case {
            name: "recur, 300 steps of a rotation",
            make: |random| {
                let space = rotation(random);
                recur(random, space, 300)
            },
        },
        Case {
            name: "recur, a line of delays",
            make: |random| {
                let space = delay(random);
                recur(random, space, 9)
            },
        },
        Case {
            name: "recur, fast and slow states",
            make: |random| {
                let space = rates(random);
                recur(random, space, 40)
            },
        },
        Case { name: "recur, 66 states", make: |random| make(random, 66, 4) },
        Case {
            name: "recur, B and C at very different levels",
            make: |random| {
                let space = levels(random);
                recur(random, space, 6)
            },
        },
        Case {
            name: "recur, all views transposed",
            make: |random| {
                let space = laid(plain(random, 4), [Transposed; 3]);
                with(recur(random, space, 6), Transposed)
            },
        },
        Case {
            name: "recur, strided views",
            make: |random| {
                let space = laid(plain(random, 3), [Strided; 3]);
                with(recur(random, space, 7), Strided)
            },
        },
        Case {
            name: "recur, B, C and the input reversed in memory",
            make: |random| {
                let space = laid(plain(random, 3), [Contiguous, Reversed, Reversed]);
                with(recur(random, space, 5), Reversed)
            },
        },
    ]
}

pub(super) fn cases() -> Vec<Case<Input>> {
    [of_kernel(), of_convolve(), of_recur()].into_iter().flatten().collect()
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [n, length] = random.distinct(2..=12);
    let layouts = [Layout::any(random), Layout::any(random), Layout::any(random)];
    let space = laid(plain(random, n), layouts);
    match random.whole(0..=2) {
        0 => kernel(space, length),
        1 => convolve(random, length),
        _ => recur(random, space, length),
    }
}
