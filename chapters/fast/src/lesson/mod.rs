//! What the book shows of the ladders: figures and tables from what was recorded.
//!
//! Nothing is measured when a page is built: `cargo run --release -p fast -- bench` writes the files that are read here. Its figures are not
//! among those that a reader's answers redraw, because no answer changes them.

pub mod count;
pub mod lanes;
pub mod order;
pub mod record;
pub mod share;

use std::sync::LazyLock;

use figures::{Axis, Chart, Figure, Play, Series};
use speed::Measured;

use self::record::{Record, Row};

/// What was measured of attention.
pub static ATTENTION: LazyLock<Record> =
    LazyLock::new(|| Record::read(include_str!("../../../../book/data/fast-attention.json")));

/// What was measured of softmax.
pub static SOFTMAX: LazyLock<Record> =
    LazyLock::new(|| Record::read(include_str!("../../../../book/data/fast-softmax.json")));

/// What was measured of RMSNorm.
pub static NORM: LazyLock<Record> =
    LazyLock::new(|| Record::read(include_str!("../../../../book/data/fast-norm.json")));

/// What was measured of the grouped product.
pub static GROUPED: LazyLock<Record> =
    LazyLock::new(|| Record::read(include_str!("../../../../book/data/fast-grouped.json")));

/// What was measured of Kimi Delta Attention.
pub static KDA: LazyLock<Record> =
    LazyLock::new(|| Record::read(include_str!("../../../../book/data/fast-kda.json")));

/// Two inner loops as the compiler makes them, side by side, below the command that wrote them.
pub const LOOPS: &str = include_str!("../../../../book/data/fast-loops.txt");

/// What the benchmark of chapter 1 measured: its solutions, alone, on one core.
static SOLUTIONS: LazyLock<Measured> =
    LazyLock::new(|| Measured::read(include_str!("../../../../book/data/attention-bench.json")));

/// The rows of the largest size that every rung has, or nothing if there is no such size.
pub fn shared(record: &Record) -> Option<Vec<&Row>> {
    let rungs = record.rungs();
    let at = |length, width| -> Option<Vec<&Row>> {
        rungs.iter().map(|&(by, threads)| record.at(by, threads, length, width)).collect()
    };
    let sizes = record.rows.iter().map(|row| (row.length, row.width)).rev();
    sizes.filter_map(|(length, width)| at(length, width)).max_by_key(|rows| rows[0].length)
}

/// For a cell: where it was measured, and what that machine can do at best.
pub fn machine(record: &Record) -> String {
    let machine = &record.machine;
    let gigas = |pair: [f64; 2]| pair.map(|x| x / 1e9);
    let ([copy, copy_all], [rate, rate_all]) = (gigas(machine.copy), gigas(machine.rate));
    format!(
        "{}, {}, {} cores\n{}; {}\n\n{:<34}  {:>13}  {:>13}\n{:<34}  {copy:>13.1}  {copy_all:>13.1}\n\
         {:<34}  {rate:>13.0}  {rate_all:>13.0}\n{:<34}  {:>13.0}  {:>13.0}",
        machine.cpu,
        machine.vectors,
        machine.cores,
        record.date,
        record.command,
        "at best",
        "on one thread",
        format!("on {}", threads(machine.threads)),
        "copied, GB a second",
        "multiply-adds, Gop a second",
        "operations in the time of a byte",
        rate / copy,
        rate_all / copy_all
    )
}

/// For a cell: every rung at a size. Milliseconds with their spread, how many times as fast as the rung before, and how much of the time its
/// floor would take.
pub fn rungs(record: &Record, length: usize, width: usize) -> String {
    let mut text = format!(
        "{:<12}  {:>7}  {:>9}  {:>9}  {:>9}  {:>11}  {:>10}",
        "rung", "threads", "median ms", "fastest", "slowest", "times as fast", "of floor, %"
    );
    let mut before: Option<f64> = None;
    for (by, threads) in record.rungs() {
        let Some(row) = record.at(by, threads, length, width) else { continue };
        let gain = before.map_or_else(|| "-".to_owned(), |before| format!("{:.1}", before / row.seconds));
        let gain = if by == "PyTorch" { "-".to_owned() } else { gain };
        let share = 100.0 * record.machine.floor(row) / row.seconds;
        let digits = usize::from(share < 1.0);
        text += &format!(
            "\n{by:<12}  {threads:>7}  {:>9.2}  {:>9.2}  {:>9.2}  {gain:>13}  {share:>11.digits$}",
            1e3 * row.seconds,
            1e3 * row.low,
            1e3 * row.high,
        );
        before = Some(row.seconds);
    }
    text
}

