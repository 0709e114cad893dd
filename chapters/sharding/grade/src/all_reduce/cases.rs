//! The cases of `all_reduce`.

use judge::{Case, Random};

use super::Input;
use crate::reduce_scatter::cases::far_ends;

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = vec![
        Case { name: "four ranks, eight values", make: |random| Input::floats(random, 4, 8) },
        Case { name: "two ranks", make: |random| Input::floats(random, 2, 4) },
        Case { name: "one rank", make: |random| Input::floats(random, 1, 5) },
        Case { name: "three ranks, integers", make: |random| Input::integers(random, 3, 6) },
        Case { name: "two ranks, five values", make: |random| Input::integers(random, 2, 5) },
        Case { name: "one value more than shards of two", make: |random| Input::floats(random, 5, 11) },
        Case { name: "one value less than shards of three", make: |random| Input::floats(random, 4, 11) },
        Case { name: "seven ranks, sixteen values", make: |random| Input::floats(random, 7, 16) },
        Case { name: "fewer values than ranks", make: |random| Input::floats(random, 6, 2) },
        Case { name: "as many values as ranks", make: |random| Input::integers(random, 5, 5) },
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

pub(super) fn fresh(random: &mut Random) -> Input {
    let (ranks, length) = (random.whole(2..=7), random.whole(0..=24));
    if random.chance(0.3) {
        Input::integers(random, ranks, length)
    } else {
        Input::floats(random, ranks, length)
    }
}
