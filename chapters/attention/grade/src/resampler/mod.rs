//! `resampler`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Held, Layout, Level, Matrix, Meta, Missing, Output, Part, Plan, Probe, Property,
    Reference, Style, Vector, same,
};
use kernels::attention::Projections;
use ndarray::{Array2, Axis, Ix1, Ix2, concatenate, s};
use serde::{Deserialize, Serialize};

use attention::solution::resampler as solution;
use attention::{Resampler, ResamplerWeights};
use bent::Knobs;
use cases::{laid, normal};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    inputs: Matrix,
    latents: Matrix,
    /// Gain and bias of the inputs, gain and bias of the latents.
    norms: [Vector; 4],
    epsilon: f32,
    heads: usize,
    query: Matrix,
    key: Matrix,
    value: Matrix,
    out: Matrix,
}

impl Input {
    fn matrices(&self) -> [&Matrix; 6] {
        let Input { inputs, latents, query, key, value, out, .. } = self;
        [inputs, latents, query, key, value, out]
    }

    fn matrices_mut(&mut self) -> [&mut Matrix; 6] {
        let Input { inputs, latents, query, key, value, out, .. } = self;
        [inputs, latents, query, key, value, out]
    }

    /// Rows after the norm of the inputs, or that of the latents.
    fn normed(&self, rows: &Matrix, which: usize) -> Array2<f64> {
        let [gain, bias] = [0, 1].map(|part| self.norms[2 * which + part].double());
        let mut normed = rows.double();
        for mut row in normed.rows_mut() {
            let [mean, deviation] = cases::moments(&row.to_owned());
            let root = (deviation * deviation + f64::from(self.epsilon)).sqrt();
            row.mapv_inplace(|x| (x - mean) / root);
            row *= &gain;
            row += &bias;
        }
        normed
    }

    /// The scores of each head: (latents, inputs and latents).
    fn scores(&self) -> Vec<Array2<f64>> {
        let (inputs, latents) = (self.normed(&self.inputs, 0), self.normed(&self.latents, 1));
        let seen = concatenate(Axis(0), &[inputs.view(), latents.view()]).expect("equally wide rows");
        let (queries, keys) = (latents.dot(&self.query.double()), seen.dot(&self.key.double()));
        let width = queries.ncols() / self.heads;
        let heads = queries.axis_chunks_iter(Axis(1), width).zip(keys.axis_chunks_iter(Axis(1), width));
        heads.map(|(queries, keys)| queries.dot(&keys.t()) / (width as f64).sqrt()).collect()
    }

    /// Scales the queries of each head so that its largest absolute score becomes a level, with its sign.
    fn scale_scores(&mut self, levels: &[f64]) {
        let width = self.query.values.ncols() / self.heads;
        for (head, (scores, level)) in self.scores().iter().zip(levels).enumerate() {
            let farthest =
                scores.iter().fold(0.0, |far: f64, &score| if score.abs() > far.abs() { score } else { far });
            let mut columns = self.query.values.slice_mut(s![.., head * width..(head + 1) * width]);
            columns *= (level / farthest) as f32;
        }
    }
}

/// What the two functions give; layer_norm is called on the latents with their gain and bias.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Resampled {
    norm: Array2<f32>,
    latents: Array2<f32>,
}

impl Output for Resampled {
    fn parts(&self) -> Vec<Part> {
        vec![Part::array("layer_norm", &self.norm), Part::array("resample", &self.latents)]
    }
}

type TheProbe<'a> = Probe<'a, Input, Resampled>;

