//! A backward pass, and all-reduces of buckets beside it.

use figures::{Axis, Chart, Figure, Grid, Panel, Parameter, Play, Series, text};

use crate::{Buckets, Dtype, Gradient};

/// Gradients that become ready one after the other, and what exchanging them takes.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// How many gradients.
    pub gradients: usize,
    /// The bytes of one.
    pub bytes: u64,
    /// The time until the next one is ready.
    pub backward: f64,
    /// What an all-reduce costs, however small it is.
    pub launch: f64,
    /// Bytes that an all-reduce gets done in a unit of time.
    pub rate: f64,
}

/// When the all-reduce of each bucket begins and ends: when all its gradients are ready, and the one before is done.
pub fn exchanges(step: Step, buckets: &[Vec<usize>]) -> Vec<[f64; 2]> {
    let mut free = 0.0_f64;
    let exchange = |bucket: &Vec<usize>| {
        // The last gradient is ready first.
        let ready = bucket.iter().map(|&index| (step.gradients - index) as f64 * step.backward);
        let from = ready.fold(free, f64::max);
        free = from + step.launch + bucket.len() as f64 * step.bytes as f64 / step.rate;
        [from, free]
    };
    buckets.iter().map(exchange).collect()
}

/// The buckets of a step for some limits, when gradients become ready from the last to the first.
pub fn filled(answer: Buckets, step: Step, limits: &[u64]) -> Vec<Vec<usize>> {
    let gradients = vec![Gradient { bytes: step.bytes, dtype: Dtype::F32 }; step.gradients];
    let order: Vec<usize> = (0..step.gradients).rev().collect();
    (answer.rebuilt)(&gradients, &order, limits)
}

/// The time of a step: when the last exchange ends.
pub fn time(answer: Buckets, step: Step, limit: u64) -> f64 {
    exchanges(step, &filled(answer, step, &[limit])).last().map_or(0.0, |exchange| exchange[1])
}

/// Bytes of a mebibyte.
pub const MIB: u64 = 1 << 20;

/// 200 gradients of 1 MiB, of which one is ready every 20 µs; times in µs. Eight ranks, whose all-reduce sends 7/4 of the bytes at so many gigabytes a
/// second.
pub fn two_hundred(launch: f64, gigabytes: f64) -> Step {
    Step { gradients: 200, bytes: MIB, backward: 20.0, launch, rate: gigabytes * 1e3 * 4.0 / 7.0 }
}

/// The time of a step against the size of buckets, for a launch cost and a bandwidth that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::steps("Launch", "µs for each all-reduce", 10.0, (0, 20)).start(20.0),
        Parameter::steps("Bandwidth", "GB/s", 50.0, (1, 18)).start(150.0),
    ];
    Play::new("sharding/overlap", parameters, |values| {
        drawn(crate::answers::BUCKETS, two_hundred(values[0], values[1]))
    })
}

fn drawn(answer: Buckets, step: Step) -> Figure {
    let sizes = [1_u64, 2, 3, 4, 6, 8, 12, 16, 25, 32, 50, 64, 100, 128, 200];
    let times: Vec<(f64, f64)> =
        sizes.iter().map(|&size| (size as f64, time(answer, step, size * MIB) / 1000.0)).collect();
    let best = times.iter().copied().fold((0.0, f64::INFINITY), |a, b| if b.1 < a.1 { b } else { a });
    let backward = step.gradients as f64 * step.backward / 1000.0;
    let description = format!(
        "The time of a backward pass with its all-reduces against the size of buckets, for 200 gradients of 1 MiB. It is {} ms with buckets of 1 MiB, {} ms with one of 200 \
         MiB, and least, {} ms, with buckets of {} MiB. The backward pass alone takes {} ms.",
        text(times[0].1, 1),
        text(times[times.len() - 1].1, 1),
        text(best.1, 1),
        text(best.0, 0),
        text(backward, 1),
    );
    Chart::new(
        "Small buckets pay for many starts, large ones begin late: the dearer a start, the larger the best",
        &description,
    )
    .x(Axis::log2("size of a bucket in MiB"))
    .y(Axis::linear("milliseconds"))
    .line(Series::new("with\nall-reduces", times))
    .line(Series::new("backward\nalone", [(1.0, backward), (200.0, backward)]).reference())
    .save()
}

/// A backward pass and the network beside it, with one bucket, with four, and with a bucket for each gradient.
///
/// # Panics
/// If the answer leaves gradients out.
pub fn timeline(answer: Buckets) -> Figure {
    let step = Step { gradients: 8, bytes: 1, backward: 2.0, launch: 2.0, rate: 1.0 };
    let mut grid = Vec::new();
    let mut said = Vec::new();
    for (limit, name) in [(8, "One bucket"), (2, "Four buckets"), (1, "A bucket for each gradient")] {
        let buckets = filled(answer, step, &[limit]);
        assert_eq!(buckets.concat().len(), step.gradients, "each gradient is in a bucket");
        let mut rows = vec![vec![0.0; 26]; 2];
        for (number, (bucket, [from, to])) in buckets.iter().zip(exchanges(step, &buckets)).enumerate() {
            let shade = (number + 1) as f64 / 10.0;
            for &index in bucket {
                let place = 2 * (step.gradients - 1 - index);
                rows[0][place..place + 2].fill(shade);
            }
            rows[1][from as usize..(to as usize).min(26)].fill(shade);
        }
        let end = time(answer, step, limit);
        said.push(format!("{} ends after {} units of time", name.to_lowercase(), text(end, 0)));
        let panel = Panel::new(&format!("{name}: done after {}", text(end, 0)), rows)
            .names(&["backward", "network"], &[""; 26])
            .write(|cell| if cell > 0.0 { text(10.0 * cell, 0) } else { String::new() });
        grid.push(panel);
    }
    let description = format!(
        "Eight gradients of a backward pass that takes 16 units of time, and their all-reduces, each of which takes 2 units and one for each gradient. {}.",
        said.join("; ")
    );
    let figure = Grid::new(
        "A few buckets end first: a single one waits for all gradients, one for each gradient pays every start",
        &description,
    );
    grid.into_iter().fold(figure, |figure, panel| figure.panel(panel.below())).save()
}
