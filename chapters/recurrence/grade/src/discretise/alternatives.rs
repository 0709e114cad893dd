//! Right answers to `discretise` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use recurrence::Discretise;

pub(super) fn alternatives() -> Vec<Alternative<Discretise>> {
    vec![
        Alternative {
            name: "an inverse by Gauss and Jordan in double precision, twice it less the identity; the series of the integral, doubled",
            answer: Discretise { bilinear: twice_the_inverse, zoh: doubled_integral },
        },
        Alternative {
            name: "column by column; three hundred short steps",
            answer: Discretise { bilinear: by_columns, zoh: by_short_steps },
        },
    ]
}

fn inverse(a: &Array2<f64>) -> Array2<f64> {
    let n = a.nrows();
    let (mut left, mut right) = (a.clone(), Array2::eye(n));
    for k in 0..n {
        let pivot =
            (k..n).max_by(|&a, &b| left[[a, k]].abs().total_cmp(&left[[b, k]].abs())).expect("a row is left");
        for j in 0..n {
            left.swap([k, j], [pivot, j]);
            right.swap([k, j], [pivot, j]);
        }
        let scale = left[[k, k]];
        for j in 0..n {
            left[[k, j]] /= scale;
            right[[k, j]] /= scale;
        }
        for i in (0..n).filter(|&i| i != k) {
            let factor = left[[i, k]];
            for j in 0..n {
                left[[i, j]] -= factor * left[[k, j]];
                right[[i, j]] -= factor * right[[k, j]];
            }
        }
    }
    right
}

fn single(a: Array2<f64>, b: Array1<f64>) -> (Array2<f32>, Array1<f32>) {
    (a.mapv(|x| x as f32), b.mapv(|x| x as f32))
}

fn twice_the_inverse(
    a: ArrayView2<'_, f32>,
    b: ArrayView1<'_, f32>,
    step: f32,
) -> (Array2<f32>, Array1<f32>) {
    let eye = Array2::<f64>::eye(b.len());
    let inverse = inverse(&(&eye - &(a.mapv(f64::from) * (f64::from(step) / 2.0))));
    let b_bar = inverse.dot(&b.mapv(f64::from)) * f64::from(step);
    single(2.0 * inverse - eye, b_bar)
}

/// exp(τA) and its integral up to τ, from which those up to 2τ follow.
fn doubled_integral(a: ArrayView2<'_, f32>, b: ArrayView1<'_, f32>, step: f32) -> (Array2<f32>, Array1<f32>) {
    let (a, n) = (a.mapv(f64::from), b.len());
    let mut short = f64::from(step);
    let mut doublings = 0;
    while a.iter().map(|x| (x * short).abs()).sum::<f64>() > 0.25 {
        short /= 2.0;
        doublings += 1;
    }
    // τ/1! + Aτ²/2! + A²τ³/3! + …
    let mut term = Array2::<f64>::eye(n) * short;
    let mut integral = term.clone();
    for k in 2..16 {
        term = a.dot(&term) * (short / f64::from(k));
        integral += &term;
    }
    let mut grown = Array2::<f64>::eye(n) + a.dot(&integral);
    for _ in 0..doublings {
        integral = &integral + &grown.dot(&integral);
        grown = grown.dot(&grown);
    }
    single(grown, integral.dot(&b.mapv(f64::from)))
}

fn by_columns(a: ArrayView2<'_, f32>, b: ArrayView1<'_, f32>, step: f32) -> (Array2<f32>, Array1<f32>) {
    let n = b.len();
    let left = Array2::from_shape_fn((n, n), |(i, k)| f32::from(u8::from(i == k)) - step / 2.0 * a[[i, k]]);
    let mut out = Array2::zeros((n, n));
    for j in 0..n {
        let right = Array1::from_shape_fn(n, |i| f32::from(u8::from(i == j)) + step / 2.0 * a[[i, j]]);
        out.column_mut(j).assign(&recurrence::solve(left.view(), right.view()));
    }
    let input: Array1<f32> = b.iter().map(|b| b * step).collect();
    (out, recurrence::solve(left.view(), input.view()))
}

fn by_short_steps(a: ArrayView2<'_, f32>, b: ArrayView1<'_, f32>, step: f32) -> (Array2<f32>, Array1<f32>) {
    const PARTS: usize = 300;
    let (a, b) = (a.mapv(f64::from), b.mapv(f64::from));
    let h = f64::from(step) / PARTS as f64;
    // The series of a short step from its end: x → 1 + h/1 (a (1 + h/2 (a …))).
    let n = b.len();
    let (mut short, mut short_b) = (Array2::<f64>::eye(n), Array1::<f64>::zeros(n));
    for k in (1..=8).rev() {
        let h = h / f64::from(k);
        short_b = (a.dot(&short_b) + &b) * h;
        short = a.dot(&short) * h + Array2::<f64>::eye(n);
    }
    let (mut whole, mut whole_b) = (Array2::<f64>::eye(n), Array1::<f64>::zeros(n));
    for _ in 0..PARTS {
        whole_b = short.dot(&whole_b) + &short_b;
        whole = short.dot(&whole);
    }
    single(whole, whole_b)
}
