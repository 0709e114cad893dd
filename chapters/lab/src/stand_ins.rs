//! Stand-ins for the chapter's answers, of the same signatures.
#![allow(dead_code, missing_docs)]

pub(crate) struct Routed {
    pub(crate) expert: usize,
    pub(crate) gate: f32,
    pub(crate) slot: Option<usize>,
}
pub(crate) struct Groups {
    pub(crate) groups: usize,
    pub(crate) kept: usize,
    pub(crate) k: usize,
    pub(crate) scale: f32,
}

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

fn order(values: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]).then(a.cmp(&b)));
    order
}

fn softmax(row: ArrayView1<f32>) -> Array1<f32> {
    let max = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    let e = row.mapv(|x| (x - max).exp());
    let sum = e.sum();
    e / sum
}

pub(crate) mod switch {
    use super::*;
    pub(crate) fn capacity(tokens: usize, experts: usize, factor: f32) -> usize {
        (tokens as f32 / experts as f32 * factor).ceil() as usize
    }
    pub(crate) fn route(logits: ArrayView2<f32>, capacity: usize) -> Vec<Routed> {
        let mut counts = vec![0; logits.ncols()];
        logits
            .rows()
            .into_iter()
            .map(|row| {
                let p = softmax(row);
                let expert = order(&p.to_vec())[0];
                let slot = (counts[expert] < capacity).then_some(counts[expert]);
                counts[expert] += 1;
                Routed { expert, gate: p[expert], slot }
            })
            .collect()
    }
}
pub(crate) mod gshard {
    use super::*;
    pub(crate) fn route(logits: ArrayView2<f32>, capacity: usize) -> Vec<[Routed; 2]> {
        let mut counts = vec![0; logits.ncols()];
        let mut all: Vec<[Routed; 2]> = logits
            .rows()
            .into_iter()
            .map(|row| {
                let p = softmax(row);
                let best = order(&p.to_vec());
                [0, 1].map(|i| Routed {
                    expert: best[i],
                    gate: p[best[i]] / (p[best[0]] + p[best[1]]),
                    slot: None,
                })
            })
            .collect();
        for choice in 0..2 {
            for token in &mut all {
                let routed = &mut token[choice];
                routed.slot = (counts[routed.expert] < capacity).then_some(counts[routed.expert]);
                counts[routed.expert] += 1;
            }
        }
        all
    }
}
pub(crate) mod balance_loss {
    use super::*;
    pub(crate) fn balance_loss(logits: ArrayView2<f32>) -> f32 {
        let (tokens, experts) = logits.dim();
        let mut f = vec![0.0; experts];
        let mut p = Array1::<f32>::zeros(experts);
        for row in logits.rows() {
            f[order(&row.to_vec())[0]] += 1.0 / tokens as f32;
            p = p + softmax(row) / tokens as f32;
        }
        experts as f32 * f.iter().zip(&p).map(|(a, b)| a * b).sum::<f32>()
    }
}
pub(crate) mod noisy_top_k {
    use super::*;
    pub(crate) fn noisy_top_k(
        clean: ArrayView2<f32>,
        scale_raw: ArrayView2<f32>,
        noise: ArrayView2<f32>,
        k: usize,
    ) -> Array2<f32> {
        let h = &clean + &(&noise * &scale_raw.mapv(|x| x.exp().ln_1p()));
        let mut gates = Array2::zeros(h.dim());
        for (row, mut out) in h.rows().into_iter().zip(gates.rows_mut()) {
            let best = order(&row.to_vec())[..k].to_vec();
            let p = softmax(best.iter().map(|&i| row[i]).collect::<Array1<f32>>().view());
            for (i, &p) in best.iter().zip(&p) {
                out[*i] = p;
            }
        }
        gates
    }
}
pub(crate) mod deepseek {
    use super::*;
    pub(crate) fn route(
        logits: ArrayView1<f32>,
        bias: ArrayView1<f32>,
        config: &Groups,
    ) -> Vec<(usize, f32)> {
        let s = logits.mapv(|x| 1.0 / (1.0 + (-x).exp()));
        let best = order(&(&s + &bias).to_vec())[..config.k].to_vec();
        let sum: f32 = best.iter().map(|&i| s[i]).sum();
        best.iter().map(|&i| (i, config.scale * s[i] / sum)).collect()
    }
}
pub(crate) mod bias_update {
    use super::*;
    pub(crate) fn bias_update(bias: ArrayView1<f32>, counts: &[usize], rate: f32) -> Array1<f32> {
        let mean = counts.iter().sum::<usize>() as f32 / counts.len() as f32;
        bias.iter()
            .zip(counts)
            .map(|(b, &c)| {
                let gap = mean - c as f32;
                if gap == 0.0 { *b } else { b + rate * gap.signum() }
            })
            .collect()
    }
}
pub(crate) mod hash {
    use super::*;
    pub(crate) fn balanced(counts: &[usize], experts: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..counts.len()).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(counts[i]));
        let mut loads = vec![0; experts];
        let mut table = vec![0; counts.len()];
        for i in order {
            let e = (0..experts).min_by_key(|&e| loads[e]).unwrap();
            table[i] = e;
            loads[e] += counts[i];
        }
        let _ = Axis(0);
        table
    }
}
pub(crate) mod base {
    use super::*;
    pub(crate) fn assign(affinities: ArrayView2<f32>) -> Vec<usize> {
        let (tokens, experts) = affinities.dim();
        let mut pairs: Vec<(usize, usize)> =
            (0..tokens).flat_map(|t| (0..experts).map(move |e| (t, e))).collect();
        pairs.sort_by(|&a, &b| affinities[b].total_cmp(&affinities[a]));
        let mut out = vec![usize::MAX; tokens];
        let mut counts = vec![0; experts];
        for (t, e) in pairs {
            if out[t] == usize::MAX && counts[e] < tokens / experts {
                out[t] = e;
                counts[e] += 1;
            }
        }
        out
    }
}
pub(crate) mod sinkhorn {
    use super::*;
    pub(crate) fn plan(logits: ArrayView2<f32>, iterations: usize) -> Array2<f32> {
        let (tokens, experts) = logits.dim();
        let k = logits.mapv(f32::exp);
        let mut d0 = Array1::<f32>::ones(tokens);
        let mut d1 = Array1::<f32>::ones(experts);
        for _ in 0..iterations {
            d0 = (1.0 / tokens as f32) / k.dot(&d1);
            d1 = (1.0 / experts as f32) / d0.dot(&k);
        }
        &d0.insert_axis(Axis(1)) * &k * &d1
    }
    pub(crate) fn choose(logits: ArrayView2<f32>, iterations: usize) -> Vec<usize> {
        plan(logits, iterations).rows().into_iter().map(|r| order(&r.to_vec())[0]).collect()
    }
}
pub(crate) mod dselect_k {
    use super::*;
    fn step(t: f32, gamma: f32) -> f32 {
        if t <= -gamma / 2.0 {
            0.0
        } else if t >= gamma / 2.0 {
            1.0
        } else {
            -2.0 * t.powi(3) / gamma.powi(3) + 1.5 * t / gamma + 0.5
        }
    }
    pub(crate) fn gate(
        selectors: ArrayView2<f32>,
        mixing: ArrayView1<f32>,
        experts: usize,
        gamma: f32,
    ) -> Array1<f32> {
        let w = softmax(mixing);
        let m = selectors.ncols();
        (0..experts)
            .map(|e| {
                (0..selectors.nrows())
                    .map(|s| {
                        w[s] * (0..m)
                            .map(|j| {
                                let t = step(selectors[[s, j]], gamma);
                                if e >> (m - 1 - j) & 1 == 1 { t } else { 1.0 - t }
                            })
                            .product::<f32>()
                    })
                    .sum()
            })
            .collect()
    }
}
pub(crate) mod expert_choice {
    use super::*;
    pub(crate) fn choose(logits: ArrayView2<f32>, capacity: usize) -> Vec<Vec<(usize, f32)>> {
        let mut p = logits.to_owned();
        for mut row in p.rows_mut() {
            let s = softmax(row.view());
            row.assign(&s);
        }
        (0..p.ncols())
            .map(|e| {
                let column = p.column(e).to_vec();
                order(&column)[..capacity].iter().map(|&t| (t, column[t])).collect()
            })
            .collect()
    }
}
