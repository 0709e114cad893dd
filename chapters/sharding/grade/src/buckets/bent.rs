//! The solution of `buckets` with knobs.

use super::{Asked, Filled, Input};

/// When a bucket is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Close {
    #[default]
    Reached,
    Above,
    /// Before it gets too large.
    Cap,
    /// By the number of gradients and not by bytes.
    OneEach,
}

/// Which limit a bucket has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Limit {
    #[default]
    Next,
    First,
    Last,
    /// There are no more than two.
    FirstThenLast,
    FirstThenSecond,
    /// One count for all dtypes.
    Shared,
    /// After the last the first again.
    Round,
    PastTheEnd,
    /// The limits that follow are sums of those before.
    Total,
}

/// What becomes of open buckets at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Rest {
    #[default]
    ByBegin,
    Lost,
    Merged,
    EmptyToo,
    /// In the order in which the dtypes have first come.
    ByDtype,
    /// Together in one.
    Together,
}

/// What `order` is taken for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Order {
    #[default]
    Given,
    Backwards,
    Defined,
    /// Positions in the order come out, and not gradients.
    Positions,
    Sorted,
    /// Buckets by their first gradient, not by when they are closed.
    ByBegin,
}

/// How the initial buckets are put in order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Initial {
    #[default]
    ByFirst,
    NotReversed,
    Reversed,
    InsideToo,
    FilledBackwards,
    ByLast,
}

/// How bytes are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Counted {
    #[default]
    Right,
    /// On and on.
    NotReset,
    /// What is above the limit counts for the next.
    CarriedOver,
    In32Bits,
    WithoutEmpty,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) close: Close,
    pub(super) limit: Limit,
    pub(super) rest: Rest,
    pub(super) order: Order,
    pub(super) initial: Initial,
    pub(super) counted: Counted,
    pub(super) one_dtype: bool,
    pub(super) sixteen_bits_together: bool,
    pub(super) dtype_change_closes: bool,
}

struct Open {
    dtype: u8,
    count: usize,
    size: u64,
    inside: Vec<usize>,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Filled {
        let defined: Vec<usize> = (0..input.bytes.len()).collect();
        let backwards: Vec<usize> = defined.iter().rev().copied().collect();
        Filled(match input.asked {
            Asked::Rebuilt => match self.order {
                Order::Given => self.fill(input, &input.order),
                Order::Backwards => self.fill(input, &backwards),
                Order::Defined => self.fill(input, &defined),
                Order::Positions => {
                    let place = |index: usize| input.order.iter().position(|&i| i == index).unwrap_or(0);
                    let mut buckets = self.fill(input, &input.order);
                    buckets.iter_mut().flatten().for_each(|index| *index = place(*index));
                    buckets
                }
                Order::ByBegin => {
                    let mut buckets = self.fill(input, &input.order);
                    buckets.sort_by_key(|bucket| input.order.iter().position(|i| i == &bucket[0]));
                    buckets
                }
                Order::Sorted => {
                    let mut buckets = self.fill(input, &input.order);
                    buckets.iter_mut().for_each(|bucket| bucket.sort_unstable());
                    buckets
                }
            },
            Asked::Initial => {
                if self.initial == Initial::FilledBackwards {
                    return Filled(self.fill(input, &backwards));
                }
                let mut buckets = self.fill(input, &defined);
                let first = |bucket: &Vec<usize>| bucket.first().copied().unwrap_or(usize::MAX);
                match self.initial {
                    Initial::NotReversed => buckets.sort_by_key(first),
                    Initial::Reversed => buckets.reverse(),
                    Initial::ByLast => {
                        buckets.sort_by_key(|bucket| std::cmp::Reverse(bucket.last().copied()));
                    }
                    _ => buckets.sort_by_key(|bucket| std::cmp::Reverse(first(bucket))),
                }
                if self.initial == Initial::InsideToo {
                    buckets.iter_mut().for_each(|bucket| bucket.reverse());
                }
                buckets
            }
        })
    }

