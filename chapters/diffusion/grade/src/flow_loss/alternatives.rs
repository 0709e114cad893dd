//! Right answers to `flow_loss` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, s};

use diffusion::{FlowLoss, Network};

pub(super) fn alternatives() -> Vec<Alternative<FlowLoss>> {
    vec![
        Alternative {
            name: "row by row, in double precision; a shift of the logit; a derivative of Φ",
            answer: FlowLoss {
                loss: row_by_row,
                data: data_row_by_row,
                step: by_points,
                shift: of_the_logit,
                levels: one_by_one,
                density: of_logits,
            },
        },
        Alternative {
            name: "x as noise less its rest; as between data and noise; s/(s − 1 + 1/σ)",
            answer: FlowLoss {
                loss: from_noise,
                data: by_mapping,
                step: by_adding,
                shift: by_inverses,
                levels: with_a_loop,
                density: by_logarithms,
            },
        },
    ]
}

fn row_by_row(
    network: Network<'_>,
    data: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    sigmas: ArrayView1<'_, f32>,
) -> f32 {
    let mut sum = 0.0_f64;
    for (row, &sigma) in sigmas.iter().enumerate() {
        let one = |c: usize| (f64::from(data[[row, c]]), f64::from(noise[[row, c]]));
        let x = Array2::from_shape_fn((1, data.ncols()), |(_, c)| {
            let (a, e) = one(c);
            (a + f64::from(sigma) * (e - a)) as f32
        });
        let found = network(x.view(), Array1::from_elem(1, sigma).view());
        for (c, &v) in found.row(0).iter().enumerate() {
            let (a, e) = one(c);
            sum += (f64::from(v) - (e - a)).powi(2);
        }
    }
    (sum / data.len() as f64) as f32
}

fn data_row_by_row(
    x: ArrayView2<'_, f32>,
    v: ArrayView2<'_, f32>,
    sigmas: ArrayView1<'_, f32>,
) -> Array2<f32> {
    let mut out = x.to_owned();
    for ((mut row, v), &sigma) in out.rows_mut().into_iter().zip(v.rows()).zip(sigmas) {
        row.scaled_add(-sigma, &v);
    }
    out
}

/// The point at the other level between the two ends.
fn by_points(x: ArrayView2<'_, f32>, v: ArrayView2<'_, f32>, sigma: f32, next: f32) -> Array2<f32> {
    let data = &x - &(sigma * &v);
    let noise = &x + &((1.0 - sigma) * &v);
    data * (1.0 - next) + noise * next
}

fn of_the_logit(sigma: f32, s: f32) -> f32 {
    if sigma <= 0.0 || sigma >= 1.0 {
        return sigma;
    }
    let sigma = f64::from(sigma);
    let logit = (sigma / (1.0 - sigma)).ln() + f64::from(s).ln();
    (1.0 / (1.0 + (-logit).exp())) as f32
}

fn one_by_one(steps: usize, s: f32) -> Array1<f32> {
    Array1::from_shape_fn(steps + 1, |at| {
        if at == steps {
            return 0.0;
        }
        let part = if steps == 1 { 0.0 } else { at as f32 / (steps - 1) as f32 };
        of_the_logit(1.0 - part + 0.001 * part, s)
    })
}

fn of_logits(t: f64, m: f64, s: f64) -> f64 {
    let logit = t.ln() - (1.0 - t).ln();
    diffusion::normal::density((logit - m) / s) / s * (1.0 / t + 1.0 / (1.0 - t))
}

fn from_noise(
    network: Network<'_>,
    data: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    sigmas: ArrayView1<'_, f32>,
) -> f32 {
    let target = &noise - &data;
    let rest = sigmas.mapv(|sigma| 1.0 - sigma).insert_axis(Axis(1));
    let x = &noise - &(&target * &rest);
    let off = target - network(x.view(), sigmas);
    off.map_axis(Axis(1), |row| row.dot(&row)).sum() / data.len() as f32
}

fn by_mapping(x: ArrayView2<'_, f32>, v: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>) -> Array2<f32> {
    Array2::from_shape_fn(x.dim(), |(r, c)| x[[r, c]] - sigmas[r] * v[[r, c]])
}

fn by_adding(x: ArrayView2<'_, f32>, v: ArrayView2<'_, f32>, sigma: f32, next: f32) -> Array2<f32> {
    let mut out = x.to_owned();
    out.scaled_add(next - sigma, &v);
    out
}

fn by_inverses(sigma: f32, s: f32) -> f32 {
    s / (s - 1.0 + 1.0 / sigma)
}

fn with_a_loop(steps: usize, s: f32) -> Array1<f32> {
    let mut out = Array1::zeros(steps + 1);
    let apart = if steps > 1 { 0.999 / (steps as f64 - 1.0) } else { 0.0 };
    for (at, level) in out.slice_mut(s![..steps]).iter_mut().enumerate() {
        *level = by_inverses((1.0 - at as f64 * apart) as f32, s);
    }
    out
}

fn by_logarithms(t: f64, m: f64, s: f64) -> f64 {
    let logit = t.ln() - (-t).ln_1p();
    let logarithm = -0.5 * ((logit - m) / s).powi(2)
        - s.ln()
        - 0.5 * (2.0 * std::f64::consts::PI).ln()
        - t.ln()
        - (-t).ln_1p();
    logarithm.exp()
}
