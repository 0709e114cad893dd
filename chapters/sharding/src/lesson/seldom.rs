//! Ranks that talk seldom: how fast they come down together, where they end up, and which fragment is on its way when.

use figures::{Axis, Chart, Figure, Grid, Panel, Series, Steps, text};

use crate::{Diloco, Global, Inner, Outer, Quadratic, shard, threads};

/// The outer optimizer of OpenDiLoCo.
pub const NESTEROV: Outer = Outer { rate: 0.7, momentum: 0.9 };
/// The one that makes a round end with the mean of the ranks' weights.
pub const MEAN: Outer = Outer { rate: 1.0, momentum: 0.0 };

/// Eight weights, some of which matter 30 times as much as others; each rank has another minimum, near to the same.
const COUNT: usize = 8;

fn curvature(at: usize) -> f64 {
    3.0 * 0.6_f64.powi(at as i32)
}

fn centre(rank: usize, at: usize) -> f64 {
    2.0 * (1.3 * at as f64 + 0.4).sin() + 0.2 * (2.1 * rank as f64 + 0.9 * at as f64).cos()
}

/// A worker for each of some ranks.
fn workers(ranks: usize) -> Vec<Quadratic> {
    let curvatures: Vec<f64> = (0..COUNT).map(curvature).collect();
    let worker = |rank: usize| {
        let centres: Vec<f64> = (0..COUNT).map(|at| centre(rank, at)).collect();
        Quadratic::new(&curvatures, &centres, Inner::Sgd(0.02))
    };
    (0..ranks).map(worker).collect()
}

/// How far the mean loss of all ranks is above the least that there is.
fn excess(ranks: usize, weights: &[f64]) -> f64 {
    let above = |(at, w): (usize, &f64)| {
        let mean = (0..ranks).map(|rank| centre(rank, at)).sum::<f64>() / ranks as f64;
        0.5 * curvature(at) * (w - mean).powi(2)
    };
    weights.iter().enumerate().map(above).sum()
}

/// By how much the loss at the global weights is above the least one: before the first round of so many steps, and after each.
pub fn course(answer: Diloco, outer: Outer, ranks: usize, every: usize, rounds: usize) -> Vec<f64> {
    let team = workers(ranks);
    let (mut results, _) = threads::results(ranks, |comm| {
        let mut global = Global::new(&[0.0; COUNT]);
        let mut worker = team[comm.rank()].clone();
        let mut course = vec![excess(ranks, &global.weights)];
        for _ in 0..rounds {
            (answer.train)(comm, &outer, &mut global, &mut worker, every, 1);
            course.push(excess(ranks, &global.weights));
        }
        course
    });
    results.swap_remove(0)
}

/// Bytes that a rank sends in a training of 96 steps, for the steps in a round.
pub fn sent(answer: Diloco, ranks: usize, every: usize) -> usize {
    let team = workers(ranks);
    let (_, log) = threads::results(ranks, |comm| {
        let mut global = Global::new(&[0.0; COUNT]);
        (answer.train)(comm, &NESTEROV, &mut global, &mut team[comm.rank()].clone(), every, 96 / every);
    });
    log.sent(0)
}

/// The loss against inner steps, by the mean of weights and by an outer optimizer with momentum.
pub fn race(answer: Diloco) -> Figure {
    let (ranks, every, rounds) = (4, 10, 24);
    let line = |outer: Outer, every: usize| -> Vec<(f64, f64)> {
        let course = course(answer, outer, ranks, every, rounds * 10 / every);
        course.into_iter().enumerate().map(|(round, loss)| ((round * every) as f64, loss)).collect()
    };
    let each = line(MEAN, 1);
    let each: Vec<(f64, f64)> = each.into_iter().step_by(10).collect();
    let [mean, outer] = [MEAN, NESTEROV].map(|outer| line(outer, every));
    let last = |line: &[(f64, f64)]| text(line[rounds].1, 4);
    let description = format!(
        "How far the loss is above the least one, against inner steps, for four ranks with SGD. After 240 steps it is {} where gradients are averaged in every step, {} where weights \
         are averaged after every 10, and {} with an outer optimizer that has momentum.",
        last(&each),
        last(&mean),
        last(&outer)
    );
    let title = format!(
        "Weights averaged every {every} steps do as well as gradients in each; with outer momentum they do better"
    );
    Chart::new(&title, &description)
        .x(Axis::linear("inner steps"))
        .y(Axis::log10("loss above the least"))
        .line(Series::new("gradients, each step", each).reference())
        .line(Series::new("mean of weights", mean))
        .line(Series::new("outer Nesterov", outer))
        .save()
}

/// Two ranks with one weight: their curvatures, and their minima.
pub const CURVED: ([f64; 2], [f64; 2]) = ([1.0, 0.2], [0.0, 1.0]);

/// Where two ranks with these curvatures and minima end up, with so many steps in a round of SGD with a rate of 0.1.
pub fn fixpoint(answer: Diloco, (curvatures, centres): ([f64; 2], [f64; 2]), every: usize) -> f64 {
    let (results, _) = threads::results(2, |comm| {
        let at = comm.rank();
        let mut worker = Quadratic::new(&curvatures[at..=at], &centres[at..=at], Inner::Sgd(0.1));
        let mut global = Global::new(&[0.0]);
        (answer.train)(comm, &NESTEROV, &mut global, &mut worker, every, 240);
        global.weights[0]
    });
    results[0]
}

