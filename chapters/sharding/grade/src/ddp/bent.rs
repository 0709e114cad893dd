//! The solution of `ddp` with knobs.

use sharding::{Communicator, MicroBatch};

use super::{Gradients, Input};
use crate::talk::{Ranks, talk};

/// How the gradients of all ranks become one. n is a rank's count of tokens, N the number of ranks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Mean {
    /// Σ sums / Σ n
    #[default]
    OfTokens,
    /// Σ means / N
    OfMeans,
    /// Σ means
    SumOfMeans,
    /// Σ sums
    SumOfTokens,
    /// Σ sums / Σ n / N
    Twice,
    /// N Σ sums / Σ n
    TimesRanks,
    /// Σ sums / N
    ByRanks,
    /// Σ sums / n
    ByOwn,
    /// Σ sums / (N n)
    ByOwnTimesRanks,
    /// Σ means / ranks with tokens
    OfBusyRanks,
    /// Not communicated at all: sums / n
    Own,
}

/// How the micro-batches of a rank become one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Micro {
    #[default]
    Weighted,
    /// Their mean, as if all had as many tokens.
    Mean,
    /// Their sum, as if it were a mean.
    Sum,
    Last,
    First,
    /// Their sum, as if it were one over tokens.
    NotWeighted,
    /// All gradients, and the tokens of the last.
    CountOfLast,
}

/// When ranks talk.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum When {
    #[default]
    Once,
    EachMicro,
    EachTensor,
    /// Only ranks with tokens.
    Busy,
    /// Odd ranks begin with the last bucket.
    OrderByRank,
    LastBucketNever,
    /// The count, only of ranks with tokens.
    CountIfAny,
    CountEachMicro,
}

/// By which way.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Road {
    #[default]
    Ring,
    Direct,
    OwnOrder,
    Root,
}

/// What comes out in which order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Order {
    #[default]
    OfTensors,
    OfBuckets,
    /// Each bucket is put in as its tensors are numbered.
    SortedInside,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) mean: Mean,
    pub(super) micro: Micro,
    pub(super) when: When,
    pub(super) road: Road,
    pub(super) order: Order,
    pub(super) nan_without_tokens: bool,
    pub(super) guard: bool,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Ranks<Gradients> {
        talk(input.ranks.len(), |comm| Gradients(self.step(comm, &input.micro(comm.rank()), &input.buckets)))
    }

    /// What a rank adds to the sum of all, and its count.
    fn own(&self, batches: &[MicroBatch]) -> (Vec<Vec<f64>>, f64) {
        let count = |batches: &[MicroBatch]| batches.iter().map(|batch| batch.tokens).sum::<usize>() as f64;
        let last = &batches[batches.len() - 1..];
        let (used, counted) = match self.micro {
            Micro::Last => (last, count(last)),
            Micro::First => (&batches[..1], count(&batches[..1])),
            Micro::CountOfLast => (batches, count(last)),
            _ => (batches, count(batches)),
        };
        let mut sums: Vec<Vec<f64>> =
            batches[0].gradients.iter().map(|tensor| vec![0.0; tensor.len()]).collect();
        for batch in used {
            let weight = match self.micro {
                Micro::Mean => counted / batches.len() as f64,
                Micro::Sum => counted,
                Micro::NotWeighted => 1.0,
                _ => batch.tokens as f64,
            };
            for (sum, value) in sums.iter_mut().flatten().zip(batch.gradients.iter().flatten()) {
                *sum += weight * value;
            }
        }
        (sums, counted)
    }

    fn step(&self, comm: &dyn Communicator, batches: &[MicroBatch], buckets: &[Vec<usize>]) -> Vec<Vec<f64>> {
        let least = if self.guard { 1.0 } else { 0.0 };
        let (mut sums, own) = self.own(batches);
        let ranks = comm.size() as f64;
        if self.when == When::Busy && own == 0.0 {
            return sums;
        }
        if matches!(self.mean, Mean::OfMeans | Mean::SumOfMeans | Mean::OfBusyRanks) {
            sums.iter_mut().flatten().for_each(|x| *x /= own.max(1.0));
        }
        let mut count = [own, f64::from(u8::from(own > 0.0))];
        let counts = usize::from(self.mean == Mean::OfBusyRanks) + 1;
        if self.when == When::CountEachMicro {
            for _ in &batches[1..] {
                Road::Ring.sum(comm, &mut [0.0]);
            }
        }
        if self.when != When::CountIfAny || own > 0.0 {
            Road::Ring.sum(comm, &mut count[..counts]);
        }
        let all = if self.nan_without_tokens { count[0] } else { count[0].max(1.0) };
        let by = match self.mean {
            Mean::OfTokens => all,
            Mean::OfMeans | Mean::ByRanks => ranks,
            Mean::SumOfMeans | Mean::SumOfTokens => 1.0,
            Mean::Twice => all * ranks,
            Mean::TimesRanks => all / ranks,
            Mean::ByOwn | Mean::Own => own.max(least),
            Mean::ByOwnTimesRanks => (own * ranks).max(least),
            Mean::OfBusyRanks => count[1].max(1.0),
        };
        if self.when == When::EachMicro {
            // All but the last time nothing is done with it.
            for batch in &batches[1..] {
                for bucket in buckets {
                    self.bucket(comm, &mut batch.gradients.clone(), bucket, 1.0);
                }
            }
        }
        let mut launched: Vec<Vec<usize>> = match self.when {
            When::EachTensor => (0..sums.len()).map(|tensor| vec![tensor]).collect(),
            _ => buckets.to_vec(),
        };
        if self.when == When::OrderByRank && comm.rank() % 2 == 1 {
            launched.reverse();
        }
        for (at, bucket) in launched.iter().enumerate() {
            if self.when == When::LastBucketNever && at + 1 == launched.len() {
                let own = if own > 0.0 { own } else { 1.0 };
                bucket.iter().for_each(|&tensor| sums[tensor].iter_mut().for_each(|x| *x /= own));
            } else {
                self.bucket(comm, &mut sums, bucket, by);
            }
        }
        if self.order == Order::OfBuckets {
            return buckets.iter().flatten().map(|&tensor| sums[tensor].clone()).collect();
        }
        sums
    }

    fn bucket(&self, comm: &dyn Communicator, sums: &mut [Vec<f64>], bucket: &[usize], by: f64) {
        let mut flat: Vec<f64> = bucket.iter().flat_map(|&tensor| sums[tensor].clone()).collect();
        if self.mean != Mean::Own {
            self.road.sum(comm, &mut flat);
        }
        let mut flat = flat.into_iter();
        let mut bucket = bucket.to_vec();
        if self.order == Order::SortedInside {
            bucket.sort_unstable();
        }
        for tensor in bucket {
            sums[tensor].iter_mut().for_each(|x| *x = flat.next().expect("as many as were sent") / by);
        }
    }
}
