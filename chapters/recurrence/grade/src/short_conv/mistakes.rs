//! The typical mistakes of `short_conv`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::knobs::{Before, Filters, Held, Knobs, Rows, Taps};

const SUM: &str = "(&seen * &weights.t()).sum_axis(Axis(0))";
const UPDATE: &str = "*held = seen.slice(s![1.., ..]).to_owned();";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_windows(), of_channels(), of_what_is_held(), of_memory()].into_iter().flatten().collect()
}

fn of_windows() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "flipped",
            "the first weight meets the token itself, and the last one the oldest: a convolution as mathematics has it. Networks do \
             not flip the weights; here the last one meets the token itself.",
            |k| k.taps = Taps::Flipped,
        )
        .edit(SUM, "(&seen * &weights.slice(s![.., ..;-1]).t()).sum_axis(Axis(0))"),
        Mistake::new(
            "centred",
            "the token stands in the middle of its window, as with padding=\"same\". Half of the window lies in the future. It ends with \
             the token itself.",
            |k| k.taps = Taps::Centred,
        ),
        Mistake::new(
            "looks_ahead",
            "a token sees itself and the width − 1 tokens after it. That is what the *last* T rows are when both ends are padded; the \
             first T are right. The window ends with the token itself.",
            |k| k.taps = Taps::Ahead,
        ),
        Mistake::new(
            "one_behind",
            "the window ends with the token before: everything comes one token late. The last weight meets the token itself.",
            |k| k.taps = Taps::Shifted,
        ),
        Mistake::new(
            "own_token_missing",
            "the last weight is not used: a token does not see itself. Of `width` weights the last one meets the token itself.",
            |k| k.taps = Taps::OwnMissing,
        ),
        Mistake::new(
            "oldest_missing",
            "the first weight is not used: the window is one token too short. It has `width` tokens, the token itself and width − 1 before.",
            |k| k.taps = Taps::OldestMissing,
        ),
        Mistake::new(
            "padded_at_both_ends",
            "`whole` returns T + width − 1 rows, as Conv1d with padding = width − 1 does, which pads the end too. Keep the first T rows.",
            |k| k.rows = Rows::All,
        ),
        Mistake::new(
            "complete_windows_only",
            "`whole` has no row for the first width − 1 tokens. Each token has an output; what would lie before the text adds nothing.",
            |k| k.rows = Rows::Complete,
        ),
        Mistake::new(
            "first_outputs_zero",
            "the first width − 1 outputs of `whole` are zeros. These tokens have outputs too, of what lies within the text.",
            |k| k.before = Before::NoOutput,
        ),
        Mistake::new(
            "first_token_repeated",
            "what lies before the text is taken for the first token, again and again. It adds nothing.",
            |k| k.before = Before::First,
        ),
        Mistake::new(
            "goes_round",
            "what lies before the text is taken from its end: a circular convolution, as an FFT without padding computes it, or an index modulo \
             T, or a negative one in Python. The first tokens then see the last ones.",
            |k| k.before = Before::End,
        ),
        Mistake::new(
            "renormalised",
            "the sum is divided by the sum of the weights that meet a token. Weights are used as they are; they need not sum to 1.",
            |k| k.before = Before::Renormalised,
        ),
    ]
}

fn of_channels() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "first_filter_for_all",
            "every channel is convolved with the weights of channel 0. Each has its own row of `weights`.",
            |k| k.filters = Filters::First,
        )
        .edit(SUM, "(&seen * &weights.row(0).insert_axis(Axis(1))).sum_axis(Axis(0))"),
        Mistake::new(
            "weights_read_transposed",
            "the numbers of `weights` are read as if it were (width, d). It is (d, width): a row for each channel.",
            |k| k.filters = Filters::Transposed,
        ),
        Mistake::<Knobs>::new(
            "channels_mixed",
            "the inputs of all channels are added up: a convolution without groups=d. Each channel is convolved by itself.",
            |k| k.filters = Filters::Mixed,
        )
        .edit(SUM, "(&seen.sum_axis(Axis(1)).insert_axis(Axis(1)) * &weights.t()).sum_axis(Axis(0))"),
        Mistake::<Knobs>::new(
            "silu",
            "a SiLU comes after the sum. Mamba has one there, but it is no part of the convolution, and not of this exercise.",
            |k| k.silu = true,
        )
        .edit(SUM, "(&seen * &weights.t()).sum_axis(Axis(0)).mapv(|x| x / (1.0 + (-x).exp()))"),
        Mistake::<Knobs>::new("mean", "the sum is divided by the width. It is a weighted sum, not a mean.", |k| k.mean = true)
            .edit(SUM, "(&seen * &weights.t()).mean_axis(Axis(0)).unwrap()"),
    ]
}

fn of_what_is_held() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "not_held",
            "`push` leaves `held` as it was: the next token does not see this one.",
            |k| k.held = Held::Untouched,
        )
        .edit(UPDATE, ""),
        Mistake::new(
            "newest_replaced",
            "`push` writes the token over the newest of what is held, and nothing moves. Each row moves up by one, and the oldest goes.",
            |k| k.held = Held::NewestReplaced,
        ),
        Mistake::new(
            "oldest_replaced",
            "`push` writes the token over the first row, and nothing moves, so that the rows are out of order at once. Each row moves up by \
             one; the token comes last.",
            |k| k.held = Held::OldestReplaced,
        ),
        Mistake::new(
            "held_first",
            "`push` brings `held` up to date first, and then puts the token behind it once more: it is seen twice, and the oldest not at all. \
             Compute the output of what was held before.",
            |k| k.held = Held::First,
        ),
        Mistake::new(
            "newest_first",
            "`held` is read and written with the newest first. The oldest comes first, as in the text.",
            |k| k.held = Held::Reversed,
        ),
        Mistake::new(
            "whole_window_held",
            "`held` becomes `width` rows, as in the cache of Mamba's code, where the oldest is dropped at the next token. Here it has width − 1, \
             those that the next token will see.",
            |k| k.held = Held::Window,
        ),
        Mistake::<Knobs>::new(
            "everything_held",
            "`held` grows by a row with each token. Tokens that no later one will see are dropped; that is why it is cheap.",
            |k| k.held = Held::All,
        ),
        Mistake::new(
            "output_held",
            "`push` keeps the output in place of the input. Later tokens see inputs; with outputs it would be a filter that feeds on itself.",
            |k| k.held = Held::Output,
        ),
        Mistake::new(
            "token_alone_held",
            "`push` keeps the token and clears what else was held. The width − 1 last ones are kept.",
            |k| k.held = Held::TokenAlone,
        ),
        Mistake::new(
            "smeared",
            "`push` moves the rows of `held` in an order in which each overwrites the one that is moved next, so that all are the same, but for \
             the last. Begin with the oldest.",
            |k| k.held = Held::Smeared,
        ),
        Mistake::new(
            "held_outside",
            "`push` keeps the last tokens somewhere outside, in a static, and does not read what it is handed. Another text, or one that goes \
             on from the middle, then sees tokens that are not its own.",
            |k| k.outside = true,
        ),
        Mistake::new(
            "needs_held",
            "with a width of 1 `push` panics: nothing is held then, and there is no last row. Check that there is one, or slice.",
            |k| k.needs_held = true,
        ),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}
