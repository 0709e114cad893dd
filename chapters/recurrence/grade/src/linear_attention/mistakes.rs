//! The typical mistakes of `linear_attention`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::knobs::{Applied, Divisor, Feature, Keeps, Knobs, Scale, Sees};

const PHI: &str = "if x > 0.0 { x + 1.0 } else { x.exp() }";
const SUMS: &str = "weights.sum_axis(Axis(1)).insert_axis(Axis(1)) + 1e-6";
const READ: &str = "query.dot(&state.sum) / (query.dot(&state.keys) + 1e-6)";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_features(), of_sums(), of_order(), of_states()].into_iter().flatten().collect()
}

fn of_features() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "elu_without_one",
            "φ is elu alone. Below 0 it is negative: weights can be negative, and their sum near 0. The 1 keeps them above 0.",
            |k| k.feature = Feature::Elu,
        )
        .edit(PHI, "if x > 0.0 { x } else { x.exp() - 1.0 }"),
        Mistake::<Knobs>::new(
            "one_above_only",
            "φ is x + 1 above 0 and eˣ − 1 below: the 1 has been added to one of the two cases. elu(x) is eˣ − 1 below 0, and the 1 makes it eˣ.",
            |k| k.feature = Feature::OneAboveOnly,
        )
        .edit(PHI, "if x > 0.0 { x + 1.0 } else { x.exp() - 1.0 }"),
        Mistake::<Knobs>::new(
            "one_swallows",
            "φ is computed as eˣ − 1 + 1, as elu(x) + 1 is. In 32 bits eˣ − 1 has no more than the first few digits of a small eˣ, and below −17 none. eˣ is \
             all that is needed there.",
            |k| k.feature = Feature::Swallowed,
        )
        .edit(PHI, "if x > 0.0 { x + 1.0 } else { x.exp_m1() + 1.0 }"),
        Mistake::<Knobs>::new("relu_features", "φ is max(x, 0). It is elu(x) + 1, which is above 0 everywhere.", |k| {
            k.feature = Feature::Relu;
        })
        .edit(PHI, "x.max(0.0)"),
        Mistake::<Knobs>::new(
            "relu_plus_one",
            "φ is 1 wherever x is below 0, as max(x, 0) + 1 is. elu goes on below 0: φ is eˣ there.",
            |k| k.feature = Feature::ReluPlusOne,
        )
        .edit(PHI, "x.max(0.0) + 1.0"),
        Mistake::<Knobs>::new("exp_features", "φ is eˣ everywhere. Above 0 it is x + 1.", |k| {
            k.feature = Feature::Exp;
        })
        .edit(PHI, "x.exp()"),
        Mistake::<Knobs>::new(
            "softplus_features",
            "φ is the softplus, ln(1 + eˣ). It looks like elu(x) + 1, and lies below it near 0.",
            |k| k.feature = Feature::Softplus,
        )
        .edit(PHI, "x.max(0.0) + (-x.abs()).exp().ln_1p()"),
        Mistake::new(
            "as_in_another_library",
            "queries and keys are multiplied as they are, divided by √dk, and nothing is divided by the sum of the weights: linear attention as \
             flash-linear-attention has it. Here it is that of Katharopoulos and others, with φ and the division, and without a scale.",
            |k| {
                k.feature = Feature::Nothing;
                k.scale = Scale::Queries;
                k.divisor = Divisor::Nothing;
            },
        ),
        Mistake::<Knobs>::new(
            "no_features",
            "queries and keys are multiplied as they are, without φ. Weights can then be negative, and their sum near 0.",
            |k| k.feature = Feature::Nothing,
        )
        .edit(PHI, "x"),
        Mistake::new(
            "softmax_features",
            "φ is a softmax over the channels of a query or key. That is another method, efficient attention. Here φ looks at each number by itself.",
            |k| k.feature = Feature::Softmax,
        ),
        Mistake::<Knobs>::new("queries_as_they_are", "φ is applied to keys only. Queries need it too.", |k| {
            k.applied = Applied::KeysOnly;
        })
        .edit("queries.mapv(phi)", "queries"),
        Mistake::<Knobs>::new("keys_as_they_are", "φ is applied to queries only. Keys need it too.", |k| {
            k.applied = Applied::QueriesOnly;
        })
        .edit("keys.mapv(phi)", "keys"),
        Mistake::<Knobs>::new(
            "features_of_products",
            "φ is applied to the product of query and key. It is applied to each of them, before the product: only then can the sum over keys be \
             kept.",
            |k| k.applied = Applied::Product,
        )
        .edit("queries.mapv(phi).dot(&keys.mapv(phi).t())", "queries.dot(&keys.t()).mapv(phi)"),
        Mistake::<Knobs>::new(
            "scaled_queries",
            "queries are divided by √dk before φ, as for a softmax. There is no scale here, and φ(x/√dk) is not φ(x)/√dk.",
            |k| k.scale = Scale::Queries,
        )
        .edit("queries.mapv(phi)", "queries.mapv(|x| phi(x / (queries.ncols() as f32).sqrt()))"),
        Mistake::<Knobs>::new(
            "scaled_weights",
            "the weights are divided by √dk. The sum they are divided by takes that out again, except where it is not large against 10⁻⁶.",
            |k| k.scale = Scale::Weights,
        )
        .edit("keys.mapv(phi).t())", "keys.mapv(phi).t()) / (keys.ncols() as f32).sqrt()"),
    ]
}

