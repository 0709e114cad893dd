//! The bent `choose`.

use std::cmp::Ordering;

use ndarray::Array2;

use super::Choosing;
use super::knobs::{Among, Chooser, Gate, Knobs, Own, Says, Takes};

/// The mean of rows.
fn mean(rows: &[Vec<f64>]) -> Vec<f64> {
    let mut sums = vec![0.0; rows[0].len()];
    for row in rows {
        sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
    }
    sums.iter().map(|sum| sum / rows.len() as f64).collect()
}

impl Knobs {
    pub(super) fn choose(&self, input: &Choosing) -> Vec<Vec<usize>> {
        let Choosing { queries, keys, block, k } = input;
        let (queries, keys) = (&queries.values, &keys.values);
        let (n, blocks) = (queries.nrows(), queries.nrows().div_ceil(*block));
        let real = |matrix: &Array2<f32>| -> Vec<Vec<f64>> {
            matrix.rows().into_iter().map(|row| row.iter().map(|&x| f64::from(x)).collect()).collect()
        };
        let (queries, keys) = (real(queries), real(keys));
        let asked = |t: usize| -> Vec<f64> {
            let own = t / block * block;
            match self.chooser {
                Chooser::EachQuery => queries[t].clone(),
                Chooser::MeanOfBlock => mean(&queries[own..n.min(own + block)]),
                Chooser::FirstOfBlock => queries[own].clone(),
                Chooser::Last => queries[n - 1].clone(),
            }
        };
        let pooled: Vec<Vec<Vec<f64>>> = (0..blocks)
            .map(|b| {
                let end = n.min((b + 1) * block);
                let tokens: Vec<Vec<f64>> = match self.gate {
                    Gate::Dealt => keys.iter().skip(b).step_by(blocks).cloned().collect(),
                    Gate::OfAllSoFar => keys[..end].to_vec(),
                    _ => keys[b * block..end].to_vec(),
                };
                self.pooled(tokens)
            })
            .collect();
        let k = if self.takes == Takes::KInTokens { (k / block).max(1) } else { *k };
        let list = |t: usize| {
            let query = asked(t);
            let own = match self.own {
                Own::OneLate => (t + 1) / block,
                Own::Incomplete => (t / block).min((n / block).max(1) - 1),
                _ => t / block,
            };
            let seen = if self.among == Among::Before { blocks.min(own + 1) } else { blocks };
            let mut gates: Vec<f64> = pooled[..seen].iter().map(|of| self.gate(&query, of)).collect();
            if self.own == Own::CompetesSoFar {
                gates[own] = self.gate(&query, &self.pooled(keys[own * block..=t].to_vec()));
            }
            self.squash(&mut gates, own);
            self.list(&gates, own, k, (*block, n / block))
        };
        let mut lists: Vec<Vec<usize>> = (0..n).map(list).collect();
        if self.chooser == Chooser::Last {
            let last = lists[n - 1].clone();
            lists.fill(last);
        }
        lists
    }

    /// What a block is judged by: some of its keys, or one that stands for them.
    fn pooled(&self, keys: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
        let of = |fold: fn(f64, f64) -> f64| {
            let mut keys = keys.iter();
            let first = keys.next().expect("a block has a key").clone();
            keys.fold(first, |all, key| all.iter().zip(key).map(|(&a, &b)| fold(a, b)).collect())
        };
        match self.gate {
            Gate::BestKey => keys,
            Gate::Bound => vec![of(f64::min), of(f64::max)],
            Gate::OfLargest => vec![of(f64::max)],
            Gate::OfFirst => vec![keys[0].clone()],
            Gate::OfLast => vec![keys[keys.len() - 1].clone()],
            _ => vec![mean(&keys)],
        }
    }

    /// The gate of a block that is judged by these.
    fn gate(&self, query: &[f64], of: &[Vec<f64>]) -> f64 {
        // Sums of iterators begin at −0, those of arrays at 0.
        let from = if self.takes == Takes::Bits { -0.0 } else { 0.0 };
        let product = |key: &[f64]| query.iter().zip(key).fold(from, |sum: f64, (&q, &k)| sum + q * k);
        match self.gate {
            Gate::BestKey => of.iter().map(|key| product(key)).fold(f64::NEG_INFINITY, f64::max),
            Gate::Bound => {
                let ends = query.iter().zip(of[0].iter().zip(&of[1]));
                ends.map(|(q, (low, high))| (q * low).max(q * high)).sum()
            }
            Gate::Cosine => product(&of[0]) / of[0].iter().map(|x| x * x).sum::<f64>().sqrt(),
            Gate::Absolute => product(&of[0]).abs(),
            _ => product(&of[0]),
        }
    }