/// For a cell: the time of a rung divided by PyTorch's with as many threads, at every size; below 1 the rung is faster.
pub fn beside(record: &Record) -> String {
    let Some(version) = &record.torch else { return "PyTorch was not there".to_owned() };
    let rungs: Vec<_> = record.rungs().into_iter().filter(|rung| rung.0 != "PyTorch").collect();
    let mut text = format!(
        "divided by the time of PyTorch {version} with as many threads\n\n{:>6}  {:>5}",
        "length", "width"
    );
    for (by, _) in &rungs {
        text += &format!("  {by:>10}");
    }
    let mut sizes: Vec<(usize, usize)> = record.rows.iter().map(|row| (row.width, row.length)).collect();
    sizes.sort_unstable();
    sizes.dedup();
    for (width, length) in sizes {
        text += &format!("\n{length:>6}  {width:>5}");
        for &(by, threads) in &rungs {
            let rows =
                record.at(by, threads, length, width).zip(record.at("PyTorch", threads, length, width));
            text += &rows.map_or_else(
                || format!("  {:>10}", "-"),
                |(own, torch)| format!("  {:>10.2}", own.seconds / torch.seconds),
            );
        }
    }
    text
}

/// For a cell: with which power of the length the time grows.
pub fn exponents(record: &Record, width: usize) -> String {
    let mut text = format!("{:<12}  {:>7}  {:>8}", "rung", "threads", "exponent");
    for (by, threads) in record.rungs() {
        if let Some(exponent) = record.exponent(by, threads, width) {
            text += &format!("\n{by:<12}  {threads:>7}  {exponent:>8.2}");
        }
    }
    text
}

/// For a cell: the solutions of chapter 1 between the rungs, in milliseconds. They were measured in another run.
pub fn solutions() -> String {
    let columns = ["scaled_dot_product", "flash"];
    let times = |subject: &str, length| {
        let series =
            SOLUTIONS.series.iter().find(|series| series.subject == subject && series.by == "solution");
        series.and_then(|series| series.at(length))
    };
    let rungs = ["definition", "library", "vector"];
    let mut text = format!("{:>6}", "length");
    for name in columns.iter().chain(&rungs) {
        text += &format!("  {name:>18}");
    }
    for length in [512, 1024, 2048] {
        text += &format!("\n{length:>6}");
        let rung = |by: &&str| ATTENTION.at(by, 1, length, 64).map(|row| row.seconds);
        for seconds in columns.iter().map(|subject| times(subject, length)).chain(rungs.iter().map(rung)) {
            text += &seconds.map_or_else(|| format!("  {:>18}", "-"), |s| format!("  {:>18.2}", 1e3 * s));
        }
    }
    text
}

/// Milliseconds against the length at a width, both axes logarithmic, for some of the rungs; those that use threads with all of them.
///
/// # Panics
/// If one of them was not measured.
pub fn growth(record: &Record, width: usize, shown: &[&str]) -> Figure {
    let mut said = Vec::new();
    let mut lines = Vec::new();
    for &by in shown {
        let (_, count) = record.rungs().into_iter().rfind(|rung| rung.0 == by).expect("it was measured");
        let rows = record.growing(by, count, width);
        let (first, last) = (rows[0], rows[rows.len() - 1]);
        let name = match by {
            // The rung is called so, and need not say it twice.
            "threads" => threads(count),
            _ if count > 1 => format!("{by}, {}", threads(count)),
            _ => by.to_owned(),
        };
        said.push(format!(
            "{name}: {} ms at length {}, {} ms at length {}",
            figures::text(1e3 * first.seconds, 2),
            first.length,
            figures::text(1e3 * last.seconds, 2),
            last.length
        ));
        let points: Vec<(f64, f64)> = rows.iter().map(|row| (row.length as f64, 1e3 * row.seconds)).collect();
        lines.push(Series::new(&name.replace(", ", ",\n"), points));
    }
    let description = format!(
        "Milliseconds against the length at width {width}, both axes logarithmic. {}.",
        said.join("; ")
    );
    let title = format!(
        "Better inner loops lower the line of {} and keep its slope; threads lower it at great lengths only",
        record.name
    );
    let chart = Chart::new(&title, &description)
        .x(Axis::log2(&format!("length, at width {width}")))
        .y(Axis::log10("milliseconds"));
    lines.into_iter().fold(chart, Chart::line).save()
}

