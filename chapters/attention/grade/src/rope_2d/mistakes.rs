//! The typical mistakes of `rope_2d`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use ndarray::{Array2, NdFloat};

use super::Input;
use crate::turn::Turn;

/// Which position and which frequency a pair has.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Order {
    #[default]
    Code,
    Alternating,
    SameLadder,
    FirstQuarter,
    HalvesOfLadder,
    OddFirst,
    RunsOn,
    Added,
    Flattened,
    OnlyRows,
    OnlyColumns,
    RowForBoth,
    ColumnForBoth,
}

/// Where a patch is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Place {
    #[default]
    RowByRow,
    Exchanged,
    ColumnByColumn,
    DividedByRows,
    FromOne,
    Centred,
    Square,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Pairs {
    #[default]
    Neighbours,
    Halves,
    HalvesOfAxis,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Exponent {
    #[default]
    Right,
    Half,
    Double,
    WholeNumbers,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) order: Order,
    pub(super) place: Place,
    pub(super) pairs: Pairs,
    pub(super) exponent: Exponent,
    pub(super) turn: Turn,
    pub(super) fixed_base: bool,
    pub(super) steps_of_axes: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    pub(super) second_first: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "alternating",
            "rows and columns alternate from pair to pair, as in the formula that is often printed. It is the same set of turns in \
             another order of channels; here all pairs of the row come first, then those of the column, as in Pixtral's code.",
            |k| k.order = Order::Alternating,
        )
        .edit(
            "let (position, m) = if pair < d / 4 { (row, 2 * pair) } else { (column, 2 * (pair - d / 4) + 1) };",
            "let (position, m) = (if pair % 2 == 0 { row } else { column }, pair);",
        ),
        Mistake::<Knobs>::new(
            "axes_exchanged",
            "row and column are exchanged: the first half of the channels belongs to the row.",
            |k| k.place = Place::Exchanged,
        )
        .edit("(row, 2 * pair) } else { (column,", "(column, 2 * pair) } else { (row,"),
        Mistake::<Knobs>::new(
            "same_ladder",
            "rows and columns get the same frequencies, base^(−4p / d), the ladder of a head of width d/2. Some models do that; here \
             one ladder of d/2 steps is dealt out: even steps to the rows, odd ones to the columns.",
            |k| k.order = Order::SameLadder,
        )
        .edit("2 * (pair - d / 4) + 1", "2 * (pair - d / 4)"),
        Mistake::<Knobs>::new(
            "first_quarter",
            "rows and columns both get the first d/4 frequencies. The even ones belong to the rows, the odd ones to the columns.",
            |k| k.order = Order::FirstQuarter,
        )
        .edit(
            "(row, 2 * pair) } else { (column, 2 * (pair - d / 4) + 1) }",
            "(row, pair) } else { (column, pair - d / 4) }",
        ),
        Mistake::<Knobs>::new(
            "halves_of_ladder",
            "rows get the first half of the ladder and columns the second. The even steps belong to the rows, the odd ones to the \
             columns, so that both see near and far.",
            |k| k.order = Order::HalvesOfLadder,
        )
        .edit(
            "(row, 2 * pair) } else { (column, 2 * (pair - d / 4) + 1) }",
            "(row, pair) } else { (column, pair) }",
        ),
        Mistake::<Knobs>::new(
            "odd_to_rows",
            "the odd frequencies go to the rows and the even ones to the columns. It is the other way round.",
            |k| k.order = Order::OddFirst,
        )
        .edit(
            "(row, 2 * pair) } else { (column, 2 * (pair - d / 4) + 1) }",
            "(row, 2 * pair + 1) } else { (column, 2 * (pair - d / 4)) }",
        ),
        Mistake::<Knobs>::new(
            "ladder_runs_on",
            "the pairs of the column are counted on from those of the row, and so their frequencies begin far down the ladder. Both \
             axes count from p = 0: pair d/4 + p has the frequency f_{2p + 1}.",
            |k| k.order = Order::RunsOn,
        )
        .edit("2 * (pair - d / 4) + 1", "2 * pair + 1"),
        Mistake::<Knobs>::new(
            "flattened",
            "the patch's number is the position: `rope` on a line. The patch below is then a whole row away.",
            |k| k.order = Order::Flattened,
        )
        .edit(
            "let (position, m) = if pair < d / 4 { (row, 2 * pair) } else { (column, 2 * (pair - d / 4) + 1) };",
            "let (position, m) = (patch, pair);",
        ),
        Mistake::<Knobs>::new(
            "axes_added",
            "row and column are added before the turn. Patches on a rising diagonal then have the same position.",
            |k| k.order = Order::Added,
        )
        .edit(
            "let (position, m) = if pair < d / 4 { (row, 2 * pair) } else { (column, 2 * (pair - d / 4) + 1) };",
            "let (position, m) = (row + column, pair);",
        ),
        Mistake::<Knobs>::new("only_rows", "the channels of the column are not turned.", |k| {
            k.order = Order::OnlyRows
        })
        .edit("else { (column,", "else { (0,"),
        Mistake::<Knobs>::new("only_columns", "the channels of the row are not turned.", |k| {
            k.order = Order::OnlyColumns
        })
        .edit("{ (row,", "{ (0,"),
        Mistake::<Knobs>::new(
            "row_for_both",
            "the channels of the column are turned by the row too. The patches of a row then have one position.",
            |k| k.order = Order::RowForBoth,
        )
        .edit("else { (column,", "else { (row,"),
        Mistake::<Knobs>::new(
            "column_for_both",
            "the channels of the row are turned by the column too. The patches of a column then have one position.",
            |k| k.order = Order::ColumnForBoth,
        )
        .edit("{ (row,", "{ (column,"),
        Mistake::<Knobs>::new(
            "column_by_column",
            "patches are counted column by column. They come row by row: row patch / columns, column patch % columns.",
            |k| k.place = Place::ColumnByColumn,
        )
        .edit("(patch / columns, patch % columns)", "(patch % grid.0, patch / grid.0)"),
        Mistake::<Knobs>::new(
            "divided_by_rows",
            "the patch's number is divided by the number of rows. A row is as long as there are columns: patch / columns and \
             patch % columns.",
            |k| k.place = Place::DividedByRows,
        )
        .edit("(patch / columns, patch % columns)", "(patch / grid.0, patch % grid.0)"),
        Mistake::<Knobs>::new(
            "square_assumed",
            "the length of a row is taken for the root of the number of patches. That is right for a square; the grid says how many \
             columns there are.",
            |k| k.place = Place::Square,
        )
        .edit("(patch / columns, patch % columns)", "(patch / x.nrows().isqrt(), patch % x.nrows().isqrt())"),
        Mistake::<Knobs>::new(
            "positions_from_one",
            "rows and columns are counted from 1. They are counted from 0.",
            |k| {
                k.place = Place::FromOne;
            },
        )
        .edit("(patch / columns, patch % columns)", "(patch / columns + 1, patch % columns + 1)"),
        Mistake::new(
            "centred",
            "rows and columns are counted from the middle. They are counted from 0.",
            |k| {
                k.place = Place::Centred;
            },
        ),
        Mistake::<Knobs>::new(
            "halves",
            "pair p is the channels p and p + d/2. Pairs are neighbours here: 2p and 2p + 1.",
            |k| k.pairs = Pairs::Halves,
        )
        .edit(
            "let (a, b) = (channels[2 * pair], channels[2 * pair + 1]);\n            channels[2 * pair] = a * angle.cos() - b * angle.sin();\n            channels[2 * pair + 1] = a * angle.sin() + b * angle.cos();",
            "let (a, b) = (channels[pair], channels[pair + d / 2]);\n            channels[pair] = a * angle.cos() - b * angle.sin();\n            channels[pair + d / 2] = a * angle.sin() + b * angle.cos();",
        ),
        Mistake::<Knobs>::new(
            "halves_of_axis",
            "within each axis' half of the channels, pairs are d/4 apart. They are neighbours: 2p and 2p + 1.",
            |k| k.pairs = Pairs::HalvesOfAxis,
        )
        .edit(
            "let (a, b) = (channels[2 * pair], channels[2 * pair + 1]);\n            channels[2 * pair] = a * angle.cos() - b * angle.sin();\n            channels[2 * pair + 1] = a * angle.sin() + b * angle.cos();",
            "let first = pair / (d / 4) * (d / 2) + pair % (d / 4);\n            let (a, b) = (channels[first], channels[first + d / 4]);\n            channels[first] = a * angle.cos() - b * angle.sin();\n            channels[first + d / 4] = a * angle.sin() + b * angle.cos();",
        ),
        Mistake::<Knobs>::new(
            "backwards",
            "pairs are turned by −α. Scores still depend on differences alone, but the contract is (a cos α − b sin α, a sin α + \
             b cos α).",
            |k| k.turn = Turn::Backwards,
        )
        .edit("let angle = position as f32", "let angle = -(position as f32)"),
        Mistake::<Knobs>::new("both_plus", "both sines are added. That is no rotation, and lengths change.", |k| {
            k.turn = Turn::BothPlus;
        })
        .edit("a * angle.cos() - b", "a * angle.cos() + b"),
        Mistake::<Knobs>::new(
            "overwrites",
            "one channel of a pair is computed from the other after that was overwritten. Read both before writing either.",
            |k| k.turn = Turn::Overwrites,
        )
        .edit("a * angle.sin() + b", "channels[2 * pair] * angle.sin() + b"),
        Mistake::<Knobs>::new(
            "half_exponent",
            "the exponent is −m / d instead of −2m / d, where m counts the d/2 frequencies.",
            |k| k.exponent = Exponent::Half,
        )
        .edit("(2 * m) as f32", "m as f32"),
        Mistake::<Knobs>::new(
            "double_exponent",
            "the exponent is −2m / (d/2): the ladder is made for half the width, and then every second step taken as well.",
            |k| k.exponent = Exponent::Double,
        )
        .edit("(2 * m) as f32", "(4 * m) as f32"),
        Mistake::<Knobs>::new(
            "whole_number_exponent",
            "2m / d is divided in whole numbers, which gives 0. Convert to floating-point numbers before dividing.",
            |k| k.exponent = Exponent::WholeNumbers,
        )
        .edit("-((2 * m) as f32) / d as f32", "-((2 * m / d) as f32)"),
        Mistake::<Knobs>::new("ignores_base", "the base is always 10,000; the one given is ignored.", |k| {
            k.fixed_base = true;
        })
        .edit("base.powf", "10_000_f32.powf"),
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

    /// Row and column of a patch.
    fn place(&self, patch: usize, (rows, columns): (usize, usize)) -> (i64, i64) {
        let (row, column) = match self.place {
            Place::RowByRow | Place::FromOne | Place::Centred => (patch / columns, patch % columns),
            Place::Exchanged => (patch % columns, patch / columns),
            Place::ColumnByColumn => (patch % rows, patch / rows),
            Place::DividedByRows => (patch / rows, patch % rows),
            Place::Square => {
                let side = (rows * columns).isqrt();
                (patch / side, patch % side)
            }
        };
        let (row, column) = (row as i64, column as i64);
        match self.place {
            Place::FromOne => (row + 1, column + 1),
            Place::Centred => (row - rows.div_ceil(2) as i64, column - columns.div_ceil(2) as i64),
            _ => (row, column),
        }
    }

    /// The position and the frequency's number of a pair.
    fn turn_of(&self, pair: usize, patch: usize, (row, column): (i64, i64), quarter: usize) -> (i64, usize) {
        let (first, p) = (pair < quarter, pair % quarter);
        let place = if first { row } else { column };
        match self.order {
            Order::Code => (place, if first { 2 * p } else { 2 * p + 1 }),
            Order::Alternating => (if pair.is_multiple_of(2) { row } else { column }, pair),
            Order::RowForBoth => (row, if first { 2 * p } else { 2 * p + 1 }),
            Order::ColumnForBoth => (column, if first { 2 * p } else { 2 * p + 1 }),
            Order::SameLadder => (place, 2 * p),
            Order::FirstQuarter => (place, p),
            Order::HalvesOfLadder => (place, pair),
            Order::OddFirst => (place, if first { 2 * p + 1 } else { 2 * p }),
            Order::RunsOn => (place, if first { 2 * pair } else { 2 * pair + 1 }),
            Order::Added => (row + column, pair),
            Order::Flattened if self.steps_of_axes => (patch as i64, if first { 2 * p } else { 2 * p + 1 }),
            Order::Flattened => (patch as i64, pair),
            Order::OnlyRows => (if first { row } else { 0 }, 2 * p),
            Order::OnlyColumns => (if first { 0 } else { column }, 2 * p + 1),
        }
    }

    fn rope<T: NdFloat>(&self, input: &Input, mut x: Array2<T>, base: T) -> Array2<T> {
        let real = |x: f64| T::from(x).expect("it is small");
        let base = if self.fixed_base { real(10_000.0) } else { base };
        let d = x.ncols();
        let quarter = d / 4;
        for (patch, mut row) in x.rows_mut().into_iter().enumerate() {
            let place = self.place(patch, input.grid);
            for pair in 0..d / 2 {
                let (position, m) = self.turn_of(pair, patch, place, quarter);
                let m = real(m as f64);
                let exponent = match self.exponent {
                    Exponent::Right => (m + m) / real(d as f64),
                    Exponent::Half => m / real(d as f64),
                    Exponent::Double => (m + m) / real((d / 2) as f64),
                    Exponent::WholeNumbers => T::zero(),
                };
                let (sin, cos) = (real(position as f64) * base.powf(-exponent)).sin_cos();
                let (first, second) = match self.pairs {
                    Pairs::Neighbours => (2 * pair, 2 * pair + 1),
                    Pairs::Halves => (pair, pair + d / 2),
                    Pairs::HalvesOfAxis => {
                        let start = pair / quarter * (d / 2);
                        (start + pair % quarter, start + pair % quarter + quarter)
                    }
                };
                let (a, b) = (row[first], row[second]);
                (row[first], row[second]) = self.turn.pair((a, b), [(cos, sin); 2], self.second_first);
            }
        }
        x
    }
}