/// Where ranks end up against the steps in a round, with curvatures that differ and with equal ones.
pub fn bias(answer: Diloco) -> Figure {
    let every = [1, 2, 4, 8, 16, 32, 64];
    let line = |curvatures: [f64; 2]| -> Vec<(f64, f64)> {
        every.iter().map(|&every| (every as f64, fixpoint(answer, (curvatures, CURVED.1), every))).collect()
    };
    let [differ, equal] = [CURVED.0, [0.6, 0.6]].map(line);
    let best = CURVED.0[1] / (CURVED.0[0] + CURVED.0[1]);
    let description = format!(
        "The weight at which two ranks with minima at 0 and 1 end up, against the steps in a round. With curvatures of 1 and 0.2 it is {} with one step, where the mean loss is least, and {} with 64. \
         With equal curvatures it is {} throughout.",
        text(differ[0].1, 3),
        text(differ[6].1, 3),
        text(equal[6].1, 3)
    );
    Chart::new("With curvatures that differ, longer rounds end farther from the least mean loss; with equal ones they do not", &description)
        .x(Axis::log2("steps in a round, H"))
        .y(Axis::linear("weight in the end").range(0.0, 0.6))
        .line(Series::new("equal curvatures", equal).label_above(8.0))
        .line(Series::new("curvatures\n1 and 0.2", differ))
        .line(Series::new("least mean\nloss of these", [(1.0, best), (64.0, best)]).reference())
        .save()
}

/// P, H and τ of the step-through, and its steps.
const FRAGMENTS: usize = 2;
const EVERY: usize = 8;
const DELAY: usize = 2;
const STEPS: usize = 12;

/// What is at a step in a row of the figure.
#[derive(Clone, Copy, PartialEq)]
enum Cell {
    Later,
    Trained,
    Launched,
    OnItsWay,
    Applied,
}

impl Cell {
    fn shade(self) -> f64 {
        match self {
            Cell::Later => 0.0,
            Cell::Trained => 0.15,
            Cell::Launched => 0.4,
            Cell::OnItsWay => 0.3,
            Cell::Applied => 0.8,
        }
    }

    fn write(shade: f64) -> String {
        let letter = if shade == Cell::Launched.shade() {
            "Δ"
        } else if shade == Cell::Applied.shade() {
            "θ"
        } else {
            ""
        };
        letter.to_owned()
    }
}

/// What a fragment does at the end of a step, counted from 1.
fn at(fragment: usize, step: usize) -> Cell {
    let beat = EVERY / FRAGMENTS;
    let turn = |step: usize| (step - 1) / beat % FRAGMENTS == fragment;
    if step.is_multiple_of(beat) && turn(step) {
        Cell::Applied
    } else if (step + DELAY).is_multiple_of(beat) && turn(step) {
        Cell::Launched
    } else if (step - 1) % beat + 1 > beat - DELAY && turn(step) {
        Cell::OnItsWay
    } else {
        Cell::Trained
    }
}

fn frame(until: usize) -> Figure {
    let mut rows = Vec::new();
    let mut names = Vec::new();
    for rank in 0..2 {
        for fragment in 0..FRAGMENTS {
            let cell = |step: usize| if step > until { Cell::Later } else { at(fragment, step) };
            rows.push((1..=STEPS).map(|step| cell(step).shade()).collect::<Vec<f64>>());
            names.push(format!("rank {rank}, fragment {fragment}"));
        }
    }
    let said: Vec<String> = (1..=until)
        .flat_map(|step| (0..FRAGMENTS).map(move |fragment| (step, fragment, at(fragment, step))))
        .filter_map(|(step, fragment, cell)| match cell {
            Cell::Launched => Some(format!("fragment {fragment} is launched after step {step}")),
            Cell::Applied => Some(format!("fragment {fragment} is applied after step {step}")),
            _ => None,
        })
        .collect();
    let about = if said.is_empty() {
        "Both ranks have trained alone, and nothing was sent.".to_owned()
    } else {
        format!("On both ranks {}.", said.join(", "))
    };
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let steps: Vec<String> = (1..=STEPS).map(|step| step.to_string()).collect();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let panel = Panel::new("after step", rows).names(&names, &steps).write(Cell::write);
    Grid::new(&format!("Until step {until}"), &about).panel(panel).save()
}

/// Two fragments in turn, H = 8 and τ = 2: what is launched and applied after which step.
pub fn steps() -> Figure {
    let [first, second] = [0, 1].map(|fragment| shard(6, FRAGMENTS, fragment));
    let frames = [
        (
            1,
            format!(
                "Every rank trains all weights, and nobody talks. Of six weights, fragment 0 has {} to {}, fragment 1 {} to {}.",
                first.start,
                first.end - 1,
                second.start,
                second.end - 1
            ),
        ),
        (2, "Fragment 0 is launched: Δ is measured, and its mean is on its way to all. Nothing changes.".into()),
        (3, "Training goes on meanwhile, with both fragments.".into()),
        (
            4,
            "Fragment 0 is applied: an outer step with Δ from step 2. Ranks go on with a mixture of the new global weights and their own."
                .into(),
        ),
        (6, "Fragment 1 is launched: half of the weights are on their way, never all.".into()),
        (8, "Fragment 1 is applied. Fragment 0 has been trained alone since step 4.".into()),
        (10, "Fragment 0 is launched again, 8 steps after the first time.".into()),
        (12, "And applied. Each fragment is exchanged once in 8 steps, and there is one of them every 4 steps.".into()),
    ];
    frames
        .into_iter()
        .fold(
            Steps::new(
                "Fragments are sent in turn and applied some steps later: no rank waits for the exchange",
            ),
            |steps, (until, says)| steps.frame(&says, frame(until)),
        )
        .save()
}
