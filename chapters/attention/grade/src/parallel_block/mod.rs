//! `parallel_block`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Missing, Output, Part, Plan, Probe, Property,
    Reference, Style, Vector, same,
};
use kernels::attention::{Gated, Projections};
use ndarray::{Array2, Axis, s};
use serde::{Deserialize, Serialize};

use attention::solution::parallel_block as solution;
use attention::{BlockWeights, ParallelBlock};
use bent::Knobs;
use cases::{laid, normal, sizes};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    x: Matrix,
    gain: Vector,
    epsilon: f32,
    query: Matrix,
    key: Matrix,
    value: Matrix,
    out: Matrix,
    gate: Matrix,
    up: Matrix,
    down: Matrix,
}

impl Input {
    fn matrices(&self) -> [&Matrix; 8] {
        let Input { x, query, key, value, out, gate, up, down, .. } = self;
        [x, query, key, value, out, gate, up, down]
    }

    fn matrices_mut(&mut self) -> [&mut Matrix; 8] {
        let Input { x, query, key, value, out, gate, up, down, .. } = self;
        [x, query, key, value, out, gate, up, down]
    }

    fn heads(&self) -> usize {
        self.query.values.ncols() / self.key.values.ncols()
    }

    /// The rows after the norm.
    fn normed(&self) -> Array2<f64> {
        let mut h = self.x.double();
        for mut row in h.rows_mut() {
            let rms = (row.dot(&row) / row.len() as f64 + f64::from(self.epsilon)).sqrt();
            row /= rms;
            row *= &self.gain.double();
        }
        h
    }

    /// Attention's scores in each head, those of later rows too.
    fn scores(&self) -> Vec<Array2<f64>> {
        let h = self.normed();
        let (queries, keys) = (h.dot(&self.query.double()), h.dot(&self.key.double()));
        let heads = queries.axis_chunks_iter(Axis(1), keys.ncols());
        heads.map(|head| head.dot(&keys.t()) / (keys.ncols() as f64).sqrt()).collect()
    }

    /// Scales the queries of each head so that its largest absolute score becomes a level, with its sign.
    fn scale_scores(&mut self, levels: &[f64]) {
        let width = self.key.values.ncols();
        for (head, (scores, level)) in self.scores().iter().zip(levels).enumerate() {
            let farthest =
                scores.iter().fold(0.0, |far: f64, &score| if score.abs() > far.abs() { score } else { far });
            let mut columns = self.query.values.slice_mut(s![.., head * width..(head + 1) * width]);
            columns *= (level / farthest) as f32;
        }
    }
}

/// What the three functions give; the MLP reads the rows of x as they are.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Blocked {
    norm: Array2<f32>,
    mlp: Array2<f32>,
    block: Array2<f32>,
}

impl Output for Blocked {
    fn parts(&self) -> Vec<Part> {
        vec![
            Part::array("rms_norm", &self.norm),
            Part::array("swiglu", &self.mlp),
            Part::array("parallel_block", &self.block),
        ]
    }
}

type TheProbe<'a> = Probe<'a, Input, Blocked>;

