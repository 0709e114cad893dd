//! The typical mistakes of `msrope`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use ndarray::{Array2, NdFloat};

use super::{Head, Input, Shown};
use crate::turn::Turn;

/// Where the rows and columns of a picture begin.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Centre {
    #[default]
    RoundedUp,
    RoundedDown,
    LowerMiddle,
    NotAtAll,
    Underflows,
}

/// Where the text begins.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Start {
    #[default]
    LargestHalf,
    LargestSide,
    LargestHalfRoundedUp,
    OneLater,
    Zero,
    Patches,
    FirstPicture,
    LastPicture,
    Heights,
    Widths,
    AndPicturesAfter,
    AfterFrames,
}

/// On which axes the text counts.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Diagonal {
    #[default]
    AllAxes,
    FrameOnly,
    NotOnFrame,
    WidthOnly,
    Still,
}

/// The frame of a picture.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Frame {
    #[default]
    Number,
    Zero,
    FromOne,
}

/// How the patches of a picture are listed.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Listed {
    #[default]
    RowByRow,
    ColumnByColumn,
    WidthBeforeHeight,
    SidesExchanged,
    TextLast,
}

/// The frequencies of a block.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Ladder {
    #[default]
    OfBlock,
    OneForAll,
    OfWidth,
    HalfAsSteep,
    WholeNumbers,
}

/// Which position turns which block.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Blocks {
    #[default]
    Right,
    HeightAndWidthExchanged,
    Reversed,
    WithoutFrame,
    AllOnFirst,
    Clipped,
    Absolute,
}

