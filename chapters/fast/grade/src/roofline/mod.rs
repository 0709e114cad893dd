//! `roofline`: its cases, reference, properties, mistakes and alternatives.
//!
//! Times, rates and shares are of very different sizes, and a tolerance is relative to the largest number of a part, so each number is a
//! part of its own. The floor is shown in picoseconds, because a part of small numbers is compared as if one of them were a thousandth.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod promises;
mod reference;

use fast::solution::roofline::roofline as solution;
use fast::{Kernel, Level, Limit, Machine, Roof, Roofline};
use judge::{Bent, Data, Fresh, Meta, Output, Part, Plan, Probe, Property, Style};
use serde::{Deserialize, Serialize};

use knobs::Knobs;

/// [`Machine`] and [`Kernel`], to be sent to another process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Input {
    /// Operations a second of one thread.
    rate: f64,
    /// Bytes a second, and whether all threads share them.
    levels: Vec<(f64, bool)>,
    operations: f64,
    bytes: Vec<f64>,
    threads: usize,
    measured: Option<f64>,
}

impl Input {
    fn asked(&self, answer: &Roofline) -> Over {
        let levels: Vec<Level> =
            self.levels.iter().map(|&(bandwidth, shared)| Level { bandwidth, shared }).collect();
        let machine = Machine { operations: self.rate, levels: &levels };
        let (operations, threads, measured) = (self.operations, self.threads, self.measured);
        answer(&machine, &Kernel { operations, bytes: &self.bytes, threads, measured }).into()
    }
}

/// [`Roof`], to be sent to another process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Over {
    floor: f64,
    /// The place of a level; `None` is arithmetic.
    limit: Option<usize>,
    intensity: f64,
    attainable: f64,
    ridge: f64,
    reached: Option<f64>,
}

impl From<Roof> for Over {
    fn from(roof: Roof) -> Over {
        let Roof { floor, limit, intensity, attainable, ridge, reached } = roof;
        let limit = match limit {
            Limit::Arithmetic => None,
            Limit::Level(at) => Some(at),
        };
        Over { floor, limit, intensity, attainable, ridge, reached }
    }
}

const PICOSECONDS: f64 = 1e12;

impl Output for Over {
    fn parts(&self) -> Vec<Part> {
        let one = |label: &str, number| Part::real(label, vec![], [number]);
        let limit = self.limit.map_or_else(|| "arithmetic".to_owned(), |at| format!("level {at}"));
        vec![
            one("floor in picoseconds", PICOSECONDS * self.floor),
            Part { label: "limit".into(), shape: vec![], data: Data::Text(limit) },
            one("intensity", self.intensity),
            one("attainable", self.attainable),
            one("ridge", self.ridge),
            Part::real("reached", vec![usize::from(self.reached.is_some())], self.reached),
        ]
    }
}

type TheProbe<'a> = Probe<'a, Input, Over>;

pub(super) fn plan(answer: Option<Roofline>) -> Plan<Roofline, Input, Over, Knobs> {
    Plan {
        meta: Meta {
            chapter: "fast",
            name: "roofline",
            title: "The roof over a kernel",
            level: judge::Level::Easy,
            minutes: 20,
            year: 2009,
            needs: &["fast/traffic"],
            text: "fast/count.html#roofline",
            hints: [
                "Write down one time for arithmetic and one for each level, as if each had the machine to itself. Which of them can go on at once, and which number \
                 is then the least that the whole takes?",
                "rate = operations · threads; bandwidth = bandwidth of the level, · threads unless it is shared. Times: operations / rate, and bytes / bandwidth for each \
                 level. Floor: the largest. intensity = operations / bytes of the last level, ridge = rate / bandwidth of the last level, attainable = operations / \
                 floor, reached = floor / measured.",
                "Begin with `(operations / rate, Limit::Arithmetic)` and go through the levels with `if seconds > floor`: on a tie the first stays. Two divisions need \
                 care: by bytes that may be 0 (the intensity is then infinite) and by a floor that may be 0 (then nothing is attained).",
            ],
            story: "The famous figure has one slope, of memory, and reads min(peak, intensity × bandwidth). That is this function with one level. With more of them the same sentence is \
                    wrong: a kernel whose data lie in the second cache has an intensity at memory that is beyond every ridge, and still waits for bytes. That is why tools draw a roof for each \
                    level, with an intensity of its own for each, and why nobody who has one number for \"arithmetic intensity\" can say which of the roofs it belongs to.",
        },
        answer,
        solution,
        call: |answer, input| input.asked(answer),
        reference: reference::reference(),
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe,
        properties: vec![
            Property { name: "a machine twice as fast takes half as long", holds: laws::twice_as_fast },
            Property { name: "twice the work takes twice as long", holds: laws::twice_the_work },
            Property { name: "the floor is the time of its limit", holds: laws::time_of_limit },
            Property { name: "what was measured does not change the roof", holds: laws::not_measured },
            Property { name: "a level without bytes changes nothing", holds: laws::idle_level },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "guards against division by 0", bend: |k| k.guarded = true },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.second = true },
            Style { name: "the ridge is computed apart, and right", bend: |k| k.ridge_apart = true },
            Style {
                name: "what is attainable is computed from the right floor",
                bend: |k| k.attained_apart = true,
            },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn describe(input: &Input) -> String {
    let levels: Vec<String> = input
        .levels
        .iter()
        .map(|(bandwidth, shared)| format!("{bandwidth:.3e}{}", if *shared { " shared" } else { "" }))
        .collect();
    let bytes: Vec<String> = input.bytes.iter().map(|bytes| format!("{bytes:.3e}")).collect();
    let measured = input.measured.map_or_else(String::new, |seconds| format!(", measured {seconds:.3e} s"));
    format!(
        "{:.3e} operations a second, levels [{}]; {:.3e} operations, bytes [{}], threads {}{measured}",
        input.rate,
        levels.join(", "),
        input.operations,
        bytes.join(", "),
        input.threads
    )
}
