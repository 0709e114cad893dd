//! `traffic`: its cases, reference, properties, mistakes and alternatives.
//!
//! All numbers are whole, and compared exactly. The reference counts in 128 bits and goes another way than the solution: it asks at which
//! steps of the outer loops another part of an operand is touched. Where the steps are few it also takes them, one by one, and keeps sets.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;
mod reference;

use fast::solution::traffic::traffic as solution;
use fast::{Counts, Nest, Operand, Traffic, Used};
use judge::{Bent, Fresh, Level, Meta, Output, Part, Plan, Probe, Property, Style};
use serde::{Deserialize, Serialize};

use bent::Knobs;

/// [`Used`], to be sent to another process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum How {
    Read,
    Written,
    Updated,
}

/// [`Operand`], to be sent to another process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Owned {
    element_bytes: u64,
    loops: Vec<usize>,
    used: How,
}

impl Owned {
    fn lent(&self) -> Operand<'_> {
        let used = match self.used {
            How::Read => Used::Read,
            How::Written => Used::Written,
            How::Updated => Used::Updated,
        };
        Operand { element_bytes: self.element_bytes, loops: &self.loops, used }
    }
}

/// [`Nest`], to be sent to another process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Input {
    extents: Vec<u64>,
    step_operations: u64,
    operands: Vec<Owned>,
    write_allocate: bool,
}

impl Input {
    fn depth(&self) -> usize {
        self.extents.len()
    }

    fn counted(&self, answer: &Traffic) -> Bytes {
        let operands: Vec<Operand<'_>> = self.operands.iter().map(Owned::lent).collect();
        answer(&Nest {
            extents: &self.extents,
            step_operations: self.step_operations,
            operands: &operands,
            write_allocate: self.write_allocate,
        })
        .into()
    }
}

/// [`Counts`], to be sent to another process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Bytes {
    operations: u64,
    uncached: u64,
    compulsory: u64,
    cached: Vec<u64>,
}

impl From<Counts> for Bytes {
    fn from(counts: Counts) -> Bytes {
        let Counts { operations, uncached, compulsory, cached } = counts;
        Bytes { operations, uncached, compulsory, cached }
    }
}

impl Output for Bytes {
    fn parts(&self) -> Vec<Part> {
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let one = |label: &str, number| Part::whole(label, vec![], [whole(number)]);
        vec![
            one("operations", self.operations),
            one("uncached", self.uncached),
            one("compulsory", self.compulsory),
            Part::whole("cached", vec![self.cached.len()], self.cached.iter().copied().map(whole)),
        ]
    }
}

type TheProbe<'a> = Probe<'a, Input, Bytes>;

pub(super) fn plan(answer: Option<Traffic>) -> Plan<Traffic, Input, Bytes, Knobs> {
    Plan {
        meta: Meta {
            chapter: "fast",
            name: "traffic",
            title: "Operations and bytes of any loops",
            level: Level::Medium,
            minutes: 30,
            year: 1981,
            needs: &["attention/flash"],
            text: "fast/count.html#traffic",
            hints: [
                "Take the product of two matrices, three loops, and one operand after the other. With a cache that holds what the two inner loops touch, which part \
                 of the operand does a run touch? Write down for the first few runs whether the run before has touched the same part.",
                "For an operand and a level L: the part is the product of the extents of its loops from L inwards. Another part comes whenever one of its own \
                 loops outside L steps. So find the innermost of those, but only among loops of more than one step: times = the product of all extents from \
                 the outermost loop to that one, whether the operand has them or not; 1 if there is none. Bytes = times · part · element_bytes · crossings.",
                "`let last = operand.loops.iter().filter(|&&l| l < level && extents[l] > 1).max()` and \
                 `last.map_or(1, |&l| extents[..=l].iter().product::<u64>())`. Deal with an extent of 0 first: a loop that indexes an operand of \
                 its own would not notice another that is empty.",
            ],
            story: "STREAM, by which the bandwidth of machines has been compared since the nineties, counts what its loops ask for: three arrays for \
                    a[i] = b[i] + c[i]. A processor that reads a line before it writes it moves four. So where the memory is at its limit, STREAM shows three quarters of it, and its author says so. \
                    Tell the compiler to let stores go past the cache, and the number rises by a third, without one byte moving any faster. Whoever compares such a number with \
                    that of a data sheet has to know what was counted in each.",
        },
        answer,
        solution,
        call: |answer, input| input.counted(answer),
        reference: reference::reference(),
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe,
        properties: vec![
            Property { name: "operands add up", holds: laws::additive },
            Property { name: "with an empty loop nothing is done", holds: laws::nothing },
            Property { name: "a loop of one step changes nothing", holds: laws::one_step },
            Property { name: "the order of an operand's loops does not matter", holds: laws::any_order },
            Property { name: "a smaller cache moves no less", holds: laws::monotone },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style {
                name: "what is compulsory is counted apart, and right",
                bend: |k| k.compulsory_apart = true,
            },
            Style { name: "what goes without a cache is right", bend: |k| k.uncached_apart = true },
            Style { name: "what goes with a cache is right", bend: |k| k.cached_apart = true },
            Style { name: "only the number of steps is not counted in u64", bend: |k| k.steps_alone = true },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.second = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn describe(input: &Input) -> String {
    let operand = |operand: &Owned| {
        let how = match operand.used {
            How::Read => "read",
            How::Written => "written",
            How::Updated => "updated",
        };
        format!("{} bytes by loops {:?} {how}", operand.element_bytes, operand.loops)
    };
    let operands: Vec<String> = input.operands.iter().take(6).map(operand).collect();
    let more =
        if input.operands.len() > 6 { format!("; {} more", input.operands.len() - 6) } else { String::new() };
    let allocate = if input.write_allocate { ", write-allocate" } else { "" };
    format!(
        "extents {:?}, operations a step {}{allocate}; operands: {}{more}",
        input.extents,
        input.step_operations,
        operands.join("; ")
    )
}
