//! The typical mistakes of `rope`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use ndarray::{Array2, NdFloat, s};

use super::Input;
use crate::turn::Turn;
use attention::Pairing;

/// Which two channels are pair m.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Pairs {
    #[default]
    AsAsked,
    Exchanged,
    AlwaysInterleaved,
    AlwaysHalf,
    HalfOfWidth,
}

/// The exponent of the base for pair m.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Ladder {
    #[default]
    Rotated,
    HalfAsSteep,
    TwiceAsSteep,
    Width,
    WholeNumbers,
    FromOne,
    Upwards,
    Reversed,
    ToTheEnd,
    LaidForHalves,
    LaidForNeighbours,
    EachChannel,
    Rounded,
}

/// How the angle comes from the position.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Place {
    #[default]
    Given,
    Row,
    Consecutive,
    FromOne,
    Degrees,
    Turns,
    /// With so many significant bits.
    Rounded(i32),
}

/// Which channels are turned, and what happens to the others.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Part {
    #[default]
    First,
    Last,
    Everything,
    OthersZero,
    OthersDropped,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) pairs: Pairs,
    pub(super) ladder: Ladder,
    pub(super) place: Place,
    pub(super) turn: Turn,
    pub(super) part: Part,
    pub(super) regrouped: bool,
    pub(super) fixed_base: bool,
    pub(super) cut: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    pub(super) second_first: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "backwards",
            "pairs are turned by −α. The laws hold all the same, since only differences of positions count in either direction; but \
             the contract is (a cos α − b sin α, a sin α + b cos α). Look at which of the two sines has the minus.",
            |k| k.turn = Turn::Backwards,
        )
        .edit("let angle = position as f32 * base", "let angle = -(position as f32) * base"),
        Mistake::<Knobs>::new(
            "pairings_exchanged",
            "the two pairings are exchanged. Interleaved is channels 2m and 2m + 1, Half is m and m + rotated/2.",
            |k| k.pairs = Pairs::Exchanged,
        )
        .edit(
            "Pairing::Interleaved => (2 * m, 2 * m + 1),\n                Pairing::Half =>",
            "Pairing::Half => (2 * m, 2 * m + 1),\n                Pairing::Interleaved =>",
        ),
        Mistake::<Knobs>::new("always_half", "the pairing is ignored: pairs are always m and m + rotated/2.", |k| {
            k.pairs = Pairs::AlwaysHalf;
        })
        .edit("(2 * m, 2 * m + 1)", "(m, m + rotated / 2)"),
        Mistake::<Knobs>::new("always_interleaved", "the pairing is ignored: pairs are always 2m and 2m + 1.", |k| {
            k.pairs = Pairs::AlwaysInterleaved;
        })
        .edit("(m, m + rotated / 2)", "(2 * m, 2 * m + 1)"),
        Mistake::<Knobs>::new(
            "whole_number_exponent",
            "2m / rotated is divided in whole numbers, which gives 0, and so every pair turns as fast as the first. Convert to \
             floating-point numbers before dividing.",
            |k| k.ladder = Ladder::WholeNumbers,
        )
        .edit("-((2 * m) as f32) / rotated as f32", "-((2 * m / rotated) as f32)"),
        Mistake::<Knobs>::new(
            "half_exponent",
            "the exponent is −m / rotated instead of −2m / rotated (m counts pairs, and the formula counts channels).",
            |k| k.ladder = Ladder::HalfAsSteep,
        )
        .edit("(2 * m) as f32", "m as f32"),
        Mistake::<Knobs>::new(
            "double_exponent",
            "the exponent is −4m / rotated instead of −2m / rotated: the step of two is taken twice, in the count and in the formula.",
            |k| k.ladder = Ladder::TwiceAsSteep,
        )
        .edit("(2 * m) as f32", "(4 * m) as f32"),
        Mistake::new(
            "regrouped",
            "with neighbours the turned channels come back regrouped: the first of every pair, and then the second of every pair. Each \
             goes back to where it was read, 2m and 2m + 1.",
            |k| k.regrouped = true,
        ),
        Mistake::<Knobs>::new(
            "overwrites",
            "one channel of a pair is computed from the other after that was overwritten. Read both before writing either.",
            |k| k.turn = Turn::Overwrites,
        )
        .edit("a * angle.sin()", "row[first] * angle.sin()"),
        Mistake::<Knobs>::new(
            "ladder_of_width",
            "the exponent is −2m / d, with the whole width. The ladder of frequencies belongs to the turned channels: −2m / rotated.",
            |k| k.ladder = Ladder::Width,
        )
        .edit("/ rotated as f32", "/ x.ncols() as f32"),
        Mistake::<Knobs>::new("turns_last", "the last `rotated` channels are turned instead of the first.", |k| {
            k.part = Part::Last
        })
        .edit(
            "};\n            let angle",
            "};\n            let apart = x.ncols() - rotated;\n            let (first, second) = (first + apart, second + apart);\n            let angle",
        ),
        Mistake::<Knobs>::new("turns_everything", "all channels are turned, as if `rotated` were the width.", |k| {
            k.part = Part::Everything
        })
        .edit("for m in 0..rotated / 2 {", "let rotated = x.ncols();\n        for m in 0..rotated / 2 {"),
        Mistake::<Knobs>::new(
            "half_of_width",
            "with Half, the partner of channel m is m + d/2. It is m + rotated/2: the half of the channels that are turned.",
            |k| k.pairs = Pairs::HalfOfWidth,
        )
        .edit("m + rotated / 2", "m + x.ncols() / 2"),
        Mistake::<Knobs>::new(
            "others_zero",
            "the channels after the first `rotated` become 0. They stay as they are.",
            |k| k.part = Part::OthersZero,
        )
        .edit("    output\n}", "    output.slice_mut(ndarray::s![.., rotated..]).fill(0.0);\n    output\n}"),
        Mistake::<Knobs>::new(
            "others_dropped",
            "only the turned channels are returned. The others stay as they are, and the shape is that of `x`.",
            |k| k.part = Part::OthersDropped,
        )
        .edit("    output\n}", "    output.slice_move(ndarray::s![.., ..rotated])\n}"),
        Mistake::<Knobs>::new(
            "row_as_position",
            "row i is turned by position i; the given positions are ignored. In a cache they start elsewhere.",
            |k| k.place = Place::Row,
        )
        .edit(".zip(positions)", ".zip(&(0..x.nrows()).collect::<Vec<usize>>())"),
        Mistake::<Knobs>::new(
            "consecutive",
            "only the first position is used, and the others are counted on from it. They may come in any order.",
            |k| k.place = Place::Consecutive,
        )
        .edit(".zip(positions)", ".zip(&(positions[0]..).take(x.nrows()).collect::<Vec<_>>())"),
        Mistake::<Knobs>::new(
            "positions_from_one",
            "positions are counted from 1: each row is turned by one position too many. Scores do not notice, position 0 does: it has \
             to stay as it is.",
            |k| k.place = Place::FromOne,
        )
        .edit("position as f32", "(position + 1) as f32"),
        Mistake::<Knobs>::new(
            "positions_of_11_bits",
            "positions above 2,048 are rounded, as float16 and TF32 round them: neighbours late in a long text then share a position. \
             Angles are computed in f32 at least.",
            |k| k.place = Place::Rounded(11),
        )
        .edit("position as f32", "f32::from_bits((position as f32).to_bits() & !0x1fff)"),
        Mistake::<Knobs>::new(
            "positions_of_8_bits",
            "positions above 256 are rounded, as bfloat16 rounds them: neighbours then share a position. Angles are computed in f32 at \
             least.",
            |k| k.place = Place::Rounded(8),
        )
        .edit("position as f32", "f32::from_bits((position as f32).to_bits() & !0xffff)"),
        Mistake::<Knobs>::new(
            "frequencies_of_8_bits",
            "the frequencies are rounded, as bfloat16 rounds them: an angle is off by a part of itself, and late in a text that is a \
             turn. They are computed in f32 at least.",
            |k| k.ladder = Ladder::Rounded,
        )
        .edit("base.powf(-((2 * m) as f32) / rotated as f32)", "f32::from_bits(base.powf(-((2 * m) as f32) / rotated as f32).to_bits() & !0xffff)"),
        Mistake::<Knobs>::new(
            "both_plus",
            "both sines are added: (a cos α + b sin α, a sin α + b cos α), as when the swapped halves come without the minus. That is \
             no rotation, and lengths change.",
            |k| k.turn = Turn::BothPlus,
        )
        .edit("a * angle.cos() - b", "a * angle.cos() + b"),
        Mistake::<Knobs>::new(
            "mirrored",
            "one sign too many: (a cos α − b sin α, −a sin α + b cos α). That is no rotation, and lengths change.",
            |k| k.turn = Turn::Mirrored,
        )
        .edit("= a * angle.sin() + b", "= -a * angle.sin() + b"),
        Mistake::<Knobs>::new(
            "sines_exchanged",
            "sines and cosines are exchanged. Position 0 would turn by a quarter.",
            |k| {
                k.turn = Turn::SinesAndCosinesExchanged;
            },
        )
        .edit(
            "row[first] = a * angle.cos() - b * angle.sin();\n            row[second] = a * angle.sin() + b * angle.cos();",
            "row[first] = a * angle.sin() - b * angle.cos();\n            row[second] = a * angle.cos() + b * angle.sin();",
        ),
        Mistake::<Knobs>::new(
            "reflected",
            "the minus is at the wrong product: (a cos α + b sin α, a sin α − b cos α). That is a reflection. It keeps lengths, but \
             position 0 has to leave the vector as it is.",
            |k| k.turn = Turn::Reflected,
        )
        .edit(
            "row[first] = a * angle.cos() - b * angle.sin();\n            row[second] = a * angle.sin() + b * angle.cos();",
            "row[first] = a * angle.cos() + b * angle.sin();\n            row[second] = a * angle.sin() - b * angle.cos();",
        ),
        Mistake::new(
            "laid_for_halves",
            "the table of angles is laid out for halves with either pairing: the whole ladder, and then once more. With neighbours the two \
             channels of a pair then get different angles; there each angle stands twice in a row.",
            |k| k.ladder = Ladder::LaidForHalves,
        ),
        Mistake::new(
            "laid_for_neighbours",
            "the table of angles is laid out for neighbours with either pairing: each angle twice in a row. With halves the two channels \
             of a pair then get different angles; there the whole ladder comes twice.",
            |k| k.ladder = Ladder::LaidForNeighbours,
        ),
        Mistake::new(
            "frequency_of_each_channel",
            "the exponent counts channels and not pairs, so that the two channels of a pair get different angles. Both are turned by \
             the pair's.",
            |k| k.ladder = Ladder::EachChannel,
        ),
        Mistake::<Knobs>::new(
            "exponent_from_one",
            "pairs are counted from 1 in the exponent. The first pair has frequency base^0 = 1.",
            |k| k.ladder = Ladder::FromOne,
        )
        .edit("(2 * m) as f32", "(2 * (m + 1)) as f32"),
        Mistake::<Knobs>::new(
            "ladder_to_the_end",
            "the exponent is −m / (rotated/2 − 1), so that the last frequency is 1/base. It stops one step short of that: \
             −2m / rotated.",
            |k| k.ladder = Ladder::ToTheEnd,
        )
        .edit("-((2 * m) as f32) / rotated as f32", "-(m as f32) / (rotated / 2 - 1).max(1) as f32"),
        Mistake::<Knobs>::new("upwards", "the exponent has no minus: frequencies grow from pair to pair.", |k| {
            k.ladder = Ladder::Upwards;
        })
        .edit("powf(-((2 * m) as f32)", "powf(((2 * m) as f32)"),
        Mistake::<Knobs>::new(
            "ladder_reversed",
            "the frequencies are in the opposite order: the first pair has to turn fastest.",
            |k| k.ladder = Ladder::Reversed,
        )
        .edit("(2 * m) as f32", "(2 * (rotated / 2 - 1 - m)) as f32"),
        Mistake::<Knobs>::new("ignores_base", "the base is always 10,000; the one given is ignored.", |k| {
            k.fixed_base = true;
        })
        .edit("base.powf", "10_000_f32.powf"),
        Mistake::<Knobs>::new("degrees", "the angle is taken for degrees. It is in radians already.", |k| {
            k.place = Place::Degrees;
        })
        .edit("rotated as f32);", "rotated as f32);\n            let angle = angle.to_radians();"),
        Mistake::<Knobs>::new("turns", "the angle is multiplied by 2π. It is in radians already.", |k| {
            k.place = Place::Turns
        })
        .edit(
            "rotated as f32);",
            "rotated as f32);\n            let angle = angle * std::f32::consts::TAU;",
        ),
        super::super::assumes_contiguous(|k| k.contiguous = true),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array2<f32> {
        if self.contiguous {
            super::super::as_slices(input.x.held().view(), self.row_slices);
        }
        if self.double {
            self.rope(input, input.x.values.mapv(f64::from), f64::from(input.base)).mapv(|x| x as f32)
        } else {
            self.rope(input, input.x.values.clone(), input.base)
        }
    }

    /// The frequency of pair m of `rotated / 2`.
    fn frequency<T: NdFloat>(&self, base: T, m: usize, rotated: usize, width: usize) -> T {
        let whole = |x: usize| T::from(x).expect("sizes are small");
        let share = |over: usize, under: usize| whole(over) / whole(under);
        let pairs = rotated / 2;
        let frequency = base.powf(match self.ladder {
            Ladder::Rotated | Ladder::LaidForHalves | Ladder::LaidForNeighbours | Ladder::Rounded => {
                -share(2 * m, rotated)
            }
            Ladder::HalfAsSteep | Ladder::EachChannel => -share(m, rotated),
            Ladder::TwiceAsSteep => -share(4 * m, rotated),
            Ladder::Width => -share(2 * m, width),
            Ladder::WholeNumbers => T::zero(),
            Ladder::FromOne => -share(2 * (m + 1), rotated),
            Ladder::Upwards => share(2 * m, rotated),
            Ladder::Reversed => -share(2 * (pairs - 1 - m), rotated),
            // A single pair gives 0/0.
            Ladder::ToTheEnd => -share(m, pairs - 1),
        });
        if self.ladder == Ladder::Rounded { rounded(frequency, 8, self.cut) } else { frequency }
    }

    fn rope<T: NdFloat>(&self, input: &Input, mut x: Array2<T>, base: T) -> Array2<T> {
        let real = |x: f64| T::from(x).expect("it is small");
        let base = if self.fixed_base { real(10_000.0) } else { base };
        let width = x.ncols();
        let rotated = if self.part == Part::Everything { width / 2 * 2 } else { input.rotated };
        let pairs = rotated / 2;
        let half = match self.pairs {
            Pairs::Exchanged => input.pairing == Pairing::Interleaved,
            Pairs::AlwaysInterleaved => false,
            Pairs::AlwaysHalf => true,
            Pairs::AsAsked | Pairs::HalfOfWidth => input.pairing == Pairing::Half,
        };
        let start = if self.part == Part::Last { width - rotated } else { 0 };
        let unit = match self.place {
            Place::Degrees => real(std::f64::consts::PI / 180.0),
            Place::Turns => real(std::f64::consts::TAU),
            _ => T::one(),
        };
        for (i, mut row) in x.rows_mut().into_iter().enumerate() {
            let position = match self.place {
                Place::Row => i,
                Place::Consecutive => input.positions[0] + i,
                Place::FromOne => input.positions[i] + 1,
                Place::Rounded(bits) => rounded(input.positions[i] as f64, bits, self.cut) as usize,
                _ => input.positions[i],
            };
            let position = T::from(position).expect("positions are small");
            for m in 0..pairs {
                let apart = if self.pairs == Pairs::HalfOfWidth { width / 2 } else { pairs };
                let (first, second) = if half { (m, m + apart) } else { (2 * m, 2 * m + 1) };
                // The pair whose angle each of the two channels gets.
                let [at_first, at_second] = match self.ladder {
                    Ladder::EachChannel => [first, second],
                    Ladder::LaidForNeighbours if half => [first / 2, second / 2],
                    Ladder::LaidForHalves if !half => [first % pairs, second % pairs],
                    _ => [m, m],
                };
                let angle = |m| unit * (position * self.frequency(base, m, rotated, width));
                let (first, second) = (start + first, start + second);
                let (a, b) = (row[first], row[second]);
                let ((sin, cos), (sin2, cos2)) = (angle(at_first).sin_cos(), angle(at_second).sin_cos());
                (row[first], row[second]) =
                    self.turn.pair((a, b), [(cos, sin), (cos2, sin2)], self.second_first);
            }
            if self.regrouped && !half {
                let turned = row.to_owned();
                for m in 0..pairs {
                    row[start + m] = turned[start + 2 * m];
                    row[start + pairs + m] = turned[start + 2 * m + 1];
                }
            }
            if self.part == Part::OthersZero {
                row.iter_mut().skip(rotated).for_each(|x| *x = T::zero());
            }
        }
        if self.part == Part::OthersDropped { x.slice(s![.., ..rotated]).to_owned() } else { x }
    }
}

/// A number of so many significant bits: the next one, and of two the even one; or the next one towards 0.
fn rounded<T: NdFloat>(x: T, bits: i32, cut: bool) -> T {
    let x = x.to_f64().expect("a float");
    if x == 0.0 {
        return T::zero();
    }
    let unit = 2.0_f64.powi(x.log2().floor() as i32 + 1 - bits);
    let units = if cut { (x / unit).trunc() } else { (x / unit).round_ties_even() };
    T::from(units * unit).expect("a float")
}
