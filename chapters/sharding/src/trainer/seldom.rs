//! Ranks that talk seldom, and ranks that come and go.

use super::data::{Batch, batch};
use super::ways::{backward, forward};
use super::{Alone, Course, Plan, model};
use crate::{Communicator, Quorum, Replica, answers, shard};

/// Flat weights, cut into units.
fn units(plan: &Plan, flat: &[f64]) -> Vec<Vec<f64>> {
    let mut rest = flat;
    let mut next = |unit| {
        let (first, after) = rest.split_at(plan.shape.length(unit));
        rest = after;
        first.to_vec()
    };
    (0..plan.shape.units()).map(&mut next).collect()
}

/// The gradient of the sum of losses of some windows, divided by `over`; and that sum, and the number of tokens.
fn gradient(plan: &Plan, weights: &[Vec<f64>], windows: Batch, over: f64) -> (Vec<Vec<f64>>, (f64, usize)) {
    let Batch { symbols, next } = windows;
    let inputs = forward(&Alone, plan, weights, symbols);
    let (sum, gradient) = model::loss(inputs.last().expect("logits"), &next, over);
    let mut gradients = vec![Vec::new(); weights.len()];
    backward(&Alone, plan, weights, &inputs, gradient, |unit, gradient| gradients[unit] = gradient);
    (gradients, (sum, next.len()))
}

/// Trains with those who are there: `there(rank, step)` says who that is, on all ranks alike, and somebody who was there in the step before has to be.
/// The windows of a step are shared out among those that are current, so it is the same step whoever is missing. `leave` is called by a rank that
/// is no longer there; a process may end itself in it. The optimizer is that of [`Replica::update`]; the plan's is not used.
///
/// # Panics
/// If nobody is there.
pub fn survive(
    comm: &dyn Communicator,
    plan: &Plan,
    text: &[u32],
    there: &(dyn Fn(usize, usize) -> bool + Sync),
    leave: &dyn Fn(),
) -> Course {
    let rank = comm.rank();
    let mut replica = Replica::new(&plan.shape.begin(plan.seed).concat());
    let mut committed = vec![0; comm.size()];
    let mut course = Course::default();
    for step in 0..plan.steps {
        let members: Vec<usize> = (0..comm.size()).filter(|&rank| there(rank, step)).collect();
        assert!(!members.is_empty(), "nobody is there in step {step}");
        let quorum = Quorum { steps: members.iter().map(|&rank| committed[rank]).collect(), members };
        let most = quorum.steps.iter().copied().max().unwrap_or(0);
        let current: Vec<usize> =
            quorum.members.iter().copied().filter(|&rank| committed[rank] == most).collect();
        for &member in &quorum.members {
            committed[member] = most + 1;
        }
        if !quorum.members.contains(&rank) {
            leave();
            course.losses.push((0.0, 0));
            continue;
        }
        // Who is behind reads nothing: its gradient would not count.
        let windows = match current.iter().position(|&other| other == rank) {
            Some(place) => shard(plan.windows, current.len(), place),
            None => 0..0,
        };
        let over = (plan.windows * plan.shape.context) as f64 / current.len() as f64;
        let windows = batch(text, plan.shape.context, plan.seed, step, windows);
        let (gradients, told) = gradient(plan, &units(plan, &replica.weights), windows, over);
        (answers::QUORUM.step)(comm, &quorum, &mut replica, Some(&gradients.concat()));
        course.losses.push(told);
    }
    course.weights = units(plan, &replica.weights);
    course
}
