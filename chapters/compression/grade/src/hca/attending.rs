//! The typical mistakes of `hca` in its softmax: those of `csa`, as far as its words hold here.

use judge::{Mistake, slips};

use super::knobs::Knobs;
use crate::csa::knobs::{Extra, Hide, Mix, Near, Scale, Shift, Term};

const WINDOW: &str = "sinks, window)\n}";
const SINKS: &str = "&seen, sinks, window)";
const QUERIES: &str = "csa(queries, tokens,";

pub(super) fn of_sums() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "two_softmaxes",
            "the tokens of the window and the blocks have a softmax each, and the two outputs are added. Then the weights of a query can sum \
             to 2. Put the entries of both kinds into one sum.",
            |k: &mut Knobs| k.attend.mix = Mix::Added,
        ),
        Mistake::new(
            "two_softmaxes_averaged",
            "the tokens of the window and the blocks have a softmax each, and the mean of the two outputs is taken: each side gets half of \
             the attention, whatever its scores say. Put the entries of both kinds into one sum.",
            |k| k.attend.mix = Mix::Averaged,
        ),
        Mistake::<Knobs>::new(
            "window_one_more",
            "the window has one token too many: it reaches back to t − window. Counting the own token, the oldest of `window` tokens is \
             t − window + 1.",
            |k| k.attend.near = Near::OneMore,
        )
        .edit(WINDOW, "sinks, window + 1)\n}"),
        Mistake::new(
            "window_one_fewer",
            "the window has one token too few: its oldest is missing. Counting the own token, the oldest of `window` tokens is \
             t − window + 1.",
            |k| k.attend.near = Near::OneFewer,
        ),
        Mistake::new(
            "window_before_own",
            "the window is the `window` tokens before the query, without its own. The own token is one of them, the newest.",
            |k| k.attend.near = Near::Before,
        ),
        Mistake::new(
            "own_token_hidden",
            "the query does not see its own token, and the others of its window it does. The own token belongs to the window.",
            |k| k.attend.near = Near::WithoutOwn,
        ),
        Mistake::new(
            "future_visible",
            "the window has no upper end: a query sees the tokens after its own, too. It ends with the own token.",
            |k| k.attend.near = Near::NoEnd,
        ),
        Mistake::<Knobs>::new(
            "no_window",
            "a query sees all tokens up to its own. Of these only the last `window` stay; what lies further back, it sees in blocks.",
            |k| k.attend.near = Near::AllBefore,
        )
        .edit(WINDOW, "sinks, window + tokens.nrows())\n}"),
        Mistake::new(
            "all_tokens_visible",
            "every query sees every token, those after its own too. It sees the last `window` that end with its own.",
            |k| k.attend.near = Near::All,
        ),
        Mistake::new(
            "tokens_ignored",
            "a query sees blocks alone. The tokens of its window belong to the same softmax.",
            |k| k.attend.near = Near::Nothing,
        ),
        Mistake::new(
            "window_underflows",
            "the place where the window begins is computed by a subtraction of whole numbers without a sign, which stops near the start, where \
             there are fewer tokens than the window has. (t + 1).saturating_sub(window) ends at 0.",
            |k| k.attend.near = Near::Underflows,
        ),
        Mistake::<Knobs>::new(
            "sink_ignored",
            "the sink has no effect: it is not in the sum, it is added to every score, or the weights are normalised again without it. What it \
             gets is lost to the entries: their weights sum to less than 1.",
            |k| k.attend.extra = Extra::Ignored,
        )
        .edit(SINKS, "&seen, sinks.mapv(|_| f32::NEG_INFINITY).view(), window)"),
        Mistake::<Knobs>::new(
            "sink_scaled",
            "the sink is divided by √c, as the scores are. It is learned as a score, and takes part as it is.",
            |k| k.attend.extra = Extra::Scaled,
        )
        .edit(SINKS, "&seen, (&sinks / (tokens.ncols() as f32).sqrt()).view(), window)"),
        Mistake::<Knobs>::new("one_sink_for_all", "every head uses the sink of head 0. Each head has its own.", |k| {
            k.attend.extra = Extra::OfFirstHead;
        })
        .edit(SINKS, "&seen, sinks.mapv(|_| sinks[0]).view(), window)"),
        Mistake::<Knobs>::new(
            "sink_negated",
            "the sum adds exp(−z): a higher sink has to leave less for the entries, not more.",
            |k| k.attend.extra = Extra::Negated,
        )
        .edit(SINKS, "&seen, (-&sinks).view(), window)"),
        Mistake::new(
            "unshifted_sink",
            "the sum adds exp(z), while the scores' exponentials are measured from the largest. Subtract it from z too.",
            |k| k.attend.term = Term::Unshifted,
        ),
        Mistake::new(
            "sink_twice",
            "the sum adds exp(z) twice, as when window and blocks are computed apart, each with the sink, and then merged. The sink is \
             there once.",
            |k| k.attend.extra = Extra::Twice,
        ),
    ]
}

