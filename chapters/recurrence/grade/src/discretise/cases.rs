//! The cases of `discretise`.

use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2, array};

use super::{Input, Which};

/// The largest sum of absolute values in a row of ΔA, as the stub says.
pub(super) const ROW: f64 = 64.0;
/// The most states.
pub(super) const STATES: usize = 24;

/// The matrix of HiPPO-LegS.
pub(super) fn hippo(n: usize) -> Array2<f32> {
    Array2::from_shape_fn((n, n), |(i, k)| match i.cmp(&k) {
        std::cmp::Ordering::Greater => -(((2 * i + 1) * (2 * k + 1)) as f32).sqrt(),
        std::cmp::Ordering::Equal => -(i as f32 + 1.0),
        std::cmp::Ordering::Less => 0.0,
    })
}

/// x with its transpose taken away turns states into each other; −yyᵀ damps them.
fn stable(random: &mut Random, n: usize, [turning, damping]: [f64; 2]) -> Array2<f32> {
    let turns = random.normals((n, n), turning / (n as f64).sqrt());
    let damps = random.normals((n, n), (damping / n as f64).sqrt());
    &turns - &turns.t() - damps.dot(&damps.t())
}

fn input(random: &mut Random, which: Which, a: Array2<f32>, step: f64) -> Input {
    let b = random.normals(a.nrows(), 1.0);
    Input { which, a: a.into(), b: b.into(), step: step as f32 }
}

fn laid(input: Input, a: Layout, b: Layout) -> Input {
    Input { a: input.a.laid(a), b: input.b.laid(b), ..input }
}

/// The step with which the largest row of ΔA sums to [`ROW`].
fn to_the_end(a: &Array2<f32>) -> f64 {
    ROW / largest_row(a)
}

/// The largest sum of absolute values in a row.
pub(super) fn largest_row(a: &Array2<f32>) -> f64 {
    a.rows().into_iter().map(|row| row.iter().map(|x| f64::from(x.abs())).sum()).fold(0.0, f64::max)
}

type Make = fn(&mut Random, Which) -> Input;

fn plain(random: &mut Random, which: Which) -> Input {
    let step = random.uniform(0.6..1.2);
    let a = array![[-random.uniform(0.3..0.8) as f32]];
    input(random, which, a, step)
}

fn turning(random: &mut Random, which: Which) -> Input {
    let (fade, turn) = (random.uniform(0.2..0.5) as f32, random.uniform(1.0..2.0) as f32);
    input(random, which, array![[-fade, -turn], [turn, -fade]], 0.5)
}

fn four(random: &mut Random, which: Which) -> Input {
    let step = random.uniform(0.08..0.15);
    input(random, which, hippo(4), step)
}

fn five(random: &mut Random, which: Which) -> Input {
    let a = stable(random, 5, [1.0, 1.0]);
    input(random, which, a, 0.7)
}

/// A position and its speed.
fn push(random: &mut Random, which: Which) -> Input {
    let speed = random.uniform(0.5..2.0) as f32;
    input(random, which, array![[0.0, speed], [0.0, 0.0]], 1.5)
}

/// Each state is the change of the one before.
fn chain(random: &mut Random, which: Which) -> Input {
    let mut a = Array2::zeros((4, 4));
    for i in 0..3 {
        a[[i, i + 1]] = random.uniform(0.5..2.0) as f32;
    }
    input(random, which, a, 1.2)
}

/// A mean that stays, as of probabilities that flow from one place to others.
fn flow(random: &mut Random, which: Which) -> Input {
    let mut a = random.normals((4, 4), 0.5).mapv(f32::abs);
    for k in 0..4 {
        // Whole eighths, so that columns sum to 0 exactly, and A has no inverse.
        a.column_mut(k).mapv_inplace(|x| (8.0 * x).ceil() / 8.0);
        let out = a.column(k).sum() - a[[k, k]];
        a[[k, k]] = -out;
    }
    input(random, which, a, 0.6)
}

fn nothing(random: &mut Random, which: Which) -> Input {
    input(random, which, Array2::zeros((3, 3)), 0.8)
}

/// One row of A in use, and rank 1.
fn rank_one(random: &mut Random, which: Which) -> Input {
    let v: Array1<f32> = random.normals(4, 0.7);
    let a = Array2::from_shape_fn((4, 4), |(i, k)| -v[i] * v[k]);
    input(random, which, a, 1.1)
}

fn rotation(random: &mut Random, which: Which) -> Input {
    let a = stable(random, 4, [4.0, 0.0]);
    input(random, which, a, 0.9)
}

