//! Right answers to `hippo` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1};

use recurrence::Hippo;

pub(super) fn alternatives() -> Vec<Alternative<Hippo>> {
    vec![
        Alternative {
            name: "B Bᵀ below the diagonal; rows solved from the first to the last with a running sum; Clenshaw's sum",
            answer: Hippo { matrices: by_product, remember: row_by_row, recall: clenshaw },
        },
        Alternative {
            name: "loops; the bilinear rule of `discretise` with a step of 1/t; a table of polynomials in double precision",
            answer: Hippo { matrices: loops, remember: by_discretise, recall: by_table },
        },
    ]
}

fn by_product(n: usize) -> (Array2<f32>, Array1<f32>) {
    let b: Array1<f64> = (0..n).map(|i| (2.0 * i as f64 + 1.0).sqrt()).collect();
    let mut a = Array2::zeros((n, n));
    for i in 0..n {
        for k in 0..i {
            a[[i, k]] = (-b[i] * b[k]) as f32;
        }
        a[[i, i]] = -(b[i] * b[i] / 2.0 + 0.5) as f32;
    }
    (a, b.mapv(|x| x as f32))
}

fn row_by_row(samples: ArrayView1<'_, f32>, n: usize) -> Array1<f32> {
    let mut c = vec![0.0_f64; n];
    for (number, &u) in samples.iter().enumerate() {
        let t = 2.0 * (number as f64 + 1.0);
        let mut above = 0.0;
        for (i, c) in c.iter_mut().enumerate() {
            let (i, root) = (i as f64, (2.0 * i as f64 + 1.0).sqrt());
            let new = ((t - i - 1.0) * *c + root * (2.0 * f64::from(u) - above)) / (t + i + 1.0);
            above += root * (*c + new);
            *c = new;
        }
    }
    c.into_iter().map(|c| c as f32).collect()
}

/// From the last coefficient to the first.
fn clenshaw(coefficients: ArrayView1<'_, f32>, s: f32) -> f32 {
    let x = 2.0 * f64::from(s) - 1.0;
    let (mut one, mut two) = (0.0_f64, 0.0_f64);
    for (i, &c) in coefficients.iter().enumerate().rev() {
        let i = i as f64;
        let new = f64::from(c) * (2.0 * i + 1.0).sqrt() + (2.0 * i + 1.0) / (i + 1.0) * x * one
            - (i + 1.0) / (i + 2.0) * two;
        (one, two) = (new, one);
    }
    one as f32
}

fn loops(n: usize) -> (Array2<f32>, Array1<f32>) {
    let mut a = Array2::zeros((n, n));
    let mut b = Array1::zeros(n);
    for i in 0..n {
        b[i] = ((2 * i + 1) as f32).sqrt();
        for k in 0..n {
            if i > k {
                a[[i, k]] = -(((2 * i + 1) * (2 * k + 1)) as f32).sqrt();
            }
        }
        a[[i, i]] -= (i + 1) as f32;
    }
    (a, b)
}

fn by_discretise(samples: ArrayView1<'_, f32>, n: usize) -> Array1<f32> {
    let (a, b) = loops(n);
    let mut c = Array1::zeros(n);
    for (number, &u) in samples.iter().enumerate() {
        let step = 1.0 / (number as f32 + 1.0);
        let (a, b) = recurrence::solution::discretise::bilinear(a.view(), b.view(), step);
        c = a.dot(&c) + b * u;
    }
    c
}

fn by_table(coefficients: ArrayView1<'_, f32>, s: f32) -> f32 {
    let x = 2.0 * f64::from(s) - 1.0;
    let mut table = vec![1.0, x];
    for i in 2..coefficients.len() {
        let i_ = i as f64;
        table.push(((2.0 * i_ - 1.0) * x * table[i - 1] - (i_ - 1.0) * table[i - 2]) / i_);
    }
    let term = |(i, &c): (usize, &f32)| f64::from(c) * (2.0 * i as f64 + 1.0).sqrt() * table[i];
    coefficients.iter().enumerate().map(term).sum::<f64>() as f32
}