    /// Gates as a softmax or a sigmoid leaves them, in single precision.
    fn squash(&self, gates: &mut [f64], own: usize) {
        match self.gate {
            Gate::Softmax => {
                let largest = gates.iter().take(own).copied().fold(f64::NEG_INFINITY, f64::max);
                for gate in gates {
                    *gate = f64::from((*gate as f32 - largest as f32).exp());
                }
            }
            Gate::Sigmoid => {
                for gate in gates {
                    *gate = f64::from(1.0 / (1.0 + (-*gate as f32).exp()));
                }
            }
            _ => {}
        }
    }

    fn compared(&self, a: f64, b: f64) -> Ordering {
        if self.takes == Takes::Bits { a.total_cmp(&b) } else { a.partial_cmp(&b).unwrap_or(Ordering::Equal) }
    }

    /// The list of a query with these gates. Of `block` tokens there are so many complete blocks.
    fn list(&self, gates: &[f64], own: usize, k: usize, (block, complete): (usize, usize)) -> Vec<usize> {
        let blocks = gates.len();
        let masked = matches!(self.among, Among::Low | Among::Zero | Among::Filled);
        let among: Vec<usize> = match self.among {
            Among::Before if self.competes() || self.own == Own::Twice => (0..=own).collect(),
            Among::Before => (0..own).collect(),
            _ => (0..if self.complete_only { complete } else { blocks })
                .filter(|&b| b != own || self.competes())
                .collect(),
        };
        let gate = |b: usize| match self.among {
            Among::Low if b > own => -1000.0,
            Among::Zero if b > own => 0.0,
            Among::Filled if b > own => f64::NEG_INFINITY,
            _ if self.own == Own::Bonus && b == own => 1000.0,
            _ => gates[b],
        };
        let places = match self.own {
            Own::Chosen | Own::MissingAndFewer | Own::OneLate | Own::Twice | Own::Incomplete => k - 1,
            _ => k,
        };
        let places = match self.takes {
            Takes::OneFewer => places.saturating_sub(1),
            Takes::All => blocks,
            _ => places,
        };
        // A mask alone does not say how many there are.
        let clamps = matches!(self.among, Among::Low | Among::Zero) && !self.unclamped;
        let there = if self.competes() { own + 1 } else { own };
        let places = if masked && clamps { places.min(there) } else { places };
        let mut taken = self.taken(among, places, &gate);
        if self.among == Among::DroppedAfter {
            taken.retain(|&b| b < own);
        }
        let adds = !matches!(self.own, Own::Missing | Own::MissingAndFewer) && !self.competes();
        let mut list = taken;
        if self.says == Says::AsFound {
            if adds && self.own_first {
                list.insert(0, own);
            } else if adds {
                list.push(own);
            }
            return list;
        }
        list.extend(adds.then_some(own));
        list.sort_unstable();
        if self.own == Own::Twice && !self.repeats {
            list.dedup();
        }
        if self.says == Says::FirstTokens {
            for b in &mut list {
                *b *= block;
            }
        }
        list
    }

    fn competes(&self) -> bool {
        matches!(self.own, Own::Competes | Own::CompetesSoFar | Own::Bonus)
    }

    /// Which of these are taken, in order.
    fn taken(&self, mut order: Vec<usize>, places: usize, gate: &impl Fn(usize) -> f64) -> Vec<usize> {
        let larger = |&a: &usize, &b: &usize| self.compared(gate(b), gate(a));
        match self.takes {
            Takes::Smallest => order.sort_by(|a, b| larger(b, a)),
            Takes::LastOfEquals => {
                order.reverse();
                order.sort_by(larger);
            }
            Takes::Unstable if self.pairs => {
                let mut pairs: Vec<(usize, f32)> = order.iter().map(|&b| (b, gate(b) as f32)).collect();
                pairs.sort_unstable_by(|a, b| self.compared(f64::from(b.1), f64::from(a.1)));
                order = pairs.into_iter().map(|pair| pair.0).collect();
            }
            Takes::Unstable => order.sort_unstable_by(larger),
            Takes::Newest => order.reverse(),
            Takes::First | Takes::All => {}
            Takes::OnlyPositive => {
                order.retain(|&b| gate(b) > 0.0);
                order.sort_by(larger);
            }
            _ => order.sort_by(larger),
        }
        if self.takes == Takes::NotClamped {
            // By a slice, or one after the other.
            return if self.pairs {
                (0..places).map(|i| order[i]).collect()
            } else {
                order[..places].to_vec()
            };
        }
        if matches!(self.takes, Takes::AllOfEqual | Takes::FirstReaching)
            && let Some(&last) = places.checked_sub(1).and_then(|at| order.get(at))
        {
            order.retain(|&b| self.compared(gate(b), gate(last)).is_ge());
            if self.takes == Takes::AllOfEqual {
                return order;
            }
            order.sort_unstable();
        }
        order.truncate(places);
        order
    }
}
