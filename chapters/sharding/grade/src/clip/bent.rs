//! The solution of `clip` with knobs.

use sharding::Communicator;
use sharding::collectives::{all_gather, all_reduce};

use super::{Clipped, Input, run};
use crate::talk::Ranks;

/// What is taken for the norm.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Norm {
    #[default]
    Right,
    Local,
    SumOfNorms,
    MeanOfSquares,
    Largest,
    NoRoot,
    RootOfSumOfAll,
    AtTheRoot,
}

/// What the replicated gradients add to it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Replicated {
    #[default]
    Once,
    OnEachRank,
    Never,
    Apart,
}

/// How gradients are scaled.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Scaled {
    #[default]
    Right,
    Up,
    NoEpsilon,
    Inverse,
    ByEntry,
    ShardAlone,
    ReplicatedAlone,
    Nothing,
}

/// What is given.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Given {
    #[default]
    Norm,
    After,
    Coefficient,
    Squared,
}

/// How sums come together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Road {
    #[default]
    Right,
    OwnFirst,
    AllGradients,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) norm: Norm,
    pub(super) replicated: Replicated,
    pub(super) scaled: Scaled,
    pub(super) given: Given,
    pub(super) road: Road,
    /// Sums are gathered, and added in the order of the ranks.
    pub(super) gathers: bool,
    /// Where norms are added, what is replicated comes in as squares.
    pub(super) mixed: bool,
}

fn squares(gradient: &[f64]) -> f64 {
    gradient.iter().map(|g| g * g).sum()
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Ranks<Clipped> {
        run(input, |comm, sharded, replicated, most| self.clip(comm, sharded, replicated, most))
    }

    /// The sum of one number of each rank.
    fn sum(&self, comm: &dyn Communicator, own: f64) -> f64 {
        if self.road == Road::OwnFirst {
            let mut all = all_gather(comm, &[own]);
            all.rotate_left(comm.rank());
            return all.iter().sum();
        }
        if self.gathers {
            return all_gather(comm, &[own]).iter().sum();
        }
        let mut sum = [own];
        all_reduce(comm, &mut sum);
        sum[0]
    }

    fn norm(&self, comm: &dyn Communicator, sharded: &[f64], replicated: &[f64]) -> f64 {
        let once = match self.replicated {
            Replicated::Once => squares(replicated),
            _ => 0.0,
        };
        let mut own = squares(sharded);
        if self.replicated == Replicated::OnEachRank {
            own += squares(replicated);
        }
        if self.road == Road::AllGradients {
            return (squares(&all_gather(comm, sharded)) + once).sqrt();
        }
        match self.norm {
            Norm::Right => (self.sum(comm, own) + once).sqrt(),
            Norm::Local => (own + once).sqrt(),
            Norm::SumOfNorms if self.mixed => self.sum(comm, own.sqrt()).hypot(once.sqrt()),
            Norm::SumOfNorms => self.sum(comm, own.sqrt()) + once.sqrt(),
            Norm::MeanOfSquares => (self.sum(comm, own) / comm.size() as f64 + once).sqrt(),
            Norm::Largest => {
                let all = all_gather(comm, &[own]);
                (all.into_iter().fold(0.0, f64::max) + once).sqrt()
            }
            Norm::NoRoot => self.sum(comm, own) + once,
            Norm::RootOfSumOfAll => {
                let own: f64 = sharded.iter().map(|g| g.abs()).sum();
                self.sum(comm, own) + replicated.iter().map(|g| g.abs()).sum::<f64>()
            }
            Norm::AtTheRoot => {
                if comm.rank() > 0 {
                    comm.send(0, 4, &[own]);
                    return (own + once).sqrt();
                }
                let others = (1..comm.size()).map(|from| comm.receive::<f64>(from, 4)[0]);
                (own + others.sum::<f64>() + once).sqrt()
            }
        }
    }

    fn clip(&self, comm: &dyn Communicator, sharded: &mut [f64], replicated: &mut [f64], most: f64) -> f64 {
        let norm = self.norm(comm, sharded, replicated);
        let coefficient = |norm: f64| match self.scaled {
            Scaled::Up => most / (norm + 1e-6),
            Scaled::NoEpsilon => (most / norm).min(1.0),
            Scaled::Inverse => ((norm + 1e-6) / most).min(1.0),
            Scaled::Nothing => 1.0,
            _ => (most / (norm + 1e-6)).min(1.0),
        };
        let by = coefficient(norm);
        let by_own = coefficient(squares(replicated).sqrt());
        if self.scaled != Scaled::ReplicatedAlone {
            for g in sharded.iter_mut() {
                match self.scaled {
                    Scaled::ByEntry => *g = g.clamp(-most, most),
                    _ => *g *= by,
                }
            }
        }
        if self.scaled != Scaled::ShardAlone {
            for g in replicated.iter_mut() {
                match self.scaled {
                    Scaled::ByEntry => *g = g.clamp(-most, most),
                    _ if self.replicated == Replicated::Apart => *g *= by_own,
                    _ => *g *= by,
                }
            }
        }
        match self.given {
            Given::Norm => norm,
            Given::After => norm * by,
            Given::Coefficient => by,
            Given::Squared => norm * norm,
        }
    }
}
