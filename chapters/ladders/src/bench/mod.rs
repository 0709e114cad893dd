//! Measures the machine, then every rung of a ladder at growing length, in turn with PyTorch where there is one.

mod show;
mod torch;

use std::path::Path;
use std::process::Command;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use crate::LADDERS;
use crate::ladder::{Ladder, Size, Task};
use crate::machine;
use fast::lesson::record::{Machine, Record, Row};
pub use show::{picture, table};
use torch::Torch;

/// What is asked for.
pub struct Order {
    /// One ladder, or all.
    pub name: Option<String>,
    /// How many threads rungs that use several get.
    pub threads: usize,
    /// The Python that may have PyTorch.
    pub python: String,
    /// Only the smallest size, once: that it runs.
    pub quick: bool,
    /// What was typed.
    pub command: String,
}

/// A sample takes at least so long; a short call is repeated.
const SAMPLE: f64 = 0.02;
/// Samples of what is fast; what takes longer than a quarter of a second gets three, longer than two seconds one.
const SAMPLES: usize = 9;

/// The records of the ladders that were asked for.
///
/// # Errors
/// If there is no such ladder, or PyTorch stops answering.
pub fn measure(order: &Order) -> Result<Vec<Record>> {
    let chosen: Vec<&Ladder> =
        LADDERS.iter().filter(|ladder| order.name.as_ref().is_none_or(|name| name == ladder.name)).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = LADDERS.iter().map(|ladder| ladder.name).collect();
        bail!("there is no ladder {:?}; there are: {}", order.name.as_deref().unwrap_or(""), names.join(", "))
    }
    let machine = machine::measure(order.threads, order.quick);
    let mut torch = Torch::start(&order.python);
    chosen.into_iter().map(|ladder| climb(order, ladder, &machine, torch.as_mut())).collect()
}

/// Who is measured: a rung, or PyTorch with so many threads.
enum Who {
    Rung(Task),
    Torch(usize),
}

