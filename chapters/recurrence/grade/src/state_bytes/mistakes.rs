//! The typical mistakes of `state_bytes`.

use judge::Mistake;

use super::bent::{Convolution, Count, Knobs, Matrices, Place, Unit, Width, Window};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut mistakes = of_tokens();
    mistakes.extend(of_states());
    mistakes.extend(of_sums());
    mistakes.extend(of_places());
    mistakes
}

fn of_tokens() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "window_ignored",
            "layers with a window keep every token. They keep the last `window` ones.",
            |k| k.window = Window::Ignored,
        )
        .edit("tokens.min(window.unwrap_or(tokens))", "tokens"),
        Mistake::<Knobs>::new(
            "window_always",
            "layers with a window keep as many tokens as the window is wide, also while there are fewer: min(tokens, window).",
            |k| k.window = Window::Always,
        )
        .edit("tokens.min(window.unwrap_or(tokens))", "window.unwrap_or(tokens)"),
        Mistake::<Knobs>::new(
            "window_and_one",
            "layers with a window keep one token more than that. The last token is one of the last `window` ones.",
            |k| k.window = Window::OneMore,
        )
        .edit("tokens.min(window.unwrap_or(tokens))", "tokens.min(window.map_or(tokens, |window| window + 1))"),
        Mistake::<Knobs>::new(
            "window_less_one",
            "layers with a window keep one token less than that. Here the window is what is kept.",
            |k| k.window = Window::OneLess,
        )
        .edit("tokens.min(window.unwrap_or(tokens))", "tokens.min(window.map_or(tokens, |window| window - 1))"),
        Mistake::<Knobs>::new(
            "window_larger",
            "of tokens and window the larger one is kept. It is the smaller.",
            |k| k.window = Window::Larger,
        )
        .edit("tokens.min(window", "tokens.max(window"),
        Mistake::<Knobs>::new(
            "no_window_nothing",
            "a layer without a window keeps nothing. Without a window it keeps every token.",
            |k| k.window = Window::NoneIsNothing,
        )
        .edit("window.unwrap_or(tokens)", "window.unwrap_or(0)"),
        Mistake::<Knobs>::new(
            "numbers_twice",
            "what a layer keeps for tokens is counted twice, once for keys and once for values. `numbers` has both already, and of a latent there are no two.",
            |k| k.unit = Unit::KeysAndValues,
        )
        .edit("* numbers * layers.bytes", "* numbers * layers.bytes * 2"),
    ]
}

