//! The ways of lines between two layers: down, along a track, and down again.

/// How far apart tracks are, and lines that run beside each other at least.
pub(super) const TRACK: f64 = 12.0;
/// Two lines nearer than this look like one.
const NEAR: f64 = 7.0;

/// What a line that lies on another counts for among the crossings.
pub(super) const LYING: usize = 100;

/// A net in a gap: where it comes in at the top and goes out at the bottom.
#[derive(Clone, Debug)]
pub(super) struct Net {
    pub(super) top: f64,
    pub(super) bottoms: Vec<f64>,
}

impl Net {
    fn span(&self) -> (f64, f64) {
        let all = || self.bottoms.iter().copied().chain([self.top]);
        (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max))
    }

    /// Whether it goes straight down.
    pub(super) fn is_straight(&self) -> bool {
        let (left, right) = self.span();
        right - left < 0.05
    }

    /// Its pieces that run down: where, from which track to which; a track before the first is the top, one after the last the bottom.
    fn down(&self, track: i32, tracks: i32) -> Vec<(f64, i32, i32)> {
        if self.is_straight() {
            return vec![(self.top, -1, tracks)];
        }
        let below = self.bottoms.iter().map(|&x| (x, track, tracks));
        std::iter::once((self.top, -1, track)).chain(below).collect()
    }
}

/// The track of each net, counted from the top, and how many there are. Straight ones have none, and are given 0.
///
/// Of all orders the one with the fewest crossings, and no two lines on top of each other if that can be.
pub(super) fn tracks(nets: &[Net]) -> (Vec<usize>, usize) {
    let bent: Vec<usize> = (0..nets.len()).filter(|&net| !nets[net].is_straight()).collect();
    let mut best: Option<(usize, Vec<usize>, usize)> = None;
    for order in orders(&bent) {
        let mut track = vec![0; nets.len()];
        let mut count = 0;
        for (at, &net) in order.iter().enumerate() {
            let (left, right) = nets[net].span();
            let meets = |&&other: &&usize| {
                let (l, r) = nets[other].span();
                left < r + NEAR && l < right + NEAR
            };
            track[net] = order[..at].iter().filter(meets).map(|&other| track[other] + 1).max().unwrap_or(0);
            count = count.max(track[net] + 1);
        }
        let price = 100 * faults(nets, &track, count) + count;
        if best.as_ref().is_none_or(|(least, ..)| price < *least) {
            best = Some((price, track, count));
        }
    }
    best.map_or_else(|| (vec![0; nets.len()], 0), |(_, track, count)| (track, count))
}

/// How often nets cross; one on top of another counts as many.
pub(super) fn faults(nets: &[Net], track: &[usize], count: usize) -> usize {
    let mut faults = 0;
    let down: Vec<_> =
        nets.iter().zip(track).map(|(net, &track)| net.down(track as i32, count as i32)).collect();
    for (i, a) in down.iter().enumerate() {
        for (j, net) in nets.iter().enumerate().filter(|(j, _)| *j != i) {
            let (left, right) = net.span();
            let level = track[j] as i32;
            let crosses =
                |&&(x, from, to): &&(f64, i32, i32)| left < x && x < right && from < level && level < to;
            faults += if net.is_straight() { 0 } else { a.iter().filter(crosses).count() };
            for &(x, from, to) in a.iter().filter(|_| j > i) {
                let covers = |&&(y, f, t): &&(f64, i32, i32)| (x - y).abs() < NEAR && from < t && f < to;
                faults += LYING * down[j].iter().filter(covers).count();
            }
        }
    }
    faults
}

/// All orders of a few things; of more than seven, that in which they are and its reverse.
fn orders(things: &[usize]) -> Vec<Vec<usize>> {
    if things.len() > 7 {
        return vec![things.to_vec(), things.iter().rev().copied().collect()];
    }
    let mut all = vec![Vec::new()];
    for &thing in things {
        let with = |order: &Vec<usize>| {
            let order = order.clone();
            (0..=order.len()).map(move |at| {
                let mut longer = order.clone();
                longer.insert(at, thing);
                longer
            })
        };
        all = all.iter().flat_map(with).collect();
    }
    all.sort();
    all
}

/// The way of one net to one of its bottoms, with its corners rounded.
pub(super) fn way((x, y): (f64, f64), track: f64, (to, below): (f64, f64)) -> Vec<(f64, f64)> {
    if (x - to).abs() < 0.05 {
        return vec![(x, y), (to, below)];
    }
    vec![(x, y), (x, track), (to, track), (to, below)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(top: f64, bottoms: &[f64]) -> Net {
        Net { top, bottoms: bottoms.to_vec() }
    }

    #[test]
    fn lines_that_need_not_cross_do_not() {
        // Both go right; the one on the left has to turn lower.
        let nets = [net(0.0, &[100.0]), net(50.0, &[150.0])];
        let (track, count) = tracks(&nets);
        assert_eq!((track, count), (vec![1, 0], 2));
        assert_eq!(faults(&nets, &[1, 0], 2), 0);
    }

    #[test]
    fn a_line_does_not_run_on_another() {
        // What comes down at 50 has to leave before what goes down there arrives.
        let nets = [net(0.0, &[50.0]), net(50.0, &[100.0])];
        assert_eq!(tracks(&nets).0, [1, 0]);
    }

    #[test]
    fn straight_lines_need_no_track() {
        assert_eq!(tracks(&[net(0.0, &[0.0]), net(50.0, &[50.0])]).1, 0);
    }
}
