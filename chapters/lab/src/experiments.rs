//! What can be trained: the list of the experiments.

use crate::arguments::Arguments;
use crate::runner::Run;
use crate::{balance, diffuse, gates, indexer, language, memories, recover, sharded, sharpness, upcycle};

/// An experiment: what it is about, its runs, and what its rows say in a few lines.
pub(crate) struct Experiment {
    pub(crate) name: &'static str,
    /// The chapter that shows it.
    pub(crate) chapter: &'static str,
    pub(crate) about: &'static str,
    pub(crate) runs: fn(&Arguments) -> Vec<Run>,
    pub(crate) summary: fn(&[serde_json::Value]) -> String,
}

pub(crate) const EXPERIMENTS: &[Experiment] = &[
    Experiment {
        name: "balance",
        chapter: "moe",
        about: "loss and load of every router, on equal and unequal clusters, with and without capacity",
        runs: balance::runs,
        summary: balance::summary,
    },
    Experiment {
        name: "gates",
        chapter: "moe",
        about: "the gradient that each kind of gate lets through to the router",
        runs: gates::runs,
        summary: gates::summary,
    },
    Experiment {
        name: "upcycle",
        chapter: "moe",
        about: "a dense model made into experts, against training on and against starting anew",
        runs: upcycle::runs,
        summary: upcycle::summary,
    },
    Experiment {
        name: "recover",
        chapter: "moe",
        about: "which experts made the data: found by top-k, noisy top-k, DSelect-k and softmax",
        runs: recover::runs,
        summary: recover::summary,
    },
    Experiment {
        name: "sharpness",
        chapter: "moe",
        about: "how many iterations Sinkhorn needs as its logits grow",
        runs: sharpness::runs,
        summary: sharpness::summary,
    },
    Experiment {
        name: "language",
        chapter: "moe",
        about: "a small language model whose experts your router chooses, and which expert took which character",
        runs: language::runs,
        summary: language::summary,
    },
    Experiment {
        name: "indexer",
        chapter: "compression",
        about: "an indexer that is trained to choose what an attention looks at, against channels at random",
        runs: indexer::runs,
        summary: indexer::summary,
    },
    Experiment {
        name: "latch",
        chapter: "recurrence",
        about: "keep the last marked value: a fixed step against one that the input chooses",
        runs: memories::latch::runs,
        summary: memories::latch::summary,
    },
    Experiment {
        name: "registers",
        chapter: "recurrence",
        about: "two banks of registers, each cleared by itself: one decay for all channels against one for each",
        runs: memories::registers::runs,
        summary: memories::registers::summary,
    },
    Experiment {
        name: "parity",
        chapter: "recurrence",
        about: "count ones modulo two: states multiplied by 0 to 1 against by -1 to 1",
        runs: memories::parity::runs,
        summary: memories::parity::summary,
    },
    Experiment {
        name: "adding",
        chapter: "recurrence",
        about: "the sum of two marked numbers of a hundred: RNN, LSTM, GRU, LRU",
        runs: memories::adding::runs,
        summary: memories::adding::summary,
    },
    Experiment {
        name: "recall",
        chapter: "recurrence",
        about: "which value belongs to a key, by the number of pairs: linear, delta, gated, KDA, softmax",
        runs: memories::recall::runs,
        summary: memories::recall::summary,
    },
    Experiment {
        name: "mixers",
        chapter: "recurrence",
        about: "the small language model with softmax attention, GLA, SSD, KDA, or three layers of KDA to one of softmax",
        runs: language::mixers::runs,
        summary: language::mixers::summary,
    },
    Experiment {
        name: "legs",
        chapter: "recurrence",
        about: "what LegS and random recurrences remember of smooth and of white input",
        runs: memories::legs::runs,
        summary: memories::legs::summary,
    },
    Experiment {
        name: "digits",
        chapter: "diffusion",
        about: "handwritten digits from noise: a small DiT, steered by a label",
        runs: diffuse::digits::runs,
        summary: diffuse::digits::summary,
    },
    Experiment {
        name: "targets",
        chapter: "diffusion",
        about: "noise, data, v or a flow: what to predict, and which solver in how many steps",
        runs: diffuse::targets::runs,
        summary: diffuse::targets::summary,
    },
    Experiment {
        name: "short",
        chapter: "diffusion",
        about: "one step instead of twenty, straight paths, blocks trained alone, a distance trained down",
        runs: diffuse::short::runs,
        summary: diffuse::short::summary,
    },
    Experiment {
        name: "ways",
        chapter: "sharding",
        about: "the small language model on one rank and on four: DDP, ZeRO, FSDP, tensor parallel, pipeline",
        runs: sharded::ways::runs,
        summary: sharded::ways::summary,
    },
    Experiment {
        name: "quorum",
        chapter: "sharding",
        about: "the same model while ranks leave, die, and come back",
        runs: sharded::quorum::runs,
        summary: sharded::quorum::summary,
    },
    Experiment {
        name: "links",
        chapter: "sharding",
        about: "how long an all-reduce takes over threads, and over MPI where mpirun is found",
        runs: sharded::links::runs,
        summary: sharded::links::summary,
    },
];
