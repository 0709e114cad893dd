//! What is known of `lanes` from elsewhere.

use fast::longest_chain;
use judge::{Golden, mistaken};

use super::bent::Knobs;
use super::mistakes::mistakes;
use super::{Input, Summed, exact};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![the_first_hundred_numbers, what_cancels_is_nothing, eight_chains_of_an_eighth]
}

fn first(count: u32) -> Input {
    Input { numbers: (1..=count).map(|i| i as f32).collect() }
}

/// 1 + 2 + … + n = n (n + 1) / 2 (Euclid, Elements IX 35, in words), by hand for what is left out or counted twice. All sums are exact.
fn the_first_hundred_numbers() {
    for count in [0, 1, 7, 8, 100, 1000] {
        let sum = f64::from(count * (count + 1) / 2);
        assert_eq!(exact(&first(count).numbers), sum);
        assert_eq!(f64::from(Knobs::default().run(&first(count)).sums[0]), sum);
    }
    let of = |id| mistaken(mistakes(), id).run(&first(100)).sums[0];
    // 97 + 98 + 99 + 100 stand behind the last eight.
    assert_eq!(of("rest_left_out"), 5050.0 - 394.0);
    assert_eq!(of("rest_twice"), 5050.0 + 394.0);
    // 1 + 9 + … + 89 are twelve numbers.
    assert_eq!(of("first_lane_alone"), 540.0 + 394.0);
    assert_eq!(of("first_lane_twice"), 5050.0 + 540.0);
    assert_eq!(of("first_chunk_twice"), 5050.0 + 36.0);
    assert_eq!(of("overwritten"), 89.0 + 90.0 + 91.0 + 92.0 + 93.0 + 94.0 + 95.0 + 96.0 + 394.0);
}

/// In double precision 10³⁰ and 10⁻³ have no place beside each other, and yet what the small ones add up to is there once the large ones are gone.
fn what_cancels_is_nothing() {
    assert_eq!(exact(&[0.5, 1e30, 0.25, -1e30]), 0.75);
}

/// By hand: each of eight sums gets ⌊n / 8⌋ numbers; then eight sums and the rest are added to 0.
fn eight_chains_of_an_eighth() {
    for count in [0, 5, 8, 100, 1000] {
        let Summed { chain, .. } = Knobs::default().run(&first(count));
        let count = count as usize;
        assert_eq!(chain, count / 8 + 8 + count % 8);
        assert!(chain <= longest_chain(count));
        assert_eq!(mistaken(mistakes(), "one_sum").run(&first(count as u32)).chain, count + 1);
    }
}
