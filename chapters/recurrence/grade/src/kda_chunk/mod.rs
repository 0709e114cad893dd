//! `kda_chunk`: its cases, reference, properties, mistakes and alternatives.
//!
//! A case is a text and how long its chunks are: `solve` gets the first chunk, and `chunk` one after the other. The reference of `chunk` is the
//! recurrence, token by token. The state counts how often it is read and written, and a property looks at that.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod of_chunk;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property, Reference,
    Style, Vector,
};
use ndarray::{Array2, Axis, s};
use serde::{Deserialize, Serialize};

use knobs::{Knobs, Only};
use recurrence::solution::kda_chunk as solution;
use recurrence::{Carried, KdaChunk, KdaTokens};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    queries: Matrix,
    keys: Matrix,
    values: Matrix,
    beta: Vector,
    decays: Matrix,
    /// The state before the first token; (dk, dv).
    start: Array2<f32>,
    /// How many tokens a chunk has, except perhaps the last.
    chunk: usize,
}

impl Input {
    /// T, dk and dv.
    fn sizes(&self) -> [usize; 3] {
        [self.keys.values.nrows(), self.keys.values.ncols(), self.values.values.ncols()]
    }

    /// Some of its tokens, which lie in memory as all of them do.
    fn part(&self, from: usize, to: usize) -> Input {
        let rows = |matrix: &Matrix| {
            Matrix::from(matrix.values.slice(s![from..to, ..]).to_owned()).laid(matrix.layout)
        };
        Input {
            queries: rows(&self.queries),
            keys: rows(&self.keys),
            values: rows(&self.values),
            beta: Vector::from(self.beta.values.slice(s![from..to]).to_owned()).laid(self.beta.layout),
            decays: rows(&self.decays),
            start: self.start.clone(),
            chunk: self.chunk,
        }
    }

    /// Its first chunk.
    fn first(&self) -> Input {
        self.part(0, self.chunk.min(self.sizes()[0]))
    }

