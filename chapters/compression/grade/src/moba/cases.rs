//! The cases of `moba`.

use judge::{Case, Layout, Random};
use ndarray::Array2;

use super::Input;
use super::inputs::{Lists, gated, laid, normal, ordinary, whole};

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = choosing();
    cases.extend(of_gates());
    cases.extend(attending());
    cases.extend(super::far_apart::cases());
    cases
}

fn choose(random: &mut Random, sizes: [usize; 4]) -> Input {
    Input::Choose(normal(random, sizes))
}

pub(super) fn attend(random: &mut Random, sizes: [usize; 4], lists: Lists) -> Input {
    Input::Attend(ordinary(random, sizes, lists))
}

fn choosing() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "eight tokens in blocks of two, two chosen",
            make: |random| choose(random, [8, 3, 2, 2]),
        },
        Case { name: "blocks of four, three chosen", make: |random| choose(random, [24, 4, 4, 3]) },
        Case { name: "the last block lacks tokens", make: |random| choose(random, [19, 5, 4, 2]) },
        Case { name: "the last block has one token", make: |random| choose(random, [16, 4, 3, 3]) },
        Case { name: "only the own block", make: |random| choose(random, [11, 3, 2, 1]) },
        Case { name: "k as many as blocks", make: |random| choose(random, [14, 3, 3, 5]) },
        Case { name: "k above the number of blocks", make: |random| choose(random, [13, 2, 3, 40]) },
        Case { name: "k of 2²⁰", make: |random| choose(random, [10, 4, 3, 1 << 20]) },
        Case { name: "one block", make: |random| choose(random, [5, 3, 5, 2]) },
        Case { name: "a block longer than the text", make: |random| choose(random, [4, 3, 9, 2]) },
        Case { name: "one token", make: |random| choose(random, [1, 4, 1, 1]) },
        Case { name: "blocks of one token", make: |random| choose(random, [9, 4, 1, 3]) },
        Case { name: "one channel", make: |random| choose(random, [18, 1, 2, 4]) },
        Case { name: "all sizes equal but the length", make: |random| choose(random, [21, 3, 3, 3]) },
        Case {
            name: "as many channels as tokens, transposed",
            make: |random| laid(choose(random, [12, 12, 3, 2]), Layout::Transposed),
        },
        Case {
            name: "260 tokens in blocks of 24, four chosen",
            make: |random| choose(random, [260, 2, 24, 4]),
        },
        Case { name: "blocks of 128", make: |random| choose(random, [300, 2, 128, 2]) },
        Case {
            name: "choose, transposed views",
            make: |random| laid(choose(random, [17, 5, 3, 3]), Layout::Transposed),
        },
        Case {
            name: "choose, strided views",
            make: |random| laid(choose(random, [15, 4, 2, 4]), Layout::Strided),
        },
    ]
}

/// A level of each block, no two alike, in an order that differs from query to query.
fn mixed(t: usize, b: usize) -> f32 {
    [3.0, 8.0, 6.0, 1.0, 9.0, 4.0, 7.0, 2.0, 5.0][(4 * b + 7 * t + b * t) % 9] + b as f32 / 16.0
}

fn of_gates() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "the own block's mean would come last",
            make: |random| {
                let gate = |t: usize, b: usize| if b == t / 3 { -20.0 } else { mixed(t, b) - 5.0 };
                Input::Choose(gated(random, [20, 3, 3], 2.0, gate))
            },
        },
        Case {
            name: "later blocks would come first",
            make: |random| {
                let gate = |t: usize, b: usize| mixed(t, b) + if b > t / 3 { 20.0 } else { -5.5 };
                Input::Choose(gated(random, [22, 3, 4], 2.0, gate))
            },
        },
        Case {
            name: "all gates below 0",
            make: |random| Input::Choose(gated(random, [18, 2, 4], 3.0, |t, b| mixed(t, b) - 14.0)),
        },
        Case {
            name: "gates of 10⁶, −10⁶ and 0",
            make: |random| {
                let gate = |t: usize, b: usize| {
                    let level: f32 = [9.5e5, -9e5, 9e5, -9.5e5, 0.0][(t + t / 3) % 5];
                    let toward: f32 = if level == 0.0 { 0.5 } else { -level.signum() * 3e3 };
                    match (t, b) {
                        (3, 0) => -1e6,
                        (5, 1) => 1e6,
                        _ => level + toward * mixed(t, b),
                    }
                };
                loop {
                    let mut input = gated(random, [16, 2, 3], 1000.0, gate);
                    input.keys.values.mapv_inplace(|x| x.clamp(-1000.0, 1000.0));
                    input.queries.values[[0, 1]] = -1000.0;
                    if input.all_decided() {
                        return Input::Choose(input);
                    }
                }
            },
        },
        Case {
            name: "gates 180 apart",
            make: |random| {
                Input::Choose(gated(random, [20, 2, 4], 100.0, |t, b| 180.0 * mixed(t, b) - 850.0))
            },
        },
        Case {
            name: "gates beyond 10⁹ and −10⁹",
            make: |random| {
                let mut input = normal(random, [5, 1, 2, 2]);
                let level = [960.0, 985.0, 930.0];
                input.keys.values = Array2::from_shape_fn((5, 1100), |(t, _)| {
                    (level[t / 2] + random.uniform(-1.0..1.0)) as f32
                });
                let query = |(t, _): (usize, usize)| if t.is_multiple_of(2) { 1000.0 } else { -1000.0 };
                input.queries.values = Array2::from_shape_fn((5, 1100), query);
                Input::Choose(input)
            },
        },
        Case { name: "260 channels", make: |random| choose(random, [9, 260, 2, 2]) },
        Case {
            name: "many equal gates",
            make: |random| Input::Choose(whole(random, [30, 2, 2, 4], &[-1.0, 0.0, 1.0, 2.0])),
        },
        Case {
            name: "all keys equal",
            make: |random| {
                let mut input = whole(random, [22, 3, 4, 3], &[1.0]);
                input.queries.values.fill(1.0);
                Input::Choose(input)
            },
        },
        Case {
            name: "65 blocks with few gates",
            make: |random| Input::Choose(whole(random, [130, 1, 2, 12], &[-1.0, 0.0, 1.0])),
        },
        Case {
            name: "gates of 0 and −0",
            make: |random| {
                // Of blocks 0, 4, 8 and so on the gate is a sum of −0 and −0, of the ones after them of 0 and −0.
                let keys = Array2::from_shape_fn((26, 2), |(t, c)| {
                    [[-1.0, 0.0], [1.0, 0.0], [1.0, -1.0], [2.0, 3.0]][t / 2 % 4][c]
                });
                let mut input = whole(random, [26, 2, 2, 5], &[1.0]);
                input.keys.values = keys;
                for (t, mut query) in input.queries.values.rows_mut().into_iter().enumerate() {
                    query[0] = 0.0;
                    query[1] = if t.is_multiple_of(2) { -1.0 } else { -2.0 };
                }
                Input::Choose(input)
            },
        },
    ]
}

