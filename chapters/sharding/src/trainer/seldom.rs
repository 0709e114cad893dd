//! Ranks that talk seldom, and ranks that come and go.

use std::ops::Range;

use super::data::{Batch, batch};
use super::ways::{backward, descend, forward, moments};
use super::{Alone, Course, Plan, model};
use crate::{Communicator, Global, Moments, Outer, Quorum, Replica, Worker, answers, shard};

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

/// What trains on a rank between two outer steps: AdamW on the rank's own windows.
struct Own<'a> {
    plan: &'a Plan,
    text: &'a [u32],
    windows: Range<usize>,
    moments: Vec<Moments>,
    losses: Vec<(f64, usize)>,
}

impl Worker for Own<'_> {
    fn step(&mut self, weights: &mut [f64]) {
        let Own { plan, text, .. } = *self;
        let windows = batch(text, plan.shape.context, plan.seed, self.losses.len(), self.windows.clone());
        let mut parts = units(plan, weights);
        let over = windows.next.len().max(1) as f64;
        let (gradients, told) = gradient(plan, &parts, windows, over);
        self.losses.push(told);
        descend(plan, &mut self.moments, &mut parts, &gradients);
        weights.copy_from_slice(&parts.concat());
    }

    fn restart(&mut self) {
        self.moments = moments(&self.plan.shape.begin(self.plan.seed));
    }
}

/// Each rank trains for `every` steps by itself, and then all agree on an outer step.
pub(super) fn diloco(comm: &dyn Communicator, every: usize, plan: &Plan, text: &[u32]) -> Course {
    // OpenDiLoCo's.
    let outer = Outer { rate: 0.7, momentum: 0.9 };
    let begin = plan.shape.begin(plan.seed);
    let mut global = Global::new(&begin.concat());
    let windows = shard(plan.windows, comm.size(), comm.rank());
    let mut own = Own { plan, text, windows, moments: moments(&begin), losses: Vec::new() };
    (answers::DILOCO.train)(comm, &outer, &mut global, &mut own, every, plan.steps / every);
    Course { losses: own.losses, weights: units(plan, &global.weights) }
}

/// Whether a rank is there in a step.
pub type There<'a> = &'a (dyn Fn(usize, usize) -> bool + Sync);

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
    there: There<'_>,
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