/// Which channels make a pair.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Pairs {
    #[default]
    Neighbours,
    HalvesOfBlock,
    HalvesOfWidth,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) centre: Centre,
    pub(super) start: Start,
    pub(super) diagonal: Diagonal,
    pub(super) frame: Frame,
    pub(super) listed: Listed,
    pub(super) ladder: Ladder,
    pub(super) turn: Turn,
    pub(super) blocks: Blocks,
    pub(super) pairs: Pairs,
    pub(super) fixed_base: bool,
    pub(super) steps_of_block: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    pub(super) second_first: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "not_centred",
            "`positions` counts rows and columns from 0. A picture is centred: h rows run from −⌈h/2⌉ to ⌊h/2⌋ − 1.",
            |k| k.centre = Centre::NotAtAll,
        )
        .edit("[image as i64, row - up, column - left]", "[image as i64, row, column]"),
        Mistake::<Knobs>::new(
            "centre_rounded_down",
            "`positions` begins an odd side at −⌊h/2⌋, so five rows run from −2 to 2. They run from −3 to 1: the half is rounded up \
             on the negative side.",
            |k| k.centre = Centre::RoundedDown,
        )
        .edit("size.div_ceil(2)", "(size / 2)"),
        Mistake::<Knobs>::new(
            "centre_of_even_sides",
            "`positions` begins a side at −⌊(h − 1)/2⌋, so four rows run from −1 to 2. They run from −2 to 1: the larger part is on the \
             negative side.",
            |k| k.centre = Centre::LowerMiddle,
        )
        .edit("size.div_ceil(2)", "((size - 1) / 2)"),
        Mistake::<Knobs>::new(
            "starts_at_largest_side",
            "`positions` begins the text at the largest side of a picture. Since pictures are centred, half of it is enough: the \
             largest ⌊h/2⌋ or ⌊w/2⌋.",
            |k| k.start = Start::LargestSide,
        )
        .edit("height.max(width) / 2", "height.max(width)"),
        Mistake::new(
            "from_the_corner",
            "`positions` counts pictures from their corner, and begins the text after the largest side. A picture is centred, from −⌈h/2⌉ \
             to ⌊h/2⌋ − 1, and the text begins at the largest ⌊h/2⌋ or ⌊w/2⌋.",
            |k| {
                k.centre = Centre::NotAtAll;
                k.start = Start::LargestSide;
            },
        ),
        Mistake::<Knobs>::new(
            "text_from_zero",
            "`positions` begins the text at 0, in the middle of the pictures. It begins at the largest ⌊h/2⌋ or ⌊w/2⌋.",
            |k| k.start = Start::Zero,
        )
        .edit("let start = images", "let start = 0 * images"),
        Mistake::<Knobs>::new(
            "starts_rounded_up",
            "`positions` rounds half of an odd side up for the text: it begins at the largest ⌊h/2⌋ or ⌊w/2⌋.",
            |k| k.start = Start::LargestHalfRoundedUp,
        )
        .edit("height.max(width) / 2", "height.max(width).div_ceil(2)"),
        Mistake::<Knobs>::new(
            "starts_one_later",
            "`positions` begins the text one later. The last row of a picture is at ⌊h/2⌋ − 1, so ⌊h/2⌋ is free.",
            |k| k.start = Start::OneLater,
        )
        .edit(".unwrap_or(0);", ".unwrap_or(0) + 1;"),
        Mistake::<Knobs>::new(
            "starts_after_patches",
            "`positions` begins the text after as many positions as there are patches, as if they were counted on a line.",
            |k| k.start = Start::Patches,
        )
        .edit(
            "|&(height, width)| height.max(width) / 2).max().unwrap_or(0)",
            "|&(height, width)| height * width).sum::<usize>()",
        ),
        Mistake::<Knobs>::new(
            "starts_by_first_picture",
            "`positions` begins the text by the first picture only.",
            |k| {
                k.start = Start::FirstPicture;
            },
        )
        .edit(".max().unwrap_or(0)", ".next().unwrap_or(0)"),
        Mistake::<Knobs>::new(
            "starts_by_last_picture",
            "`positions` begins the text by the last picture only.",
            |k| {
                k.start = Start::LastPicture;
            },
        )
        .edit(".max().unwrap_or(0)", ".last().unwrap_or(0)"),
        Mistake::<Knobs>::new(
            "starts_by_heights",
            "`positions` begins the text by the heights only; widths count as well.",
            |k| {
                k.start = Start::Heights;
            },
        )
        .edit("|&(height, width)| height.max(width) / 2", "|&(height, _)| height / 2"),
        Mistake::<Knobs>::new(
            "starts_by_widths",
            "`positions` begins the text by the widths only; heights count as well.",
            |k| {
                k.start = Start::Widths;
            },
        )
        .edit("|&(height, width)| height.max(width) / 2", "|&(_, width)| width / 2"),
        Mistake::new(
            "pictures_after_text",
            "`positions` counts the text from 0 and lets the pictures follow it, their corner where the text ends. Other models \
             do; here pictures are around 0, and the text is beyond them.",
            |k| k.start = Start::AndPicturesAfter,
        ),
        Mistake::<Knobs>::new(
            "starts_after_frames",
            "`positions` lets the frame axis count for where the text begins: with many small pictures their number decides. It \
             begins at the largest ⌊h/2⌋ or ⌊w/2⌋, and may share a frame with a picture.",
            |k| k.start = Start::AfterFrames,
        )
        .edit(".unwrap_or(0);", ".unwrap_or(0).max(images.len());"),
        Mistake::<Knobs>::new(
            "text_on_frame_only",
            "`positions` counts the text on the frame axis and leaves it at 0 on the others. It is on the diagonal: the same position \
             on all three.",
            |k| k.diagonal = Diagonal::FrameOnly,
        )
        .edit("[position as i64; 3]", "[position as i64, 0, 0]"),
        Mistake::<Knobs>::new(
            "text_not_on_frame",
            "`positions` leaves the text at frame 0. It is on the diagonal: the same position on all three axes.",
            |k| k.diagonal = Diagonal::NotOnFrame,
        )
        .edit("[position as i64; 3]", "[0, position as i64, position as i64]"),
        Mistake::<Knobs>::new(
            "text_on_width_only",
            "`positions` counts the text on the width axis and leaves it at 0 on the others, like one long row. It is on the diagonal: \
             the same position on all three.",
            |k| k.diagonal = Diagonal::WidthOnly,
        )
        .edit("[position as i64; 3]", "[0, 0, position as i64]"),
        Mistake::<Knobs>::new("text_stands_still", "`positions` puts all of the text at its first position.", |k| {
            k.diagonal = Diagonal::Still;
        })
        .edit("[position as i64; 3]", "[start.min(position) as i64; 3]"),
        Mistake::<Knobs>::new("frame_zero", "`positions` gives every picture frame 0. Picture k has frame k.", |k| {
            k.frame = Frame::Zero;
        })
        .edit("[image as i64,", "[0,"),
        Mistake::<Knobs>::new("frame_from_one", "`positions` counts pictures from 1. They are counted from 0.", |k| {
            k.frame = Frame::FromOne;
        })
        .edit("[image as i64,", "[image as i64 + 1,"),
        Mistake::<Knobs>::new(
            "text_last",
            "`positions` puts the pictures first. The text comes first, and then the pictures.",
            |k| k.listed = Listed::TextLast,
        )
        .edit("    tokens.into()", "    tokens.rotate_left(text);\n    tokens.into()"),
        Mistake::<Knobs>::new(
            "column_by_column",
            "`positions` lists patches column by column. They come row by row.",
            |k| {
                k.listed = Listed::ColumnByColumn;
            },
        )
        .edit(
            "for row in 0..height as i64 {\n            for column in 0..width as i64 {",
            "for column in 0..width as i64 {\n            for row in 0..height as i64 {",
        ),
        Mistake::<Knobs>::new(
            "width_before_height",
            "`positions` puts the column before the row. The axes are frame, height (the row), width (the column).",
            |k| k.listed = Listed::WidthBeforeHeight,
        )
        .edit("row - up, column - left", "column - left, row - up"),
        Mistake::<Knobs>::new(
            "sides_exchanged",
            "`positions` takes (height, width) for (width, height): a picture of 4 by 6 becomes one of 6 by 4.",
            |k| k.listed = Listed::SidesExchanged,
        )
        .edit("&(height, width)) in", "&(width, height)) in"),
        Mistake::<Knobs>::new(
            "centre_underflows",
            "the centre is subtracted in unsigned integers, and passes below zero. Convert to i64 before subtracting.",
            |k| k.centre = Centre::Underflows,
        )
        .edit(
            "[image as i64, row - up, column - left]",
            "[image as i64, (row as usize - up as usize) as i64, (column as usize - left as usize) as i64]",
        ),
        Mistake::<Knobs>::new(
            "one_ladder",
            "`rotate` lets one ladder of frequencies run on over all three blocks. Each block has its own, from 1 down, and m starts \
             again at 0.",
            |k| k.ladder = Ladder::OneForAll,
        )
        .edit("-((2 * m) as f32) / width as f32", "-((2 * m + start) as f32) / x.ncols() as f32"),
        Mistake::<Knobs>::new(
            "ladder_of_width",
            "`rotate` divides the exponent by the whole width d. Each block's ladder is that of its own width: \
             −2m / width of the block.",
            |k| k.ladder = Ladder::OfWidth,
        )
        .edit("/ width as f32", "/ x.ncols() as f32"),
        Mistake::<Knobs>::new(
            "half_exponent",
            "`rotate` has the exponent −m / width instead of −2m / width.",
            |k| {
                k.ladder = Ladder::HalfAsSteep;
            },
        )
        .edit("(2 * m) as f32", "m as f32"),
        Mistake::<Knobs>::new(
            "whole_number_exponent",
            "`rotate` divides 2m by the width in whole numbers, which gives 0. Convert to floating-point numbers before dividing.",
            |k| k.ladder = Ladder::WholeNumbers,
        )
        .edit("-((2 * m) as f32) / width as f32", "-((2 * m / width) as f32)"),
        Mistake::<Knobs>::new(
            "backwards",
            "`rotate` turns by −α. Scores still depend on differences alone, but the contract is (a cos α − b sin α, a sin α + \
             b cos α).",
            |k| k.turn = Turn::Backwards,
        )
        .edit("let angle = place as f32", "let angle = -place as f32"),
        Mistake::<Knobs>::new(
            "both_plus",
            "`rotate` adds both sines. That is no rotation, and lengths change.",
            |k| {
                k.turn = Turn::BothPlus;
            },
        )
        .edit("a * angle.cos() - b", "a * angle.cos() + b"),
        Mistake::<Knobs>::new(
            "overwrites",
            "`rotate` computes one channel of a pair from the other after that was overwritten. Read both before writing \
             either.",
            |k| k.turn = Turn::Overwrites,
        )
        .edit("a * angle.sin() + b", "channels[start + 2 * m] * angle.sin() + b"),
        Mistake::<Knobs>::new(
            "blocks_exchanged",
            "`rotate` turns the second block by the width and the third by the height. The order is frame, height, width.",
            |k| k.blocks = Blocks::HeightAndWidthExchanged,
        )
        .edit("zip(position)", "zip(&[position[0], position[2], position[1]])"),
        Mistake::<Knobs>::new(
            "blocks_reversed",
            "`rotate` turns the first block by the width and the third by the frame. The order is frame, height, width.",
            |k| k.blocks = Blocks::Reversed,
        )
        .edit("zip(position)", "zip(position.iter().rev())"),
        Mistake::<Knobs>::new("without_frame", "`rotate` does not turn the block of the frame.", |k| {
            k.blocks = Blocks::WithoutFrame;
        })
        .edit("place as f32", "(if start == 0 { 0 } else { place }) as f32"),
        Mistake::<Knobs>::new(
            "absolute",
            "`rotate` drops the sign of a position. Positions to the left of and above the centre are negative, and turn backwards.",
            |k| k.blocks = Blocks::Absolute,
        )
        .edit("place as f32", "place.abs() as f32"),
        Mistake::<Knobs>::new(
            "clipped",
            "`rotate` turns negative positions as if they were 0, as happens when a float is cast to an unsigned number. They turn \
             backwards.",
            |k| k.blocks = Blocks::Clipped,
        )
        .edit("place as f32", "place.max(0) as f32"),
        Mistake::<Knobs>::new(
            "blocks_not_advanced",
            "`rotate` turns the first channels for every axis: the second block starts where the first ends, and the third where the \
             second ends.",
            |k| k.blocks = Blocks::AllOnFirst,
        )
        .edit("start += width;", ""),
        Mistake::<Knobs>::new(
            "halves_of_block",
            "`rotate` pairs channels half a block apart. Pairs are neighbours: 2m and 2m + 1 of the block.",
            |k| k.pairs = Pairs::HalvesOfBlock,
        )
        .edit(
            "let (a, b) = (channels[start + 2 * m], channels[start + 2 * m + 1]);\n                channels[start + 2 * m] = a * angle.cos() - b * angle.sin();\n                channels[start + 2 * m + 1] = a * angle.sin() + b * angle.cos();",
            "let (first, second) = (start + m, start + m + width / 2);\n                let (a, b) = (channels[first], channels[second]);\n                channels[first] = a * angle.cos() - b * angle.sin();\n                channels[second] = a * angle.sin() + b * angle.cos();",
        ),
        Mistake::<Knobs>::new(
            "halves_of_width",
            "`rotate` pairs channels d/2 apart. Pairs are neighbours: 2m and 2m + 1 of each block.",
            |k| k.pairs = Pairs::HalvesOfWidth,
        )
        .edit(
            "let (a, b) = (channels[start + 2 * m], channels[start + 2 * m + 1]);\n                channels[start + 2 * m] = a * angle.cos() - b * angle.sin();\n                channels[start + 2 * m + 1] = a * angle.sin() + b * angle.cos();",
            "let (first, second) = (start / 2 + m, start / 2 + m + x.ncols() / 2);\n                let (a, b) = (channels[first], channels[second]);\n                channels[first] = a * angle.cos() - b * angle.sin();\n                channels[second] = a * angle.sin() + b * angle.cos();",
        ),
        Mistake::<Knobs>::new(
            "ignores_base",
            "`rotate` always takes the base 10,000; the one given is ignored.",
            |k| {
                k.fixed_base = true;
            },
        )
        .edit("base.powf", "10_000_f32.powf"),
        super::super::assumes_contiguous(|k| k.contiguous = true),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Shown {
        match input {
            Input::Positions(text, images) => Shown::Positions(self.positions(*text, images)),
            Input::Rotate(head) => {
                if self.contiguous {
                    super::super::as_slices(head.x.held().view(), self.row_slices);
                }
                Shown::Turned(if self.double {
                    self.rotate(head, head.x.values.mapv(f64::from), f64::from(head.base)).mapv(|x| x as f32)
                } else {
                    self.rotate(head, head.x.values.clone(), head.base)
                })
            }
        }
    }

    fn start(&self, images: &[(usize, usize)]) -> usize {
        let largest = |of: fn(&(usize, usize)) -> usize| images.iter().map(of).max().unwrap_or(0);
        let one = |image: Option<&(usize, usize)>| image.map_or(0, |&(height, width)| height.max(width) / 2);
        match self.start {
            Start::LargestHalf => largest(|&(height, width)| height.max(width) / 2),
            Start::LargestSide => largest(|&(height, width)| height.max(width)),
            Start::LargestHalfRoundedUp => largest(|&(height, width)| height.max(width).div_ceil(2)),
            Start::OneLater => largest(|&(height, width)| height.max(width) / 2) + 1,
            Start::Zero | Start::AndPicturesAfter => 0,
            Start::AfterFrames => largest(|&(height, width)| height.max(width) / 2).max(images.len()),
            Start::Patches => images.iter().map(|&(height, width)| height * width).sum(),
            Start::FirstPicture => one(images.first()),
            Start::LastPicture => one(images.last()),
            Start::Heights => largest(|&(height, _)| height / 2),
            Start::Widths => largest(|&(_, width)| width / 2),
        }
    }

    fn positions(&self, text: usize, images: &[(usize, usize)]) -> Array2<i64> {
        assert!(self.centre != Centre::Underflows || images.is_empty(), "attempt to subtract with overflow");
        let start = self.start(images);
        let words = (0..text).map(|t| {
            let place = (start + t) as i64;
            match self.diagonal {
                Diagonal::AllAxes => [place; 3],
                Diagonal::FrameOnly => [place, 0, 0],
                Diagonal::NotOnFrame => [0, place, place],
                Diagonal::WidthOnly => [0, 0, place],
                Diagonal::Still => [start as i64; 3],
            }
        });
        let before = |size: usize| match self.centre {
            _ if self.start == Start::AndPicturesAfter => -(text as i64),
            Centre::RoundedUp | Centre::Underflows => size.div_ceil(2) as i64,
            Centre::RoundedDown => (size / 2) as i64,
            Centre::LowerMiddle => (size as i64 - 1) / 2,
            Centre::NotAtAll => 0,
        };
        let mut patches: Vec<[i64; 3]> = Vec::new();
        for (image, &(height, width)) in images.iter().enumerate() {
            let sides = if self.listed == Listed::SidesExchanged { (width, height) } else { (height, width) };
            let (height, width) = sides;
            let frame = match self.frame {
                _ if self.start == Start::AndPicturesAfter => text as i64,
                Frame::Number => image as i64,
                Frame::Zero => 0,
                Frame::FromOne => image as i64 + 1,
            };
            for patch in 0..height * width {
                let (row, column) = match self.listed {
                    Listed::ColumnByColumn => (patch % height, patch / height),
                    _ => (patch / width, patch % width),
                };
                let (row, column) = (row as i64 - before(height), column as i64 - before(width));
                patches.push(match self.listed {
                    Listed::WidthBeforeHeight => [frame, column, row],
                    _ => [frame, row, column],
                });
            }
        }
        let tokens: Vec<[i64; 3]> = match self.listed {
            Listed::TextLast => patches.into_iter().chain(words).collect(),
            _ => words.chain(patches).collect(),
        };
        tokens.into()
    }

    fn rotate<T: NdFloat>(&self, head: &Head, mut x: Array2<T>, base: T) -> Array2<T> {
        let real = |x: f64| T::from(x).expect("it is small");
        let base = if self.fixed_base { real(10_000.0) } else { base };
        let d = x.ncols();
        for (mut row, places) in x.rows_mut().into_iter().zip(head.positions.rows()) {
            let mut start = 0;
            for (axis, &width) in head.axes.iter().enumerate() {
                let place = match (self.blocks, axis) {
                    (Blocks::HeightAndWidthExchanged, 1 | 2) => places[3 - axis],
                    (Blocks::Reversed, _) => places[2 - axis],
                    (Blocks::WithoutFrame, 0) => 0,
                    (Blocks::Absolute, _) => places[axis].abs(),
                    (Blocks::Clipped, _) => places[axis].max(0),
                    _ => places[axis],
                };
                for m in 0..width / 2 {
                    let (over, under) = match self.ladder {
                        Ladder::OfBlock => (2 * m, width),
                        Ladder::OneForAll if self.steps_of_block => (2 * m + start, width),
                        Ladder::OneForAll => (2 * m + start, d),
                        Ladder::OfWidth => (2 * m, d),
                        Ladder::HalfAsSteep => (m, width),
                        Ladder::WholeNumbers => (0, width),
                    };
                    let frequency = base.powf(-real(over as f64) / real(under as f64));
                    let (sin, cos) = (real(place as f64) * frequency).sin_cos();
                    let (first, second) = match self.pairs {
                        Pairs::Neighbours => (start + 2 * m, start + 2 * m + 1),
                        Pairs::HalvesOfBlock => (start + m, start + m + width / 2),
                        Pairs::HalvesOfWidth => (start / 2 + m, start / 2 + m + d / 2),
                    };
                    let (a, b) = (row[first], row[second]);
                    (row[first], row[second]) = self.turn.pair((a, b), [(cos, sin); 2], self.second_first);
                }
                start += if self.blocks == Blocks::AllOnFirst { 0 } else { width };
            }
        }
        x
    }
}
