//! The typical mistakes of `csa` in how entries that are seen get their weights.

use judge::Mistake;

use super::knobs::{Extra, Hide, Knobs, Scale, Shift, Term};

pub(super) fn of_sinks() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "sink_ignored",
            "the sink has no effect: it is not in the sum, it is added to every score, or the weights are normalised again without it. What it gets is lost to the \
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

pub(super) fn of_maxima() -> Vec<Mistake<Knobs>> {
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

pub(super) fn of_scores() -> Vec<Mistake<Knobs>> {
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
