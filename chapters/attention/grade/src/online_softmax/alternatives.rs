//! Right answers to `online_softmax` by another route.

use judge::Alternative;
use ndarray::Array1;

use attention::{OnlineSoftmax, Running};

pub(super) fn alternatives() -> Vec<Alternative<OnlineSoftmax>> {
    vec![
        Alternative {
            name: "update is a merge with one item, merge by cases, in double precision",
            answer: OnlineSoftmax {
                start: |width| Running { max: f32::NEG_INFINITY, sum: 0.0, output: Array1::zeros(width) },
                update: |state, score, value| {
                    let sum = if score == f32::NEG_INFINITY { 0.0 } else { 1.0 };
                    let one = Running { max: score, sum, output: value.mapv(|v| v * sum) };
                    *state = by_cases(state, &one);
                },
                merge: by_cases,
                finish: |state| {
                    let sum = f64::from(state.sum);
                    let mean =
                        state.output.mapv(|o| if sum > 0.0 { (f64::from(o) / sum) as f32 } else { 0.0 });
                    (mean, (f64::from(state.max) + sum.ln()) as f32)
                },
            },
        },
        Alternative {
            name: "starts at f32::MIN, rescales only when the maximum rises, loops over elements",
            answer: OnlineSoftmax {
                start: |width| Running { max: f32::MIN, sum: 0.0, output: Array1::zeros(width) },
                update: |state, score, value| {
                    if score > state.max {
                        let factor = (state.max - score).exp();
                        state.sum *= factor;
                        state.output.iter_mut().for_each(|o| *o *= factor);
                        state.max = score;
                    }
                    let weight = (score - state.max).exp();
                    state.sum += weight;
                    for (o, v) in state.output.iter_mut().zip(value) {
                        *o += weight * v;
                    }
                },
                merge: |left, right| {
                    let (big, small) = if left.max >= right.max { (left, right) } else { (right, left) };
                    let factor = (small.max - big.max).exp();
                    let output = big.output.iter().zip(&small.output).map(|(b, s)| b + s * factor).collect();
                    Running { max: big.max, sum: big.sum + small.sum * factor, output }
                },
                finish: |state| {
                    let scale = if state.sum == 0.0 { 0.0 } else { state.sum.recip() };
                    (state.output.mapv(|o| o * scale), state.max + state.sum.ln())
                },
            },
        },
    ]
}

/// The merge of two states by cases, in double precision.
fn by_cases(left: &Running, right: &Running) -> Running {
    if left.sum == 0.0 {
        return right.clone();
    }
    if right.sum == 0.0 {
        return left.clone();
    }
    if left.max < right.max {
        return by_cases(right, left);
    }
    let factor = f64::from(right.max - left.max).exp();
    let add = |(&l, &r): (&f32, &f32)| (f64::from(l) + f64::from(r) * factor) as f32;
    Running {
        max: left.max,
        sum: add((&left.sum, &right.sum)),
        output: left.output.iter().zip(&right.output).map(add).collect(),
    }
}
