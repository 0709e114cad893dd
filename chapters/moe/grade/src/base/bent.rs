//! The bent solution of `base`: its knobs, and what it computes.

use judge::slips::as_slices;
use moe::solution::base as solution;
use ndarray::{Array2, ArrayView2};
use std::collections::VecDeque;

/// How tokens get their experts.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Assigning {
    #[default]
    Right,
    Favourite,
    InTokenOrder,
    LargestFirst,
    MostDecidedFirst,
    LargestRegretFirst,
    FirstExpertPicks,
    LastExpertPicks,
    TakingTurns,
    ExchangingPairs,
    CoarseAuction,
    AuctionOfWholes,
    AuctionOfUnits,
    AuctionByRows,
    RoundedPlan,
    PlanWithRoom,
    Smallest,
    Turns,
    Blocks,
    ListsTokens,
}

/// What is mixed, and how.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gate {
    #[default]
    Right,
    Nothing,
    PlusToken,
    OnlyGated,
    Affinity,
    Exchanged,
    OverExperts,
    OfFavourite,
    OfOutput,
    RowOfExpert,
    RootWidth,
    Overflows,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) assign: Assigning,
    pub(super) gate: Gate,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    pub(super) in_turn: bool,
    pub(super) served: bool,
    pub(super) first_first: bool,
    pub(super) queue: bool,
    pub(super) best_first: bool,
    pub(super) last_of_equals: bool,
}

