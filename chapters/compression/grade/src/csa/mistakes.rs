//! The typical mistakes of `csa`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

/// Which tokens a query sees. W is the window, t its own place.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Near {
    #[default]
    Window,
    /// t − W to t.
    OneMore,
    /// t − W + 2 to t.
    OneFewer,
    /// t − W to t − 1.
    Before,
    /// t − W + 1 to t − 1.
    WithoutOwn,
    /// t − W + 1 to the end.
    NoEnd,
    /// t − W + 1 to t + W − 1.
    BothSides,
    AllBefore,
    All,
    Nothing,
    /// The last W of the text.
    LastOfText,
    /// From the last multiple of W.
    Chunk,
    /// Rows of zeros stand before the text.
    Padded,
    /// The first row is repeated before the text.
    FirstRepeats,
    /// The window, and the first token.
    FirstToo,
    /// The window without token 0.
    WithoutFirst,
}

/// Which blocks a query sees.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Far {
    #[default]
    Chosen,
    Nothing,
    All,
    OfFirst,
    OfLast,
    OfHead,
    Everyones,
    Others,
    AsMany,
    UpToLargest,
    Range,
    BySearch,
    OnlyFirst,
    WithoutLast,
    AsTokens,
}

/// How tokens and blocks come together.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Mix {
    #[default]
    One,
    Added,
    Averaged,
}

/// What takes part in the softmax beside the entries.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Extra {
    #[default]
    Sink,
    Ignored,
    Scaled,
    TimesRoot,
    Zero,
    OfFirstHead,
    OfQuery,
    Negated,
    Twice,
    ForEachEntry,
    MeanOfEntries,
}

/// How the sink's weight enters the sum.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Term {
    #[default]
    Shifted,
    Unshifted,
    One,
}

/// What is subtracted from scores and sink.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Shift {
    #[default]
    Largest,
    Nothing,
    FromZero,
    OfSink,
    OfWindow,
    /// Tokens and blocks from their own, the sink from the larger.
    OfOwnPart,
    OfHiddenToo,
    OfMagnitude,
    OfAllHeads,
    OfAll,
}

/// What happens to entries that a query does not see.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Hide {
    /// They are left out.
    #[default]
    Left,
    Zero,
    Low,
    AfterSoftmax,
}

/// What products are divided by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    RootWidth,
    Nothing,
    Width,
    /// The root of a fixed number.
    Fixed(usize),
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(in super::super) struct Knobs {
    pub(super) near: Near,
    pub(super) far: Far,
    pub(super) mix: Mix,
    pub(super) extra: Extra,
    pub(super) term: Term,
    pub(super) shift: Shift,
    pub(super) hide: Hide,
    pub(super) scale: Scale,
    pub(super) queries_of_first_head: bool,
    pub(super) heads_first: bool,
    /// Entries whose scores are 10 or more below the largest are left out.
    pub(super) skips_low: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) double: bool,
    pub(super) guarded: bool,
    /// Each entry that any query has chosen counts once.
    pub(super) once: bool,
    pub(super) without_sink: bool,
    pub(super) sink_in_first: bool,
    pub(super) gathers_tokens: bool,
    pub(super) gathers_blocks: bool,
    pub(super) shift_of_keys: bool,
    /// A sink that is not in the sum is in the maximum.
    pub(super) shift_of_ignored: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_sums(), of_the_window(), of_blocks(), of_sinks(), of_hiding(), of_scores()].into_iter().flatten().collect()
}

const ENTRIES: &str = "let entries = ndarray::concatenate![Axis(0), near, far];";
const NEAR: &str = "tokens.slice(s![(t + 1).saturating_sub(window)..=t, ..])";

fn of_sums() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "two_softmaxes",
            "the tokens of the window and the chosen blocks have a softmax each, and the two outputs are added. Then the weights of a \
             query can sum to 2, and a block does not compete with a token. Put the entries of both kinds into one sum.",
            |k| k.mix = Mix::Added,
        ),
        Mistake::new(
            "two_softmaxes_averaged",
            "the tokens of the window and the chosen blocks have a softmax each, and the mean of the two outputs is taken: each side \
             gets half of the attention, whatever its scores say. Put the entries of both kinds into one sum.",
            |k| k.mix = Mix::Averaged,
        ),
    ]
}

