//! Causal work for threads, divided by rows and by cost.

use std::ops::Range;

use figures::{Axis, Chart, Figure, Parameter, Play, Series, text};

use crate::{Lines, Share};

/// What the rows of causal attention cost: row i sees i + 1 keys.
pub fn causal(rows: usize) -> Vec<u64> {
    (1..=rows as u64).collect()
}

/// As many rows for each thread as for another, as far as they go.
pub fn equal_rows(rows: usize, threads: usize) -> Vec<Range<usize>> {
    let each = rows.div_ceil(threads);
    (0..threads).map(|thread| (each * thread).min(rows)..(each * (thread + 1)).min(rows)).collect()
}

/// The work of each thread.
pub fn works(costs: &[u64], ranges: &[Range<usize>]) -> Vec<u64> {
    ranges.iter().map(|range| costs[range.clone()].iter().sum()).collect()
}

/// The largest work of a thread, over the mean.
pub fn over_mean(costs: &[u64], ranges: &[Range<usize>]) -> f64 {
    let works = works(costs, ranges);
    let mean = works.iter().sum::<u64>() as f64 / works.len() as f64;
    works.iter().max().map_or(0.0, |&most| most as f64 / mean)
}

/// How many lines are written by more than one of consecutive ranges.
pub fn lines_shared(lines: Lines, ranges: &[Range<usize>]) -> usize {
    let byte = |row: usize| lines.offset + row * lines.row;
    let rows = ranges.last().map_or(0, |range| range.end);
    let within = |end: &usize| *end > 0 && *end < rows && !byte(*end).is_multiple_of(lines.line);
    let mut cut: Vec<usize> =
        ranges.iter().map(|range| range.end).filter(within).map(|end| byte(end) / lines.line).collect();
    cut.dedup();
    cut.len()
}

/// The work of each thread over the mean, for sizes that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Rows", "", (8, 10)).start(512.0),
        Parameter::steps("Threads", "", 1.0, (2, 16)).start(8.0),
        Parameter::powers_of_two("A row's output", "bytes", (4, 9)).start(256.0),
    ];
    Play::new("fast/share", parameters, |values| {
        let [rows, threads, row] = [0, 1, 2].map(|at| values[at] as usize);
        drawn(crate::answers::SHARE, rows, threads, Lines { row, line: 64, offset: 0 })
    })
}

fn drawn(share: Share, rows: usize, threads: usize, lines: Lines) -> Figure {
    let costs = causal(rows);
    let (by_rows, by_cost) = (equal_rows(rows, threads), share(&costs, lines, threads));
    let mean = costs.iter().sum::<u64>() as f64 / threads as f64;
    let points = |ranges: &[Range<usize>]| -> Vec<(f64, f64)> {
        let works = works(&costs, ranges);
        works.iter().enumerate().map(|(thread, &work)| (thread as f64 + 1.0, work as f64 / mean)).collect()
    };
    let most = |ranges: &[Range<usize>]| text(over_mean(&costs, ranges), 2);
    let description = format!(
        "The work of each of {threads} threads over the mean, for {rows} rows of causal attention of {} bytes each in lines of {}. With as many rows for each, the largest \
         is {}; divided by cost it is {}. Lines that two threads write: {} and {}.",
        lines.row,
        lines.line,
        most(&by_rows),
        most(&by_cost),
        lines_shared(lines, &by_rows),
        lines_shared(lines, &by_cost),
    );
    Chart::new(
        "With equal rows, the last thread of causal attention has 1.5 to 2 times the mean; divided by cost, no thread has a quarter more",
        &description,
    )
    .x(Axis::linear("thread"))
    .y(Axis::linear("work over the mean").range(0.0, 2.2))
    .line(Series::new("equal\nrows", points(&by_rows)))
    .line(Series::new("by\ncost", points(&by_cost)))
    .save()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solution::share::share;

    #[test]
    fn the_caption_holds_wherever_the_sliders_are() {
        for rows in [256, 512, 1024] {
            let costs = causal(rows);
            for threads in 2..=16 {
                let ranges = equal_rows(rows, threads);
                let last = over_mean(&costs, &ranges);
                assert!((1.49..2.01).contains(&last), "{rows} rows, {threads} threads: {last}");
                for row in [16, 32, 64, 128, 256, 512] {
                    let lines = Lines { row, line: 64, offset: 0 };
                    let ranges = share(&costs, lines, threads);
                    let most = over_mean(&costs, &ranges);
                    assert!((1.0..1.25).contains(&most), "{rows} rows of {row}, {threads} threads: {most}");
                    assert_eq!(lines_shared(lines, &ranges), 0);
                }
            }
        }
    }

    #[test]
    fn the_second_half_is_three_times_the_first() {
        let halves = works(&causal(1000), &equal_rows(1000, 2));
        assert!((halves[1] as f64 / halves[0] as f64 - 3.0).abs() < 0.01, "{halves:?}");
    }

    #[test]
    fn a_line_is_counted_once() {
        let lines = Lines { row: 16, line: 64, offset: 0 };
        assert_eq!(lines_shared(lines, &[0..1, 1..2, 2..3, 3..8]), 1);
        assert_eq!(lines_shared(lines, &[0..3, 3..5, 5..8, 8..8]), 2);
        assert_eq!(lines_shared(lines, &[0..4, 4..8]), 0);
        assert_eq!(lines_shared(Lines { offset: 16, ..lines }, &[0..4, 4..8]), 1);
    }

    #[test]
    fn the_figure_is_finished_and_its_caption_stays() {
        let play = play();
        assert_eq!(play.figure().overlapping_labels(), []);
        for values in [[256.0, 16.0, 16.0], [1024.0, 2.0, 512.0]] {
            assert_eq!(play.drawn(&values).unwrap().title(), play.figure().title());
        }
    }
}
