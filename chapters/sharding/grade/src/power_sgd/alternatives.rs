//! Right answers of other kinds to `power_sgd`.

use judge::Alternative;
use ndarray::{Array1, Array2, Axis, s};
use sharding::collectives::{all_gather, reduce_scatter};
use sharding::{Communicator, LowRank, PowerSgd};

pub(super) fn alternatives() -> Vec<Alternative<PowerSgd>> {
    vec![
        Alternative { name: "means of both, and later columns freed from each as it comes", answer: later },
        Alternative {
            name: "Q orthonormal too, as in PyTorch's hook, and sums of single numbers",
            answer: hook,
        },
    ]
}

fn mean(comm: &dyn Communicator, matrix: &Array2<f64>) -> Array2<f64> {
    let values: Vec<f64> = matrix.iter().map(|x| x / comm.size() as f64).collect();
    let whole = all_gather(comm, &reduce_scatter(comm, &values));
    Array2::from_shape_vec(matrix.raw_dim(), whole).unwrap()
}

fn later(comm: &dyn Communicator, gradient: &Array2<f64>, memory: &mut LowRank) -> Array2<f64> {
    memory.error += gradient;
    let mut p = mean(comm, &memory.error.dot(&memory.q));
    for k in 0..p.ncols() {
        let norm = p.column(k).mapv(|x| x * x).sum().sqrt();
        p.column_mut(k).mapv_inplace(|x| x / (norm + 1e-8));
        let column = p.column(k).to_owned();
        let mut rest = p.slice_mut(s![.., k + 1..]);
        let along = column.dot(&rest);
        for (mut other, along) in rest.columns_mut().into_iter().zip(along) {
            other.zip_mut_with(&column, |x, c| *x -= along * c);
        }
    }
    memory.q = mean(comm, &memory.error.t().dot(&p));
    let out = p.dot(&memory.q.t());
    memory.error -= &out;
    out
}

fn normed(matrix: &Array2<f64>) -> Array2<f64> {
    let mut done: Vec<Array1<f64>> = Vec::new();
    for column in matrix.axis_iter(Axis(1)) {
        let mut rest = column.to_owned();
        for before in &done {
            rest = &rest - &(before * before.dot(&rest));
        }
        let norm = rest.iter().fold(0.0_f64, |norm, x| norm.hypot(*x));
        done.push(if norm > 0.0 { rest / norm } else { rest });
    }
    Array2::from_shape_fn(matrix.dim(), |(i, k)| done[k][i])
}

fn hook(comm: &dyn Communicator, gradient: &Array2<f64>, memory: &mut LowRank) -> Array2<f64> {
    let full = gradient + &memory.error;
    let r = memory.q.ncols();
    // The first k columns span the same as before, for each k: P is the same.
    let p = normed(&mean(comm, &full.dot(&normed(&memory.q))));
    let q = mean(comm, &full.t().dot(&p));
    let out = Array2::from_shape_fn(full.dim(), |(i, j)| (0..r).map(|k| p[[i, k]] * q[[j, k]]).sum());
    *memory = LowRank { error: &full - &out, q };
    out
}
