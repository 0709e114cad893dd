//! The solution of `state_bytes` with its knobs.

use recurrence::{Kept, Layers};

/// How many tokens a layer keeps.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Window {
    #[default]
    Smaller,
    /// The window, also while it is not full.
    Always,
    /// All tokens.
    Ignored,
    OneMore,
    OneLess,
    Larger,
    /// Without a window, nothing.
    NoneIsNothing,
}

/// The matrices of a layer.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Matrices {
    #[default]
    Product,
    OneHead,
    KeysAndValues,
    Square,
    EachToken,
    FromFirstToken,
    /// In the width of what is kept for tokens.
    AsTokens,
}

/// What the convolution keeps.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Convolution {
    #[default]
    WidthLessOne,
    Width,
    Nothing,
    One,
    Fills,
    FromFirstToken,
    EachHead,
    AsState,
    EachToken,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Unit {
    #[default]
    Bytes,
    Numbers,
    KeysAndValues,
    Bits,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Count {
    #[default]
    Times,
    Ignored,
    FirstKindOnly,
    LastKindOnly,
    StatesOnce,
    TokensOnce,
}

/// In what the sum is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Width {
    #[default]
    Whole,
    Bits32,
    Single,
    Double,
}

/// Where the special layers are.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Place {
    #[default]
    Right,
    First,
    Last,
    CountedFromOne,
    OneLate,
    /// One in every period − 1.
    Ratio,
    RatioWider,
    Others,
    WholePeriodsOnly,
    OnlyOne,
    FirstMissing,
    LastPeriodAlways,
    NumberedFromOne,
    Backwards,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) window: Window,
    pub(super) matrices: Matrices,
    pub(super) convolution: Convolution,
    pub(super) unit: Unit,
    pub(super) count: Count,
    pub(super) width: Width,
    pub(super) place: Place,
    pub(super) second: bool,
    pub(super) third: bool,
}

impl Knobs {
    pub(super) fn bytes(&self, layers: &[Layers], tokens: u64) -> u64 {
        let last = layers.len().saturating_sub(1);
        let counted = layers.iter().enumerate().filter(|(at, _)| match self.count {
            Count::FirstKindOnly => *at == 0,
            Count::LastKindOnly => *at == last,
            _ => true,
        });
        let times = |of: &Layers| match (self.count, of.kept) {
            (Count::Ignored, _)
            | (Count::StatesOnce, Kept::State { .. })
            | (Count::TokensOnce, Kept::Tokens { .. }) => 1,
            _ => of.count,
        };
        let each = counted.map(|(_, of)| (times(of), self.layer(of, tokens)));
        match self.width {
            Width::Bits32 if self.third => each
                .fold(0_u64, |sum, (count, of)| sum.wrapping_add(count.wrapping_mul(u64::from(of as u32)))),
            // What is not in the first way cut to 32 bits in each layer is in the second after the sum.
            Width::Bits32 if self.second => {
                u64::from(each.fold(0_u64, |sum, (count, of)| sum.wrapping_add(count.wrapping_mul(of))) as u32)
            }
            Width::Bits32 => {
                let sum = each
                    .fold(0_u32, |sum, (count, of)| sum.wrapping_add((count as u32).wrapping_mul(of as u32)));
                u64::from(sum)
            }
            Width::Single => each.map(|(count, of)| count as f32 * of as f32).sum::<f32>() as u64,
            Width::Double if self.second => {
                each.fold(0_u64, |sum, (count, of)| sum + (count as f64 * of as f64) as u64)
            }
            Width::Double => each.map(|(count, of)| count as f64 * of as f64).sum::<f64>() as u64,
            Width::Whole => each.fold(0_u64, |sum, (count, of)| sum.wrapping_add(count.wrapping_mul(of))),
        }
    }

