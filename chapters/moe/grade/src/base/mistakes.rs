//! The typical mistakes of `base`: the solution with knobs, of which each mistake turns one.

use std::collections::VecDeque;

use judge::Mistake;
use judge::slips::as_slices;
use ndarray::{Array2, ArrayView2};

use moe::solution::base as solution;

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

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "favourites",
            "assign gives every token its favourite expert, without a limit: nothing keeps the experts equally busy. T/E tokens \
             are all that an expert takes.",
            |k| k.assign = Assigning::Favourite,
        ),
        Mistake::new(
            "greedy_in_order",
            "assign goes through the tokens once and gives each the best expert that still has room. The first tokens take \
             places that later ones need more: a choice must be open until the end.",
            |k| k.assign = Assigning::InTokenOrder,
        ),
        Mistake::new(
            "greedy_by_affinity",
            "assign takes the pairs of token and expert from the largest affinity down, as long as there is room. It is not the best \
             total: a token that is nearly as well elsewhere should make room for one that is not.",
            |k| k.assign = Assigning::LargestFirst,
        ),
        Mistake::new(
            "greedy_by_best",
            "assign sorts the tokens by their largest affinity and then gives each the best expert that still has room. It serves \
             those first who like most, not those who would lose most.",
            |k| k.assign = Assigning::MostDecidedFirst,
        ),
        Mistake::new(
            "greedy_by_regret",
            "assign serves first the tokens whose best expert is the farthest ahead of their second best. That is a good guess \
             and not the optimum: what a token loses depends on who else moves.",
            |k| k.assign = Assigning::LargestRegretFirst,
        ),
        Mistake::new(
            "first_expert_picks",
            "assign lets one expert after the other, from the first on, pick its T/E best tokens of those left. The last expert gets \
             what nobody wanted.",
            |k| k.assign = Assigning::FirstExpertPicks,
        ),
        Mistake::new(
            "last_expert_picks",
            "assign lets one expert after the other, from the last on, pick its T/E best tokens of those left. On some inputs that \
             is the best total by luck.",
            |k| k.assign = Assigning::LastExpertPicks,
        ),
        Mistake::new(
            "experts_take_turns",
            "assign lets the experts pick in turn, a token each time, as teams are drafted. It is fair and balanced, and not the best \
             total.",
            |k| k.assign = Assigning::TakingTurns,
        ),
        Mistake::new(
            "pairs_exchanged",
            "assign exchanges two tokens as long as that helps, and stops. Where no pair gains, three tokens may still gain by moving \
             in a ring: look for gaining cycles, not only for pairs.",
            |k| k.assign = Assigning::ExchangingPairs,
        ),
        Mistake::new(
            "coarse_auction",
            "the auction has a step of a fiftieth of the range of the affinities (as fairseq's has). The end is then within T \
             steps of the best total, and no nearer. With a step below 1/(64·T) it is the best.",
            |k| k.assign = Assigning::CoarseAuction,
        ),
        Mistake::<Knobs>::new(
            "step_for_whole_numbers",
            "the auction has a step of 1/(T + 1), which is small enough for whole numbers. Affinities are multiples of 1/64: with a step below \
             1/(64·T) the end is the best total.",
            |k| k.assign = Assigning::AuctionOfWholes,
        )
        .edit("1.0 / (64 * (tokens + 1)) as f64", "1.0 / (tokens + 1) as f64"),
        Mistake::new(
            "step_of_a_unit",
            "the auction has a step of 1/64, as large as the smallest difference. Each of T tokens may lose a step, and together they lose more \
             than that: with a step below 1/(64·T) the end is the best total.",
            |k| k.assign = Assigning::AuctionOfUnits,
        ),
        Mistake::new(
            "experts_bid",
            "assign is fairseq's auction: in every round each expert bids for its T/E best tokens at once, with a step of a fiftieth of the \
             range, and after 100 rounds it takes what is near. That is balanced, and not the best total. It needs a step below \
             1/(64·T), and no last round.",
            |k| k.assign = Assigning::AuctionByRows,
        ),
        Mistake::new(
            "rounded_plan",
            "assign scales exp(affinities) by Sinkhorn and takes the largest entry of each row. The plan is balanced; what is \
             rounded from it need not be.",
            |k| k.assign = Assigning::RoundedPlan,
        ),
        Mistake::new(
            "plan_with_room",
            "assign scales exp(affinities) by Sinkhorn and gives each token in turn the largest entry of its row that has room. The first \
             tokens take places that later ones need more, as in any single pass.",
            |k| k.assign = Assigning::PlanWithRoom,
        ),
        Mistake::<Knobs>::new(
            "smallest_total",
            "assign finds the balanced assignment with the smallest total. Affinities are not costs: if your method minimises, \
             change their sign.",
            |k| k.assign = Assigning::Smallest,
        )
        .edit("f64::from(affinities[[token, e]])", "-f64::from(affinities[[token, e]])"),
        Mistake::new(
            "in_turn",
            "assign deals the tokens out in turn, t mod E, and looks at no affinity.",
            |k| k.assign = Assigning::Turns,
        ),
        Mistake::new(
            "in_blocks",
            "assign gives the first T/E tokens to expert 0, the next to expert 1, and so on, and looks at no affinity.",
            |k| k.assign = Assigning::Blocks,
        ),
        Mistake::new(
            "lists_tokens",
            "assign returns the tokens ordered by expert, T/E of each, as fairseq does. Entry t must be the expert of token t.",
            |k| k.assign = Assigning::ListsTokens,
        ),
        Mistake::<Knobs>::new(
            "no_gate",
            "combine returns the experts' outputs as they are. Without the gate no gradient reaches the centroids, and they never \
             learn.",
            |k| k.gate = Gate::Nothing,
        )
        .edit("*y = gate * *y + (1.0 - gate) * h", "*y = *y + 0.0 * gate * h"),
        Mistake::<Knobs>::new(
            "plus_token",
            "combine computes α · output + token. The token gets what the gate leaves over, 1 − α.",
            |k| k.gate = Gate::PlusToken,
        )
        .edit("+ (1.0 - gate) * h", "+ h"),
        Mistake::<Knobs>::new(
            "token_forgotten",
            "combine computes α · output alone. The rest, (1 − α) · token, is missing.",
            |k| k.gate = Gate::OnlyGated,
        )
        .edit("|y, &h| *y = gate * *y + (1.0 - gate) * h", "|y, _| *y *= gate"),
        Mistake::<Knobs>::new(
            "affinity_for_gate",
            "combine takes the affinity itself for α. It may be any number; σ makes it one between 0 and 1.",
            |k| k.gate = Gate::Affinity,
        )
        .edit(
            "1.0 / (1.0 + (-token.dot(&centroids.row(expert))).exp())",
            "token.dot(&centroids.row(expert))",
        ),
        Mistake::<Knobs>::new(
            "gate_exchanged",
            "combine exchanges α and 1 − α: the better the expert fits, the less of it is used.",
            |k| k.gate = Gate::Exchanged,
        )
        .edit("gate * *y + (1.0 - gate) * h", "(1.0 - gate) * *y + gate * h"),
        Mistake::new(
            "softmax_over_experts",
            "the gate is the softmax over all experts. In BASE it is σ of the affinity with the token's own expert: a token that was \
             sent elsewhere for balance is not punished by the experts that it liked better.",
            |k| k.gate = Gate::OverExperts,
        ),
        Mistake::new(
            "gate_of_favourite",
            "the gate is computed from the token's largest affinity. It belongs to the expert that the token was given.",
            |k| k.gate = Gate::OfFavourite,
        ),
        Mistake::<Knobs>::new(
            "gate_of_output",
            "the gate is computed from the expert's output. It is σ(token · centroid): what the expert receives decides.",
            |k| k.gate = Gate::OfOutput,
        )
        .edit("-token.dot(", "-outputs.row(t).dot("),
        Mistake::<Knobs>::new(
            "row_of_expert",
            "combine takes row experts[t] of the outputs. Row t is what the expert made of token t.",
            |k| k.gate = Gate::RowOfExpert,
        )
        .edit(
            "let mut mixed = outputs.to_owned();",
            "let mut mixed = outputs.select(ndarray::Axis(0), experts);",
        ),
        Mistake::<Knobs>::new(
            "gate_scaled",
            "the affinity is divided by √d before σ. That belongs to attention; here it is the product itself.",
            |k| k.gate = Gate::RootWidth,
        )
        .edit(
            "(-token.dot(&centroids.row(expert)))",
            "(-token.dot(&centroids.row(expert)) / (token.len() as f32).sqrt())",
        ),
        Mistake::new(
            "gate_overflows",
            "σ is computed as exp(x) / (1 + exp(x)), which is ∞/∞ for large products. 1 / (1 + exp(−x)) is 1 there, and 0 at the \
             other end.",
            |k| k.gate = Gate::Overflows,
        ),
        judge::slips::assumes_contiguous(|k| k.contiguous = true),
    ]
}

impl Knobs {
    #[cfg(test)]
    pub(super) fn turned(turn: impl Fn(&mut Knobs)) -> Knobs {
        let mut knobs = Knobs::default();
        turn(&mut knobs);
        knobs
    }

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
