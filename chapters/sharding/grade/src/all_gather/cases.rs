//! The cases of `all_gather`.

use judge::{Case, Random};

use super::Input;

fn floats(random: &mut Random, sizes: &[usize]) -> Input {
    Input::Floats(sizes.iter().map(|&size| random.normals(size, 1.0).to_vec()).collect())
}

/// Large ones too, which no float holds.
fn integers(random: &mut Random, sizes: &[usize]) -> Input {
    let value = |random: &mut Random| random.whole(0..=1 << 62) as i64 - (1 << 61);
    Input::Integers(sizes.iter().map(|&size| (0..size).map(|_| value(random)).collect()).collect())
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "three ranks, shards of two", make: |random| floats(random, &[2, 2, 2]) },
        Case { name: "two ranks", make: |random| floats(random, &[3, 3]) },
        Case { name: "one rank", make: |random| floats(random, &[4]) },
        Case { name: "four ranks, integers", make: |random| integers(random, &[3, 3, 3, 3]) },
        Case { name: "shards of different lengths", make: |random| floats(random, &[3, 1, 4, 2, 5]) },
        Case { name: "two ranks, of different lengths", make: |random| floats(random, &[1, 4]) },
        Case { name: "the last one is shorter", make: |random| floats(random, &[3, 3, 3, 1]) },
        Case { name: "an empty shard", make: |random| floats(random, &[2, 0, 3, 1]) },
        Case { name: "rank 0 has nothing", make: |random| integers(random, &[0, 2, 1]) },
        Case { name: "more ranks than values", make: |random| floats(random, &[1, 1, 0, 0, 0, 0]) },
        Case { name: "nothing at all", make: |random| floats(random, &[0, 0, 0]) },
        Case { name: "one rank with nothing", make: |random| floats(random, &[0]) },
        Case { name: "nine ranks", make: |random| floats(random, &[2, 3, 1, 4, 2, 3, 1, 2, 5]) },
        Case { name: "shards of 300", make: |random| floats(random, &[300, 299, 300]) },
        Case { name: "nine ranks, shards of 300", make: |random| floats(random, &[300; 9]) },
        Case { name: "eight ranks", make: |random| floats(random, &[2, 3, 1, 4, 2, 3, 1, 2]) },
        Case {
            name: "floats of a million",
            make: |random| Input::Floats((0..3).map(|_| random.normals(4, 1e6).to_vec()).collect()),
        },
        Case {
            name: "the largest integers",
            make: |_| Input::Integers(vec![vec![i64::MAX, i64::MIN, 0], vec![-1], vec![i64::MIN + 1, 7]]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let ranks = random.whole(2..=7);
    let sizes: Vec<usize> = (0..ranks).map(|_| random.whole(0..=6)).collect();
    if random.chance(0.3) { integers(random, &sizes) } else { floats(random, &sizes) }
}
