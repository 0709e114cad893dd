//! The ways of lines from layer to layer, when it is known where the boxes are from left to right.

use std::collections::BTreeMap;

use super::graph::even;
use super::layers::{Slot, Strand};
use super::layout::{ABOVE, BELOW, CORNER, GAPS};
use super::level::{Level, Path, Rect, Thing};
use super::places::{Wish, settle};
use super::routes::{LYING, Net, TRACK, faults, tracks, way};
use super::table::Table;

impl Table<'_> {
    /// How far from the middle of its first sheet a line may meet a node, to both sides; nothing for what is none.
    fn reach(&self, slot: Slot) -> Option<f64> {
        let Slot::Item(item) = slot else { return None };
        let is_node = matches!(self.things[item], Thing::Node(_));
        is_node.then(|| self.sizes[item].0 / 2.0 + self.middles[item] - CORNER)
    }

    /// The nets between a layer and the next: from the middles of boxes, or beside them where that is straight.
    fn nets(&self, at: usize, strands: &[Vec<Strand>], places: &[Vec<f64>]) -> Vec<Net> {
        let gap = &strands[at - 1];
        let top = |strand: &Strand| {
            let slot = self.layers[at - 1][strand.top];
            places[at - 1][strand.top] + self.port(slot, strand.net, true)
        };
        let mut tops: Vec<f64> = gap.iter().map(top).collect();
        let mut meetings = self.meetings(at, gap, &tops, places);
        for (strand, top) in gap.iter().zip(&mut tops) {
            let Some(reach) = self.reach(self.layers[at - 1][strand.top]) else { continue };
            let ends = strand.bottoms.iter().map(|&place| meetings[&(place, strand.net)]);
            let straight = ends.filter(|x| (x - *top).abs() <= reach);
            let nearest = straight.min_by(|a, b| (a - *top).abs().total_cmp(&(b - *top).abs()));
            *top = nearest.unwrap_or(*top);
        }
        meetings = self.meetings(at, gap, &tops, places);
        let net = |(strand, &top): (&Strand, &f64)| {
            let bottoms = strand.bottoms.iter().map(|&place| meetings[&(place, strand.net)]);
            Net { top, bottoms: bottoms.collect() }
        };
        gap.iter().zip(&tops).map(net).collect()
    }

    /// The same, with something in the lower layer moved a little where lines would lie on each other otherwise: two that change
    /// places have no tracks on which they do not.
    fn apart(&self, at: usize, strands: &[Vec<Strand>], places: &mut [Vec<f64>], width: f64) -> Vec<Net> {
        let are_apart = |nets: &[Net]| {
            let (track, count) = tracks(nets);
            faults(nets, &track, count) < LYING
        };
        let nets = self.nets(at, strands, places);
        if are_apart(&nets) {
            return nets;
        }
        for by in [8.0, -8.0, 16.0, -16.0, 24.0, -24.0, 40.0, -40.0] {
            for place in 0..self.layers[at].len() {
                let before = places[at][place];
                let (left, right) = self.room(places, width, (at, place));
                if !(left..=right).contains(&(before + by)) {
                    continue;
                }
                places[at][place] += by;
                let moved = self.nets(at, strands, places);
                if are_apart(&moved) {
                    return moved;
                }
                places[at][place] = before;
            }
        }
        nets
    }

    /// Where the nets of a gap meet the slots of the layer below: by place and net.
    fn meetings(
        &self,
        at: usize,
        gap: &[Strand],
        tops: &[f64],
        places: &[Vec<f64>],
    ) -> BTreeMap<(usize, usize), f64> {
        let mut meetings = BTreeMap::new();
        for (place, &slot) in self.layers[at].iter().enumerate() {
            let comes = gap.iter().zip(tops).filter(|(strand, _)| strand.bottoms.contains(&place));
            let mut comes: Vec<(f64, usize)> = comes.map(|(strand, &top)| (top, strand.net)).collect();
            comes.sort_by(|a, b| a.0.total_cmp(&b.0));
            let middle = places[at][place];
            let Some(reach) = self.reach(slot) else {
                let port = |net: usize| middle + self.port(slot, net, false);
                meetings.extend(comes.iter().map(|&(_, net)| ((place, net), port(net))));
                continue;
            };
            let middle = middle + self.port(slot, 0, false);
            let apart = (2.0 * reach / (comes.len().max(2) - 1) as f64).min(16.0);
            let wishes: Vec<Wish> = comes
                .iter()
                .map(|&(x, _)| Wish { wish: x.clamp(middle - reach, middle + reach), weight: 1.0 })
                .collect();
            let apart = vec![apart; comes.len().saturating_sub(1)];
            let settled = settle(&wishes, &apart, (middle - reach, middle + reach));
            meetings.extend(comes.iter().zip(settled).map(|(&(_, net), x)| ((place, net), x)));
        }
        meetings
    }

    /// Everything in its place, and the ways of all nets.
    pub(super) fn level(&self, scope: Option<usize>) -> Level {
        let width = self.layers.iter().map(|layer| self.items.width(layer)).fold(0.0, f64::max);
        let width = even(width.max(self.caption + GAPS.1 * self.items.first.len().saturating_sub(1) as f64));
        let strands = self.items.strands(self.layers);
        let mut places = self.places(&strands, width);
        self.straighten(&strands, &mut places, width);
        let size = |slot: Slot| match slot {
            Slot::Item(item) => self.sizes[item],
            Slot::Passing(_) => (0.0, 0.0),
        };
        let mut level = Level { width, ..Level::default() };
        let mut paths: BTreeMap<(usize, usize), Vec<(f64, f64)>> = BTreeMap::new();
        let mut top = 0.0;
        // Where the layer above begins, and its height.
        let mut above: (f64, f64) = (0.0, 0.0);
        for (at, layer) in self.layers.iter().enumerate() {
            let height = layer.iter().map(|slot| size(*slot).1).fold(0.0, f64::max);
            if at > 0 {
                let gap = &strands[at - 1];
                let nets = self.apart(at, &strands, &mut places, width);
                let (track, count) = tracks(&nets);
                level.lying += usize::from(faults(&nets, &track, count) >= LYING);
                let opens = above.1 == 0.0;
                let closes = height == 0.0;
                let first = if opens || count == 0 { 4.0 } else { ABOVE };
                let room = first + TRACK * count as f64 + if closes { 4.0 } else { BELOW };
                let upper = above;
                top += room;
                for ((strand, net), &track) in gap.iter().zip(&nets).zip(&track) {
                    let level_y = upper.0 + upper.1 + first + TRACK * (track as f64 + 0.5);
                    let slot = self.layers[at - 1][strand.top];
                    let start = match slot {
                        Slot::Item(_) => upper.0 + f64::midpoint(upper.1, size(slot).1),
                        Slot::Passing(_) => upper.0,
                    };
                    for (&place, &x) in strand.bottoms.iter().zip(&net.bottoms) {
                        let slot = layer[place];
                        let end = match slot {
                            Slot::Item(_) => top + (height - size(slot).1) / 2.0,
                            Slot::Passing(_) => top,
                        };
                        let mut points = paths
                            .get(&(strand.net, usize::MAX - (at - 1)))
                            .filter(|_| matches!(self.layers[at - 1][strand.top], Slot::Passing(_)))
                            .cloned()
                            .unwrap_or_default();
                        points.extend(way((net.top, start), level_y, (x, end)));
                        match slot {
                            Slot::Passing(net) => paths.insert((net, usize::MAX - at), points),
                            Slot::Item(item) => paths.insert((strand.net, item), points),
                        };
                    }
                }
            }
            for (place, slot) in layer.iter().enumerate() {
                let Slot::Item(item) = *slot else { continue };
                let (wide, high) = size(*slot);
                let rect = Rect {
                    left: places[at][place] - wide / 2.0,
                    top: top + (height - high) / 2.0,
                    width: wide,
                    height: high,
                };
                match self.things[item] {
                    Thing::Node(node) => level.nodes.push((node, rect)),
                    Thing::Group(_) => {
                        let mut inner = self.inner[&item].clone();
                        inner.shift(rect.left, rect.top);
                        level.nodes.extend(inner.nodes);
                        level.frames.extend(inner.frames);
                        level.paths.extend(inner.paths);
                    }
                    Thing::Enter(net) => drop(level.enter.insert(net, rect.left)),
                    Thing::Leave(net) => drop(level.leave.insert(net, rect.left)),
                }
            }
            above = (top, height);
            top += height;
        }
        level.height = top;
        for ((net, item), points) in paths {
            if let Some(&to) = self.things.get(item) {
                level.paths.push(Path { scope, net, to, points });
            }
        }
        level
    }
}
