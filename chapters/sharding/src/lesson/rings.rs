//! Rings, and what else values can be summed along: who has what after which step, and how long it takes.

use figures::{Axis, Chart, Figure, Grid, Panel, Parameter, Play, Series, Steps, text};

use crate::Communicator;

/// Each rank hands its number to the next, and wants that of the one before; but it waits first.
// ANCHOR: waits
pub fn waits_first(comm: &dyn Communicator) -> usize {
    let (rank, size) = (comm.rank(), comm.size());
    let came = comm.receive::<usize>((rank + size - 1) % size, 0)[0];
    comm.send((rank + 1) % size, 0, &[rank]);
    came
}
// ANCHOR_END: waits

/// Values that say where they come from: rank r has 10ʳ in each place.
pub fn marked(rank: usize, length: usize) -> Vec<i64> {
    vec![10_i64.pow(rank as u32); length]
}

/// How many ranks' values are in each shard of each rank, from the beginning to the last step of an all-reduce on a ring, and
/// which shard each rank sends in the step that follows.
pub fn schedule(ranks: usize) -> Vec<(Vec<Vec<usize>>, Vec<usize>)> {
    let mut held = vec![vec![1; ranks]; ranks];
    let mut out = Vec::new();
    for step in 0..2 * (ranks - 1) {
        // The first half begins with the shard before the own one, the second with the own one.
        let sent: Vec<usize> = (0..ranks).map(|rank| (rank + 2 * ranks - 1 - step) % ranks).collect();
        out.push((held.clone(), sent.clone()));
        let before = held.clone();
        for (rank, &shard) in sent.iter().enumerate() {
            let next = (rank + 1) % ranks;
            let adds = step < ranks - 1;
            held[next][shard] = before[rank][shard] + if adds { before[next][shard] } else { 0 };
        }
    }
    out.push((held, vec![]));
    out
}

/// An all-reduce on a ring of four, step by step.
pub fn round() -> Figure {
    const RANKS: usize = 4;
    let mut steps = Steps::new(
        "After half of the steps each rank of a ring has the sum of one shard, after all of them every sum",
    );
    for (step, (held, sent)) in schedule(RANKS).into_iter().enumerate() {
        let list = |numbers: &[usize]| numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let says = match step {
            0 => "Each rank has values of its own in all four shards.".to_owned(),
            3 => "Reduce-scatter is done: rank r has the sum of all four in shard r.".to_owned(),
            1 | 2 => format!("Step {step}: each adds what has come from the rank before to what it has."),
            4 | 5 => format!(
                "Step {step}: what has come is the sum already, and takes the place of what was there."
            ),
            _ => "All-gather is done: all ranks have the sum of all four in all shards.".to_owned(),
        };
        let says = if sent.is_empty() {
            says
        } else {
            format!("{says} Ranks 0 to 3 now send shards {}, each to the next.", list(&sent))
        };
        let rows: Vec<String> =
            held.iter().enumerate().map(|(rank, row)| format!("rank {rank}: {}", list(row))).collect();
        let about = format!("How many ranks' values are in shards 0 to 3. {}.", rows.join("; "));
        let cells = held.iter().map(|row| row.iter().map(|&n| n as f64 / RANKS as f64).collect()).collect();
        let panel = Panel::new("ranks added so far", cells)
            .axes("rank", "shard")
            .write(|cell| text(cell * RANKS as f64, 0));
        let title = format!("After {step} {}", if step == 1 { "step" } else { "steps" });
        steps = steps.frame(&says, Grid::new(&title, &about).panel(panel).save());
    }
    steps.save()
}

/// How long a message takes to start, in seconds, and how many bytes follow in a second.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// α
    pub start: f64,
    /// 1/β
    pub bandwidth: f64,
}

/// The time of an all-reduce of so many bytes on a ring.
// ANCHOR: times
pub fn ring(link: Link, ranks: u32, bytes: f64) -> f64 {
    let n = f64::from(ranks);
    let (steps, sent) = (2.0 * (n - 1.0), 2.0 * (n - 1.0) / n * bytes);
    steps * link.start + sent / link.bandwidth
}

/// The same up a tree and down again, in pieces that follow each other
/// so closely that each link sends the whole in the time of one message.
pub fn tree(link: Link, ranks: u32, bytes: f64) -> f64 {
    let (steps, sent) = (2.0 * f64::from(levels(ranks)), 2.0 * bytes);
    steps * link.start + sent / link.bandwidth
}
// ANCHOR_END: times

/// ⌈log₂ N⌉
pub fn levels(ranks: u32) -> u32 {
    ranks.next_power_of_two().trailing_zeros()
}

