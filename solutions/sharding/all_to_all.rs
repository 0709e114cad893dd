//! sharding/all_to_all: tokens go to where their experts are, and come back.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use sharding::{Communicator, ExpertCall, Routed};

/// How many rows a rank sends to each of `size` ranks, itself included: one for each token and each of its experts. Each rank has `each` experts, the first
/// ones rank 0.
///
/// Tokens may have different numbers of experts, also none, where they were dropped; those of a token are distinct.
pub fn counts(experts: &[Vec<usize>], each: usize, size: usize) -> Vec<usize> {
    let mut counts = vec![0; size];
    for &expert in experts.iter().flatten() {
        counts[expert / each] += 1;
    }
    counts
}

/// For each token of this rank the sum of weight · expert(token) over its experts, shape (n, d). Every rank calls this with its own tokens. `expert(e, rows)`
/// computes expert e, for some rows at once: shape (m, d) in and out. A rank can call only those that it has: e from rank · each on.
///
/// A rank sends at most one row for each token and each expert elsewhere, the same back, and up to 16 bytes for each row and 64 for each rank to say what
/// is what. Tokens of experts on the own rank do not travel. An expert computes a row once for each token that chose it.
///
/// Ranks may have different numbers of tokens, also none, and experts too. Weights may be negative, and need not have the sum 1. There are between 1 and 6
/// ranks, with at least 1 expert each. d is at least 1.
pub fn layer(comm: &dyn Communicator, routed: &Routed<'_>, expert: ExpertCall<'_>) -> Array2<f64> {
    let Routed { tokens, experts, weights, each } = routed;
    let (size, d) = (comm.size(), tokens.ncols());
    // Places of tokens and weights, sorted by destination: the permutation that has to be undone.
    let mut sent: Vec<Vec<(usize, f64)>> = vec![Vec::new(); size];
    let mut rows: Vec<Vec<f64>> = vec![Vec::new(); size];
    let mut wanted: Vec<Vec<usize>> = vec![Vec::new(); size];
    for (token, row) in tokens.rows().into_iter().enumerate() {
        for (&e, &weight) in experts[token].iter().zip(&weights[token]) {
            sent[e / each].push((token, weight));
            rows[e / each].extend(row);
            wanted[e / each].push(e);
        }
    }
    for to in 0..size {
        comm.send(to, 0, &wanted[to]);
        comm.send(to, 1, &rows[to]);
    }
    for from in 0..size {
        let wanted: Vec<usize> = comm.receive(from, 0);
        let rows: Vec<f64> = comm.receive(from, 1);
        let rows = ArrayView2::from_shape((wanted.len(), d), &rows).expect("rows of d");
        let mut made = Array2::zeros(rows.dim());
        for e in comm.rank() * each..(comm.rank() + 1) * each {
            let places: Vec<usize> = (0..wanted.len()).filter(|&at| wanted[at] == e).collect();
            let of_expert = expert(e, rows.select(Axis(0), &places).view());
            for (&at, row) in places.iter().zip(of_expert.rows()) {
                made.row_mut(at).assign(&row);
            }
        }
        comm.send(from, 2, made.as_slice().expect("row by row"));
    }
    let mut out = Array2::zeros((tokens.nrows(), d));
    for (from, sent) in sent.iter().enumerate() {
        let made: Vec<f64> = comm.receive(from, 2);
        for (&(token, weight), made) in sent.iter().zip(made.chunks(d)) {
            out.row_mut(token).scaled_add(weight, &ArrayView1::from(made));
        }
    }
    out
}
