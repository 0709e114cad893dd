//! `unet`: its cases, reference, properties, mistakes and alternatives.
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
mod stage;

use std::cell::Cell;

use diffusion::solution::unet as solution;
use diffusion::{Stage, Unet, UnetLevel};
use judge::{
    Bent, Cube, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style, Vector,
};
use ndarray::{Array1, Array3, ArrayView1, ArrayView3, Axis, concatenate};
use serde::{Deserialize, Serialize};

use knobs::Knobs;
use stage::Block;

/// A picture and the blocks of a network.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Network {
    /// Shape (c, h, w).
    x: Cube,
    embedding: Vector,
    /// From the finest to the coarsest: the block on the way down, and that on the way up.
    levels: Vec<(Block, Block)>,
    middle: Block,
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Embed { t: f32, width: usize, longest: f32 },
    Forward(Box<Network>),
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Embedded(Array1<f32>),
    /// The output, and how often each block was called: those of the levels, and the one in the middle.
    Ran(Array3<f32>, Vec<usize>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Embedded(embedding) => vec![Part::array("embed", embedding)],
            Answered::Ran(output, _) => vec![Part::array("forward", output)],
        }
    }
}

type Forward<'a> =
    &'a dyn Fn(ArrayView3<'_, f32>, ArrayView1<'_, f32>, &[UnetLevel<'_>], Stage<'_>) -> Array3<f32>;

impl Answered {
    fn run(embed: &dyn Fn(f32, usize, f32) -> Array1<f32>, forward: Forward<'_>, input: &Input) -> Answered {
        match input {
            Input::Embed { t, width, longest } => Answered::Embedded(embed(*t, *width, *longest)),
            Input::Forward(network) => network.run(forward),
        }
    }
}

impl Network {
    fn run(&self, forward: Forward<'_>) -> Answered {
        let blocks: Vec<(&Block, Cell<usize>)> = self
            .levels
            .iter()
            .flat_map(|(down, up)| [down, up])
            .chain([&self.middle])
            .map(|block| (block, Cell::new(0)))
            .collect();
        let given: Vec<_> = blocks
            .iter()
            .map(|(block, calls)| |x: ArrayView3<'_, f32>, e: ArrayView1<'_, f32>| block.run(x, e, calls))
            .collect();
        let (middle, of_levels) = given.split_last().expect("there is one in the middle");
        let levels: Vec<UnetLevel<'_>> =
            of_levels.chunks_exact(2).map(|pair| UnetLevel { down: &pair[0], up: &pair[1] }).collect();
        let (x, embedding) = (self.x.held(), self.embedding.held());
        let output = forward(x.view(), embedding.view(), &levels, middle);
        let calls = blocks.iter().map(|(_, calls)| calls.get()).collect();
        Answered::Ran(output, calls)
    }

    /// What the levels from one on make of a picture.
    fn real(&self, x: &Array3<f64>, level: usize, precision: Precision) -> Result<Array3<f64>, Missing> {
        let embedding = self.embedding.double();
        let Some((down, up)) = self.levels.get(level) else {
            return Ok(self.middle.real(x, &embedding, precision));
        };
        let kept = down.real(x, &embedding, precision);
        let pooled = kernels::diffusion::average_pool(kept.view(), super::kernel_precision(precision))?;
        let below = self.real(&pooled, level + 1, precision)?;
        let (channels, h, w) = below.dim();
        let doubled = Array3::from_shape_fn((channels, 2 * h, 2 * w), |(c, i, j)| below[[c, i / 2, j / 2]]);
        Ok(up.real(&concatenate![Axis(0), doubled, kept], &embedding, precision))
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Unet>) -> Plan<Unet, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "unet",
            title: "A U-Net: down, up, and across",
            level: Level::Medium,
            minutes: 35,
            year: 2015,
            needs: &[],
            text: "diffusion/networks.html#unet",
            hints: [
                "Draw two levels, and write the shape of what flows along each arrow. What is kept on the way down is as large as what comes up at \
                 the same level, and half as large as what comes up one level higher: what was kept last is needed first.",
                "A U-Net is a U-Net in a U-Net: with the first of `levels` taken off, what lies below is the same problem with half the height and \
                 width. With no level left it is `middle`. So the function can call itself, and what is kept waits in a variable.",
                "`let Some((level, coarser)) = levels.split_first() else { return middle(x, embedding) };` then `down`, the means of 2 × 2 squares, \
                 the call with `coarser`, each pixel four times (index i / 2, j / 2), and `concatenate![Axis(0), doubled, kept]` for `up`.",
            ],
            story: "The order in which channels are joined is in no paper: it lies in the weights. The code of DDPM, and all that follows it, puts what \
                    comes from below first and what was kept behind it; a popular copy of the U-Net of 2015, which was for cells under a microscope, has it the other \
                    way round. A network that is trained does not care. One whose weights are loaded into the other's code gives noise, and no error \
                    if the two have equally many channels.",
        },
        answer,
        solution: Unet { embed: solution::embed, forward: solution::forward },
        call: |answer, input| Answered::run(&answer.embed, &answer.forward, input),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| match input {
            Input::Embed { t, width, longest } => {
                format!("embed: t {t}, width {width}, longest period {longest}")
            }
            Input::Forward(network) => {
                let (channels, h, w) = network.x.values.dim();
                format!("forward: {channels} channels, {h} x {w} pixels, {} levels", network.levels.len())
            }
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "angles in single precision", bend: |k: &mut Knobs| k.single = true },
            Style {
                name: "what was kept is joined before the squares are made",
                bend: |k| k.joined_early = true,
            },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    Ok(match input {
        Input::Embed { t, width, longest } => {
            let kernel = super::kernel_precision(precision);
            let (t, longest) = (f64::from(*t), f64::from(*longest));
            vec![Part::array("embed", &kernels::diffusion::time_embedding(t, *width, longest, kernel)?)]
        }
        Input::Forward(network) => {
            vec![Part::array("forward", &network.real(&network.x.double(), 0, precision)?)]
        }
    })
}
