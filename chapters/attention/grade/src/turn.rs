//! How bent rotations turn a pair of channels.

use ndarray::NdFloat;

/// What becomes of a pair (a, b).
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Turn {
    #[default]
    Right,
    Backwards,
    BothPlus,
    Mirrored,
    Reflected,
    SinesAndCosinesExchanged,
    /// One channel is computed from the other after that was overwritten.
    Overwrites,
}

impl Turn {
    /// The pair, turned by an angle for each of its channels, given by (cosine, sine). `second_first` says which channel is
    /// written first.
    pub(crate) fn pair<T: NdFloat>(
        self,
        (a, b): (T, T),
        [(cos, sin), (cos2, sin2)]: [(T, T); 2],
        second_first: bool,
    ) -> (T, T) {
        match self {
            Turn::Right => (a * cos - b * sin, a * sin2 + b * cos2),
            Turn::Backwards => (a * cos + b * sin, b * cos2 - a * sin2),
            Turn::BothPlus => (a * cos + b * sin, a * sin2 + b * cos2),
            Turn::Mirrored => (a * cos - b * sin, b * cos2 - a * sin2),
            Turn::Reflected => (a * cos + b * sin, a * sin2 - b * cos2),
            Turn::SinesAndCosinesExchanged => (a * sin - b * cos, a * cos2 + b * sin2),
            Turn::Overwrites if second_first => {
                let second = a * sin2 + b * cos2;
                (a * cos - second * sin, second)
            }
            Turn::Overwrites => {
                let first = a * cos - b * sin;
                (first, first * sin2 + b * cos2)
            }
        }
    }
}
