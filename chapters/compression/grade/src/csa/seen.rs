//! What a query of the bent `csa` sees.

use super::Input;
use super::knobs::{Far, Knobs, Near};

impl Knobs {
    /// The numbers of the tokens that a query sees, and how often it sees each: a window may be a million tokens wide. `None` is a row
    /// of zeros.
    pub(super) fn near(&self, t: usize, n: usize, window: usize) -> Vec<(Option<usize>, usize)> {
        let first = (t + 1).saturating_sub(window);
        let some = |range: std::ops::Range<usize>| range.map(|token| (Some(token), 1)).collect::<Vec<_>>();
        match self.near {
            Near::Window => some(first..t + 1),
            Near::Underflows => {
                let least = if self.subtracts_first { window } else { window - 1 };
                assert!(t >= least, "attempt to subtract with overflow");
                some(first..t + 1)
            }
            Near::OneMore => some(t.saturating_sub(window)..t + 1),
            Near::OneFewer => some((t + 2).saturating_sub(window).min(t + 1)..t + 1),
            Near::Before => some(t.saturating_sub(window)..t),
            Near::WithoutOwn => some(first..t),
            Near::NoEnd => some(first..n),
            Near::BothSides => some(first..(t + window).min(n)),
            Near::AllBefore => some(0..t + 1),
            Near::All => some(0..n),
            Near::Nothing => Vec::new(),
            Near::LastOfText => some(n.saturating_sub(window)..n),
            Near::Chunk => some(t / window * window..t + 1),
            Near::Padded => {
                let zeros = window - (t + 1 - first);
                [vec![(None, zeros)], some(first..t + 1)].concat()
            }
            Near::FirstRepeats => {
                let before = window - (t + 1 - first);
                let repeated = (before > 0).then_some((Some(0), before));
                some(first..t + 1).into_iter().rev().chain(repeated).collect()
            }
            Near::WithoutFirst => some((t.saturating_sub(window) + 1).min(t + 1)..t + 1),
            Near::FirstToo => {
                let first_too = (first > 0).then_some((Some(0), 1));
                first_too.into_iter().chain(some(first..t + 1)).collect()
            }
        }
    }

    /// By how much the list of a query is shorter than the longest.
    pub(super) fn short(input: &Input, t: usize) -> usize {
        let longest = input.chosen.iter().map(Vec::len).max();
        longest.map_or(0, |longest| longest - input.chosen[t].len())
    }

    /// The numbers of the blocks that a query sees.
    pub(super) fn far(&self, input: &Input, t: usize, h: usize) -> Vec<usize> {
        let (lists, b) = (&input.chosen, input.blocks.values.nrows());
        let own = &lists[t];
        let all = || (0..b).collect::<Vec<_>>();
        match self.far {
            Far::Chosen | Far::AsTokens | Far::FilledWithZeros | Far::NeedsOne => own.clone(),
            Far::FilledWithFirst => own.iter().copied().chain(vec![0; Self::short(input, t)]).collect(),
            Far::Nothing => Vec::new(),
            Far::All => all(),
            Far::OfFirst => lists[0].clone(),
            Far::OfLast => lists[lists.len() - 1].clone(),
            Far::OfHead => lists[h % lists.len()].clone(),
            Far::Everyones if self.once => {
                all().into_iter().filter(|block| lists.iter().any(|list| list.contains(block))).collect()
            }
            Far::Everyones => lists.concat(),
            Far::Others => all().into_iter().filter(|block| !own.contains(block)).collect(),
            Far::AsMany => (0..own.len()).collect(),
            Far::UpToLargest => own.iter().max().map_or_else(Vec::new, |&last| (0..=last).collect()),
            Far::Range => match (own.iter().min(), own.iter().max()) {
                (Some(&first), Some(&last)) => (first..=last).collect(),
                _ => Vec::new(),
            },
            Far::BySearch => all().into_iter().filter(|block| own.binary_search(block).is_ok()).collect(),
            Far::OnlyFirst => own.first().copied().into_iter().collect(),
            Far::WithoutLast => own[..own.len().saturating_sub(1)].to_vec(),
        }
    }
}
