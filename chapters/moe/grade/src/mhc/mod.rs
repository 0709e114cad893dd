//! `mhc`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use std::cell::Cell;

use judge::{
    Bent, Fresh, Layout, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property,
    Reference, Style, Vector,
};
use ndarray::{Array1, Array2, ArrayView1};
use serde::{Deserialize, Serialize};

use bent::Knobs;
use cases::{laid, normal};
use moe::solution::mhc as solution;
use moe::{Coefficients, Mhc, MhcWeights, SubLayer};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    /// What is projected by itself.
    logits: Matrix,
    iterations: usize,
    streams: Matrix,
    projection: Matrix,
    bias: Vector,
    scale: [f32; 3],
    epsilon: f32,
    /// Coefficients of the step, which are not those of the weights.
    pre: Vector,
    post: Vector,
    mix: Matrix,
    /// The sub-layer is tanh(x · layer + layer_bias), not linear.
    layer: Matrix,
    layer_bias: Vector,
}

impl Input {
    /// The coefficients of the step.
    fn given(&self) -> Coefficients {
        Coefficients {
            pre: self.pre.values.clone(),
            post: self.post.values.clone(),
            mix: self.mix.values.clone(),
        }
    }

    /// What goes into the sigmoids, and then into the projection: in double precision.
    fn coefficient_logits(&self) -> Array1<f64> {
        let streams = self.streams.double();
        let mean = streams.mapv(|x| x * x).sum() / streams.len() as f64;
        let root = (mean + f64::from(self.epsilon)).sqrt();
        let flat: Array1<f64> = streams.iter().map(|x| x / root).collect();
        let product = flat.dot(&self.projection.double());
        let n = streams.nrows();
        let group = |i: usize| usize::from(i >= n) + usize::from(i >= 2 * n);
        let bias = self.bias.double();
        (0..product.len()).map(|i| f64::from(self.scale[group(i)]) * product[i] + bias[i]).collect()
    }

    /// The sub-layer in double precision.
    fn layer(&self, x: &Array1<f64>) -> Array1<f64> {
        (x.dot(&self.layer.double()) + self.layer_bias.double()).mapv(f64::tanh)
    }

    /// Calls `what` with the sub-layer as an answer sees it, and counts how often that is called.
    fn with_layer<R>(&self, what: impl FnOnce(&SubLayer<'_>) -> R) -> (R, usize) {
        let calls = Cell::new(0);
        let result = what(&|x: ArrayView1<'_, f32>| {
            calls.set(calls.get() + 1);
            assert_eq!(x.len(), self.streams.values.ncols(), "the sub-layer reads C numbers");
            self.layer(&x.mapv(f64::from)).mapv(|y| y as f32)
        });
        (result, calls.get())
    }
}

/// What the three functions give.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Mixed {
    projected: Array2<f32>,
    coefficients: Coefficients,
    next: Array2<f32>,
    calls: usize,
}

impl Output for Mixed {
    fn parts(&self) -> Vec<Part> {
        vec![
            Part::array("project", &self.projected),
            Part::array("coefficients.pre", &self.coefficients.pre),
            Part::array("coefficients.post", &self.coefficients.post),
            Part::array("coefficients.mix", &self.coefficients.mix),
            Part::array("step", &self.next),
            Part::whole("calls of the sub-layer", vec![], [self.calls as i64]),
        ]
    }
}

type TheProbe<'a> = Probe<'a, Input, Mixed>;

