//! The typical mistakes of `dsa` in how tokens get their weights.

use judge::Mistake;

use super::knobs::{Hide, Knobs, Scale, Shift, Weigh};

const ROOT: &str = "(width as f32).sqrt()";
const LARGEST: &str = "products.fold(f32::NEG_INFINITY, |most, &product| most.max(product))";

pub(super) fn of_hiding() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "products_times_mask",
            "the products of tokens that are not chosen are multiplied by 0. exp(0) is 1, and they take part. Leave them out, or add −∞.",
            |k| k.hide = Hide::Zero,
        ),
        Mistake::new(
            "products_masked_as_low",
            "the products of tokens that are not chosen become a finite number, such as −1000, or one is added to them. Where the chosen lie as low, the others \
             get weight. Leave them out, or give them −∞.",
            |k| k.hide = Hide::Low,
        ),
        Mistake::new(
            "masked_after_softmax",
            "tokens that are not chosen take part in the sum, and only lose their weight afterwards. What they take is missing from the \
             chosen: the weights of these must sum to 1.",
            |k| k.hide = Hide::AfterSoftmax,
        ),
        Mistake::new(
            "others_instead",
            "a query attends to the tokens that it has not chosen. The mask is the wrong way round.",
            |k| k.hide = Hide::Swapped,
        ),
        Mistake::new(
            "values_apart",
            "keys are gathered in the order of their scores, and values in the order of their tokens, so that a weight meets the value of \
             another token. Gather both by one list.",
            |k| k.values_apart = true,
        ),
        Mistake::new(
            "low_products_skipped",
            "chosen tokens whose products are 10 or more below the largest are left out. Each of them adds little, and many of them do not.",
            |k| k.skips_low = true,
        ),
    ]
}

pub(super) fn of_weights() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "weights_of_scores",
            "the weights are the softmax of the indexer's scores. Those only choose; the weights come from query · key / √d.",
            |k| k.weigh = Weigh::Scores,
        ),
        Mistake::new(
            "scores_added",
            "the indexer's scores are added to the products. They only choose; nothing of them is in the weights.",
            |k| k.weigh = Weigh::ProductsAndScores,
        ),
        Mistake::new(
            "even_weights",
            "all chosen tokens get the same weight: the output is the mean of their values. The weights are a softmax of query · key / √d.",
            |k| k.weigh = Weigh::Even,
        ),
        Mistake::<Knobs>::new(
            "not_divided",
            "the exponentials are not divided by their sum.",
            |k| k.weigh = Weigh::SumOfExp,
        )
        .edit("(weights.dot(&values) / weights.sum())", "weights.dot(&values)"),
        Mistake::<Knobs>::new("no_scale", "the products are not divided by √d.", |k| k.scale = Scale::Nothing)
            .edit(ROOT, "1.0"),
        Mistake::<Knobs>::new("scale_by_width", "the products are divided by d instead of √d.", |k| {
            k.scale = Scale::Width;
        })
        .edit(ROOT, "(width as f32)"),
        Mistake::<Knobs>::new(
            "scale_of_values",
            "the products are divided by the root of the width of values. It is that of queries and keys.",
            |k| k.scale = Scale::RootOfValues,
        )
        .edit(ROOT, "(values.ncols() as f32).sqrt()"),
        Mistake::<Knobs>::new(
            "scale_of_all_heads",
            "the products are divided by the root of the width of all heads together. A head has width d.",
            |k| k.scale = Scale::RootOfAll,
        )
        .edit(ROOT, "((width * heads) as f32).sqrt()"),
        Mistake::<Knobs>::new(
            "scale_of_indexer",
            "the products are divided by √128, whatever the width. That is the width of DeepSeek's indexer.",
            |k| k.scale = Scale::Fixed(128),
        )
        .edit(ROOT, "128_f32.sqrt()"),
        Mistake::<Knobs>::new(
            "no_max",
            "exp is taken of products themselves. Near 1000 they overflow, near −1000 they underflow to 0/0: subtract the largest first.",
            |k| k.shift = Shift::Nothing,
        )
        .edit(LARGEST, "0.0"),
        Mistake::<Knobs>::new(
            "max_from_zero",
            "what is subtracted is never below 0, as when the search for the maximum starts at 0: near −1000 every exponential underflows. \
             Start at f32::NEG_INFINITY.",
            |k| k.shift = Shift::FromZero,
        )
        .edit(LARGEST, "products.fold(0.0_f32, |most, &product| most.max(product))"),
        Mistake::new(
            "max_of_others_too",
            "the largest product is taken over tokens that are not chosen, too. Where one of these is far above, every exponential \
             underflows. Take the maximum of the chosen.",
            |k| k.shift = Shift::OfAllSeen,
        ),
        Mistake::<Knobs>::new(
            "max_of_magnitude",
            "what is subtracted is the largest absolute value. Products far below zero underflow: the largest product is meant.",
            |k| k.shift = Shift::OfMagnitude,
        )
        .edit(LARGEST, "products.fold(0.0_f32, |most, &product| most.max(product.abs()))"),
        Mistake::new(
            "max_of_all_heads",
            "one maximum is subtracted in all heads of a query: in a head whose products are far below it every exponential underflows. \
             Each head has its own.",
            |k| k.shift = Shift::OfAllHeads,
        ),
        Mistake::new(
            "max_is_own",
            "the product of the query with its own key is subtracted. Where another lies far above it, exp overflows, and where all chosen \
             lie far below it, everything underflows: subtract the largest of the chosen.",
            |k| k.shift = Shift::OfOwn,
        ),
        Mistake::<Knobs>::new(
            "queries_of_first_head",
            "every head uses the queries of head 0. Keys, values and the choice are shared by all heads, the queries are not.",
            |k| k.queries_of_first_head = true,
        )
        .edit("queries.slice(s![t, h, ..])", "queries.slice(s![t, 0 * h, ..])"),
        Mistake::<Knobs>::new(
            "heads_first",
            "the output is (heads, n, e). It is (n, heads, e), with the queries first.",
            |k| k.heads_first = true,
        )
        .edit("    output\n}", "    output.permuted_axes([1, 0, 2])\n}"),
        judge::slips::assumes_contiguous(|k| k.contiguous = true),
        judge::slips::memory_order(|k| k.memory_order = true),
    ]
}
