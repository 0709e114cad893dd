//! The solution of `streaming` with knobs.

use sharding::{Communicator, Global, Streaming, Worker, shard};

use super::inputs::Input;
use super::knobs::{Delta, Merge, Step, When};
use super::{State, run};
use crate::diloco::roads::Road;
use crate::talk::Ranks;

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
    /// Fragments are of ⌊n/P⌋ weights, and the rest belongs to none.
    pub(super) floor: bool,
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
            When::AlwaysFirst => 0,
            When::Backwards => count - 1 - beat % count,
            When::WholeEachBeat | When::WholeEachRound => return 0..length,
            _ => beat % count,
        };
        if self.ceiling {
            let each = length.div_ceil(count);
            return (number * each).min(length)..((number + 1) * each).min(length);
        }
        if self.floor {
            let each = length / count;
            return number * each..(number + 1) * each;
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
        let start = local.clone();
        let given = global.velocity.clone();
        if self.step == Step::OwnVelocity {
            global.velocity.fill(0.0);
        }
        let mut way: Vec<Launched> = Vec::new();
        let mut before = vec![0.0; length];
        for step in 1..=steps {
            worker.step(&mut local);
            let late = usize::from(self.when == When::OneLater);
            let never = self.when == When::NeverAtOnce && plan.delay == 0;
            if step > late && (step - late + early) % beat == 0 && !never {
                let index = if self.when == When::NextAtBeat { step } else { step - late - 1 };
                let fragment = self.fragment(plan, length, index / beat);
                if self.delta == Delta::FromStart {
                    mixed.clone_from(&start);
                }
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
                if self.merge == Merge::BackAtLaunch {
                    local[fragment.clone()].copy_from_slice(&global.weights[fragment.clone()]);
                }
                way.push(Launched { fragment, delta, own: local.clone(), due: step + wait });
            }
            while way.first().is_some_and(|launched| launched.due == step) {
                let mut launched = way.remove(0);
                if self.delta == Delta::AtArrival {
                    let delta = self.delta(global, &local, &mixed);
                    launched.delta = self.summed(comm, &delta, launched.fragment.clone());
                }
                if self.when == When::NextAtBeat {
                    let next = self.fragment(plan, length, step / beat);
                    let both = next.len().min(launched.delta.len());
                    launched.fragment = next.start..next.start + both;
                }
                self.apply(comm, plan, global, &mut local, &launched);
                mixed.clone_from(&local);
                if self.restarted {
                    worker.restart();
                }
            }
        }
        if self.step == Step::OwnVelocity {
            global.velocity = given;
        }
        if self.merge == Merge::Returned { global.weights.clone() } else { local }
    }

    fn delta(&self, global: &Global, local: &[f64], mixed: &[f64]) -> Vec<f64> {
        let from = match self.delta {
            Delta::FromMixed | Delta::FromStart => mixed,
            _ => &global.weights,
        };
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
            let rate = if self.step == Step::NoRate { 1.0 } else { outer.rate };
            if self.step == Step::FromLocal {
                *theta = local[at];
            }
            *theta -= rate
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