fn of_the_window() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "window_one_more",
            "the window has one token too many: it reaches back to t − window. Counting the own token, the oldest of `window` tokens is \
             t − window + 1.",
            |k| k.near = Near::OneMore,
        )
        .edit(NEAR, "tokens.slice(s![t.saturating_sub(window)..=t, ..])"),
        Mistake::<Knobs>::new(
            "window_one_fewer",
            "the window has one token too few: its oldest is missing. Counting the own token, the oldest of `window` tokens is \
             t − window + 1.",
            |k| k.near = Near::OneFewer,
        )
        .edit(NEAR, "tokens.slice(s![(t + 2).saturating_sub(window).min(t + 1)..=t, ..])"),
        Mistake::<Knobs>::new(
            "window_before_own",
            "the window is the `window` tokens before the query, without its own. The own token is one of them, the newest.",
            |k| k.near = Near::Before,
        )
        .edit(NEAR, "tokens.slice(s![t.saturating_sub(window)..t, ..])"),
        Mistake::<Knobs>::new(
            "own_token_hidden",
            "the query does not see its own token, and the others of its window it does. The own token belongs to the window.",
            |k| k.near = Near::WithoutOwn,
        )
        .edit(NEAR, "tokens.slice(s![(t + 1).saturating_sub(window)..t, ..])"),
        Mistake::<Knobs>::new(
            "future_visible",
            "the window has no upper end: a query sees the tokens after its own, too. It ends with the own token.",
            |k| k.near = Near::NoEnd,
        )
        .edit(NEAR, "tokens.slice(s![(t + 1).saturating_sub(window).., ..])"),
        Mistake::<Knobs>::new(
            "window_on_both_sides",
            "the window reaches as far forward as it reaches back. It ends with the own token.",
            |k| k.near = Near::BothSides,
        )
        .edit(
            NEAR,
            "tokens.slice(s![(t + 1).saturating_sub(window)..(t + window).min(tokens.nrows()), ..])",
        ),
        Mistake::<Knobs>::new(
            "no_window",
            "a query sees all tokens up to its own. Of these only the last `window` stay; what lies further back, it sees in blocks.",
            |k| k.near = Near::AllBefore,
        )
        .edit(NEAR, "tokens.slice(s![..=t, ..])"),
        Mistake::<Knobs>::new(
            "all_tokens_visible",
            "every query sees every token, those after its own too. It sees the last `window` that end with its own.",
            |k| k.near = Near::All,
        )
        .edit(NEAR, "tokens.slice(s![.., ..])"),
        Mistake::<Knobs>::new(
            "tokens_ignored",
            "a query sees its chosen blocks alone. The tokens of its window belong to the same softmax.",
            |k| k.near = Near::Nothing,
        )
        .edit(NEAR, "tokens.slice(s![..0, ..])"),
        Mistake::<Knobs>::new(
            "window_of_the_last",
            "every query gets the last `window` tokens of the text, which is right for the last query alone, the only one there is when \
             tokens are written one by one. Query t has a window that ends with row t.",
            |k| k.near = Near::LastOfText,
        )
        .edit(NEAR, "tokens.slice(s![tokens.nrows().saturating_sub(window).., ..])"),
        Mistake::<Knobs>::new(
            "chunks",
            "the text is cut into pieces of `window` tokens, and a query sees its own piece from the start. A window slides: it has \
             `window` tokens wherever there are so many.",
            |k| k.near = Near::Chunk,
        )
        .edit(NEAR, "tokens.slice(s![t / window * window..=t, ..])"),
        Mistake::new(
            "padding_counts",
            "near the start, where the window is wider than what there is, the missing tokens count as rows of zeros: each has score 0 \
             and so the weight exp(0). There are fewer entries then, and nothing in their place.",
            |k| k.near = Near::Padded,
        ),
        Mistake::new(
            "first_token_repeats",
            "near the start, where the window is wider than what there is, the first token counts several times, as when an index \
             stops at 0. There are fewer entries then.",
            |k| k.near = Near::FirstRepeats,
        ),
        Mistake::<Knobs>::new(
            "first_token_missing",
            "where the window would begin before the text, it begins at token 1: token 0 is missing. t − window has stopped at 0 before \
             1 is added. Add first: (t + 1).saturating_sub(window).",
            |k| k.near = Near::WithoutFirst,
        )
        .edit(NEAR, "tokens.slice(s![t.saturating_sub(window) + 1..=t, ..])"),
        Mistake::new(
            "first_token_is_sink",
            "every query sees token 0, too: that would be a sink that is a token. This sink is a number for each head, and brings no \
             value.",
            |k| k.near = Near::FirstToo,
        ),
    ]
}

