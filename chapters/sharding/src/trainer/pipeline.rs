//! Ranks that are the stages of a pipeline.

use ndarray::Array2;

use super::data::{Batch, batch};
use super::model::loss;
use super::ways::{clip, descend, moments};
use super::{Alone, Course, Plan};
use crate::{Communicator, Op, answers, shard};

/// Activations forward and gradients backward have tags of their own.
fn tag(micro: usize, backward: bool) -> u32 {
    2 * micro as u32 + u32::from(backward)
}

/// Each rank has some units, one after the other, and a micro-batch comes by after the other.
pub(super) fn train(comm: &dyn Communicator, plan: &Plan, text: &[u32]) -> Course {
    let (shape, stages, stage) = (&plan.shape, comm.size(), comm.rank());
    let units = shard(shape.units(), stages, stage);
    let mut weights = shape.begin(plan.seed)[units.clone()].to_vec();
    let mut moments = moments(&weights);
    let order = (answers::PIPELINE.order)(stage, stages, plan.micros);
    let (each, tokens) = (plan.windows / plan.micros, plan.windows * shape.context);
    let receive = |from: usize, tag| {
        Array2::from_shape_vec((each * shape.context, shape.width), comm.receive(from, tag))
            .expect("rows of a micro-batch")
    };
    let send = |to: usize, tag, values: Array2<f64>| {
        comm.send(to, tag, values.as_standard_layout().as_slice().expect("row by row"));
    };
    let mut course = Course::default();
    for step in 0..plan.steps {
        let micro =
            |micro: usize| batch(text, shape.context, plan.seed, step, micro * each..(micro + 1) * each);
        // Of each micro-batch on its way the inputs of this stage's units; on the last stage the logits too.
        let mut held = vec![Vec::new(); plan.micros];
        let mut gradients: Vec<Vec<f64>> = weights.iter().map(|weights| vec![0.0; weights.len()]).collect();
        let mut told = (0.0, 0);
        for &op in &order {
            match op {
                Op::Forward(i) => {
                    let mut inputs =
                        vec![if stage == 0 { micro(i).symbols } else { receive(stage - 1, tag(i, false)) }];
                    for (unit, weights) in units.clone().zip(&weights) {
                        inputs.push(shape.forward(
                            &Alone,
                            unit,
                            weights,
                            inputs.last().expect("one at least"),
                        ));
                    }
                    if stage + 1 < stages {
                        send(stage + 1, tag(i, false), inputs.pop().expect("one at least"));
                    }
                    held[i] = inputs;
                }
                Op::Backward(i) => {
                    let mut inputs = std::mem::take(&mut held[i]);
                    let mut gradient = if stage + 1 < stages {
                        receive(stage + 1, tag(i, true))
                    } else {
                        let Batch { next, .. } = micro(i);
                        let (sum, gradient) = loss(&inputs.pop().expect("logits"), &next, tokens as f64);
                        told = (told.0 + sum, told.1 + next.len());
                        gradient
                    };
                    for (at, unit) in units.clone().enumerate().rev() {
                        let of = shape.backward(&Alone, unit, &weights[at], &inputs[at], &gradient);
                        for (sum, value) in gradients[at].iter_mut().zip(of.weights) {
                            *sum += value;
                        }
                        gradient = of.input;
                    }
                    if stage > 0 {
                        send(stage - 1, tag(i, true), gradient);
                    }
                }
            }
        }
        course.losses.push(told);
        clip(comm, plan.most, &mut gradients, &mut []);
        descend(plan, &mut moments, &mut weights, &gradients);
    }
    course.weights = weights;
    course
}
