//! States of training that are shared out: what ranks hold and send, and how FSDP goes through a network.

use figures::{Axis, Chart, Figure, Grid, Panel, Parameter, Play, Series, Steps, text};

use crate::{Network, Unit, Units, Zero, ZeroBytes};

/// The stages with their names.
pub const STAGES: [(&str, Zero); 5] = [
    ("replicas", Zero::Nothing),
    ("ZeRO-1", Zero::Optimizer),
    ("ZeRO-2", Zero::Gradients),
    ("ZeRO-3", Zero::Weights { reshard: true }),
    ("not resharded", Zero::Weights { reshard: false }),
];

/// A network of six equal units, and its weights.
pub fn six_units() -> (Network, Vec<Vec<f32>>) {
    let network = Network { units: vec![Unit::Dense(32, 32); 6] };
    let weight = |unit: usize, at: usize| 0.3 * (0.7 * at as f32 + unit as f32).sin();
    let weights = |unit: usize| (0..network.length(unit)).map(|at| weight(unit, at)).collect();
    let weights = (0..6).map(weights).collect();
    (network, weights)
}

/// An input of a rank.
pub fn input(rank: usize) -> Vec<f32> {
    (0..32).map(|at| (0.7 * at as f32 + rank as f32).cos()).collect()
}

/// Units and shards of the figure.
const UNITS: usize = 3;
const RANKS: usize = 4;

/// What rank 1 holds: the shards of each unit's weights, and of its gradient.
#[derive(Clone, Copy)]
struct Held {
    weights: [bool; UNITS],
    whole: [bool; UNITS],
    shard: [bool; UNITS],
}

impl Held {
    fn rows(gathered: [bool; UNITS], shard: [bool; UNITS]) -> Vec<Vec<f64>> {
        let cell = |unit: usize, rank: usize| {
            if gathered[unit] || (shard[unit] && rank == 1) { 1.0 } else { 0.0 }
        };
        (0..UNITS).map(|unit| (0..RANKS).map(|rank| cell(unit, rank)).collect()).collect()
    }

    fn weights(&self) -> Vec<Vec<f64>> {
        Held::rows(self.weights, [true; UNITS])
    }

    fn gradients(&self) -> Vec<Vec<f64>> {
        Held::rows(self.whole, self.shard)
    }

    /// Shards that are held, the own ones of gathered units once more.
    fn count(&self) -> usize {
        let gathered = self.weights.iter().filter(|&&gathered| gathered).count();
        let filled = |rows: Vec<Vec<f64>>| rows.iter().flatten().filter(|&&cell| cell > 0.5).count();
        gathered + filled(self.weights()) + filled(self.gradients())
    }

    fn grid(&self, at: usize) -> Figure {
        let count = self.count();
        let all = 2 * UNITS * RANKS;
        let about = format!(
            "Rank 1 of {RANKS} holds {count} shards of weights and gradients; a replica holds {all}. Rows are units, columns the ranks whose shards they \
             are."
        );
        let bar = (0..all).map(|place| if place < count { 1.0 } else { 0.0 }).collect();
        let of_units = |caption: &str, cells| {
            Panel::new(caption, cells).names(&["0", "1", "2"], &["0", "1", "2", "3"]).write(|_| String::new())
        };
        Grid::new(&format!("What rank 1 holds, moment {at}"), &about)
            .panel(of_units("weights", self.weights()))
            .panel(of_units("gradients", self.gradients()))
            .panel(
                Panel::new(&format!("{count} of a replica's {all}"), vec![bar])
                    .names(&[""], &vec![""; all])
                    .write(|_| String::new())
                    .below(),
            )
            .save()
    }
}

/// FSDP goes through three units on four ranks, and back.
pub fn layer_by_layer() -> Figure {
    let nothing = Held { weights: [false; UNITS], whole: [false; UNITS], shard: [false; UNITS] };
    let mut held = nothing;
    let mut moments = vec![("Between steps rank 1 holds one shard of each unit.".to_owned(), held)];
    for unit in 0..UNITS {
        held.weights = [false; UNITS];
        held.weights[unit] = true;
        moments
            .push((format!("Forward: unit {unit} is gathered, and runs; the one before is dropped."), held));
    }
    held.weights = [false; UNITS];
    moments.push(("Forward has ended, and all units are dropped.".into(), held));
    for unit in (0..UNITS).rev() {
        held.weights[unit] = true;
        held.whole[unit] = true;
        let says =
            format!("Backward: unit {unit} is gathered again, and gives a whole gradient of its weights.");
        moments.push((says, held));
        held.weights[unit] = false;
        held.whole[unit] = false;
        held.shard[unit] = true;
        let says = format!("Unit {unit} is dropped; of its gradient, reduced, the own shard stays.");
        moments.push((says, held));
    }
    let mut steps = Steps::new(
        "FSDP gathers the weights of one unit at a time; before and after a rank holds only its shard of them",
    );
    for (at, (says, held)) in moments.into_iter().enumerate() {
        steps = steps.frame(&says, held.grid(at));
    }
    steps.save()
}

