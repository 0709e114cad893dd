//! How long an answer takes, as a ratio to ours.
//!
//! No verdict depends on it: a clock says something else on every machine and at every moment. It is told beside the verdict, because
//! that is what the counting was for. Answer, solution and rung are timed in turn, so that whatever else the machine does meets all
//! of them alike.

mod lanes;
mod order;
mod share;

use std::time::{Duration, Instant};

use fast::Answers;
use fast::solution::ANSWERS;

/// Something that can be run again and again, on data of its own.
pub type Run = Box<dyn FnMut()>;

/// What is timed of an exercise.
pub struct Clock {
    /// The exercise: `exp`.
    pub name: &'static str,
    /// What one run computes, for the line that is shown: `4,096 numbers`.
    pub what: &'static str,
    /// One run of an answer; nothing, if there is no answer.
    pub run: fn(&Answers) -> Option<Run>,
    /// The rung of a ladder that computes the same from the same, and its name: `softmax/vector`.
    pub rung: Option<(&'static str, fn() -> Run)>,
}

/// How often each is timed; what counts is the median.
const SAMPLES: usize = 5;
/// What is shorter is run several times for a sample.
const SAMPLE: Duration = Duration::from_millis(2);

/// After which nothing more is told.
const PATIENCE: Duration = Duration::from_secs(4);

/// All that is timed.
pub fn clocks() -> impl Iterator<Item = &'static Clock> {
    order::CLOCKS.iter().chain(lanes::CLOCKS).chain(share::CLOCKS)
}

/// How often a run fits a sample: doubled until it does.
fn repeats(run: &mut Run) -> u32 {
    let mut repeats = 1;
    loop {
        let start = Instant::now();
        (0..repeats).for_each(|_| run());
        if start.elapsed() >= SAMPLE || repeats >= 1 << 20 {
            return repeats;
        }
        repeats *= 2;
    }
}

/// Seconds for one run of each, medians of samples that are taken in turn.
fn timed(runs: &mut [Run]) -> Vec<f64> {
    let repeats: Vec<u32> = runs.iter_mut().map(repeats).collect();
    let mut samples = vec![Vec::new(); runs.len()];
    for _ in 0..SAMPLES {
        for ((run, &repeats), samples) in runs.iter_mut().zip(&repeats).zip(&mut samples) {
            let start = Instant::now();
            (0..repeats).for_each(|_| run());
            samples.push(start.elapsed().as_secs_f64() / f64::from(repeats));
        }
    }
    let median = |mut samples: Vec<f64>| {
        samples.sort_by(f64::total_cmp);
        samples[SAMPLES / 2]
    };
    samples.into_iter().map(median).collect()
}

/// A time in the unit that suits it.
fn shown(seconds: f64) -> String {
    match seconds {
        ..1e-3 => format!("{:.3} µs", 1e6 * seconds),
        ..1.0 => format!("{:.2} ms", 1e3 * seconds),
        _ => format!("{seconds:.2} s"),
    }
}

/// Where the program was asked `--clock fast/exp …`: says of each exercise that is timed its id and what is told of it, with a tab between.
/// Says whether it was asked. Whoever judges has found the answers right, but not on this input: the program ends after a while in any case.
pub fn asked(answers: &Answers) -> bool {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((_, ids)) = arguments.split_first().filter(|(first, _)| *first == "--clock") else {
        return false;
    };
    std::thread::spawn(|| {
        std::thread::sleep(PATIENCE);
        std::process::exit(0);
    });
    for id in ids {
        let name = id.split_once('/').map_or("", |id| id.1);
        if let Some(told) = told(name, answers) {
            println!("\n{id}\t{told}");
        }
    }
    true
}

/// What is told of an answer: how long it takes, and how often as long as the solution and the rung. Nothing, where nothing is timed.
pub fn told(name: &str, answers: &Answers) -> Option<String> {
    let clock = clocks().find(|clock| clock.name == name)?;
    let mut runs = vec![(clock.run)(answers)?, (clock.run)(&ANSWERS)?];
    runs.extend(clock.rung.map(|(_, rung)| rung()));
    let seconds = timed(&mut runs);
    let mut text = format!(
        "{} for {}: {:.2} times the time of the solution",
        shown(seconds[0]),
        clock.what,
        seconds[0] / seconds[1]
    );
    if let Some((rung, _)) = clock.rung {
        text += &format!(", {:.2} times that of the rung {rung}", seconds[0] / seconds[2]);
    }
    Some(text)
}
