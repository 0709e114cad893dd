//! The solution of `fsdp_backward` with knobs.

use sharding::collectives::{all_reduce, reduce_scatter};
use sharding::{Communicator, Units, shard};

use super::run;
use crate::fsdp_forward::gather::{Gather, bf16, gathered};
use crate::fsdp_forward::network::{Input, Vectors};
use crate::talk::Ranks;

/// How the gradients of a unit's weights become a shard.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Reduce {
    #[default]
    Right,
    OwnAlone,
    AllReduce,
    Whole,
    Neighbour,
    EqualPieces,
    HalfDigits,
    /// The sum of what all ranks have for the places of the own shard of rank 0.
    First,
}

/// What the sum is divided by.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Divided {
    #[default]
    Once,
    Never,
    Twice,
    ByUnits,
}

/// What units are given, and in which order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Chain {
    #[default]
    Right,
    FirstToLast,
    OutputForInput,
    InputOfNetwork,
    SameGradient,
    GradientReduced,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) gather: Gather,
    pub(super) reduce: Reduce,
    pub(super) divided: Divided,
    pub(super) chain: Chain,
    /// The shards are given last unit first.
    pub(super) backwards: bool,
    /// Weights are never dropped.
    pub(super) kept: bool,
    /// Or gradients are not, and are reduced in the end.
    pub(super) late: bool,
    /// A rank that has nothing of a unit passes over it.
    pub(super) passes_over: bool,
    /// It passes over the reduction only.
    pub(super) gathers_still: bool,
    pub(super) direct: bool,
    /// Where nothing is added, nothing is divided.
    pub(super) undivided: bool,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Ranks<Vectors> {
        run(input, |comm, units, shards, activations, gradient| {
            self.backward(comm, units, shards, activations, gradient)
        })
    }

    fn backward(
        &self,
        comm: &dyn Communicator,
        units: &dyn Units,
        shards: &[Vec<f32>],
        activations: &[Vec<f32>],
        gradient: &[f32],
    ) -> Vec<Vec<f32>> {
        let count = units.count();
        let mut gradient = gradient.to_vec();
        let mut means = vec![Vec::new(); count];
        let (mut kept, mut late) = (vec![], vec![]);
        for at in 0..count {
            let unit = if self.chain == Chain::FirstToLast { at } else { count - 1 - at };
            let nothing = self.passes_over && shards[unit].is_empty();
            if nothing && !self.gathers_still {
                continue;
            }
            let weights = gathered(comm, &shards[unit], units.length(unit), self.gather, self.direct);
            let from = match self.chain {
                Chain::OutputForInput => unit + 1,
                Chain::InputOfNetwork => 0,
                _ => unit,
            };
            let of = units.backward(unit, &weights, &activations[from], &gradient);
            if self.kept && !self.late {
                kept.push(weights);
            } else {
                drop(weights);
            }
            if self.kept && self.late {
                late.push((unit, of.weights));
            } else if !nothing {
                means[unit] = self.reduced(comm, &of.weights, count);
            }
            match self.chain {
                Chain::SameGradient => (),
                Chain::GradientReduced => {
                    gradient = of.input;
                    all_reduce(comm, &mut gradient);
                    gradient.iter_mut().for_each(|g| *g /= comm.size() as f32);
                }
                _ => gradient = of.input,
            }
        }
        for (unit, gradients) in late {
            means[unit] = self.reduced(comm, &gradients, count);
        }
        if self.backwards {
            means.reverse();
        }
        drop(kept);
        means
    }

    fn reduced(&self, comm: &dyn Communicator, gradient: &[f32], count: usize) -> Vec<f32> {
        let (rank, size) = (comm.rank(), comm.size());
        let own = shard(gradient.len(), size, rank);
        let whole = || {
            let mut whole = gradient.to_vec();
            all_reduce(comm, &mut whole);
            whole
        };
        let mut sum = match self.reduce {
            Reduce::Right => self.scattered(comm, gradient),
            Reduce::OwnAlone => gradient[own].to_vec(),
            Reduce::AllReduce => whole()[own].to_vec(),
            Reduce::Whole => whole(),
            Reduce::First => {
                let first = shard(gradient.len(), size, 0);
                whole()[first][..own.len()].to_vec()
            }
            Reduce::Neighbour => whole()[shard(gradient.len(), size, (rank + 1) % size)].to_vec(),
            Reduce::EqualPieces => {
                let each = gradient.len().div_ceil(size);
                let whole = whole();
                whole.iter().skip(rank * each).take(each).copied().collect()
            }
            Reduce::HalfDigits => {
                let rounded: Vec<f32> = gradient.iter().map(|&g| bf16(g)).collect();
                self.scattered(comm, &rounded)
            }
        };
        let by = match self.divided {
            Divided::Never => 1.0,
            _ if self.undivided && self.reduce == Reduce::OwnAlone => 1.0,
            Divided::Once => size as f32,
            Divided::Twice => (size * size) as f32,
            Divided::ByUnits => (size * count) as f32,
        };
        sum.iter_mut().for_each(|g| *g /= by);
        sum
    }

    fn scattered(&self, comm: &dyn Communicator, gradient: &[f32]) -> Vec<f32> {
        if !self.direct {
            return reduce_scatter(comm, gradient);
        }
        let (rank, size) = (comm.rank(), comm.size());
        let place = |of: usize| shard(gradient.len(), size, of);
        (0..size).filter(|&to| to != rank).for_each(|to| comm.send(to, 5, &gradient[place(to)]));
        let mut sum = gradient[place(rank)].to_vec();
        for from in (0..size).filter(|&from| from != rank) {
            sum.iter_mut().zip(comm.receive::<f32>(from, 5)).for_each(|(sum, g)| *sum += g);
        }
        sum
    }
}
