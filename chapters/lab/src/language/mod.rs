//! A small language model with experts: characters of the book's first chapter, attention, and in place of each feed-forward
//! layer experts that the chapter's router chooses, or with the feature `mine` the reader's.

mod model;
mod report;
mod text;
mod training;

pub(crate) use report::summary;

use clap::ValueEnum;

use crate::runner::Run;
use crate::{Arguments, Size};
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
    context: usize,
    batch: usize,
    steps: u64,
    /// Steps between two points of the curve.
    every: u64,
    /// How many characters of each page are read.
    page: usize,
}

impl Shape {
    fn of(size: Size) -> Shape {
        let full = Shape {
            width: 64,
            heads: 4,
            layers: 2,
            experts: 8,
            hidden: 128,
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
