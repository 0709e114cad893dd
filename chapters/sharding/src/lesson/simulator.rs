//! How long a step takes on more ranks than are at hand: a device that computes, a link that carries, and what waits for what.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, text};

use super::rings::{self, Link};
use super::stages::{carried, interleaved};

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

/// An all-gather or a reduce-scatter on a ring, in seconds.
fn half(link: Link, ranks: u32, bytes: f64) -> f64 {
    let others = f64::from(ranks - 1);
    others * link.start + others / f64::from(ranks) * bytes / link.bandwidth
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

/// What the figure begins with: a model of so many thousand million weights on four million tokens a step, 400 TFLOP/s.
pub fn job(billions: f64) -> Job {
    Job { weights: billions * 1e9, layers: 48, tokens: f64::from(1 << 22), speed: 4e14 }
}

/// A link that starts a message in 5 µs and carries so many gigabytes a second.
pub fn link(gigabytes: f64) -> Link {
    Link { start: 5e-6, bandwidth: gigabytes * 1e9 }
}

/// The stages of a pipeline in the figure.
pub const STAGES: u32 = 8;

/// The ways that the figure compares, with buckets of so many layers, and so many micro-batches in a pipeline.
pub fn plans(bucket: u32, micros: u32) -> [(&'static str, Plan); 5] {
    [
        ("replicas, ring", Plan::Replicas { bucket, tree: false }),
        ("replicas, tree", Plan::Replicas { bucket, tree: true }),
        ("shards, prefetched", Plan::Shards { prefetch: true }),
        ("shards, on demand", Plan::Shards { prefetch: false }),
        ("pipelines of 8", Plan::Pipelines { stages: STAGES, micros }),
    ]
}

/// What a reader chooses.
#[derive(Clone, Copy)]
struct Chosen {
    billions: f64,
    link: Link,
    ranks: u32,
    bucket: u32,
    micros: u32,
}

/// Speed against the number of ranks, for a model and a link that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Model", "thousand million weights", (0, 9)).start(8.0),
        Parameter::powers_of_two("Bandwidth", "GB/s", (3, 10)).start(64.0),
        Parameter::powers_of_two("Ranks", "", (3, 14)).start(512.0),
        Parameter::powers_of_two("Bucket", "layers", (0, 5)).start(4.0),
        Parameter::powers_of_two("Pipelines", "micro-batches", (3, 7)).start(32.0),
    ];
    Play::new("simulator", parameters, |values| {
        let &[billions, gigabytes, ranks, bucket, micros] = values else { unreachable!("five parameters") };
        let [ranks, bucket, micros] = [ranks, bucket, micros].map(|value| value as u32);
        drawn(Chosen { billions, link: link(gigabytes), ranks, bucket, micros })
    })
}

/// Seconds with a unit.
fn seconds(time: f64) -> String {
    if time < 1.0 {
        format!("{} ms", text(time * 1e3, usize::from(time < 0.01)))
    } else {
        format!("{} s", text(time, 1))
    }
}

fn drawn(chosen: Chosen) -> Figure {
    let Chosen { billions, link, ranks, bucket, micros } = chosen;
    let job = job(billions);
    let plans = plans(bucket, micros);
    let here = plans.map(|(name, plan)| {
        let time = step(job, plan, link, ranks);
        format!(
            "{name} {} ({} % of it computing)",
            seconds(time.whole),
            text(100.0 * time.computing / time.whole, 0)
        )
    });
    let (held, many) = (16.0 * job.weights / 1e9, text(ranks, 0));
    let (best, _) = plans
        .into_iter()
        .min_by(|a, b| step(job, a.1, link, ranks).whole.total_cmp(&step(job, b.1, link, ranks).whole))
        .expect("there are plans");
    let title = format!("{many} ranks: fastest with {best}");
    let description = format!(
        "The part of a step that is spent on computing, against the number of ranks. On {many} ranks a step takes: {}. Weights, gradients and Adam's states are {} GB on each rank of replicas, {} GB on each that has a shard, and {} GB on each stage of a pipeline.",
        here.join("; "),
        text(held, 0),
        text(held / f64::from(ranks), 1),
        text(held / f64::from(STAGES), 0),
    );
    let mut chart = Chart::new(&title, &description)
        .x(Axis::log2("ranks"))
        .y(Axis::linear("computing, % of a step").range(0.0, 100.0));
    for (name, plan) in plans {
        let at = |power: u32| (f64::from(1 << power), 100.0 * efficiency(job, plan, link, 1 << power));
        chart = chart.line(Series::new(name, (3..=14).map(at).collect::<Vec<_>>()));
    }
    chart.save()
}

