//! Right answers to `kda_chunk` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use recurrence::{Carried, KdaChunk, KdaTokens};

pub(super) fn alternatives() -> Vec<Alternative<KdaChunk>> {
    vec![
        Alternative {
            name: "the inverse column by column in double precision; a chunk reads the state whole, goes token by token, and writes it whole",
            answer: KdaChunk { solve: by_columns, chunk: whole },
        },
        Alternative {
            name: "one read for keys and queries together, pseudo-values by elimination without M",
            answer: KdaChunk { solve: by_columns, chunk: eliminated },
        },
    ]
}

/// What is left of channel c from token j to token i.
fn left(decays: ArrayView2<'_, f32>, j: usize, i: usize, c: usize) -> f64 {
    (j + 1..=i).map(|t| f64::from(decays[[t, c]])).sum::<f64>().exp()
}

fn by_columns(
    keys: ArrayView2<'_, f32>,
    decays: ArrayView2<'_, f32>,
    beta: ArrayView1<'_, f32>,
) -> Array2<f32> {
    let (n, width) = keys.dim();
    let mut m = Array2::<f64>::zeros((n, n));
    for i in 0..n {
        m[[i, i]] = f64::from(beta[i]);
        for j in (0..i).rev() {
            let channel =
                |c: usize| f64::from(keys[[i, c]]) * f64::from(keys[[j, c]]) * left(decays, j, i, c);
            let found: f64 = (0..width).map(channel).sum::<f64>() * f64::from(beta[i]);
            for column in 0..=j {
                m[[i, column]] -= found * m[[j, column]];
            }
        }
    }
    m.mapv(|x| x as f32)
}

fn whole(state: &mut Carried, tokens: KdaTokens<'_>) -> Array2<f32> {
    let KdaTokens { queries, keys, values, beta, decays } = tokens;
    let (n, width) = keys.dim();
    let mut memory = state.read(Array2::eye(width).view()).mapv(f64::from);
    let mut outputs = Array2::zeros(values.raw_dim());
    for t in 0..n {
        for v in 0..values.ncols() {
            let mut found = 0.0;
            for c in 0..width {
                memory[[c, v]] *= f64::from(decays[[t, c]]).exp();
                found += f64::from(keys[[t, c]]) * memory[[c, v]];
            }
            let mut sum = 0.0;
            for c in 0..width {
                let missing = f64::from(values[[t, v]]) - found;
                memory[[c, v]] += f64::from(beta[t]) * f64::from(keys[[t, c]]) * missing;
                sum += f64::from(queries[[t, c]]) * memory[[c, v]];
            }
            outputs[[t, v]] = (sum / (width as f64).sqrt()) as f32;
        }
    }
    let memory = memory.mapv(|x| x as f32);
    state.write(Array1::zeros(width).view(), Array2::eye(width).view(), memory.view());
    outputs
}

fn eliminated(state: &mut Carried, tokens: KdaTokens<'_>) -> Array2<f32> {
    let KdaTokens { queries, keys, values, beta, decays } = tokens;
    let (n, width) = keys.dim();
    let scale = (width as f64).powf(-0.5);
    // Both kinds of rows, faded since the beginning of the chunk.
    let since = |t: usize, c: usize| (left(decays, 0, t, c) * f64::from(decays[[0, c]]).exp()) as f32;
    let rows = Array2::from_shape_fn((2 * n, width), |(r, c)| {
        if r < n { keys[[r, c]] * since(r, c) } else { queries[[r - n, c]] * since(r - n, c) }
    });
    let held = state.read(rows.view());
    let mut pseudo = Array2::<f64>::zeros(values.raw_dim());
    let mut outputs = Array2::zeros(values.raw_dim());
    for i in 0..n {
        let seen = |row: ArrayView1<'_, f32>, j: usize| -> f64 {
            (0..width).map(|c| f64::from(row[c]) * f64::from(keys[[j, c]]) * left(decays, j, i, c)).sum()
        };
        for v in 0..values.ncols() {
            let found: f64 = (0..i).map(|j| seen(keys.row(i), j) * pseudo[[j, v]]).sum();
            let missing = f64::from(values[[i, v]]) - f64::from(held[[i, v]]) - found;
            pseudo[[i, v]] = f64::from(beta[i]) * missing;
            let read: f64 = (0..=i).map(|j| seen(queries.row(i), j) * pseudo[[j, v]]).sum();
            outputs[[i, v]] = (scale * (f64::from(held[[n + i, v]]) + read)) as f32;
        }
    }
    let tail = Array2::from_shape_fn((n, width), |(j, c)| keys[[j, c]] * left(decays, j, n - 1, c) as f32);
    let decay = Array1::from_shape_fn(width, |c| since(n - 1, c));
    state.write(decay.view(), tail.view(), pseudo.mapv(|x| x as f32).view());
    outputs
}
