//! The typical mistakes of `base`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use judge::slips::as_slices;
use ndarray::{Array2, ArrayView2};

use crate::solution::base as solution;

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
    RoundedPlan,
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
        Mistake::new(
            "rounded_plan",
            "assign scales exp(affinities) by Sinkhorn and takes the largest entry of each row. The plan is balanced; what is \
             rounded from it need not be.",
            |k| k.assign = Assigning::RoundedPlan,
        ),
        Mistake::new(
            "smallest_total",
            "assign finds the balanced assignment with the smallest total. Affinities are not costs: if your method minimises, \
             change their sign.",
            |k| k.assign = Assigning::Smallest,
        ),
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
        Mistake::new(
            "no_gate",
            "combine returns the experts' outputs as they are. Without the gate no gradient reaches the centroids, and they never \
             learn.",
            |k| k.gate = Gate::Nothing,
        ),
        Mistake::new(
            "plus_token",
            "combine computes α · output + token. The token gets what the gate leaves over, 1 − α.",
            |k| k.gate = Gate::PlusToken,
        ),
        Mistake::new(
            "token_forgotten",
            "combine computes α · output alone. The rest, (1 − α) · token, is missing.",
            |k| k.gate = Gate::OnlyGated,
        ),
        Mistake::new(
            "affinity_for_gate",
            "combine takes the affinity itself for α. It may be any number; σ makes it one between 0 and 1.",
            |k| k.gate = Gate::Affinity,
        ),
        Mistake::new(
            "gate_exchanged",
            "combine exchanges α and 1 − α: the better the expert fits, the less of it is used.",
            |k| k.gate = Gate::Exchanged,
        ),
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
        Mistake::new(
            "gate_of_output",
            "the gate is computed from the expert's output. It is σ(token · centroid): what the expert receives decides.",
            |k| k.gate = Gate::OfOutput,
        ),
        Mistake::new(
            "gate_scaled",
            "the affinity is divided by √d before σ. That belongs to attention; here it is the product itself.",
            |k| k.gate = Gate::RootWidth,
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
                let mut expert_of: Vec<usize> =
                    (0..tokens).map(|t| if self.in_turn { t % experts } else { t / places }).collect();
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
                auction(affinities, f64::from((high - low) / 50.0).max(1e-4))
            }
            Assigning::RoundedPlan => {
                let mut plan = affinities.mapv(|a| f64::from(a).exp());
                for _ in 0..200 {
                    for mut row in plan.rows_mut() {
                        row /= row.sum();
                    }
                    for mut column in plan.columns_mut() {
                        column /= column.sum();
                    }
                }
                (0..tokens).map(|t| ordered(plan.row(t).mapv(|p| p as f32).to_vec())[0]).collect()
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
            let (h, f) = (f64::from(tokens[[t, c]]), f64::from(outputs[[t, c]]));
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

/// The solution's auction with another step.
fn auction(affinities: ArrayView2<'_, f32>, step: f64) -> Vec<usize> {
    let (tokens, experts) = affinities.dim();
    let places = tokens / experts;
    let mut bids: Vec<Vec<(f64, usize)>> = vec![Vec::new(); experts];
    let mut waiting: Vec<usize> = (0..tokens).collect();
    let price = |bids: &[(f64, usize)]| {
        if bids.len() < places { 0.0 } else { bids.iter().map(|bid| bid.0).fold(f64::INFINITY, f64::min) }
    };
    while let Some(token) = waiting.pop() {
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
