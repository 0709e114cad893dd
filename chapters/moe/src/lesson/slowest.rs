//! How long all machines wait for the fullest one.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, count, text};

use super::chance::poisson;
use super::plays::choice;

/// Rows for each machine in the figure, as powers of two.
const ROWS: (i32, i32) = (4, 14);

/// The expected load of the fullest of some machines, in units of the mean load of so many rows. Rows are drawn one by one; one machine
/// is drawn more often than even by a factor, and the others are alike.
///
/// Loads are taken for independent Poisson numbers, so that P(no load above c) is a product. All loads together scatter then too, and not
/// only from machine to machine; what one has more than the mean of all is nearly as in draws of a fixed number of rows.
pub fn fullest(machines: usize, rows: usize, favoured: f64) -> f64 {
    let (all, first) = ((machines * rows) as f64, (favoured / machines as f64).min(1.0));
    let other = (1.0 - first) / (machines as f64 - 1.0);
    let (favoured, others) = (poisson(all * first), poisson(all * other));
    let (mut below_first, mut below_other) = (0.0, 0.0);
    let from = favoured.0.min(others.0);
    let to = (favoured.0 + favoured.1.len()).max(others.0 + others.1.len());
    let probability = |of: &(usize, Vec<f64>), count: usize| {
        count.checked_sub(of.0).and_then(|at| of.1.get(at)).copied().unwrap_or(0.0)
    };
    let mut expected = from as f64;
    for count in from..to {
        below_first += probability(&favoured, count);
        below_other += probability(&others, count);
        expected += 1.0 - below_first.min(1.0) * f64::min(below_other, 1.0).powf(machines as f64 - 1.0);
    }
    expected / rows as f64
}

/// The load of the fullest machine against the rows for each, for numbers that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Machines", "", (1, 8)).start(32.0),
        Parameter::powers_of_two("Rows for each machine", "", ROWS).start(256.0),
        Parameter::steps("One machine is wanted more, by", "%", 5.0, (0, 20)).start(0.0),
    ];
    Play::new("moe/slowest", parameters, |values| {
        drawn(values[0] as usize, values[1] as usize, 1.0 + values[2] / 100.0)
    })
}

fn drawn(machines: usize, rows: usize, favoured: f64) -> Figure {
    let percent = |favoured: f64, rows: usize| 100.0 * (fullest(machines, rows, favoured) - 1.0);
    let waits = percent(favoured, rows);
    let words = format!("{} rows: {} %", count(rows), text(waits, usize::from(waits < 10.0)));
    let description = format!(
        "How much more than the mean the fullest of {machines} machines has to compute, in per cent, against the rows for each machine. With {} rows and \
         one machine that is wanted {} % more than even: {} %. By chance alone it would be {} %.",
        count(rows),
        text(100.0 * (favoured - 1.0), 0),
        text(waits, 1),
        text(percent(1.0, rows), 1),
    );
    let line = |favoured: f64| -> Vec<(f64, f64)> {
        (ROWS.0..=ROWS.1).map(|power| 1 << power).map(|rows| (rows as f64, percent(favoured, rows))).collect()
    };
    let mut chart = Chart::new(
        "Everyone waits for the fullest machine, and the longer, the fewer rows each of them has",
        &description,
    )
    .x(Axis::log2("rows for each machine"))
    .y(Axis::linear("fullest machine above the mean, %")
        .range(0.0, 125.0)
        .ticks(&[0.0, 25.0, 50.0, 75.0, 100.0]))
    .line(Series::new("fullest", line(favoured)));
    if favoured > 1.0 {
        chart = chart.line(Series::new("by chance", line(1.0)));
    }
    chart.line(choice(&words, rows as f64, (0.0, 110.0))).save()
}
