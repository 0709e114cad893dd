//! The bent solution of `traffic`: each mistake turns one knob.

use super::{Bytes, How, Input, Owned};

/// What an operation is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Work {
    #[default]
    AsGiven,
    Doubled,
    /// A multiplication and an addition as one.
    Fused,
    /// `step_operations` once.
    OneStep,
    /// One a step.
    Steps,
}

/// How often an element crosses.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Cross {
    #[default]
    Right,
    UpdateOnce,
    NeverAllocates,
    AlwaysAllocates,
    /// An update that reads a line besides.
    UpdateAllocates,
    /// Without a cache, too.
    AllocatesUncached,
    /// The result of an update goes out when all is done, and not whenever it leaves the cache.
    WrittenBackLast,
}

/// How often a part is brought in.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Times {
    #[default]
    Changes,
    /// At every run.
    EveryRun,
    /// Once for each part that there is.
    StaysForever,
    /// Loops of one step count as others.
    OneStepToo,
    /// Only the loop next to the level is looked at.
    Nearest,
    /// The outermost of its loops in place of the innermost.
    Outermost,
    /// The last in the list, in place of the innermost.
    LastListed,
    /// Only its own loops outside.
    InnermostAlone,
}

/// Which elements a run touches.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Part {
    #[default]
    Own,
    /// The product of all inner loops.
    AllLoops,
    /// The sum of its own extents.
    Sum,
}

/// Which levels there are.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Levels {
    #[default]
    FromOutside,
    FromInside,
    WithoutLast,
    WithoutFirst,
    /// Loop L is outside of level L.
    OneFurther,
}

/// What an empty loop does.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Empty {
    #[default]
    Nothing,
    /// Only its own loops can make an operand empty.
    OwnOnly,
    AsOne,
    /// No entry in `cached`.
    NoEntry,
}

