use moe::Base;
use moe::lesson::popular::{affinities, loads, total};
use moe::lesson::steps::auction::*;
use moe::solution::base;

const BASE: Base = Base { assign: base::assign, combine: base::combine };

fn end(bids: &[Bid], tokens: usize) -> Vec<usize> {
    let mut experts = vec![0; tokens];
    for (expert, seats) in bids.last().expect("a bid").seats.iter().enumerate() {
        for &(token, _) in seats {
            experts[token] = expert;
        }
    }
    experts
}

#[test]
fn the_auction_ends_with_the_best_assignment() {
    let small = four_by_two();
    assert_eq!(end(&bids(small.view(), 0.01), 4), base::assign(small.view()));
    let large = affinities();
    let bids = bids(large.view(), 1.0 / (64.0 * 61.0));
    let ends = end(&bids, large.nrows());
    assert_eq!(loads(&ends, large.ncols()), [10; 6]);
    let best = total(large.view(), &base::assign(large.view()));
    assert!((total(large.view(), &ends) - best).abs() < 1e-9);
    assert!(bids.windows(2).all(|pair| pair[0].prices.iter().zip(&pair[1].prices).all(|(a, b)| a <= b)));
}

#[test]
fn everyone_sits_where_it_is_best_for_them() {
    let (small, step) = (four_by_two(), 0.01);
    let bids = bids(small.view(), step);
    let prices = &bids.last().expect("a bid").prices;
    for (t, &expert) in end(&bids, 4).iter().enumerate() {
        let worth = |e: usize| f64::from(small[[t, e]]) - prices[e];
        assert!((0..2).all(|e| worth(expert) + step + 1e-9 >= worth(e)), "token {t}");
    }
}

#[test]
fn the_figure_is_finished() {
    let figure = auction(BASE);
    println!("{}", figure.description());
    assert_eq!(figure.overlapping_labels(), []);
    assert!(figure.description().contains("has to leave"));
}
