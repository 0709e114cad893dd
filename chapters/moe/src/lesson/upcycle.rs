//! A dense layer and the sparse one that is made of it, at the first step.

use figures::{normals, random};
use ndarray::{Array2, Axis};

use crate::{Mlp, Upcycle};

/// A dense layer, tokens and router logits for six experts, the same each time.
pub struct Start {
    /// What was trained.
    pub dense: Mlp,
    /// (T, d)
    pub tokens: Array2<f32>,
    /// (T, E)
    pub logits: Array2<f32>,
}

/// Some numbers to begin with.
pub fn start() -> Start {
    let mut random = random(15);
    Start {
        dense: Mlp { up: normals(&mut random, (8, 16)) * 0.35, down: normals(&mut random, (16, 8)) * 0.25 },
        tokens: normals(&mut random, (32, 8)),
        logits: normals(&mut random, (32, 6)) * 0.5,
    }
}

/// The gates of the softmax over all experts, cut to k and not normalised: the usual sparse layer's.
pub fn cut(upcycle: Upcycle, logits: &Array2<f32>, k: usize) -> Array2<f32> {
    let mut gates = (upcycle.gates)(logits.view(), logits.ncols());
    let kept = (upcycle.gates)(logits.view(), k);
    gates.zip_mut_with(&kept, |gate, &kept| {
        if kept == 0.0 {
            *gate = 0.0;
        }
    });
    gates
}

/// The root of the mean square by which the sparse layer differs from the dense one, divided by that of the dense one.
pub fn distance(upcycle: Upcycle, start: &Start, gates: &Array2<f32>) -> f64 {
    let experts = (upcycle.experts)(&start.dense, gates.ncols());
    let sparse = (upcycle.forward)(start.tokens.view(), gates.view(), &experts);
    let dense = start.dense.apply(start.tokens.view());
    let square = |array: &Array2<f32>| array.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>();
    (square(&(&sparse - &dense)) / square(&dense)).sqrt()
}

/// How much the output changes, root of the sum of squares, when the logit of each token's best expert rises by a small step,
/// divided by that step; with k experts, gates normalised or cut.
pub fn slope(upcycle: Upcycle, start: &Start, k: usize, normalised: bool) -> f64 {
    const STEP: f32 = 1.0 / 64.0;
    let run = |logits: &Array2<f32>| {
        let gates = if normalised { (upcycle.gates)(logits.view(), k) } else { cut(upcycle, logits, k) };
        let experts = (upcycle.experts)(&start.dense, logits.ncols());
        (upcycle.forward)(start.tokens.view(), gates.view(), &experts)
    };
    let mut higher = start.logits.clone();
    for mut row in higher.axis_iter_mut(Axis(0)) {
        let best = (0..row.len()).fold(0, |best, e| if row[e] > row[best] { e } else { best });
        row[best] += STEP;
    }
    let change = run(&higher) - run(&start.logits);
    change.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>().sqrt() / f64::from(STEP)
}
