//! Where the boxes of a level are from left to right.

use std::collections::BTreeMap;

use super::layers::{Items, Slot, Strand};
use super::level::{Level, Thing};
use super::places::{Wish, settle};

/// Layers whose slots get their places.
pub(super) struct Table<'a> {
    pub(super) things: &'a [Thing],
    /// The width of a caption, which what comes in passes on the right.
    pub(super) caption: f64,
    pub(super) sizes: &'a [(f64, f64)],
    pub(super) inner: &'a BTreeMap<usize, Level>,
    /// From the middle of each item to that of its first sheet.
    pub(super) middles: &'a [f64],
    pub(super) items: &'a Items<'a>,
    pub(super) layers: &'a [Vec<Slot>],
}

impl Table<'_> {
    /// Where a net leaves a slot, or meets it, from its middle.
    pub(super) fn port(&self, slot: Slot, net: usize, leaves: bool) -> f64 {
        let Slot::Item(item) = slot else { return 0.0 };
        let Some(inner) = self.inner.get(&item) else { return self.middles[item] };
        let ports = if leaves { &inner.leave } else { &inner.enter };
        ports.get(&net).map_or(0.0, |port| port - inner.width / 2.0)
    }

    /// The middles of all slots.
    pub(super) fn places(&self, strands: &[Vec<Strand>], width: f64) -> Vec<Vec<f64>> {
        let half = |slot: Slot| self.items.slot(slot) / 2.0;
        let settled = |at: usize, wishes: &[Wish]| {
            let layer = &self.layers[at];
            let apart: Vec<f64> = layer
                .windows(2)
                .map(|pair| half(pair[0]) + half(pair[1]) + self.items.between(pair[0], pair[1]))
                .collect();
            let comes_in = matches!(layer[0], Slot::Item(item) if self.items.first.contains(&item));
            let left = if comes_in { self.caption } else { half(layer[0]) };
            let places = settle(wishes, &apart, (left, width - half(layer[layer.len() - 1])));
            places.into_iter().map(f64::round).collect::<Vec<f64>>()
        };
        let middle = Wish { wish: width / 2.0, weight: 1.0 };
        let mut places: Vec<Vec<f64>> =
            (0..self.layers.len()).map(|at| settled(at, &vec![middle; self.layers[at].len()])).collect();
        let passes = |slot: Slot| matches!(slot, Slot::Passing(_));
        for round in 0..60 {
            let count = self.layers.len();
            let way: Vec<usize> =
                if round % 2 == 0 { (0..count).collect() } else { (0..count).rev().collect() };
            for at in way {
                let layer = &self.layers[at];
                // A breath of force towards the middle, for what nothing pulls.
                let mut sums: Vec<(f64, f64)> = vec![(width / 2.0 * 1e-3, 1e-3); layer.len()];
                let mut pull = |place: usize, wish: f64, weight: f64| {
                    sums[place].0 += wish * weight;
                    sums[place].1 += weight;
                };
                let force = |a: Slot, b: Slot| match (passes(a), passes(b)) {
                    (true, true) => 1000.0,
                    (false, false) => 1.0,
                    _ => 3.0,
                };
                if at > 0 {
                    for strand in &strands[at - 1] {
                        let top = self.layers[at - 1][strand.top];
                        let x = places[at - 1][strand.top] + self.port(top, strand.net, true);
                        for &bottom in &strand.bottoms {
                            let slot = layer[bottom];
                            pull(bottom, x - self.port(slot, strand.net, false), force(top, slot));
                        }
                    }
                }
                // The last rounds look up only, so that what can be straight is.
                if at + 1 < count && round < 50 {
                    for strand in &strands[at] {
                        let slot = layer[strand.top];
                        let share = 1.0 / strand.bottoms.len() as f64;
                        for &bottom in &strand.bottoms {
                            let other = self.layers[at + 1][bottom];
                            let x = places[at + 1][bottom] + self.port(other, strand.net, false);
                            let weight = force(slot, other) * share;
                            pull(strand.top, x - self.port(slot, strand.net, true), weight);
                        }
                    }
                }
                let wishes: Vec<Wish> =
                    sums.iter().map(|&(sum, weight)| Wish { wish: sum / weight, weight }).collect();
                places[at] = settled(at, &wishes);
            }
        }
        places
    }

    /// From where to where a slot could stand without coming too near to what is beside it.
    pub(super) fn room(&self, places: &[Vec<f64>], width: f64, (at, place): (usize, usize)) -> (f64, f64) {
        let layer = &self.layers[at];
        let half = |place: usize| self.items.slot(layer[place]) / 2.0;
        let apart = |a: usize, b: usize| half(a) + half(b) + self.items.between(layer[a], layer[b]);
        let comes_in = matches!(layer[place], Slot::Item(item) if self.items.first.contains(&item));
        let left = match place.checked_sub(1) {
            Some(before) => places[at][before] + apart(before, place),
            None if comes_in => self.caption,
            None => half(place),
        };
        let right = match layer.get(place + 1) {
            Some(_) => places[at][place + 1] - apart(place, place + 1),
            None => width - half(place),
        };
        (left, right)
    }

    /// Lines that pass through several layers go straight through as many as they can.
    pub(super) fn straighten(&self, strands: &[Vec<Strand>], places: &mut [Vec<f64>], width: f64) {
        let thin = |at: usize, place: usize| self.items.slot(self.layers[at][place]) == 0.0;
        for at in 0..self.layers.len() {
            for place in 0..self.layers[at].len() {
                let begins = at == 0
                    || !strands[at - 1].iter().any(|s| s.bottoms.contains(&place) && thin(at - 1, s.top));
                if !thin(at, place) || !begins {
                    continue;
                }
                let mut run: Vec<(usize, usize)> = vec![(at, place)];
                while let Some(&(at, place)) = run.last()
                    && let Some(gap) = strands.get(at)
                    && let Some(strand) = gap.iter().find(|strand| strand.top == place)
                    && let Some(&next) = strand.bottoms.iter().find(|&&bottom| thin(at + 1, bottom))
                {
                    run.push((at + 1, next));
                }
                while !run.is_empty() {
                    let (mut left, mut right) = (0.0_f64, width);
                    let mut count = 0;
                    for &(at, place) in &run {
                        let (l, r) = self.room(places, width, (at, place));
                        if count > 0 && left.max(l) > right.min(r) {
                            break;
                        }
                        (left, right, count) = (left.max(l), right.min(r), count + 1);
                    }
                    let part: Vec<(usize, usize)> = run.drain(..count).collect();
                    let mean = part.iter().map(|&(at, place)| places[at][place]).sum::<f64>() / count as f64;
                    for (at, place) in part {
                        places[at][place] = mean.min(right).max(left).round();
                    }
                }
            }
        }
    }
}
