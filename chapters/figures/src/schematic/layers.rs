//! Which box is in which layer, and the order within a layer.

use std::collections::{BTreeMap, BTreeSet};

/// From one item of a level to another: what flows is known by where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) net: usize,
}

/// What stands in a layer: an item, or the line of a net on its way to a later layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    Item(usize),
    Passing(usize),
}

/// Where a net is in a gap between two layers: at the top once, at the bottom at least once.
#[derive(Clone, Debug)]
pub(super) struct Strand {
    pub(super) net: usize,
    /// The place in the upper layer.
    pub(super) top: usize,
    /// The places in the lower layer.
    pub(super) bottoms: Vec<usize>,
}

/// What is to be put into layers.
pub(super) struct Items<'a> {
    pub(super) widths: &'a [f64],
    pub(super) links: &'a [Link],
    /// These are in the first layer and in the last.
    pub(super) first: &'a BTreeSet<usize>,
    pub(super) last: &'a BTreeSet<usize>,
    /// Between two items, and beside a line that passes.
    pub(super) gaps: (f64, f64),
    /// Where a net leaves an item, or else meets it: from −½ at its left side to ½ at its right one.
    pub(super) port: &'a dyn Fn(usize, usize, bool) -> f64,
}

impl Items<'_> {
    /// The width of a layer whose slots are packed.
    pub(super) fn width(&self, layer: &[Slot]) -> f64 {
        let own: f64 = layer.iter().map(|slot| self.slot(*slot)).sum();
        own + layer.windows(2).map(|pair| self.between(pair[0], pair[1])).sum::<f64>()
    }

    pub(super) fn slot(&self, slot: Slot) -> f64 {
        match slot {
            Slot::Item(item) => self.widths[item],
            Slot::Passing(_) => 0.0,
        }
    }

    pub(super) fn between(&self, a: Slot, b: Slot) -> f64 {
        if self.slot(a) > 0.0 && self.slot(b) > 0.0 { self.gaps.0 } else { self.gaps.1 }
    }

    /// The layers from top to bottom: each item as near to what it flows into as a width allows.
    ///
    /// Nothing, if items flow into each other in a circle.
    pub(super) fn layers(&self, most: f64) -> Option<Vec<Vec<Slot>>> {
        let ranks = self.ranks(most)?;
        let deepest = ranks.iter().copied().max().unwrap_or(0);
        let layer = |item: usize| deepest - ranks[item];
        let mut layers: Vec<Vec<Slot>> = vec![Vec::new(); deepest + 1];
        for item in 0..self.widths.len() {
            layers[layer(item)].push(Slot::Item(item));
        }
        // A net has one line through each layer on its way, however many it leads to.
        let mut passing: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for link in self.links {
            let way = passing.entry(link.net).or_insert((layer(link.from), layer(link.to)));
            way.1 = way.1.max(layer(link.to));
        }
        for (net, (from, to)) in passing {
            for layer in &mut layers[from + 1..to] {
                layer.push(Slot::Passing(net));
            }
        }
        self.order(&mut layers);
        Some(layers)
    }

    /// How many layers below the last each item is.
    fn ranks(&self, most: f64) -> Option<Vec<usize>> {
        let count = self.widths.len();
        let mut ranks: Vec<Option<usize>> = vec![None; count];
        let mut used: BTreeMap<usize, f64> = BTreeMap::new();
        let lowest = usize::from(!self.last.is_empty());
        for _ in 0..count {
            // Of those all of whose targets are placed, the one declared last.
            let ready = |item: usize| {
                ranks[item].is_none()
                    && self.links.iter().all(|link| link.from != item || ranks[link.to].is_some())
            };
            let item = (0..count).rev().filter(|item| !self.first.contains(item)).find(|&item| ready(item));
            let item = item.or_else(|| (0..count).rev().find(|&item| ready(item)))?;
            if self.last.contains(&item) {
                ranks[item] = Some(0);
                continue;
            }
            if self.first.contains(&item) {
                let deepest = (0..count).filter(|item| !self.first.contains(item));
                ranks[item] = Some(deepest.filter_map(|item| ranks[item]).max().map_or(0, |rank| rank + 1));
                continue;
            }
            let after = self.links.iter().filter(|link| link.from == item).filter_map(|link| ranks[link.to]);
            let mut rank = after.max().map_or(lowest, |rank| rank + 1);
            let width = self.widths[item];
            while used.get(&rank).is_some_and(|used| used + self.gaps.0 + width > most) {
                rank += 1;
            }
            used.entry(rank).and_modify(|used| *used += self.gaps.0 + width).or_insert(width);
            ranks[item] = Some(rank);
        }
        ranks.into_iter().collect()
    }

    /// What runs between the layers, by gap.
    pub(super) fn strands(&self, layers: &[Vec<Slot>]) -> Vec<Vec<Strand>> {
        let place = |slot: Slot| {
            layers.iter().enumerate().find_map(|(layer, slots)| {
                slots.iter().position(|other| *other == slot).map(|place| (layer, place))
            })
        };
        let mut strands: Vec<Vec<Strand>> = vec![Vec::new(); layers.len().saturating_sub(1)];
        let mut add = |gap: usize, net: usize, top: usize, bottom: usize| {
            let known = strands[gap].iter().position(|strand| strand.net == net);
            let at = known.unwrap_or_else(|| {
                strands[gap].push(Strand { net, top, bottoms: Vec::new() });
                strands[gap].len() - 1
            });
            if !strands[gap][at].bottoms.contains(&bottom) {
                strands[gap][at].bottoms.push(bottom);
            }
        };
        for link in self.links {
            let (from, mut top) = place(Slot::Item(link.from)).expect("every item is in a layer");
            let (to, bottom) = place(Slot::Item(link.to)).expect("every item is in a layer");
            for gap in from..to {
                let passing = || layers[gap + 1].iter().position(|slot| *slot == Slot::Passing(link.net));
                let next = if gap + 1 == to { Some(bottom) } else { passing() };
                let next = next.expect("a net passes through each layer on its way");
                add(gap, link.net, top, next);
                top = next;
            }
        }
        strands
    }

    /// How often lines cross if the layers are ordered so.
    pub(super) fn crossings(&self, layers: &[Vec<Slot>]) -> usize {
        let port = |slot: Slot, net: usize, leaves: bool| match slot {
            Slot::Item(item) => (self.port)(item, net, leaves),
            Slot::Passing(_) => 0.0,
        };
        let crossed = |(at, gap): (usize, &Vec<Strand>)| {
            let top = |strand: &Strand| strand.top as f64 + port(layers[at][strand.top], strand.net, true);
            let bottom =
                |strand: &Strand, place: usize| place as f64 + port(layers[at + 1][place], strand.net, false);
            let mut count = 0;
            for (i, a) in gap.iter().enumerate() {
                for b in &gap[i + 1..] {
                    for p in a.bottoms.iter().map(|&place| bottom(a, place)) {
                        let crosses = |&q: &f64| (top(a) < top(b) && p > q) || (top(a) > top(b) && p < q);
                        count += b.bottoms.iter().map(|&place| bottom(b, place)).filter(crosses).count();
                    }
                }
            }
            count
        };
        self.strands(layers).iter().enumerate().map(crossed).sum()
    }

    /// Orders the slots within their layers: by where their neighbours are, then by exchanging two wherever that helps. Of orders that
    /// are as good, the one that is nearer to that of declaration.
    fn order(&self, layers: &mut [Vec<Slot>]) {
        let mut best = layers.to_vec();
        let mut fewest = self.crossings(&best);
        for sweep in 0..8 {
            let count = layers.len();
            let way: Vec<usize> = if sweep % 2 == 0 {
                (1..count).collect()
            } else {
                (0..count.saturating_sub(1)).rev().collect()
            };
            for at in way {
                let strands = self.strands(layers);
                let mut places: Vec<(f64, Slot)> = Vec::new();
                for (place, slot) in layers[at].iter().enumerate() {
                    let near: Vec<usize> = if sweep % 2 == 0 {
                        strands[at - 1].iter().filter(|s| s.bottoms.contains(&place)).map(|s| s.top).collect()
                    } else {
                        strands[at]
                            .iter()
                            .filter(|s| s.top == place)
                            .flat_map(|s| s.bottoms.clone())
                            .collect()
                    };
                    let mean = near.iter().sum::<usize>() as f64 / near.len().max(1) as f64;
                    places.push((if near.is_empty() { place as f64 } else { mean }, *slot));
                }
                places.sort_by(|a, b| a.0.total_cmp(&b.0));
                layers[at] = places.into_iter().map(|(_, slot)| slot).collect();
            }
            let crossings = self.crossings(layers);
            if crossings < fewest {
                fewest = crossings;
                best = layers.to_vec();
            }
        }
        loop {
            let before = fewest;
            for at in 0..best.len() {
                for (i, j) in (0..best[at].len()).flat_map(|j| (0..j).map(move |i| (i, j))) {
                    best[at].swap(i, j);
                    let crossings = self.crossings(&best);
                    if crossings < fewest {
                        fewest = crossings;
                    } else {
                        best[at].swap(i, j);
                    }
                }
            }
            if fewest == before {
                break;
            }
        }
        layers.clone_from_slice(&best);
    }
}