impl Knobs {
    fn slices(&self, views: &[ArrayView2<'_, f32>]) {
        if self.contiguous {
            for &view in views {
                as_slices(view, self.row_slices);
            }
        }
    }

    pub(super) fn assign(&self, affinities: ArrayView2<'_, f32>) -> Vec<usize> {
        self.slices(&[affinities]);
        let (tokens, experts) = affinities.dim();
        let places = tokens / experts;
        // The order of a sort from the largest down; of equals the first, or the last, comes first.
        let ordered = |keys: Vec<f32>| {
            let mut order: Vec<usize> = (0..keys.len()).collect();
            if self.last_of_equals {
                order.reverse();
            }
            order.sort_by(|&a, &b| keys[b].total_cmp(&keys[a]));
            order
        };
        let column = |e: usize| affinities.column(e).to_vec();
        let row = |t: usize| affinities.row(t).to_vec();
        match self.assign {
            Assigning::Right => solution::assign(affinities),
            Assigning::Favourite => (0..tokens).map(|t| ordered(row(t))[0]).collect(),
            Assigning::InTokenOrder => served(affinities, &(0..tokens).collect::<Vec<_>>(), &ordered),
            Assigning::MostDecidedFirst => {
                let best = |t: usize| row(t).into_iter().fold(f32::NEG_INFINITY, f32::max);
                served(affinities, &ordered((0..tokens).map(best).collect()), &ordered)
            }
            Assigning::LargestRegretFirst => {
                let regret = |t: usize| {
                    let row = row(t);
                    let order = ordered(row.clone());
                    order.get(1).map_or(0.0, |&second| row[order[0]] - row[second])
                };
                served(affinities, &ordered((0..tokens).map(regret).collect()), &ordered)
            }
            Assigning::LargestFirst => {
                let mut expert_of = vec![experts; tokens];
                let mut room = vec![places; experts];
                for pair in ordered(affinities.iter().copied().collect()) {
                    let (t, e) = (pair / experts, pair % experts);
                    if expert_of[t] == experts && room[e] > 0 {
                        expert_of[t] = e;
                        room[e] -= 1;
                    }
                }
                expert_of
            }
            Assigning::FirstExpertPicks | Assigning::LastExpertPicks | Assigning::TakingTurns => {
                let mut expert_of = vec![experts; tokens];
                let turns: Vec<usize> = match self.assign {
                    Assigning::TakingTurns => (0..tokens).map(|turn| turn % experts).collect(),
                    Assigning::LastExpertPicks => {
                        (0..tokens).map(|turn| experts - 1 - turn / places).collect()
                    }
                    _ => (0..tokens).map(|turn| turn / places).collect(),
                };
                for e in turns {
                    let free = ordered(column(e)).into_iter().find(|&t| expert_of[t] == experts);
                    if let Some(t) = free {
                        expert_of[t] = e;
                    }
                }
                expert_of
            }
            Assigning::ExchangingPairs => {
                let mut expert_of: Vec<usize> = if self.served {
                    served(affinities, &(0..tokens).collect::<Vec<_>>(), &ordered)
                } else {
                    (0..tokens).map(|t| if self.in_turn { t % experts } else { t / places }).collect()
                };
                let pairs: Vec<(usize, usize)> =
                    (0..tokens).flat_map(|s| (s + 1..tokens).map(move |t| (s, t))).collect();
                let gain = |expert_of: &[usize], &(s, t): &(usize, usize)| {
                    let (a, b) = (expert_of[s], expert_of[t]);
                    affinities[[s, b]] + affinities[[t, a]] - affinities[[s, a]] - affinities[[t, b]]
                };
                let mut improved = true;
                while improved {
                    improved = false;
                    if self.best_first {
                        let better = |best: Option<(usize, usize)>, pair: &(usize, usize)| {
                            let least = best.map_or(1e-6, |best| gain(&expert_of, &best));
                            if gain(&expert_of, pair) > least { Some(*pair) } else { best }
                        };
                        if let Some((s, t)) = pairs.iter().fold(None, better) {
                            expert_of.swap(s, t);
                            improved = true;
                        }
                    } else {
                        for &(s, t) in &pairs {
                            if gain(&expert_of, &(s, t)) > 1e-6 {
                                expert_of.swap(s, t);
                                improved = true;
                            }
                        }
                    }
                }
                expert_of
            }
            Assigning::CoarseAuction => {
                let low = affinities.fold(f32::INFINITY, |low, &a| low.min(a));
                let high = affinities.fold(f32::NEG_INFINITY, |high, &a| high.max(a));
                self.auction(affinities, f64::from((high - low) / 50.0).max(1e-4))
            }
            Assigning::AuctionOfWholes => self.auction(affinities, 1.0 / (tokens + 1) as f64),
            Assigning::AuctionOfUnits => self.auction(affinities, 1.0 / 64.0),
            Assigning::AuctionByRows => auction_by_rows(affinities, &ordered),
            Assigning::RoundedPlan | Assigning::PlanWithRoom => {
                let mut plan = affinities.mapv(|a| f64::from(a).exp());
                for _ in 0..200 {
                    for mut row in plan.rows_mut() {
                        row /= row.sum();
                    }
                    for mut column in plan.columns_mut() {
                        column /= column.sum();
                    }
                }
                let plan = plan.mapv(|p| p as f32);
                if self.assign == Assigning::PlanWithRoom {
                    return served(plan.view(), &(0..tokens).collect::<Vec<_>>(), &ordered);
                }
                (0..tokens).map(|t| ordered(plan.row(t).to_vec())[0]).collect()
            }
            Assigning::Smallest => solution::assign(affinities.mapv(|a| -a).view()),
            Assigning::Turns => (0..tokens).map(|t| t % experts).collect(),
            Assigning::Blocks => (0..tokens).map(|t| t / places).collect(),
            Assigning::ListsTokens => {
                let expert_of = solution::assign(affinities);
                (0..experts)
                    .flat_map(|e| (0..tokens).filter(|&t| expert_of[t] == e).collect::<Vec<_>>())
                    .collect()
            }
        }
    }

    pub(super) fn combine(
        &self,
        tokens: ArrayView2<'_, f32>,
        centroids: ArrayView2<'_, f32>,
        experts: &[usize],
        outputs: ArrayView2<'_, f32>,
    ) -> Array2<f32> {
        self.slices(&[tokens, centroids, outputs]);
        let dot = |t: usize, e: usize, of: ArrayView2<'_, f32>| {
            let products = of.row(t).into_iter().zip(centroids.row(e));
            products.map(|(&a, &b)| f64::from(a) * f64::from(b)).sum::<f64>()
        };
        Array2::from_shape_fn(tokens.dim(), |(t, c)| {
            let row = if self.gate == Gate::RowOfExpert { experts[t] } else { t };
            let (h, f) = (f64::from(tokens[[t, c]]), f64::from(outputs[[row, c]]));
            let affinity = dot(t, experts[t], tokens);
            let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
            let alpha = match self.gate {
                Gate::Affinity => affinity,
                Gate::OverExperts => {
                    let others = (0..centroids.nrows()).map(|e| (dot(t, e, tokens) - affinity).exp());
                    1.0 / others.sum::<f64>()
                }
                Gate::OfFavourite => {
                    let affinities = (0..centroids.nrows()).map(|e| dot(t, e, tokens));
                    sigmoid(affinities.fold(f64::NEG_INFINITY, f64::max))
                }
                Gate::OfOutput => sigmoid(dot(t, experts[t], outputs)),
                Gate::RootWidth => sigmoid(affinity / (tokens.ncols() as f64).sqrt()),
                Gate::Overflows if self.double => affinity.exp() / (1.0 + affinity.exp()),
                Gate::Overflows => {
                    let x = affinity as f32;
                    f64::from(x.exp() / (1.0 + x.exp()))
                }
                _ => sigmoid(affinity),
            };
            let mixed = match self.gate {
                Gate::Nothing => f,
                Gate::PlusToken => alpha * f + h,
                Gate::OnlyGated => alpha * f,
                Gate::Exchanged => (1.0 - alpha) * f + alpha * h,
                _ => alpha * f + (1.0 - alpha) * h,
            };
            mixed as f32
        })
    }