fn of_states() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "state_for_each_token",
            "a state is counted for each token. It does not grow: that is what it is for.",
            |k| k.matrices = Matrices::EachToken,
        )
        .edit("heads * keys * values *", "tokens * heads * keys * values *"),
        Mistake::<Knobs>::new(
            "state_from_first_token",
            "before the first token there is no state. It is there from the start, full of zeros.",
            |k| k.matrices = Matrices::FromFirstToken,
        )
        .edit("heads * keys * values *", "tokens.min(1) * heads * keys * values *"),
        Mistake::<Knobs>::new("one_head", "one head of a state is counted, of all that there are.", |k| k.matrices = Matrices::OneHead)
            .edit("heads * keys * values *", "(heads - heads + 1) * keys * values *"),
        Mistake::<Knobs>::new(
            "keys_and_values",
            "a state is counted as a key and a value, keys + values. It is a matrix: keys · values.",
            |k| k.matrices = Matrices::KeysAndValues,
        )
        .edit("heads * keys * values *", "heads * (keys + values) *"),
        Mistake::<Knobs>::new("keys_squared", "a state is counted as if it were square, keys · keys. It has a column for each channel of a value.", |k| {
            k.matrices = Matrices::Square;
        })
        .edit("heads * keys * values *", "heads * keys * keys *"),
        Mistake::<Knobs>::new(
            "state_as_tokens",
            "numbers of a state are counted with `bytes`, those of what is kept for tokens. A state that is added to for a whole text is kept wider: `state_bytes`.",
            |k| k.matrices = Matrices::AsTokens,
        )
        .edit("layers.state_bytes", "layers.bytes"),
        Mistake::<Knobs>::new(
            "convolution_as_state",
            "held inputs of the convolution are counted with `state_bytes`. They are inputs like others: `bytes`.",
            |k| k.convolution = Convolution::AsState,
        )
        .edit("(width - 1) * layers.bytes", "(width - 1) * layers.state_bytes"),
        Mistake::<Knobs>::new("widths_swapped", "`bytes` and `state_bytes` are exchanged in layers with a state.", |k| {
            (k.matrices, k.convolution) = (Matrices::AsTokens, Convolution::AsState);
        }),
        Mistake::<Knobs>::new(
            "no_convolution",
            "what the convolution holds is left out: the last width − 1 inputs of each channel.",
            |k| k.convolution = Convolution::Nothing,
        )
        .edit("channels * (width - 1)", "0 * channels * (width - 1)"),
        Mistake::<Knobs>::new(
            "whole_width",
            "the convolution holds as many inputs as it is wide. One of them is the token that is coming; width − 1 have to be kept.",
            |k| k.convolution = Convolution::Width,
        )
        .edit("channels * (width - 1)", "channels * width"),
        Mistake::<Knobs>::new("one_channel", "of the convolution one channel is counted, of all that there are.", |k| {
            k.convolution = Convolution::One;
        })
        .edit("channels * (width - 1)", "(channels - channels + 1) * (width - 1)"),
        Mistake::<Knobs>::new(
            "convolution_fills",
            "what the convolution holds grows with the first tokens. Its place is there from the start, with zeros for what has not come yet.",
            |k| k.convolution = Convolution::Fills,
        )
        .edit("channels * (width - 1)", "channels * tokens.min(width - 1)"),
        Mistake::<Knobs>::new(
            "convolution_from_first_token",
            "before the first token the convolution holds nothing. Its place is there from the start, with zeros for what has not come yet.",
            |k| k.convolution = Convolution::FromFirstToken,
        )
        .edit("channels * (width - 1)", "tokens.min(1) * channels * (width - 1)"),
        Mistake::<Knobs>::new(
            "convolution_of_each_head",
            "the inputs of the convolution are counted for each head. `channels` has the channels of all of them.",
            |k| k.convolution = Convolution::EachHead,
        )
        .edit("channels * (width - 1)", "heads * channels * (width - 1)"),
        Mistake::<Knobs>::new("convolution_of_each_token", "the inputs of the convolution are counted for each token. It holds the last width − 1, however many have come.", |k| {
            k.convolution = Convolution::EachToken;
        })
        .edit("channels * (width - 1)", "tokens * channels * (width - 1)"),
    ]
}

fn of_sums() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "one_layer_of_each",
            "one layer of each kind is counted: `count` is left out.",
            |k| k.count = Count::Ignored,
        )
        .edit("layers.count * of(layers)", "of(layers)"),
        Mistake::<Knobs>::new(
            "states_once",
            "of kinds with a state one layer is counted. Every layer has a state of its own.",
            |k| {
                k.count = Count::StatesOnce;
            },
        ),
        Mistake::<Knobs>::new(
            "tokens_once",
            "of kinds that keep something for each token one layer is counted, and not `count`.",
            |k| {
                k.count = Count::TokensOnce;
            },
        ),
        Mistake::<Knobs>::new("first_kind_only", "only the first kind of layers is counted.", |k| {
            k.count = Count::FirstKindOnly
        })
        .edit("layers.iter().map(", "layers.iter().take(1).map("),
        Mistake::<Knobs>::new("last_kind_only", "only the last kind of layers is counted.", |k| {
            k.count = Count::LastKindOnly
        })
        .edit("layers.iter().map(", "layers.iter().rev().take(1).map("),
        Mistake::<Knobs>::new("numbers", "numbers are counted, and not their bytes.", |k| {
            k.unit = Unit::Numbers
        }),
        Mistake::<Knobs>::new("bits", "bits are counted, eight for each byte.", |k| k.unit = Unit::Bits)
            .edit("layers.count * of(layers)", "8 * layers.count * of(layers)"),
        Mistake::<Knobs>::new(
            "in_32_bits",
            "a number goes through 32 bits, and loses what does not fit into them. Stay with u64.",
            |k| {
                k.width = Width::Bits32;
            },
        )
        .edit(
            "layers.iter().map(|layers| layers.count * of(layers)).sum()",
            "u64::from(layers.iter().map(|layers| layers.count * of(layers)).sum::<u64>() as u32)",
        ),
        Mistake::<Knobs>::new(
            "single_precision",
            "the sum goes through an f32, which has 24 bits for a number that needs up to 60.",
            |k| {
                k.width = Width::Single;
            },
        )
        .edit(
            "layers.iter().map(|layers| layers.count * of(layers)).sum()",
            "layers.iter().map(|layers| layers.count as f32 * of(layers) as f32).sum::<f32>() as u64",
        ),
        Mistake::<Knobs>::new(
            "double_precision",
            "the sum goes through an f64, which has 53 bits for a number that needs up to 60.",
            |k| {
                k.width = Width::Double;
            },
        )
        .edit(
            "layers.iter().map(|layers| layers.count * of(layers)).sum()",
            "layers.iter().map(|layers| layers.count as f64 * of(layers) as f64).sum::<f64>() as u64",
        ),
    ]
}

