//! The solution of `all_to_all` with knobs.

use ndarray::{Array2, ArrayView1, Axis};
use sharding::{Communicator, ExpertCall, Routed};

use super::{Answered, Input};

/// What `counts` counts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Counted {
    #[default]
    Right,
    /// A token once for each rank.
    TokensOnce,
    PerExpert,
    /// By the expert modulo the ranks, where the layer itself is right.
    Modulo,
    /// Where each rank's rows begin.
    Offsets,
}

/// On which rank an expert is, or is taken to be.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Owner {
    #[default]
    Right,
    Modulo,
    /// Each rank computes with the one of its own that has this place.
    Local,
}

/// Where a result goes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Back {
    #[default]
    Right,
    /// By the permutation of the way there.
    Forward,
    /// As it comes.
    AsItComes,
}

/// What results are multiplied by.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Weight {
    #[default]
    Right,
    Twice,
    Forgotten,
    Before,
    Mean,
    Normalised,
    /// In the order in which rows were sent.
    SentOrder,
}

/// What else is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Else {
    #[default]
    Nothing,
    /// The latest expert's result replaces the others.
    Overwrites,
    FirstExpertAlone,
    /// As many experts for each token as the first one has.
    OneK,
    /// A rank takes no more than its share.
    Capacity,
    EmptyNotSent,
    EmptyNotReturned,
    ReceivesFirst,
    /// Experts are called by their place on the rank.
    LocalNumber,
    /// The tokens go to every rank, which computes for those that chose it.
    ToAll,
    /// Each expert computes all rows that have come.
    ComputesAll,
    /// What is for the own rank is left out.
    OwnLeftOut,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) counted: Counted,
    pub(super) owner: Owner,
    pub(super) back: Back,
    pub(super) weight: Weight,
    pub(super) wrong: Else,
    pub(super) by_expert: bool,
    pub(super) counts_right: bool,
}

