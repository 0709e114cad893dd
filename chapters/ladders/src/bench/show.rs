//! A record in the terminal: as a table, and as a picture of the roofline.

use std::fmt::Write as _;

use fast::lesson::record::Record;

/// Every row: milliseconds with their spread, the share of the floor, and how many times as long as PyTorch with as many threads.
pub fn table(record: &Record) -> String {
    let machine = &record.machine;
    let mut text = format!(
        "{}, {}: copies {:.1} GB/s with one thread, {:.1} with {}; {:.0} and {:.0} Gop/s of multiply-adds\n",
        machine.cpu,
        machine.vectors,
        machine.copy[0] / 1e9,
        machine.copy[1] / 1e9,
        machine.threads,
        machine.rate[0] / 1e9,
        machine.rate[1] / 1e9
    );
    let _ = writeln!(
        text,
        "{:>7} {:>5}  {:12} {:>7} {:>10} {:>19} {:>9} {:>11}",
        "length", "width", "rung", "threads", "median ms", "from - to", "of floor", "/ PyTorch"
    );
    for row in &record.rows {
        let beside = record.at("PyTorch", row.threads, row.length, row.width);
        let _ = writeln!(
            text,
            "{:7} {:5}  {:12} {:7} {:10.3} {:>19} {:>8.0}% {:>11}",
            row.length,
            row.width,
            row.by,
            row.threads,
            1e3 * row.seconds,
            format!("{:.3} - {:.3}", 1e3 * row.low, 1e3 * row.high),
            100.0 * machine.floor(row) / row.seconds,
            beside.map_or_else(String::new, |beside| format!("{:.2}", row.seconds / beside.seconds)),
        );
    }
    for width in widths(record) {
        for (by, threads) in record.rungs() {
            if let Some(exponent) = record.exponent(by, threads, width) {
                let _ =
                    writeln!(text, "width {width}: {by} with {threads} grows with exponent {exponent:.2}");
            }
        }
    }
    text
}

fn widths(record: &Record) -> Vec<usize> {
    let mut widths: Vec<usize> = record.rows.iter().map(|row| row.width).collect();
    widths.sort_unstable();
    widths.dedup();
    widths
}

/// The roofline in characters, at the largest size that all rungs have: a letter for each rung, and what the letters mean.
pub fn picture(record: &Record) -> String {
    const WIDE: usize = 64;
    const HIGH: usize = 16;
    let Some(rows) = fast::lesson::shared(record) else { return String::new() };
    let machine = &record.machine;
    let intensity = |place: usize| 2_f64.powf(-4.0 + 14.0 * place as f64 / WIDE as f64);
    let top = machine.rate[1].log10() + 0.1;
    let height = |rate: f64| ((top - rate.log10()) / 4.0 * HIGH as f64).round();
    let mut cells = vec![vec![' '; WIDE]; HIGH + 1];
    for (threads, mark) in [(1, '.'), (2, '-')] {
        let (copy, rate) = machine.limits(threads);
        for place in 0..WIDE {
            let row = height((intensity(place) * copy).min(rate));
            // A cast takes what is above the picture to 0; what is below has no line.
            if let Some(line) = cells.get_mut(row as usize) {
                line[place] = mark;
            }
        }
    }
    let mut legend = String::new();
    for (row, letter) in rows.iter().zip('a'..) {
        let place = ((row.operations / row.bytes).log2() + 4.0) / 14.0 * WIDE as f64;
        let rate = row.operations / row.seconds;
        let line = height(rate).clamp(0.0, HIGH as f64) as usize;
        cells[line][place.clamp(0.0, WIDE as f64 - 1.0) as usize] = letter;
        let _ = writeln!(
            legend,
            "  {letter} {:12} {} thread{} {:8.2} Gop/s at {:.1} operations for a byte",
            row.by,
            row.threads,
            if row.threads == 1 { " " } else { "s" },
            rate / 1e9,
            row.operations / row.bytes
        );
    }
    let lines = cells.iter().map(|line| line.iter().collect::<String>());
    format!(
        "{}\n{}\noperations for a byte, 1/16 to 1024; each line down is a quarter of a power of ten; . one thread, - all\n{legend}",
        lines.map(|line| format!("|{}", line.trim_end())).collect::<Vec<_>>().join("\n"),
        "-".repeat(WIDE),
    )
}
