//! A small language model: characters of the book's first chapter, a mixer of tokens, and feed-forward layers. In chapter 3 the
//! mixer is attention, and in place of each feed-forward layer stand experts that the chapter's router chooses, or with the feature
//! `mine` the reader's; in chapter 4 the feed-forward layers are dense, and the mixer is one of that chapter's recurrences.

mod mixer;
pub(crate) mod mixers;
mod model;
mod report;
pub(crate) mod text;
mod training;

pub(crate) use report::summary;

use clap::ValueEnum;

use crate::runner::Run;
use crate::{Arguments, Size};
use mixer::Mixer;
use training::train;

/// Who chooses the experts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Router {
    /// Two experts by sigmoids with a bias, which is all that balances: `deepseek` and `bias_update`.
    Deepseek,
    /// One expert, with the balance loss: `switch`.
    Switch,
    /// None: a dense layer with as many multiplications for a character as two experts have.
    Dense,
}

impl Router {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Router::Deepseek => "deepseek",
            Router::Switch => "switch",
            Router::Dense => "dense",
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Shape {
    width: usize,
    heads: usize,
    layers: usize,
    experts: usize,
    hidden: usize,
    /// The mixers of the layers, from the first on, again and again.
    mixers: &'static [Mixer],
    context: usize,
    batch: usize,
    steps: u64,
    /// Steps between two points of the curve.
    every: u64,
    /// How many characters of each page are read.
    page: usize,
}

impl Shape {
    fn mixer(&self, layer: usize) -> Mixer {
        self.mixers[layer % self.mixers.len()]
    }

    /// The hidden numbers of a dense layer: as many as two experts have, less what a mixer has more parameters than attention. Where
    /// layers differ it is the mean.
    fn dense(&self) -> usize {
        let more: usize = (0..self.layers).map(|layer| self.mixer(layer).parameters(self)).sum();
        let plain = Mixer::Softmax.parameters(self) * self.layers;
        2 * self.hidden - (more - plain).div_ceil(2 * self.width * self.layers)
    }

    fn of(size: Size) -> Shape {
        let full = Shape {
            width: 64,
            heads: 4,
            layers: 2,
            experts: 8,
            hidden: 128,
            mixers: &[Mixer::Softmax],
            context: 64,
            batch: 16,
            steps: 700,
            every: 25,
            page: usize::MAX,
        };
        match size {
            Size::Tiny => Shape {
                width: 16,
                heads: 2,
                experts: 4,
                hidden: 8,
                context: 8,
                batch: 4,
                steps: 6,
                every: 3,
                page: 600,
                ..full
            },
            Size::Small => Shape { steps: 60, batch: 8, every: 10, ..full },
            Size::Full => full,
        }
    }
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let shape = Shape::of(arguments.size);
    let seed = arguments.seed;
    let mut routers = arguments.router.clone();
    routers.dedup();
    routers
        .into_iter()
        .map(|router| Run {
            name: router.name().to_owned(),
            steps: shape.steps,
            task: Box::new(move |progress| train(progress, router, shape, seed)),
        })
        .collect()
}
