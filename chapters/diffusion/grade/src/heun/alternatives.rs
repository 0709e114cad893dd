//! Right answers to `heun` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

use diffusion::{Heun, Network};

pub(super) fn alternatives() -> Vec<Alternative<Heun>> {
    vec![
        Alternative {
            name: "between row and denoised row; row after row; in double precision",
            answer: Heun { euler: between, heun: by_rows },
        },
        Alternative {
            name: "the next slope from what is left; Euler's step, corrected by half the difference of slopes",
            answer: Heun { euler: by_index, heun: corrected },
        },
    ]
}

/// A step leaves σ′/σ of the distance to the denoised row.
fn between(denoiser: Network<'_>, x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>) -> Array2<f32> {
    let mut x = x.mapv(f64::from);
    for i in 0..sigmas.len() - 1 {
        let left = f64::from(sigmas[i + 1]) / f64::from(sigmas[i]);
        let level = Array1::from_elem(x.nrows(), sigmas[i]);
        let denoised = denoiser(x.mapv(|x| x as f32).view(), level.view()).mapv(f64::from);
        x = &denoised + &((&x - &denoised) * left);
    }
    x.mapv(|x| x as f32)
}

fn by_rows(denoiser: Network<'_>, x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>) -> Array2<f32> {
    let mut out = Array2::zeros(x.dim());
    for (start, mut end) in x.rows().into_iter().zip(out.rows_mut()) {
        let mut row: Vec<f64> = start.iter().map(|&x| f64::from(x)).collect();
        let slope = |row: &[f64], sigma: f32| -> Vec<f64> {
            let input: Array1<f32> = row.iter().map(|&x| x as f32).collect();
            let level = Array1::from_elem(1, sigma);
            let denoised = denoiser(input.insert_axis(Axis(0)).view(), level.view());
            row.iter().zip(&denoised).map(|(x, &d)| (x - f64::from(d)) / f64::from(sigma)).collect()
        };
        for i in 1..sigmas.len() {
            let length = f64::from(sigmas[i]) - f64::from(sigmas[i - 1]);
            let first = slope(&row, sigmas[i - 1]);
            let trial: Vec<f64> = row.iter().zip(&first).map(|(x, d)| x + length * d).collect();
            if sigmas[i] == 0.0 {
                row = trial;
                continue;
            }
            let second = slope(&trial, sigmas[i]);
            for ((x, a), b) in row.iter_mut().zip(first).zip(second) {
                *x += length * 0.5 * (a + b);
            }
        }
        end.assign(&row.iter().map(|&x| x as f32).collect::<Array1<f32>>());
    }
    out
}

fn by_index(denoiser: Network<'_>, x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>) -> Array2<f32> {
    let (n, d) = x.dim();
    let mut now = x.as_standard_layout().into_owned();
    for step in 0..sigmas.len() - 1 {
        let denoised = denoiser(now.view(), Array1::from_elem(n, sigmas[step]).view());
        for i in 0..n {
            for j in 0..d {
                let slope = (now[(i, j)] - denoised[(i, j)]) / sigmas[step];
                now[(i, j)] += (sigmas[step + 1] - sigmas[step]) * slope;
            }
        }
    }
    now
}

fn corrected(denoiser: Network<'_>, x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>) -> Array2<f32> {
    let slope = |x: &Array2<f32>, sigma: f32| {
        let denoised = denoiser(x.view(), Array1::from_elem(x.nrows(), sigma).view());
        x.mapv(|x| x / sigma) - denoised.mapv(|d| d / sigma)
    };
    let mut x = x.to_owned();
    for (&from, &to) in sigmas.iter().zip(sigmas.iter().skip(1)) {
        let first = slope(&x, from);
        x.scaled_add(to - from, &first);
        if to != 0.0 {
            let second = slope(&x, to);
            x.scaled_add(0.5 * (to - from), &(second - first));
        }
    }
    x
}
