//! Mamba: the block, what is written by the paper and by the code, and what padding does.

use figures::{Figure, Schematic};
use ndarray::{Array1, Array2, Axis, array, concatenate};

use super::portable::portable;
use crate::{Selective, SelectiveScan};

/// A block whose hidden states are `width` wide; `inner` is the width inside, with `states` for each channel, a convolution of `taps` tokens and
/// steps that come from `rank` numbers.
pub fn block(width: usize, inner: usize, states: usize, taps: usize, rank: usize) -> Figure {
    Schematic::new(
        "In a Mamba block Δ, B and C are made from each token, so it decides what is kept; only A is fixed",
        "What a block makes of n hidden states.",
    )
    .tensor("h", "hidden states", &[&"n", &width])
    .operation("norm", "RMSNorm")
    .operation("in", "projection")
    .tensor("x", "inputs", &[&"n", &inner])
    .operation("conv", &format!("causal convolution of {taps} tokens, each channel by itself"))
    .operation("silu", "SiLU")
    .tensor("u", "u", &[&"n", &inner])
    .operation("project", "projection")
    .tensor("low", "numbers for Δ", &[&"n", &rank])
    .operation("up", "projection")
    .tensor("raw", "raw", &[&"n", &inner])
    .tensor("b", "B", &[&"n", &states])
    .tensor("c", "C", &[&"n", &states])
    .tensor("a", "A", &[&inner, &states])
    .operation("scan", "selective scan, skip")
    .tensor("y", "y", &[&"n", &inner])
    .tensor("z", "z", &[&"n", &inner])
    .operation("gate", "times SiLU(z)")
    .operation("out", "projection")
    .operation("add", "add")
    .tensor("next", "hidden states", &[&"n", &width])
    .flow(&["h", "norm", "in", "x", "conv", "silu", "u", "scan", "y", "gate", "out", "add", "next"])
    .flow(&["u", "project", "low", "up", "raw", "scan"])
    .flow(&["project", "b", "scan"])
    .flow(&["project", "c", "scan"])
    .flow(&["a", "scan"])
    .flow(&["in", "z", "gate"])
    .flow(&["h", "add"])
    .highlight(&["u", "project", "low", "up", "raw", "scan"])
    .save()
}

/// What a step writes of u B for a decay `a`, by the code and by the zero-order hold of the paper.
pub fn written(step: f64, a: f64) -> [f64; 2] {
    [step, (step * a).exp_m1() / a]
}

/// Inputs of a scan with one channel and two states: u, raw, B, C and z. A is −1 and −2, the skip 0.5, the bias −0.2.
#[derive(Clone, Debug)]
pub struct Small {
    /// Shape (T, 1).
    pub u: Array2<f32>,
    /// Shape (T, 1).
    pub raw: Array2<f32>,
    /// Shape (T, 2).
    pub b: Array2<f32>,
    /// Shape (T, 2).
    pub c: Array2<f32>,
    /// Shape (T, 1).
    pub z: Array2<f32>,
}

/// Five tokens whose numbers any language makes again, from the seed 41.
pub fn five_tokens() -> Small {
    let mut next = portable(41);
    let mut draw = |columns: usize| Array2::from_shape_simple_fn((5, columns), || next() as f32);
    Small { u: draw(1), raw: draw(1), b: draw(2), c: draw(2), z: draw(1) }
}

impl Small {
    /// The outputs of a scan.
    pub fn outputs(&self, scan: SelectiveScan) -> Array1<f32> {
        let Small { u, raw, b, c, z } = self;
        let output = scan(Selective {
            u: u.view(),
            raw: raw.view(),
            bias: array![-0.2].view(),
            a: array![[-1.0, -2.0]].view(),
            b: b.view(),
            c: c.view(),
            skip: array![0.5].view(),
            z: z.view(),
        });
        output.column(0).to_owned()
    }

    /// The two states after the last token: a scan that reads one of them alone, through a gate that is wide open.
    pub fn states(&self, scan: SelectiveScan) -> [f32; 2] {
        let open = 50.0;
        [0, 1].map(|state| {
            let Small { u, raw, b, .. } = self;
            let only = Array2::from_shape_fn(b.dim(), |(_, i)| if i == state { 1.0 / open } else { 0.0 });
            let output = scan(Selective {
                u: u.view(),
                raw: raw.view(),
                bias: array![-0.2].view(),
                a: array![[-1.0, -2.0]].view(),
                b: b.view(),
                c: only.view(),
                skip: array![0.0].view(),
                z: Array2::from_elem(u.dim(), open).view(),
            });
            output[[u.nrows() - 1, 0]]
        })
    }

    /// The same with tokens behind that are all zeros, but for `raw`.
    #[must_use]
    pub fn padded(&self, count: usize, raw: f32) -> Small {
        let with = |array: &Array2<f32>, value: f32| {
            concatenate![Axis(0), *array, Array2::from_elem((count, array.ncols()), value)]
        };
        Small {
            u: with(&self.u, 0.0),
            raw: with(&self.raw, raw),
            b: with(&self.b, 0.0),
            c: with(&self.c, 0.0),
            z: with(&self.z, 0.0),
        }
    }
}

/// The scan with the zero-order hold of the paper: u is made smaller by what it writes less, for each state by itself.
pub fn with_hold(scan: SelectiveScan, small: &Small) -> Array1<f32> {
    let softplus = |x: f32| f64::from(x.max(0.0) + (-x.abs()).exp().ln_1p());
    let mut changed = small.clone();
    for ((t, state), b) in changed.b.indexed_iter_mut() {
        let step = softplus(small.raw[[t, 0]] - 0.2);
        let [code, paper] = written(step, [-1.0, -2.0][state]);
        *b *= (paper / code) as f32;
    }
    changed.outputs(scan)
}
