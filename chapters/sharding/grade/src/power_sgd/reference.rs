//! What is right for `power_sgd`, on one process and by columns.

use judge::{Output, Part, Precision};
use ndarray::Array2;

use super::{Input, Run};
use crate::talk::ranked;

type Column = Vec<f64>;

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Columns of norm 1 that span what these span.
fn orthonormal(columns: Vec<Column>, epsilon: f64) -> Vec<Column> {
    let mut done: Vec<Column> = Vec::new();
    for mut column in columns {
        for before in &done {
            let along = dot(before, &column);
            column.iter_mut().zip(before).for_each(|(x, b)| *x -= along * b);
        }
        let norm = dot(&column, &column).sqrt() + epsilon;
        done.push(column.into_iter().map(|x| if x == 0.0 { x } else { x / norm }).collect());
    }
    done
}

/// A matrix times a column.
fn times(matrix: &Array2<f64>, column: &[f64]) -> Column {
    matrix.rows().into_iter().map(|row| row.iter().zip(column).map(|(a, b)| a * b).sum()).collect()
}

fn rounds(input: &Input, precision: Precision) -> Vec<Run> {
    let ranks = input.ranks();
    let rounded = |(rank, matrix): (usize, &Array2<f64>)| {
        let by = 1.0 + f64::from(f32::EPSILON) * if rank % 2 == 0 { 1.0 } else { -1.0 };
        matrix.mapv(|x| precision.pick(x, f64::from(x as f32), x * by))
    };
    let mut errors: Vec<Array2<f64>> = input.errors.iter().enumerate().map(rounded).collect();
    let mut q: Vec<Column> =
        rounded((1, &input.q)).columns().into_iter().map(|column| column.to_vec()).collect();
    let mut runs = vec![Run { outs: vec![], errors: vec![], qs: vec![] }; ranks];
    for gradients in &input.rounds {
        let all: Vec<Array2<f64>> =
            gradients.iter().enumerate().map(rounded).zip(&errors).map(|(g, e)| g + e).collect();
        let (n, m) = all[0].dim();
        let mean = all.iter().fold(Array2::zeros((n, m)), |sum: Array2<f64>, of| sum + of) / ranks as f64;
        // Whether P is a sum or a mean, and whether 10⁻⁸ is added, matters in the last digits only: tolerances know it.
        let by = precision.pick(ranks as f64, ranks as f64, 1.0);
        let epsilon = precision.pick(1e-8, 1e-8, 0.0);
        let summed = |column: &Column| times(&mean, column).iter().map(|x| x * by).collect();
        let p = orthonormal(q.iter().map(summed).collect(), epsilon);
        let turned = mean.t().to_owned();
        q = p.iter().map(|column| times(&turned, column)).collect();
        let out = Array2::from_shape_fn((n, m), |(i, j)| p.iter().zip(&q).map(|(p, q)| p[i] * q[j]).sum());
        errors = all.iter().map(|of| of - &out).collect();
        for (run, error) in runs.iter_mut().zip(&errors) {
            run.outs.push(out.clone());
            run.errors.push(error.clone());
            run.qs.push(Array2::from_shape_fn((m, q.len()), |(j, k)| q[k][j]));
        }
    }
    runs
}

pub(super) fn parts(input: &Input, precision: Precision) -> Vec<Part> {
    ranked(rounds(input, precision).iter().map(Output::parts))
}
