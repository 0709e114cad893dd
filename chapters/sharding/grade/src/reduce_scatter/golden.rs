//! What is known of `reduce_scatter` from elsewhere.

use judge::{Golden, mistaken};

use super::bent::Knobs;
use super::mistakes::mistakes;
use super::{Input, Values};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![thirteen_values_on_three_ranks, it_is_the_adjoint_of_all_gather]
}

fn values(ranks: usize, length: usize) -> Vec<Vec<i64>> {
    let value = |rank: usize, place: usize| 100_i64.pow(rank as u32) * (place as i64 + 1);
    (0..ranks).map(|rank| (0..length).map(|place| value(rank, place)).collect()).collect()
}

fn integers(knobs: Knobs, input: Vec<Vec<i64>>) -> (Vec<Vec<i64>>, Vec<usize>, usize) {
    let ranks = knobs.run(&Input::Integers(input));
    let results = ranks.results.into_iter().map(|values| match values {
        Values::Integers(values) => values,
        Values::Floats(_) => unreachable!("integers came in"),
    });
    (results.collect(), ranks.traffic.iter().map(|traffic| traffic.sent / 8).collect(), ranks.steps)
}

/// By hand: rank r has 100ʳ (1, 2, …, 13), so that two digits of a sum say what one rank has added. Shards have 5, 4 and 4 places, and a rank sends
/// all but its own. The textbook's schedule, executed with isend and irecv of `torch.distributed` (gloo), leaves the sum of shard
/// r + 1 with rank r.
fn thirteen_values_on_three_ranks() {
    let (results, sent, steps) = integers(Knobs::default(), values(3, 13));
    let sum = |place: i64| 10_101 * place;
    assert_eq!(results, [(1..=5), (6..=9), (10..=13)].map(|places| places.map(sum).collect::<Vec<_>>()));
    assert_eq!((sent, steps), (vec![8, 9, 9], 2));
    let of = |id: &str| integers(mistaken(mistakes(), id), values(3, 13)).0;
    assert_eq!(of("owner_rotated")[0], [6, 7, 8, 9].map(sum));
    // Rank 2 has begun shard 1, rank 0 adds, and there a step is missing.
    assert_eq!(of("one_step_too_few")[0], [6, 7, 8, 9].map(|place| 10_001 * place));
    assert_eq!(of("handed_on_unsummed")[0], [1, 2, 3, 4, 5].map(|place| 100 * place));
    assert_eq!(of("only_the_neighbour_added")[0], [1, 2, 3, 4, 5].map(|place| 10_001 * place));
    assert_eq!(of("own_values_only")[1], [6, 7, 8, 9].map(|place| 100 * place));
}

/// ⟨RS x, y⟩ = ⟨x, AG y⟩: the gradient of an all-gather is the reduce-scatter of the gradients. `torch.distributed.nn`, executed, agrees.
fn it_is_the_adjoint_of_all_gather() {
    let x = values(3, 7);
    let y: Vec<Vec<i64>> = vec![vec![3, -1, 4], vec![1, -5], vec![9, 2]];
    let whole = y.concat();
    let dot = |a: &[i64], b: &[i64]| -> i64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    let left: i64 = integers(Knobs::default(), x.clone()).0.iter().zip(&y).map(|(x, y)| dot(x, y)).sum();
    let right: i64 = x.iter().map(|x| dot(x, &whole)).sum();
    assert_eq!(left, right);
}
