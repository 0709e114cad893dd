//! The bent solution of `share`: the division that its knobs give.

use std::ops::Range;

use super::Input;
use super::knobs::{Ends, Knobs, Moved, Starts, Threads, Way, Work};

impl Knobs {
    pub(super) fn divide(&self, input: &Input) -> Vec<Range<usize>> {
        let n = input.costs.len();
        let threads = match self.threads {
            Threads::All => input.threads,
            Threads::OneFewer => (input.threads - 1).max(1),
            Threads::OneMore => input.threads + 1,
            Threads::Powers => 1 << input.threads.ilog2(),
        };
        let costs = self.works(input);
        let starts = self.starts(input);
        let ends = self.moved(input, self.ends_of(&costs, &starts, threads));
        let mut ranges: Vec<Range<usize>> =
            ends.iter().scan(0, |from, &end| Some(std::mem::replace(from, end)..end)).collect();
        if self.threads == Threads::OneFewer || self.threads == Threads::Powers {
            // The others have nothing to do.
            ranges.resize(input.threads, n..n);
        }
        if self.empty_first {
            ranges.sort_by_key(|range| range.start < range.end);
        }
        self.written(n, ranges)
    }

    fn written(&self, n: usize, mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
        match self.ends {
            Ends::Exclusive => {}
            Ends::Inclusive => ranges.iter_mut().for_each(|range| range.end = range.end.max(1) - 1),
            Ends::Overlap => {
                ranges.iter_mut().filter(|range| range.start < range.end).for_each(|range| {
                    range.start = range.start.max(1) - 1;
                });
            }
            Ends::Gap => {
                ranges.iter_mut().filter(|range| range.start > 0).for_each(|range| range.start += 1);
            }
            Ends::LastRowMissing => {
                ranges.iter_mut().filter(|range| range.end == n).for_each(|range| range.end = n.max(1) - 1);
            }
            Ends::EmptyMissing => ranges.retain(|range| range.start < range.end),
        }
        ranges
    }

    fn works(&self, input: &Input) -> Vec<u64> {
        let work = |(i, &cost): (usize, &u64)| match self.work {
            Work::Cost | Work::In32Bits | Work::Single | Work::Double => cost,
            Work::One => 1,
            Work::Causal => i as u64 + 1,
        };
        input.costs.iter().enumerate().map(work).collect()
    }

    /// The sum of costs, as it is counted.
    fn sum(&self, costs: &[u64]) -> u64 {
        match self.work {
            Work::In32Bits => u64::from(costs.iter().fold(0_u32, |sum, &cost| sum.wrapping_add(cost as u32))),
            Work::Single => costs.iter().map(|&cost| cost as f32).sum::<f32>() as u64,
            Work::Double => costs.iter().map(|&cost| cost as f64).sum::<f64>() as u64,
            _ => costs.iter().sum(),
        }
    }

    /// The rows before which a range may end, and the end of all.
    fn starts(&self, input: &Input) -> Vec<usize> {
        let (n, Input { row, line, offset, .. }) = (input.costs.len(), input);
        let in_a_line = (line / row).max(1);
        let may = |&i: &usize| match self.starts {
            _ if self.moved != Moved::Nothing => true,
            Starts::Lines | Starts::EverySecond => input.begins(i),
            Starts::Anywhere => true,
            Starts::OffsetForgotten => (i * row).is_multiple_of(*line),
            Starts::OffsetSubtracted => (i * row) % line == *offset,
            Starts::RowsInALine if self.second => {
                i >= offset / row && (i - offset / row).is_multiple_of(in_a_line)
            }
            Starts::RowsInALine => i.is_multiple_of(in_a_line),
            Starts::NumberOfRow => i.is_multiple_of(*line),
            Starts::OneByteEarly => (offset + i * row).wrapping_sub(1).is_multiple_of(*line),
            Starts::OffsetInRows => ((offset + i) * row).is_multiple_of(*line),
            Starts::NotBeforeTheLast => input.begins(i) && i + 1 < n,
        };
        let starts = (1..n).filter(may);
        let step = if self.starts == Starts::EverySecond { 2 } else { 1 };
        starts.step_by(step).chain([n]).collect()
    }

