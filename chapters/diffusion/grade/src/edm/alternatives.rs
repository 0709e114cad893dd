//! Right answers to `edm` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use diffusion::{Edm, Network, Scales};

pub(super) fn alternatives() -> Vec<Alternative<Edm>> {
    vec![
        Alternative {
            name: "by the ratio of noise and data; row by row; the grid as a running sum",
            answer: Edm { scales: by_ratio, denoise: row_by_row, grid: running },
        },
        Alternative {
            name: "by an angle; two loops; the grid backwards in place",
            answer: Edm { scales: by_angle, denoise: loops, grid: backwards },
        },
    ]
}

fn by_ratio(sigma: f64, sigma_data: f64) -> Scales {
    let snr = (sigma_data / sigma).powi(2);
    let skip = snr / (1.0 + snr);
    let out = sigma * skip.sqrt();
    Scales { skip, out, input: skip.sqrt() / sigma_data, noise: 0.25 * sigma.ln(), weight: out.powi(-2) }
}

fn row_by_row(
    network: Network<'_>,
    x: ArrayView2<'_, f32>,
    sigmas: ArrayView1<'_, f32>,
    sigma_data: f32,
) -> Array2<f32> {
    let mut rows = Array2::zeros((0, x.ncols()));
    for (row, &sigma) in x.rows().into_iter().zip(sigmas) {
        let variance = sigma * sigma + sigma_data * sigma_data;
        let input = row.mapv(|x| x / variance.sqrt()).insert_axis(ndarray::Axis(0));
        let predicted = network(input.view(), Array1::from_elem(1, 0.25 * sigma.ln()).view());
        let skip = sigma_data * sigma_data / variance;
        let out =
            predicted.row(0).mapv(|f| f * sigma * sigma_data / variance.sqrt()) + row.mapv(|x| skip * x);
        rows.push_row(out.view()).expect("rows of one width");
    }
    rows
}

fn running(n: usize, least: f64, most: f64, rho: f64) -> Array1<f64> {
    let step = (least.powf(rho.recip()) - most.powf(rho.recip())) / (n as f64 - 1.0);
    let mut power = most.powf(rho.recip());
    let mut levels = Vec::new();
    for _ in 0..n {
        levels.push(power.powf(rho));
        power += step;
    }
    levels.push(0.0);
    levels.into()
}

fn by_angle(sigma: f64, sigma_data: f64) -> Scales {
    let (sin, cos) = sigma.atan2(sigma_data).sin_cos();
    Scales {
        skip: cos * cos,
        out: sigma_data * sin,
        input: 1.0 / sigma.hypot(sigma_data),
        noise: sigma.sqrt().sqrt().ln(),
        weight: 1.0 / (sigma_data * sin).powi(2),
    }
}

fn loops(
    network: Network<'_>,
    x: ArrayView2<'_, f32>,
    sigmas: ArrayView1<'_, f32>,
    sigma_data: f32,
) -> Array2<f32> {
    let (n, d) = x.dim();
    let scales: Vec<Scales> = sigmas.iter().map(|&s| by_angle(f64::from(s), f64::from(sigma_data))).collect();
    let mut input = Array2::zeros((n, d));
    for i in 0..n {
        for j in 0..d {
            input[[i, j]] = (scales[i].input * f64::from(x[[i, j]])) as f32;
        }
    }
    let noise: Array1<f32> = scales.iter().map(|s| s.noise as f32).collect();
    let mut out = network(input.view(), noise.view());
    for i in 0..n {
        for j in 0..d {
            out[[i, j]] =
                (scales[i].out * f64::from(out[[i, j]]) + scales[i].skip * f64::from(x[[i, j]])) as f32;
        }
    }
    out
}

fn backwards(n: usize, least: f64, most: f64, rho: f64) -> Array1<f64> {
    let mut levels = Array1::zeros(n + 1);
    for i in (0..n).rev() {
        let place = (n - 1 - i) as f64 / (n - 1) as f64;
        levels[i] = ((1.0 - place) * least.powf(1.0 / rho) + place * most.powf(1.0 / rho)).powf(rho);
    }
    levels
}
