//! Where the plane of a chart lies on its sheet.

use super::series::Place;
use super::{Chart, GAP, LEADER_GAP, WIDTH};
use crate::axis::Extent;

/// The height of a plane whose units need not be equal.
const HEIGHT: f64 = 208.0;
/// The largest height of one whose units are.
const MOST: f64 = 300.0;
/// Above a plane, with and without a line of words; below it.
const ABOVE: f64 = 40.0;
const BARE: f64 = 16.0;
pub(super) const BELOW: f64 = 52.0;

/// The edges of the lines of ticks, which begin 8 units to the left of the first x, and where the first line of words begins.
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) begin: f64,
}

/// How wide what stands beside the plane is.
pub(super) struct Room {
    /// The numbers of the y axis.
    pub(super) ticks: f64,
    /// The labels at the ends of lines.
    pub(super) labels: f64,
    /// What of the x axis's last number stands to the right of its tick.
    pub(super) last: f64,
}

impl Chart {
    /// The frame for axes; labels are so far from the ends of lines.
    pub(super) fn frame(&self, (x, y): (&Extent, &Extent), room: &Room, gap: f64) -> Frame {
        let Room { ticks, labels, last } = *room;
        // A figure keeps its height while its labels make way for each other.
        let gap = if self.equal && gap == GAP { LEADER_GAP } else { gap };
        let left = 10.0 + ticks;
        let right = if labels > 0.0 { WIDTH - 6.0 - labels - gap } else { WIDTH - 16.0_f64.max(last + 2.0) };
        if !self.equal {
            return Frame { left, right, top: ABOVE, bottom: ABOVE + HEIGHT, begin: 6.0 };
        }
        let named = self.series.iter().any(|series| series.place == Place::Top);
        let top = if named || !self.y.title.is_empty() { ABOVE } else { BARE };
        let (wide, high) = (x.high - x.low, y.high - y.low);
        let across = right - left - 8.0;
        let unit = (across / wide).min(MOST / high);
        // What is left over lies on both sides.
        let spare = (across - unit * wide) / 2.0;
        let bottom = (top + unit * high).round();
        Frame { left: left + spare, right: right - spare, top, bottom, begin: 6.0 + spare }
    }
}
