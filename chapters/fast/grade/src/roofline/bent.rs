//! The bent solution of `roofline`: each mistake turns one knob.

use super::{Input, Over};

/// How times become a floor.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Floor {
    #[default]
    Largest,
    Sum,
    Smallest,
    /// Arithmetic and the sum of the levels.
    LevelsAdded,
    /// Arithmetic and memory alone.
    MemoryOnly,
    /// Arithmetic and the level next to the registers.
    FirstOnly,
    /// No arithmetic.
    BytesOnly,
}

/// What threads multiply.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Threads {
    #[default]
    AsSaid,
    /// Shared levels too.
    AllLevels,
    /// No level.
    NoLevel,
    /// Shared ones, and not those that each thread has.
    Exchanged,
    /// Arithmetic of one thread.
    OneComputes,
    /// None of anything.
    Nothing,
    /// The kernel's numbers are taken for those of one thread.
    WorkToo,
}

/// Units.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Unit {
    #[default]
    Bytes,
    Bits,
    /// 2³⁰ for 10⁹.
    Gibi,
}

/// What is said to be the limit.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Says {
    #[default]
    First,
    LastOfEqual,
    /// Levels before arithmetic.
    LevelsFirst,
    /// Arithmetic or memory, by intensity and ridge.
    ByRidge,
    /// Counted from 1.
    FromOne,
    /// Counted from memory.
    FromMemory,
    /// The largest number of bytes, not of seconds.
    MostBytes,
}

/// What is attainable.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Attains {
    #[default]
    OverFloor,
    /// min(peak, intensity × memory).
    OneSlope,
    Peak,
    /// max(peak, intensity × memory).
    Larger,
    Slope,
    /// Of one thread.
    OneThread,
    /// By the measured time.
    Measured,
}

/// What intensity is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Intensity {
    #[default]
    AtMemory,
    Inverted,
    AtFirst,
    AllBytes,
}

/// What a ridge is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Ridge {
    #[default]
    AtMemory,
    Inverted,
    OneThread,
    AtFirst,
    /// The rate of all threads over the bandwidth of one.
    RateOnly,
}

/// What is reached.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Reached {
    #[default]
    Share,
    Inverted,
    Clamped,
    OfPeak,
    Percent,
    /// Without a measurement: 1.
    AlwaysSome,
}

/// What comes of nothing.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Nothing {
    #[default]
    AsSaid,
    /// 0/0 where nothing is done at all.
    NotANumber,
    /// An intensity of 0 without bytes.
    ZeroIntensity,
    /// 0 without operations, infinite with some.
    ZeroWithoutOperations,
    /// What the machine can, for a kernel without operations.
    PeakForNone,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) floor: Floor,
    pub(super) threads: Threads,
    pub(super) unit: Unit,
    pub(super) says: Says,
    pub(super) attains: Attains,
    pub(super) intensity: Intensity,
    pub(super) ridge: Ridge,
    pub(super) reached: Reached,
    pub(super) nothing: Nothing,
    pub(super) guarded: bool,
    pub(super) second: bool,
    pub(super) attained_apart: bool,
    pub(super) ridge_apart: bool,
}