/// For a cell: the seconds of a step on more and more ranks, and the number of ranks beyond which a step takes longer again.
pub fn table(billions: f64, gigabytes: f64) -> String {
    let (job, link) = (job(billions), link(gigabytes));
    let powers = [3, 6, 8, 10, 12, 14];
    let head = powers.map(|power| format!(" {:>7}", 1 << power)).concat();
    let mut lines = format!("{:18}{head} {:>8}", "ranks", "fastest");
    let computing = powers.map(|power| {
        format!(" {:>7.3}", step(job, Plan::Shards { prefetch: true }, link, 1 << power).computing)
    });
    lines += &format!("\n{:18}{}", "computing", computing.concat());
    for (name, plan) in plans(4, 32) {
        let times = powers.map(|power| format!(" {:>7.3}", step(job, plan, link, 1 << power).whole));
        lines += &format!("\n{name:18}{} {:>8}", times.concat(), fastest(job, plan, link));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOB: Job = Job { weights: 1e9, layers: 10, tokens: 1e6, speed: 1e14 };

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9 * b.abs(), "{a} is not {b}");
    }

    /// 2 Ψ T forward and 4 Ψ T backward, on each of 8 ranks.
    #[test]
    fn a_link_that_costs_nothing_leaves_the_work() {
        let link = Link { start: 0.0, bandwidth: f64::INFINITY };
        for (name, plan) in plans(4, 32) {
            let time = step(JOB, plan, link, 8);
            near(time.computing, 6.0 * 1e9 * 1e6 / 8.0 / 1e14);
            // A pipeline has to be filled and emptied.
            let bubble = if name.starts_with("pipelines") { 7.0 / 32.0 } else { 0.0 };
            near(time.whole, (1.0 + bubble) * time.computing);
        }
    }

    /// Without work: 2 N Ψ (N − 1)/N bytes for replicas, three times half of that for shards.
    #[test]
    fn work_that_costs_nothing_leaves_the_link() {
        let job = Job { speed: f64::INFINITY, ..JOB };
        let link = Link { start: 0.0, bandwidth: 1e10 };
        let half = 2.0 * 1e9 * 7.0 / 8.0 / 1e10;
        near(step(job, Plan::Replicas { bucket: 4, tree: false }, link, 8).whole, 2.0 * half);
        near(step(job, Plan::Replicas { bucket: 4, tree: true }, link, 8).whole, 2.0 * 2.0 * 1e9 / 1e10);
        for prefetch in [false, true] {
            near(step(job, Plan::Shards { prefetch }, link, 8).whole, 3.0 * half);
        }
    }

    #[test]
    fn on_demand_nothing_overlaps_and_prefetched_the_larger_one_counts() {
        let link = Link { start: 1e-5, bandwidth: 1e10 };
        let gather = 7.0 * 1e-5 + 2.0 * 1e8 * 7.0 / 8.0 / 1e10;
        let work = 6.0 * 1e9 * 1e6 / 8.0 / 1e14;
        near(step(JOB, Plan::Shards { prefetch: false }, link, 8).whole, work + 30.0 * gather);
        // Work is plenty: what sticks out is the first gather, and the last scatter.
        near(step(JOB, Plan::Shards { prefetch: true }, link, 8).whole, work + 2.0 * gather);
        // All in one bucket: nothing overlaps.
        near(
            step(JOB, Plan::Replicas { bucket: 10, tree: false }, link, 8).whole,
            work + 2.0 * (gather + 9.0 * (gather - 7.0 * 1e-5)),
        );
    }

    /// Two pipelines of four stages with one micro-batch: it goes there and back, and each stage sums a quarter of the gradients with the
    /// other one's. 3000 channels are 12 · 3000² weights in a layer.
    #[test]
    fn one_micro_batch_goes_there_and_back() {
        let job = Job { weights: 10.0 * 12.0 * 9e6, layers: 10, tokens: 1e6, speed: 1e14 };
        let link = Link { start: 1e-5, bandwidth: 1e10 };
        let work = 6.0 * job.weights * (1e6 / 2.0) / 1e14;
        let message = 1e-5 + 2.0 * 3000.0 * (1e6 / 2.0) / 1e10;
        let sum = 2.0 * 1e-5 + 2.0 * job.weights / 4.0 / 1e10;
        near(step(job, Plan::Pipelines { stages: 4, micros: 1 }, link, 8).whole, work + 6.0 * message + sum);
    }

    #[test]
    fn the_figure_is_finished() {
        for billions in [1.0, 8.0, 512.0] {
            for gigabytes in [8.0, 64.0, 1024.0] {
                for (ranks, bucket, micros) in [(8, 1, 8), (512, 4, 32), (16384, 32, 128)] {
                    let figure = drawn(Chosen { billions, link: link(gigabytes), ranks, bucket, micros });
                    assert_eq!(figure.overlapping_labels(), [], "{billions} {gigabytes} {ranks}");
                }
            }
        }
    }
}
