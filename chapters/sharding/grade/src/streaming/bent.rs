//! The solution of `streaming` with knobs.

use sharding::{Communicator, Global, Streaming, Worker, shard};

use super::inputs::Input;
use super::{State, run};
use crate::diloco::roads::Road;
use crate::talk::Ranks;

/// What Δ is, and when.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Delta {
    #[default]
    Right,
    NewMinusOld,
    /// Measured when it is applied.
    AtArrival,
    /// Measured from the weights with which the rank goes on.
    FromMixed,
    /// That of the launch before.
    Late,
}

/// How a fragment is merged.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Merge {
    #[default]
    Right,
    /// α is the part of the global weights.
    Swapped,
    /// α is not used: all global.
    AllGlobal,
    /// The global weights do not get to the rank.
    AllOwn,
    /// What is kept as global is mixed.
    SavedMixed,
    /// What is kept as global is the mean of all ranks' mixtures, as in a simulation that has one copy for all of them.
    SavedMean,
    /// With the own weights as they were launched.
    AsLaunched,
    /// With the global weights as they were before.
    OldGlobal,
    /// All weights of the rank are replaced, not those of the fragment alone.
    AllWeights,
    /// What the rank has gone since the launch is added.
    PlusOwnWay,
}

/// How the outer optimizer steps.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Step {
    #[default]
    Nesterov,
    Plain,
    Sum,
    Reset,
    Ema,
    Bracket,
    /// All fragments step, the others with Δ = 0.
    AllFragments,
}

/// Which fragment goes when.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum When {
    #[default]
    Right,
    /// k mod P
    OneOn,
    /// From the last one on.
    Backwards,
    /// All of them in every beat.
    WholeEachBeat,
    /// All of them, once in H steps.
    WholeEachRound,
    /// A fragment in H steps, not in a beat.
    EachRound,
    /// Applied when it is launched.
    AtLaunch,
    /// Launched at the beat, applied τ later.
    AfterBeat,
    /// Applied as if steps counted from 0.
    FromZero,
    /// Launched one step late, or early where it can be no later.
    DelayOneOff,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) delta: Delta,
    pub(super) merge: Merge,
    pub(super) step: Step,
    pub(super) when: When,
    pub(super) road: Road,
    /// The worker forgets where a fragment is applied.
    pub(super) restarted: bool,
    /// All weights are exchanged, and those of the fragment used.
    pub(super) whole: bool,
    /// Fragments are of ⌈n/P⌉ weights, as far as there are any.
    pub(super) ceiling: bool,
}

/// A fragment on its way.
struct Launched {
    fragment: std::ops::Range<usize>,
    delta: Vec<f64>,
    /// The own weights then.
    own: Vec<f64>,
    due: usize,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Ranks<State> {
        run(input, |comm, plan, global, worker, steps| self.train(comm, plan, global, worker, steps))
    }

    fn fragment(&self, plan: &Streaming, length: usize, beat: usize) -> std::ops::Range<usize> {
        let count = plan.fragments;
        let number = match self.when {
            When::OneOn => (beat + 1) % count,
            When::Backwards => count - 1 - beat % count,
            When::WholeEachBeat | When::WholeEachRound => return 0..length,
            _ => beat % count,
        };
        if self.ceiling {
            let each = length.div_ceil(count);
            return (number * each).min(length)..((number + 1) * each).min(length);
        }
        shard(length, count, number)
    }

