//! The cases of `reduce_scatter`.

use judge::{Case, Random};

use super::Input;

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = vec![
        Case { name: "three ranks, six values", make: |random| Input::floats(random, 3, 6) },
        Case { name: "two ranks", make: |random| Input::floats(random, 2, 4) },
        Case { name: "one rank", make: |random| Input::floats(random, 1, 5) },
        Case { name: "four ranks, integers", make: |random| Input::integers(random, 4, 8) },
        Case { name: "two ranks, five values", make: |random| Input::floats(random, 2, 5) },
        Case { name: "one value more than shards of two", make: |random| Input::floats(random, 5, 11) },
        Case { name: "one value less than shards of three", make: |random| Input::integers(random, 4, 11) },
        Case { name: "seven ranks, sixteen values", make: |random| Input::floats(random, 7, 16) },
        Case { name: "fewer values than ranks", make: |random| Input::floats(random, 6, 2) },
        Case { name: "as many values as ranks", make: |random| Input::floats(random, 5, 5) },
        Case { name: "one value", make: |random| Input::integers(random, 3, 1) },
        Case { name: "nothing at all", make: |random| Input::floats(random, 3, 0) },
        Case { name: "one rank with nothing", make: |random| Input::integers(random, 1, 0) },
        Case { name: "ranks at different levels", make: |random| Input::levels(random, 4, 9) },
        Case { name: "the largest integers on nine ranks", make: |random| Input::largest(random, 9, 40) },
        Case { name: "300 values", make: |random| Input::floats(random, 8, 300) },
    ];
    cases.extend(far_ends());
    cases
}

/// The far ends of what is summed over ranks, for `all_reduce` too.
pub(crate) fn far_ends() -> Vec<Case<Input>> {
    vec![
        Case { name: "one rank, 300 values", make: |random| Input::floats(random, 1, 300) },
        Case { name: "two ranks, 299 values", make: |random| Input::floats(random, 2, 299) },
        Case { name: "two ranks, 300 integers", make: |random| Input::integers(random, 2, 300) },
        Case { name: "nine ranks, 300 floats", make: |random| Input::floats(random, 9, 300) },
        Case { name: "nine ranks, two floats", make: |random| Input::floats(random, 9, 2) },
        Case { name: "floats of a million", make: |random| Input::sized(random, 3, 7, 1e6) },
        Case { name: "floats of a millionth", make: |random| Input::sized(random, 3, 7, 1e-6) },
        Case { name: "sums that are 0", make: |random| Input::cancelling(random, 3, 7) },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let (ranks, length) = (random.whole(2..=7), random.whole(0..=24));
    if random.chance(0.3) {
        Input::integers(random, ranks, length)
    } else {
        Input::floats(random, ranks, length)
    }
}
