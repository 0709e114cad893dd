//! Ranks that have windows of their own, and ranks that share out each layer.

use ndarray::Array2;

use super::data::{Batch, batch};
use super::model::{Backward, loss};
use super::units::{Single, double, single};
use super::{Alone, Course, Plan, Way};
use crate::collectives::{all_gather, reduce_scatter};
use crate::{Communicator, Dtype, Gradient, MicroBatch, Moments, answers, shard};

/// The windows that are a rank's own.
fn own(comm: &dyn Communicator, plan: &Plan, text: &[u32], step: usize) -> Batch {
    let own = shard(plan.windows, comm.size(), comm.rank());
    batch(text, plan.shape.context, plan.seed, step, own)
}

/// The input of each unit, and in the end the logits.
pub(super) fn forward(
    comm: &dyn Communicator,
    plan: &Plan,
    weights: &[Vec<f64>],
    symbols: Array2<f64>,
) -> Vec<Array2<f64>> {
    let mut inputs = vec![symbols];
    for (unit, weights) in weights.iter().enumerate() {
        inputs.push(plan.shape.forward(comm, unit, weights, &inputs[unit]));
    }
    inputs
}

/// Units from the last to the first, each with the gradient of its weights.
pub(super) fn backward(
    comm: &dyn Communicator,
    plan: &Plan,
    weights: &[Vec<f64>],
    inputs: &[Array2<f64>],
    mut gradient: Array2<f64>,
    mut at: impl FnMut(usize, Vec<f64>),
) {
    for unit in (0..weights.len()).rev() {
        let of: Backward = plan.shape.backward(comm, unit, &weights[unit], &inputs[unit], &gradient);
        gradient = of.input;
        at(unit, of.weights);
    }
}

/// Makes the gradient of all weights no longer than wanted: `parts` are what this rank has of it.
pub(super) fn clip(
    comm: &dyn Communicator,
    most: Option<f64>,
    shared: &mut [Vec<f64>],
    replicated: &mut [Vec<f64>],
) {
    let Some(most) = most else { return };
    let mut flat = [&*shared, &*replicated].map(<[Vec<f64>]>::concat);
    let [one, other] = &mut flat;
    (answers::CLIP)(comm, one, other, most);
    for (parts, flat) in [shared, replicated].into_iter().zip(flat) {
        let mut values = flat.into_iter();
        for value in parts.iter_mut().flatten() {
            *value = values.next().expect("as many as there were");
        }
    }
}

/// The states of AdamW for some weights.
pub(super) fn moments(weights: &[Vec<f64>]) -> Vec<Moments> {
    weights.iter().map(|weights| Moments::new(weights.len())).collect()
}

/// A step of AdamW on each of some weights.
pub(super) fn descend(
    plan: &Plan,
    moments: &mut [Moments],
    weights: &mut [Vec<f64>],
    gradients: &[Vec<f64>],
) {
    for ((moments, weights), gradient) in moments.iter_mut().zip(weights).zip(gradients) {
        (answers::SHARDED_ADAM.step)(&plan.adam, moments, weights, gradient);
    }
}

/// A rank's shard of each unit.
fn shards(comm: &dyn Communicator, weights: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let part = |weights: &Vec<f64>| weights[shard(weights.len(), comm.size(), comm.rank())].to_vec();
    weights.iter().map(part).collect()
}

/// Each rank has all weights between two steps, and windows of its own.
pub(super) fn replicas(comm: &dyn Communicator, way: Way, plan: &Plan, text: &[u32]) -> Course {
    assert!(way != Way::Zero1 || plan.most.is_none(), "the answer to zero_1 cannot limit the gradient");
    let (size, all) = (comm.size() as f64, plan.windows * plan.shape.context);
    let mut weights = plan.shape.begin(plan.seed);
    let mut moments = match way {
        Way::Ddp => moments(&weights),
        Way::Zero1 => {
            let whole: usize = weights.iter().map(Vec::len).sum();
            vec![Moments::new(shard(whole, comm.size(), comm.rank()).len())]
        }
        _ => moments(&shards(comm, &weights)),
    };
    let mut course = Course::default();
    for step in 0..plan.steps {
        let Batch { symbols, next } = own(comm, plan, text, step);
        let inputs = forward(&Alone, plan, &weights, symbols);
        let logits = inputs.last().expect("the input is there at least");
        // The mean over this rank's tokens for DDP; elsewhere its part of N times the mean over all tokens, which is divided by N when it is summed.
        let over = if way == Way::Ddp { next.len().max(1) as f64 } else { all as f64 / size };
        let (sum, gradient) = loss(logits, &next, over);
        course.losses.push((sum, next.len()));
        let mut gradients = vec![Vec::new(); weights.len()];
        backward(&Alone, plan, &weights, &inputs, gradient, |unit, gradient| {
            gradients[unit] = if way == Way::Zero2 {
                // Here the others' part of the gradient is dropped.
                reduce_scatter(comm, &gradient).iter().map(|sum| sum / size).collect()
            } else {
                gradient
            };
        });
        match way {
            Way::Ddp => {
                let micro = MicroBatch { tokens: next.len(), gradients };
                let mut gradients = (answers::DDP)(comm, &[micro], &buckets(plan));
                clip(comm, plan.most, &mut [], &mut gradients);
                descend(plan, &mut moments, &mut weights, &gradients);
            }
            Way::Zero1 => {
                let mut flat = weights.concat();
                (answers::SHARDED_ADAM.zero_1)(
                    comm,
                    &plan.adam,
                    &mut moments[0],
                    &mut flat,
                    &gradients.concat(),
                );
                let mut values = flat.into_iter();
                for weight in weights.iter_mut().flatten() {
                    *weight = values.next().expect("as many as there were");
                }
            }
            _ => {
                clip(comm, plan.most, &mut gradients, &mut []);
                let mut shards = shards(comm, &weights);
                descend(plan, &mut moments, &mut shards, &gradients);
                weights = shards.iter().map(|shard| all_gather(comm, shard)).collect();
            }
        }
    }
    course.weights = weights;
    course
}

