//! The typical mistakes of `inverse_rope`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::knobs::{Knobs, Ladder, Pairs, Part, Place, Turn};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_the_turn(), of_channels(), of_positions(), of_frequencies()].into_iter().flatten().collect()
}

const POSITION: &str = "-((first + i) as f32)";
const EXPONENT: &str = "-2.0 * m as f32 / rotary as f32";
const AT: &str = "let at = width - rotary + 2 * m;";

fn of_the_turn() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "forwards",
            "pairs are turned by +position · frequency, as queries and keys are. Lengths stay, and an output that is turned once more \
             is still absolute: the way back has the minus. (Two minus signs, in the angle and in the formula, are none.)",
            |k| k.turn = Turn::Forward,
        )
        .edit(POSITION, "((first + i) as f32)"),
        Mistake::<Knobs>::new(
            "sine_of_first_only",
            "only the first channel of a pair is turned back, the second as on the way forward: (x cos + y sin, x sin + y cos). That is no \
             rotation, and lengths change. The way back changes the sign of both sines.",
            |k| k.turn = Turn::OnlyFirst,
        )
        .edit("x * angle.sin() + y", "-x * angle.sin() + y"),
        Mistake::<Knobs>::new(
            "sine_of_second_only",
            "only the second channel of a pair is turned back, the first as on the way forward: (x cos − y sin, −x sin + y cos). That is \
             no rotation, and lengths change. The way back changes the sign of both sines.",
            |k| k.turn = Turn::OnlySecond,
        )
        .edit("angle.cos() - y", "angle.cos() + y"),
        Mistake::<Knobs>::new(
            "conjugates_values",
            "the second channel of each pair has the opposite sign: that is so if the values are conjugated and not the rotation. It keeps \
             lengths, but position 0 has to leave everything as it is.",
            |k| k.turn = Turn::ConjugatesValues,
        )
        .edit(
            "x * angle.sin() + y * angle.cos()",
            "-(x * angle.sin() + y * angle.cos())",
        ),
        Mistake::<Knobs>::new(
            "sines_exchanged",
            "sines and cosines are exchanged. Position 0 would turn by a quarter.",
            |k| k.turn = Turn::SinesExchanged,
        )
        .edit(
            "x * angle.cos() - y * angle.sin();\n            turned[[i, h, at + 1]] = x * angle.sin() + y * angle.cos()",
            "x * angle.sin() - y * angle.cos();\n            turned[[i, h, at + 1]] = x * angle.cos() + y * angle.sin()",
        ),
        Mistake::<Knobs>::new(
            "overwrites",
            "one channel of a pair is computed from the other after that was overwritten. Read both before writing either.",
            |k| k.turn = Turn::Overwrites,
        )
        .edit("x * angle.sin() + y", "turned[[i, h, at]] * angle.sin() + y"),
        judge::slips::assumes_contiguous(|k| k.contiguous = true),
        judge::slips::memory_order(|k| k.memory_order = true),
    ]
}

fn of_channels() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("turns_first", "the first `rotary` channels of a head are turned instead of the last.", |k| {
            k.part = Part::First;
        })
        .edit(AT, "let at = 2 * m;"),
        Mistake::<Knobs>::new("turns_everything", "all channels of a head are turned, as if `rotary` were the width.", |k| {
            k.part = Part::Everything;
        })
        .edit(
            "for m in 0..rotary / 2 {",
            "let rotary = width / 2 * 2;\n        for m in 0..rotary / 2 {\n            let width = rotary;",
        ),
        Mistake::<Knobs>::new(
            "from_rotary_on",
            "the channels from number `rotary` on are turned, where the last `rotary` begin at number c − rotary. Both are the same \
             only in the middle of the head.",
            |k| k.part = Part::FromRotary,
        )
        .edit(
            "for m in 0..rotary / 2 {",
            "for m in 0..rotary.min(width - rotary) / 2 {\n            let width = 2 * rotary;",
        ),
        Mistake::new(
            "half_split",
            "pair m is the channels m and m + rotary/2 of the last ones, as in models that split them into halves. Here pairs are \
             neighbours, 2m and 2m + 1.",
            |k| k.pairs = Pairs::Halves,
        ),
        Mistake::new(
            "regrouped",
            "the turned channels come back regrouped: the first of every pair, and then the second of every pair. Each goes back to \
             where it was read.",
            |k| k.regrouped = true,
        ),
        Mistake::<Knobs>::new(
            "others_zero",
            "the channels before the last `rotary` become 0. They stay as they are.",
            |k| k.part = Part::OthersZero,
        )
        .edit("    turned\n}", "    turned.slice_mut(ndarray::s![.., .., ..width - rotary]).fill(0.0);\n    turned\n}"),
        Mistake::<Knobs>::new(
            "others_dropped",
            "only the turned channels are returned. The others stay as they are, and the shape is that of `outputs`.",
            |k| k.part = Part::OthersDropped,
        )
        .edit("    turned\n}", "    turned.slice_move(ndarray::s![.., .., width - rotary..])\n}"),
        Mistake::new(
            "turned_come_first",
            "the turned channels come back in front of the others. They stay where they were, at the end of the head.",
            |k| k.part = Part::TurnedFirst,
        ),
    ]
}

