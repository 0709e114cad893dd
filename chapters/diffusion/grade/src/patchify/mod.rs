//! `patchify`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the two functions.

mod alternatives;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod promises;

use diffusion::Patchify;
use diffusion::solution::patchify as solution;
use judge::{
    Bent, Cube, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style,
};
use ndarray::{Array2, Array3, ArrayView2, ArrayView3};
use serde::{Deserialize, Serialize};

use knobs::{Knobs, Only, Way};

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Patchify { image: Cube, p: usize },
    Unpatchify { tokens: Matrix, shape: (usize, usize, usize), p: usize },
}

impl Input {
    /// Channels, height, width and size of patches.
    fn sizes(&self) -> [usize; 4] {
        let (&(channels, h, w), p) = match self {
            Input::Patchify { image, p } => (&image.values.dim(), *p),
            Input::Unpatchify { shape, p, .. } => (shape, *p),
        };
        [channels, h, w, p]
    }
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Tokens(Array2<f32>),
    Image(Array3<f32>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Tokens(tokens) => vec![Part::array("patchify", tokens)],
            Answered::Image(image) => vec![Part::array("unpatchify", image)],
        }
    }
}

type There<'a> = &'a dyn Fn(ArrayView3<'_, f32>, usize) -> Array2<f32>;
type Back<'a> = &'a dyn Fn(ArrayView2<'_, f32>, (usize, usize, usize), usize) -> Array3<f32>;

impl Answered {
    fn run(there: There<'_>, back: Back<'_>, input: &Input) -> Answered {
        match input {
            Input::Patchify { image, p } => Answered::Tokens(there(image.held().view(), *p)),
            Input::Unpatchify { tokens, shape, p } => Answered::Image(back(tokens.held().view(), *shape, *p)),
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Patchify>) -> Plan<Patchify, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "patchify",
            title: "A picture as a sequence of tokens, and back",
            level: Level::Easy,
            minutes: 20,
            year: 2020,
            needs: &[],
            text: "diffusion/networks.html#patchify",
            hints: [
                "Take a picture of 2 × 4 pixels with two channels, write in each place a number that says where it is, and cut it into two patches by \
                 hand. Which of the numbers comes second in the first token?",
                "A number of the tokens has five coordinates: row and column of its patch, row and column in its patch, and its channel. The picture has \
                 three; two of them are made of two each: row = row of the patch · p + row in the patch.",
                "`Array2::from_shape_fn((h / p * (w / p), p * p * channels), |(token, number)| …)`: `number % channels` is the channel, \
                 `number / channels` the pixel in the patch; `pixel / p` is its row, and `token / (w / p)` is the row of the patch. The way back has the \
                 same sums the other way round.",
            ],
            story: "DiT learns its patches by a convolution, whose weights are (channel, row, column), and writes its output through a linear layer, \
                    which unpatchify reads as (row, column, channel). Nobody notices that they differ: weights lie between. It is noticed by whoever \
                    compares tokens with pixels, as masked autoencoders do, or converts weights from one code to another. And \
                    `h = w = int(x.shape[1] ** 0.5)` in DiT's unpatchify is why so many models that came from it draw squares only.",
        },
        answer,
        solution: Patchify { patchify: solution::patchify, unpatchify: solution::unpatchify },
        call: |answer, input| Answered::run(&answer.patchify, &answer.unpatchify, input),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let [channels, h, w, p] = input.sizes();
            let which = if matches!(input, Input::Patchify { .. }) { "patchify" } else { "unpatchify" };
            format!("{which}: {channels} channels, {h} x {w} pixels, patches of {p} x {p}")
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "the mistake is in `patchify` alone", bend: |k: &mut Knobs| k.only = Only::There },
            Style { name: "the mistake is in `unpatchify` alone", bend: |k| k.only = Only::Back },
            Style { name: "`unpatchify` goes through the tokens", bend: |k| k.scattered = true },
            Style {
                name: "this, and the mistake is there alone",
                bend: |k| (k.scattered, k.only) = (true, Only::Back),
            },
            Style { name: "`patchify` goes through the pixels", bend: |k| k.scatters_pixels = true },
            Style {
                name: "this, and the mistake is there alone as well",
                bend: |k| (k.scatters_pixels, k.only) = (true, Only::There),
            },
            Style {
                name: "both go through what they are given",
                bend: |k| (k.scattered, k.scatters_pixels) = (true, true),
            },
            Style { name: "a mistake about axes is in their lengths", bend: |k| k.way = Way::Axes },
            Style {
                name: "the same in `patchify` alone",
                bend: |k| (k.way, k.only) = (Way::Axes, Only::There),
            },
            Style {
                name: "the same in `unpatchify` alone",
                bend: |k| (k.way, k.only) = (Way::Axes, Only::Back),
            },
            Style { name: "a mistake about axes is in their names", bend: |k| k.way = Way::Names },
            Style { name: "this in `patchify` alone", bend: |k| (k.way, k.only) = (Way::Names, Only::There) },
            Style {
                name: "this in `unpatchify` alone",
                bend: |k| (k.way, k.only) = (Way::Names, Only::Back),
            },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let kernel = super::kernel_precision(precision);
    Ok(match input {
        Input::Patchify { image, p } => {
            vec![Part::array("patchify", &kernels::diffusion::patchify(image.double().view(), *p, kernel)?)]
        }
        Input::Unpatchify { tokens, shape, p } => {
            let tokens = tokens.double();
            vec![Part::array(
                "unpatchify",
                &kernels::diffusion::unpatchify(tokens.view(), *shape, *p, kernel)?,
            )]
        }
    })
}