fn attending() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "seven tokens in blocks of two, one block beside the own",
            make: |random| attend(random, [7, 3, 2, 2], Lists::Some(1)),
        },
        Case { name: "blocks of four", make: |random| attend(random, [22, 4, 3, 4], Lists::Some(2)) },
        Case {
            name: "lists of any length, transposed views",
            make: |random| laid(attend(random, [18, 5, 2, 3], Lists::Any), Layout::Transposed),
        },
        Case { name: "all blocks chosen", make: |random| attend(random, [14, 3, 4, 3], Lists::All) },
        Case { name: "the own block alone", make: |random| attend(random, [13, 4, 2, 4], Lists::Some(0)) },
        Case {
            name: "lists that descend",
            make: |random| {
                let mut input = ordinary(random, [17, 2, 3, 3], Lists::Some(3));
                input.chosen.iter_mut().for_each(|list| list.sort_by(|a, b| b.cmp(a)));
                Input::Attend(input)
            },
        },
        Case {
            name: "attend, blocks of one token",
            make: |random| attend(random, [9, 4, 3, 1], Lists::Some(2)),
        },
        Case {
            name: "attend, a block longer than the text",
            make: |random| attend(random, [6, 3, 2, 11], Lists::All),
        },
        Case { name: "attend, one token", make: |random| attend(random, [1, 3, 4, 2], Lists::All) },
        Case {
            name: "attend, one channel, one value",
            make: |random| attend(random, [12, 1, 1, 3], Lists::Some(1)),
        },
        Case { name: "attend, all sizes equal", make: |random| attend(random, [4, 4, 4, 4], Lists::All) },
        Case {
            name: "attend, a query and a key of zeros",
            make: |random| {
                let mut input = ordinary(random, [9, 3, 2, 2], Lists::All);
                input.queries.values.row_mut(6).fill(0.0);
                input.keys.values.row_mut(3).fill(0.0);
                Input::Attend(input)
            },
        },
        Case {
            name: "attend, 260 channels, 270 of values",
            make: |random| attend(random, [2, 260, 270, 1], Lists::All),
        },
        Case {
            name: "attend, 270 blocks of one token",
            make: |random| attend(random, [270, 1, 1, 1], Lists::Some(2)),
        },
        Case {
            name: "attend, transposed views",
            make: |random| laid(attend(random, [13, 5, 3, 3], Lists::Some(1)), Layout::Transposed),
        },
        Case {
            name: "attend, strided views",
            make: |random| laid(attend(random, [11, 3, 4, 2], Lists::Any), Layout::Strided),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [width, block, value_width] = random.distinct(2..=6);
    let n = random.whole(2..=6 * block + 1);
    let input = if random.chance(0.5) {
        let k = random.whole(1..=5);
        if block.is_power_of_two() && random.chance(0.4) {
            Input::Choose(whole(random, [n, width.min(2), block, k], &[-1.0, 0.0, 1.0]))
        } else {
            choose(random, [n, width, block, k])
        }
    } else {
        let lists = [Lists::Any, Lists::Some(1), Lists::Some(2), Lists::All][random.whole(0..=3)];
        attend(random, [n, width, value_width, block], lists)
    };
    let layout = Layout::any(random);
    laid(input, layout)
}
