//! The solution of `top_k` with knobs, of which each mistake turns one.

use std::cmp::Ordering;

use judge::slips;
use ndarray::{ArrayView1, ArrayView2};

use super::{Chosen, Input};

/// How many blocks a query sees.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Sees {
    #[default]
    Complete,
    /// ⌊t/m⌋
    OwnLate,
    /// ⌊t/m⌋ + 1
    Incomplete,
    /// ⌊(t + 1)/m⌋ + 1
    OneAhead,
    FromZero,
    /// Divided in single precision.
    InFloats,
    All,
    AsLast,
    AsFirst,
}

/// What becomes of the others.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Hides {
    #[default]
    LeavesOut,
    ChoosesFirst,
    /// Sorts all, and drops the hidden before it takes.
    SortsFirst,
    Low,
    Zero,
    Adds,
}

/// What is compared.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Key {
    #[default]
    Score,
    Absolute,
    Rounded,
    /// As total_cmp does, which puts −0 below 0.
    Bits,
}

/// Which are taken.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Takes {
    #[default]
    Largest,
    Smallest,
    LastOfEquals,
    Unstable,
    OneMore,
    OneFewer,
    NotClamped,
    NewestForced,
    NewestAdded,
    FirstForced,
    FirstReaching,
    AllOfEqual,
    StrictlyAbove,
    OnlyPositive,
    TakenAsZero,
    First,
    MostRecent,
    KInTokens,
}

/// What is said of them.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Says {
    #[default]
    Ascending,
    AsScored,
    FirstTokens,
}

