//! What is known of `all_reduce` from elsewhere.

use judge::{Golden, mistaken};

use super::bent::Knobs;
use super::mistakes::mistakes;
use super::{Input, Values};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![thirteen_values_on_three_ranks, bytes_are_those_of_the_formula]
}

/// Rank r has 100ʳ (1, 2, …): two digits of a sum say what one rank has added.
fn integers(knobs: Knobs, ranks: usize, length: usize) -> (Vec<Vec<i64>>, Vec<usize>, usize) {
    let value = |rank: usize, place: usize| 100_i64.pow(rank as u32) * (place as i64 + 1);
    let input = (0..ranks).map(|rank| (0..length).map(|place| value(rank, place)).collect()).collect();
    let ranks = knobs.run(&Input::Integers(input));
    let results = ranks.results.into_iter().map(|values| match values {
        Values::Integers(values) => values,
        Values::Floats(_) => unreachable!("integers came in"),
    });
    (results.collect(), ranks.traffic.iter().map(|traffic| traffic.sent / 8).collect(), ranks.steps)
}

/// The ring of the textbooks by isend and irecv against `torch.distributed.all_reduce` (gloo), executed on 13 values: with shards of 5, 4 and 4
/// rank 0 sends 18 values, and the mean is 17.33. By hand: rank r sends all but shard r + 1, then all but shard r + 2.
fn thirteen_values_on_three_ranks() {
    let sum: Vec<i64> = (1..=13).map(|place| 10_101 * place).collect();
    for owner in [0, 1] {
        let (results, sent, steps) = integers(Knobs { owner, ..Knobs::default() }, 3, 13);
        assert!(results.iter().all(|result| *result == sum), "{results:?}");
        assert_eq!((sent.iter().sum::<usize>(), steps), (52, 4));
        if owner == 1 {
            assert_eq!(sent, [18, 17, 17]);
        }
    }
    // Place 0 is of shard 0, whose sum begins at rank 1 and ends at rank 0.
    let first = |id: &str| integers(mistaken(mistakes(), id), 3, 13).0.first_of_each();
    assert_eq!(first("one_rank_alone"), [100; 3]);
    assert_eq!(first("one_rank_missing"), [10_100; 3]);
    assert_eq!(first("only_the_neighbour_added"), [10_001; 3]);
    // Rank 1 adds to its own value and hands that on, and rank 2 adds it to the sum of two that has passed.
    assert_eq!(first("gathering_adds"), [10_101, 10_201, 10_100 + 10_201]);
}

trait First {
    fn first_of_each(self) -> Vec<i64>;
}

impl First for Vec<Vec<i64>> {
    fn first_of_each(self) -> Vec<i64> {
        self.into_iter().map(|values| values[0]).collect()
    }
}

/// 2 (N − 1)/N of the whole for N = 2, 3, 4 and 8, where N divides the length: nccl-tests, doc/PERFORMANCE.md.
fn bytes_are_those_of_the_formula() {
    for ranks in [2, 3, 4, 8] {
        let (_, sent, steps) = integers(Knobs::default(), ranks, 24);
        assert_eq!((sent, steps), (vec![2 * (ranks - 1) * 24 / ranks; ranks], 2 * (ranks - 1)));
    }
}