/// The ridge, whatever else is bent.
fn right_ridge(input: &Input) -> f64 {
    let (bandwidth, shared) = input.levels[input.levels.len() - 1];
    input.rate / if shared { bandwidth / input.threads as f64 } else { bandwidth }
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Over {
        let threads = input.threads as f64;
        let rate = input.rate
            * if matches!(self.threads, Threads::OneComputes | Threads::Nothing) { 1.0 } else { threads };
        let bandwidths: Vec<f64> = input.levels.iter().map(|&level| self.bandwidth(level, threads)).collect();
        let work = if self.threads == Threads::WorkToo { threads } else { 1.0 };
        let bytes: Vec<f64> = input.bytes.iter().map(|bytes| bytes * work).collect();
        let operations = input.operations * work;
        let levels: Vec<f64> =
            bytes.iter().zip(&bandwidths).map(|(bytes, bandwidth)| bytes / bandwidth).collect();
        let arithmetic = operations / rate;
        let floor = self.floor(arithmetic, &levels);
        let right = levels.iter().copied().fold(arithmetic, f64::max);
        let (first, memory) = (bandwidths[0], bandwidths[bandwidths.len() - 1]);
        let intensity = self.intensity(operations, &bytes);
        let attained = if self.attained_apart { right } else { floor };
        let ridge = match self.ridge {
            Ridge::AtMemory if self.ridge_apart => right_ridge(input),
            Ridge::AtMemory => rate / memory,
            Ridge::Inverted => memory / rate,
            Ridge::OneThread => input.rate / input.levels[input.levels.len() - 1].0,
            Ridge::AtFirst => rate / first,
            Ridge::RateOnly => rate / input.levels[input.levels.len() - 1].0,
        };
        let attainable = self.attainable(operations, attained, intensity, rate, memory, input);
        Over {
            floor,
            limit: self.limit(arithmetic, &levels, &bytes, intensity, rate / memory),
            intensity,
            attainable,
            ridge,
            reached: self.share(floor, attainable, rate, input),
        }
    }

    fn bandwidth(self, (bandwidth, shared): (f64, bool), threads: f64) -> f64 {
        let times = match self.threads {
            Threads::AllLevels => threads,
            Threads::NoLevel | Threads::Nothing => 1.0,
            Threads::Exchanged => {
                if shared {
                    threads
                } else {
                    1.0
                }
            }
            _ => {
                if shared {
                    1.0
                } else {
                    threads
                }
            }
        };
        let unit = match self.unit {
            Unit::Bytes => 1.0,
            Unit::Bits => 0.125,
            Unit::Gibi if self.second => 1e9 / f64::from(1 << 30),
            Unit::Gibi => f64::from(1 << 30) / 1e9,
        };
        bandwidth * times * unit
    }

    fn floor(self, arithmetic: f64, levels: &[f64]) -> f64 {
        let largest = |times: &[f64]| times.iter().copied().fold(0.0, f64::max);
        let last = levels[levels.len() - 1];
        match self.floor {
            Floor::Largest => arithmetic.max(largest(levels)),
            Floor::Sum => arithmetic + levels.iter().sum::<f64>(),
            Floor::Smallest => levels.iter().copied().fold(arithmetic, f64::min),
            Floor::LevelsAdded => arithmetic.max(levels.iter().sum()),
            Floor::MemoryOnly => arithmetic.max(last),
            Floor::FirstOnly => arithmetic.max(levels[0]),
            Floor::BytesOnly => largest(levels),
        }
    }

    fn intensity(self, operations: f64, bytes: &[f64]) -> f64 {
        let bytes = match self.intensity {
            Intensity::AtFirst => bytes[0],
            Intensity::AllBytes => bytes.iter().sum(),
            Intensity::AtMemory | Intensity::Inverted => bytes[bytes.len() - 1],
        };
        if self.intensity == Intensity::Inverted {
            return if operations > 0.0 || !self.guarded { bytes / operations } else { f64::INFINITY };
        }
        match self.nothing {
            Nothing::NotANumber => operations / bytes,
            Nothing::ZeroIntensity if bytes == 0.0 => 0.0,
            Nothing::ZeroWithoutOperations if operations == 0.0 => 0.0,
            _ if bytes == 0.0 => f64::INFINITY,
            _ => operations / bytes,
        }
    }

    fn attainable(
        self,
        operations: f64,
        floor: f64,
        intensity: f64,
        rate: f64,
        memory: f64,
        input: &Input,
    ) -> f64 {
        let slope = if operations == 0.0 && !self.second { 0.0 } else { intensity * memory };
        match self.attains {
            Attains::OneSlope => slope.min(rate),
            Attains::Peak => rate,
            Attains::Larger => slope.max(rate),
            Attains::Slope => slope,
            Attains::OneThread if floor > 0.0 => operations / floor / input.threads as f64,
            Attains::Measured => match input.measured {
                Some(seconds) => operations / seconds,
                None if floor > 0.0 => operations / floor,
                None => 0.0,
            },
            _ if operations == 0.0 && self.nothing == Nothing::PeakForNone => rate,
            _ if floor > 0.0 || self.nothing == Nothing::NotANumber => operations / floor,
            _ => 0.0,
        }
    }

    fn share(self, floor: f64, attainable: f64, rate: f64, input: &Input) -> Option<f64> {
        let Some(seconds) = input.measured else {
            return (self.reached == Reached::AlwaysSome).then_some(if self.second { 0.0 } else { 1.0 });
        };
        Some(match self.reached {
            Reached::Inverted if floor == 0.0 && self.guarded => 0.0,
            Reached::Inverted => seconds / floor,
            Reached::Clamped => (floor / seconds).min(1.0),
            Reached::OfPeak if self.second => attainable / rate,
            Reached::OfPeak => input.operations / seconds / rate,
            Reached::Percent => 100.0 * floor / seconds,
            Reached::Share | Reached::AlwaysSome => floor / seconds,
        })
    }

    fn limit(
        self,
        arithmetic: f64,
        levels: &[f64],
        bytes: &[f64],
        intensity: f64,
        ridge: f64,
    ) -> Option<usize> {
        let mut times: Vec<(Option<usize>, f64)> = vec![(None, arithmetic)];
        times.extend(levels.iter().enumerate().map(|(at, &seconds)| (Some(at), seconds)));
        let last = levels.len() - 1;
        match self.floor {
            Floor::MemoryOnly => times.retain(|time| time.0.is_none_or(|at| at == last)),
            Floor::FirstOnly => times.retain(|time| time.0.is_none_or(|at| at == 0)),
            Floor::BytesOnly => times.retain(|time| time.0.is_some()),
            _ => {}
        }
        if self.says == Says::LevelsFirst {
            times.rotate_left(1);
        }
        let better = |a: f64, b: f64| if self.floor == Floor::Smallest { a < b } else { a > b };
        let mut best = times[0];
        for &time in &times[1..] {
            if better(time.1, best.1) || self.says == Says::LastOfEqual && time.1 == best.1 {
                best = time;
            }
        }
        match (self.says, best.0) {
            (Says::ByRidge, _) => (intensity < ridge).then_some(last),
            (Says::FromOne, at) => at.map(|at| at + 1),
            (Says::FromMemory, at) => at.map(|at| last - at),
            (Says::MostBytes, Some(_)) => {
                let most = bytes.iter().copied().fold(0.0, f64::max);
                bytes.iter().position(|&bytes| bytes == most)
            }
            (_, at) => at,
        }
    }
}
