//! How long a step takes on more ranks than are at hand: a device that computes, a link that carries, and what waits for what.

pub mod drawn;

use super::rings::{self, Link};
use super::stages::{carried, interleaved};
pub use drawn::{job, link, plans, play, table};

/// A model, and what is read of the data in a step by all ranks together.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    /// The weights of all layers.
    pub weights: f64,
    /// Layers, all of one size.
    pub layers: u32,
    /// The tokens of a step.
    pub tokens: f64,
    /// What a rank gets done of arithmetic, in operations a second.
    pub speed: f64,
}

/// How the ranks share the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Whole replicas, whose gradients are summed in buckets of so many layers beside the backward pass.
    Replicas {
        /// The layers of a bucket.
        bucket: u32,
        /// On a ring, or up and down a tree.
        tree: bool,
    },
    /// FSDP, a unit for each layer.
    Shards {
        /// The next unit is gathered while one computes.
        prefetch: bool,
    },
    /// As many pipelines as there are, each with the whole model, in 1F1B. The gradients of a stage are summed on a ring when it is done.
    Pipelines {
        /// The ranks of a pipeline.
        stages: u32,
        /// The micro-batches of a step.
        micros: u32,
    },
}

/// A step of one rank: all of them do the same.
#[derive(Clone, Copy, Debug)]
pub struct Time {
    /// When the step ends, in seconds.
    pub whole: f64,
    /// The part of it in which the rank computes.
    pub computing: f64,
}

/// Bytes of a weight on the way, and of a gradient.
const BYTES: f64 = 2.0;

/// An all-gather or a reduce-scatter on a ring, in seconds: half an all-reduce.
fn half(link: Link, ranks: u32, bytes: f64) -> f64 {
    rings::ring(link, ranks, bytes) / 2.0
}

/// The time of a step.
pub fn step(job: Job, plan: Plan, link: Link, ranks: u32) -> Time {
    let layers = f64::from(job.layers);
    // Two operations forward for each weight and token, and twice as many backward.
    let forward = 2.0 * job.weights / layers * job.tokens / f64::from(ranks) / job.speed;
    let backward = 2.0 * forward;
    let layer = BYTES * job.weights / layers;
    let computing = layers * (forward + backward);
    let whole = match plan {
        Plan::Replicas { bucket, tree } => {
            let sum = if tree { rings::tree } else { rings::ring };
            let (mut now, mut free) = (layers * forward, 0.0_f64);
            let mut waiting = 0;
            for done in 1..=job.layers {
                now += backward;
                waiting += 1;
                if waiting == bucket || done == job.layers {
                    free = free.max(now) + sum(link, ranks, layer * f64::from(waiting));
                    waiting = 0;
                }
            }
            now.max(free)
        }
        Plan::Shards { prefetch } => {
            let gather = half(link, ranks, layer);
            // The device is busy until `now`, the link until `free`. What is asked of the link first goes first.
            let (mut now, mut free) = (0.0_f64, gather);
            let mut gathered = free;
            for unit in 0..2 * job.layers {
                let (back, last) = (unit >= job.layers, unit + 1 == 2 * job.layers);
                let begin = now.max(gathered);
                if prefetch && !last {
                    // While this unit computes, and before its gradients are there.
                    free = free.max(begin) + gather;
                    gathered = free;
                }
                now = begin + if back { backward } else { forward };
                if back {
                    free = free.max(now) + gather;
                }
                if !prefetch && !last {
                    free = free.max(now) + gather;
                    gathered = free;
                }
            }
            now.max(free)
        }
        Plan::Pipelines { stages, micros } => {
            let [p, m] = [stages, micros].map(f64::from);
            // A stage has all ranks' work of a step, on fewer layers and more tokens.
            let unit = computing / 3.0 / m;
            // What goes from one stage to the next: a number for each channel of each token. A layer has 12 d² weights.
            let width = (job.weights / layers / 12.0).sqrt();
            let tokens = job.tokens / (f64::from(ranks) / p) / m;
            let message = link.start + BYTES * width * tokens / link.bandwidth;
            let [p, m] = [stages, micros].map(|count| count as usize);
            let orders: Vec<_> = (0..p).map(|stage| interleaved(stage, p, m, 1)).collect();
            let done = carried(&orders, 1, unit, 2.0 * unit, message);
            // The first stage is done last.
            done.end() + rings::ring(link, ranks / stages, layer * layers / f64::from(stages))
        }
    };
    Time { whole, computing }
}

/// The part of a step in which ranks compute: what is left of the speed of one of them.
pub fn efficiency(job: Job, plan: Plan, link: Link, ranks: u32) -> f64 {
    let time = step(job, plan, link, ranks);
    time.computing / time.whole
}

/// The number of ranks, among powers of two from 8 to 16,384, with which a step is shortest.
pub fn fastest(job: Job, plan: Plan, link: Link) -> u32 {
    let ranks = (3..=14).map(|power| 1_u32 << power);
    ranks
        .min_by(|&a, &b| step(job, plan, link, a).whole.total_cmp(&step(job, plan, link, b).whole))
        .unwrap_or(8)
}
