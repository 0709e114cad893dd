//! What `reduce_scatter` and `all_reduce` are given: values on each rank, as many on all.

use judge::{Output, Part, Precision, Random};
use serde::{Deserialize, Serialize};
use sharding::Communicator;

use crate::talk::{Ranks, talk};

/// No sum of nine integers of this size overflows.
pub(crate) const LARGEST: i64 = 1 << 59;

/// The values of each rank.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Input {
    Floats(Vec<Vec<f32>>),
    Integers(Vec<Vec<i64>>),
}

/// What a rank has in the end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Values {
    Floats(Vec<f32>),
    Integers(Vec<i64>),
}

impl Output for Values {
    fn parts(&self) -> Vec<Part> {
        vec![match self {
            Values::Floats(values) => Part::real("out", [values.len()], values.iter().map(|&x| f64::from(x))),
            Values::Integers(values) => Part::whole("out", [values.len()], values.iter().copied()),
        }]
    }
}

/// The sum of all ranks' values.
pub(crate) enum Sum {
    Real(Vec<f64>),
    Whole(Vec<i64>),
}

impl Sum {
    /// Some places of it as a part.
    pub(crate) fn part(&self, from: usize, count: usize) -> Part {
        match self {
            Sum::Real(sum) => Part::real("out", [count], sum[from..from + count].iter().copied()),
            Sum::Whole(sum) => Part::whole("out", [count], sum[from..from + count].iter().copied()),
        }
    }
}

impl Input {
    /// As many floats as are wanted on each of some ranks.
    pub(crate) fn floats(random: &mut Random, ranks: usize, length: usize) -> Input {
        Input::Floats((0..ranks).map(|_| random.normals(length, 1.0).to_vec()).collect())
    }

    /// Floats, those of each rank ten times as large as those of the rank before.
    pub(crate) fn levels(random: &mut Random, ranks: usize, length: usize) -> Input {
        let level = |rank: usize| 10_f64.powi(rank as i32 - 2);
        Input::Floats((0..ranks).map(|rank| random.normals(length, level(rank)).to_vec()).collect())
    }

    /// Integers that no float holds.
    pub(crate) fn integers(random: &mut Random, ranks: usize, length: usize) -> Input {
        let most = LARGEST as usize;
        let value = |random: &mut Random| random.whole(0..=2 * most) as i64 - LARGEST;
        Input::Integers((0..ranks).map(|_| (0..length).map(|_| value(random)).collect()).collect())
    }

    /// The largest integers, in one place of both signs.
    pub(crate) fn largest(random: &mut Random, ranks: usize, length: usize) -> Input {
        let mut input = Input::integers(random, ranks, length);
        if let Input::Integers(values) = &mut input {
            for values in values {
                values[0] = LARGEST;
                values[length - 1] = -LARGEST;
            }
        }
        input
    }

    /// Floats of a size.
    pub(crate) fn sized(random: &mut Random, ranks: usize, length: usize, size: f64) -> Input {
        Input::Floats((0..ranks).map(|_| random.normals(length, size).to_vec()).collect())
    }

    /// What rank 0 has, rank 1 has too, with the other sign, and others have zeros: every sum is exactly 0.
    pub(crate) fn cancelling(random: &mut Random, ranks: usize, length: usize) -> Input {
        let mut values = vec![vec![0.0; length]; ranks];
        values[0] = random.normals(length, 1.0).to_vec();
        values[1] = values[0].iter().map(|x| -x).collect();
        Input::Floats(values)
    }

    pub(crate) fn ranks(&self) -> usize {
        match self {
            Input::Floats(values) => values.len(),
            Input::Integers(values) => values.len(),
        }
    }

    /// How many values each rank has.
    pub(crate) fn length(&self) -> usize {
        match self {
            Input::Floats(values) => values[0].len(),
            Input::Integers(values) => values[0].len(),
        }
    }

    /// The bytes of the longest shard: ⌈n/N⌉ values.
    pub(crate) fn longest_shard(&self) -> usize {
        let bytes = if matches!(self, Input::Floats(_)) { size_of::<f32>() } else { size_of::<i64>() };
        bytes * self.length().div_ceil(self.ranks())
    }

    pub(crate) fn describe(&self) -> String {
        let kind = if matches!(self, Input::Floats(_)) { "floats" } else { "integers" };
        let plural = if self.ranks() == 1 { "rank" } else { "ranks" };
        format!("{} {plural}, {} {kind} on each", self.ranks(), self.length())
    }

    /// All ranks run, each with its values.
    pub(crate) fn run(
        &self,
        floats: impl Fn(&dyn Communicator, &[f32]) -> Vec<f32> + Sync,
        integers: impl Fn(&dyn Communicator, &[i64]) -> Vec<i64> + Sync,
    ) -> Ranks<Values> {
        let size = self.ranks();
        match self {
            Input::Floats(values) => talk(size, |comm| Values::Floats(floats(comm, &values[comm.rank()]))),
            Input::Integers(values) => {
                talk(size, |comm| Values::Integers(integers(comm, &values[comm.rank()])))
            }
        }
    }

    /// The sum of all ranks' values, place by place.
    pub(crate) fn sum(&self, precision: Precision) -> Sum {
        let places = 0..self.length();
        match self {
            Input::Floats(values) => {
                let sum = |place: usize| match precision {
                    Precision::Double => values.iter().map(|x| f64::from(x[place])).sum(),
                    Precision::Float => f64::from(values.iter().map(|x| x[place]).sum::<f32>()),
                    Precision::Nudged => values.iter().map(|x| f64::from(x[place].next_up())).sum(),
                };
                Sum::Real(places.map(sum).collect())
            }
            Input::Integers(values) => {
                Sum::Whole(places.map(|place| values.iter().map(|x| x[place]).sum()).collect())
            }
        }
    }
}

/// What is said of too many steps.
pub(crate) fn chain(taken: usize, allowed: usize) -> String {
    format!(
        "there is a chain of {taken} messages, each sent after the one before was received; {allowed} are enough"
    )
}
