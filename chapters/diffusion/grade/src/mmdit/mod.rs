//! `mmdit`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod promises;

use diffusion::solution::mmdit as solution;
use diffusion::{Mmdit, Stream};
use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style, Vector,
};
use ndarray::{Array2, ArrayView2, Axis, concatenate, s};
use serde::{Deserialize, Serialize};

use knobs::Knobs;

/// One stream.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Tokens {
    /// Shape (n, heads · d).
    queries: Matrix,
    /// Shape (n, heads · d).
    keys: Matrix,
    /// Shape (n, heads · d).
    values: Matrix,
    /// Shape (d) each.
    gains: Option<[Vector; 2]>,
}

/// What an answer is given.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    text: Tokens,
    image: Tokens,
    heads: usize,
}

/// What it gives: the outputs of the text and of the picture.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Answered {
    text: Array2<f32>,
    image: Array2<f32>,
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        vec![Part::array("text", &self.text), Part::array("image", &self.image)]
    }
}

impl Tokens {
    fn count(&self) -> usize {
        self.queries.values.nrows()
    }

    /// Calls something with the stream as an answer sees it.
    fn lent<T>(&self, then: impl FnOnce(Stream<'_>) -> T) -> T {
        let held = [&self.queries, &self.keys, &self.values].map(judge::Tensor::held);
        let gains = self.gains.as_ref().map(|gains| gains.each_ref().map(judge::Tensor::held));
        then(Stream {
            queries: held[0].view(),
            keys: held[1].view(),
            values: held[2].view(),
            gains: gains.as_ref().map(|gains| [gains[0].view(), gains[1].view()]),
        })
    }

    fn layouts(&self) -> Vec<judge::Layout> {
        let gains = self.gains.iter().flatten().map(|gain| gain.layout);
        [&self.queries, &self.keys, &self.values]
            .into_iter()
            .map(|matrix| matrix.layout)
            .chain(gains)
            .collect()
    }
}

impl Input {
    fn run(&self, answer: impl Fn(Stream<'_>, Stream<'_>, usize) -> (Array2<f32>, Array2<f32>)) -> Answered {
        let (text, image) = self.text.lent(|text| self.image.lent(|image| answer(text, image, self.heads)));
        Answered { text, image }
    }

    /// The width of a head.
    fn width(&self) -> usize {
        self.image.queries.values.ncols() / self.heads
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Mmdit>) -> Plan<Mmdit, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "mmdit",
            title: "Text and picture in one softmax",
            level: Level::Medium,
            minutes: 35,
            year: 2024,
            needs: &["diffusion/adaln_zero", "attention/qk_norm"],
            text: "diffusion/networks.html#mmdit",
            hints: [
                "Leave the gains out at first, and take one head. Forget that there are two streams: what would attention of n + m tokens be? Then see what \
                 has to be cut where.",
                "Put the queries of both below each other, the text's first; likewise keys and values. After attention the first n rows are the text's. The \
                 gains are the one thing in which the streams differ, so normalise queries and keys before they are put together. A helper takes one stream, by \
                 value: `fn f(stream: Stream<'_>) -> …`. Of a `&Stream<'_>` the compiler asks which of two lifetimes a view in the result has. If it says that \
                 one lifetime must outlive another, both streams stand in one array or one loop, where they have to be of one type: call the helper once for \
                 each, and let it give back an `Array2<f32>`. The signature of `mmdit` stays as it is.",
                "`concatenate![Axis(0), text.values, image.values]`, and for head h the columns `s![.., h * d..(h + 1) * d]`. In each row of the scores \
                 subtract the largest, take exp, divide by the sum. The norm is over the d numbers of a head: `token.exact_chunks_mut(d)` gives them one \
                 by one. `output.view().split_at(Axis(0), n)` cuts.",
            ],
            story: "Many posts show MMDiT as a picture that attends to a text by cross-attention, with one output. In Stable Diffusion 3 the text is \
                    changed in each block as the picture is, and what it becomes depends on the noise. Only in the last block nobody needs the text any more, \
                    and there its stream ends before its output: a flag `pre_only` in the code. That is also why prompts cannot be encoded once for all \
                    steps of the sampler beyond the text encoders.",
        },
        answer,
        solution: solution::mmdit,
        call: |answer, input| input.run(answer),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| {
            let norms = if input.image.gains.is_some() { "with norms" } else { "without norms" };
            let (text, image) = (input.text.count(), input.image.count());
            format!(
                "{text} tokens of text, {image} of a picture, {} heads of {}, {norms}",
                input.heads,
                input.width()
            )
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "double precision", bend: |k: &mut Knobs| k.double = true },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.way = 1 },
            Style { name: "the third", bend: |k| k.way = 2 },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let both = |of: fn(&Tokens) -> &Matrix| -> Array2<f64> {
        concatenate![Axis(0), of(&input.text).double(), of(&input.image).double()]
    };
    let (queries, keys, values) = (both(|s| &s.queries), both(|s| &s.keys), both(|s| &s.values));
    let gains: Vec<_> = [&input.text, &input.image]
        .into_iter()
        .filter_map(|stream| stream.gains.as_ref())
        .flatten()
        .map(|gain| gain.double().insert_axis(Axis(0)))
        .collect();
    let views: Vec<ArrayView2<'_, f64>> = gains.iter().map(|gain| gain.view()).collect();
    let gains = if views.is_empty() { None } else { Some(ndarray::concatenate(Axis(0), &views)?) };
    let first = input.text.count();
    let joint = kernels::diffusion::Joint {
        queries: queries.view(),
        keys: keys.view(),
        values: values.view(),
        gains: gains.as_ref().map(|gains| gains.view()),
        first,
        heads: input.heads,
    };
    let out = kernels::diffusion::joint_attention(&joint, super::kernel_precision(precision))?;
    Ok(vec![
        Part::array("text", &out.slice(s![..first, ..])),
        Part::array("image", &out.slice(s![first.., ..])),
    ])
}