    fn limit(&self, limits: &[u64], count: usize, all: usize) -> u64 {
        let last = limits.len() - 1;
        match self.limit {
            Limit::Next => limits[count.min(last)],
            Limit::First => limits[0],
            Limit::Last => limits[last],
            Limit::FirstThenLast => limits[if count == 0 { 0 } else { last }],
            Limit::FirstThenSecond => limits[count.min(1).min(last)],
            Limit::Shared => limits[all.min(last)],
            Limit::Round => limits[count % limits.len()],
            Limit::PastTheEnd => limits[count],
            Limit::Total => limits[..=count.min(last)].iter().sum(),
        }
    }

    fn fill(&self, input: &Input, order: &[usize]) -> Vec<Vec<usize>> {
        let mut closed: Vec<Vec<usize>> = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        for &index in order {
            let together = self.one_dtype || (self.sixteen_bits_together && input.dtypes[index] < 2);
            let dtype = if together { 0 } else { input.dtypes[index] };
            if self.dtype_change_closes {
                for bucket in open.iter_mut().filter(|bucket| bucket.dtype != dtype) {
                    if !bucket.inside.is_empty() {
                        closed.push(std::mem::take(&mut bucket.inside));
                        bucket.size = 0;
                        bucket.count += 1;
                    }
                }
            }
            let bytes = match self.counted {
                Counted::In32Bits => input.bytes[index] & u64::from(u32::MAX),
                Counted::WithoutEmpty if input.bytes[index] == 0 => continue,
                _ => input.bytes[index],
            };
            let at = open.iter().position(|bucket| bucket.dtype == dtype).unwrap_or_else(|| {
                open.push(Open { dtype, count: 0, size: 0, inside: Vec::new() });
                open.len() - 1
            });
            let all = closed.len();
            let bucket = &mut open[at];
            if self.close == Close::Cap {
                let limit = self.limit(&input.limits, bucket.count, all);
                if !bucket.inside.is_empty() && bucket.size + bytes > limit {
                    closed.push(std::mem::take(&mut bucket.inside));
                    bucket.size = 0;
                    bucket.count += 1;
                }
                bucket.inside.push(index);
                bucket.size += bytes;
                continue;
            }
            bucket.inside.push(index);
            bucket.size += if self.close == Close::OneEach { 1 } else { bytes };
            let limit = self.limit(&input.limits, bucket.count, all);
            let full = if self.close == Close::Above { bucket.size > limit } else { bucket.size >= limit };
            if full {
                closed.push(std::mem::take(&mut bucket.inside));
                bucket.count += 1;
                match self.counted {
                    Counted::NotReset => (),
                    Counted::CarriedOver => bucket.size -= limit,
                    _ => bucket.size = 0,
                }
            }
        }
        self.end(order, closed, open)
    }

    fn end(&self, order: &[usize], mut closed: Vec<Vec<usize>>, open: Vec<Open>) -> Vec<Vec<usize>> {
        let mut rest: Vec<Vec<usize>> = open.into_iter().map(|bucket| bucket.inside).collect();
        if self.rest == Rest::EmptyToo {
            closed.extend(rest);
            return closed;
        }
        rest.retain(|bucket| !bucket.is_empty());
        if self.rest != Rest::ByDtype {
            rest.sort_by_key(|bucket| order.iter().position(|&index| index == bucket[0]));
        }
        match self.rest {
            Rest::Lost => (),
            Rest::Together if !rest.is_empty() => {
                let all = rest.concat();
                closed.push(order.iter().copied().filter(|index| all.contains(index)).collect());
            }
            Rest::Merged if !closed.is_empty() => {
                closed.last_mut().expect("there is one").extend(rest.concat());
            }
            _ => closed.extend(rest),
        }
        closed
    }
}