pub(super) fn plan(answer: Option<Resampler>) -> Plan<Resampler, Input, Resampled, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "resampler",
            title: "Any number of inputs, read by a fixed number of latents",
            level: Level::Medium,
            minutes: 25,
            year: 2022,
            needs: &["attention/scaled_dot_product"],
            text: "attention/blocks.html#resampler",
            hints: [
                "Who asks? The latents: one query, and so one row of the result, for each. Who is asked? The inputs and the \
                 latents: one list of keys and one of values over both. What is added at the end? The latents as they came.",
                "Normalise the inputs with their gain and bias, the latents with theirs. Put the two results one below the other \
                 with `concatenate(Axis(0), …)`. Keys and values are products of this, queries are a product of the normalised \
                 latents.",
                "For each head take the columns `s![.., i * e..(i + 1) * e]` of queries, keys and values, call \
                 `super::scaled_dot_product::scaled_dot_product(q, k, v, Mask::None)`, and write the result into the same columns \
                 of an (r, heads · e) array. That array times `out`, plus `latents`.",
            ],
            story: "Which comes first, inputs or latents, does not matter: attention without a mask and without positions sees a set. For \
                    the same reason an image would come out the same with its patches shuffled, so an encoder has to write their \
                    positions into them before. Leaving the latents out of the keys is the mistake that trains well enough \
                    to stay: each latent then reads the image and none hears what the others already have.",
        },
        answer,
        solution: Resampler { layer_norm: solution::layer_norm, resample: solution::resample },
        call: |answer, input| {
            let [inputs, latents, query, key, value, out] = input.matrices().map(Matrix::held);
            let [input_gain, input_bias, latent_gain, latent_bias] = input.norms.each_ref().map(Vector::held);
            let weights = ResamplerWeights {
                input_gain: input_gain.view(),
                input_bias: input_bias.view(),
                latent_gain: latent_gain.view(),
                latent_bias: latent_bias.view(),
                epsilon: input.epsilon,
                heads: input.heads,
                query: query.view(),
                key: key.view(),
                value: value.view(),
                out: out.view(),
            };
            let layer_norm = |x: &Held<Ix2>, [gain, bias]: [&Held<Ix1>; 2]| {
                (answer.layer_norm)(x.view(), gain.view(), bias.view(), input.epsilon)
            };
            let norm = layer_norm(&latents, [&latent_gain, &latent_bias]);
            // No rows stay no rows, also where resample does without their norm.
            let of_none = inputs.view().is_empty().then(|| layer_norm(&inputs, [&input_gain, &input_bias]));
            let wrong = of_none.filter(|of_none| of_none.dim() != inputs.view().dim());
            Resampled {
                norm: wrong.unwrap_or(norm),
                latents: (answer.resample)(inputs.view(), latents.view(), &weights),
            }
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let [n, latents, mut width, head_width] = random.distinct(2..=8);
                // Two numbers may be so close that their mean is any multiple of their deviation.
                if width == 2 {
                    width = 9;
                }
                let heads = random.whole(1..=3);
                let mut input = normal(random, [n, latents, width, heads, head_width]);
                input.epsilon = [1e-6, 1e-5, 1e-2][random.whole(0..=2)];
                laid(input, Layout::any(random))
            },
        },
        describe: |input| {
            let (n, (latents, width)) = (input.inputs.values.nrows(), input.latents.values.dim());
            let (heads, head_width) = (input.heads, input.query.values.ncols() / input.heads);
            let epsilon = input.epsilon;
            format!(
                "inputs {n}, latents {latents}, width {width}, heads {heads} of width {head_width}, epsilon {epsilon}"
            )
        },
        properties: vec![
            Property { name: "the order of the inputs does not count", holds: order_of_inputs },
            Property { name: "latents in another order give rows in that order", holds: order_of_latents },
            Property { name: "there is a row for each latent, however many inputs there are", holds: rows },
            Property { name: "with out all zero the latents pass through", holds: residual },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style {
                name: "resample has a norm of its own, which is right",
                bend: |k| k.resample_apart = true,
            },
            Style { name: "layer_norm is right, and resample has its own", bend: |k| k.norm_right = true },
            Style { name: "a softmax over no keys is not a number", bend: |k| k.nothing_is_nan = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

fn reference(input: &Input, precision: judge::Precision) -> Result<Vec<Part>, Missing> {
    let precision = super::kernel_precision(precision);
    let [inputs, latents, query, key, value, out] = input.matrices().map(Matrix::double);
    let [input_gain, input_bias, latent_gain, latent_bias] = input.norms.each_ref().map(Vector::double);
    let epsilon = f64::from(input.epsilon);
    let norms = [(input_gain.view(), input_bias.view()), (latent_gain.view(), latent_bias.view())];
    let projections =
        Projections { query: query.view(), key: key.view(), value: value.view(), out: out.view() };
    let norm = kernels::attention::layer_norm(latents.view(), norms[1].0, norms[1].1, epsilon, precision)?;
    let resampled = kernels::attention::resampler(
        inputs.view(),
        latents.view(),
        norms,
        epsilon,
        projections,
        input.heads,
        precision,
    )?;
    Ok(vec![Part::array("layer_norm", &norm), Part::array("resample", &resampled)])
}

fn order_of_inputs(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut order: Vec<usize> = (0..input.inputs.values.nrows()).collect();
    probe.random.shuffle(&mut order);
    let mut shuffled = input.clone();
    shuffled.inputs.values = input.inputs.values.select(Axis(0), &order);
    let (a, b) = (probe.call(input)?.latents, probe.call(&shuffled)?.latents);
    same("resample", &a, &b, 2.0 * probe.tolerance, "with the inputs in another order")
}

fn order_of_latents(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut order: Vec<usize> = (0..input.latents.values.nrows()).collect();
    probe.random.shuffle(&mut order);
    let mut shuffled = input.clone();
    shuffled.latents.values = input.latents.values.select(Axis(0), &order);
    let (a, b) = (probe.call(input)?.latents, probe.call(&shuffled)?.latents);
    if a.nrows() != order.len() {
        return rows(input, probe);
    }
    same("resample", &a.select(Axis(0), &order), &b, 2.0 * probe.tolerance, "with the latents in that order")
}

fn rows(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let expected = input.latents.values.dim();
    let all = input.inputs.values.nrows();
    for keep in [0, all / 2] {
        let mut fewer = input.clone();
        let kept: Vec<usize> = (0..keep).collect();
        fewer.inputs.values = input.inputs.values.select(Axis(0), &kept);
        let got = probe.call(&fewer)?.latents.dim();
        if got != expected {
            return Err(Broken::Law(format!(
                "resample gives {got:?} for {keep} inputs and latents of shape {expected:?}"
            )));
        }
    }
    Ok(())
}

fn residual(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut through = input.clone();
    through.out.values.fill(0.0);
    let output = probe.call(&through)?.latents;
    same("resample", &output, &input.latents.values, probe.tolerance, "in the latents, with out all zero")
}