fn of_places() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("first_of_period", "the first layer of each period is special, whatever the offset.", |k| k.place = Place::First)
            .edit("layer % period == offset", "layer % period == offset - offset"),
        Mistake::<Knobs>::new("last_of_period", "the last layer of each period is special, whatever the offset.", |k| k.place = Place::Last)
            .edit("layer % period == offset", "layer % period == offset - offset + period - 1"),
        Mistake::<Knobs>::new(
            "counted_from_one",
            "layers are counted from 1: the special one of a period comes one layer early. The layer at offset 4 is the fifth.",
            |k| k.place = Place::CountedFromOne,
        )
        .edit("layer % period == offset", "(layer + 1) % period == offset"),
        Mistake::<Knobs>::new("one_late", "the special layer of a period comes one layer late. The layer at offset 4 is the fifth.", |k| {
            k.place = Place::OneLate;
        }),
        Mistake::<Knobs>::new(
            "ratio_as_period",
            "one layer in period − 1 is special: \"1:7\" is read as every seventh. One to seven are eight layers, and in the first eight it looks the same.",
            |k| k.place = Place::Ratio,
        )
        .edit("layer % period == offset", "layer % (period - 1).max(1) == offset"),
        Mistake::<Knobs>::new("ratio_wider", "one layer in period + 1 is special. The period has the special layer in it.", |k| {
            k.place = Place::RatioWider;
        })
        .edit("layer % period == offset", "layer % (period + 1) == offset"),
        Mistake::<Knobs>::new("the_others", "the layers that are returned are the others, those that are not special.", |k| k.place = Place::Others)
            .edit("layer % period == offset", "layer % period != offset"),
        Mistake::<Knobs>::new("whole_periods_only", "a period that is cut short has no special layer, also where the cut comes after it.", |k| {
            k.place = Place::WholePeriodsOnly;
        })
        .edit("(0..layers).filter", "(0..layers / period * period).filter"),
        Mistake::<Knobs>::new("first_period_only", "one layer is returned, that of the first period. Every period has one.", |k| k.place = Place::OnlyOne)
            .edit("layer % period == offset", "*layer == offset"),
        Mistake::<Knobs>::new(
            "first_missing",
            "the special layer of the first period is missing. It is at the offset itself.",
            |k| k.place = Place::FirstMissing,
        )
        .edit("layer % period == offset", "layer % period == offset && *layer > offset"),
        Mistake::<Knobs>::new("past_the_end", "a period that is cut short before its special layer has one all the same: it lies past the last layer.", |k| {
            k.place = Place::LastPeriodAlways;
        }),
        Mistake::<Knobs>::new("numbers_from_one", "the layers are right, and their numbers are counted from 1.", |k| k.place = Place::NumberedFromOne),
        Mistake::<Knobs>::new("descending", "the layers come in descending order.", |k| k.place = Place::Backwards)
            .edit("(0..layers).filter", "(0..layers).rev().filter"),
    ]
}
