//! Right answers to `consistency` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, azip};

use diffusion::{Consistency, Edges, Network, Pair};

pub(super) fn alternatives() -> Vec<Alternative<Consistency>> {
    vec![
        Alternative {
            name: "row by row, in double precision",
            answer: Consistency {
                scales: in_double,
                denoise: row_by_row,
                loss: |pair| {
                    let mut sum = 0.0_f64;
                    for row in 0..pair.high.len() {
                        let (high, low) = (f64::from(pair.high[row]), f64::from(pair.low[row]));
                        let at = |network: Network<'_>, sigma: f32| {
                            let x = &pair.data.row(row) + &(&pair.noise.row(row) * sigma);
                            row_by_row(
                                network,
                                x.insert_axis(Axis(0)).view(),
                                ArrayView1::from(&[sigma]),
                                pair.edges,
                            )
                        };
                        let off = at(pair.student, high as f32) - at(pair.target, low as f32);
                        let weight = 1.0 / (high * high) + 1.0 / f64::from(pair.edges.data).powi(2);
                        sum += weight * off.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>();
                    }
                    (sum / pair.data.len() as f64) as f32
                },
            },
        },
        Alternative {
            name: "x plus c_out times the rest; a step towards the data; EDM's weight",
            answer: Consistency { scales: by_ratio, denoise: by_columns, loss: by_a_step },
        },
    ]
}

fn in_double(sigma: f32, edges: Edges) -> (f32, f32) {
    let (sigma, least, data) = (f64::from(sigma), f64::from(edges.least), f64::from(edges.data));
    let variance = data.powi(2);
    let skip = variance / ((sigma - least).powi(2) + variance);
    let out = (sigma - least) * data / (sigma.powi(2) + variance).sqrt();
    (skip as f32, out as f32)
}

fn row_by_row(
    network: Network<'_>,
    x: ArrayView2<'_, f32>,
    sigmas: ArrayView1<'_, f32>,
    edges: Edges,
) -> Array2<f32> {
    let mut out = Array2::zeros(x.raw_dim());
    for (row, &sigma) in sigmas.iter().enumerate() {
        let (skip, scale) = in_double(sigma, edges);
        let inner = 1.0 / f64::from(sigma).hypot(f64::from(edges.data));
        let seen = Array2::from_shape_fn((1, x.ncols()), |(_, c)| (f64::from(x[[row, c]]) * inner) as f32);
        let told = Array1::from_elem(1, (250.0 * f64::from(sigma).ln()) as f32);
        let found = network(seen.view(), told.view());
        for c in 0..x.ncols() {
            out[[row, c]] = skip * x[[row, c]] + scale * found[[0, c]];
        }
    }
    out
}

/// 1/(1 + (σ − σ_min)²/σ_data²)
fn by_ratio(sigma: f32, edges: Edges) -> (f32, f32) {
    let above = (sigma - edges.least) / edges.data;
    let whole = sigma / edges.data;
    (1.0 / (1.0 + above * above), edges.data * above / (1.0 + whole * whole).sqrt())
}

fn by_columns(
    network: Network<'_>,
    x: ArrayView2<'_, f32>,
    sigmas: ArrayView1<'_, f32>,
    edges: Edges,
) -> Array2<f32> {
    let mut seen = x.to_owned();
    for (mut row, &sigma) in seen.rows_mut().into_iter().zip(sigmas) {
        row /= (sigma * sigma + edges.data * edges.data).sqrt();
    }
    let told: Array1<f32> = sigmas.iter().map(|sigma| 1000.0 * 0.25 * sigma.ln()).collect();
    let mut out = network(seen.view(), told.view());
    for ((mut out, x), &sigma) in out.rows_mut().into_iter().zip(x.rows()).zip(sigmas) {
        let (skip, scale) = by_ratio(sigma, edges);
        azip!((out in &mut out, &x in &x) *out = scale * *out + skip * x);
    }
    out
}

/// From x at the higher level along (x − data)/high, as consistency training has it.
fn by_a_step(pair: Pair<'_>) -> f32 {
    let (high, low) = (pair.high.insert_axis(Axis(1)), pair.low.insert_axis(Axis(1)));
    let above = &pair.data + &(&pair.noise * &high);
    let slope = (&above - &pair.data) / high;
    let below = &above + &(slope * &(&low - &high));
    let found = by_columns(pair.student, above.view(), pair.high, pair.edges);
    let wanted = by_columns(pair.target, below.view(), pair.low, pair.edges);
    let of_data = pair.edges.data * pair.edges.data;
    let mut sum = 0.0;
    for ((found, wanted), &sigma) in found.rows().into_iter().zip(wanted.rows()).zip(pair.high) {
        let off = &found - &wanted;
        sum += off.dot(&off) * (sigma * sigma + of_data) / (sigma * sigma * of_data);
    }
    sum / found.len() as f32
}
