//! Pipelines: what stages do when, what they hold, and how long they wait.

pub mod schedule;

use figures::{Axis, Chart, Figure, Grid, Panel, Parameter, Play, Schematic, Series, Steps, text};

use crate::{Op, Pipeline};

pub use schedule::{Timeline, Work, carried, interleaved, peak, plain, timeline, with_warm_up};

/// Rows of a grid: a cell for each unit of time, full for a backward, half full for a forward.
fn cells(timeline: &Timeline, unit: f64) -> Vec<Vec<f64>> {
    let columns = (timeline.end() / unit).round() as usize;
    let row = |stage: &Vec<(Work, f64, f64)>| {
        let mut row = vec![0.0; columns];
        for (work, from, to) in stage {
            let (from, to) = ((from / unit).round() as usize, (to / unit).round() as usize);
            row[from..to.min(columns)].fill(if work.forward { 0.35 } else { 1.0 });
        }
        row
    };
    timeline.stages.iter().map(row).collect()
}

/// A row for each stage, the first one on top, and time from left to right.
fn in_time(caption: &str, cells: Vec<Vec<f64>>) -> Panel {
    let (stages, columns) = (vec![""; cells.len()], vec![""; cells[0].len()]);
    Panel::new(caption, cells).names(&stages, &columns).axes("stage", "time")
}

/// What stages, micro-batches and chunks make of a pipeline: GPipe above, 1F1B or the interleaved one below. Backward takes as long as forward.
pub fn drawn(values: &[f64]) -> Figure {
    let [p, groups, v] = [values[0], values[1], values[2]].map(|x| x as usize);
    let m = p * groups;
    let gpipe: Vec<Vec<Work>> = (0..p).map(|stage| with_warm_up(stage, p, m, 1, m)).collect();
    let other: Vec<Vec<Work>> = (0..p).map(|stage| interleaved(stage, p, m, v)).collect();
    let (above, below) = (timeline(&gpipe, 1, 1.0, 1.0), timeline(&other, v, 1.0, 1.0));
    let unit = 1.0 / v as f64;
    let name = if v == 1 { "1F1B".to_owned() } else { format!("{v} chunks on each stage") };
    let part = |timeline: &Timeline, order: &[Work], chunks: usize| {
        let whole = peak(order).is_multiple_of(chunks);
        (text(timeline.bubble(), 3), text(peak(order) as f64 / chunks as f64, if whole { 0 } else { 2 }))
    };
    let [(bubble, held), (its_bubble, its_held)] = [part(&above, &gpipe[0], 1), part(&below, &other[0], v)];
    let about = format!(
        "{p} stages, {m} micro-batches; each row is a stage, from left to right is time. GPipe: a bubble of {bubble}, and stage 0 holds {held} micro-batches' \
         activations. {name}: a bubble of {its_bubble}, and {its_held}."
    );
    Grid::new(
        "1F1B waits as long as GPipe and holds less where micro-batches outnumber stages; chunks wait less",
        &about,
    )
    .panel(in_time(&format!("GPipe: bubble {bubble}, holds {held}"), cells(&above, unit)))
    .panel(in_time(&format!("{name}: bubble {its_bubble}, holds {its_held}"), cells(&below, unit)).below())
    .save()
}

