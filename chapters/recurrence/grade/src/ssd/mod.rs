//! `ssd`: its cases, reference, properties, mistakes and alternatives.
//!
//! A case is a text and how long its chunks are: `quadratic` gets all of it, and `chunk` one part after the other. The state counts how
//! often it is read and written, and a property looks at that.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property, Reference,
    Style, Vector,
};
use ndarray::{Array2, Axis, s};
use serde::{Deserialize, Serialize};

use knobs::{Knobs, Only};
use recurrence::solution::ssd as solution;
use recurrence::{Carried, Ssd, SsdTokens};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    x: Matrix,
    dt: Vector,
    a: f32,
    b: Matrix,
    c: Matrix,
    /// The state before the first token; (n, p).
    start: Array2<f32>,
    /// How many tokens a chunk has, except perhaps the last.
    chunk: usize,
}

impl Input {
    /// T, p and n.
    fn sizes(&self) -> [usize; 3] {
        [self.x.values.nrows(), self.x.values.ncols(), self.b.values.ncols()]
    }

    /// Some of its tokens, which lie in memory as all of them do.
    fn part(&self, from: usize, to: usize) -> Input {
        let rows = |matrix: &Matrix| {
            Matrix::from(matrix.values.slice(s![from..to, ..]).to_owned()).laid(matrix.layout)
        };
        Input {
            x: rows(&self.x),
            dt: Vector::from(self.dt.values.slice(s![from..to]).to_owned()).laid(self.dt.layout),
            b: rows(&self.b),
            c: rows(&self.c),
            a: self.a,
            start: self.start.clone(),
            chunk: self.chunk,
        }
    }

    fn with<T>(&self, call: impl FnOnce(SsdTokens<'_>) -> T) -> T {
        let [x, b, c] = [&self.x, &self.b, &self.c].map(Matrix::held);
        let dt = self.dt.held();
        call(SsdTokens { x: x.view(), dt: dt.view(), a: self.a, b: b.view(), c: c.view() })
    }

    /// What two functions make of it.
    fn answered(
        &self,
        quadratic: impl Fn(SsdTokens<'_>) -> Array2<f32>,
        chunk: impl Fn(&mut Carried, SsdTokens<'_>) -> Array2<f32>,
    ) -> Answered {
        let quadratic = self.with(quadratic);
        let [tokens, width, _] = self.sizes();
        let mut state = Carried::new(self.start.clone());
        let (mut outputs, mut most) = (Vec::new(), (0, 0));
        for from in (0..tokens).step_by(self.chunk) {
            let part = self.part(from, tokens.min(from + self.chunk));
            let before = state.counted();
            outputs.push(part.with(|tokens| chunk(&mut state, tokens)));
            let after = state.counted();
            most = (most.0.max(after.0 - before.0), most.1.max(after.1 - before.1));
        }
        Answered { quadratic, outputs: joined(&outputs, width), state: state.state().to_owned(), most }
    }
}

/// The outputs of all chunks one below the other; where one has another width, the first that has.
pub(super) fn joined(outputs: &[Array2<f32>], width: usize) -> Array2<f32> {
    if let Some(other) = outputs.iter().find(|output| output.ncols() != width) {
        return other.clone();
    }
    let views: Vec<_> = outputs.iter().map(|output| output.view()).collect();
    ndarray::concatenate(Axis(0), &views).expect("all have the same width")
}

/// What an answer returned, and how often a chunk has read and written the state, at most.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Answered {
    quadratic: Array2<f32>,
    outputs: Array2<f32>,
    state: Array2<f32>,
    most: (usize, usize),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        vec![
            Part::array("quadratic", &self.quadratic),
            Part::array("outputs of chunk", &self.outputs),
            Part::array("state at the end", &self.state),
        ]
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Ssd>) -> Plan<Ssd, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "ssd",
            title: "The same recurrence as attention, and in chunks",
            level: Level::Medium,
            minutes: 35,
            year: 2024,
            needs: &["recurrence/linear_attention", "recurrence/selective_scan"],
            text: "recurrence/chunks.html#ssd",
            hints: [
                "quadratic: what is written at s has faded by all steps after s when t reads it, and t's own step is one of them. Which difference of running \
                 sums says that, and what is it for s = t? chunk: an output has two shares, one of the tokens in the chunk and one of all tokens before.",
                "quadratic is (L ⊙ C Bᵀ) (dt ⊙ X), with L[t, s] = exp(Gₜ − Gₛ) on and below the diagonal, and 0 above it. chunk: that of its own tokens, with G counted from \
                 the beginning of the chunk, plus C with row t times exp(Gₜ), read from the state. The state fades by exp(G_C), and b of each token times exp(G_C − Gₛ) is written.",
                "`state.read((&tokens.c * &faded.exp().insert_axis(Axis(1))).view())` is the share of the past; read before you write. \
                 `state.write(decay.view(), keys.view(), values.view())` with n equal decays exp(G_C), keys b ⊙ exp(G_C − G) and values dt ⊙ x.",
            ],
            story: "The released code of Mamba-2 has a function `segsum`, twelve lines for what looks like one subtraction. It adds up each segment by itself because differences \
                    of long running sums lose digits. What it also avoids is worse: exp(Gₜ) · exp(−Gₛ) is the same on paper, and infinite times zero after ninety e-folds.",
        },
        answer,
        solution: Ssd { quadratic: solution::quadratic, chunk: solution::chunk },
        call: |answer, input| input.answered(answer.quadratic, answer.chunk),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let [tokens, width, states] = input.sizes();
            let chunk = input.chunk;
            format!("{tokens} tokens in chunks of {chunk}, p {width}, n {states}, a {}", input.a)
        },
        properties: properties(),
        bent: Bent { run: |knobs, input| knobs.run(input) },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "writes chunk apart, and right", bend: |k| k.only = Only::Quadratic },
            Style { name: "writes quadratic apart, and right", bend: |k| k.only = Only::Chunk },
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
        Property { name: "from a state of zeros chunks give what all pairs give", holds: laws::both_roads },
        Property { name: "a token does not see those after it", holds: laws::causal },
        Property { name: "a token whose step is 0 leaves nothing behind", holds: laws::no_step },
        Property { name: "without decay it is linear attention", holds: laws::without_decay },
        Property { name: "a chunk writes the state at most once", holds: laws::writes },
        Property { name: "a chunk reads the state at most once", holds: laws::reads },
    ]
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let precision = super::kernel_precision(precision);
    let [x, b, c] = [&input.x, &input.b, &input.c].map(Matrix::double);
    let (dt, start) = (input.dt.double(), input.start.mapv(f64::from));
    let of = |start: &Array2<f64>| {
        let (x, dt, b, c, start) = (x.view(), dt.view(), b.view(), c.view(), start.view());
        kernels::recurrence::ssd(
            kernels::recurrence::Ssd { x, dt, a: f64::from(input.a), b, c, start },
            precision,
        )
    };
    let [quadratic, _] = of(&Array2::zeros(start.dim()))?;
    let [outputs, state] = of(&start)?;
    Ok(vec![
        Part::array("quadratic", &quadratic),
        Part::array("outputs of chunk", &outputs),
        Part::array("state at the end", &state),
    ])
}