    fn train(
        &self,
        comm: &dyn Communicator,
        plan: &Streaming,
        global: &mut Global,
        worker: &mut dyn Worker,
        steps: usize,
    ) -> Vec<f64> {
        let length = global.weights.len();
        let beat = match self.when {
            When::WholeEachRound | When::EachRound => plan.every,
            _ => plan.every / plan.fragments,
        };
        let (early, wait) = match self.when {
            When::AtLaunch => (plan.delay, 0),
            When::AfterBeat => (0, plan.delay),
            When::FromZero => (beat - 1, 0),
            When::DelayOneOff if plan.delay + 1 < beat => (plan.delay + 1, plan.delay + 1),
            When::DelayOneOff => (plan.delay.saturating_sub(1), plan.delay.saturating_sub(1)),
            _ => (plan.delay, plan.delay),
        };
        let mut local = global.weights.clone();
        let mut mixed = local.clone();
        let mut way: Vec<Launched> = Vec::new();
        let mut before = vec![0.0; length];
        for step in 1..=steps {
            worker.step(&mut local);
            if (step + early) % beat == 0 {
                let fragment = self.fragment(plan, length, (step - 1) / beat);
                let mut delta: Vec<f64> = self.delta(global, &local, &mixed);
                if self.delta == Delta::Late {
                    let new = delta.clone();
                    delta[fragment.clone()].copy_from_slice(&before[fragment.clone()]);
                    before[fragment.clone()].copy_from_slice(&new[fragment.clone()]);
                }
                let delta = if self.delta == Delta::AtArrival {
                    vec![]
                } else {
                    self.summed(comm, &delta, fragment.clone())
                };
                way.push(Launched { fragment, delta, own: local.clone(), due: step + wait });
            }
            while way.first().is_some_and(|launched| launched.due == step) {
                let mut launched = way.remove(0);
                if self.delta == Delta::AtArrival {
                    let delta = self.delta(global, &local, &mixed);
                    launched.delta = self.summed(comm, &delta, launched.fragment.clone());
                }
                self.apply(comm, plan, global, &mut local, &launched);
                mixed.clone_from(&local);
                if self.restarted {
                    worker.restart();
                }
            }
        }
        local
    }

    fn delta(&self, global: &Global, local: &[f64], mixed: &[f64]) -> Vec<f64> {
        let from = if self.delta == Delta::FromMixed { mixed } else { &global.weights };
        let sign = if self.delta == Delta::NewMinusOld { -1.0 } else { 1.0 };
        from.iter().zip(local).map(|(old, new)| sign * (old - new)).collect()
    }

    fn summed(&self, comm: &dyn Communicator, delta: &[f64], fragment: std::ops::Range<usize>) -> Vec<f64> {
        if self.whole {
            let mut delta = delta.to_vec();
            self.road.sum(comm, &mut delta);
            return delta[fragment].to_vec();
        }
        let mut delta = delta[fragment].to_vec();
        self.road.sum(comm, &mut delta);
        delta
    }

    fn apply(
        &self,
        comm: &dyn Communicator,
        plan: &Streaming,
        global: &mut Global,
        local: &mut [f64],
        launched: &Launched,
    ) {
        let Streaming { outer, own, .. } = *plan;
        let momentum = outer.momentum;
        let by = if self.step == Step::Sum || self.road == Road::Alone { 1.0 } else { comm.size() as f64 };
        let all = if self.step == Step::AllFragments { 0..local.len() } else { launched.fragment.clone() };
        for at in all {
            let inside = launched.fragment.contains(&at);
            let mean = if inside { launched.delta[at - launched.fragment.start] / by } else { 0.0 };
            let (theta, v) = (&mut global.weights[at], &mut global.velocity[at]);
            let old = *theta;
            *v = match self.step {
                Step::Reset => mean,
                Step::Ema => momentum * *v + (1.0 - momentum) * mean,
                _ => momentum * *v + mean,
            };
            *theta -= outer.rate
                * match self.step {
                    Step::Plain => *v,
                    Step::Bracket => mean - momentum * *v,
                    _ => mean + momentum * *v,
                };
            if !inside {
                continue;
            }
            local[at] = match self.merge {
                Merge::Swapped => own * *theta + (1.0 - own) * local[at],
                Merge::AllGlobal => *theta,
                Merge::AllOwn => local[at],
                Merge::AsLaunched => (1.0 - own) * *theta + own * launched.own[at],
                Merge::OldGlobal => (1.0 - own) * old + own * local[at],
                Merge::PlusOwnWay => *theta + local[at] - launched.own[at],
                _ => (1.0 - own) * *theta + own * local[at],
            };
            if self.merge == Merge::SavedMixed {
                *theta = local[at];
            }
        }
        if self.merge == Merge::SavedMean {
            let mut sum = local[launched.fragment.clone()].to_vec();
            self.road.sum(comm, &mut sum);
            for (at, sum) in launched.fragment.clone().zip(sum) {
                global.weights[at] = sum / by;
            }
        }
        if self.merge == Merge::AllWeights {
            for (at, local) in local.iter_mut().enumerate() {
                if !launched.fragment.contains(&at) {
                    *local = (1.0 - own) * global.weights[at] + own * *local;
                }
            }
        }
    }
}
