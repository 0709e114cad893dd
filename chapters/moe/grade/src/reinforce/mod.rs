//! `reinforce`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Layout, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property,
    Reference, Style, Vector,
};
use ndarray::{Array1, Array2, Axis};
use serde::{Deserialize, Serialize};

use mistakes::Knobs;
use moe::solution::reinforce as solution;
use moe::{Baseline, Reinforce};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    logits: Vector,
    /// The loss of each choice.
    losses: Vector,
    actions: Vec<usize>,
    /// What each sample has cost.
    costs: Vector,
    baseline: Baseline,
    outputs: Matrix,
    target: Vector,
}

impl Input {
    /// The lowest index of the largest logit.
    fn chosen(&self) -> usize {
        let logits = &self.logits.values;
        (0..logits.len()).rev().fold(0, |best, e| if logits[e] >= logits[best] { e } else { best })
    }

    /// Everything in a layout.
    fn laid(mut self, layout: Layout) -> Input {
        for vector in [&mut self.logits, &mut self.losses, &mut self.costs, &mut self.target] {
            vector.layout = layout;
        }
        self.outputs.layout = layout;
        self
    }
}

/// What the three functions give.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Estimated {
    exact: Array1<f32>,
    sampled: Array2<f32>,
    output: Array1<f32>,
    gradient: Array1<f32>,
}

impl Output for Estimated {
    fn parts(&self) -> Vec<Part> {
        vec![
            Part::array("exact", &self.exact),
            Part::array("sampled", &self.sampled),
            Part::array("straight_through.0", &self.output),
            Part::array("straight_through.1", &self.gradient),
        ]
    }
}

type TheProbe<'a> = Probe<'a, Input, Estimated>;

pub(super) fn plan(answer: Option<Reinforce>) -> Plan<Reinforce, Input, Estimated, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "reinforce",
            title: "A gradient for a choice: from samples, and by pretending",
            level: Level::Medium,
            minutes: 30,
            year: 1992,
            needs: &["moe/noisy_top_k"],
            text: "moe/gradients.html#reinforce",
            hints: [
                "The derivative of softmax weight p_a by logit i is p_a ([a = i] − p_i). exact: put that into Σ_a p_a loss_a, and collect \
                 the terms with p_i. sampled: divide it by p_a, and it is the derivative of ln p_a.",
                "sampled: row n is (losses[n] − b) times a vector that is −p everywhere and 1 − p at actions[n]. For Baseline::Others \
                 sum all losses once; b of sample n is (sum − losses[n]) / (N − 1).",
                "straight_through: the output is outputs.row(argmax), its slope is output − target, and a gate weight is worth \
                 outputs.dot(&slope), one number for each expert, also for those that were not chosen. These numbers go through the \
                 same Jacobian as the losses in exact.",
            ],
            story: "The softmax's Jacobian does everything here: averaged over all actions it is the exact gradient, for one action it is \
                    the score, and applied to slopes instead of losses it is straight-through. What is easily overlooked is the \
                    baseline: it may be anything that does not know the action. The mean of the whole batch does know it, since the \
                    sample's own loss is in it, and the estimate comes out too small by a factor of (N − 1) / N.",
        },
        answer,
        solution: Reinforce {
            exact: solution::exact,
            sampled: solution::sampled,
            straight_through: solution::straight_through,
        },
        call: |answer, input| {
            let [logits, losses, costs, target] =
                [&input.logits, &input.losses, &input.costs, &input.target].map(Vector::held);
            let outputs = input.outputs.held();
            let exact = (answer.exact)(logits.view(), losses.view());
            let sampled = (answer.sampled)(logits.view(), &input.actions, costs.view(), input.baseline);
            let (output, gradient) = (answer.straight_through)(logits.view(), outputs.view(), target.view());
            Estimated { exact, sampled, output, gradient }
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let (e, d) = input.outputs.values.dim();
            let baseline = match input.baseline {
                Baseline::Fixed(b) => format!("baseline {b}"),
                Baseline::Others => "the others' mean as baseline".to_owned(),
            };
            format!("{e} choices, {} samples, {baseline}, outputs of width {d}", input.actions.len())
        },
        properties: laws::laws().into_iter().map(|(name, holds)| Property { name, holds }).collect(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "the baseline always leaves out the own loss", bend: |k| k.own_left_out = true },
            Style { name: "straight_through calls exact", bend: |k| k.through_exact = true },
            Style {
                name: "takes only the matrix, by rows, as slices",
                bend: |k| k.slices = mistakes::Slices::Rows,
            },
            Style {
                name: "takes only the vectors as slices",
                bend: |k| k.slices = mistakes::Slices::Vectors,
            },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// With many choices, those whose weight is not next to nothing: a gradient reaches no other, and for no other is it more than