pub(super) fn of_scores() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("no_scale", "the scores are not divided by √c.", |k| {
            k.attend.scale = Scale::Nothing;
        })
        .edit(QUERIES, "csa((&queries * (tokens.ncols() as f32).sqrt()).view(), tokens,"),
        Mistake::<Knobs>::new("scale_by_width", "the scores are divided by c instead of √c.", |k| {
            k.attend.scale = Scale::Width;
        })
        .edit(QUERIES, "csa((&queries / (tokens.ncols() as f32).sqrt()).view(), tokens,"),
        Mistake::new(
            "queries_of_first_head",
            "every head uses the queries of head 0. The entries are shared by all heads, the queries are not.",
            |k| k.attend.queries_of_first_head = true,
        ),
        Mistake::<Knobs>::new(
            "heads_first",
            "the output is (heads, n, c). It is (n, heads, c), as the queries are.",
            |k| k.attend.heads_first = true,
        )
        .edit(WINDOW, "sinks, window).permuted_axes([1, 0, 2])\n}"),
        Mistake::new(
            "masked_as_zero",
            "entries that a query does not see get the score 0: exp(0) is 1, and they take part. Leave them out, or give them −∞.",
            |k| k.attend.hide = Hide::Zero,
        ),
        Mistake::new(
            "masked_as_low",
            "entries that a query does not see get a finite score, such as −1000. Where those that are seen lie as low, the hidden ones get \
             weight. Leave them out, or give them −∞.",
            |k| k.attend.hide = Hide::Low,
        ),
        Mistake::new(
            "masked_after_softmax",
            "entries that a query does not see take part in the sum, and only lose their weight afterwards. What they take is missing from \
             the others.",
            |k| k.attend.hide = Hide::AfterSoftmax,
        ),
        Mistake::new(
            "max_of_hidden_too",
            "the largest score is taken over entries that the query does not see, too. Where one of these is far above, every exponential \
             underflows. Take the maximum of what is seen, and the sink.",
            |k| k.attend.shift = Shift::OfHiddenToo,
        ),
        Mistake::new(
            "max_of_window",
            "the largest score is that of the window (or the sink), and the blocks' scores are measured from it, too. Where a block is far \
             above, exp overflows. Take the maximum over the entries of both kinds.",
            |k| k.attend.shift = Shift::OfWindow,
        ),
        Mistake::new(
            "score_max_of_all",
            "one largest score is subtracted for all queries and heads: for those whose scores are far below it every exponential underflows. \
             Each query has its own in each head.",
            |k| k.attend.shift = Shift::OfAll,
        ),
        Mistake::new(
            "each_part_from_its_own",
            "the scores of the window are measured from their largest, those of the blocks from theirs, and then the sums are added as they \
             are. Take one largest for all, or multiply the parts by exp(own − common).",
            |k| k.attend.shift = Shift::OfOwnPart,
        ),
        Mistake::new(
            "scores_without_max",
            "exp is taken of scores and sinks themselves. Near 1000 they overflow, near −1000 they underflow to 0/0: subtract the largest \
             first.",
            |k| k.attend.shift = Shift::Nothing,
        ),
        Mistake::new(
            "score_max_from_zero",
            "what is subtracted from the scores is never below 0, as when the search for the largest starts at 0: near −1000 every exponential \
             underflows. Start at the sink, or at f32::NEG_INFINITY.",
            |k| k.attend.shift = Shift::FromZero,
        ),
        Mistake::new(
            "score_max_is_sink",
            "the sink is subtracted from every score, whether or not it is the largest: scores far above it overflow.",
            |k| k.attend.shift = Shift::OfSink,
        ),
        Mistake::new(
            "score_max_of_magnitude",
            "what is subtracted from the scores is their largest absolute value. Scores far below zero underflow: the largest score is meant.",
            |k| k.attend.shift = Shift::OfMagnitude,
        ),
        Mistake::new(
            "low_scores_skipped",
            "entries whose scores are 10 or more below the largest, or below the sink, are left out. Each of them adds little, and many of \
             them do not.",
            |k| k.attend.skips_low = true,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
        slips::memory_order(|k| k.memory_order = true),
    ]
}
