//! Replicas that come and go: who is there, who heals from whom, and what it costs.

use figures::{Axis, Chart, Figure, Grid, Panel, Parameter, Play, Series, Steps, text};

use crate::{FaultTolerant, Quorum, Replica, threads};

/// Four ranks in seven steps, a letter for each: `#` there, `.` away, `x` there, and its gradient is missing.
pub const SCHEDULE: [&str; 4] = ["###..##", "##...##", "#####x#", "#######"];

/// The ranks that are there in each step, and how many steps each has committed. In each step a member has to be there that has committed all.
pub fn quorums(schedule: &[&str]) -> Vec<Quorum> {
    let mut committed = vec![0; schedule.len()];
    let letter = |rank: usize, step: usize| schedule[rank].as_bytes()[step];
    let quorum = |step: usize| {
        let members: Vec<usize> = (0..schedule.len()).filter(|&rank| letter(rank, step) != b'.').collect();
        let steps: Vec<u64> = members.iter().map(|&rank| committed[rank]).collect();
        let most = steps.iter().copied().max().unwrap_or(0);
        let fails = |&rank: &usize| committed[rank] == most && letter(rank, step) == b'x';
        let after = most + u64::from(!members.iter().any(fails));
        for &rank in &members {
            committed[rank] = after;
        }
        Quorum { members, steps }
    };
    (0..schedule[0].len()).map(quorum).collect()
}

/// How many weights are trained, and of how many the gradient's noise is made anew in each step.
const WEIGHTS: usize = 6;

/// Each rank's data want other weights, and each batch others again.
fn wanted(rank: usize, step: usize, place: usize) -> f64 {
    let (rank, step, place) = (rank as f64, step as f64, place as f64);
    (1.3 * place + 0.4 * rank).sin() + 0.8 * (7.1 * step + 2.9 * rank + 1.7 * place).sin()
}

/// The mean loss of a model over the data of all ranks, without what differs from batch to batch.
fn loss(weights: &[f64], ranks: usize) -> f64 {
    let one = |(place, w): (usize, &f64)| {
        let of = |rank: usize| 0.5 * (w - (1.3 * place as f64 + 0.4 * rank as f64).sin()).powi(2);
        (0..ranks).map(of).sum::<f64>() / ranks as f64
    };
    weights.iter().enumerate().map(one).sum()
}

/// The loss of each rank's replica after each step in which it was there: `(step, loss)`, steps from 1.
pub fn losses(answer: FaultTolerant, schedule: &[&str], quorums: &[Quorum]) -> Vec<Vec<(f64, f64)>> {
    let train = |comm: &dyn crate::Communicator| {
        let rank = comm.rank();
        let mut replica = Replica::new(&[3.0; WEIGHTS]);
        let mut all = vec![];
        for (step, quorum) in quorums.iter().enumerate().filter(|(_, quorum)| quorum.members.contains(&rank))
        {
            let one = |(place, w): (usize, &f64)| w - wanted(rank, step, place);
            let gradient: Vec<f64> = replica.weights.iter().enumerate().map(one).collect();
            let missing = schedule[rank].as_bytes()[step] == b'x';
            (answer.step)(comm, quorum, &mut replica, (!missing).then_some(&gradient[..]));
            all.push(((step + 1) as f64, loss(&replica.weights, comm.size())));
        }
        all
    };
    threads::results(schedule.len(), train).0
}

/// The steps of a longer training in which three of four ranks leave and come back.
pub const LONG: [&str; 4] = [
    "########........############",
    "####........################",
    "################x##.....####",
    "############################",
];

/// The loss where nobody leaves, where ranks come and go, and of a rank that comes back and is taken for current.
pub fn figure(answer: FaultTolerant) -> Figure {
    let all = vec!["#".repeat(LONG[0].len()); LONG.len()];
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let mut blind = quorums(&LONG);
    for quorum in &mut blind {
        quorum.steps.fill(0);
    }
    let nobody = losses(answer, &all, &quorums(&all)).swap_remove(3);
    let some = losses(answer, &LONG, &quorums(&LONG)).swap_remove(3);
    let mut stale = losses(answer, &LONG, &blind).swap_remove(1);
    stale.retain(|(step, _)| *step > 12.0);
    let last = |line: &[(f64, f64)]| text(line.last().map_or(f64::NAN, |point| point.1), 2);
    let about = format!(
        "The loss after each of {} steps. In the end it is {} where nobody leaves and {} where three of four ranks come and go. The replica of a rank that comes back with old \
         weights and is not healed ends at {}.",
        LONG[0].len(),
        last(&nobody),
        last(&some),
        last(&stale)
    );
    Chart::new(
        "Ranks that come and go cost little; one that comes back without being healed stays behind",
        &about,
    )
    .x(Axis::linear("step"))
    .y(Axis::log2("loss"))
    .line(Series::new("nobody\nleaves", nobody).reference())
    .line(Series::new("three come\nand go", some))
    .line(Series::new("back, and\nnot healed", stale))
    .save()
}

const AWAY: f64 = 0.0;
const COUNTS: f64 = 0.2;
const HEALS: f64 = 0.5;
const LOST: f64 = 0.8;

/// What is written into a cell: of one that heals, from whom.
fn mark(cell: f64) -> String {
    match cell {
        AWAY => String::new(),
        COUNTS => "✓".into(),
        LOST => "✗".into(),
        _ => format!("←{}", text((cell - HEALS) * 1000.0, 0)),
    }
}

fn word(cell: f64) -> String {
    match cell {
        AWAY => "away".into(),
        COUNTS => "counts".into(),
        LOST => "step thrown away".into(),
        _ => format!("heals from rank {}", text((cell - HEALS) * 1000.0, 0)),
    }
}

