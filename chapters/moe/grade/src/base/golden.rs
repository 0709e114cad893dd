//! What is known of `base` from elsewhere.

use judge::Golden;
use moe::solution::base as solution;
use ndarray::{Array2, array};

use super::bent::{Assigning, Gate, Knobs};
use super::{cases, largest_total, sixty_fourths};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        the_best_of_six_assignments,
        gated_outputs_and_their_mistakes,
        filling_experts_agrees_with_brute_force,
        prices_prove_the_total_for_larger_ones
    ]
}

/// Every balanced assignment, one by one.
fn by_brute_force(affinities: &Array2<i64>, places: usize) -> i64 {
    fn search(affinities: &Array2<i64>, token: usize, room: &mut Vec<usize>) -> i64 {
        if token == affinities.nrows() {
            return 0;
        }
        let mut best = i64::MIN;
        for e in 0..room.len() {
            if room[e] > 0 {
                room[e] -= 1;
                best = best.max(affinities[[token, e]] + search(affinities, token + 1, room));
                room[e] += 1;
            }
        }
        best
    }
    search(affinities, 0, &mut vec![places; affinities.ncols()])
}

/// Of the six balanced assignments of [[5, 4], [4, 1], [3, 2.9], [2, 0]] the best is (1, 0, 1, 0) with 12.9; then come 11.9,
/// 11.0, 10.9, 10.0 and 9.0. By hand, in tenths.
fn the_best_of_six_assignments() {
    let tenths = array![[50, 40], [40, 10], [30, 29], [20, 0]];
    assert_eq!(largest_total(&tenths, 2), 129);
    assert_eq!(by_brute_force(&tenths, 2), 129);
    let affinities = tenths.mapv(|a| a as f32 / 10.0);
    assert_eq!(solution::assign(affinities.view()), [1, 0, 1, 0]);
    let total = |experts: &[usize]| experts.iter().enumerate().map(|(t, &e)| tenths[[t, e]]).sum::<i64>();
    for (knobs, experts, expected) in [
        (Knobs::default(), [1, 0, 1, 0], 129),
        (Knobs { assign: Assigning::InTokenOrder, ..Knobs::default() }, [0, 0, 1, 1], 119),
        (Knobs { assign: Assigning::LargestFirst, ..Knobs::default() }, [0, 0, 1, 1], 119),
        (Knobs { assign: Assigning::FirstExpertPicks, ..Knobs::default() }, [0, 0, 1, 1], 119),
        (Knobs { assign: Assigning::LastExpertPicks, ..Knobs::default() }, [1, 0, 1, 0], 129),
        (Knobs { assign: Assigning::Smallest, ..Knobs::default() }, [0, 1, 0, 1], 90),
        (Knobs { assign: Assigning::Favourite, ..Knobs::default() }, [0, 0, 0, 0], 140),
    ] {
        let assigned = knobs.assign(affinities.view());
        assert_eq!((assigned.as_slice(), total(&assigned)), (experts.as_slice(), expected));
    }
}

/// h = 1, f(h) = 3, affinity 0.4: 2.197375. Without the gate 3; α f + h is 2.796063; the affinity itself as α gives 1.8; α
/// and 1 − α exchanged give 1.802625. By hand.
fn gated_outputs_and_their_mistakes() {
    for (gate, expected) in [
        (Gate::Right, 2.197_375),
        (Gate::Nothing, 3.0),
        (Gate::PlusToken, 2.796_063),
        (Gate::Affinity, 1.8),
        (Gate::Exchanged, 1.802_625),
    ] {
        let knobs = Knobs { gate, ..Knobs::default() };
        let mixed = knobs.combine(array![[1.0]].view(), array![[0.4]].view(), &[0], array![[3.0]].view());
        assert!((mixed[[0, 0]] - expected).abs() < 1e-5, "{mixed}");
    }
}

fn filling_experts_agrees_with_brute_force() {
    let mut random = judge::Random::new(3, "base");
    for (tokens, experts) in [(1, 1), (4, 1), (2, 2), (8, 2), (6, 3), (9, 3), (8, 4), (5, 5), (10, 5), (6, 6)]
    {
        let affinities = sixty_fourths(&cases::normal(&mut random, (tokens, experts), 3.0));
        assert_eq!(
            largest_total(&affinities, tokens / experts),
            by_brute_force(&affinities, tokens / experts),
            "{tokens} tokens, {experts} experts"
        );
    }
}

/// Prices prove a total: no balanced assignment is worth more than Σ_t max_e (a − price_e) + T/E Σ_e price_e. Lowered step by
/// step, here by a subgradient, that bound meets the total up to the step.
fn prices_prove_the_total_for_larger_ones() {
    let mut random = judge::Random::new(4, "base");
    for (tokens, experts) in [(30, 5), (24, 6), (30, 3)] {
        let affinities = cases::normal(&mut random, (tokens, experts), 3.0);
        let places = tokens / experts;
        let total = largest_total(&sixty_fourths(&affinities), places) as f64 / 64.0;
        let mut prices = vec![0.0; experts];
        let mut least = f64::INFINITY;
        for round in 0..40_000 {
            let mut loads = vec![0.0; experts];
            let mut bound = prices.iter().sum::<f64>() * places as f64;
            for row in affinities.rows() {
                let worth = |e: usize| f64::from(row[e]) - prices[e];
                let best = (0..experts).max_by(|&a, &b| worth(a).total_cmp(&worth(b))).unwrap();
                bound += worth(best);
                loads[best] += 1.0;
            }
            assert!(bound > total - 1e-9, "no prices prove less than what is possible");
            least = least.min(bound);
            let step = 1.0 / (10.0 + f64::from(round));
            for (price, load) in prices.iter_mut().zip(loads) {
                *price += step * (load - places as f64);
            }
        }
        assert!(least - total < 0.01, "{least} and {total}");
    }
}