/// e⁻⁵⁰ of the largest loss. The kernels' time grows with the cube of the choices.
fn reached(input: &Input) -> Option<Vec<usize>> {
    let logits = &input.logits.values;
    let largest = logits.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    let reached = || (0..logits.len()).filter(|&e| logits[e] > largest - 50.0).collect();
    (logits.len() > 100).then(reached)
}

/// The gradient of all choices, of that of those that are reached.
fn spread(few: &Array1<f64>, places: &[usize], choices: usize) -> Array1<f64> {
    let mut all = Array1::zeros(choices);
    for (&place, &gradient) in places.iter().zip(few) {
        all[place] = gradient;
    }
    all
}

/// What the kernels give. The choice is made here, on the numbers as they are. Where the question is how much rounding moves
/// a gradient, also what a loss and its mean lose when they are subtracted, which the kernel's form of the sum does not.
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    use kernels::moe::{score_exact, score_samples, straight_through};
    let kernel = super::kernel_precision(precision);
    let [logits, losses, costs, target] =
        [&input.logits, &input.losses, &input.costs, &input.target].map(Vector::double);
    let outputs = input.outputs.double();
    let baseline = match input.baseline {
        Baseline::Fixed(b) => Some(f64::from(b)),
        Baseline::Others => None,
    };
    let largest = |values: &mut dyn Iterator<Item = &f64>| values.fold(0.0, |a: f64, b| a.max(b.abs()));
    let mut sampled = score_samples(logits.view(), &input.actions, costs.view(), baseline, kernel)?;
    let chosen = input.chosen();
    let places = reached(input).unwrap_or_else(|| (0..logits.len()).collect());
    let [few, of_few] = [&logits, &losses].map(|vector| vector.select(Axis(0), &places));
    let put_out = outputs.select(Axis(0), &places);
    let place = places.iter().position(|&e| e == chosen).expect("the largest logit is reached");
    let (output, gradient) = straight_through(few.view(), put_out.view(), target.view(), place, kernel)?;
    let exact = score_exact(few.view(), of_few.view(), kernel)?;
    let [mut exact, mut gradient] = [exact, gradient].map(|few| spread(&few, &places, logits.len()));
    if precision == Precision::Nudged {
        let unit = f64::from(f32::EPSILON) / 2.0;
        let slope = &input.outputs.double().row(chosen) - &target;
        let sizes = [&losses, &costs, &outputs.dot(&slope)].map(|vector| largest(&mut vector.iter()));
        exact += unit * sizes[0];
        gradient += unit * sizes[2];
        // A weight that is moved takes with it what it is multiplied by, and the mean of that.
        let moved = (&logits - logits.fold(f64::NEG_INFINITY, |a, &b| a.max(b))).exp();
        let moved = &moved * (2.0 * super::by_a_log_sum(&logits) / moved.sum());
        exact += &(&moved * sizes[0]);
        sampled += &(&moved * sizes[1]);
        gradient += &(&moved * sizes[2]);
    }
    Ok(vec![
        Part::array("exact", &exact),
        Part::array("sampled", &sampled),
        Part::array("straight_through.0", &output),
        Part::array("straight_through.1", &gradient),
    ])
}
