//! The typical mistakes of `indexer`.

use judge::{Mistake, slips};

use super::bent::{Before, Heads, Knobs, Match, Scale, Weights};

const RELU: &str = ".mapv(|x| x.max(0.0))";
const WEIGHED: &str = "&(&matches * &weights.column(head).insert_axis(Axis(1)))";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut all = of_heads();
    all.extend(of_products());
    all.extend(of_weights());
    all.extend(of_sizes());
    all
}

fn of_heads() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "relu_after_sum",
            "ReLU is applied to the sum over the heads, not to the product of each. Products of different heads then cancel, and a score \
             cannot be negative. Each head first decides whether it matches at all: ReLU, then weight, then sum.",
            |k| k.heads = Heads::ReluLast,
        ),
        Mistake::<Knobs>::new(
            "no_relu",
            "there is no ReLU. Without it the weighted sum over the heads is one product with a single query, Σ w q, and the heads are \
             for nothing.",
            |k| k.matched = Match::Product,
        )
        .edit(RELU, ""),
        Mistake::<Knobs>::new(
            "unweighted",
            "the heads are added without their weights. The weights come from the query's token, and say which heads count for it.",
            |k| k.heads = Heads::Unweighted,
        )
        .edit(WEIGHED, "{ let _ = (head, &weights); &matches }"),
        Mistake::new(
            "largest_head",
            "the score is the largest of the weighted matches. It is their sum.",
            |k| k.heads = Heads::Largest,
        ),
        Mistake::<Knobs>::new(
            "last_head_only",
            "only the last head is in the result: each overwrites the one before it. Add them up.",
            |k| k.heads = Heads::LastAlone,
        )
        .edit("+= &(", "= ("),
        Mistake::<Knobs>::new("first_head_only", "only head 0 is in the result. All heads are added.", |k| {
            k.heads = Heads::FirstAlone;
        })
        .edit(".enumerate()", ".enumerate().take(1)"),
        Mistake::new(
            "relu_of_weighted",
            "ReLU is applied to weight times product. With a negative weight that keeps what does not match and drops what does: ReLU is \
             for the product, and the weight comes after it.",
            |k| k.heads = Heads::WeightInside,
        ),
        Mistake::<Knobs>::new(
            "relu_twice",
            "ReLU is applied to each product, and to the sum once more: scores below 0 become 0. Weights may be negative, and so may \
             scores.",
            |k| k.heads = Heads::ReluTwice,
        )
        .edit("    scores\n}", "    scores.mapv(|x: f32| x.max(0.0))\n}"),
    ]
}

fn of_products() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "sigmoid_for_relu",
            "the match of a head is σ(product). It is ReLU of it: what does not match counts 0, and what matches twice as well counts \
             twice.",
            |k| k.matched = Match::Sigmoid,
        )
        .edit("x.max(0.0)", "1.0 / (1.0 + (-x).exp())"),
        Mistake::new(
            "softmax",
            "the products of a head go through a softmax over the blocks, as in attention. That lets every block's score depend on \
             all others, and on how many there are. Here it is ReLU, for each block by itself.",
            |k| k.matched = Match::Softmax,
        ),
        Mistake::<Knobs>::new(
            "absolute",
            "the match of a head is the absolute value of its product. What is negative counts 0.",
            |k| k.matched = Match::Absolute,
        )
        .edit("x.max(0.0)", "x.abs()"),
        Mistake::<Knobs>::new(
            "negative_part",
            "what is kept is the negative part of each product: min instead of max. ReLU(x) is x where x is positive.",
            |k| k.matched = Match::Negative,
        )
        .edit("x.max(0.0)", "x.min(0.0)"),
        Mistake::<Knobs>::new(
            "leaky",
            "products below 0 keep a hundredth of their value. ReLU makes them 0.",
            |k| k.matched = Match::Leaky,
        )
        .edit("x.max(0.0)", "x.max(0.01 * x)"),
        Mistake::<Knobs>::new(
            "silu",
            "the match of a head is x σ(x), a smooth relative of ReLU that is also called SiLU or swish. Here it is ReLU.",
            |k| k.matched = Match::Silu,
        )
        .edit("x.max(0.0)", "x / (1.0 + (-x).exp())"),
        Mistake::<Knobs>::new(
            "squared",
            "the match of a head is the square of ReLU. It is ReLU itself.",
            |k| k.matched = Match::Squared,
        )
        .edit("x.max(0.0)", "x.max(0.0).powi(2)"),
        Mistake::<Knobs>::new(
            "counts_matches",
            "a head whose product is positive counts 1, however well it matches. It counts as much as the product.",
            |k| k.matched = Match::Count,
        )
        .edit("x.max(0.0)", "f32::from(x > 0.0)"),
        Mistake::new(
            "unit_length",
            "queries and keys are brought to length 1 first, so that products are cosines. They are used as they are.",
            |k| k.before = Before::UnitLength,
        ),
        Mistake::new(
            "queries_rotated",
            "the queries are multiplied by a Hadamard matrix and the keys are not, where the width is a power of two. A rotation of \
             both changes no product; a rotation of one changes all of them. (A port of the indexer shipped with this.)",
            |k| k.before = Before::QueriesRotated,
        ),
    ]
}