    fn layer(&self, of: &Layers, tokens: u64) -> u64 {
        let scaled = |numbers: u64, bytes: u64| match self.unit {
            Unit::Bytes | Unit::KeysAndValues => numbers.wrapping_mul(bytes),
            Unit::Numbers => numbers,
            Unit::Bits => numbers.wrapping_mul(bytes).wrapping_mul(8),
        };
        match of.kept {
            Kept::Tokens { numbers, window } => {
                let kept = match (self.window, window) {
                    (Window::NoneIsNothing, None) => 0,
                    (Window::Ignored, _) | (_, None) => tokens,
                    (Window::Always, Some(window)) => window,
                    (Window::OneMore, Some(window)) => tokens.min(window + 1),
                    (Window::OneLess, Some(window)) => tokens.min(window - 1),
                    (Window::Larger, Some(window)) => tokens.max(window),
                    (Window::Smaller | Window::NoneIsNothing, Some(window)) => tokens.min(window),
                };
                let twice = if self.unit == Unit::KeysAndValues { 2 } else { 1 };
                scaled(kept * numbers * twice, of.bytes)
            }
            Kept::State { heads, keys, values, channels, width } => {
                let matrices = match self.matrices {
                    Matrices::OneHead => keys * values,
                    Matrices::KeysAndValues => heads * (keys + values),
                    Matrices::Square => heads * keys * keys,
                    Matrices::EachToken => (heads * keys * values).wrapping_mul(tokens),
                    Matrices::FromFirstToken if tokens == 0 => 0,
                    _ => heads * keys * values,
                };
                let bytes = match self.matrices {
                    Matrices::AsTokens => of.bytes,
                    _ => of.state_bytes,
                };
                let inputs = match self.convolution {
                    Convolution::WidthLessOne | Convolution::AsState => channels * (width - 1),
                    Convolution::Width => channels * width,
                    Convolution::Nothing => 0,
                    Convolution::One => width - 1,
                    Convolution::Fills => channels * tokens.min(width - 1),
                    Convolution::FromFirstToken => channels * (width - 1) * tokens.min(1),
                    Convolution::EachHead => heads * channels * (width - 1),
                    Convolution::EachToken => (channels * (width - 1)).wrapping_mul(tokens),
                };
                let inputs = if self.matrices == Matrices::FromFirstToken && tokens == 0 && self.second {
                    0
                } else {
                    inputs
                };
                let of_input =
                    if self.convolution == Convolution::AsState { of.state_bytes } else { of.bytes };
                scaled(matrices, bytes).wrapping_add(scaled(inputs, of_input))
            }
        }
    }

    pub(super) fn places(&self, layers: usize, period: usize, offset: usize) -> Vec<usize> {
        let by = |period: usize, offset: usize| (offset..layers).step_by(period.max(1)).collect::<Vec<_>>();
        let right = by(period, offset);
        match self.place {
            Place::Right => right,
            Place::First => by(period, 0),
            Place::Last => by(period, period - 1),
            // The layer with the number `offset`, counted from 1.
            Place::CountedFromOne if self.second => {
                if offset == 0 {
                    (period..=layers).step_by(period).map(|layer| layer - 1).collect()
                } else {
                    by(period, offset - 1)
                }
            }
            Place::CountedFromOne => (0..layers).filter(|layer| (layer + 1) % period == offset).collect(),
            Place::OneLate if self.second => by(period, (offset + 1) % period),
            Place::OneLate => by(period, offset + 1),
            Place::Ratio if self.second => {
                let period = (period - 1).max(1);
                (0..layers).filter(|layer| layer % period == offset).collect()
            }
            Place::Ratio => by(period - 1, offset),
            Place::RatioWider => by(period + 1, offset),
            Place::Others => (0..layers).filter(|layer| layer % period != offset).collect(),
            Place::WholePeriodsOnly => right.into_iter().take(layers / period).collect(),
            Place::OnlyOne => right.into_iter().take(1).collect(),
            Place::FirstMissing => right.into_iter().skip(1).collect(),
            Place::LastPeriodAlways => (0..layers.div_ceil(period)).map(|at| at * period + offset).collect(),
            Place::NumberedFromOne => right.into_iter().map(|layer| layer + 1).collect(),
            Place::Backwards => right.into_iter().rev().collect(),
        }
    }
}