/// How two numbers are compared, where one may be none.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Compare {
    #[default]
    Expect,
    Unwrap,
    Equal,
    Total,
    NanLast,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) sees: Sees,
    pub(super) hides: Hides,
    /// The list is as long as k, if there are so many columns.
    pub(super) fills: bool,
    pub(super) key: Key,
    pub(super) takes: Takes,
    pub(super) says: Says,
    pub(super) last_for_all: bool,
    pub(super) columns: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) compare: Compare,
    pub(super) clamps: bool,
    pub(super) drops_hidden: bool,
    pub(super) pairs: bool,
    pub(super) partitions: bool,
    pub(super) partitions_behind: bool,
    pub(super) multiplies: bool,
    pub(super) row_slices: bool,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Chosen {
        if self.contiguous {
            slips::as_slices(input.scores.held().view(), self.row_slices);
        }
        if self.memory_order {
            let scores = slips::in_memory_order(&input.scores);
            return Knobs { memory_order: false, ..*self }.run(&Input { scores, ..*input });
        }
        let scores = if self.columns { input.scores.values.t() } else { input.scores.values.view() };
        let mut lists = self.lists(scores, input.first, input.block, input.k);
        if let Some(last) = lists.last().filter(|_| self.last_for_all).cloned() {
            lists.fill(last);
        }
        Chosen(lists)
    }

    fn lists(&self, scores: ArrayView2<'_, f32>, first: usize, block: usize, k: usize) -> Vec<Vec<usize>> {
        let (n, columns) = scores.dim();
        let list = |(i, row): (usize, ArrayView1<'_, f32>)| {
            let visible = match self.sees {
                Sees::Complete => (first + i + 1) / block,
                Sees::OwnLate => (first + i) / block,
                Sees::Incomplete => (first + i) / block + 1,
                Sees::OneAhead => (first + i + 1) / block + 1,
                Sees::FromZero => (i + 1) / block,
                Sees::InFloats => ((first + i + 1) as f32 / block as f32) as usize,
                Sees::All => columns,
                Sees::AsLast => (first + n) / block,
                Sees::AsFirst => (first + 1) / block,
            };
            let visible = if self.clamps { visible.min(columns) } else { visible };
            let k = if self.takes == Takes::KInTokens { k / block } else { k };
            let mut blocks = self.one(row, visible, k);
            if self.says != Says::AsScored {
                blocks.sort_unstable();
            }
            if self.says == Says::FirstTokens {
                for s in &mut blocks {
                    *s *= block;
                }
            }
            blocks
        };
        scores.rows().into_iter().enumerate().map(list).collect()
    }

    fn compared(&self, a: f32, b: f32) -> Ordering {
        match self.key {
            Key::Bits => return a.total_cmp(&b),
            Key::Rounded => return (a as i64).cmp(&(b as i64)),
            Key::Score | Key::Absolute => {}
        }
        let (a, b) = if self.key == Key::Absolute { (a.abs(), b.abs()) } else { (a, b) };
        let ordering = a.partial_cmp(&b);
        match self.compare {
            Compare::Expect => ordering.expect("a visible score is a number"),
            Compare::Unwrap => ordering.unwrap(),
            Compare::Equal => ordering.unwrap_or(Ordering::Equal),
            Compare::Total => (a + 0.0).total_cmp(&(b + 0.0)),
            Compare::NanLast => ordering.unwrap_or_else(|| b.is_nan().cmp(&a.is_nan())),
        }
    }

    /// What one query takes, from the first to the last as it was found.
    fn one(&self, row: ArrayView1<'_, f32>, visible: usize, k: usize) -> Vec<usize> {
        // Read only when compared: whoever sees too much reads behind the last column.
        let score = |s: usize| match self.hides {
            Hides::LeavesOut if self.fills && s >= visible => f32::NEG_INFINITY,
            Hides::Low if s >= visible => -1e9,
            Hides::Zero if self.multiplies && s >= visible => 0.0 * row[s],
            Hides::Zero if s >= visible => 0.0,
            Hides::Adds if s >= visible => row[s] + f32::NEG_INFINITY,
            _ => row[s],
        };
        let compare = |a: usize, b: usize| self.compared(score(a), score(b));
        let among = if self.hides == Hides::LeavesOut && !self.fills { visible } else { row.len() };
        let mut order: Vec<usize> = (0..among).collect();
        match self.takes {
            Takes::Smallest => order.sort_by(|&a, &b| compare(a, b)),
            Takes::First => {}
            Takes::MostRecent => order.reverse(),
            Takes::TakenAsZero => return self.greedy((0..among).map(score).collect(), k),
            Takes::Unstable if self.pairs => {
                let mut pairs: Vec<(usize, f32)> = order.iter().map(|&s| (s, score(s))).collect();
                pairs.sort_unstable_by(|a, b| self.compared(b.1, a.1));
                order = pairs.into_iter().map(|pair| pair.0).collect();
            }
            Takes::Unstable if self.partitions || self.partitions_behind => {
                if k < among {
                    let at = if self.partitions { k - 1 } else { k };
                    order.select_nth_unstable_by(at, |&a, &b| compare(b, a));
                }
            }
            Takes::Unstable => order.sort_unstable_by(|&a, &b| compare(b, a)),
            Takes::LastOfEquals => {
                order.reverse();
                order.sort_by(|&a, &b| compare(b, a));
            }
            Takes::OnlyPositive => {
                order.retain(|&s| score(s) > 0.0);
                order.sort_by(|&a, &b| compare(b, a));
            }
            _ if self.pairs => {
                let mut pairs: Vec<(usize, f32)> = order.iter().map(|&s| (s, score(s))).collect();
                pairs.sort_by(|a, b| self.compared(b.1, a.1));
                order = pairs.into_iter().map(|pair| pair.0).collect();
            }
            _ => order.sort_by(|&a, &b| compare(b, a)),
        }
        self.cut(order, visible, k, compare)
    }

    /// What is taken of blocks that are sorted.
    fn cut(
        &self,
        mut order: Vec<usize>,
        visible: usize,
        k: usize,
        compare: impl Fn(usize, usize) -> Ordering,
    ) -> Vec<usize> {
        let last = order.get(k.wrapping_sub(1)).or(order.last()).copied();
        match (self.takes, last) {
            (Takes::OneMore, _) => order.truncate(k + 1),
            (Takes::OneFewer, _) => order.truncate(k - 1),
            (Takes::NotClamped, _) => order = order[..k].to_vec(),
            (Takes::NewestForced | Takes::FirstForced, Some(_)) => {
                let own = if self.takes == Takes::FirstForced { 0 } else { order.len() - 1 };
                order.retain(|&s| s != own);
                order.insert(0, own);
                order.truncate(k);
            }
            (Takes::NewestAdded, Some(_)) => {
                let own = order.len() - 1;
                order.truncate(k);
                if !order.contains(&own) {
                    order.push(own);
                }
            }
            (Takes::FirstReaching, Some(last)) => {
                order.retain(|&s| compare(s, last).is_ge());
                order.sort_unstable();
                order.truncate(k);
            }
            (Takes::AllOfEqual, Some(last)) => order.retain(|&s| compare(s, last).is_ge()),
            (Takes::StrictlyAbove, Some(last)) if order.len() > k => {
                order.retain(|&s| compare(s, last).is_gt());
            }
            _ if self.fills || self.hides == Hides::LeavesOut => order.truncate(k),
            _ if self.hides == Hides::SortsFirst => {
                order.retain(|&s| s < visible);
                order.truncate(k);
            }
            _ if self.hides == Hides::ChoosesFirst || self.drops_hidden => {
                order.truncate(k);
                order.retain(|&s| s < visible);
            }
            _ => order.truncate(k.min(visible)),
        }
        order
    }

    /// The largest, time after time, with 0 in the place of those that are taken.
    fn greedy(&self, mut scores: Vec<f32>, k: usize) -> Vec<usize> {
        let mut taken = Vec::new();
        for _ in 0..k.min(scores.len()) {
            let larger =
                |best: usize, s: usize| if self.compared(scores[s], scores[best]).is_gt() { s } else { best };
            let best = (1..scores.len()).fold(0, larger);
            scores[best] = 0.0;
            taken.push(best);
        }
        taken
    }
}
