//! The solution of `diloco` with knobs.

use sharding::{Communicator, Global, Outer, Worker};

use super::inputs::Input;
use super::roads::Road;
use super::{State, run};
use crate::talk::Ranks;

/// What is averaged.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Delta {
    #[default]
    OldMinusNew,
    NewMinusOld,
    /// Divided by the steps of the round.
    ByStep,
}

/// What becomes of the sum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Mean {
    #[default]
    Mean,
    Sum,
    Twice,
}

/// How the outer optimizer steps.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Step {
    #[default]
    Nesterov,
    /// By v.
    Plain,
    /// By Δ − μ v.
    Bracket,
    /// v is a running mean.
    Ema,
    /// v begins at 0 in every round.
    Reset,
    /// The new v is not kept.
    NotKept,
    /// v is made of the own Δ.
    OwnVelocity,
    /// v has the rate in it.
    RateInside,
    /// By μ v alone.
    AheadAlone,
    /// By v + μ v.
    VelocityTwice,
    /// By Δ + μ v, without the rate.
    NoRate,
    /// v is made of the sum.
    SumVelocity,
    /// Each rank has a velocity of its own, and the steps are averaged.
    OwnSteps,
    /// v has the other sign: weights are right as long as it began at 0.
    Negated,
    /// The mean of the weights, and no step.
    Averaged,
    /// The step is made from the mean of the weights.
    FromMean,
    /// The step is made from a rank's own weights.
    FromLocal,
}

/// How a round goes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Round {
    #[default]
    Right,
    /// The worker forgets all at its begin.
    Restarted,
    /// Ranks go on with their own weights.
    GoOn,
    /// The worker trains the global weights themselves.
    InPlace,
    OneMore,
    OneLess,
    /// An outer step after each inner one.
    EveryStep,
    /// One outer step in the end.
    OnlyAtEnd,
    /// Weights are averaged after each inner step too.
    Averaging,
    /// Only rank 0 makes outer steps.
    RankZero,
    /// The outer step comes before each round but the first.
    LastMissing,
    /// Ranks exchange after each step, and use only the last.
    Talkative,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) delta: Delta,
    pub(super) mean: Mean,
    pub(super) step: Step,
    pub(super) round: Round,
    pub(super) road: Road,
    /// The velocity is exchanged too.
    pub(super) twice: bool,
    /// `train` has an outer step of its own, which is right.
    pub(super) apart: bool,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Ranks<State> {
        run(
            input,
            |comm, outer, global, local| self.outer_step(comm, outer, global, local, 1),
            |comm, outer, global, worker, every, rounds| {
                self.train(comm, outer, global, worker, every, rounds);
            },
        )
    }

    fn outer_step(
        &self,
        comm: &dyn Communicator,
        outer: &Outer,
        global: &mut Global,
        local: &[f64],
        every: usize,
    ) {
        let Outer { rate, momentum } = *outer;
        let sign = if self.delta == Delta::NewMinusOld { -1.0 } else { 1.0 };
        let own: Vec<f64> = global.weights.iter().zip(local).map(|(old, new)| sign * (old - new)).collect();
        let mut delta = own.clone();
        if self.step != Step::OwnSteps {
            self.road.sum(comm, &mut delta);
        }
        if self.twice {
            self.road.sum(comm, &mut global.velocity.clone());
        }
        let size = comm.size() as f64;
        let mut by = match self.mean {
            Mean::Mean => size,
            Mean::Sum => 1.0,
            Mean::Twice => size * size,
        };
        if self.road == Road::Alone {
            by = 1.0;
        }
        if self.delta == Delta::ByStep {
            by *= every as f64;
        }
        if self.step == Step::OwnSteps {
            let mut steps: Vec<f64> = vec![];
            for (v, own) in global.velocity.iter_mut().zip(&own) {
                *v = momentum * *v + own;
                steps.push(own + momentum * *v);
            }
            self.road.sum(comm, &mut steps);
            global.weights.iter_mut().zip(steps).for_each(|(w, sum)| *w -= rate * sum / by);
            return;
        }
        for (at, sum) in delta.into_iter().enumerate() {
            let (w, v) = (&mut global.weights[at], &mut global.velocity[at]);
            let mean = sum / by;
            let before = *v;
            *v = match self.step {
                Step::Ema => momentum * *v + (1.0 - momentum) * mean,
                Step::Reset => mean,
                Step::OwnVelocity => momentum * *v + own[at],
                Step::SumVelocity => momentum * *v + mean * by,
                Step::RateInside => momentum * *v + rate * mean,
                Step::Averaged => *v,
                Step::Negated => momentum * *v - mean,
                _ => momentum * *v + mean,
            };
            let by = match self.step {
                Step::Plain => rate * *v,
                Step::Bracket | Step::Negated => rate * (mean - momentum * *v),
                Step::RateInside => rate * mean + momentum * *v,
                Step::AheadAlone => rate * momentum * *v,
                Step::VelocityTwice => rate * (1.0 + momentum) * *v,
                Step::NoRate => mean + momentum * *v,
                Step::Averaged => mean,
                _ => rate * (mean + momentum * *v),
            };
            let from = match self.step {
                Step::FromMean => *w - mean,
                Step::FromLocal => local[at],
                _ => *w,
            };
            *w = from - by;
            if self.step == Step::NotKept {
                *v = before;
            }
        }
    }

    fn train(
        &self,
        comm: &dyn Communicator,
        outer: &Outer,
        global: &mut Global,
        worker: &mut dyn Worker,
        every: usize,
        rounds: usize,
    ) {
        let right = Knobs { delta: self.delta, round: self.round, road: self.road, ..Knobs::default() };
        let right = Knobs {
            delta: if self.delta == Delta::ByStep { Delta::ByStep } else { Delta::default() },
            ..right
        };
        let knobs = if self.apart { &right } else { self };
        let steps = match self.round {
            Round::OneMore => every + 1,
            Round::OneLess => every - 1,
            _ => every,
        };
        let mut own = global.weights.clone();
        for round in 1..=rounds {
            if self.round == Round::Restarted {
                worker.restart();
            }
            let mut local = if self.round == Round::GoOn { own.clone() } else { global.weights.clone() };
            if self.round == Round::OnlyAtEnd && round > 1 {
                local.clone_from(&own);
            }
            for step in 1..=steps {
                worker.step(&mut local);
                if self.round == Round::EveryStep && step < steps {
                    knobs.outer_step(comm, outer, global, &local, every);
                    local.clone_from(&global.weights);
                }
                if self.round == Round::Averaging {
                    self.road.sum(comm, &mut local);
                    local.iter_mut().for_each(|w| *w /= comm.size() as f64);
                }
                if self.round == Round::Talkative && step < steps {
                    self.road.sum(comm, &mut local.clone());
                }
            }
            if self.round == Round::InPlace {
                global.weights.clone_from(&local);
            }
            let left_out = match self.round {
                Round::OnlyAtEnd => round < rounds,
                Round::LastMissing => round == rounds,
                Round::RankZero => comm.rank() > 0,
                _ => false,
            };
            if !left_out {
                knobs.outer_step(comm, outer, global, &local, every);
            }
            own = local;
        }
    }
}