    /// The solution's auction with another step; who waits may be served in another order.
    pub(super) fn auction(&self, affinities: ArrayView2<'_, f32>, step: f64) -> Vec<usize> {
        let (tokens, experts) = affinities.dim();
        let places = tokens / experts;
        let mut bids: Vec<Vec<(f64, usize)>> = vec![Vec::new(); experts];
        let mut waiting: VecDeque<usize> = (0..tokens).collect();
        if self.first_first {
            waiting = waiting.into_iter().rev().collect();
        }
        let price = |bids: &[(f64, usize)]| {
            if bids.len() < places { 0.0 } else { bids.iter().map(|bid| bid.0).fold(f64::INFINITY, f64::min) }
        };
        while let Some(token) = if self.queue { waiting.pop_front() } else { waiting.pop_back() } {
            let gain = |e: usize| f64::from(affinities[[token, e]]) - price(&bids[e]);
            let mut order: Vec<(f64, usize)> = (0..experts).map(|e| (gain(e), e)).collect();
            order.sort_by(|a, b| b.0.total_cmp(&a.0));
            let (gain, best) = order[0];
            let second = order.get(1).map_or(gain, |next| next.0);
            let bid = price(&bids[best]) + gain - second + step;
            bids[best].push((bid, token));
            if bids[best].len() > places {
                bids[best].sort_by(|a, b| b.0.total_cmp(&a.0));
                waiting.extend(bids[best].pop().map(|(_, loser)| loser));
            }
        }
        let mut expert_of = vec![0; tokens];
        for (expert, bids) in bids.iter().enumerate() {
            for &(_, token) in bids {
                expert_of[token] = expert;
            }
        }
        expert_of
    }
}

/// Gives each token, in this order, the best expert that has room.
fn served(
    affinities: ArrayView2<'_, f32>,
    order: &[usize],
    ordered: &dyn Fn(Vec<f32>) -> Vec<usize>,
) -> Vec<usize> {
    let (tokens, experts) = affinities.dim();
    let mut room = vec![tokens / experts; experts];
    let mut expert_of = vec![0; tokens];
    for &t in order {
        let free = ordered(affinities.row(t).to_vec()).into_iter().find(|&e| room[e] > 0);
        if let Some(e) = free {
            room[e] -= 1;
            expert_of[t] = e;
        }
    }
    expert_of
}

/// The auction of facebookresearch/fairseq, fairseq/clib/libbase/balanced_assignment.cpp: experts bid for tokens, all at once.
fn auction_by_rows(affinities: ArrayView2<'_, f32>, ordered: &dyn Fn(Vec<f32>) -> Vec<usize>) -> Vec<usize> {
    let (tokens, experts) = affinities.dim();
    let places = tokens / experts;
    if experts == 1 {
        return vec![0; tokens];
    }
    let least = affinities.fold(f32::INFINITY, |low, &a| low.min(a));
    let most = affinities.fold(f32::NEG_INFINITY, |high, &a| high.max(a));
    let step = ((most - least) / 50.0).max(1e-4);
    let mut value = affinities.to_owned();
    let mut cost = vec![0.0_f32; tokens];
    let mut held: Vec<(usize, usize)> = Vec::new();
    // The original has no end but the assignment; it comes soon after the hundredth round.
    for round in 0..2000 {
        let mut bids = Array2::<f32>::zeros((tokens, experts));
        let mut expert_of = vec![0; tokens];
        for e in 0..experts {
            let order = ordered(value.column(e).to_vec());
            for &t in &order[..places] {
                bids[[t, e]] = value[[t, e]] - value[[order[places], e]] + step;
                expert_of[t] = e;
            }
        }
        if round < 100 {
            for &(t, e) in &held {
                bids[[t, e]] = step;
            }
        }
        let highest = |t: usize| ordered(bids.row(t).to_vec())[0];
        let bidders: Vec<(usize, usize)> = (0..tokens).map(|t| (t, highest(t))).collect();
        if bidders.iter().all(|&(t, e)| bids[[t, e]] > 0.0) {
            return expert_of;
        }
        for &(t, e) in &bidders {
            cost[t] += bids[[t, e]];
        }
        held = bidders.into_iter().filter(|&(t, e)| bids[[t, e]] > 0.0).collect();
        value = Array2::from_shape_fn((tokens, experts), |(t, e)| affinities[[t, e]] - cost[t]);
        for &(t, e) in &held {
            value[[t, e]] = if round < 100 { most } else { affinities[[t, e]] };
        }
    }
    vec![0; tokens]
}
