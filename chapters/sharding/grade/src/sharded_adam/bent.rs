//! The solution of `sharded_adam` with knobs.

use sharding::collectives::{all_gather, all_reduce, reduce_scatter};
use sharding::{Adam, Communicator, Moments, shard};

use super::inputs::Input;
use super::{State, run};
use crate::talk::Ranks;

/// Where the decay comes in.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Decay {
    #[default]
    Right,
    InGradient,
    NotTimesRate,
    Never,
    After,
    OfUpdated,
}

/// Which t corrects the means.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Correction {
    #[default]
    Right,
    None,
    OneLater,
    OneEarlier,
    AlwaysFirst,
    FirstAlone,
}

/// What stands below the line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Root {
    #[default]
    Right,
    None,
    EpsilonInside,
    EpsilonBefore,
}

/// How gradients come together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Reduce {
    #[default]
    Mean,
    Sum,
    TwiceMean,
    Own,
    AllReduce,
}

/// What becomes of the weights.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Place {
    #[default]
    Right,
    NotGathered,
    AtTheStart,
    GatheredFirst,
    Averaged,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) decay: Decay,
    pub(super) correction: Correction,
    pub(super) root: Root,
    pub(super) betas_swapped: bool,
    /// New values come in whole, without 1 − β.
    pub(super) undamped: bool,
    pub(super) square_of_mean: bool,
    pub(super) reduce: Reduce,
    pub(super) place: Place,
    /// `zero_1` has a step of its own, which is right.
    pub(super) apart: bool,
    /// Does not divide by 0 where t begins there.
    pub(super) guarded: bool,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Ranks<State> {
        run(
            input,
            |adam, moments, weights, gradient| self.step(adam, moments, weights, gradient),
            |comm, adam, moments, weights, gradient| self.zero_1(comm, adam, moments, weights, gradient),
        )
    }

    fn step(&self, adam: &Adam, moments: &mut Moments, weights: &mut [f64], gradient: &[f64]) {
        let [beta1, beta2] = if self.betas_swapped { [adam.betas[1], adam.betas[0]] } else { adam.betas };
        moments.steps += 1;
        let t = match self.correction {
            Correction::OneLater => moments.steps + 1,
            Correction::OneEarlier if self.guarded => (moments.steps - 1).max(1),
            Correction::OneEarlier => moments.steps - 1,
            Correction::AlwaysFirst => 1,
            _ => moments.steps,
        };
        let mut corrections = [1.0 - beta1.powi(t), 1.0 - beta2.powi(t)];
        match self.correction {
            Correction::None => corrections = [1.0; 2],
            Correction::FirstAlone => corrections[1] = 1.0,
            _ => (),
        }
        let new = if self.undamped { [1.0; 2] } else { [1.0 - beta1, 1.0 - beta2] };
        for at in 0..weights.len().min(gradient.len()).min(moments.first.len()) {
            let mut w = weights[at];
            let mut g = gradient[at];
            if self.decay == Decay::InGradient {
                g += adam.decay * w;
            }
            let first = beta1 * moments.first[at] + new[0] * g;
            let squared = if self.square_of_mean { first } else { g };
            let second = beta2 * moments.second[at] + new[1] * squared * squared;
            (moments.first[at], moments.second[at]) = (first, second);
            let (mean, square) = (first / corrections[0], second / corrections[1]);
            let below = match self.root {
                Root::Right => square.sqrt() + adam.epsilon,
                Root::None => square + adam.epsilon,
                Root::EpsilonInside => (square + adam.epsilon).sqrt(),
                Root::EpsilonBefore => (second.sqrt() + adam.epsilon) / corrections[1].sqrt(),
            };
            let update = adam.rate * mean / below;
            w = match self.decay {
                Decay::Right => w - adam.rate * adam.decay * w - update,
                Decay::InGradient | Decay::Never => w - update,
                Decay::NotTimesRate => w - adam.decay * w - update,
                Decay::After => (w - update) * (1.0 - adam.rate * adam.decay),
                Decay::OfUpdated => w - update - adam.rate * adam.decay,
            };
            weights[at] = w;
        }
    }

    fn zero_1(
        &self,
        comm: &dyn Communicator,
        adam: &Adam,
        moments: &mut Moments,
        weights: &mut [f64],
        gradient: &[f64],
    ) {
        let size = comm.size() as f64;
        let own = shard(weights.len(), comm.size(), comm.rank());
        let mut mean = match self.reduce {
            Reduce::Own => gradient[own.clone()].to_vec(),
            Reduce::AllReduce => {
                let mut whole = gradient.to_vec();
                all_reduce(comm, &mut whole);
                whole[own.clone()].to_vec()
            }
            _ => reduce_scatter(comm, gradient),
        };
        let by = match self.reduce {
            Reduce::Mean | Reduce::AllReduce => size,
            Reduce::TwiceMean => size * size,
            Reduce::Sum | Reduce::Own => 1.0,
        };
        mean.iter_mut().for_each(|g| *g /= by);
        let before = weights[own.clone()].to_vec();
        let at = if self.place == Place::AtTheStart { 0..own.len() } else { own.clone() };
        let right = Knobs { reduce: self.reduce, place: self.place, ..Knobs::default() };
        let knobs = if self.apart { &right } else { self };
        knobs.step(adam, moments, &mut weights[at], &mean);
        match self.place {
            Place::NotGathered => (),
            Place::GatheredFirst => {
                let new = weights[own.clone()].to_vec();
                let whole = all_gather(comm, &before);
                weights.copy_from_slice(&whole);
                weights[own].copy_from_slice(&new);
            }
            Place::Averaged => {
                all_reduce(comm, weights);
                weights.iter_mut().for_each(|w| *w /= size);
            }
            _ => {
                let whole = all_gather(comm, &weights[own]);
                weights.copy_from_slice(&whole);
            }
        }
    }
}