/// Units, and how many ticks a gather and a unit's forward take.
const LINE: usize = 5;
const GATHER: usize = 2;
const COMPUTE: usize = 3;

/// From which tick on each unit is gathered, and runs.
fn schedule(early: bool) -> Vec<[usize; 2]> {
    let mut found: Vec<[usize; 2]> = Vec::new();
    for _ in 0..LINE {
        let Some(&[gathers, runs]) = found.last() else {
            found.push([0, GATHER]);
            continue;
        };
        // Two units at a time: the next is gathered while this one runs.
        let gather = if early { (gathers + GATHER).max(runs) } else { runs + COMPUTE };
        let run = (gather + GATHER).max(runs + COMPUTE);
        found.push([gather, run]);
    }
    found
}

/// When the last unit has run.
pub fn ticks(early: bool) -> usize {
    schedule(early).last().map_or(0, |[_, runs]| runs + COMPUTE)
}

/// What network and processor do in forward, with the next unit gathered early and without.
pub fn timelines() -> Figure {
    let all = ticks(false);
    let rows = |early: bool| {
        let mut rows = vec![vec![0.0; all]; 2];
        for (unit, [gather, run]) in schedule(early).into_iter().enumerate() {
            let shade = (unit + 1) as f64 / LINE as f64;
            rows[0][gather..gather + GATHER].fill(shade);
            rows[1][run..run + COMPUTE].fill(shade);
        }
        rows
    };
    let panel = |caption: &str, early: bool| {
        Panel::new(caption, rows(early)).names(&["network", "compute"], &vec![""; ticks(false)]).write(
            |cell| {
                let unit = (cell * LINE as f64).round();
                if unit < 0.5 { String::new() } else { text(unit - 1.0, 0) }
            },
        )
    };
    let about = format!(
        "Five units, each of which takes {GATHER} ticks to gather and {COMPUTE} to run. One after the other that is {} ticks; if the next is gathered while \
         one runs, it is {}, and the processor waits only for the first.",
        all,
        ticks(true)
    );
    let title = format!(
        "If each unit is gathered while the one before runs, a pass takes {} ticks, and otherwise {all}",
        ticks(true)
    );
    Grid::new(&title, &about)
        .panel(panel("when it is wanted", false))
        .panel(panel("while the one before runs", true).below())
        .save()
}

fn gigabytes(answer: ZeroBytes, zero: Zero, billions: f64, ranks: u64) -> f64 {
    (answer.held)(zero, &[(billions * 1e9) as u64], ranks) as f64 / 1e9
}

/// What a rank holds, against the number of ranks, for a model and a memory that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::steps("Weights", "billion", 0.5, (1, 400)).start(7.5),
        Parameter::powers_of_two("Memory of a rank", "GB", (4, 8)).start(64.0),
    ];
    Play::new("sharding/zero", parameters, |values| {
        against_ranks(crate::answers::ZERO_BYTES, values[0], values[1])
    })
}

/// What a rank holds of a model of so many billions against the number of ranks, beside the memory that there is.
pub fn against_ranks(answer: ZeroBytes, billions: f64, memory: f64) -> Figure {
    let fits = |zero: Zero| {
        (0..=12).map(|power| 1_u64 << power).find(|&n| gigabytes(answer, zero, billions, n) <= memory)
    };
    let said: Vec<String> = STAGES[..4]
        .iter()
        .map(|&(name, zero)| match fits(zero) {
            Some(1) => format!("{name} on any number"),
            Some(ranks) => format!("{name} from {ranks} ranks on"),
            None => format!("{name} on none"),
        })
        .collect();
    let description = format!(
        "Gigabytes that a rank holds of {} billion weights between steps, against the number of ranks, both on logarithmic axes. Into {} GB go: {}. Replicas stay \
         level, ZeRO-1 falls to a quarter of that, ZeRO-2 to an eighth, ZeRO-3 without end.",
        text(billions, 1),
        text(memory, 0),
        said.join(", ")
    );
    let mut chart = Chart::new(
        "More ranks save nothing with replicas, and with ZeRO-1 and ZeRO-2 only so far; ZeRO-3 saves without end",
        &description,
    )
    .x(Axis::log2("ranks").ticks(&[1.0, 8.0, 64.0, 512.0, 4096.0]))
    .y(Axis::log10("held between steps, GB").range(billions * 16.0 / 8192.0, billions * 32.0));
    for (name, zero) in &STAGES[..4] {
        let points = (0..=12).map(|power| {
            let ranks = 1_u64 << power;
            (ranks as f64, gigabytes(answer, *zero, billions, ranks))
        });
        chart = chart.line(Series::new(name, points));
    }
    let inside = memory > billions * 16.0 / 8192.0 && memory < billions * 32.0;
    if inside {
        let line = [(1.0, memory), (4096.0, memory)];
        chart = chart.line(Series::new(&format!("{} GB", text(memory, 0)), line).reference());
    }
    chart.save()
}
