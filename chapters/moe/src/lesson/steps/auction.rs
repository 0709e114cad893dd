//! An auction of places: bids and prices rise until everyone has a place.

use std::collections::VecDeque;

use figures::{Figure, Grid, Panel, Steps, text};
use ndarray::{Array2, ArrayView2, array};

use super::{marked, number, shade, written};
use crate::Base;

/// The page's affinities of four tokens with two experts.
pub fn four_by_two() -> Array2<f32> {
    array![[5.0, 4.0], [4.0, 1.0], [3.0, 2.9], [2.0, 0.0]]
}

/// A bid, and how things stand after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bid {
    /// Who bids.
    pub token: usize,
    /// For a place at which expert.
    pub expert: usize,
    /// How much.
    pub bid: f64,
    /// Affinity minus price of each expert for the token, before it bids.
    pub worth: Vec<f64>,
    /// Who has to leave.
    pub leaves: Option<usize>,
    /// Who sits at each expert with which bid, the largest first.
    pub seats: Vec<Vec<(usize, f64)>>,
    /// What a place at each expert costs.
    pub prices: Vec<f64>,
}

/// All bids of an auction in which a bidder goes a small step below its second choice. Tokens bid in their order, and who has to
/// leave bids next.
pub fn bids(affinities: ArrayView2<'_, f32>, step: f64) -> Vec<Bid> {
    let (tokens, experts) = affinities.dim();
    let places = tokens / experts;
    let mut seats: Vec<Vec<(usize, f64)>> = vec![Vec::new(); experts];
    let mut prices = vec![0.0; experts];
    let mut waiting: VecDeque<usize> = (0..tokens).collect();
    let mut bids = Vec::new();
    while let Some(token) = waiting.pop_front() {
        let worth: Vec<f64> = (0..experts).map(|e| f64::from(affinities[[token, e]]) - prices[e]).collect();
        let best = (1..experts).fold(0, |best, e| if worth[e] > worth[best] { e } else { best });
        let others = (0..experts).filter(|&e| e != best).map(|e| worth[e]);
        let second = others.fold(f64::NEG_INFINITY, f64::max);
        let second = if second.is_finite() { second } else { worth[best] };
        let bid = prices[best] + worth[best] - second + step;
        seats[best].push((token, bid));
        seats[best].sort_by(|a, b| b.1.total_cmp(&a.1));
        let leaves = if seats[best].len() > places { seats[best].pop().map(|seat| seat.0) } else { None };
        waiting.extend(leaves);
        waiting.rotate_right(usize::from(leaves.is_some()));
        if seats[best].len() == places {
            prices[best] = seats[best][places - 1].1;
        }
        bids.push(Bid {
            token,
            expert: best,
            bid,
            worth,
            leaves,
            seats: seats.clone(),
            prices: prices.clone(),
        });
    }
    bids
}

/// The auction of [`four_by_two`], bid by bid, and its end, which is compared with the answer's.
pub fn auction(base: Base) -> Figure {
    let affinities = four_by_two();
    let (tokens, experts) = affinities.dim();
    let places = tokens / experts;
    let step = 0.01;
    let bids = bids(affinities.view(), step);
    let frame = |after: Option<&Bid>| {
        let prices = after.map_or_else(|| vec![0.0; experts], |bid| bid.prices.clone());
        let seats = after.map_or_else(|| vec![Vec::new(); experts], |bid| bid.seats.clone());
        let worth = |t: usize, e: usize| shade::<-3, 5>(f64::from(affinities[[t, e]]) - prices[e]);
        let worths = (0..tokens).map(|t| (0..experts).map(|e| worth(t, e)).collect()).collect();
        let rows = |of: &dyn Fn((usize, f64)) -> f64| -> Vec<Vec<f64>> {
            let row = |seats: &Vec<(usize, f64)>| {
                (0..places).map(|place| seats.get(place).map_or(0.0, |&seat| of(seat))).collect()
            };
            seats.iter().map(row).collect()
        };
        let costs: Vec<String> = prices
            .iter()
            .enumerate()
            .map(|(e, &price)| format!("{} at expert {e}", text(price, 2)))
            .collect();
        let about = format!("A place costs {}.", costs.join(" and "));
        let none = vec![""; places];
        let names: Vec<String> = (0..experts).map(|e| e.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Grid::new("Who sits where, and what a place costs", &about)
            .panel(Panel::new("affinity − price", worths).axes("token", "expert").write(written::<-3, 5, 1>))
            .panel(
                Panel::new("seats", rows(&|seat| marked(seat.0)))
                    .names(&names, &none)
                    .axes("expert", "")
                    .write(number),
            )
            .panel(
                Panel::new("bids", rows(&|seat| shade::<0, 5>(seat.1)))
                    .names(&names, &none)
                    .axes("expert", "")
                    .write(written::<0, 5, 2>)
                    .below(),
            )
            .panel(
                Panel::new("price", prices.iter().map(|&price| vec![shade::<0, 5>(price)]).collect())
                    .names(&names, &[""])
                    .axes("expert", "")
                    .write(written::<0, 5, 2>),
            )
            .save()
    };
    let mut steps = Steps::new(
        "Bids raise the prices, until every token has the place that is worth most to it at these prices",
    )
    .frame(&format!("Nobody has a place, and all {tokens} places are free. Prices are 0."), frame(None));
    for bid in &bids {
        let Bid { token, expert, worth, leaves, .. } = bid;
        let second = worth[1 - expert.min(&1)];
        let mut caption = format!(
            "Token {token} looks: expert {expert} is worth {} to it, the other {}. It bids {} at expert {expert}.",
            text(worth[*expert], 2),
            text(second, 2),
            text(bid.bid, 2),
        );
        if let Some(leaves) = leaves {
            caption += &format!(" That is one too many there, and token {leaves} has to leave.");
        }
        steps = steps.frame(&caption, frame(Some(bid)));
    }
    let assigned = (base.assign)(affinities.view());
    let sum: f64 = assigned.iter().enumerate().map(|(t, &e)| f64::from(affinities[[t, e]])).sum();
    steps
        .frame(
            &format!(
                "Nobody waits. The assignment {assigned:?} has the total {}: every token sits where affinity minus price is largest \
                 for it, up to the step of {step}.",
                text(sum, 1)
            ),
            frame(bids.last()),
        )
        .save()
}
