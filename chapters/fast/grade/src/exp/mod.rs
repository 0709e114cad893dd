//! `exp`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use fast::{Counted, EXP_ERROR, Exp, Number, solution};
use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Reference};
use serde::{Deserialize, Serialize};

use bent::Knobs;

/// Numbers, of which each is given to the answer by itself.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    x: Vec<f32>,
}

/// What became of them, and how many operations that took for each.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Powers {
    x: Vec<f32>,
    out: Vec<f32>,
    operations: Vec<usize>,
}

/// What is wanted of a number, in double precision.
fn exact(x: f32) -> f64 {
    f64::from(x).exp()
}

impl Output for Powers {
    fn parts(&self) -> Vec<Part> {
        let shape = [self.out.len()];
        let pairs = self.x.iter().zip(&self.out);
        vec![
            Part::real("out", shape, self.out.iter().map(|&out| f64::from(out))),
            Part::real("relative error", shape, pairs.map(|(&x, &out)| f64::from(out) / exact(x) - 1.0)),
        ]
    }
}

impl Input {
    fn powers(&self, floats: impl Fn(f32) -> f32, counted: impl Fn(Counted) -> Counted) -> Powers {
        let operations = |&x: &f32| Counted::counting(|| counted(Counted::of(x))).1;
        Powers {
            x: self.x.clone(),
            out: self.x.iter().map(|&x| floats(x)).collect(),
            operations: self.x.iter().map(operations).collect(),
        }
    }

    fn describe(&self) -> String {
        let (least, most) =
            self.x.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), &x| (a.min(x), b.max(x)));
        match self.x.len() {
            1 => format!("one number, {least}"),
            count => format!("{count} numbers from {least} to {most}"),
        }
    }
}

pub(super) fn plan(answer: Option<Exp>) -> Plan<Exp, Input, Powers, Knobs> {
    Plan {
        meta: Meta {
            chapter: "fast",
            name: "exp",
            title: "e to the x in twenty operations",
            level: Level::Medium,
            minutes: 35,
            year: 1980,
            needs: &[],
            text: "fast/lanes.html#exp",
            hints: [
                "The series 1 + x + x²/2 + … is short where x is small. 2ⁿ costs nothing for a whole n: it is the exponent of a float. Which multiple of ln 2 can \
                 you take away from x, so that little is left?",
                "n is x / ln 2, rounded to the nearest; r = x − n ln 2 is at most 0.35 in size, and e^x = 2ⁿ e^r. The product n ln 2 has to be exact, or what is left of 88 is \
                 wrong in its last digits: take away n × 0.693359375, which is exact, and then n × (ln 2 − 0.693359375). For e^r terms up to r⁶ are enough.",
                "`let r = x - n * T::of(0.693_359_375) - n * T::of(-2.121_944_4e-4);` then Horner from the highest term on: begin with 1/720, and for 1/120, \
                 1/24, 1/6, 1/2, 1 and 1: `sum = sum * r + T::of(coefficient)`. In the end times `n.pow2()`.",
            ],
            story: "A library's exp looks into a table or branches, and takes one number at a time. What you wrote has no branch, so a compiler makes eight or sixteen of it at once. \
                    The two parts of ln 2 are from Cody and Waite, 1980, and stand in nearly every vector exp since. With coefficients made for the interval, and \
                    not for the point 0, the same degree is right to 0.9 of the distance to the next float, and not 2.1: that is the softmax of this chapter's ladder.",
        },
        answer,
        solution: solution::ANSWERS.exp.expect("it is there"),
        call: |answer, input| input.powers(answer.floats, answer.counted),
        reference: Reference { run: reference, ran: || "exp in double precision".into() },
        cases: cases::cases(),
        fresh: Fresh { count: 5, make: cases::fresh },
        describe: Input::describe,
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// How many times what is given for floats may be missed: the judge's factor.
const ROUNDING: f64 = 16.0;

/// exp in double precision; the relative error is to be none, and what it may be is what the stub says.
#[allow(clippy::unnecessary_wraps)]
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let shape = [input.x.len()];
    let error = if precision == Precision::Float { EXP_ERROR / ROUNDING } else { 0.0 };
    Ok(vec![
        Part::real("out", shape, input.x.iter().map(|&x| exact(x))),
        Part::real("relative error", shape, input.x.iter().map(|_| error)),
    ])
}