/// What 1F1B has done of six micro-batches on four stages after so many units of time.
fn until(timeline: &Timeline, now: usize) -> Figure {
    // In a cell the number of a micro-batch: the hundredths of a light one, or what a dark one lacks.
    let cell = |work: &Work| {
        let number = work.micro as f64 / 1000.0;
        if work.forward { 0.35 + number } else { 1.0 - number }
    };
    let number = |cell: f64| match cell {
        0.0 => String::new(),
        forward if forward < 0.5 => text((forward - 0.35) * 1000.0, 0),
        backward => text((1.0 - backward) * 1000.0, 0),
    };
    let units = timeline.end() as usize;
    let mut cells = vec![vec![0.0; units]; timeline.stages.len()];
    let mut held = vec![0_usize; timeline.stages.len()];
    for (stage, works) in timeline.stages.iter().enumerate() {
        for (work, from, _) in works.iter().filter(|(.., to)| *to <= now as f64) {
            cells[stage][*from as usize] = cell(work);
            held[stage] = if work.forward { held[stage] + 1 } else { held[stage] - 1 };
        }
    }
    let list = held.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    let about = format!(
        "Rows are stages, columns units of time. Stages 0 to 3 hold the activations of so many micro-batches: {list}."
    );
    let names: Vec<String> = (0..cells.len()).map(|stage| stage.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let panel = Panel::new(&format!("held by stages 0 to 3: {list}"), cells).names(&names, &vec![""; units]);
    Grid::new(&format!("After {now} {} of time", if now == 1 { "unit" } else { "units" }), &about)
        .panel(panel.axes("stage", "time").write(number))
        .save()
}

/// 1F1B on four stages, moment by moment.
pub fn moments() -> Figure {
    let orders: Vec<Vec<Work>> = (0..4).map(|stage| interleaved(stage, 4, 6, 1)).collect();
    let timeline = timeline(&orders, 1, 1.0, 1.0);
    let told = [
        (1, "Stage 0 has gone forward with micro-batch 0. The others wait for it."),
        (
            4,
            "Micro-batch 0 has gone through all stages. Stage 0 has four on their way, as many as there are stages, and waits.",
        ),
        (5, "The last stage goes back with micro-batch 0 at once, before it takes the next one."),
        (
            8,
            "The gradient of micro-batch 0 is back at stage 0, and its activations can go. That makes room for a forward.",
        ),
        (12, "One forward, one backward, in turn, on all stages. Stage 0 has no new micro-batch any more."),
        (15, "The last stage is done."),
        (
            18,
            "All gradients are back. Each stage has worked for twelve units of time and waited for six of them: the bubble is a half.",
        ),
    ];
    let frame = |steps: Steps, (now, says): (usize, &str)| steps.frame(says, until(&timeline, now));
    told.into_iter().fold(Steps::new("In 1F1B no stage ever holds more micro-batches than there are stages, however many are to come"), frame).save()
}

/// Stages, micro-batches and chunks, to play with.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::steps("Stages", "", 1.0, (2, 4)).start(4.0),
        Parameter::steps("Micro-batches for each stage", "", 1.0, (1, 3)).start(2.0),
        Parameter::steps("Chunks on each stage", "", 1.0, (1, 2)).start(1.0),
    ];
    Play::new("sharding/pipeline", parameters, drawn)
}

/// The bubble against the number of micro-batches, for four and for eight stages.
pub fn figure(pipeline: Pipeline) -> Figure {
    let bubble = |p: usize, m: usize| {
        let orders: Vec<Vec<Op>> = (0..p).map(|stage| (pipeline.order)(stage, p, m)).collect();
        (pipeline.bubble)(&orders, 1.0, 2.0)
    };
    let line = |p: usize| -> Vec<(f64, f64)> {
        [1_usize, 2, 4, 8, 16, 32, 64].map(|m| (m as f64, bubble(p, m))).to_vec()
    };
    let (four, eight) = (line(4), line(8));
    let about = format!(
        "The bubble of 1F1B, idle time by work, against the number of micro-batches. With 8 of them it is {} for 4 stages and {} for 8; with 64, {} and {}.",
        text(four[3].1, 3),
        text(eight[3].1, 3),
        text(four[6].1, 3),
        text(eight[6].1, 3)
    );
    Chart::new("The more micro-batches, the less the stages wait; the more stages, the longer", &about)
        .x(Axis::log2("micro-batches"))
        .y(Axis::log10("idle time, as part of the work"))
        .line(Series::new("4 stages", four))
        .line(Series::new("8 stages", eight))
        .save()
}

/// An MLP on two ranks: what each has, and where the two all-reduces are.
pub fn columns_and_rows(width: usize, hidden: usize) -> Figure {
    let half = hidden / 2;
    Schematic::new(
        "Columns, then rows: an MLP on two ranks needs one all-reduce forward, and one backward",
        "Columns of the first matrix and rows of the second on each rank.",
    )
    .tensor("x", "input", &[&"n", &width])
    .operation("f", "f: copy, backward all-reduce")
    .tensor("a0", "A, columns of rank 0", &[&width, &half])
    .operation("u0", "projection")
    .operation("g0", "GELU")
    .tensor("b0", "B, rows of rank 0", &[&half, &width])
    .operation("d0", "projection ")
    .tensor("a1", "A, columns of rank 1", &[&width, &half])
    .operation("u1", "projection")
    .operation("g1", "GELU")
    .tensor("b1", "B, rows of rank 1", &[&half, &width])
    .operation("d1", "projection ")
    .operation("g", "g: all-reduce, backward copy")
    .operation("bias", "add the bias, once")
    .tensor("y", "output", &[&"n", &width])
    .flow(&["x", "f", "u0", "g0", "d0", "g", "bias", "y"])
    .flow(&["a0", "u0"])
    .flow(&["b0", "d0"])
    .flow(&["f", "u1", "g1", "d1", "g"])
    .flow(&["a1", "u1"])
    .flow(&["b1", "d1"])
    .group("rank 0", &["a0", "u0", "g0", "b0", "d0"])
    .group("rank 1", &["a1", "u1", "g1", "b1", "d1"])
    .save()
}
