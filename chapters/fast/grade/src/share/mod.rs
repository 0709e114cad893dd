//! `share`: its cases, reference, properties, mistakes and alternatives.
//!
//! What is compared is what a division costs, and not the division: several can be as good. All numbers are whole. The reference goes
//! through all divisions thread by thread, in 128 bits, and shares nothing with the solution's search.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod promises;

use std::ops::Range;

use fast::solution::share::share as solution;
use fast::{Lines, Share};
use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Probe, Property, Reference, Style};
use serde::{Deserialize, Serialize};

use knobs::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    costs: Vec<u64>,
    /// Bytes of a row, bytes of a line, bytes before row 0 in its line.
    row: usize,
    line: usize,
    offset: usize,
    threads: usize,
}

impl Input {
    fn lines(&self) -> Lines {
        Lines { row: self.row, line: self.line, offset: self.offset }
    }

    /// Whether a line begins with row i.
    fn begins(&self, i: usize) -> bool {
        (self.offset + i * self.row).is_multiple_of(self.line)
    }

    /// What a division of these rows costs.
    fn judged(&self, ranges: &[Range<usize>]) -> Divided {
        let n = self.costs.len();
        let taken: Vec<&Range<usize>> = ranges.iter().filter(|range| range.start < range.end).collect();
        let mut times = vec![0_u64; n];
        let (mut beyond, mut largest) = (0_u64, 0_u64);
        for range in &taken {
            for i in range.start.min(n)..range.end.min(n) {
                times[i] += 1;
            }
            beyond = beyond.saturating_add((range.end - range.start.max(n).min(range.end)) as u64);
            largest = largest.max(self.costs[range.start.min(n)..range.end.min(n)].iter().sum());
        }
        Divided {
            ranges: ranges.len() as u64,
            left_out: times.iter().filter(|&&times| times == 0).count() as u64,
            twice: times.iter().filter(|&&times| times > 1).count() as u64,
            beyond,
            disordered: taken.windows(2).filter(|pair| pair[1].start < pair[0].start).count() as u64,
            lines: self.written_twice(&taken),
            largest,
        }
    }

    /// How many lines more than one thread writes.
    fn written_twice(&self, ranges: &[&Range<usize>]) -> u64 {
        let n = self.costs.len();
        let line = |byte: usize| byte / self.line;
        let written = ranges.iter().filter(|range| range.start < n).map(|range| {
            let (start, end) = (range.start, range.end.min(n));
            line(self.offset + start * self.row)..line(self.offset + end * self.row - 1) + 1
        });
        let mut writers = vec![0_u32; line(self.offset + n * self.row) + 1];
        written.for_each(|lines| writers[lines].iter_mut().for_each(|writers| *writers += 1));
        writers.iter().filter(|&&writers| writers > 1).count() as u64
    }
}

/// What a division costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Divided {
    ranges: u64,
    /// Rows in no range.
    left_out: u64,
    /// Rows in several.
    twice: u64,
    /// Rows that there are not.
    beyond: u64,
    /// Ranges that begin before the one ahead of them.
    disordered: u64,
    /// Lines that several threads write.
    lines: u64,
    /// The largest work of a thread.
    largest: u64,
}

impl Output for Divided {
    fn parts(&self) -> Vec<Part> {
        let part =
            |label: &str, number: u64| Part::whole(label, [], [i64::try_from(number).unwrap_or(i64::MAX)]);
        vec![
            part("number of ranges", self.ranges),
            part("rows in no range", self.left_out),
            part("rows in several ranges", self.twice),
            part("rows that there are not", self.beyond),
            part("ranges before the one ahead of them", self.disordered),
            part("lines that several threads write", self.lines),
            part("largest work of a thread", self.largest),
        ]
    }
}

type TheProbe<'a> = Probe<'a, Input, Divided>;

pub(super) fn plan(answer: Option<Share>) -> Plan<Share, Input, Divided, Knobs> {
    Plan {
        meta: Meta {
            chapter: "fast",
            name: "share",
            title: "Rows for threads that share no line of the cache",
            level: Level::Medium,
            minutes: 30,
            year: 1994,
            needs: &[],
            text: "fast/share.html#share",
            hints: [
                "Where may one thread end and the next begin? A line begins there, at a byte that is a multiple of `line`. Write down the rows of which that is true; \
                 all divisions use only these and the two ends.",
                "Turn the question round. If no thread may do more than some limit, how many threads does it take? Each takes from what is left as much as it can: that is \
                 never worse than to leave some. So a limit can be tried, and if one does for all rows, then so does every larger one.",
                "Bisect the limit between 0 and the sum of all costs: `middle = low + (high - low) / 2`, and `high = middle` where the threads do, `low = middle + 1` where they do not. \
                 Threads for which nothing is left get an empty range.",
            ],
            story: "Two right thoughts lead to the wrong answer. One is to give every thread the mean: rows do not come in the size that is missing, and whoever closes a range at the mean, \
                    before it or after it, hands what is over to the last thread. The other is to divide first and to move the ends to lines then, when the division that was \
                    best is no longer. Both together are one condition on where a range may end, and then the search is the same as without lines.",
        },
        answer,
        solution,
        call: |answer, input| input.judged(&answer(&input.costs, input.lines(), input.threads)),
        reference: Reference {
            run: |input, _| Ok(reference(input)?.parts()),
            ran: || "whole numbers in plain Rust".to_owned(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| {
            let Input { costs, row, line, offset, threads } = input;
            let costs = if costs.len() > 24 { String::new() } else { format!(", costs {costs:?}") };
            format!(
                "rows {}{costs}, {row} bytes each, lines of {line}, offset {offset}, threads {threads}",
                input.costs.len()
            )
        },
        properties: vec![
            Property { name: "one more thread never makes the largest work larger", holds: laws::more },
            Property { name: "rows that cost three times as much are divided as well", holds: laws::thrice },
            Property {
                name: "lines of half the length never make the largest work larger",
                holds: laws::finer,
            },
        ],
        bent: Bent { run: |knobs, input| input.judged(&knobs.divide(input)) },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "empty ranges stand first", bend: |k| k.empty_first = true },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.second = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// The least that is possible: for one thread, two, three, and so on, the least largest work for the rows before each start of a line.
fn least(input: &Input) -> u128 {
    let n = input.costs.len();
    let ends: Vec<usize> = (0..=n).filter(|&i| i == 0 || i == n || input.begins(i)).collect();
    let mut before = vec![0_u128];
    for &cost in &input.costs {
        before.push(before[before.len() - 1] + u128::from(cost));
    }
    let work = |from: usize, to: usize| before[ends[to]] - before[ends[from]];
    let mut best: Vec<u128> = (0..ends.len()).map(|end| work(0, end)).collect();
    // More threads than pieces add nothing.
    for _ in 1..input.threads.min(ends.len()) {
        let with_one_more = |to: usize| (0..=to).map(|from| best[from].max(work(from, to))).min();
        best = (0..ends.len()).map(|to| with_one_more(to).expect("there is a first start")).collect();
    }
    best[ends.len() - 1]
}

fn reference(input: &Input) -> Result<Divided, Missing> {
    Ok(Divided {
        ranges: input.threads as u64,
        left_out: 0,
        twice: 0,
        beyond: 0,
        disordered: 0,
        lines: 0,
        largest: u64::try_from(least(input))?,
    })
}