/// Operations a second against operations for a byte, for the rungs with one thread at a size, below what the machine allows.
///
/// # Panics
/// If nothing was measured at this size.
pub fn roofline(record: &Record, length: usize, width: usize) -> Figure {
    let rungs = record.rungs().into_iter().filter(|rung| rung.1 == 1 && rung.0 != "PyTorch");
    let rows: Vec<&Row> = rungs.filter_map(|(by, threads)| record.at(by, threads, length, width)).collect();
    let points: Vec<(f64, f64)> =
        rows.iter().map(|row| (row.operations / row.bytes, row.operations / row.seconds / 1e9)).collect();
    let said: Vec<String> = rows
        .iter()
        .zip(&points)
        .map(|(row, (x, y))| format!("{} {} at {}", row.by, figures::text(*y, 1), figures::text(*x, 1)))
        .collect();
    let (copy, rate) = record.machine.limits(1);
    let description = format!(
        "Billions of operations a second against operations for a byte, both axes logarithmic, one thread, length {length}, width \
         {width}. The roof rises with {} GB a second to {} billion operations. {}.",
        figures::text(copy / 1e9, 1),
        figures::text(rate / 1e9, 0),
        said.join("; ")
    );
    let most = points.iter().map(|point| point.0).fold(16.0, f64::max) * 2.0;
    // The words below the lowest point stay clear of the axis.
    let least = points.iter().map(|point| point.1).fold(rate / 1e9, f64::min) / 8.0;
    let roof = (-2..=40).map(|step| 2_f64.powf(f64::from(step) / 2.0)).take_while(|&x| x <= most);
    let title = format!("Blocking moves {} to the right, and better inner loops lift it", record.name);
    let mut chart = Chart::new(&title, &description)
        .x(Axis::log2("operations for a byte"))
        .y(Axis::log10("billions of operations a second").range(least, 1.5 * rate / 1e9))
        .line(Series::new("roof", roof.map(|x| (x, (x * copy).min(rate) / 1e9))).reference())
        .line(Series::new("", points.iter().copied()).points_only().label_above(points[0].0));
    for (row, &point) in rows.iter().zip(&points) {
        chart = chart.line(Series::note(&row.by, point));
    }
    chart.save()
}

fn threads(count: usize) -> String {
    if count == 1 { "one thread".to_owned() } else { format!("{count} threads") }
}

/// The figures of the chapter that answers change, drawn with [`crate::answers`]. One whose answers panic, or give what cannot be drawn, is
/// left out.
pub fn figures() -> Vec<Figure> {
    figures::drawn(drawings())
}

/// What draws the figures of the chapter that answers change, one by one.
pub fn drawings() -> &'static [fn() -> Figure] {
    const DRAWINGS: &[fn() -> Figure] = &[
        || count::runs(crate::answers::TRAFFIC),
        || count::play().figure(),
        order::frames,
        || order::play().figure(),
        || lanes::sums::figure(crate::answers::LANES),
        || lanes::bits::steps(crate::answers::EXP),
        || lanes::powers::play().figure(),
        share::line::steps,
        || share::work::play().figure(),
        || share::road::schematic(crate::answers::FUSED),
    ];
    DRAWINGS
}

/// The figures to play with.
pub fn plays() -> Vec<Play> {
    vec![count::play(), order::play(), lanes::powers::play(), share::work::play()]
}

#[cfg(test)]
mod tests;