/// One ladder.
fn climb(order: &Order, ladder: &Ladder, machine: &Machine, mut torch: Option<&mut Torch>) -> Result<Record> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(order.threads)
        .build()
        .context("threads cannot be started")?;
    let sizes = if order.quick { &ladder.sizes[..1] } else { ladder.sizes };
    let bar = ProgressBar::new(sizes.len() as u64).with_style(
        ProgressStyle::with_template("{prefix:10} {bar:30} {pos}/{len} {msg}").expect("a template"),
    );
    bar.set_prefix(ladder.name);
    let mut rows = Vec::new();
    let mut version = torch.as_deref().map(|torch| torch.version.clone());
    for (first, &size) in sizes.iter().enumerate().map(|(number, size)| (number == 0, size)) {
        let mut who: Vec<Who> = (ladder.tasks)(size).into_iter().map(Who::Rung).collect();
        if let Some(torch) = torch.as_deref_mut().filter(|_| !order.quick)
            && let Some(more) = torch.prepare(ladder.name, size)?
        {
            if let Some(version) = version.as_mut().filter(|_| first && !more.is_empty()) {
                *version += &format!(", {more}");
            }
            who.push(Who::Torch(1));
            if order.threads > 1 {
                who.push(Who::Torch(order.threads));
            }
        }
        rows.extend(alternate(order, size, who, &pool, torch.as_deref_mut(), &bar)?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(Record {
        name: ladder.name.to_owned(),
        about: ladder.about.to_owned(),
        command: order.command.clone(),
        date: today(),
        revision: revision(),
        machine: machine.clone(),
        torch: version,
        rows,
    })
}

/// All at one size: a sample of each, then the next of each, so that what else the machine does meets all alike.
fn alternate(
    order: &Order,
    size: Size,
    mut who: Vec<Who>,
    pool: &rayon::ThreadPool,
    mut torch: Option<&mut Torch>,
    bar: &ProgressBar,
) -> Result<Vec<Row>> {
    let mut sample = |who: &mut Who, calls: usize| -> Result<f64> {
        match who {
            Who::Rung(task) => {
                let start = Instant::now();
                let mut all = || (0..calls).for_each(|_| (task.run)());
                if task.parallel {
                    pool.install(all)
                } else {
                    all()
                }
                Ok(start.elapsed().as_secs_f64() / calls as f64)
            }
            Who::Torch(threads) => torch.as_deref_mut().context("PyTorch was there")?.time(*threads, calls),
        }
    };
    // The first call of each warms it up and says how often it fits into a sample.
    let mut plans = Vec::new();
    for one in &mut who {
        bar.set_message(format!("{} × {}: {}", size.length, size.width, label(one)));
        let first = sample(one, 1)?;
        let first = if first < SAMPLE { sample(one, 1)? } else { first };
        let samples = match first {
            _ if order.quick => 1,
            first if first > 2.0 => 1,
            first if first > 0.25 => 3,
            _ => SAMPLES,
        };
        plans.push((((SAMPLE / first).ceil() as usize).clamp(1, 10_000), samples));
    }
    let mut taken: Vec<Vec<f64>> = vec![Vec::new(); who.len()];
    for round in 0..SAMPLES {
        for (place, one) in who.iter_mut().enumerate() {
            let (calls, samples) = plans[place];
            if round < samples {
                bar.set_message(format!("{} × {}: {} {}", size.length, size.width, label(one), round + 1));
                taken[place].push(sample(one, if order.quick { 1 } else { calls })?);
            }
        }
    }
    // PyTorch does what the first rung does.
    let work = who.iter().find_map(|one| match one {
        Who::Rung(task) => Some((task.operations, task.bytes)),
        Who::Torch(_) => None,
    });
    let least = who.iter().filter_map(|one| match one {
        Who::Rung(task) => Some(task.bytes),
        Who::Torch(_) => None,
    });
    let least = least.fold(f64::INFINITY, f64::min);
    Ok(who
        .iter()
        .zip(taken)
        .map(|(one, mut seconds)| {
            seconds.sort_by(f64::total_cmp);
            let (idea, threads, operations, bytes) = match one {
                Who::Rung(task) => {
                    (task.idea, if task.parallel { order.threads } else { 1 }, task.operations, task.bytes)
                }
                Who::Torch(threads) => {
                    ("the same operation there", *threads, work.map_or(0.0, |work| work.0), least)
                }
            };
            Row {
                by: label(one).to_owned(),
                idea: idea.to_owned(),
                threads,
                length: size.length,
                width: size.width,
                seconds: rounded(seconds[seconds.len() / 2]),
                low: rounded(seconds[0]),
                high: rounded(seconds[seconds.len() - 1]),
                samples: seconds.len(),
                operations,
                bytes,
            }
        })
        .collect())
}

fn label(who: &Who) -> &str {
    match who {
        Who::Rung(task) => task.name,
        Who::Torch(_) => "PyTorch",
    }
}

/// Four digits are more than a clock knows.
fn rounded(number: f64) -> f64 {
    format!("{number:.3e}").parse().expect("a number")
}

fn revision() -> String {
    let output = Command::new("git").args(["describe", "--always", "--dirty", "--exclude=*"]).output();
    let said = output.ok().filter(|output| output.status.success());
    said.map_or_else(
        || "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

/// The day in universal time, as 2026-11-22.
fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let mut days = seconds / 86_400;
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", days + 1)
}

/// Writes a record where the book reads it; its path.
///
/// # Errors
/// If it cannot be written.
pub fn keep(record: &Record, folder: &Path) -> Result<std::path::PathBuf> {
    let unwritable = || format!("{} takes no folder", folder.display());
    std::fs::create_dir_all(folder).with_context(unwritable)?;
    let path = folder.join(format!("fast-{}.json", record.name));
    let text = serde_json::to_string_pretty(record).context("plain data")?;
    std::fs::write(&path, text + "\n").with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(path)
}
