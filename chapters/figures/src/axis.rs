//! Axes: scales, extents and ticks.

use std::ops::Range;

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};

use crate::number::number;

/// How values become distances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scale {
    Linear,
    /// A power of this base each step.
    Log(f64),
}

/// An axis of a chart: its scale, its title with the unit, and what it shows.
#[derive(Clone, Debug)]
pub struct Axis {
    pub(crate) title: String,
    pub(crate) scale: Scale,
    wanted: Option<(f64, f64)>,
    ticks: Option<Vec<f64>>,
}

impl Axis {
    fn new(title: &str, scale: Scale) -> Axis {
        Axis { title: title.to_owned(), scale, wanted: None, ticks: None }
    }

    /// Equal differences, equal distances. The title names the unit: `entropy, nats`.
    pub fn linear(title: &str) -> Axis {
        Axis::new(title, Scale::Linear)
    }

    /// Equal ratios, equal distances, with ticks at powers of two.
    pub fn log2(title: &str) -> Axis {
        Axis::new(title, Scale::Log(2.0))
    }

    /// Equal ratios, equal distances, with ticks at powers of ten.
    pub fn log10(title: &str) -> Axis {
        Axis::new(title, Scale::Log(10.0))
    }

    /// Shows at least the values between `low` and `high`. Without it the axis shows the data, on a linear y axis
    /// rounded to ticks.
    ///
    /// # Panics
    /// If they are not finite or not in this order, or not positive on a logarithmic axis.
    #[must_use]
    pub fn range(mut self, low: f64, high: f64) -> Axis {
        assert!(
            low.is_finite() && high.is_finite() && low < high,
            "axis {}: from {low} to {high}?",
            self.title
        );
        self.check(low, "its range");
        self.wanted = Some((low, high));
        self
    }

    /// Puts ticks at these values, and nowhere else.
    #[must_use]
    pub fn ticks(mut self, values: &[f64]) -> Axis {
        self.ticks = Some(values.to_vec());
        self
    }

    /// # Panics
    /// If a value has no place on the axis.
    pub(crate) fn check(&self, value: f64, whose: &str) {
        assert!(
            self.scale == Scale::Linear || value > 0.0,
            "{whose} has the value {value}, which has no place on the logarithmic axis {}",
            self.title
        );
    }

    /// What the axis shows of data between `low` and `high`; `rounded` to ticks, unless a range was asked for.
    pub(crate) fn extent(&self, (mut low, mut high): (f64, f64), rounded: bool) -> Extent {
        if let Some((from, to)) = self.wanted {
            (low, high) = (low.min(from), high.max(to));
        } else if self.scale == Scale::Linear && rounded {
            // Zero belongs to what is nearly there.
            if low > 0.0 && low <= 0.4 * high {
                low = 0.0;
            }
            let step = step(low, high);
            (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
        }
        if low == high {
            (low, high) = match self.scale {
                Scale::Linear => (low - 1.0, high + 1.0),
                Scale::Log(base) => (low / base, high * base),
            };
        }
        Extent { low, high, scale: self.scale }
    }

    /// The values and texts of the ticks within an extent.
    pub(crate) fn marks(&self, extent: &Extent) -> Vec<(f64, String)> {
        let values = self.ticks.clone().unwrap_or_else(|| extent.key_points(7));
        let slack = 1e-9;
        let inside = |value: &f64| (-slack..=1.0 + slack).contains(&extent.share(*value));
        values.into_iter().filter(inside).map(|value| (value, number(value))).collect()
    }
}

/// What an axis shows: a range of plotters.
#[derive(Clone, Debug)]
pub(crate) struct Extent {
    pub(crate) low: f64,
    pub(crate) high: f64,
    scale: Scale,
}

impl Extent {
    /// How far along the axis a value is, from 0 to 1.
    pub(crate) fn share(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => (value - self.low) / (self.high - self.low),
            Scale::Log(_) => (value / self.low).ln() / (self.high / self.low).ln(),
        }
    }
}

impl Ranged for Extent {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        (f64::from(from) + self.share(*value) * f64::from(to - from)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        match self.scale {
            Scale::Linear => {
                let step = step(self.low, self.high);
                let slack = 1e-9;
                let first = (self.low / step - slack).ceil() as i64;
                let last = (self.high / step + slack).floor() as i64;
                (first..=last).map(|i| i as f64 * step).collect()
            }
            Scale::Log(base) => {
                let slack = 1e-9;
                let first = (self.low.ln() / base.ln() - slack).ceil() as i32;
                let last = (self.high.ln() / base.ln() + slack).floor() as i32;
                let count = (last - first + 1).max(0) as usize;
                let stride = count.div_ceil(hint.max_num_points()).max(1);
                (first..=last).step_by(stride).map(|power| base.powi(power)).collect()
            }
        }
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

/// A round step that cuts a range into three to six.
fn step(low: f64, high: f64) -> f64 {
    let rough = if high > low { (high - low) / 6.0 } else { 1.0 };
    let power = 10_f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= rough * 0.999);
    factor.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(axis: &Axis, low: f64, high: f64) -> Vec<String> {
        let extent = axis.extent((low, high), true);
        axis.marks(&extent).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_few_and_round() {
        assert_eq!(marks(&Axis::linear("x"), 0.13, 5.2), ["0", "1", "2", "3", "4", "5", "6"]);
        assert_eq!(marks(&Axis::linear("x"), 0.0, 1.0), ["0", "0.2", "0.4", "0.6", "0.8", "1"]);
        assert_eq!(
            marks(&Axis::linear("x").range(-150.0, 150.0), -150.0, 150.0),
            ["−150", "−100", "−50", "0", "50", "100", "150"]
        );
        assert_eq!(marks(&Axis::log2("x"), 1.0, 256.0), ["1", "4", "16", "64", "256"]);
        assert_eq!(marks(&Axis::log2("x"), 2.0, 64.0), ["2", "4", "8", "16", "32", "64"]);
        assert_eq!(marks(&Axis::log10("x"), 0.5, 1023.0), ["1", "10", "100", "1,000"]);
    }

    #[test]
    fn asked_for_ticks_are_shown_where_they_are_inside() {
        assert_eq!(marks(&Axis::log2("x").ticks(&[4.0, 64.0, 1024.0]), 4.0, 1000.0), ["4", "64"]);
    }

    #[test]
    fn a_single_value_has_room_around_it() {
        let extent = Axis::log2("x").extent((8.0, 8.0), true);
        assert_eq!((extent.low, extent.high), (4.0, 16.0));
        assert!((extent.share(8.0) - 0.5).abs() < 1e-12);
        let extent = Axis::linear("y").extent((3.0, 3.0), true);
        assert!(extent.low < 3.0 && extent.high > 3.0);
    }

    #[test]
    #[should_panic(expected = "from 3 to 1?")]
    fn a_range_backwards_is_refused() {
        let _ = Axis::linear("x").range(3.0, 1.0);
    }

    #[test]
    #[should_panic(expected = "no place on the logarithmic axis x")]
    fn a_logarithmic_range_from_zero_is_refused() {
        let _ = Axis::log10("x").range(0.0, 1.0);
    }
}
