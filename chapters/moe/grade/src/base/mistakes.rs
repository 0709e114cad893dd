//! The typical mistakes of `base`: each turns a knob of the bent solution.

use judge::Mistake;

use super::bent::{Assigning, Gate, Knobs};

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
        Mistake::<Knobs>::new(
            "step_of_a_unit",
            "the auction has a step of 1/64, as large as the smallest difference. Each of T tokens may lose a step, and together they lose more \
             than that: with a step below 1/(64·T) the end is the best total.",
            |k| k.assign = Assigning::AuctionOfUnits,
        )
        .edit("1.0 / (64 * (tokens + 1)) as f64", "1.0 / 64.0"),
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
        Mistake::<Knobs>::new(
            "gate_overflows",
            "σ is computed as exp(x) / (1 + exp(x)), which is ∞/∞ for large products. 1 / (1 + exp(−x)) is 1 there, and 0 at the \
             other end.",
            |k| k.gate = Gate::Overflows,
        )
        .edit(
            "1.0 / (1.0 + (-token.dot(&centroids.row(expert))).exp())",
            "{ let x = token.dot(&centroids.row(expert)).exp(); x / (1.0 + x) }",
        ),
        judge::slips::assumes_contiguous(|k| k.contiguous = true),
    ]
}