fn of_positions() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "first_ignored",
            "row i is turned back by i: each call begins at position 0. Row i stands at `first` + i.",
            |k| k.place = Place::Row,
        )
        .edit(POSITION, "-(i as f32)"),
        Mistake::<Knobs>::new(
            "only_first",
            "every row is turned back by `first`, which is right where there is one row. Row i stands at `first` + i.",
            |k| k.place = Place::OnlyFirst,
        )
        .edit(POSITION, "-(first as f32)"),
        Mistake::<Knobs>::new(
            "positions_from_one",
            "each row is turned back by one position too many, as if positions were counted from 1. Row i stands at `first` + i.",
            |k| k.place = Place::FromOne,
        )
        .edit(POSITION, "-((first + i + 1) as f32)"),
        Mistake::<Knobs>::new(
            "position_of_head",
            "the position counts heads: head h is turned back by `first` + h. All heads of a row stand at the row's position.",
            |k| k.place = Place::Head,
        )
        .edit(POSITION, "-((first + h) as f32)"),
        Mistake::<Knobs>::new(
            "position_of_row_and_head",
            "the position goes up from head to head, as if every head were a row of its own. All heads of a row stand at the row's \
             position.",
            |k| k.place = Place::Flat,
        )
        .edit(POSITION, "-((first + i * heads + h) as f32)"),
        Mistake::<Knobs>::new(
            "positions_reversed",
            "the last row stands at `first`, and positions grow towards the first one. Row i stands at `first` + i.",
            |k| k.place = Place::FromTheEnd,
        )
        .edit(POSITION, "-((first + n - 1 - i) as f32)"),
        Mistake::<Knobs>::new(
            "positions_of_11_bits",
            "positions above 2048 are rounded, as float16 and TF32 round them: neighbours late in a long text then share a position. \
             Angles are computed in f32 at least.",
            |k| k.place = Place::Rounded(11),
        )
        .edit(POSITION, "-f32::from_bits(((first + i) as f32).to_bits() & !0x1fff)"),
        Mistake::<Knobs>::new(
            "positions_of_8_bits",
            "positions above 256 are rounded, as bfloat16 rounds them: neighbours then share a position. Angles are computed in f32 at \
             least.",
            |k| k.place = Place::Rounded(8),
        )
        .edit(POSITION, "-f32::from_bits(((first + i) as f32).to_bits() & !0xffff)"),
        Mistake::<Knobs>::new("degrees", "the angle is taken for degrees. It is in radians already.", |k| {
            k.place = Place::Degrees;
        })
        .edit(POSITION, "-((first + i) as f32).to_radians()"),
        Mistake::<Knobs>::new("turns", "the angle is multiplied by 2π. It is in radians already.", |k| {
            k.place = Place::Turns;
        })
        .edit(POSITION, "-std::f32::consts::TAU * ((first + i) as f32)"),
    ]
}

