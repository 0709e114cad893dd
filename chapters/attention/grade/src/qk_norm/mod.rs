//! `qk_norm`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Cube, Fresh, Layout, Level, Meta, Part, Plan, Probe, Property, Reference, Style, Vector,
    same,
};
use ndarray::{Array3, Axis};
use serde::{Deserialize, Serialize};

use attention::QkNorm;
use attention::lesson::turn::rotate;
use attention::solution::qk_norm as solution;
use cases::normal;
use mistakes::{Guard, Knobs};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    queries: Cube,
    keys: Cube,
    query_gain: Vector,
    key_gain: Vector,
}

/// The normalised queries, and the scores.
type Output = (Array3<f32>, Array3<f32>);
type TheProbe<'a> = Probe<'a, Input, Output>;

pub(super) fn plan(answer: Option<QkNorm>) -> Plan<QkNorm, Input, Output, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "qk_norm",
            title: "Queries and keys of a length of their own",
            level: Level::Medium,
            minutes: 20,
            year: 2020,
            needs: &["attention/rope"],
            text: "attention/heads.html#qk-norm",
            hints: [
                "RMSNorm divides a vector by the root of the mean of its squares. Which numbers make up one vector here? Those \
                 of one head of one token: d of them, not heads · d.",
                "normalise: for each vector, mean = Σ x² / d, then x / √(mean + 1e-6) · gain, with ε under the root. scores: \
                 normalise both, take out a head, rotate queries from position m − n and keys from 0, multiply, divide by \
                 √d. The norm does not replace the scale.",
                "`normal.lanes_mut(Axis(2))` gives the vectors one by one, each an array with one axis: `vector.dot(&vector)`, \
                 `vector /= …`, `vector *= &gain`. In scores, `queries.index_axis(Axis(1), h)` is one head, and \
                 `scores.index_axis_mut(Axis(0), h).assign(…)` puts its scores in place.",
            ],
            story: "Without a gain it would not matter whether the norm comes before or after the rotation: a rotation leaves the \
                    length of a vector alone. The gain is what decides it. It weighs channels, and after the rotation a channel is a \
                    mixture of two, in proportions that depend on the position. So an implementation with the two exchanged passes every \
                    test on a fresh model, where all gains are 1, and is wrong with a trained one.",
        },
        answer,
        solution: QkNorm { normalise: solution::normalise, scores: solution::scores },
        call: |answer, input| {
            let [queries, keys] = [&input.queries, &input.keys].map(Cube::held);
            let [query_gain, key_gain] = [&input.query_gain, &input.key_gain].map(Vector::held);
            let normal = (answer.normalise)(queries.view(), query_gain.view());
            let scores =
                (answer.scores)(queries.view(), keys.view(), query_gain.view(), key_gain.view(), rotate);
            (normal, scores)
        },
        reference: Reference {
            run: |input, precision| {
                let [q, k] = [&input.queries, &input.keys].map(Cube::double);
                let [query_gain, key_gain] = [&input.query_gain, &input.key_gain].map(Vector::double);
                let precision = super::kernel_precision(precision);
                let normal = kernels::attention::qk_normalise(q.view(), query_gain.view(), precision)?;
                let scores = kernels::attention::qk_scores(
                    q.view(),
                    k.view(),
                    query_gain.view(),
                    key_gain.view(),
                    precision,
                )?;
                Ok(vec![Part::array("normalise(queries)", &normal), Part::array("scores", &scores)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let [n, more, heads] = random.distinct(1..=6);
                let width = 2 * random.whole(1..=5);
                let mut input = normal(random, [n, n + more, heads, width]);
                let layout = Layout::any(random);
                for cube in [&mut input.queries, &mut input.keys] {
                    cube.layout = layout;
                }
                for gain in [&mut input.query_gain, &mut input.key_gain] {
                    gain.layout = layout;
                }
                input
            },
        },
        describe: |input| {
            let ((n, heads, width), m) = (input.queries.values.dim(), input.keys.values.dim().0);
            format!("queries {n}, keys {m}, heads {heads}, width {width}")
        },
        properties: vec![
            Property { name: "no score is beyond √d times the two largest gains", holds: bound },
            Property { name: "the length of a query or key does not count", holds: any_length },
            Property { name: "a score depends on the distance of two positions only", holds: distance },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from vector to vector", bend: |k| k.vector_slices = true },
            Style { name: "a wrong norm has a floor instead of ε", bend: |k| k.guard = Guard::Floor },
            Style { name: "a wrong norm has no ε", bend: |k| k.guard = Guard::Nothing },
            Style { name: "what is not normalised has its gain all the same", bend: |k| k.gain_alone = true },
            Style { name: "takes memory of the gains alone", bend: |k| k.gain_slices = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

/// |q̂ ∘ g · k̂ ∘ h| / √d ≤ max|g| √d · max|h| √d / √d, rotated or not.
fn bound(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let largest = |gain: &Vector| gain.values.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    let width = input.query_gain.values.len() as f32;
    let bound = width.sqrt() * largest(&input.query_gain) * largest(&input.key_gain);
    let (_, scores) = probe.call(input)?;
    for ((h, i, j), &score) in scores.indexed_iter() {
        if f64::from(score.abs()) > f64::from(bound) + 2.0 * probe.tolerance {
            return Err(Broken::Law(format!("scores[{h}, {i}, {j}] is {score}, and the bound is {bound}")));
        }
    }
    Ok(())
}

/// Stretches vectors that are so long that ε does not count in either.
fn any_length(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut longer = input.clone();
    let mut stretched = false;
    for cube in [&mut longer.queries.values, &mut longer.keys.values] {
        for mut vector in cube.lanes_mut(Axis(2)) {
            if vector.dot(&vector) > vector.len() as f32 {
                // A power of two, so nothing is rounded.
                vector *= [2.0, 4.0, 8.0][probe.random.whole(0..=2)];
                stretched = true;
            }
        }
    }
    if !stretched {
        return Ok(());
    }
    let ((_, before), (_, after)) = (probe.call(input)?, probe.call(&longer)?);
    let how = "when queries and keys are multiplied by 2, 4 or 8";
    same("scores", &before, &after, 4.0 * probe.tolerance, how)
}

/// One more key in front moves every position by one, queries and keys alike.
fn distance(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut moved = input.clone();
    let key = input.keys.values.slice(ndarray::s![..1, .., ..]);
    moved.keys.values = ndarray::concatenate![Axis(0), key, input.keys.values];
    let ((_, before), (_, after)) = (probe.call(input)?, probe.call(&moved)?);
    let later = after.slice(ndarray::s![.., .., 1..]);
    same("scores", &before, &later, 4.0 * probe.tolerance, "when all positions are one later")
}
