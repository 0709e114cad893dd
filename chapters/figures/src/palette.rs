//! The only colours of a figure.
//!
//! Every `fill` and `stroke` in a figure's SVG is one of these, written exactly as here, or `none`. A page turns them
//! into its own with attribute selectors: `svg [stroke="#1f2933"] { stroke: … }`. [`ALL`] lists them for a test that a
//! style sheet leaves none out.

use plotters::style::RGBColor;

/// The ground.
pub const PAPER: &str = "#ffffff";
/// Text and marks that carry the meaning.
pub const INK: &str = "#1f2933";
/// Minor text and reference curves.
pub const MUTED: &str = "#52606d";
/// Grid lines.
pub const RULE: &str = "#d9e2ec";
/// The ground of a band.
pub const SHADE: &str = "#eef2f6";

/// The colours of series, in the order in which a chart gives them out: blue, vermilion, teal, purple, brown.
///
/// Each has a contrast of at least 4.5 on the paper, so its label can wear it too, and any two stay apart for readers
/// without one kind of cone.
pub const SERIES: [&str; 5] = ["#1560d4", "#c55005", "#20726b", "#7d1a78", "#4a3b15"];

/// All colours as (name, hex).
pub const ALL: [(&str, &str); 10] = [
    ("paper", PAPER),
    ("ink", INK),
    ("muted", MUTED),
    ("rule", RULE),
    ("shade", SHADE),
    ("series-1", SERIES[0]),
    ("series-2", SERIES[1]),
    ("series-3", SERIES[2]),
    ("series-4", SERIES[3]),
    ("series-5", SERIES[4]),
];

/// The colour for plotters.
pub(crate) fn rgb(hex: &str) -> RGBColor {
    let channel =
        |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("colours of the palette are #rrggbb");
    RGBColor(channel(1), channel(3), channel(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Linear red, green and blue (IEC 61966-2-1).
    fn linear(hex: &str) -> [f64; 3] {
        let RGBColor(r, g, b) = rgb(hex);
        [r, g, b].map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn luminance([r, g, b]: [f64; 3]) -> f64 {
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Contrast on the paper (WCAG 2.2).
    fn contrast(hex: &str) -> f64 {
        (luminance(linear(PAPER)) + 0.05) / (luminance(linear(hex)) + 0.05)
    }

    /// CIE L*a*b* of a linear colour.
    fn lab([r, g, b]: [f64; 3]) -> [f64; 3] {
        let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t.max(0.0) + 16.0 / 116.0 };
        let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
        let y = f(luminance([r, g, b]));
        let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    #[test]
    fn text_and_series_stand_out_from_the_paper() {
        for hex in [INK, MUTED].iter().chain(&SERIES) {
            assert!(contrast(hex) >= 4.5, "{hex} has a contrast of {:.2}", contrast(hex));
        }
    }

    #[test]
    fn series_stay_apart_without_one_kind_of_cone() {
        // Machado, Oliveira and Fernandes 2009, severity 1.0: full colour vision, then protanopia, deuteranopia and
        // tritanopia, as matrices on linear colours.
        let eyes = [
            [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
            [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ];
        for eye in eyes {
            let seen = SERIES.map(|hex| {
                let color = linear(hex);
                lab(eye.map(|row| row.iter().zip(color).map(|(weight, channel)| weight * channel).sum()))
            });
            for (i, a) in seen.iter().enumerate() {
                for (j, b) in seen.iter().enumerate().skip(i + 1) {
                    let distance = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                    assert!(distance >= 20.0, "series {} and {} are {distance:.0} apart", i + 1, j + 1);
                }
            }
        }
    }
}
