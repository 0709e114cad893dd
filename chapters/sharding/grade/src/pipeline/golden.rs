//! What is known of `pipeline` from elsewhere.

use judge::{Golden, mistaken};
use sharding::lesson::stages;

use super::bent::Knobs;
use super::laws::peak;
use super::mistakes::mistakes;
use super::{Answered, Input};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![four_stages_and_eight_micro_batches, interleaved_stages]
}

fn orders(knobs: Knobs, stages: usize, micros: usize) -> Vec<Vec<i64>> {
    match knobs.given(&Input::Order { stages, micros }) {
        Answered::Order(orders) => orders,
        _ => unreachable!("that is what was called"),
    }
}

fn bubble(knobs: Knobs, orders: Vec<Vec<i64>>, backward: f64) -> f64 {
    match knobs.given(&Input::Bubble { orders, forward: 1.0, backward }) {
        Answered::Bubble(bubble) => bubble,
        _ => unreachable!("that is what was called"),
    }
}

/// The orders of torch.distributed.pipelining's 1F1B for (4, 8), through an event simulator: 0.375 of the work, 0.2727 of the whole, peaks of 4, 3, 2
/// and 1.
fn four_stages_and_eight_micro_batches() {
    let right = orders(Knobs::default(), 4, 8);
    let gpipe = orders(mistaken(mistakes(), "all_forward_first"), 4, 8);
    for orders in [&right, &gpipe] {
        for backward in [1.0, 2.0] {
            let found = bubble(Knobs::default(), orders.clone(), backward);
            assert!((found - 0.375).abs() < 1e-12, "{found}");
            let found = bubble(mistaken(mistakes(), "of_whole"), orders.clone(), backward);
            assert!((found - 3.0 / 11.0).abs() < 1e-12, "{found}");
        }
    }
    let peaks = |orders: &[Vec<i64>]| orders.iter().map(|order| peak(order)).collect::<Vec<_>>();
    assert_eq!(peaks(&right), [4, 3, 2, 1]);
    assert_eq!(peaks(&gpipe), [8; 4]);
}

/// Those of Interleaved1F1B: (p − 1) / (v m), and peaks of min(m v, 2 (p − s − 1) + (v − 1) p + 1) chunks. Without the factor 2 of the warm-up the bubble is
/// the same if messages take no time, and less is held.
fn interleaved_stages() {
    for (chunks, peaks) in [(2, [11, 9, 7, 5]), (4, [19, 17, 15, 13])] {
        let all: Vec<_> = (0..4).map(|stage| stages::interleaved(stage, 4, 8, chunks)).collect();
        let found: Vec<usize> = all.iter().map(|order| stages::peak(order)).collect();
        assert_eq!(found, peaks);
        for backward in [1.0, 2.0] {
            let found = stages::timeline(&all, chunks, 1.0, backward).bubble();
            assert!((found - 3.0 / (8.0 * chunks as f64)).abs() < 1e-12, "{chunks} {found}");
        }
    }
    let short: Vec<_> = (0..4).map(|stage| stages::with_warm_up(stage, 4, 8, 2, (3 - stage) + 4)).collect();
    assert_eq!(short.iter().map(|order| stages::peak(order)).collect::<Vec<_>>(), [8, 7, 6, 5]);
    let found = stages::timeline(&short, 2, 1.0, 1.0).bubble();
    assert!((found - 3.0 / 16.0).abs() < 1e-12, "{found}");
}
