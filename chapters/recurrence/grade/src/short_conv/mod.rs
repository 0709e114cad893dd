//! `short_conv`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the two functions.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style,
};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, concatenate, s};
use serde::{Deserialize, Serialize};

use knobs::{Knobs, Only};
use recurrence::ShortConv;
use recurrence::solution::short_conv as solution;

/// A text that is read on from where something is held already.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Text {
    /// Shape (width − 1, d).
    held: Array2<f32>,
    /// Shape (T, d).
    tokens: Matrix,
    /// Shape (d, width).
    weights: Matrix,
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Whole {
        inputs: Matrix,
        weights: Matrix,
    },
    /// The first token of each text, then the second of each, and so on.
    Push(Vec<Text>),
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Whole(Array2<f32>),
    /// Of each text the outputs, and what is held after the last token.
    Pushed(Vec<(Vec<Array1<f32>>, Array2<f32>)>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Whole(output) => vec![Part::array("whole", output)],
            Answered::Pushed(texts) => {
                let of_text = |(text, (outputs, held)): (usize, &(Vec<Array1<f32>>, Array2<f32>))| {
                    let numbers: Vec<f64> = outputs.iter().flatten().map(|&x| f64::from(x)).collect();
                    let width = outputs.first().map_or(0, Array1::len);
                    let even = outputs.iter().all(|row| row.len() == width);
                    let shape = if even { vec![outputs.len(), width] } else { vec![numbers.len()] };
                    [
                        Part::real(format!("text {text}: push"), shape, numbers),
                        Part::array(format!("text {text}: held"), held),
                    ]
                };
                texts.iter().enumerate().flat_map(of_text).collect()
            }
        }
    }
}

type Whole<'a> = &'a dyn Fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>;
type Push<'a> = &'a dyn Fn(&mut Array2<f32>, ArrayView1<'_, f32>, ArrayView2<'_, f32>) -> Array1<f32>;

impl Answered {
    fn run(whole: Whole<'_>, push: Push<'_>, input: &Input) -> Answered {
        match input {
            Input::Whole { inputs, weights } => {
                Answered::Whole(whole(inputs.held().view(), weights.held().view()))
            }
            Input::Push(texts) => {
                let mut found: Vec<(Vec<Array1<f32>>, Array2<f32>)> =
                    texts.iter().map(|text| (Vec::new(), text.held.clone())).collect();
                let held: Vec<_> =
                    texts.iter().map(|text| (text.tokens.held(), text.weights.held())).collect();
                let longest = texts.iter().map(|text| text.tokens.values.nrows()).max().unwrap_or(0);
                for t in 0..longest {
                    for ((tokens, weights), (outputs, held)) in held.iter().zip(&mut found) {
                        if t < tokens.view().nrows() {
                            outputs.push(push(held, tokens.view().row(t), weights.view()));
                        }
                    }
                }
                Answered::Pushed(found)
            }
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<ShortConv>) -> Plan<ShortConv, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "short_conv",
            title: "Each channel sees its last few tokens",
            level: Level::Easy,
            minutes: 15,
            year: 2023,
            needs: &[],
            text: "recurrence/select.html#short-conv",
            hints: [
                "Write the four weights of a channel under its last four inputs, the last weight under the newest. Multiply, and add up. Move \
                 on by one token. What stands under nothing, before the first token, adds nothing.",
                "Write `push` first: put the token behind what is held, which gives `width` rows. Their products with the weights, summed \
                 down each column, are the output; all rows but the first are what is held next. `whole` is then a loop that begins with zeros.",
                "`concatenate![Axis(0), held.view(), input.insert_axis(Axis(0))]` are the rows, of shape (width, d), and `&weights.t()` has the \
                 same shape. `sum_axis(Axis(0))` sums down the columns, and `seen.slice(s![1.., ..]).to_owned()` is what is held next, also if \
                 that is nothing.",
            ],
            story: "In the code of Mamba this is Conv1d(d, d, kernel_size=4, groups=d, padding=3), whose \
                    result is cut to the first T tokens: PyTorch pads both ends. In the cache lie the last inputs of each layer, and a \
                    server that forgets to clear them for a new request starts its text with the end of someone else's.",
        },
        answer,
        solution: ShortConv { whole: solution::whole, push: solution::push },
        call: |answer, input| Answered::run(&answer.whole, &answer.push, input),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| match input {
            Input::Whole { inputs, weights } => {
                let (count, d) = inputs.values.dim();
                format!("whole: {count} tokens, {d} channels, width {}", weights.values.ncols())
            }
            Input::Push(texts) => {
                let of = |text: &Text| {
                    let (count, d) = text.tokens.values.dim();
                    format!("{count} tokens, {d} channels, width {}", text.weights.values.ncols())
                };
                format!("push: {}", texts.iter().map(of).collect::<Vec<_>>().join("; in turn with "))
            }
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "`whole` is a loop over `push`", bend: |k: &mut Knobs| k.by_push = true },
            Style { name: "the mistake is in `whole` alone", bend: |k| k.only = Only::Whole },
            Style { name: "the mistake is in `push` alone", bend: |k| k.only = Only::Push },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.way = 1 },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let precision = super::kernel_precision(precision);
    let convolved = |tokens: &Array2<f64>, weights: &Matrix| {
        kernels::recurrence::short_conv(tokens.view(), weights.double().view(), precision)
    };
    let mut parts = Vec::new();
    match input {
        Input::Whole { inputs, weights } => {
            parts.push(Part::array("whole", &convolved(&inputs.double(), weights)?));
        }
        Input::Push(texts) => {
            // What is held counts as tokens before the text.
            for (number, text) in texts.iter().enumerate() {
                let held = text.held.mapv(f64::from);
                let all = concatenate![Axis(0), held, text.tokens.double()];
                let outputs = convolved(&all, &text.weights)?;
                let (before, count) = (held.nrows(), text.tokens.values.nrows());
                parts.push(Part::array(format!("text {number}: push"), &outputs.slice(s![before.., ..])));
                parts.push(Part::array(format!("text {number}: held"), &all.slice(s![count.., ..])));
            }
        }
    }
    Ok(parts)
}
