//! The solution of `quorum` with knobs.

use sharding::{Communicator, Quorum, Replica};

use super::roads::{Group, Road};
use super::turns::{From, current};
use super::{Input, Outcome, run};

/// What one that is behind gets.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Heals {
    #[default]
    All,
    Nothing,
    NoMomentum,
    MomentumZero,
    NoWeights,
    NoSteps,
    Averaged,
    /// Only if the step is committed.
    IfCommitted,
    /// All that a current one has, and does not commit with the others.
    SitsOut,
    /// What a current one has after the step, and then commits the step as well.
    Twice,
    /// All that a current one has, and leaves.
    Leaves,
    /// All members get what the first that is current has.
    Everyone,
}

/// By what the sum is divided.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum By {
    #[default]
    Current,
    Members,
    World,
    Nothing,
}

/// What becomes of a gradient that belongs to old weights.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Old {
    #[default]
    Zeros,
    /// Added, and not counted.
    Added,
    /// Added and counted.
    Counted,
    /// Multiplied by 0.
    TimesZero,
}

/// How it is decided whether the step is committed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Vote {
    #[default]
    All,
    /// Always.
    Never,
    /// Always, with the mean of those there are.
    MeanOfOthers,
    /// Each for itself.
    Own,
    /// A missing gradient of one that is behind counts too.
    BehindToo,
    /// Who has none leaves at once.
    Leaves,
    /// Who has none leaves after those who are behind were healed.
    LeavesLater,
}

/// What happens when the step is not committed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Failed {
    #[default]
    Nothing,
    /// The number of steps grows.
    Counts,
    /// The momentum decays.
    Decays,
    /// The step is done with a gradient of zeros.
    Zeros,
}

/// What is returned.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Gives {
    #[default]
    Committed,
    True,
    /// Whether there was a gradient here.
    OwnGradient,
    Failed,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) from: From,
    /// The same, in `step` alone.
    pub(super) from_in_step: From,
    pub(super) heals: Heals,
    pub(super) by: By,
    pub(super) old: Old,
    pub(super) vote: Vote,
    pub(super) failed: Failed,
    pub(super) gives: Gives,
    pub(super) road: Road,
    pub(super) barrier: bool,
    pub(super) apart: bool,
    /// A gradient of NaN is one that is missing.
    pub(super) nan_is_missing: bool,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Outcome {
        run(
            input,
            |quorum| self.from.sources(quorum),
            |comm, quorum, replica, gradient| self.step(comm, quorum, replica, gradient),
        )
    }

    fn step(
        &self,
        comm: &dyn Communicator,
        quorum: &Quorum,
        replica: &mut Replica,
        gradient: Option<&[f64]>,
    ) -> bool {
        if self.barrier {
            comm.barrier();
        }
        let is_there = |gradient: &&[f64]| !self.nan_is_missing || gradient.iter().all(|g| g.is_finite());
        let gradient = gradient.filter(is_there);
        let from = match self.from_in_step {
            From::Turns if !self.apart => self.from,
            from => from,
        };
        let group = Group { comm, members: &quorum.members };
        let place = quorum.members.iter().position(|&member| member == comm.rank()).expect("a member");
        let behind = from.sources(quorum)[place].is_some();
        if self.vote == Vote::Leaves && gradient.is_none() {
            return false;
        }
        if !matches!(self.heals, Heals::IfCommitted | Heals::Twice) {
            self.heal(comm, quorum, from, replica);
        }
        if self.vote == Vote::LeavesLater && gradient.is_none() {
            return false;
        }
        if self.heals == Heals::Leaves && behind {
            return true;
        }
        let count = replica.weights.len();
        let mut sum = vec![0.0; count + 2];
        let mut put = |by: f64| {
            if let Some(gradient) = gradient {
                sum.iter_mut().zip(gradient).for_each(|(sum, g)| *sum = by * g);
            } else {
                sum[count] = 1.0;
            }
        };
        match self.old {
            _ if !behind => put(1.0),
            Old::Added | Old::Counted if gradient.is_some() => put(1.0),
            Old::TimesZero if gradient.is_some() => put(0.0),
            _ if self.vote == Vote::BehindToo && gradient.is_none() => put(0.0),
            _ => (),
        }
        sum[count + 1] = f64::from(u8::from(!behind || self.old == Old::Counted && gradient.is_some()));
        self.road.sum(&group, &mut sum);
        let counted = sum.pop().expect("it was pushed");
        let missing = sum.pop().expect("it was pushed");
        let commits = match self.vote {
            Vote::Never => true,
            Vote::MeanOfOthers => missing < counted,
            Vote::Own => gradient.is_some() || behind,
            _ => missing == 0.0,
        };
        let by = match self.by {
            By::Current if self.vote == Vote::MeanOfOthers => counted - missing,
            By::Current => counted,
            By::Members => quorum.members.len() as f64,
            By::World => comm.size() as f64,
            By::Nothing => 1.0,
        };
        sum.iter_mut().for_each(|x| *x /= by);
        if self.heals == Heals::IfCommitted && commits {
            self.heal(comm, quorum, from, replica);
        }
        let late = self.heals == Heals::Twice;
        if commits && !(behind && (late || self.heals == Heals::SitsOut)) {
            replica.update(&sum);
        }
        if late {
            self.heal(comm, quorum, from, replica);
            if commits && behind {
                replica.update(&sum);
            }
        }
        if !commits {
            match self.failed {
                Failed::Nothing => (),
                Failed::Counts => replica.steps += 1,
                Failed::Decays => replica.momentum.iter_mut().for_each(|m| *m *= 0.8),
                Failed::Zeros => replica.update(&vec![0.0; count]),
            }
        }
        match self.gives {
            Gives::Committed => commits,
            Gives::True => true,
            Gives::OwnGradient => gradient.is_some(),
            Gives::Failed => !commits,
        }
    }

    fn heal(&self, comm: &dyn Communicator, quorum: &Quorum, from: From, replica: &mut Replica) {
        let current = current(quorum);
        let mut sources = from.sources(quorum);
        match self.heals {
            Heals::Nothing => return,
            Heals::Everyone if current.len() < quorum.members.len() => {
                let first = current[0];
                sources = quorum.members.iter().map(|&member| (member != first).then_some(first)).collect();
            }
            _ => (),
        }
        let own = quorum.members.iter().position(|&member| member == comm.rank()).expect("a member");
        for (&member, source) in quorum.members.iter().zip(&sources) {
            if *source == Some(comm.rank()) {
                comm.send(member, 31, &[replica.steps]);
                comm.send(member, 32, &[&replica.weights[..], &replica.momentum].concat());
            }
        }
        let Some(source) = sources[own] else { return };
        let steps = comm.receive::<u64>(source, 31)[0];
        let all = comm.receive::<f64>(source, 32);
        let (weights, momentum) = all.split_at(replica.weights.len());
        if self.heals != Heals::NoSteps {
            replica.steps = steps;
        }
        match self.heals {
            Heals::NoWeights => (),
            Heals::Averaged => {
                replica.weights.iter_mut().zip(weights).for_each(|(own, other)| *own = 0.5 * (*own + other));
            }
            _ => replica.weights.copy_from_slice(weights),
        }
        match self.heals {
            Heals::NoMomentum => (),
            Heals::MomentumZero => replica.momentum.fill(0.0),
            _ => replica.momentum.copy_from_slice(momentum),
        }
    }
}