/// A choice of a token.
#[derive(Clone, Copy)]
struct Pair {
    token: usize,
    expert: usize,
    to: usize,
    weight: f64,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        input.given(&|experts, each, size| self.counts(experts, each, size), &|comm, routed, expert| {
            self.layer(comm, routed, expert)
        })
    }

    fn owner(&self, expert: usize, each: usize, size: usize) -> usize {
        if self.owner == Owner::Modulo && !self.counts_right { expert % size } else { expert / each }
    }

    fn counts(&self, experts: &[Vec<usize>], each: usize, size: usize) -> Vec<usize> {
        let mut counts = vec![0; if self.counted == Counted::PerExpert { each * size } else { size }];
        for chosen in experts {
            let mut seen = Vec::new();
            for &expert in chosen {
                let to = if self.counted == Counted::Modulo {
                    expert % size
                } else {
                    self.owner(expert, each, size)
                };
                match self.counted {
                    Counted::PerExpert => counts[expert] += 1,
                    Counted::TokensOnce if seen.contains(&to) => {}
                    _ => counts[to] += 1,
                }
                seen.push(to);
            }
        }
        if self.counted == Counted::Offsets {
            let mut sum = 0;
            for count in &mut counts {
                sum += std::mem::replace(count, sum);
            }
        }
        counts
    }

    fn pairs(&self, routed: &Routed<'_>, rank: usize, size: usize) -> Vec<Pair> {
        let k = routed.experts.first().map_or(0, Vec::len);
        let mut pairs = Vec::new();
        for (token, chosen) in routed.experts.iter().enumerate() {
            let weights = &routed.weights[token];
            let sum: f64 = weights.iter().sum();
            for (&expert, &weight) in chosen.iter().zip(weights) {
                let (expert, to) = match self.owner {
                    Owner::Right => (expert, expert / routed.each),
                    Owner::Modulo => (expert, expert % size),
                    Owner::Local => (rank * routed.each + expert % routed.each, rank),
                };
                let weight = match self.weight {
                    Weight::Twice => weight * weight,
                    Weight::Forgotten => 1.0,
                    Weight::Mean => 1.0 / chosen.len() as f64,
                    Weight::Normalised => weight / sum,
                    _ => weight,
                };
                pairs.push(Pair { token, expert, to, weight });
            }
            match self.wrong {
                Else::OneK if chosen.len() > k => pairs.truncate(pairs.len() - (chosen.len() - k)),
                Else::FirstExpertAlone if chosen.len() > 1 => {
                    pairs.truncate(pairs.len() - (chosen.len() - 1))
                }
                _ => {}
            }
        }
        if self.wrong == Else::OwnLeftOut {
            pairs.retain(|pair| pair.to != rank);
        }
        if self.wrong == Else::Capacity {
            let most = pairs.len().div_ceil(size);
            let mut taken = vec![0; size];
            pairs.retain(|pair| {
                taken[pair.to] += 1;
                taken[pair.to] <= most
            });
        }
        pairs
    }

    fn layer(&self, comm: &dyn Communicator, routed: &Routed<'_>, expert: ExpertCall<'_>) -> Array2<f64> {
        let (rank, size, d) = (comm.rank(), comm.size(), routed.tokens.ncols());
        if self.wrong == Else::ToAll {
            return to_all(comm, routed, expert);
        }
        let pairs = self.pairs(routed, rank, size);
        let mut order: Vec<usize> = (0..pairs.len()).collect();
        order.sort_by_key(|&at| (pairs[at].to, if self.by_expert { pairs[at].expert } else { 0 }));
        let sends = || {
            for to in 0..size {
                let of: Vec<Pair> = order.iter().map(|&at| pairs[at]).filter(|pair| pair.to == to).collect();
                if of.is_empty() && self.wrong == Else::EmptyNotSent {
                    continue;
                }
                let row = |pair: &Pair| {
                    let factor = if self.weight == Weight::Before { pair.weight } else { 1.0 };
                    routed.tokens.row(pair.token).iter().map(|x| factor * x).collect::<Vec<_>>()
                };
                comm.send(to, 0, &of.iter().map(|pair| pair.expert).collect::<Vec<_>>());
                comm.send(to, 1, &of.iter().flat_map(row).collect::<Vec<f64>>());
            }
        };
        if self.wrong != Else::ReceivesFirst {
            sends();
        }
        for from in 0..size {
            let wanted: Vec<usize> = comm.receive(from, 0);
            let rows: Vec<f64> = comm.receive(from, 1);
            let rows = Array2::from_shape_vec((wanted.len(), d), rows).expect("rows of d");
            let mut made = Array2::<f64>::zeros(rows.dim());
            let mut all = wanted.clone();
            all.sort_unstable();
            all.dedup();
            if self.wrong == Else::ComputesAll {
                all = (rank * routed.each..(rank + 1) * routed.each).collect();
            }
            for e in all {
                let places: Vec<usize> = (0..wanted.len())
                    .filter(|&at| wanted[at] == e || self.wrong == Else::ComputesAll)
                    .collect();
                let called = if self.wrong == Else::LocalNumber { e % routed.each } else { e };
                let of_expert = expert(called, rows.select(Axis(0), &places).view());
                for (&at, row) in places.iter().zip(of_expert.rows()).filter(|(at, _)| wanted[**at] == e) {
                    made.row_mut(at).assign(&row);
                }
            }
            if !(wanted.is_empty() && matches!(self.wrong, Else::EmptyNotSent | Else::EmptyNotReturned)) {
                comm.send(from, 2, made.as_slice().expect("row by row"));
            }
        }
        if self.wrong == Else::ReceivesFirst {
            sends();
        }
        let results: Vec<f64> = (0..size).flat_map(|from| comm.receive::<f64>(from, 2)).collect();
        let result = |at: usize| ArrayView1::from(&results[at * d..(at + 1) * d]);
        let mut out = Array2::zeros((routed.tokens.nrows(), d));
        for at in 0..pairs.len() {
            let (pair, row) = match self.back {
                Back::Right => (order[at], at),
                Back::Forward => (at, order[at]),
                Back::AsItComes => (at, at),
            };
            let Pair { token, weight, .. } = pairs[pair];
            let weight = match self.weight {
                Weight::Before => 1.0,
                // Those at the place at which the row was sent.
                Weight::SentOrder => pairs[row].weight,
                _ => weight,
            };
            if self.wrong == Else::Overwrites {
                out.row_mut(token).fill(0.0);
            }
            out.row_mut(token).scaled_add(weight, &result(row));
        }
        out
    }
}

fn to_all(comm: &dyn Communicator, routed: &Routed<'_>, expert: ExpertCall<'_>) -> Array2<f64> {
    let (rank, size, d) = (comm.rank(), comm.size(), routed.tokens.ncols());
    let flat: Vec<f64> = routed.tokens.iter().copied().collect();
    let chosen: Vec<usize> = routed.experts.iter().flatten().copied().collect();
    let lengths: Vec<usize> = routed.experts.iter().map(Vec::len).collect();
    let weights: Vec<f64> = routed.weights.iter().flatten().copied().collect();
    for to in 0..size {
        comm.send(to, 0, &flat);
        comm.send(to, 1, &lengths);
        comm.send(to, 2, &chosen);
        comm.send(to, 3, &weights);
    }
    for from in 0..size {
        let flat: Vec<f64> = comm.receive(from, 0);
        let lengths: Vec<usize> = comm.receive(from, 1);
        let (chosen, weights): (Vec<usize>, Vec<f64>) = (comm.receive(from, 2), comm.receive(from, 3));
        let tokens = Array2::from_shape_vec((lengths.len(), d), flat).expect("rows of d");
        let mut part = Array2::<f64>::zeros(tokens.dim());
        let mut at = 0;
        for (token, &length) in lengths.iter().enumerate() {
            for place in at..at + length {
                if chosen[place] / routed.each == rank {
                    let made = expert(chosen[place], tokens.select(Axis(0), &[token]).view());
                    part.row_mut(token).scaled_add(weights[place], &made.row(0));
                }
            }
            at += length;
        }
        comm.send(from, 4, part.as_slice().expect("row by row"));
    }
    let mut out = Array2::zeros(routed.tokens.dim());
    for from in 0..size {
        out += &Array2::from_shape_vec(routed.tokens.dim(), comm.receive(from, 4)).expect("rows of d");
    }
    out
}
