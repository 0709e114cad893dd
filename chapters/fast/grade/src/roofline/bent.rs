//! The bent solution of `roofline`.

use super::knobs::{Attains, Floor, Intensity, Knobs, Nothing, Reached, Ridge, Says, Threads, Unit};
use super::{Input, Over};

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
