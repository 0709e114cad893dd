//! `lanes`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use fast::{Counted, Lanes, Number, longest_chain, solution};
use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Reference, Style};
use serde::{Deserialize, Serialize};

use bent::Knobs;

/// The numbers to add.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    numbers: Vec<f32>,
}

/// The sum of all and that of all but the first, and the longest chain of operations that the former waited for. Two, because a single number is its
/// own mean, and no case could tell it from that.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct Summed {
    sums: [f32; 2],
    chain: usize,
}

impl Output for Summed {
    fn parts(&self) -> Vec<Part> {
        parts(self.sums.map(f64::from))
    }
}

fn parts(sums: [f64; 2]) -> Vec<Part> {
    vec![Part::real("sum of all, and of all but the first", [2], sums)]
}

impl Input {
    fn sum(&self, floats: impl Fn(&[f32]) -> f32, counted: impl Fn(&[Counted]) -> Counted) -> Summed {
        let numbers: Vec<Counted> = self.numbers.iter().map(|&x| Counted::of(x)).collect();
        let sums = [floats(&self.numbers), floats(self.numbers.get(1..).unwrap_or_default())];
        Summed { sums, chain: counted(&numbers).chain() }
    }

    /// The sum of the sizes.
    fn size(&self) -> f64 {
        self.numbers.iter().map(|&x| f64::from(x).abs()).sum()
    }
}

pub(super) fn plan(answer: Option<Lanes>) -> Plan<Lanes, Input, Summed, Knobs> {
    Plan {
        meta: Meta {
            chapter: "fast",
            name: "lanes",
            title: "A sum that need not wait",
            level: Level::Easy,
            minutes: 20,
            year: 1993,
            needs: &[],
            text: "fast/lanes.html#lanes",
            hints: [
                "With one sum, every addition needs the result of the one before. What could a processor add in the meantime that does not need it?",
                "Keep eight sums. Number i is added to sum i mod 8, so that each of them gets every eighth number, and no sum needs another one before the \
                 end. `chunks_exact(8)` gives eight numbers at a time, and `remainder()` what is left behind the last eight.",
                "`let mut sums = [T::of(0.0); 8];` for each chunk of `numbers.chunks_exact(8)`: `sums[lane] += chunk[lane]` for all eight lanes. Then add \
                 up the eight sums, and what `remainder()` gives.",
            ],
            story: "The loop over the lanes has become one instruction or two: a vector register is eight sums that do not know of each other. And the sum has become \
                    more exact: a number goes through an eighth of the roundings. A library that promises the same bits on every machine has to fix the number of \
                    lanes; NumPy adds in blocks of 128 with eight lanes each, and joins the blocks in pairs.",
        },
        answer,
        solution: Lanes { floats: solution::lanes::lanes, counted: solution::lanes::lanes },
        call: |answer, input| input.sum(answer.floats, answer.counted),
        reference: Reference { run: reference, ran: || "sums in double precision".into() },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| match input.numbers.len() {
            1 => "one number".into(),
            count => format!("{count} numbers"),
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "the rest is added to the lanes", bend: |k| k.rest_in_lanes = true },
            Style { name: "sixteen lanes", bend: |k| k.lanes = 16 },
            Style {
                name: "sixteen lanes, to which the rest is added",
                bend: |k| (k.lanes, k.rest_in_lanes) = (16, true),
            },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// How many times what is given for floats may be missed: the judge's factor.
const ROUNDING: f64 = 16.0;

/// The sums in double precision. What they may be missed by is what the stub says.
#[allow(clippy::unnecessary_wraps)]
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let allowed = longest_chain(input.numbers.len()) as f64 * input.size() / f64::from(1 << 24);
    let more = if precision == Precision::Float { allowed / ROUNDING } else { 0.0 };
    Ok(parts([exact(&input.numbers) + more, exact(input.numbers.get(1..).unwrap_or_default()) + more]))
}

/// The sum in double precision, the largest first: what cancels does so before something small is added.
fn exact(numbers: &[f32]) -> f64 {
    let mut numbers = numbers.to_vec();
    numbers.sort_by(|a, b| b.abs().total_cmp(&a.abs()));
    numbers.iter().map(|&x| f64::from(x)).sum()
}