fn short(random: &mut Random, which: Which) -> Input {
    let mut input = input(random, which, hippo(6), 1e-3);
    input.b.values.mapv_inplace(|x| 20.0 * x);
    input
}

/// A step so small that exp(ΔA) − 1 has few digits left in an f32; the sizes of A and B make up for it.
fn tiny(random: &mut Random, which: Which) -> Input {
    let a = stable(random, 3, [1.0, 1.0]);
    let mut input = input(random, which, a, 1e-5);
    input.b.values.mapv_inplace(|x| 1e4 * x);
    input
}

fn large(random: &mut Random, which: Which) -> Input {
    let a = hippo(STATES);
    let step = to_the_end(&a);
    input(random, which, a, step)
}

/// One state that falls at once.
fn falls(random: &mut Random, which: Which) -> Input {
    let rate = random.uniform(20.0..40.0);
    input(random, which, array![[-rate as f32]], ROW / f64::from(rate as f32))
}

/// Many turns in a step.
fn turns(random: &mut Random, which: Which) -> Input {
    let a = stable(random, 6, [1.0, 0.0]);
    let step = to_the_end(&a);
    input(random, which, a, step)
}

/// Rates from 0.01 to 600 side by side.
fn rates(random: &mut Random, which: Which) -> Input {
    let rates = [0.01_f32, 600.0, 1.0, 25.0];
    let mut a = Array2::zeros((4, 4));
    for (i, rate) in rates.into_iter().enumerate() {
        a[[i, i]] = -rate * random.uniform(0.8..1.0) as f32;
        a[[i, (i + 1) % 4]] = if i < 3 { random.normal() as f32 * 0.3 } else { 0.0 };
    }
    input(random, which, a, 0.1)
}

fn levels(random: &mut Random, which: Which) -> Input {
    let a = stable(random, 4, [1.0, 0.5]);
    let mut input = input(random, which, a, 0.4);
    for (i, b) in input.b.values.iter_mut().enumerate() {
        *b *= [1.0, 1e3, 1e-3, 30.0][i];
    }
    input
}

fn long(random: &mut Random, which: Which) -> Input {
    let a = 0.01 * stable(random, 3, [1.0, 0.5]);
    input(random, which, a, 100.0)
}

fn transposed(random: &mut Random, which: Which) -> Input {
    let made = four(random, which);
    laid(made, Layout::Transposed, Layout::Strided)
}

fn strided(random: &mut Random, which: Which) -> Input {
    let made = five(random, which);
    laid(made, Layout::Strided, Layout::Transposed)
}

fn reversed(random: &mut Random, which: Which) -> Input {
    let a = stable(random, 3, [1.0, 1.0]);
    let made = input(random, which, a, 0.8);
    laid(made, Layout::Contiguous, Layout::Reversed)
}

macro_rules! both {
    ($($name:literal: $make:ident),+ $(,)?) => {
        vec![
            $(
                Case { name: concat!("bilinear, ", $name), make: |random| $make(random, Which::Bilinear) },
                Case { name: concat!("zoh, ", $name), make: |random| $make(random, Which::Zoh) },
            )+
        ]
    };
}

pub(super) fn cases() -> Vec<Case<Input>> {
    both![
        "one state": plain,
        "two states that turn": turning,
        "HiPPO with four coefficients": four,
        "five states": five,
        "a position and its speed": push,
        "each state is the change of the one before": chain,
        "what flows is not lost": flow,
        "A is 0": nothing,
        "A has rank 1": rank_one,
        "turning without damping": rotation,
        "a step of 0.001": short,
        "a step of 0.00001": tiny,
        "a step of 100": long,
        "HiPPO with 24 coefficients, a row of 64": large,
        "one state, a row of 64": falls,
        "turning ten times in a step": turns,
        "rates from 0.01 to 600": rates,
        "B at very different levels": levels,
        "transposed A, strided B": transposed,
        "strided A": strided,
        "B reversed in memory": reversed,
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    const MAKE: [Make; 3] = [four, five, flow];
    let which = if random.chance(0.5) { Which::Bilinear } else { Which::Zoh };
    let n = random.whole(2..=7);
    let layouts = [Layout::any(random), Layout::any(random)];
    let made = if random.chance(0.3) {
        MAKE[random.whole(0..=2)](random, which)
    } else {
        let a = stable(random, n, [1.0, 1.0]);
        let step = random.uniform(0.1..2.0);
        input(random, which, a, step)
    };
    laid(made, layouts[0], layouts[1])
}