/// From how many bytes on a ring is as fast as a tree: where what it sends less, B/N there and back, makes up for its steps.
pub fn crossover(link: Link, ranks: u32) -> f64 {
    let steps = f64::from(ranks - 1) - f64::from(levels(ranks));
    f64::from(ranks) * link.bandwidth * link.start * steps
}

/// A ring against a tree, for a number of ranks and a link that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Ranks", "", (1, 10)).start(64.0),
        Parameter::steps("A message starts in", "µs", 1.0, (1, 50)).start(5.0),
        Parameter::powers_of_two("A link carries", "GB/s", (0, 9)).start(32.0),
    ];
    Play::new("sharding/rings", parameters, |values| {
        drawn(values[0] as u32, Link { start: values[1] * 1e-6, bandwidth: values[2] * 1e9 })
    })
}

/// Bytes with a unit.
pub fn size(bytes: f64) -> String {
    let (unit, name) = [(1e9, "GB"), (1e6, "MB"), (1e3, "KB")]
        .into_iter()
        .find(|&(unit, _)| bytes >= unit)
        .unwrap_or((1.0, "bytes"));
    format!("{} {name}", text(bytes / unit, usize::from(bytes / unit < 10.0)))
}

/// The time of an all-reduce against its bytes, in a ring and in a tree.
pub fn drawn(ranks: u32, link: Link) -> Figure {
    let sizes = || (6..=20).map(|half| 10_f64.powf(f64::from(half) / 2.0));
    let line = |time: fn(Link, u32, f64) -> f64| -> Vec<(f64, f64)> {
        sizes().map(|bytes| (bytes / 1e6, time(link, ranks, bytes) * 1e3)).collect()
    };
    let equal = crossover(link, ranks);
    let says = if equal > 0.0 {
        format!("Below {} the tree is faster, above it the ring.", size(equal))
    } else {
        "The ring is never slower.".to_owned()
    };
    let description = format!(
        "The time of an all-reduce against the bytes of the whole, on {ranks} ranks, where a message takes {} µs to start and a link carries {} GB/s. {says}",
        text(link.start * 1e6, 0),
        text(link.bandwidth / 1e9, 0)
    );
    let chart = Chart::new(
        "Few bytes on many ranks are summed faster up a tree, everything else on a ring",
        &description,
    )
    .x(Axis::log10("the whole, MB"))
    .y(Axis::log10("time, ms"))
    .line(Series::new("ring", line(ring)))
    .line(Series::new("tree", line(tree)));
    // On axes like these lines that cross at so small an angle seem to be one: say where it is, beside them, for they rise.
    let shown = (1e5..3e9).contains(&equal);
    let (at, time) = (equal / 1e6, ring(link, ranks, equal) * 1e3);
    let place = Series::new("equal", [(at, time)]).reference().label_below(4.0 * at);
    if shown { chart.line(place).save() } else { chart.save() }
}

/// The nearest float of 16 bits, `bf16`: of two that are as near, the even one.
pub fn bf16(x: f32) -> f32 {
    let bits = x.to_bits();
    f32::from_bits((bits + 0x7fff + (bits >> 16 & 1)) & 0xffff_0000)
}

/// A sum in bf16 from the left, as it is formed on a ring.
pub fn one_by_one(values: &[f32]) -> f32 {
    values.iter().fold(0.0, |sum, &x| bf16(sum + x))
}

/// A sum in bf16 of pairs, of pairs of pairs and so on, as it is formed on a tree.
pub fn in_pairs(values: &[f32]) -> f32 {
    match *values {
        [] => 0.0,
        [x] => x,
        _ => {
            let (left, right) = values.split_at(values.len() / 2);
            bf16(in_pairs(left) + in_pairs(right))
        }
    }
}

/// The mean relative error of a sum over so many ranks of positive values in bf16: one by one, in pairs, and in f32 with one rounding at the
/// end.
pub fn errors(ranks: usize) -> [f64; 3] {
    const SUMS: usize = 400;
    let all = figures::normals(&mut figures::random(11), (SUMS, ranks));
    let mut errors = [0.0; 3];
    for row in all.rows() {
        let values: Vec<f32> = row.iter().map(|&x| bf16(x.abs())).collect();
        let exact: f64 = values.iter().map(|&x| f64::from(x)).sum();
        let last = bf16(values.iter().sum());
        for (error, sum) in errors.iter_mut().zip([one_by_one(&values), in_pairs(&values), last]) {
            *error += ((f64::from(sum) - exact) / exact).abs() / SUMS as f64;
        }
    }
    errors
}
