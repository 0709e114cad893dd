//! Right answers to `moba` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView2, Axis, s};

use compression::Moba;

pub(super) fn alternatives() -> Vec<Alternative<Moba>> {
    vec![
        Alternative {
            name: "as in the official code: a mask on all scores, and gates of ±∞; in double precision",
            answer: Moba { choose: with_infinities, attend: masked },
        },
        Alternative {
            name: "ranks by counting among sums; the own block merged with the others by log-sum-exps",
            answer: Moba { choose: by_counting, attend: merged },
        },
        Alternative {
            name: "the best that is left, time after time; an online softmax from the newest token on",
            answer: Moba { choose: greedy, attend: online },
        },
    ]
}

fn with_infinities(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    block: usize,
    k: usize,
) -> Vec<Vec<usize>> {
    let n = queries.nrows();
    let means: Vec<Array1<f64>> = (0..n.div_ceil(block))
        .map(|b| {
            let keys = keys.slice(s![b * block..n.min((b + 1) * block), ..]).mapv(f64::from);
            keys.sum_axis(Axis(0)) / keys.nrows() as f64
        })
        .collect();
    let list = |t: usize| {
        let query = queries.row(t).mapv(f64::from);
        let gate = |b: usize| match b.cmp(&(t / block)) {
            std::cmp::Ordering::Less => query.dot(&means[b]),
            std::cmp::Ordering::Equal => f64::INFINITY,
            std::cmp::Ordering::Greater => f64::NEG_INFINITY,
        };
        let mut order: Vec<(usize, f64)> = (0..means.len()).map(|b| (b, gate(b) + 0.0)).collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        let taken = order.into_iter().take(k).filter(|(_, gate)| *gate > f64::NEG_INFINITY);
        let mut blocks: Vec<usize> = taken.map(|(b, _)| b).collect();
        blocks.sort_unstable();
        blocks
    };
    (0..n).map(list).collect()
}

fn masked(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    block: usize,
    chosen: &[Vec<usize>],
) -> Array2<f32> {
    let [queries, keys, values] = [queries, keys, values].map(|view| view.mapv(f64::from));
    let mut scores = queries.dot(&keys.t()) * (queries.ncols() as f64).sqrt().recip();
    for ((t, token), score) in scores.indexed_iter_mut() {
        if token > t || !chosen[t].contains(&(token / block)) {
            *score = f64::NEG_INFINITY;
        }
    }
    for mut row in scores.rows_mut() {
        let largest = row.fold(f64::NEG_INFINITY, |most, &score| most.max(score));
        row.mapv_inplace(|score| (score - largest).exp());
        let sum = row.sum();
        row /= sum;
    }
    scores.dot(&values).mapv(|x| x as f32)
}

fn by_counting(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    block: usize,
    k: usize,
) -> Vec<Vec<usize>> {
    let products = queries.dot(&keys.t());
    let mut lists = Vec::new();
    for t in 0..queries.nrows() {
        let own = t / block;
        // Sums of products: block times the gates.
        let sums: Vec<f32> =
            (0..own).map(|b| products.slice(s![t, b * block..(b + 1) * block]).sum()).collect();
        let before = |b: usize| {
            (0..own).filter(|&other| sums[other] > sums[b] || (sums[other] == sums[b] && other < b)).count()
        };
        lists.push((0..=own).filter(|&b| b == own || before(b) + 1 < k).collect());
    }
    lists
}

fn merged(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    block: usize,
    chosen: &[Vec<usize>],
) -> Array2<f32> {
    let mut output = Array2::zeros((queries.nrows(), values.ncols()));
    for (t, list) in chosen.iter().enumerate() {
        let query = queries.row(t).mapv(|q| q / (queries.ncols() as f32).sqrt());
        let part = |tokens: &[usize]| {
            let scores = keys.select(Axis(0), tokens).dot(&query);
            let largest = scores.fold(f32::NEG_INFINITY, |most, &score| most.max(score));
            let weights = scores.mapv(|score| (score - largest).exp());
            let sum = weights.sum();
            (weights.dot(&values.select(Axis(0), tokens)) / sum, largest + sum.ln())
        };
        let own = t / block;
        let far: Vec<usize> =
            list.iter().filter(|&&b| b < own).flat_map(|&b| (0..block).map(move |r| b * block + r)).collect();
        let (near, lse) = part(&(own * block..=t).collect::<Vec<_>>());
        let both = if far.is_empty() {
            near
        } else {
            let (far, other) = part(&far);
            let most = lse.max(other);
            let (a, b) = ((lse - most).exp(), (other - most).exp());
            (near * a + far * b) / (a + b)
        };
        output.row_mut(t).assign(&both);
    }
    output
}

fn greedy(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    block: usize,
    k: usize,
) -> Vec<Vec<usize>> {
    let list = |t: usize| {
        let own = t / block;
        let mut gates: Vec<Option<f32>> = (0..own)
            .map(|b| {
                let of = |token: usize| queries.row(t).dot(&keys.row(token));
                Some((b * block..(b + 1) * block).map(of).sum::<f32>() / block as f32)
            })
            .collect();
        let mut taken = vec![own];
        while taken.len() < k.min(own + 1) {
            let mut best = None;
            for (b, gate) in gates.iter().enumerate() {
                if let Some(gate) = gate
                    && best.is_none_or(|(_, most)| *gate > most)
                {
                    best = Some((b, *gate));
                }
            }
            let (b, _) = best.expect("a block is left");
            gates[b] = None;
            taken.push(b);
        }
        taken.sort_unstable();
        taken
    };
    (0..queries.nrows()).map(list).collect()
}

fn online(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    block: usize,
    chosen: &[Vec<usize>],
) -> Array2<f32> {
    let mut output = Array2::zeros((queries.nrows(), values.ncols()));
    for (t, list) in chosen.iter().enumerate() {
        let (mut max, mut sum, mut mean) = (f32::NEG_INFINITY, 0.0_f32, Array1::zeros(values.ncols()));
        for token in (0..=t).rev().filter(|token| list.contains(&(token / block))) {
            let score = queries.row(t).dot(&keys.row(token)) / (queries.ncols() as f32).sqrt();
            let new = max.max(score);
            let (old, weight) = ((max - new).exp(), (score - new).exp());
            sum = sum * old + weight;
            mean = mean * old + values.row(token).mapv(|x| x * weight);
            max = new;
        }
        output.row_mut(t).assign(&(mean / sum));
    }
    output
}
