//! The solution of `lanes` with knobs.

use fast::Number;

use super::{Input, Summed};

/// What becomes of the numbers behind the last full chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Rest {
    #[default]
    Added,
    Dropped,
    Twice,
    First,
}

/// How the sums become one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Joined {
    #[default]
    All,
    FirstAlone,
    FirstTwice,
    ButTheLast,
    /// Halves are added to halves, once too few.
    Halves,
}

/// What the chunks are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Chunks {
    #[default]
    All,
    ButTheFirst,
    /// `while i + lanes < n`
    ButTheLast,
    /// The sums begin with the first chunk, and it is added again.
    FirstTwice,
    /// They begin one place too early.
    Overlapping,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Knobs {
    pub(super) lanes: usize,
    pub(super) rest: Rest,
    pub(super) joined: Joined,
    pub(super) chunks: Chunks,
    /// The sums are overwritten.
    pub(super) overwritten: bool,
    /// They are divided by their number in the end.
    pub(super) mean: bool,
    /// Fewer numbers than lanes are no numbers.
    pub(super) short_is_nothing: bool,
    /// Neighbours are added until one is left, and the last of an odd number is lost.
    pub(super) pairs: bool,
    /// What is behind the last full chunk is added to the lanes, and not in the end.
    pub(super) rest_in_lanes: bool,
}

impl Default for Knobs {
    fn default() -> Knobs {
        Knobs {
            lanes: 8,
            rest: Rest::Added,
            joined: Joined::All,
            chunks: Chunks::All,
            overwritten: false,
            mean: false,
            short_is_nothing: false,
            pairs: false,
            rest_in_lanes: false,
        }
    }
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Summed {
        input.sum(|numbers| self.lanes(numbers), |numbers| self.lanes(numbers))
    }

    fn lanes<T: Number>(&self, numbers: &[T]) -> T {
        if self.pairs {
            return pairs(numbers);
        }
        if self.short_is_nothing && numbers.len() < self.lanes {
            return T::of(0.0);
        }
        let mut sums = vec![T::of(0.0); self.lanes];
        let mut chunks: Vec<&[T]> = match self.chunks {
            Chunks::Overlapping => numbers.windows(self.lanes).step_by(self.lanes - 1).collect(),
            _ => numbers.chunks_exact(self.lanes).collect(),
        };
        match self.chunks {
            Chunks::ButTheFirst if !chunks.is_empty() => drop(chunks.remove(0)),
            Chunks::ButTheLast if numbers.len().is_multiple_of(self.lanes) => drop(chunks.pop()),
            Chunks::FirstTwice => chunks.extend(chunks.first().copied()),
            _ => {}
        }
        for chunk in chunks {
            for (sum, &number) in sums.iter_mut().zip(chunk) {
                *sum = if self.overwritten { number } else { *sum + number };
            }
        }
        let rest = numbers.chunks_exact(self.lanes).remainder();
        let mut rest = match self.rest {
            Rest::Added => rest.to_vec(),
            Rest::Dropped => vec![],
            Rest::Twice => [rest, rest].concat(),
            Rest::First => rest.iter().copied().take(1).collect(),
        };
        if self.rest_in_lanes {
            let lanes = self.lanes;
            rest.drain(..).enumerate().for_each(|(i, number)| sums[i % lanes] += number);
        }
        let lanes = &sums[..];
        let joined: Vec<T> = match self.joined {
            Joined::All => lanes.to_vec(),
            Joined::FirstAlone => lanes[..1].to_vec(),
            Joined::FirstTwice => [&lanes[..1], lanes].concat(),
            Joined::ButTheLast => lanes[..lanes.len() - 1].to_vec(),
            Joined::Halves => lanes.iter().step_by(2).copied().collect(),
        };
        let sum: T = joined.into_iter().chain(rest).sum();
        if self.mean { sum / T::of(self.lanes as f32) } else { sum }
    }
}

fn pairs<T: Number>(numbers: &[T]) -> T {
    let mut sums = numbers.to_vec();
    while sums.len() > 1 {
        sums = sums.chunks_exact(2).map(|pair| pair[0] + pair[1]).collect();
    }
    sums.first().copied().unwrap_or_default()
}