fn of_blocks() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "blocks_ignored",
            "the chosen blocks have no weight: a query sees its window alone. They belong to the same softmax.",
            |k| k.far = Far::Nothing,
        )
        .edit(ENTRIES, "let entries = near.to_owned();"),
        Mistake::<Knobs>::new(
            "all_blocks",
            "every query sees every block. It sees those that `chosen[t]` names: a block may not be complete yet when t is read.",
            |k| k.far = Far::All,
        )
        .edit("blocks.select(Axis(0), chosen)", "blocks"),
        Mistake::<Knobs>::new(
            "blocks_of_everyone",
            "every query sees what any query has chosen, as when all chosen entries are gathered into one array for all. Query t sees \
             those of `chosen[t]` alone.",
            |k| k.far = Far::Everyones,
        ),
        Mistake::new("blocks_of_first", "every query sees the blocks that query 0 has chosen. Each has a list of its own.", |k| {
            k.far = Far::OfFirst;
        }),
        Mistake::new(
            "blocks_of_last",
            "every query sees the blocks that the last query has chosen. Each has a list of its own.",
            |k| k.far = Far::OfLast,
        ),
        Mistake::new(
            "lists_of_heads",
            "the lists are taken for those of the heads: head h sees the blocks of `chosen[h]`. They belong to the queries, and a \
             query's list serves all its heads.",
            |k| k.far = Far::OfHead,
        ),
        Mistake::new(
            "blocks_not_chosen",
            "a query sees the blocks that its list does not name. The list says what is seen, not what is hidden.",
            |k| k.far = Far::Others,
        ),
        Mistake::<Knobs>::new(
            "as_many_blocks",
            "a query sees as many blocks as its list has, but the first ones. The list holds their numbers.",
            |k| k.far = Far::AsMany,
        )
        .edit("blocks.select(Axis(0), chosen)", "blocks.slice(s![..chosen.len(), ..])"),
        Mistake::new(
            "blocks_up_to_largest",
            "a query sees all blocks up to the largest number of its list. It sees those that are in the list, and not the ones between.",
            |k| k.far = Far::UpToLargest,
        ),
        Mistake::new(
            "blocks_between",
            "a query sees all blocks from the smallest to the largest number of its list. It sees those that are in the list, and not \
             the ones between.",
            |k| k.far = Far::Range,
        ),
        Mistake::new(
            "binary_search",
            "whether a block is chosen is found by binary search, which misses some: the lists come in any order. `contains` looks at \
             all.",
            |k| k.far = Far::BySearch,
        ),
        Mistake::<Knobs>::new("one_block", "a query sees the first block of its list alone. All in the list are chosen.", |k| {
            k.far = Far::OnlyFirst;
        })
        .edit("blocks.select(Axis(0), chosen)", "blocks.select(Axis(0), &chosen[..chosen.len().min(1)])"),
        Mistake::<Knobs>::new("last_block_missing", "the last block of a list is left out. All in the list are chosen.", |k| {
            k.far = Far::WithoutLast;
        })
        .edit(
            "blocks.select(Axis(0), chosen)",
            "blocks.select(Axis(0), &chosen[..chosen.len().saturating_sub(1)])",
        ),
        Mistake::<Knobs>::new(
            "blocks_are_tokens",
            "the numbers of `chosen` are taken for those of tokens: rows of `tokens` are attended to. They are rows of `blocks`.",
            |k| k.far = Far::AsTokens,
        )
        .edit("blocks.select(Axis(0), chosen)", "tokens.select(Axis(0), chosen)"),
    ]
}