/// In what is counted.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum In {
    #[default]
    Whole,
    Bits32,
    Double,
    Single,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) work: Work,
    pub(super) cross: Cross,
    pub(super) times: Times,
    pub(super) part: Part,
    pub(super) levels: Levels,
    pub(super) empty: Empty,
    pub(super) counted: In,
    /// Every element has this many bytes; as it is if 0.
    pub(super) all_bytes: u64,
    /// Elements, not bytes.
    pub(super) elements: bool,
    /// Without a cache: only as many steps as the operand's own loops have.
    pub(super) uncached_own: bool,
    pub(super) compulsory_apart: bool,
    pub(super) uncached_apart: bool,
    pub(super) cached_apart: bool,
    /// Only the product of all extents is counted as `counted` says.
    pub(super) steps_alone: bool,
    pub(super) second: bool,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Bytes {
        let right = Knobs::default();
        let uncached_by = if self.uncached_apart {
            Knobs { counted: self.counted, empty: self.empty, ..right }
        } else {
            *self
        };
        let compulsory_by = if self.compulsory_apart || self.cached_apart { right } else { *self };
        let cached_by = if self.cached_apart { right } else { *self };
        let extents: Vec<u128> = input.extents.iter().map(|&n| self.extent(n)).collect();
        let empty = extents.contains(&0);
        let entries = input.depth() + 1;
        if empty && self.empty != Empty::OwnOnly {
            let entries = if self.empty == Empty::NoEntry { 0 } else { self.levels(entries).len() };
            return Bytes { operations: 0, uncached: 0, compulsory: 0, cached: vec![0; entries] };
        }
        let steps = self.steps(&extents);
        let at = |knobs: &Knobs, level: usize| {
            let moved = |operand: &Owned| knobs.moved(input, &extents, operand, level);
            knobs.held(knobs.number(input.operands.iter().map(moved).sum()))
        };
        let all = self.levels(entries).into_iter().map(|level| at(&cached_by, level) as u64);
        Bytes {
            operations: self.number(self.operations(steps, u128::from(input.step_operations))) as u64,
            uncached: uncached_by.number(uncached_by.uncached(input, &extents)) as u64,
            compulsory: at(&compulsory_by, 0) as u64,
            cached: all.collect(),
        }
    }

    fn extent(self, extent: u64) -> u128 {
        u128::from(if self.empty == Empty::AsOne { extent.max(1) } else { extent })
    }

    fn levels(self, entries: usize) -> Vec<usize> {
        let all = 0..entries;
        match self.levels {
            Levels::FromOutside | Levels::OneFurther => all.collect(),
            Levels::FromInside => all.rev().collect(),
            Levels::WithoutLast => (0..entries - 1).collect(),
            Levels::WithoutFirst => (1..entries).collect(),
        }
    }

    fn steps(self, extents: &[u128]) -> u128 {
        Knobs { steps_alone: false, ..self }.number(extents.iter().product())
    }

    fn number(self, number: u128) -> u128 {
        if self.steps_alone {
            return number;
        }
        match self.counted {
            In::Whole => number,
            In::Bits32 => number % (1 << 32),
            In::Double => number as f64 as u128,
            In::Single => number as f32 as u128,
        }
    }

    /// What is not noticed to be nothing may be more than u64 holds, and then stops with Rust's words.
    fn held(self, number: u128) -> u128 {
        let overflows = self.empty == Empty::OwnOnly && number > u128::from(u64::MAX);
        assert!(!overflows, "attempt to multiply with overflow");
        number
    }

    fn product(self, numbers: impl Iterator<Item = u128>) -> u128 {
        let product = numbers.product();
        if self.second { product } else { self.number(product) }
    }

    fn operations(self, steps: u128, each: u128) -> u128 {
        match self.work {
            Work::AsGiven => steps * each,
            Work::Doubled => 2 * steps * each,
            Work::Fused if self.second => steps * (each / 2),
            Work::Fused => steps * each.div_ceil(2),
            Work::OneStep => each,
            Work::Steps => steps,
        }
    }

    fn bytes(self, operand: &Owned) -> u128 {
        u128::from(match (self.elements, self.all_bytes) {
            (true, _) => 1,
            (false, 0) => operand.element_bytes,
            (false, bytes) => bytes,
        })
    }

    /// In and out.
    fn crossings(self, operand: &Owned, write_allocate: bool) -> [u128; 2] {
        match (operand.used, self.cross) {
            (How::Read, _) | (How::Updated, Cross::UpdateOnce) => [1, 0],
            (How::Written, Cross::NeverAllocates) => [0, 1],
            (How::Written, Cross::AlwaysAllocates) => [1, 1],
            (How::Written, _) => [u128::from(write_allocate), 1],
            (How::Updated, Cross::UpdateAllocates) => [1 + u128::from(write_allocate), 1],
            (How::Updated, _) => [1, 1],
        }
    }

    fn uncached(self, input: &Input, extents: &[u128]) -> u128 {
        let bytes = |operand: &Owned| {
            let allocates = self.cross == Cross::AllocatesUncached && input.write_allocate;
            let [comes, goes] = match (operand.used, self.cross) {
                (How::Written, _) if !allocates => [0, 1],
                (How::Updated, Cross::UpdateAllocates) => [1, 1],
                _ => self.crossings(operand, allocates),
            };
            let steps = if self.uncached_own {
                operand.loops.iter().map(|&at| extents[at]).product()
            } else {
                self.steps(extents)
            };
            steps * self.bytes(operand) * (comes + goes)
        };
        input.operands.iter().map(bytes).sum()
    }

    fn moved(self, input: &Input, extents: &[u128], operand: &Owned, level: usize) -> u128 {
        let inside = if self.levels == Levels::OneFurther && level > 0 { level + 1 } else { level };
        let own = |at: usize| operand.loops.contains(&at);
        let part = match self.part {
            Part::Own => self.product((inside..extents.len()).filter(|&at| own(at)).map(|at| extents[at])),
            Part::AllLoops => self.product((inside..extents.len()).map(|at| extents[at])),
            Part::Sum => (inside..extents.len()).filter(|&at| own(at)).map(|at| extents[at]).sum(),
        };
        let outside = inside.min(extents.len());
        let up_to =
            |last: Option<usize>| last.map_or(1, |last| self.product(extents[..=last].iter().copied()));
        // An empty loop steps less than once, which who asks for more than one step leaves out.
        let changes = |at: &usize| extents[*at] > 1 || extents[*at] == 0 && !self.second;
        let times = match self.times {
            Times::Changes => up_to((0..outside).filter(changes).rfind(|&at| own(at))),
            Times::EveryRun => self.product(extents[..outside].iter().copied()),
            Times::StaysForever => self.product((0..outside).filter(|&at| own(at)).map(|at| extents[at])),
            Times::OneStepToo => up_to((0..outside).rfind(|&at| own(at))),
            Times::Nearest => match outside.checked_sub(1) {
                Some(nearest) if !own(nearest) || extents[nearest] == 1 => up_to(nearest.checked_sub(1)),
                nearest => up_to(nearest),
            },
            Times::Outermost => up_to((0..outside).filter(changes).find(|&at| own(at))),
            Times::LastListed => {
                up_to(operand.loops.iter().copied().filter(changes).rfind(|&at| at < outside))
            }
            Times::InnermostAlone => {
                (0..outside).filter(changes).rfind(|&at| own(at)).map_or(1, |at| extents[at])
            }
        };
        let [comes, goes] = self.crossings(operand, input.write_allocate);
        let bytes = self.bytes(operand);
        if self.cross == Cross::WrittenBackLast && operand.used == How::Updated {
            let all: u128 = (0..extents.len()).filter(|&at| own(at)).map(|at| extents[at]).product();
            return bytes * (times * part * comes + all * goes);
        }
        self.number(times * part) * bytes * (comes + goes)
    }
}
