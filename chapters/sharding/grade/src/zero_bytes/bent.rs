//! The solution of `zero_bytes` with knobs.

use super::{Bill, Input, Stage};

/// How many weights of a unit a rank is said to have.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Rounded {
    #[default]
    Up,
    Down,
    OfAll,
    OneMore,
    /// The bytes of what is shared are divided, not the weights.
    Bytes,
}

/// What is gathered at the peak.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Gathered {
    #[default]
    Right,
    Never,
    Largest,
    All,
    LessShard,
    Last,
    States,
    EveryStage,
}

/// How the elements are counted that ranks send.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Sent {
    #[default]
    Right,
    TwoAlways,
    ThreeAlways,
    ReduceOnly,
    GradientsOnly,
    ThreeFromGradients,
    TimesRanks,
    OfOneRank,
    Bytes,
}

/// What is said to be shared out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Shared {
    #[default]
    Right,
    OneMore,
    OneFewer,
    OnlyTheLast,
    OptimizerGone,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Knobs {
    /// Bytes of a weight, a gradient, and of what the optimizer has.
    pub(super) bytes: [u64; 3],
    pub(super) rounded: Rounded,
    pub(super) gathered: Gathered,
    pub(super) sent: Sent,
    pub(super) shared: Shared,
    pub(super) apart: bool,
    /// Bytes that are divided are rounded up.
    pub(super) bytes_up: bool,
}

impl Default for Knobs {
    fn default() -> Knobs {
        Knobs {
            bytes: [2, 2, 12],
            rounded: Rounded::Up,
            gathered: Gathered::Right,
            sent: Sent::Right,
            shared: Shared::Right,
            apart: false,
            bytes_up: false,
        }
    }
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Bill {
        let held = self.held(input);
        let of_peak =
            if self.apart { Knobs { gathered: self.gathered, ..Knobs::default() }.held(input) } else { held };
        Bill { held, peak: of_peak + self.gathered(input), sent: self.sent(input) }
    }

    fn shards(&self, input: &Input) -> u64 {
        let units = input.units.iter();
        match self.rounded {
            Rounded::Up => units.map(|unit| unit.div_ceil(input.ranks)).sum(),
            Rounded::Down => units.map(|unit| unit / input.ranks).sum(),
            Rounded::OfAll | Rounded::Bytes => units.sum::<u64>().div_ceil(input.ranks),
            Rounded::OneMore => units.map(|unit| unit / input.ranks + 1).sum(),
        }
    }

    fn held(&self, input: &Input) -> u64 {
        let (whole, shard) = (input.units.iter().sum::<u64>(), self.shards(input));
        let stage = match input.stage {
            Stage::Nothing => 0,
            Stage::Optimizer => 1,
            Stage::Gradients => 2,
            Stage::Resharded | Stage::Kept => 3,
        };
        // Of the optimizer's states, gradients and weights.
        let shared = |from: i32| match self.shared {
            Shared::OneMore => stage > 0 && stage + 1 >= from,
            Shared::OneFewer => stage > from,
            Shared::OnlyTheLast => stage == from,
            _ => stage >= from,
        };
        let of = |bytes: u64, from: i32| bytes * if shared(from) { shard } else { whole };
        if self.rounded == Rounded::Bytes {
            let kinds = [(self.bytes[0], 3), (self.bytes[1], 2), (self.bytes[2], 1)];
            let part = |is_shared: bool| -> u64 {
                kinds.iter().filter(|kind| shared(kind.1) == is_shared).map(|kind| kind.0 * whole).sum()
            };
            let shared = part(true);
            let own = if self.bytes_up { shared.div_ceil(input.ranks) } else { shared / input.ranks };
            return part(false) + own;
        }
        let optimizer =
            if self.shared == Shared::OptimizerGone && stage > 0 { 0 } else { of(self.bytes[2], 1) };
        of(self.bytes[0], 3) + of(self.bytes[1], 2) + optimizer
    }

    fn gathered(&self, input: &Input) -> u64 {
        let (all, largest) =
            (input.units.iter().sum::<u64>(), input.units.iter().copied().max().unwrap_or(0));
        let right = match input.stage {
            Stage::Resharded => largest,
            Stage::Kept => all,
            _ => 0,
        };
        let of_weights = matches!(input.stage, Stage::Resharded | Stage::Kept);
        match self.gathered {
            Gathered::Right => 2 * right,
            Gathered::Never => 0,
            Gathered::Largest => 2 * if of_weights { largest } else { 0 },
            Gathered::All => 2 * if of_weights { all } else { 0 },
            Gathered::LessShard => match input.stage {
                Stage::Resharded => 2 * (largest - largest.div_ceil(input.ranks)),
                Stage::Kept => 2 * (all - self.shards(input).min(all)),
                _ => 0,
            },
            Gathered::Last => match input.stage {
                Stage::Resharded => 2 * input.units.last().copied().unwrap_or(0),
                _ => 2 * right,
            },
            Gathered::States => 16 * right,
            Gathered::EveryStage => 2 * if of_weights { right } else { largest },
        }
    }

    fn sent(&self, input: &Input) -> u64 {
        let all = input.units.iter().sum::<u64>();
        let three = input.stage == Stage::Resharded;
        let rounds = match self.sent {
            Sent::TwoAlways => 2,
            Sent::ThreeAlways if input.stage == Stage::Kept => 3,
            Sent::ReduceOnly if input.stage == Stage::Nothing => 1,
            Sent::GradientsOnly if matches!(input.stage, Stage::Optimizer | Stage::Gradients) => 1,
            Sent::ThreeFromGradients if input.stage == Stage::Gradients => 3,
            _ => 2 + u64::from(three),
        };
        let others = input.ranks - u64::from(self.sent != Sent::TimesRanks);
        let sent = rounds * all * others;
        match self.sent {
            Sent::OfOneRank => sent / input.ranks,
            Sent::Bytes => 2 * sent,
            _ => sent,
        }
    }
}
