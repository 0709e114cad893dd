//! `adaln_zero`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the two functions.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod inner;
mod knobs;
mod laws;
mod mistakes;
mod promises;

use std::cell::RefCell;

use diffusion::solution::adaln_zero as solution;
use diffusion::{AdaLnZero, Sublayer};
use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style, Vector,
};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, s};
use serde::{Deserialize, Serialize};

use inner::Inner;
use knobs::Knobs;

/// Tokens, a condition, and what is inside the block.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Whole {
    /// Shape (n, d).
    x: Matrix,
    /// Shape (m).
    c: Vector,
    /// Shape (6d, m).
    weights: Matrix,
    /// Shape (6d).
    bias: Vector,
    attention: Inner,
    mlp: Inner,
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Modulate { x: Matrix, shift: Vector, scale: Vector },
    Block(Box<Whole>),
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Modulated(Array2<f32>),
    /// The output, and the rows of each call of attention and of the MLP.
    Ran(Array2<f32>, [Vec<usize>; 2]),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Modulated(out) => vec![Part::array("modulate", out)],
            Answered::Ran(out, _) => vec![Part::array("block", out)],
        }
    }
}

type Modulate<'a> = &'a dyn Fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>, ArrayView1<'_, f32>) -> Array2<f32>;
type Block<'a> = &'a dyn Fn(
    ArrayView2<'_, f32>,
    ArrayView1<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView1<'_, f32>,
    Sublayer<'_>,
    Sublayer<'_>,
) -> Array2<f32>;

impl Answered {
    fn run(modulate: Modulate<'_>, block: Block<'_>, input: &Input) -> Answered {
        match input {
            Input::Modulate { x, shift, scale } => {
                Answered::Modulated(modulate(x.held().view(), shift.held().view(), scale.held().view()))
            }
            Input::Block(whole) => {
                let seen = [RefCell::new(Vec::new()), RefCell::new(Vec::new())];
                let attention = |x: ArrayView2<'_, f32>| whole.attention.run(x, &seen[0]);
                let mlp = |x: ArrayView2<'_, f32>| whole.mlp.run(x, &seen[1]);
                let (x, c) = (whole.x.held(), whole.c.held());
                let (weights, bias) = (whole.weights.held(), whole.bias.held());
                let out = block(x.view(), c.view(), weights.view(), bias.view(), &attention, &mlp);
                Answered::Ran(out, seen.map(RefCell::into_inner))
            }
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<AdaLnZero>) -> Plan<AdaLnZero, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "adaln_zero",
            title: "adaLN-Zero: a block that begins as the identity",
            level: Level::Medium,
            minutes: 35,
            year: 2022,
            needs: &["diffusion/patchify", "attention/parallel_block"],
            text: "diffusion/networks.html#adaln-zero",
            hints: [
                "Write `modulate` first, for one token by hand: subtract its mean, divide by its deviation, multiply, add. What does a scale of 0 do? \
                 Then draw the block as two lines of the same form, and count what the linear layer has to say.",
                "The six parts are, in this order, shift, scale and gate of attention, then shift, scale and gate of the MLP, d numbers each. The second \
                 line begins with the result of the first, not with x. A gate multiplies what the layer says, not what it is added to.",
                "`let said = weights.dot(&c.mapv(|z| z / (1.0 + (-z).exp()))) + bias;`, and part i is `said.slice(s![i * d..(i + 1) * d])`. Then \
                 `x + attention(modulate(x, part(0), part(1)).view()) * part(2)`, and the same with the MLP and parts 3 to 5. The variance is the mean of \
                 the squares of what is left when the mean is subtracted.",
            ],
            story: "The authors of DiT tried four ways to tell a transformer the time and the class: as tokens more, by cross-attention, by adaLN, and by \
                    adaLN whose layer starts with zeros. In their comparison the last one had the lowest FID. That a block begins as \
                    the identity is an old trick of residual networks (the last scale of each branch starts at 0), and the gate of Flamingo's \
                    cross-attention is the same. Whoever initialises all linear layers of a network after it was built undoes it without an error.",
        },
        answer,
        solution: AdaLnZero { modulate: solution::modulate, block: solution::block },
        call: |answer, input| Answered::run(&answer.modulate, &answer.block, input),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| match input {
            Input::Modulate { x, .. } => {
                let (n, d) = x.values.dim();
                format!("modulate: {n} tokens, width {d}")
            }
            Input::Block(whole) => {
                let (n, d) = whole.x.values.dim();
                format!("block: {n} tokens, width {d}, a condition of {} numbers", whole.c.values.len())
            }
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "double precision", bend: |k: &mut Knobs| k.double = true },
            Style { name: "the mistake is in `modulate` alone", bend: |k| k.modulate_alone = true },
            Style { name: "the mistake is in `block` alone", bend: |k| k.block_alone = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

impl Whole {
    fn real(&self, precision: Precision) -> Result<Array2<f64>, Missing> {
        let kernel = super::kernel_precision(precision);
        let d = self.x.values.ncols();
        let (c, weights, bias) = (self.c.double(), self.weights.double(), self.bias.double());
        let said = kernels::diffusion::silu_linear(c.view(), weights.view(), bias.view(), kernel)?;
        let part = |i: usize| -> Array1<f64> { said.slice(s![i * d..(i + 1) * d]).to_owned() };
        let mut x = self.x.double();
        for (first, inner) in [(0, &self.attention), (3, &self.mlp)] {
            let (shift, scale) = (part(first), part(first + 1));
            let heard = kernels::diffusion::modulate(x.view(), shift.view(), scale.view(), kernel)?;
            x = x + inner.real(&heard, precision) * part(first + 2);
        }
        Ok(x)
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    Ok(match input {
        Input::Modulate { x, shift, scale } => {
            let (x, shift, scale) = (x.double(), shift.double(), scale.double());
            let kernel = super::kernel_precision(precision);
            let out = kernels::diffusion::modulate(x.view(), shift.view(), scale.view(), kernel)?;
            vec![Part::array("modulate", &out)]
        }
        Input::Block(whole) => vec![Part::array("block", &whole.real(precision)?)],
    })
}
