//! `hippo`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the three functions.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Probe, Property, Reference, Style,
    Vector,
};
use kernels::recurrence::{hippo_matrices, hippo_recall, hippo_remember};
use ndarray::{Array1, Array2, ArrayView1};
use serde::{Deserialize, Serialize};

use bent::Knobs;
use recurrence::Hippo;
use recurrence::solution::hippo as solution;

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Matrices {
        n: usize,
    },
    Remember {
        samples: Vector,
        n: usize,
    },
    /// `recall` at each time.
    Recall {
        coefficients: Vector,
        times: Vec<f32>,
    },
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Matrices(Array2<f32>, Array1<f32>),
    Remembered(Array1<f32>),
    Recalled(Vec<f32>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Matrices(a, b) => vec![Part::array("A", a), Part::array("B", b)],
            Answered::Remembered(coefficients) => vec![Part::array("remember", coefficients)],
            Answered::Recalled(values) => {
                vec![Part::real("recall", [values.len()], values.iter().map(|&x| f64::from(x)))]
            }
        }
    }
}

/// The three functions of an answer, or of the bent solution.
struct Functions<'a> {
    matrices: &'a dyn Fn(usize) -> (Array2<f32>, Array1<f32>),
    remember: &'a dyn Fn(ArrayView1<'_, f32>, usize) -> Array1<f32>,
    recall: &'a dyn Fn(ArrayView1<'_, f32>, f32) -> f32,
}

impl Functions<'_> {
    fn run(&self, input: &Input) -> Answered {
        match input {
            Input::Matrices { n } => {
                let (a, b) = (self.matrices)(*n);
                Answered::Matrices(a, b)
            }
            Input::Remember { samples, n } => {
                Answered::Remembered((self.remember)(samples.held().view(), *n))
            }
            Input::Recall { coefficients, times } => {
                let held = coefficients.held();
                Answered::Recalled(times.iter().map(|&s| (self.recall)(held.view(), s)).collect())
            }
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Hippo>) -> Plan<Hippo, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "hippo",
            title: "The whole past in a few coefficients",
            level: Level::Medium,
            minutes: 30,
            year: 2020,
            needs: &["recurrence/rnn"],
            text: "recurrence/spaces.html#hippo",
            hints: [
                "For the matrices look at one pair of places in each of the three ranges. For `remember` write the rule with t for one coefficient, where A is −1 and B is 1: \
                 the mean of the samples should come out, or nearly.",
                "In every step: half = A/(2t), t counted from 1; the right side is (I + half) c + B u/t; c becomes the solution for the left side I − half. `recall` goes \
                 through the polynomials with two numbers at hand, P of this i and P of the one before, at x = 2s − 1.",
                "`let half = &a / (2.0 * t); let right = (&eye + &half).dot(&c) + &b * (sample / t); c = solve((&eye - &half).view(), right.view());`. And in `recall`: \
                 `sum += c * (2.0 * i + 1.0).sqrt() * p; (before, p) = (p, ((2.0 * i + 1.0) * x * p - i * before) / (i + 1.0));` from (0, 1).",
            ],
            story: "HiPPO's matrix was derived for an operator that changes with time, A/t. S4 took the matrix and left the t out, and worked. Later a paper (\"How to train your \
                    HiPPO\") derived what S4 then computes: coefficients of the past under a window that fades exponentially, in a basis of warped Legendre polynomials. \
                    Both are right, and they are not the same: reading the coefficients of one with the polynomials of the other gives noise. The page shows how much.",
        },
        answer,
        solution: Hippo {
            matrices: solution::matrices,
            remember: solution::remember,
            recall: solution::recall,
        },
        call: |answer, input| {
            let Hippo { matrices, remember, recall } = answer;
            Functions { matrices, remember, recall }.run(input)
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| match input {
            Input::Matrices { n } => format!("matrices: {n} coefficients"),
            Input::Remember { samples, n } => {
                format!("remember: {} samples, {n} coefficients", samples.values.len())
            }
            Input::Recall { coefficients, times } => {
                format!("recall: {} coefficients, {} times", coefficients.values.len(), times.len())
            }
        },
        properties: vec![
            Property {
                name: "the first coefficients do not depend on how many there are",
                holds: laws::nested,
            },
            Property { name: "A takes a constant away as fast as B brings it in", holds: laws::constant },
            Property { name: "coefficient 0 is the mean of the samples and half a 0", holds: laws::mean },
            Property { name: "what is remembered of two signals adds up", holds: laws::linear },
            Property {
                name: "with every second coefficient negative the past is read backwards",
                holds: laws::backwards,
            },
        ],
        bent: Bent {
            run: |knobs, input| {
                let functions = Functions {
                    matrices: &|n| knobs.matrices(n),
                    remember: &|samples, n| knobs.remember(samples, n),
                    recall: &|coefficients, s| knobs.recall(coefficients, s),
                };
                functions.run(input)
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k: &mut Knobs| k.double = true },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.second = true },
            Style { name: "the third way", bend: |k| k.third = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let precision = super::kernel_precision(precision);
    Ok(match input {
        Input::Matrices { n } => {
            let (a, b) = hippo_matrices(*n, precision)?;
            vec![Part::array("A", &a), Part::array("B", &b)]
        }
        Input::Remember { samples, n } => {
            vec![Part::array("remember", &hippo_remember(samples.double().view(), *n, precision)?)]
        }
        Input::Recall { coefficients, times } => {
            let times: Array1<f64> = times.iter().map(|&s| f64::from(s)).collect();
            vec![Part::array("recall", &hippo_recall(coefficients.double().view(), times.view(), precision)?)]
        }
    })
}
