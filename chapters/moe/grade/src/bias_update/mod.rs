//! `bias_update`: its cases, reference, properties, mistakes and alternatives.
//!
//! An input asks for one of the two functions.

mod alternatives;
mod cases;
mod golden;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Level, Matrix, Meta, Output, Part, Plan, Probe, Property, Reference, Style, Vector,
    same,
};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

use mistakes::Knobs;
use moe::BiasUpdate;
use moe::solution::bias_update as solution;

/// What an input asks for.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Update { bias: Vector, counts: Vec<usize>, rate: f32 },
    Loss { logits: Matrix, k: usize },
}

/// What came back.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Updated(Array1<f32>),
    Loss(f32),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Updated(bias) => vec![Part::array("bias_update", bias)],
            Answered::Loss(loss) => vec![Part::real("sequence_loss", vec![], [f64::from(*loss)])],
        }
    }
}

type Update<'a> = dyn Fn(ArrayView1<'_, f32>, &[usize], f32) -> Array1<f32> + 'a;
type Loss<'a> = dyn Fn(ArrayView2<'_, f32>, usize) -> f32 + 'a;

fn run(update: &Update<'_>, loss: &Loss<'_>, input: &Input) -> Answered {
    match input {
        Input::Update { bias, counts, rate } => Answered::Updated(update(bias.held().view(), counts, *rate)),
        Input::Loss { logits, k } => Answered::Loss(loss(logits.held().view(), *k)),
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<BiasUpdate>) -> Plan<BiasUpdate, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "bias_update",
            title: "Who sets the bias: a step of fixed size, and the small loss that stays",
            level: Level::Easy,
            minutes: 20,
            year: 2024,
            needs: &["moe/deepseek"],
            text: "moe/bias.html#bias-update",
            hints: [
                "`bias_update` only asks on which side of the mean an expert is. There are three answers, and for the third look up what \
                 f32::signum gives for 0.",
                "The mean may be a fraction, the counts may be too large for a float, and usize has no negative numbers. Compare \
                 count · E with the sum of all counts, and there is no division, no rounding and no subtraction.",
                "For `sequence_loss` make two vectors of E zeros and go through the tokens: add s / Σ s to the one, and 1 at the k \
                 largest scores to the other. At the end times E / (k T), divided by T, and the dot product of the two.",
            ],
            story: "Rust's signum is 1 for +0.0 and −1 for −0.0, where mathematics, NumPy and PyTorch have 0: a bias of an expert that is \
                    exactly right goes on moving. And the step is a sign on purpose. A step in proportion to the number of tokens \
                    would depend on how many there are in a batch; this one moves every bias by at most the rate, so that one strange \
                    batch cannot throw the router about.",
        },
        answer,
        solution: BiasUpdate { update: solution::bias_update, sequence_loss: solution::sequence_loss },
        call: |answer, input| run(&answer.update, &answer.sequence_loss, input),
        reference: Reference {
            run: |input, precision| {
                let precision = super::kernel_precision(precision);
                Ok(vec![match input {
                    Input::Update { bias, counts, rate } => {
                        let (bias, rate) = (bias.double(), f64::from(*rate));
                        let bias = kernels::moe::bias_update(bias.view(), counts, rate, precision)?;
                        Part::array("bias_update", &bias)
                    }
                    Input::Loss { logits, k } => {
                        let loss = kernels::moe::sequence_loss(logits.double().view(), *k, precision)?;
                        Part::real("sequence_loss", vec![], [loss])
                    }
                }])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| match input {
            Input::Update { counts, rate, .. }
                if counts.len() <= 8 && counts.iter().all(|&c| c < 1 << 20) =>
            {
                format!("bias_update: counts {counts:?}, rate {rate}")
            }
            Input::Update { counts, rate, .. } => {
                format!("bias_update: {} experts, rate {rate}", counts.len())
            }
            Input::Loss { logits, k } => {
                let (tokens, experts) = logits.values.dim();
                format!("sequence_loss: {tokens} tokens, {experts} experts, k {k}")
            }
        },
        properties: vec![
            Property { name: "equal counts change no bias", holds: equal_counts },
            Property { name: "three times the tokens, the same step", holds: three_times },
            Property { name: "the step does not depend on the bias", holds: any_bias },
            Property {
                name: "neither the order of the tokens nor that of the experts counts",
                holds: orders,
            },
            Property { name: "a balanced sequence has the loss 1", holds: balanced },
        ],
        bent: Bent {
            run: |knobs, input| {
                run(
                    &|bias, counts, rate| knobs.update(bias, counts, rate),
                    &|logits, k| knobs.loss(logits, k),
                    input,
                )
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "takes slices of rows", bend: |k| k.row_slices = true },
            Style { name: "sums what it counts in floats", bend: |k| k.sums_floats = true },
            Style { name: "takes nothing but the mean as a float", bend: |k| k.only_mean_in_float = true },
            Style { name: "has 32 bits without a sign", bend: |k| k.unsigned = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn updated(probe: &mut TheProbe<'_>, input: &Input) -> Result<Array1<f32>, Broken> {
    match probe.call(input)? {
        Answered::Updated(bias) => Ok(bias),
        Answered::Loss(_) => Err(Broken::Law("bias_update gave no biases".to_owned())),
    }
}

fn loss_of(probe: &mut TheProbe<'_>, logits: Array2<f32>, k: usize) -> Result<f64, Broken> {
    match probe.call(&Input::Loss { logits: logits.into(), k })? {
        Answered::Loss(loss) => Ok(f64::from(loss)),
        Answered::Updated(_) => Err(Broken::Law("sequence_loss gave no number".to_owned())),
    }
}

fn equal_counts(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Update { bias, counts, rate } = input else { return Ok(()) };
    let counts = vec![probe.random.whole(0..=50); counts.len()];
    let after = updated(probe, &Input::Update { bias: bias.clone(), counts, rate: *rate })?;
    same("bias", &after, &bias.values, probe.tolerance, "where it was before equal counts")
}

fn three_times(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Update { bias, counts, rate } = input else { return Ok(()) };
    // As large as a count may be, and no larger.
    if counts.iter().any(|&count| count >= 1 << 38) {
        return Ok(());
    }
    let before = updated(probe, input)?;
    let counts = counts.iter().map(|count| 3 * count).collect();
    let after = updated(probe, &Input::Update { bias: bias.clone(), counts, rate: *rate })?;
    same("bias", &after, &before, 2.0 * probe.tolerance, "with a third of the tokens")
}

fn any_bias(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Update { bias, counts, rate } = input else { return Ok(()) };
    let before = updated(probe, input)?;
    let by = probe.random.uniform(-0.2..0.2) as f32;
    let mut moved = bias.clone();
    moved.values += by;
    let after = updated(probe, &Input::Update { bias: moved, counts: counts.clone(), rate: *rate })?;
    let slack = 4.0 * probe.tolerance + 1e-6;
    same("bias", &after, &(before + by), slack, &format!("as before, with {by} added to every bias"))
}

fn orders(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Loss { logits, k } = input else { return Ok(()) };
    let mut moved = logits.values.clone();
    for axis in [Axis(0), Axis(1)] {
        let mut order: Vec<usize> = (0..moved.len_of(axis)).collect();
        probe.random.shuffle(&mut order);
        moved = moved.select(axis, &order);
    }
    let (before, after) = (loss_of(probe, logits.values.clone(), *k)?, loss_of(probe, moved, *k)?);
    if (before - after).abs() > 2.0 * probe.tolerance {
        return Err(Broken::Law(format!("{before}, and {after} in another order")));
    }
    Ok(())
}

/// Each token's logits are those of the one before, moved on by an expert: every expert is chosen equally often.
fn balanced(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Loss { logits, k } = input else { return Ok(()) };
    let experts = logits.values.ncols();
    let row = logits.values.row(0);
    let turned = Array2::from_shape_fn((experts, experts), |(t, e)| row[(t + e) % experts]);
    let loss = loss_of(probe, turned, *k)?;
    if (loss - 1.0).abs() > 2.0 * probe.tolerance + 1e-5 {
        return Err(Broken::Law(format!(
            "each of {experts} experts is chosen {k} times, and the loss is {loss}"
        )));
    }
    Ok(())
}