fn of_frequencies() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "ladder_of_width",
            "the exponent is −2m / c, with the whole width of a head. The ladder of frequencies belongs to the turned channels: \
             −2m / rotary.",
            |k| k.ladder = Ladder::Width,
        )
        .edit(EXPONENT, "-2.0 * m as f32 / width as f32"),
        Mistake::<Knobs>::new(
            "ladder_of_head",
            "the frequencies are those that the channels would have if the whole head were turned: they go on from where the head's \
             first channels end. The first turned pair has frequency base^0 = 1.",
            |k| k.ladder = Ladder::InHead,
        )
        .edit(EXPONENT, "-((width - rotary + 2 * m) as f32) / width as f32"),
        Mistake::<Knobs>::new(
            "half_exponent",
            "the exponent is −m / rotary instead of −2m / rotary (m counts pairs, and the formula counts channels).",
            |k| k.ladder = Ladder::HalfAsSteep,
        )
        .edit(EXPONENT, "-(m as f32) / rotary as f32"),
        Mistake::<Knobs>::new(
            "double_exponent",
            "the exponent is −4m / rotary instead of −2m / rotary: the step of two is taken twice, in the count and in the formula.",
            |k| k.ladder = Ladder::TwiceAsSteep,
        )
        .edit(EXPONENT, "-4.0 * m as f32 / rotary as f32"),
        Mistake::<Knobs>::new(
            "whole_number_exponent",
            "2m / rotary is divided in whole numbers, which gives 0, and so every pair turns as fast as the first. Convert to \
             floating-point numbers before dividing.",
            |k| k.ladder = Ladder::WholeNumbers,
        )
        .edit(EXPONENT, "-((2 * m / rotary) as f32)"),
        Mistake::new(
            "frequency_of_each_channel",
            "the exponent counts channels and not pairs, so that the two channels of a pair get different angles. Both are turned by \
             the pair's.",
            |k| k.ladder = Ladder::EachChannel,
        ),
        Mistake::new(
            "laid_for_halves",
            "the table of angles is laid out for halves: the whole ladder, and then once more. The two channels of a pair then get \
             different angles; for neighbours each angle stands twice in a row.",
            |k| k.ladder = Ladder::LaidForHalves,
        ),
        Mistake::<Knobs>::new(
            "exponent_from_one",
            "pairs are counted from 1 in the exponent. The first turned pair has frequency base^0 = 1.",
            |k| k.ladder = Ladder::FromOne,
        )
        .edit(EXPONENT, "-2.0 * (m + 1) as f32 / rotary as f32"),
        Mistake::<Knobs>::new(
            "ladder_to_the_end",
            "the exponent is −m / (rotary/2 − 1), so that the last frequency is 1/base. It stops one step short of that: −2m / rotary.",
            |k| k.ladder = Ladder::ToTheEnd,
        )
        .edit(EXPONENT, "-(m as f32) / (rotary / 2 - 1).max(1) as f32"),
        Mistake::<Knobs>::new("upwards", "the exponent has no minus: frequencies grow from pair to pair.", |k| {
            k.ladder = Ladder::Upwards;
        })
        .edit(EXPONENT, "2.0 * m as f32 / rotary as f32"),
        Mistake::<Knobs>::new(
            "ladder_reversed",
            "the frequencies are in the opposite order: the first turned pair has to turn fastest.",
            |k| k.ladder = Ladder::Reversed,
        )
        .edit(EXPONENT, "-2.0 * (rotary / 2 - 1 - m) as f32 / rotary as f32"),
        Mistake::<Knobs>::new("ignores_base", "the base is always 10,000; the one given is ignored.", |k| {
            k.fixed_base = true;
        })
        .edit("base.powf", "10_000_f32.powf"),
        Mistake::<Knobs>::new(
            "frequencies_of_8_bits",
            "the frequencies are rounded, as bfloat16 rounds them: an angle is off by a part of itself, and late in a text that is a \
             turn. They are computed in f32 at least.",
            |k| k.ladder = Ladder::Rounded,
        )
        .edit("base.powf(-2.0 * m as f32 / rotary as f32)", "f32::from_bits(base.powf(-2.0 * m as f32 / rotary as f32).to_bits() & !0xffff)"),
    ]
}
