//! `frechet`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the two functions. Numbers are doubles throughout, so the reference is plain Rust.

mod alternatives;
mod bent;
pub(crate) mod cases;
mod golden;
pub(crate) mod laid;
mod laws;
mod mistakes;
mod promises;
pub(crate) mod reference;

use judge::{
    Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Probe, Property, Reference, Style,
};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Ix1, Ix2};
use serde::{Deserialize, Serialize};

use bent::Knobs;
use diffusion::Frechet;
use diffusion::solution::frechet as solution;
use laid::Laid;

/// A mean and a covariance.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Normal {
    mean: Laid<Ix1>,
    covariance: Laid<Ix2>,
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Moments(Laid<Ix2>),
    Distance(Normal, Normal),
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Moments(Array1<f64>, Array2<f64>),
    Distance(f64),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Moments(mean, covariance) => {
                vec![Part::array("mean", mean), Part::array("covariance", covariance)]
            }
            Answered::Distance(distance) => vec![Part::real("distance", [], [*distance])],
        }
    }
}

type Moments<'a> = &'a dyn Fn(ArrayView2<'_, f64>) -> (Array1<f64>, Array2<f64>);
type Distance<'a> =
    &'a dyn Fn(ArrayView1<'_, f64>, ArrayView2<'_, f64>, ArrayView1<'_, f64>, ArrayView2<'_, f64>) -> f64;

fn run(moments: Moments<'_>, distance: Distance<'_>, input: &Input) -> Answered {
    match input {
        Input::Moments(features) => {
            let (mean, covariance) = moments(features.held().view());
            Answered::Moments(mean, covariance)
        }
        Input::Distance(one, other) => {
            let [one, other] = [one, other].map(|normal| (normal.mean.held(), normal.covariance.held()));
            Answered::Distance(distance(one.0.view(), one.1.view(), other.0.view(), other.1.view()))
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Frechet>) -> Plan<Frechet, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "frechet",
            title: "How far apart two sets are, by mean and covariance",
            level: Level::Medium,
            minutes: 25,
            year: 2017,
            needs: &[],
            text: "diffusion/scores.html#frechet",
            hints: [
                "Rows are samples. Take the mean of each column away first, and only then multiply and add up. For the distance begin with one dimension, \
                 where it is (μ₁ − μ₂)² + (s₁ − s₂)² with the deviations s: multiplied out, (s₁ − s₂)² is s₁² + s₂² − 2 s₁s₂, and s₁s₂ is the root of s₁²s₂².",
                "Σ₁Σ₂ is not symmetric, so its root is awkward. With S = Σ₁^½ the matrix S Σ₂ S is symmetric and has the same eigenvalues. S comes from the eigenvectors \
                 V and the roots of the eigenvalues of Σ₁: V diag(√λ) Vᵀ. The trace of a root is the sum of the roots of the eigenvalues.",
                "`let (values, vectors) = symmetric_eigen(covariance); let root = (&vectors * &values.mapv(|v| v.max(0.0).sqrt())).dot(&vectors.t());`, and then \
                 `symmetric_eigen(root.dot(&other_covariance).dot(&root).view())`. Clamp those eigenvalues at 0 too before the root.",
            ],
            story: "With the 2048 features of Inception this number is the FID, of which thousands of papers report two digits after the point. The program that most of them ran, \
                    pytorch-fid, takes the root of the unsymmetric product with a general routine. With fewer pictures than features the product is singular, the \
                    routine turns complex, and the program added 10⁻⁶ to the diagonals or gave up with \"Imaginary component\".",
        },
        answer,
        solution: Frechet { moments: solution::moments, distance: solution::distance },
        call: |answer, input| run(&answer.moments, &answer.distance, input),
        reference: Reference { run: reference, ran: || "doubles in plain Rust".to_owned() },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| match input {
            Input::Moments(features) => {
                let (n, d) = features.values.dim();
                format!("moments: {n} rows of {d} features")
            }
            Input::Distance(one, _) => format!("distance: {} features", one.mean.values.len()),
        },
        properties: vec![
            Property { name: "the distance is the same from both sides", holds: laws::symmetric },
            Property { name: "equal moments have the distance 0", holds: laws::zero },
            Property { name: "turning both sets changes nothing", holds: laws::turned },
            Property {
                name: "in one dimension it is (μ₁ − μ₂)² + (s₁ − s₂)²", holds: laws::line
            },
            Property { name: "at twice the scale the distance is four times as large", holds: laws::scaled },
            Property {
                name: "a shift of all features moves the mean and nothing else",
                holds: laws::shifted,
            },
            Property { name: "the order of the rows does not count", holds: laws::shuffled },
        ],
        bent: Bent {
            run: |knobs, input| {
                let moments = |features: ArrayView2<'_, f64>| knobs.moments(features);
                let distance =
                    |a: ArrayView1<'_, f64>,
                     b: ArrayView2<'_, f64>,
                     c: ArrayView1<'_, f64>,
                     d: ArrayView2<'_, f64>| knobs.distance((a, b), (c, d));
                run(&moments, &distance, input)
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "takes the second covariance's root", bend: |k: &mut Knobs| k.other_root = true },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.second = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

#[allow(clippy::unnecessary_wraps)] // That is the type of all references.
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let double = precision == Precision::Double;
    Ok(match input {
        Input::Moments(features) => {
            // What another order of summation does: doubles at 1e6 are 1e-10 apart.
            let moved = if double { 0.0 } else { 4.0 * f64::EPSILON };
            let mut sign = moved;
            let values = features.values.mapv(|x| {
                sign = -sign;
                x * (1.0 + sign)
            });
            let (mean, covariance) = reference::moments(values.view());
            vec![Part::array("mean", &mean), Part::array("covariance", &covariance)]
        }
        Input::Distance(one, other) => {
            let [a, b] = [&one.covariance.values, &other.covariance.values];
            let distance =
                reference::distance(one.mean.values.view(), a.view(), other.mean.values.view(), b.view());
            let moved = if double { 0.0 } else { reference::rounding(a.view(), b.view()) };
            vec![Part::real("distance", [], [distance + moved])]
        }
    })
}