    fn with<T>(&self, call: impl FnOnce(KdaTokens<'_>) -> T) -> T {
        let matrices = [&self.queries, &self.keys, &self.values, &self.decays].map(Matrix::held);
        let [queries, keys, values, decays] = matrices.each_ref().map(judge::Held::view);
        let beta = self.beta.held();
        call(KdaTokens { queries, keys, values, beta: beta.view(), decays })
    }

    /// What two functions make of it.
    fn answered(
        &self,
        solve: impl Fn(KdaTokens<'_>) -> Array2<f32>,
        chunk: impl Fn(&mut Carried, KdaTokens<'_>) -> Array2<f32>,
    ) -> Answered {
        let m = self.first().with(solve);
        let [tokens, _, width] = self.sizes();
        let mut state = Carried::new(self.start.clone());
        let (mut outputs, mut most) = (Vec::new(), (0, 0));
        for from in (0..tokens).step_by(self.chunk) {
            let part = self.part(from, tokens.min(from + self.chunk));
            let before = state.counted();
            outputs.push(part.with(|tokens| chunk(&mut state, tokens)));
            let after = state.counted();
            most = (most.0.max(after.0 - before.0), most.1.max(after.1 - before.1));
        }
        Answered { m, outputs: joined(&outputs, width), state: state.state().to_owned(), most }
    }
}

/// The outputs of all chunks one below the other; where one has another width, the first that has.
fn joined(outputs: &[Array2<f32>], width: usize) -> Array2<f32> {
    if let Some(other) = outputs.iter().find(|output| output.ncols() != width) {
        return other.clone();
    }
    let views: Vec<_> = outputs.iter().map(|output| output.view()).collect();
    ndarray::concatenate(Axis(0), &views).expect("all have the same width")
}

/// What an answer returned, and how often a chunk has read and written the state, at most.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Answered {
    m: Array2<f32>,
    outputs: Array2<f32>,
    state: Array2<f32>,
    most: (usize, usize),
}

/// The parts of an output, of whatever precision.
macro_rules! parts {
    ($m:expr, $outputs:expr, $state:expr) => {
        vec![
            Part::array("solve, first chunk", $m),
            Part::array("outputs of chunk", $outputs),
            Part::array("state at the end", $state),
        ]
    };
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        parts!(&self.m, &self.outputs, &self.state)
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<KdaChunk>) -> Plan<KdaChunk, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "kda_chunk",
            title: "A chunk of Kimi Delta Attention",
            level: Level::Hard,
            minutes: 60,
            year: 2025,
            needs: &["recurrence/kda", "recurrence/ssd"],
            text: "recurrence/chunks.html#kda-chunk",
            hints: [
                "What token i writes is βᵢ (vᵢ − what the state holds at kᵢ), and the state holds what j < i has written before. Write down v̂ᵢ for three tokens, from a state of zeros. \
                 Which system of equations is that, and why can it be solved from the top?",
                "Aᵢⱼ = βᵢ Σ kᵢ kⱼ exp(Gᵢ − Gⱼ) for j < i says how much of v̂ⱼ token i finds: V̂ + A V̂ = β ⊙ V, less β times what the old state holds at the keys. Row i of M \
                 is βᵢ eᵢ less Σ Aᵢⱼ times row j. In `chunk`, be exact about which steps are in each exponent: Gᵢ − Gⱼ, Gᵢ, and G_C − Gⱼ.",
                "solve: start from Diag(β), and for i from 1 on subtract `a.slice(s![i, ..i]).dot(&m.slice(s![..i, ..]))` from row i, with the rows above as they are by now. \
                 chunk: `written = m.dot(&values) - state.read(m.dot(&(&keys * &g.exp())).view())`; the outputs see ⟨qᵢ, kⱼ⟩ for j ≤ i, the own token included.",
            ],
            story: "The report on Kimi Linear prints this algorithm with five slips: its decay from i to j counts the step of i, which must not fade what i itself writes; a sum runs to t where \
                    it should stop with the chunk; one line of a listing lacks an exponential, and another writes raw values in the place of what is left of them; and a comment says \"strictly \
                    lower\" of a mask that keeps the diagonal. The released code is right. With chunks of one or two tokens you would not have found all of that: for C = 2 even I − A is the \
                    exact inverse of I + A.",
        },
        answer,
        solution: KdaChunk { solve: solution::solve, chunk: solution::chunk },
        call: |answer, input| {
            input.answered(|tokens| (answer.solve)(tokens.keys, tokens.decays, tokens.beta), answer.chunk)
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let [tokens, keys, values] = input.sizes();
            format!("{tokens} tokens in chunks of {}, dk {keys}, dv {values}", input.chunk)
        },
        properties: properties(),
        bent: Bent { run: |knobs, input| knobs.run(input) },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "writes chunk apart, and right", bend: |k| k.only = Only::Solve },
            Style { name: "writes solve apart, and right", bend: |k| k.only = Only::Chunk },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn properties() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "how long the chunks are does not count", holds: laws::any_chunk },
        Property { name: "M solves (I + A) M = Diag(β)", holds: laws::solves },
        Property { name: "a token does not see those after it", holds: laws::causal },
        Property { name: "with β = 0 the state fades, and nothing else", holds: laws::only_fades },
        Property { name: "what is written whole can be read at once", holds: laws::read_at_once },
        Property { name: "a chunk writes the state at most once", holds: laws::writes },
        Property { name: "a chunk reads the state at most twice", holds: laws::reads },
    ]
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let precision = super::kernel_precision(precision);
    let first = input.first();
    let m = kernels::recurrence::kda_solve(
        first.keys.double().view(),
        first.decays.double().view(),
        first.beta.double().view(),
        precision,
    )?;
    let matrices = [&input.queries, &input.keys, &input.values, &input.decays].map(Matrix::double);
    let [queries, keys, values, decays] = matrices.each_ref().map(|matrix| matrix.view());
    let (beta, start) = (input.beta.double(), input.start.mapv(f64::from));
    let of =
        kernels::recurrence::Kda { queries, keys, values, beta: beta.view(), decays, start: start.view() };
    let [outputs, state] = kernels::recurrence::kda_from(of, precision)?;
    Ok(parts!(&m, &outputs, &state))
}