fn list(ranks: &[usize]) -> String {
    match ranks {
        [] => "nobody".into(),
        [one] => format!("rank {one}"),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(ToString::to_string).collect();
            format!("ranks {} and {last}", first.join(", "))
        }
    }
}

/// Step by step: who is there, who heals from whom, and which step is not committed.
pub fn steps(answer: FaultTolerant) -> Figure {
    let quorums = quorums(&SCHEDULE);
    let mut cells = vec![vec![AWAY; quorums.len()]; SCHEDULE.len()];
    let columns: Vec<String> = (1..=quorums.len()).map(|step| format!("step {step}")).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let rows: Vec<String> = (0..SCHEDULE.len()).map(|rank| format!("rank {rank}")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let mut figure = Steps::new(
        "Who is missing counts neither in the sum nor in its divisor, and is healed by a rank that went on",
    );
    for (step, quorum) in quorums.iter().enumerate() {
        let sources = (answer.sources)(quorum);
        let healed: Vec<(usize, usize)> = quorum
            .members
            .iter()
            .zip(&sources)
            .filter_map(|(&member, source)| Some((member, (*source)?)))
            .collect();
        let counted: Vec<usize> = quorum
            .members
            .iter()
            .copied()
            .filter(|member| healed.iter().all(|(one, _)| one != member))
            .collect();
        let failed: Vec<usize> =
            counted.iter().copied().filter(|&rank| SCHEDULE[rank].as_bytes()[step] == b'x').collect();
        for &rank in &quorum.members {
            let source = healed.iter().find(|(one, _)| *one == rank);
            cells[rank][step] = if let Some((_, source)) = source {
                // A difference that is not seen as a shade.
                HEALS + *source as f64 / 1000.0
            } else if !failed.is_empty() {
                LOST
            } else {
                COUNTS
            };
        }
        let heals: Vec<String> =
            healed.iter().map(|(member, source)| format!("rank {member} heals from rank {source}")).collect();
        let heals = if heals.is_empty() { String::new() } else { format!("{}. ", heals.join(", ")) };
        let heals = heals.replacen('r', "R", 1);
        let divided = counted.len();
        let what = if failed.is_empty() {
            format!("The gradients of {} count: the sum is divided by {divided}.", list(&counted))
        } else {
            format!("The gradient of {} is missing, so nobody commits the step.", list(&failed))
        };
        let caption = format!(
            "Step {}: {} there. {heals}{what}",
            step + 1,
            match quorum.members.len() {
                1 => format!("rank {} is", quorum.members[0]),
                _ => format!("{} are", list(&quorum.members)),
            }
        );
        let row = |(rank, cells): (usize, &Vec<f64>)| {
            let days: Vec<String> = cells[..=step].iter().map(|&cell| word(cell)).collect();
            format!("Rank {rank}: {}.", days.join(", "))
        };
        let about: Vec<String> = cells.iter().enumerate().map(row).collect();
        let panel = Panel::new("", cells.clone()).names(&rows, &columns).write(mark);
        let grid = Grid::new(&format!("Until step {}", step + 1), &about.join(" "));
        figure = figure.frame(&caption, grid.panel(panel).save());
    }
    figure.save()
}

/// The share of time that is not lost, in two ways: everybody begins again after each failure, or one replica drops out until it is
/// back. `mtbf` is the time between failures of one GPU, and `restart` the time until all run again, both in hours; a replica has so many GPUs,
/// and a step takes ten seconds.
pub fn useful(gpus: f64, mtbf: f64, restart: f64, replica: f64) -> [f64; 2] {
    let between = mtbf / gpus;
    let all = between / (between + restart);
    // A replica that is away for as long as a restart takes: so many are away on average.
    let away = restart / mtbf * replica;
    let step = 10.0 / 3600.0;
    let drops = between / (between + step) * (1.0 - away).max(0.0);
    [all, drops]
}

/// The share of time that is not lost against the number of GPUs, for failures that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::steps("One GPU fails every", "hours", 5000.0, (1, 20)).start(50_000.0),
        Parameter::steps("Back after", "minutes", 5.0, (1, 24)).start(30.0),
        Parameter::powers_of_two("A replica has", "GPUs", (3, 10)).start(256.0),
    ];
    Play::new("sharding/quorum", parameters, |values| drawn(values[0], values[1] / 60.0, values[2]))
}

/// Useful time against the number of GPUs, of which one fails every `mtbf` hours and is back after `restart`.
pub fn drawn(mtbf: f64, restart: f64, replica: f64) -> Figure {
    let at = |power: i32| {
        let gpus = f64::from(power).exp2();
        (gpus, useful(gpus, mtbf, restart, replica))
    };
    let points: Vec<(f64, [f64; 2])> = (10..=17).map(at).collect();
    let line =
        |which: usize| points.iter().map(|&(gpus, share)| (gpus, 100.0 * share[which])).collect::<Vec<_>>();
    let [all, drops] = at(14).1;
    let about = format!(
        "The share of time that is not lost to failures against the number of GPUs. On 16,384 of them it is {} percent where all begin again, and {} percent where one replica of {} GPUs drops out.",
        text(100.0 * all, 1),
        text(100.0 * drops, 1),
        text(replica, 0)
    );
    Chart::new(
        "The more GPUs, the more time is lost where all begin again; where a replica drops out, hardly more",
        &about,
    )
    .x(Axis::log2("GPUs"))
    .y(Axis::linear("useful time in percent").range(0.0, 100.0))
    .line(Series::new("all begin\nagain", line(0)))
    .line(Series::new("one replica\ndrops out", line(1)))
    .save()
}