fn of_weights() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "weights_of_key",
            "the weights are taken from the row that has the block's number, not from that of the query. (With whole arrays this is a \
             column of weights laid along the blocks, which does not even fit where there are more or fewer of them.) Which heads \
             count is for the query to say.",
            |k| k.weights = Weights::OfKey,
        )
        .edit("insert_axis(Axis(1))", "insert_axis(Axis(0))"),
        Mistake::new(
            "softmax_of_weights",
            "the weights of a query go through a softmax over its heads. They are used as they are, and a negative one stays \
             negative.",
            |k| k.weights = Weights::Softmax,
        ),
        Mistake::<Knobs>::new(
            "sigmoid_of_weights",
            "the weights go through σ, as gates would. They are used as they are, and a negative one stays negative.",
            |k| k.weights = Weights::Sigmoid,
        )
        .edit("weights.column(head)", "weights.column(head).mapv(|w| 1.0 / (1.0 + (-w).exp()))"),
        Mistake::new(
            "weights_over_sum",
            "the weights of a query are divided by their sum. They are used as they are: their sum can be 0.",
            |k| k.weights = Weights::OverSum,
        ),
        Mistake::<Knobs>::new(
            "negative_weights_dropped",
            "negative weights count as 0. A head with a negative weight says which blocks are not wanted.",
            |k| k.weights = Weights::PositiveAlone,
        )
        .edit("weights.column(head)", "weights.column(head).mapv(|w| w.max(0.0))"),
        Mistake::<Knobs>::new(
            "absolute_weights",
            "the weights count without their sign. A head with a negative weight says which blocks are not wanted.",
            |k| k.weights = Weights::Absolute,
        )
        .edit("weights.column(head)", "weights.column(head).mapv(f32::abs)"),
        Mistake::<Knobs>::new(
            "weights_of_first_query",
            "every query uses the weights of query 0. Each has its own.",
            |k| k.weights = Weights::OfFirstQuery,
        )
        .edit(WEIGHED, "&(&matches * weights[[0, head]])"),
        Mistake::new(
            "weights_reshaped",
            "the weights are read as (heads, n), by reshaping instead of by transposing. They lie as (n, heads): all heads of query 0 \
             first.",
            |k| k.weights = Weights::Reshaped,
        ),
    ]
}

fn of_sizes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "over_root_width",
            "the scores are divided by √d, as attention's are. The definition here has no scale. (For the choice of blocks it makes no \
             difference.)",
            |k| k.scale = Scale::RootWidth,
        )
        .edit("    scores\n}", "    scores / (keys.ncols() as f32).sqrt()\n}"),
        Mistake::<Knobs>::new(
            "over_both_roots",
            "the scores are divided by √heads · √d, as in the official code. The definition here has no scale. (For the choice of blocks \
             it makes no difference.)",
            |k| k.scale = Scale::Both,
        )
        .edit("    scores\n}", "    scores / ((keys.ncols() * weights.ncols()) as f32).sqrt()\n}"),
        Mistake::<Knobs>::new(
            "mean_over_heads",
            "the scores are divided by the number of heads: a mean. The definition is a sum. (For the choice of blocks it makes no \
             difference.)",
            |k| k.scale = Scale::Heads,
        )
        .edit("    scores\n}", "    scores / weights.ncols() as f32\n}"),
        Mistake::<Knobs>::new(
            "over_root_heads",
            "the scores are divided by √heads. The definition here has no scale. (For the choice of blocks it makes no difference.)",
            |k| k.scale = Scale::RootHeads,
        )
        .edit("    scores\n}", "    scores / (weights.ncols() as f32).sqrt()\n}"),
        Mistake::<Knobs>::new(
            "over_width",
            "the scores are divided by d. The definition here has no scale. (For the choice of blocks it makes no difference.)",
            |k| k.scale = Scale::Width,
        )
        .edit("    scores\n}", "    scores / keys.ncols() as f32\n}"),
        Mistake::new(
            "future_hidden",
            "block s is hidden from query t where s is larger than t. These are all scores of all blocks; which of them a query may see \
             is for the choice to say, and blocks are not tokens.",
            |k| k.causal = true,
        ),
        Mistake::new(
            "heads_first",
            "the queries are read as (heads, n, d), by reshaping instead of by transposing. They lie as (n, heads, d): all heads of query \
             0 first.",
            |k| k.before = Before::HeadsFirst,
        ),
        Mistake::<Knobs>::new(
            "transposed",
            "the result is (blocks, n). A row belongs to a query: (n, blocks).",
            |k| k.transposed = true,
        )
        .edit("    scores\n}", "    scores.reversed_axes()\n}"),
        slips::assumes_contiguous(|k| k.contiguous = true),
        slips::memory_order(|k| k.memory_order = true),
    ]
}