pub(super) fn plan(answer: Option<Mhc>) -> Plan<Mhc, Input, Mixed, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "mhc",
            title: "Several residual streams, mixed without gain",
            level: Level::Medium,
            minutes: 30,
            year: 2025,
            needs: &["moe/sinkhorn"],
            text: "moe/everywhere.html#mhc",
            hints: [
                "project: exp, then a loop in which columns come first and rows last. The sums of the columns are \
                 `sum_axis(Axis(0))`, and dividing by them broadcasts along the rows by itself; the sums of the rows are \
                 `sum_axis(Axis(1))` and need `insert_axis(Axis(1))`.",
                "coefficients: one list of n · C numbers, one norm, one product of 2n + n² numbers. Cut it into n, n and n² in this \
                 order; scale, then bias; σ, 2σ and project. Only the maximum of a column, or of everything, may be subtracted \
                 before exp: a factor on a column is divided out at once, one on a row is not.",
                "step: `coefficients.pre.dot(&streams)` is what the sub-layer reads, once. Then `mix.dot(&streams)` plus the outer \
                 product of post (as a column, `insert_axis(Axis(1))`) and the output (as a row, `insert_axis(Axis(0))`).",
            ],
            story: "After twenty iterations nobody can tell which of rows and columns went first; after one or two everybody can. \
                    That is also how the paper and the published kernels can differ and agree: the paper divides columns, then rows; the \
                    kernels divide rows, then columns, and multiply by the transpose, which is the same thing on the transposed \
                    logits. Whoever takes the order from one and the product from the other has a stream mixture that \
                    still trains, since it is doubly stochastic either way.",
        },
        answer,
        solution: Mhc {
            project: solution::project,
            coefficients: solution::coefficients,
            step: solution::step,
        },
        call: |answer, input| {
            let [logits, streams, projection] =
                [&input.logits, &input.streams, &input.projection].map(Matrix::held);
            let bias = input.bias.held();
            let weights = MhcWeights {
                projection: projection.view(),
                bias: bias.view(),
                scale: input.scale,
                epsilon: input.epsilon,
                iterations: input.iterations,
            };
            let projected = (answer.project)(logits.view(), input.iterations);
            let coefficients = (answer.coefficients)(streams.view(), &weights);
            let (next, calls) =
                input.with_layer(|layer| (answer.step)(streams.view(), &input.given(), layer));
            Mixed { projected, coefficients, next, calls }
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let [n, width] = random.distinct(2..=6);
                let iterations = [1, 1, 2, 3, 20][random.whole(0..=4)];
                let mut input = normal(random, n, width, iterations);
                input.epsilon = [1e-6, 1e-5, 1e-2][random.whole(0..=2)];
                laid(input, Layout::any(random))
            },
        },
        describe: |input| {
            let (n, width) = input.streams.values.dim();
            let (iterations, epsilon) = (input.iterations, input.epsilon);
            format!("streams {n}, width {width}, iterations {iterations}, epsilon {epsilon}")
        },
        properties: vec![
            Property {
                name: "projected rows sum to 1, and no entry is negative",
                holds: laws::rows_sum_to_one,
            },
            Property {
                name: "after many iterations the columns sum to 1 too",
                holds: laws::columns_converge,
            },
            Property {
                name: "a number added to a whole column of logits changes nothing",
                holds: laws::columns_may_shift,
            },
            Property { name: "twice the streams give the same coefficients", holds: laws::streams_may_grow },
            Property {
                name: "columns of mix that sum to 1 preserve the sum of the streams, if nothing is written",
                holds: laws::sum_is_preserved,
            },
            Property {
                name: "equal streams, read with weights that sum to 1, stay the ordinary residual stream",
                holds: laws::equal_streams,
            },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style {
                name: "coefficients has a projection of its own, which is right",
                bend: |k| k.coefficients_apart = true,
            },
            Style { name: "subtracts the maximum of each column", bend: |k| k.column_maximum = true },
            Style { name: "the factor goes by the place of a number", bend: |k| k.scale_by_place = true },
            Style { name: "epsilon in the sums is 1e-8", bend: |k| k.small = 1e-8 },
            Style { name: "epsilon in the sums is 1e-12", bend: |k| k.small = 1e-12 },
            Style { name: "columns that come last are divided once more", bend: |k| k.once_more = true },
            Style { name: "epsilon is added to the matrix", bend: |k| k.small_in_matrix = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let precision = super::kernel_precision(precision);
    let [logits, streams, projection, mix] =
        [&input.logits, &input.streams, &input.projection, &input.mix].map(Matrix::double);
    let [bias, pre, post] = [&input.bias, &input.pre, &input.post].map(Vector::double);
    let projected = kernels::moe::mhc_project(logits.view(), input.iterations, precision)?;
    let coefficients = kernels::moe::mhc_coefficients(
        streams.view(),
        (projection.view(), bias.view()),
        input.scale.map(f64::from),
        f64::from(input.epsilon),
        input.iterations,
        precision,
    )?;
    let views = (pre.view(), post.view(), mix.view());
    let next = kernels::moe::mhc_step(streams.view(), views, &|x| input.layer(x), precision)?;
    Ok(vec![
        Part::array("project", &projected),
        Part::array("coefficients.pre", &coefficients.0),
        Part::array("coefficients.post", &coefficients.1),
        Part::array("coefficients.mix", &coefficients.2),
        Part::array("step", &next),
        Part::whole("calls of the sub-layer", vec![], [1]),
    ])
}
