//! Which blocks the bent `nsa` chooses.

use ndarray::{Array1, NdFloat};

use super::Input;
use super::bent::At;
use super::knobs::{Knobs, Own, Score, Sees, Takes};

impl Knobs {
    /// The blocks of a query in a head, of whose group are the heads `together`; the weights with which each head attended to
    /// compressed blocks, and its products with them.
    pub(super) fn blocks<T: NdFloat>(
        &self,
        input: &Input,
        At { t, h, .. }: At,
        together: &[usize],
        weights: &[Array1<T>],
        products: &[Vec<T>],
    ) -> Vec<usize> {
        let own = t / input.block;
        let heads: Vec<usize> = match self.score {
            Score::OwnHead => vec![h],
            Score::FirstOfGroup => vec![together[0]],
            Score::AllHeads => (0..weights.len()).collect(),
            _ => together.to_vec(),
        };
        // A block that is no compressed block yet has no weight.
        let score = |b: usize| {
            let of = |h: usize| match self.score {
                Score::Products => products[h].get(b).copied(),
                _ => weights[h].get(b).copied(),
            };
            let of = heads.iter().map(|&h| of(h).unwrap_or(T::zero()));
            match self.score {
                Score::Largest => of.fold(T::zero(), T::max),
                _ => of.fold(T::zero(), |sum, x| sum + x),
            }
        };
        let score = |b: usize| match self.takes {
            _ if self.own == Own::One && b == own => T::one(),
            Takes::OfBefore if b == 0 => T::zero(),
            Takes::OfBefore => score(b - 1),
            _ => score(b),
        };
        let seen = match self.sees {
            // Whoever lets all compressed blocks be seen may choose later ones, too.
            Sees::All if self.ways.number == 2 => input.sizes()[0] / input.block,
            _ => own + 1,
        };
        let mut order: Vec<usize> = (0..seen.max(own + 1)).collect();
        let ordering = |a: T, b: T| b.partial_cmp(&a).unwrap_or(std::cmp::Ordering::Equal);
        match self.takes {
            Takes::Smallest => order.sort_by(|&a, &b| ordering(score(b), score(a))),
            Takes::First => {}
            Takes::MostRecent => order.reverse(),
            _ => order.sort_by(|&a, &b| ordering(score(a), score(b))),
        }
        let count = match self.takes {
            Takes::OneFewer => input.chosen - 1,
            Takes::All => usize::MAX,
            _ => input.chosen,
        };
        let front = |order: &mut Vec<usize>, block: usize| {
            order.retain(|&b| b != block);
            order.insert(0, block);
        };
        match self.own {
            Own::Counts => front(&mut order, own),
            Own::Competes | Own::One => {}
            Own::Added => {
                order.retain(|&b| b != own);
                order.truncate(count);
                order.push(own);
                return order;
            }
            Own::Left => order.retain(|&b| b != own),
            Own::Twice => {
                order.insert(0, own);
                order.truncate(count);
                if self.ways.number != 1 {
                    let mut once = vec![own];
                    once.extend(order.into_iter().filter(|&b| b != own));
                    return once;
                }
                return order;
            }
            Own::WithFirst => {
                front(&mut order, 0);
                // With room for one alone, the own block.
                front(&mut order, own);
            }
            Own::WithBefore => {
                front(&mut order, own.saturating_sub(1));
                front(&mut order, own);
            }
        }
        if self.takes == Takes::NotClamped {
            order = order[..count].to_vec();
        }
        order.truncate(count);
        order
    }
}
