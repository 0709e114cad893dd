//! The solution of `fsdp_forward` with knobs.

use sharding::{Communicator, Units};

use super::gather::{Gather, gathered};
use super::network::{Input, Vectors};
use super::run;
use crate::talk::Ranks;

/// What a unit gets, and what is given in the end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Chain {
    #[default]
    Right,
    FirstInput,
    OfRank0,
    NoInput,
    NoOutput,
    OutputAlone,
    LastFirst,
}

/// Whose weights a unit runs with.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Whose {
    #[default]
    Own,
    First,
    Before,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) gather: Gather,
    /// All units are there at once, because none is dropped.
    pub(super) kept: bool,
    /// Or because all are gathered before the first runs.
    pub(super) early: bool,
    pub(super) chain: Chain,
    pub(super) whose: Whose,
    /// A unit of which the rank has nothing is passed over.
    pub(super) passes_over: bool,
    /// So is only its gathering.
    pub(super) only_gathering: bool,
    pub(super) direct: bool,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Ranks<Vectors> {
        run(input, |comm, units, shards, input| self.forward(comm, units, shards, input))
    }

    fn forward(
        &self,
        comm: &dyn Communicator,
        units: &dyn Units,
        shards: &[Vec<f32>],
        input: &[f32],
    ) -> Vec<Vec<f32>> {
        let gather =
            |unit: usize| gathered(comm, &shards[unit], units.length(unit), self.gather, self.direct);
        let mut activations = vec![input.to_vec()];
        if self.chain == Chain::OfRank0 {
            if comm.rank() == 0 {
                (1..comm.size()).for_each(|to| comm.send(to, 3, input));
            } else {
                activations[0] = comm.receive(0, 3);
            }
        }
        let early: Vec<Vec<f32>> =
            if self.kept && self.early { (0..units.count()).map(gather).collect() } else { vec![] };
        let mut kept: Vec<Vec<f32>> = vec![];
        for unit in 0..units.count() {
            if self.passes_over && shards[unit].is_empty() {
                let same = if self.only_gathering {
                    units.forward(unit, &vec![0.0; units.length(unit)], &activations[unit])
                } else {
                    activations[unit].clone()
                };
                activations.push(same);
                continue;
            }
            let of = match self.whose {
                Whose::Own => unit,
                Whose::First => 0,
                Whose::Before => unit.saturating_sub(1),
            };
            let weights = early.get(of).cloned().unwrap_or_else(|| gather(of));
            let from = if self.chain == Chain::FirstInput { 0 } else { unit };
            activations.push(units.forward(unit, &weights, &activations[from]));
            if self.kept {
                kept.push(weights);
            }
        }
        match self.chain {
            Chain::NoInput => drop(activations.remove(0)),
            Chain::NoOutput => drop(activations.pop()),
            Chain::OutputAlone => drop(activations.drain(..units.count())),
            Chain::LastFirst => activations.reverse(),
            _ => (),
        }
        drop(kept);
        activations
    }
}