    /// The ends of ranges, one for each thread.
    fn ends_of(&self, costs: &[u64], starts: &[usize], threads: usize) -> Vec<usize> {
        let n = costs.len();
        let each = |size: usize| (1..=threads).map(move |thread| (size * thread).min(n)).collect();
        match self.way {
            Way::Best => self.best(costs, starts, threads),
            Way::EqualRows => each(n.div_ceil(threads)),
            Way::EqualRowsDown => each(n / threads),
            Way::EqualRowsAndRest => {
                let mut ends: Vec<usize> = each(n / threads);
                ends[threads - 1] = n;
                ends
            }
            Way::EqualPieces => {
                let size = starts.len().div_ceil(threads);
                (1..=threads).map(|thread| starts[(size * thread).min(starts.len()) - 1]).collect()
            }
            Way::PastTheMean => self.greedy(costs, starts, threads, |sum, mean, _| sum >= mean),
            Way::BeforeTheMean => self.greedy(costs, starts, threads, |_, mean, next| next > mean),
            Way::NearestShare => {
                let total = self.sum(costs);
                let before: Vec<u64> = starts.iter().map(|&end| self.sum(&costs[..end])).collect();
                let share = |thread: usize| (u128::from(total) * thread as u128 / threads as u128) as u64;
                let nearest = |thread: usize| {
                    let at = (0..starts.len()).min_by_key(|&at| before[at].abs_diff(share(thread)));
                    starts[at.unwrap_or(0)]
                };
                let mut ends: Vec<usize> = (1..=threads).map(nearest).collect();
                ends[threads - 1] = n;
                ends
            }
            Way::Halves => {
                let (mut ends, mut from) = (Vec::new(), 0);
                for left in (1..=threads).rev() {
                    let share = self.sum(&costs[from..]) / left as u64;
                    let ahead = starts.iter().copied().filter(|&end| end > from);
                    let nearest = ahead.min_by_key(|&end| self.sum(&costs[from..end]).abs_diff(share));
                    from = if left == 1 { n } else { nearest.unwrap_or(n) };
                    ends.push(from);
                }
                ends
            }
        }
    }

    fn greedy(
        &self,
        costs: &[u64],
        starts: &[usize],
        threads: usize,
        closes: fn(u64, u64, u64) -> bool,
    ) -> Vec<usize> {
        let n = costs.len();
        let mean = self.sum(costs) / threads as u64;
        let mean = if self.second { self.sum(costs).div_ceil(threads as u64) } else { mean };
        let (mut ends, mut from) = (Vec::new(), 0);
        for (at, &end) in starts.iter().enumerate() {
            let next = starts.get(at + 1).copied().unwrap_or(n);
            if ends.len() + 1 < threads
                && closes(self.sum(&costs[from..end]), mean, self.sum(&costs[from..next]))
            {
                ends.push(end);
                from = end;
            }
        }
        ends.resize(threads, n);
        ends
    }

    fn best(&self, costs: &[u64], starts: &[usize], threads: usize) -> Vec<usize> {
        let (mut low, mut high) = (0, self.sum(costs));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.filled(costs, starts, threads, middle).last() == Some(&costs.len()) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        let most = if self.one_above { low + low.div_ceil(16) } else { low };
        let mut ends = self.filled(costs, starts, threads, most);
        // Where sums are wrong nothing may do.
        ends[threads - 1] = costs.len();
        ends
    }

    fn filled(&self, costs: &[u64], starts: &[usize], threads: usize, most: u64) -> Vec<usize> {
        let (mut ends, mut from) = (Vec::new(), 0);
        for _ in 0..threads {
            let fits = |end: usize| {
                let sum = self.sum(&costs[from..end.max(from)]);
                end <= from || sum <= most
            };
            from =
                starts.iter().copied().take_while(|&end| fits(end)).last().map_or(from, |end| end.max(from));
            ends.push(from);
        }
        ends
    }

    fn moved(&self, input: &Input, ends: Vec<usize>) -> Vec<usize> {
        let n = input.costs.len();
        let begins = |i: &usize| input.begins(*i);
        let to = |end: usize| match self.moved {
            Moved::Nothing => end,
            // Also of the last: rows that there are not.
            Moved::PastTheEnd => (end..=end + 256).find(begins).unwrap_or(end),
            _ if end == n => n,
            Moved::Up => (end..n).find(begins).unwrap_or(n),
            Moved::Down => (0..=end).rev().find(begins).unwrap_or(0),
        };
        ends.into_iter().map(to).collect()
    }
}
