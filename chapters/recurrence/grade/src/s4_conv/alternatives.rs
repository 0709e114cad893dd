//! Right answers to `s4_conv` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use num_complex::Complex32;

use recurrence::S4Conv;

pub(super) fn alternatives() -> Vec<Alternative<S4Conv>> {
    vec![
        Alternative {
            name: "the row C moves instead of B; Fourier transforms, padded; all states kept as rows",
            answer: S4Conv { kernel: from_the_left, convolve: by_transforms, recur: all_states },
        },
        Alternative {
            name: "powers by halves; every input adds its echo; loops over numbers in double precision",
            answer: S4Conv { kernel: by_halves, convolve: echoes, recur: loops },
        },
    ]
}

type View<'a> = ArrayView1<'a, f32>;

fn from_the_left(a: ArrayView2<'_, f32>, b: View<'_>, c: View<'_>, length: usize) -> Array1<f32> {
    let mut row = c.to_owned();
    let mut out = Array1::zeros(length);
    for number in &mut out {
        *number = row.dot(&b);
        row = row.dot(&a);
    }
    out
}

/// Fourier's transform of 2ᵏ numbers, by even and odd ones.
fn transform(x: &[Complex32], sign: f32) -> Vec<Complex32> {
    let size = x.len();
    if size == 1 {
        return x.to_vec();
    }
    let part = |from: usize| transform(&x.iter().skip(from).step_by(2).copied().collect::<Vec<_>>(), sign);
    let (even, odd) = (part(0), part(1));
    let turn = |k: usize| Complex32::from_polar(1.0, sign * std::f32::consts::TAU * k as f32 / size as f32);
    let half = size / 2;
    (0..size)
        .map(|k| if k < half { even[k] + turn(k) * odd[k] } else { even[k - half] + turn(k) * odd[k - half] })
        .collect()
}

fn by_transforms(kernel: View<'_>, input: View<'_>) -> Array1<f32> {
    let size = (2 * input.len()).next_power_of_two();
    let padded = |x: View<'_>| {
        let zeros = std::iter::repeat_n(0.0, size - x.len());
        let numbers = x.iter().copied().chain(zeros).map(|re| Complex32::new(re, 0.0)).collect::<Vec<_>>();
        transform(&numbers, -1.0)
    };
    let product: Vec<Complex32> = padded(kernel).iter().zip(padded(input)).map(|(k, u)| k * u).collect();
    transform(&product, 1.0).iter().take(input.len()).map(|y| y.re / size as f32).collect()
}

fn all_states(a: ArrayView2<'_, f32>, b: View<'_>, c: View<'_>, input: View<'_>) -> Array1<f32> {
    let mut states = Array2::zeros((input.len(), b.len()));
    for t in 0..input.len() {
        let mut next = &b * input[t];
        if t > 0 {
            next += &a.dot(&states.row(t - 1));
        }
        states.row_mut(t).assign(&next);
    }
    states.dot(&c)
}

/// K of an even number of steps from that of half of it, with C moved on.
fn by_halves(a: ArrayView2<'_, f32>, b: View<'_>, c: View<'_>, length: usize) -> Array1<f32> {
    let (mut rows, mut power) = (c.to_owned().insert_axis(Axis(0)), a.to_owned());
    while rows.nrows() < length {
        let moved = rows.dot(&power);
        rows.append(Axis(0), moved.view()).expect("rows of one length");
        power = power.dot(&power);
    }
    rows.dot(&b).iter().take(length).copied().collect()
}

fn echoes(kernel: View<'_>, input: View<'_>) -> Array1<f32> {
    let mut out = vec![0.0; input.len()];
    for (s, u) in input.iter().enumerate() {
        for (number, k) in out[s..].iter_mut().zip(kernel) {
            *number += k * u;
        }
    }
    Array1::from_vec(out)
}

fn loops(a: ArrayView2<'_, f32>, b: View<'_>, c: View<'_>, input: View<'_>) -> Array1<f32> {
    let n = b.len();
    let mut state = vec![0.0_f64; n];
    let mut out = Vec::new();
    for &u in input {
        let mut next = vec![0.0_f64; n];
        for i in 0..n {
            for k in 0..n {
                next[i] += f64::from(a[[i, k]]) * state[k];
            }
            next[i] += f64::from(b[i]) * f64::from(u);
        }
        state = next;
        out.push(state.iter().zip(c).map(|(x, &c)| x * f64::from(c)).sum::<f64>() as f32);
    }
    out.into()
}