fn of_sinks() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "sink_ignored",
            "the sink has no effect: it is not in the sum, or the weights are normalised again without it. What it gets is lost to the \
             entries: their weights sum to less than 1.",
            |k| k.extra = Extra::Ignored,
        )
        .edit("for (h, &sink) in sinks.iter()", "for (h, sink) in sinks.iter().map(|_| f32::NEG_INFINITY)"),
        Mistake::<Knobs>::new(
            "sink_scaled",
            "the sink is divided by √c, as the scores are. It is learned as a score, and takes part as it is.",
            |k| k.extra = Extra::Scaled,
        )
        .edit("for (h, &sink) in sinks.iter()", "for (h, sink) in sinks.iter().map(|z| z / root)"),
        Mistake::<Knobs>::new(
            "sink_multiplied",
            "the sink is multiplied by √c, as when its column is there before everything is divided by 1/√c. It takes part as it is.",
            |k| k.extra = Extra::TimesRoot,
        )
        .edit("for (h, &sink) in sinks.iter()", "for (h, sink) in sinks.iter().map(|z| z * root)"),
        Mistake::<Knobs>::new("one_sink_for_all", "every head uses the sink of head 0. Each head has its own.", |k| {
            k.extra = Extra::OfFirstHead;
        })
        .edit("for (h, &sink) in sinks.iter()", "for (h, &sink) in sinks.iter().map(|_| &sinks[0])"),
        Mistake::new(
            "sink_of_query",
            "query t uses sinks[t], from the first again after the last. A sink belongs to a head: sinks[h].",
            |k| k.extra = Extra::OfQuery,
        ),
        Mistake::<Knobs>::new(
            "sink_is_zero",
            "the sink is 0 in every head: one more term of exp(0), as in the \"softmax off by one\". Each head has a sink of its own.",
            |k| k.extra = Extra::Zero,
        )
        .edit("for (h, &sink) in sinks.iter()", "for (h, sink) in sinks.iter().map(|z| 0.0 * z)"),
        Mistake::<Knobs>::new(
            "sink_negated",
            "the sum adds exp(−z): a higher sink has to leave less for the entries, not more.",
            |k| k.extra = Extra::Negated,
        )
        .edit("for (h, &sink) in sinks.iter()", "for (h, sink) in sinks.iter().map(|z| -z)"),
        Mistake::<Knobs>::new(
            "sink_twice",
            "the sum adds exp(z) twice, as when window and blocks are computed apart, each with the sink, and then merged. The sink is \
             there once.",
            |k| k.extra = Extra::Twice,
        )
        .edit("weights.sum() + (sink - largest).exp()", "weights.sum() + 2.0 * (sink - largest).exp()"),
        Mistake::<Knobs>::new(
            "sink_for_each_entry",
            "the sum adds exp(z) once for each entry. A head has one sink, so a query has one more term.",
            |k| k.extra = Extra::ForEachEntry,
        )
        .edit(
            "weights.sum() + (sink - largest).exp()",
            "weights.sum() + weights.len() as f32 * (sink - largest).exp()",
        ),
        Mistake::new(
            "sink_brings_mean",
            "the sink brings the mean of the entries. It brings nothing: its weight is lost.",
            |k| k.extra = Extra::MeanOfEntries,
        ),
        Mistake::<Knobs>::new(
            "unshifted_sink",
            "the sum adds exp(z), while the scores' exponentials are measured from the largest. Subtract it from z too.",
            |k| k.term = Term::Unshifted,
        ),
        Mistake::new(
            "adds_one",
            "the sum adds 1 after the largest score has been subtracted: that is a sink equal to the largest score. Add \
             exp(z − largest).",
            |k| k.term = Term::One,
        ),
    ]
}

