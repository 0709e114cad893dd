//! The cases of `budget`.

use compression::lesson::millions;
use judge::{Case, Random};

use super::{Input, Kind};

/// Layers whose entries have so many bytes and FLOPs.
fn plain(count: u64, window: u64, block: u64, [entry_bytes, entry_flops]: [u64; 2]) -> Kind {
    Kind { count, window, block, entry_bytes, entry_flops, ..Kind::default() }
}

/// The same, of which some entries are chosen, by keys of so many bytes and FLOPs.
fn choosing(kind: Kind, chosen: u64, [key_bytes, key_flops]: [u64; 2]) -> Kind {
    Kind { chosen: Some(chosen), key_bytes, key_flops, ..kind }
}

fn at(kinds: Vec<Kind>, tokens: &[u64]) -> Input {
    Input { kinds, tokens: tokens.to_vec() }
}

fn whole(random: &mut Random, from: usize, to: usize) -> u64 {
    random.whole(from..=to) as u64
}

/// The layers of a model of the lesson, around so many tokens.
fn model(random: &mut Random, layers: Vec<compression::Layers>, tokens: u64) -> Input {
    let near = tokens - whole(random, 1, 120);
    at(layers.into_iter().map(Kind::from).collect(), &[near, tokens, tokens + 1, 2 * tokens + 3])
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "an entry for each token",
            make: |random| at(vec![plain(3, 0, 1, [10, 70])], &[1, 5, whole(random, 20, 60)]),
        },
        Case {
            name: "a window",
            make: |random| at(vec![plain(2, 8, 0, [6, 50])], &[1, 7, 8, 9, whole(random, 30, 90)]),
        },
        Case {
            name: "blocks of four",
            make: |random| at(vec![plain(5, 0, 4, [9, 31])], &[2, 3, 4, 5, 7, 8, whole(random, 30, 90)]),
        },
        Case {
            name: "a window and blocks",
            make: |random| at(vec![plain(4, 10, 3, [7, 40])], &[2, 3, 9, 10, 11, 14, whole(random, 30, 90)]),
        },
        Case {
            name: "five of the blocks chosen",
            make: |random| {
                let kind = choosing(plain(2, 0, 4, [12, 90]), 5, [3, 11]);
                at(vec![kind], &[3, 19, 20, 23, 24, 40, whole(random, 50, 90)])
            },
        },
        Case {
            name: "a window, blocks, and six of them chosen",
            make: |random| {
                let kind = choosing(plain(3, 9, 4, [12, 90]), 6, [5, 13]);
                at(vec![kind], &[3, 8, 10, 23, 24, 28, 41, whole(random, 50, 90)])
            },
        },
        Case {
            name: "tokens chosen, a key for each",
            make: |random| {
                at(
                    vec![choosing(plain(7, 0, 1, [20, 60]), 16, [4, 5])],
                    &[1, 15, 16, 17, whole(random, 40, 99)],
                )
            },
        },
        Case {
            name: "a window and entries for all, five layers to one",
            make: |random| {
                let kinds = vec![plain(5, 32, 0, [8, 30]), plain(1, 0, 1, [8, 30])];
                at(kinds, &[10, 32, 33, whole(random, 100, 400)])
            },
        },
        Case {
            name: "three kinds, bytes and FLOPs of their own",
            make: |random| {
                let kinds = vec![
                    choosing(plain(4, 16, 4, [11, 80]), 7, [3, 17]),
                    plain(5, 16, 32, [13, 70]),
                    plain(2, 16, 0, [9, 60]),
                ];
                at(kinds, &[12, 31, 64, whole(random, 100, 300), whole(random, 301, 900)])
            },
        },
        Case {
            name: "a list with a kind for each layer",
            make: |random| {
                let layer =
                    |i: u64| if i % 6 == 5 { plain(1, 0, 1, [14, 23]) } else { plain(1, 40, 0, [10, 19]) };
                at((0..62).map(layer).collect(), &[39, 41, whole(random, 100, 300)])
            },
        },
        Case { name: "no layer", make: |_| at(Vec::new(), &[0, 9, 100]) },
        Case {
            name: "no token yet, and the first",
            make: |_| {
                let kinds = vec![choosing(plain(2, 5, 4, [7, 90]), 3, [2, 8]), plain(3, 0, 1, [11, 40])];
                at(kinds, &[0, 1])
            },
        },
        Case {
            name: "layers that keep nothing",
            make: |random| {
                at(vec![plain(6, 0, 0, [10, 20]), plain(2, 0, 2, [3, 4])], &[4, whole(random, 20, 99)])
            },
        },
        Case {
            name: "no layer of a kind, entries of 0 bytes and of 0 FLOPs",
            make: |random| {
                let kinds = vec![
                    plain(0, 7, 3, [10, 20]),
                    plain(3, 4, 2, [0, 21]),
                    plain(2, 3, 4, [17, 0]),
                    choosing(plain(2, 0, 5, [4, 6]), 3, [0, 9]),
                    choosing(plain(4, 0, 3, [5, 7]), 2, [3, 0]),
                ];
                at(kinds, &[6, whole(random, 20, 99)])
            },
        },
        Case {
            name: "none of the blocks chosen",
            make: |random| {
                at(vec![choosing(plain(3, 5, 4, [12, 90]), 0, [5, 13])], &[4, 9, whole(random, 20, 90)])
            },
        },
        Case {
            name: "blocks longer than the text",
            make: |random| at(vec![plain(3, 6, 128, [12, 90])], &[5, 127, 128, whole(random, 20, 120)]),
        },
        Case {
            name: "a window of 2⁴⁰",
            make: |random| at(vec![plain(3, 1 << 40, 0, [6, 10])], &[5, whole(random, 20, 1200)]),
        },
        Case {
            name: "2⁴⁰ blocks may be chosen",
            make: |random| {
                at(vec![choosing(plain(2, 4, 3, [6, 10]), 1 << 40, [2, 3])], &[5, whole(random, 20, 1200)])
            },
        },
        Case {
            name: "some chosen, and a block of 0",
            make: |random| {
                let kind = choosing(plain(2, 5, 0, [6, 10]), 3, [2, 3]);
                at(vec![kind], &[4, whole(random, 20, 99)])
            },
        },
        Case {
            name: "a window of 2⁴⁰, 2⁴⁰ blocks chosen, entries and keys of 2³³ and more",
            make: |random| {
                let kind = plain(300, 1 << 40, 2, [1 << 34, 1 << 33]);
                let kind = choosing(kind, 1 << 40, [(1 << 33) + 2, (1 << 34) + 3]);
                at(vec![kind], &[5, whole(random, 20, 99)])
            },
        },
        Case { name: "the shape of DeepSeek-V3.2", make: |random| model(random, millions::v32(), 1 << 20) },
        Case {
            name: "the shape of DeepSeek-V4 Pro",
            make: |random| model(random, millions::v4_pro(), 1 << 20),
        },
        Case {
            name: "the shape of DeepSeek-V4 Flash",
            make: |random| model(random, millions::v4_flash(), 1 << 17),
        },
        Case {
            name: "the shape of Gemma-3 27B",
            make: |random| model(random, millions::gemma_3_27b(), 1 << 15),
        },
        Case {
            name: "almost 2⁶⁰ bytes, and FLOPs",
            make: |random| {
                let kinds =
                    vec![choosing(plain(8, 100, 1, [1020, 3]), 1 << 40, [4, 1024]), plain(3, 9, 64, [7, 5])];
                // A little less than 2⁶⁰ / (8 · 1024), as the window and the second kind cost something too.
                at(kinds, &[1 << 46, (1 << 47) - (1 << 36) - whole(random, 1, 99)])
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let count = random.whole(1..=4);
    let mut kind = || {
        let window = if random.chance(0.6) { whole(random, 1, 40) } else { 0 };
        let block = if random.chance(0.8) { whole(random, 1, 9) } else { 0 };
        let numbers = [whole(random, 2, 40), whole(random, 50, 99)];
        let kind = plain(whole(random, 1, 9), window, block, numbers);
        if block > 0 && random.chance(0.5) {
            choosing(kind, whole(random, 1, 20), [whole(random, 1, 9), whole(random, 5, 30)])
        } else {
            kind
        }
    };
    let kinds = (0..count).map(|_| kind()).collect();
    let tokens = (0..5).map(|_| whole(random, 1, 150)).collect();
    Input { kinds, tokens }
}