/// Units in the order in which their gradients are ready, in two sizes of buckets.
fn buckets(plan: &Plan) -> Vec<Vec<usize>> {
    let units = plan.shape.units();
    let bytes = |unit| (size_of::<f64>() * plan.shape.length(unit)) as u64;
    let gradients: Vec<Gradient> =
        (0..units).map(|unit| Gradient { bytes: bytes(unit), dtype: Dtype::F32 }).collect();
    let order: Vec<usize> = (0..units).rev().collect();
    (answers::BUCKETS.rebuilt)(&gradients, &order, &[1 << 10, 1 << 16])
}

/// Each rank has a shard of each unit's weights, and windows of its own.
pub(super) fn fsdp(comm: &dyn Communicator, plan: &Plan, text: &[u32]) -> Course {
    let units = Single(&plan.shape);
    let mut weights = shards(comm, &plan.shape.begin(plan.seed));
    let mut moments = moments(&weights);
    let mut course = Course::default();
    let over = (plan.windows * plan.shape.context) as f64 / comm.size() as f64;
    for step in 0..plan.steps {
        let Batch { symbols, next } = own(comm, plan, text, step);
        let shards: Vec<Vec<f32>> = weights.iter().map(single).collect();
        let activations = (answers::FSDP_FORWARD)(comm, &units, &shards, &single(&symbols));
        let logits = double(activations.last().expect("the input is there at least"));
        let logits =
            Array2::from_shape_vec((next.len(), plan.shape.symbols), logits).expect("logits of each token");
        let (sum, gradient) = loss(&logits, &next, over);
        course.losses.push((sum, next.len()));
        let means = (answers::FSDP_BACKWARD)(comm, &units, &shards, &activations, &single(&gradient));
        let mut gradients: Vec<Vec<f64>> = means.iter().map(|mean| double(mean)).collect();
        clip(comm, plan.most, &mut gradients, &mut []);
        descend(plan, &mut moments, &mut weights, &gradients);
    }
    course.weights = weights;
    course
}

/// Each rank has some heads and some hidden channels, and all windows.
pub(super) fn tensor(comm: &dyn Communicator, plan: &Plan, text: &[u32]) -> Course {
    let (shape, size, rank) = (&plan.shape, comm.size(), comm.rank());
    let whole = shape.begin(plan.seed);
    let split = |(unit, weights): (usize, &Vec<f64>)| shape.split(unit, weights, size, rank);
    let mut weights: Vec<Vec<f64>> = whole.iter().enumerate().map(split).collect();
    let mut moments = moments(&weights);
    let mut course = Course::default();
    for step in 0..plan.steps {
        let Batch { symbols, next } = batch(text, shape.context, plan.seed, step, 0..plan.windows);
        let inputs = forward(comm, plan, &weights, symbols);
        let (sum, gradient) = loss(inputs.last().expect("logits"), &next, next.len() as f64);
        // All know it, one tells it.
        course.losses.push(if rank == 0 { (sum, next.len()) } else { (0.0, 0) });
        let (mut shared, mut replicated) = (vec![Vec::new(); weights.len()], vec![Vec::new(); weights.len()]);
        backward(comm, plan, &weights, &inputs, gradient, |unit, mut gradient| {
            replicated[unit] = gradient.split_off(shape.lengths(unit, size, rank)[0]);
            shared[unit] = gradient;
        });
        clip(comm, plan.most, &mut shared, &mut replicated);
        let gradients: Vec<Vec<f64>> =
            shared.iter().zip(&replicated).map(|(one, other)| [&one[..], other].concat()).collect();
        descend(plan, &mut moments, &mut weights, &gradients);
    }
    course.weights = weights;
    course
}