fn of_sums() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_normaliser",
            "the weighted sum of the values is not divided by the sum of the weights.",
            |k| k.divisor = Divisor::Nothing,
        )
        .edit("weights.dot(&values) / sums", "weights.dot(&values) / sums.mapv(|_| 1.0)"),
        Mistake::<Knobs>::new(
            "divided_by_count",
            "the weighted sum is divided by the number of tokens, not by the sum of the weights.",
            |k| k.divisor = Divisor::Count,
        )
        .edit(SUMS, "Array1::from_iter((1..=queries.nrows()).map(|n| n as f32)).insert_axis(Axis(1))"),
        Mistake::<Knobs>::new(
            "sum_over_all_tokens",
            "the weights are summed over all tokens, also those that come later and are hidden. Each output is divided by the sum of its own \
             weights, up to its token.",
            |k| k.divisor = Divisor::AllTokens,
        )
        .edit(SUMS, "queries.mapv(phi).dot(&keys.mapv(phi).t()).sum_axis(Axis(1)).insert_axis(Axis(1)) + 1e-6"),
        Mistake::<Knobs>::new(
            "sum_over_queries",
            "output t is divided by the weights that key t gets from all queries: the sum goes down the columns. Axis(0) counts tokens that ask, Axis(1) \
             tokens that answer.",
            |k| k.divisor = Divisor::Column,
        )
        .edit("weights.sum_axis(Axis(1))", "weights.sum_axis(Axis(0))"),
        Mistake::<Knobs>::new(
            "no_epsilon",
            "nothing is added to the sum of the weights. Where it is as small as 10⁻⁶, that shows.",
            |k| k.divisor = Divisor::SumAlone,
        )
        .edit("insert_axis(Axis(1)) + 1e-6", "insert_axis(Axis(1))"),
        Mistake::<Knobs>::new(
            "smaller_epsilon",
            "what is added to the sum of the weights is 10⁻¹⁰, or near it. That is another library's number; here it is 10⁻⁶.",
            |k| k.divisor = Divisor::SumAndLess,
        )
        .edit("insert_axis(Axis(1)) + 1e-6", "insert_axis(Axis(1)) + 1e-10"),
        Mistake::<Knobs>::new(
            "epsilon_as_floor",
            "the sum of the weights is replaced by 10⁻⁶ where it is smaller. 10⁻⁶ is added to it, always.",
            |k| k.divisor = Divisor::Floor,
        )
        .edit(SUMS, "weights.sum_axis(Axis(1)).insert_axis(Axis(1)).mapv(|sum| sum.max(1e-6))"),
        Mistake::new(
            "divided_by_own_weight",
            "a step divides by the weight of its own token, φ(q) · φ(k). It divides by the sum of all weights so far, φ(q) · `state.keys`.",
            |k| k.divisor = Divisor::Own,
        ),
        Mistake::new(
            "softmax_attention",
            "this is attention with a softmax. Here the weight of a pair is φ(q) · φ(k), so that the sum over tokens can be kept.",
            |k| k.divisor = Divisor::Softmax,
        ),
    ]
}

fn of_order() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "own_token_missing",
            "a token does not see itself: its own weight is left out, or the state is read before the token is added. Write first, then read.",
            |k| k.sees = Sees::Before,
        )
        .edit("if s > t {", "if s >= t {"),
        Mistake::new(
            "sum_read_first",
            "the weighted sum lacks the token's own value, and the sum of the weights has its weight: one is read before it is written, and the other \
             after.",
            |k| k.sees = Sees::SumBefore,
        ),
        Mistake::new(
            "keys_read_first",
            "the sum of the weights lacks the token's own, and the weighted sum has its value: one is read before it is written, and the other after.",
            |k| k.sees = Sees::DivisorBefore,
        ),
        Mistake::<Knobs>::new("not_causal", "a token sees those that come after it. Output t is a sum over s ≤ t.", |k| {
            k.sees = Sees::All;
        })
        .edit("if s > t {", "if s > t && s == t {"),
        Mistake::<Knobs>::new(
            "mask_reversed",
            "a token sees itself and those after it, and not those before. Output t is a sum over s ≤ t.",
            |k| k.sees = Sees::From,
        )
        .edit("if s > t {", "if s < t {"),
    ]
}

fn of_states() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "nothing_kept",
            "the state stays as it was: the new sums are computed, and not put there.",
            |k| k.keeps = Keeps::Nothing,
        )
        .edit(READ, "let out = query.dot(&state.sum) / (query.dot(&state.keys) + 1e-6);\n    state.sum.fill(0.0);\n    state.keys.fill(0.0);\n    out"),
        Mistake::<Knobs>::new(
            "newest_only",
            "the state holds the newest token alone: it is overwritten, and not added to.",
            |k| k.keeps = Keeps::NewestOnly,
        ),
        Mistake::<Knobs>::new(
            "keys_not_kept",
            "`state.keys` stays as it is. It is the sum of φ(k), and what is read is divided by the query's product with it.",
            |k| k.keeps = Keeps::SumOnly,
        )
        .edit("    state.keys += &key;\n", ""),
        Mistake::<Knobs>::new(
            "newest_key_only",
            "`state.keys` is the newest key, and not the sum of all so far.",
            |k| k.keeps = Keeps::NewestKeys,
        )
        .edit("state.keys += &key;", "state.keys.assign(&key);"),
        Mistake::new(
            "raw_keys_summed",
            "`state.keys` is the sum of the keys as they are. What is divided by are weights: sum φ(k).",
            |k| k.keeps = Keeps::RawKeys,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
        slips::memory_order(|k| k.memory_order = true),
    ]
}
