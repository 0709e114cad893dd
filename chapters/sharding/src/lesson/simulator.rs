//! How long a step takes on more ranks than are at hand: a device that computes, a link that carries, and what waits for what.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, text};

use super::rings::Link;

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
    },
    /// FSDP, a unit for each layer.
    Shards {
        /// The next unit is gathered while one computes.
        prefetch: bool,
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
        Plan::Replicas { bucket } => {
            let (mut now, mut free) = (layers * forward, 0.0_f64);
            let mut waiting = 0;
            for done in 1..=job.layers {
                now += backward;
                waiting += 1;
                if waiting == bucket || done == job.layers {
                    free = free.max(now) + 2.0 * half(link, ranks, layer * f64::from(waiting));
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

/// The ways that the figure compares.
pub const PLANS: [(&str, Plan); 3] = [
    ("replicas", Plan::Replicas { bucket: 4 }),
    ("shards, prefetched", Plan::Shards { prefetch: true }),
    ("shards, on demand", Plan::Shards { prefetch: false }),
];

/// Speed against the number of ranks, for a model and a link that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Model", "thousand million weights", (0, 9)).start(8.0),
        Parameter::powers_of_two("Bandwidth", "GB/s", (3, 10)).start(64.0),
        Parameter::powers_of_two("Ranks", "", (3, 14)).start(512.0),
    ];
    Play::new("simulator", parameters, |values| {
        let &[billions, gigabytes, ranks] = values else { unreachable!("three parameters") };
        drawn(billions, link(gigabytes), ranks as u32)
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

fn drawn(billions: f64, link: Link, chosen: u32) -> Figure {
    let job = job(billions);
    let lines = PLANS.map(|(name, plan)| {
        let at = |power: u32| (f64::from(1 << power), 100.0 * efficiency(job, plan, link, 1 << power));
        (name, (3..=14).map(at).collect::<Vec<(f64, f64)>>())
    });
    let here = PLANS.map(|(name, plan)| {
        let time = step(job, plan, link, chosen);
        format!(
            "{name} {} ({} % of it computing)",
            seconds(time.whole),
            text(100.0 * time.computing / time.whole, 0)
        )
    });
    let held = 16.0 * job.weights / 1e9;
    let title = format!(
        "{} ranks: a step of {}",
        text(chosen, 0),
        seconds(step(job, PLANS[1].1, link, chosen).whole)
    );
    let description = format!(
        "The part of a step that is spent on computing, against the number of ranks. On {} ranks a step takes: {}. Weights, gradients and Adam's states are {} GB on each rank of replicas, and {} GB on each that has a shard.",
        text(chosen, 0),
        here.join("; "),
        text(held, 0),
        text(held / f64::from(chosen), 1),
    );
    let mut chart = Chart::new(&title, &description)
        .x(Axis::log2("ranks"))
        .y(Axis::linear("computing, % of a step").range(0.0, 100.0));
    for (name, line) in lines {
        chart = chart.line(Series::new(name, line));
    }
    chart.save()
}

/// For a cell: steps on more and more ranks, in seconds, and the number of ranks beyond which a step takes longer again.
pub fn table(billions: f64, gigabytes: f64) -> String {
    let (job, link) = (job(billions), link(gigabytes));
    let mut lines = format!("{:>7} {:>9}", "ranks", "computing");
    for (name, _) in PLANS {
        lines += &format!(" {name:>19}");
    }
    for power in [3, 6, 8, 10, 12, 14] {
        lines += &format!("\n{:>7} {:>7.3} s", 1 << power, step(job, PLANS[0].1, link, 1 << power).computing);
        for (_, plan) in PLANS {
            lines += &format!(" {:>17.3} s", step(job, plan, link, 1 << power).whole);
        }
    }
    lines += &format!("\n{:>17}", "fastest with");
    for (_, plan) in PLANS {
        lines += &format!(" {:>19}", fastest(job, plan, link));
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
        for (_, plan) in PLANS {
            let time = step(JOB, plan, link, 8);
            near(time.computing, 6.0 * 1e9 * 1e6 / 8.0 / 1e14);
            near(time.whole, time.computing);
        }
    }

    /// Without work: 2 N Ψ (N − 1)/N bytes for replicas, three times half of that for shards.
    #[test]
    fn work_that_costs_nothing_leaves_the_link() {
        let job = Job { speed: f64::INFINITY, ..JOB };
        let link = Link { start: 0.0, bandwidth: 1e10 };
        let half = 2.0 * 1e9 * 7.0 / 8.0 / 1e10;
        near(step(job, Plan::Replicas { bucket: 4 }, link, 8).whole, 2.0 * half);
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
            step(JOB, Plan::Replicas { bucket: 10 }, link, 8).whole,
            work + 2.0 * (gather + 9.0 * (gather - 7.0 * 1e-5)),
        );
    }

    #[test]
    fn the_figure_is_finished() {
        for billions in [1.0, 8.0, 512.0] {
            for gigabytes in [8.0, 64.0, 1024.0] {
                for ranks in [8.0, 512.0, 16384.0] {
                    let figure = drawn(billions, link(gigabytes), ranks as u32);
                    assert_eq!(figure.overlapping_labels(), [], "{billions} {gigabytes} {ranks}");
                }
            }
        }
    }
}