fn of_hiding() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "masked_as_zero",
            "entries that a query does not see get the score 0: exp(0) is 1, and they take part. Leave them out, or give them −∞.",
            |k| k.hide = Hide::Zero,
        ),
        Mistake::new(
            "masked_as_low",
            "entries that a query does not see get a finite score, such as −1000. Where those that are seen lie as low, the hidden ones \
             get weight. Leave them out, or give them −∞.",
            |k| k.hide = Hide::Low,
        ),
        Mistake::new(
            "masked_after_softmax",
            "entries that a query does not see take part in the sum, and only lose their weight afterwards. What they take is missing \
             from the others.",
            |k| k.hide = Hide::AfterSoftmax,
        ),
        Mistake::new(
            "max_of_hidden_too",
            "the largest score is taken over entries that the query does not see, too. Where one of these is far above, every \
             exponential underflows. Take the maximum of what is seen, and the sink.",
            |k| k.shift = Shift::OfHiddenToo,
        ),
        Mistake::<Knobs>::new(
            "max_of_window",
            "the largest score is that of the window (or the sink), and the blocks' scores are measured from it, too. Where a block is far \
             above, exp overflows. Take the maximum over the entries of both kinds.",
            |k| k.shift = Shift::OfWindow,
        ),
        Mistake::new(
            "each_part_from_its_own",
            "the scores of the window are measured from their largest, those of the blocks from theirs, and then the sums are added as they \
             are. Exponentials can be added if they are measured from the same number: take one for all, or multiply the parts by \
             exp(own − common).",
            |k| k.shift = Shift::OfOwnPart,
        ),
        Mistake::<Knobs>::new(
            "no_max",
            "exp is taken of scores and sinks themselves. Near 1000 they overflow, near −1000 they underflow to 0/0: subtract the \
             largest first.",
            |k| k.shift = Shift::Nothing,
        )
        .edit("scores.fold(sink, |most, &score| most.max(score))", "0.0"),
        Mistake::<Knobs>::new(
            "max_from_zero",
            "what is subtracted is never below 0, as when the search for the maximum starts at 0 or at f32::MIN_POSITIVE: near −1000 every \
             exponential underflows. Start at the sink, or at f32::NEG_INFINITY.",
            |k| k.shift = Shift::FromZero,
        )
        .edit("scores.fold(sink,", "scores.fold(sink.max(0.0),"),
        Mistake::<Knobs>::new(
            "max_is_sink",
            "the sink is subtracted from every score, whether or not it is the largest: scores far above it overflow.",
            |k| k.shift = Shift::OfSink,
        )
        .edit("scores.fold(sink, |most, &score| most.max(score))", "sink"),
        Mistake::<Knobs>::new(
            "max_of_magnitude",
            "what is subtracted is the largest absolute value. Scores far below zero underflow: the largest score is meant.",
            |k| k.shift = Shift::OfMagnitude,
        )
        .edit(
            "scores.fold(sink, |most, &score| most.max(score))",
            "scores.fold(sink.abs(), |most, &score| most.max(score.abs()))",
        ),
        Mistake::new(
            "max_of_all_heads",
            "one maximum is subtracted in all heads of a query: in a head whose scores are far below it every exponential underflows. \
             Each head has its own.",
            |k| k.shift = Shift::OfAllHeads,
        ),
        Mistake::new(
            "max_of_all",
            "one maximum is subtracted for all queries: for those whose scores are far below it every exponential underflows. Each \
             query has its own in each head.",
            |k| k.shift = Shift::OfAll,
        ),
        Mistake::<Knobs>::new(
            "low_scores_skipped",
            "entries whose scores are 10 or more below the largest, or below the sink, are left out. Each of them adds little, and many \
             of them do not.",
            |k| k.skips_low = true,
        ),
    ]
}

fn of_scores() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("no_scale", "the scores are not divided by √c.", |k| k.scale = Scale::Nothing)
            .edit("(queries.len_of(Axis(2)) as f32).sqrt()", "1.0"),
        Mistake::<Knobs>::new("scale_by_width", "the scores are divided by c instead of √c.", |k| {
            k.scale = Scale::Width;
        })
        .edit("(queries.len_of(Axis(2)) as f32).sqrt()", "queries.len_of(Axis(2)) as f32"),
        Mistake::<Knobs>::new(
            "scale_of_v4",
            "the scores are divided by √512, whatever the width. That is the width in DeepSeek-V4; here it is c.",
            |k| k.scale = Scale::Fixed(512),
        )
        .edit("(queries.len_of(Axis(2)) as f32).sqrt()", "512_f32.sqrt()"),
        Mistake::<Knobs>::new(
            "scale_of_rotated",
            "the scores are divided by 8 = √64, whatever the width. In DeepSeek-V4, 64 channels are rotated, and all 512 are in the \
             product: the width is c.",
            |k| k.scale = Scale::Fixed(64),
        )
        .edit("(queries.len_of(Axis(2)) as f32).sqrt()", "64_f32.sqrt()"),
        Mistake::<Knobs>::new(
            "queries_of_first_head",
            "every head uses the queries of head 0. The entries are shared by all heads, the queries are not.",
            |k| k.queries_of_first_head = true,
        )
        .edit("queries.slice(s![t, h, ..])", "queries.slice(s![t, 0 * h, ..])"),
        Mistake::<Knobs>::new(
            "heads_first",
            "the output is (heads, n, c). It is (n, heads, c), as the queries are.",
            |k| k.heads_first = true,
        )
        .edit("    output\n}", "    output.permuted_axes([1, 0, 2])\n}"),
        judge::slips::assumes_contiguous(|k| k.contiguous = true),
        judge::slips::memory_order(|k| k.memory_order = true),
    ]
}
