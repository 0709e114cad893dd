//! Labels at the ends of lines, which make way for each other.

use super::series::Series;
use crate::canvas::LINE_HEIGHT;

/// The label at the end of a line.
pub(super) struct End<'a> {
    pub(super) series: &'a Series,
    /// The line's end.
    pub(super) x: f64,
    pub(super) wanted: f64,
    /// The label's height.
    pub(super) y: f64,
}

impl End<'_> {
    pub(super) fn height(&self) -> f64 {
        self.series.label.lines().count() as f64 * LINE_HEIGHT
    }

    /// Whether it is so far from the line's end that a leader has to join them.
    pub(super) fn moved(&self) -> bool {
        (self.y - self.wanted).abs() > 0.4 * LINE_HEIGHT
    }
}

/// Middles of labels (wanted middle, height) that do not overlap and are as near as possible to what is wanted, in the
/// sense of least squares; sorted from top to bottom, and moved together into a range if they leave it.
pub(super) fn apart(labels: &[(f64, f64)], (top, bottom): (f64, f64)) -> Vec<f64> {
    // Without the space that the labels above take up, the middles must only not decrease: isotonic regression, by
    // pooling adjacent violators.
    let mut offset = 0.0;
    let mut offsets = Vec::new();
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (i, &(wanted, height)) in labels.iter().enumerate() {
        if i > 0 {
            offset += f64::midpoint(height, labels[i - 1].1);
        }
        offsets.push(offset);
        pools.push((wanted - offset, 1));
        while let [.., (a, m), (b, n)] = pools[..]
            && b < a
        {
            pools.truncate(pools.len() - 2);
            pools.push(((a * m as f64 + b * n as f64) / (m + n) as f64, m + n));
        }
    }
    let middles = pools.into_iter().flat_map(|(middle, count)| std::iter::repeat_n(middle, count));
    let mut middles: Vec<f64> = middles.zip(&offsets).map(|(middle, offset)| middle + offset).collect();
    let over = middles.last().map_or(0.0, |last| (last - bottom).max(0.0));
    let over = over.min(middles.first().map_or(0.0, |first| (first - top).max(0.0)));
    for middle in &mut middles {
        *middle -= over;
    }
    middles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_move_no_further_than_they_must() {
        assert_eq!(apart(&[(10.0, 18.0), (12.0, 18.0), (60.0, 18.0)], (0.0, 100.0)), [2.0, 20.0, 60.0]);
        assert_eq!(apart(&[(95.0, 18.0), (99.0, 18.0)], (0.0, 100.0)), [82.0, 100.0]);
    }
}
