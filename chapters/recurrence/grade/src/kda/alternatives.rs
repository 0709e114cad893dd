//! Right answers to `kda` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Zip};

use recurrence::{Kda, KdaTokens};

pub(super) fn alternatives() -> Vec<Alternative<Kda>> {
    vec![
        Alternative {
            name: "loops in double precision",
            answer: Kda { decay: looped_decay, attend: looped_attend, gate: looped_gate },
        },
        Alternative {
            name: "a diagonal less a matrix of rank one, with the state transposed",
            answer: Kda { decay: by_sigmoid, attend: by_rank_one, gate: by_zip },
        },
    ]
}

fn looped_decay(raw: ArrayView2<'_, f32>, a_log: f32, bias: ArrayView1<'_, f32>) -> Array2<f32> {
    Array2::from_shape_fn(raw.dim(), |(t, c)| {
        let x = f64::from(raw[[t, c]]) + f64::from(bias[c]);
        let softplus = if x > 30.0 { x } else { x.exp().ln_1p() };
        (-f64::from(a_log).exp() * softplus) as f32
    })
}

fn looped_attend(tokens: KdaTokens<'_>) -> Array2<f32> {
    let (n, dk) = tokens.keys.dim();
    let dv = tokens.values.ncols();
    let mut state = vec![0.0_f64; dk * dv];
    let mut out = Array2::zeros((n, dv));
    for t in 0..n {
        for c in 0..dk {
            let factor = f64::from(tokens.decays[[t, c]]).exp();
            state[c * dv..(c + 1) * dv].iter_mut().for_each(|x| *x *= factor);
        }
        for j in 0..dv {
            let there: f64 = (0..dk).map(|c| f64::from(tokens.keys[[t, c]]) * state[c * dv + j]).sum();
            let missing = f64::from(tokens.beta[t]) * (f64::from(tokens.values[[t, j]]) - there);
            let mut read = 0.0;
            for c in 0..dk {
                state[c * dv + j] += f64::from(tokens.keys[[t, c]]) * missing;
                read += f64::from(tokens.queries[[t, c]]) * state[c * dv + j];
            }
            out[[t, j]] = (read / (dk as f64).sqrt()) as f32;
        }
    }
    out
}

fn looped_gate(outputs: ArrayView2<'_, f32>, asked: ArrayView2<'_, f32>) -> Array2<f32> {
    Array2::from_shape_fn(outputs.dim(), |(t, j)| {
        let row = outputs.row(t);
        let mean = row.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / row.len() as f64;
        let open = 1.0 / (1.0 + (-f64::from(asked[[t, j]])).exp());
        (f64::from(outputs[[t, j]]) / (mean + 1e-5).sqrt() * open) as f32
    })
}

/// softplus(x) is −ln σ(−x), with care.
fn by_sigmoid(raw: ArrayView2<'_, f32>, a_log: f32, bias: ArrayView1<'_, f32>) -> Array2<f32> {
    let a = a_log.exp();
    let sum = &raw + &bias;
    sum.mapv(|x| if x > 0.0 { -a * (x + (-x).exp().ln_1p()) } else { -a * x.exp().ln_1p() })
}

/// D − a bᵀ with D = Diag(α), a = β k and b = k ⊙ α; the state is (dv, dk).
fn by_rank_one(tokens: KdaTokens<'_>) -> Array2<f32> {
    let KdaTokens { queries, keys, values, beta, decays } = tokens;
    let mut state = Array2::<f32>::zeros((values.ncols(), keys.ncols()));
    let mut out = Array2::zeros(values.raw_dim());
    for t in 0..keys.nrows() {
        let alpha = decays.row(t).mapv(f32::exp);
        let a: Array1<f32> = &keys.row(t) * beta[t];
        let b = &keys.row(t) * &alpha;
        let read = state.dot(&b);
        state *= &alpha;
        let news = (&values.row(t) - &read).insert_axis(Axis(1));
        state += &(&news * &a);
        out.row_mut(t).assign(&state.dot(&queries.row(t)));
    }
    out.mapv_into(|x| x * (keys.ncols() as f32).sqrt().recip())
}

fn by_zip(outputs: ArrayView2<'_, f32>, asked: ArrayView2<'_, f32>) -> Array2<f32> {
    let means = outputs.mapv(|x| x * x).mean_axis(Axis(1)).expect("a channel");
    let roots = (means + 1e-5).sqrt().insert_axis(Axis(1));
    let mut gated = &outputs / &roots;
    Zip::from(&mut gated).and(&asked).for_each(|x, &asked| {
        // σ from the side where nothing overflows.
        let small = (-asked.abs()).exp();
        *x *= if asked > 0.0 { 1.0 } else { small } / (1.0 + small);
    });
    gated
}