pub(super) fn plan(answer: Option<ParallelBlock>) -> Plan<ParallelBlock, Input, Blocked, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "parallel_block",
            title: "A block whose attention and MLP read the same input",
            level: Level::Medium,
            minutes: 30,
            year: 2022,
            needs: &["attention/gqa"],
            text: "attention/blocks.html#parallel-block",
            hints: [
                "Three functions, each a line of the page. Write rms_norm and swiglu first; they are judged by themselves, and a \
                 wrong one also makes the block wrong. In the block, h is computed once and read by both branches, and what \
                 is added to is x, not h.",
                "rms_norm: for each row, the root of (mean of squares + epsilon) divides the row, then the gain multiplies it, \
                 element by element. swiglu: the product with `gate` goes through silu, the product with `up` does not. silu(z) as \
                 z / (1 + exp(−z)) survives large z; exp(z) / (1 + exp(z)) does not.",
                "Attention: queries = h·query, keys = h·key, values = h·value. For each head take the columns \
                 `s![.., i * e..(i + 1) * e]` of the queries, call \
                 `super::scaled_dot_product::scaled_dot_product(q, keys.view(), values.view(), Mask::Causal)`, and write the result \
                 into the same columns of an (n, heads · e) array, which `out` multiplies.",
            ],
            story: "The parallel and the serial block have the same weights and the same shapes, so a checkpoint of one loads into the \
                    other without a word, and talks nonsense. Two things that look wrong are right: to compute the norm twice, \
                    once for each branch, and to add the three terms in any order.",
        },
        answer,
        solution: ParallelBlock {
            rms_norm: solution::rms_norm,
            swiglu: solution::swiglu,
            block: solution::parallel_block,
        },
        call: |answer, input| {
            let [x, query, key, value, out, gate, up, down] = input.matrices().map(Matrix::held);
            let gain = input.gain.held();
            let weights = BlockWeights {
                gain: gain.view(),
                epsilon: input.epsilon,
                query: query.view(),
                key: key.view(),
                value: value.view(),
                out: out.view(),
                gate: gate.view(),
                up: up.view(),
                down: down.view(),
            };
            Blocked {
                norm: (answer.rms_norm)(x.view(), gain.view(), input.epsilon),
                mlp: (answer.swiglu)(x.view(), gate.view(), up.view(), down.view()),
                block: (answer.block)(x.view(), &weights),
            }
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let [rows, width, head_width, hidden] = random.distinct(2..=7);
                let heads = random.whole(1..=3);
                let mut input = normal(random, sizes([rows, width, heads, head_width, hidden]));
                input.epsilon = [1e-6, 1e-5, 1e-2][random.whole(0..=2)];
                laid(input, Layout::any(random))
            },
        },
        describe: |input| {
            let ((rows, width), hidden) = (input.x.values.dim(), input.gate.values.ncols());
            let (heads, head_width, epsilon) = (input.heads(), input.key.values.ncols(), input.epsilon);
            format!(
                "rows {rows}, width {width}, heads {heads} of width {head_width}, hidden {hidden}, epsilon {epsilon}"
            )
        },
        properties: vec![
            Property { name: "the branches add, and neither sees what the other adds", holds: branches_add },
            Property { name: "a row does not see the rows after it", holds: causality },
            Property {
                name: "half the row with a quarter of epsilon has the same norm",
                holds: scale_of_a_row,
            },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style {
                name: "the block has norm and MLP of its own, which are right",
                bend: |k| k.block_apart = true,
            },
            Style {
                name: "the functions are right, and the block has norm and MLP of its own",
                bend: |k| k.functions_right = true,
            },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "lets the first row see itself", bend: |k| k.sees_itself_at_least = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

fn reference(input: &Input, precision: judge::Precision) -> Result<Vec<Part>, Missing> {
    let precision = super::kernel_precision(precision);
    let [x, query, key, value, out, gate, up, down] = input.matrices().map(Matrix::double);
    let (gain, epsilon) = (input.gain.double(), f64::from(input.epsilon));
    let projections =
        Projections { query: query.view(), key: key.view(), value: value.view(), out: out.view() };
    let mlp = Gated { gate: gate.view(), up: up.view(), down: down.view() };
    let norm = kernels::attention::rms_norm(x.view(), gain.view(), epsilon, precision)?;
    let gated = kernels::attention::swiglu(x.view(), gate.view(), up.view(), down.view(), precision)?;
    let block =
        kernels::attention::parallel_block(x.view(), gain.view(), epsilon, projections, mlp, precision)?;
    Ok(vec![
        Part::array("rms_norm", &norm),
        Part::array("swiglu", &gated),
        Part::array("parallel_block", &block),
    ])
}

fn branches_add(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut without = |attention: bool, mlp: bool| {
        let mut input = input.clone();
        if attention {
            input.out.values.fill(0.0);
        }
        if mlp {
            input.down.values.fill(0.0);
        }
        Ok::<_, Broken>(probe.call(&input)?.block)
    };
    let (both, neither) = (without(false, false)?, without(true, true)?);
    let (attention, mlp) = (without(false, true)?, without(true, false)?);
    let slack = 4.0 * probe.tolerance;
    same("parallel_block with out and down all zero", &neither, &input.x.values, slack, "in x")?;
    if [&both, &attention, &mlp].iter().any(|of| of.dim() != neither.dim()) {
        return Ok(());
    }
    let how = "as the sum of each branch without the other";
    same("parallel_block plus x", &(both + &neither), &(attention + &mlp), slack, how)
}

fn causality(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let rows = input.x.values.nrows();
    if rows < 2 {
        return Ok(());
    }
    let before = probe.call(input)?;
    let cut = probe.random.whole(1..=rows - 1);
    let mut changed = input.clone();
    for i in cut..rows {
        changed.x.values.row_mut(i).mapv_inplace(|x| -0.7 * x);
    }
    let after = probe.call(&changed)?;
    let earlier = |of: &Array2<f32>| of.rows().into_iter().take(cut).flatten().copied().collect::<Vec<f32>>();
    let (a, b) = (earlier(&before.block), earlier(&after.block));
    let slack = 2.0 * probe.tolerance;
    let close = |(a, b): (&f32, &f32)| f64::from((a - b).abs()) <= slack;
    if a.len() == b.len() && a.iter().zip(&b).all(close) {
        Ok(())
    } else {
        Err(Broken::Law(format!("the first {cut} rows of parallel_block change when later rows of x change")))
    }
}

fn scale_of_a_row(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut half = input.clone();
    half.x.values *= 0.5;
    half.epsilon *= 0.25;
    let (whole, half) = (probe.call(input)?, probe.call(&half)?);
    same("rms_norm", &whole.norm, &half.norm, 2.0 * probe.tolerance, "of x / 2 with epsilon / 4")
}
