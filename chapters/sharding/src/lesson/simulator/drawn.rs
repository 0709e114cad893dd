//! What a reader sees of the simulator.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, count, text};

use super::super::rings::Link;
use super::{Job, Plan, efficiency, fastest, step};

/// What the figure begins with: a model of so many thousand million weights on four million tokens a step, 400 TFLOP/s.
pub fn job(billions: f64) -> Job {
    Job { weights: billions * 1e9, layers: 48, tokens: f64::from(1 << 22), speed: 4e14 }
}

/// A link that starts a message in 5 µs and carries so many gigabytes a second.
pub fn link(gigabytes: f64) -> Link {
    Link { start: 5e-6, bandwidth: gigabytes * 1e9 }
}

/// The stages of a pipeline in the figure.
const STAGES: u32 = 8;

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
pub struct Chosen {
    /// Weights, in billions.
    pub billions: f64,
    /// What joins the ranks.
    pub link: Link,
    /// How many there are.
    pub ranks: u32,
    /// The layers of a bucket.
    pub bucket: u32,
    /// Micro-batches of a pipeline.
    pub micros: u32,
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

/// Speed against the number of ranks, for what was chosen.
pub fn drawn(chosen: Chosen) -> Figure {
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
    let (held, many) = (16.0 * job.weights / 1e9, count(ranks));
    let (best, _) = plans
        .into_iter()
        .min_by(|a, b| step(job, a.1, link, ranks).whole.total_cmp(&step(job, b.1, link, ranks).whole))
        .expect("there are plans");
    let description = format!(
        "The part of a step that is spent on computing, against the number of ranks. On {many} ranks a step takes: {}. Fastest is {best}. Weights, gradients and Adam's states are {} GB on each rank of replicas, {} GB on each that has a shard, and {} GB on each stage of a pipeline.",
        here.join("; "),
        text(held, 0),
        text(held / f64::from(ranks), 1),
        text(held / f64::from(STAGES), 0),
    );
    let mut chart = Chart::new(
        "The more ranks, the less of a step is computing; how soon it falls depends on how work is split",
        &description,
    )
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
