//! The cases of `state_bytes`.

use judge::{Case, Random};

use super::{Input, Kind, What};

fn tokens(count: u64, numbers: u64, window: Option<u64>, bytes: u64) -> Kind {
    Kind { count, what: What::Tokens { numbers, window }, bytes, state_bytes: bytes + 3 }
}

fn state(count: u64, [heads, keys, values]: [u64; 3], (channels, width): (u64, u64)) -> Kind {
    let what = What::State { heads, keys, values, channels, width };
    Kind { count, what, bytes: 2, state_bytes: 4 }
}

fn at(kinds: Vec<Kind>, tokens: &[u64]) -> Input {
    Input::Bytes { kinds, tokens: tokens.to_vec() }
}

fn few(random: &mut Random) -> u64 {
    random.whole(12..=90) as u64
}

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = of_bytes();
    cases.extend(of_models());
    cases.extend(of_places());
    cases
}

fn of_bytes() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "one layer that keeps every token",
            make: |random| at(vec![tokens(1, 6, None, 2)], &[few(random), 7, 1]),
        },
        Case {
            name: "three layers that keep every token",
            make: |random| at(vec![tokens(3, 10, None, 2)], &[few(random), 5]),
        },
        Case {
            name: "a window before and after it is full",
            make: |random| at(vec![tokens(2, 7, Some(11), 2)], &[few(random), 3, 10, 11, 12]),
        },
        Case {
            name: "a layer with a state, no convolution",
            make: |random| at(vec![state(1, [3, 5, 7], (0, 1))], &[few(random), 2]),
        },
        Case {
            name: "layers with a state and a convolution",
            make: |random| at(vec![state(5, [3, 5, 7], (13, 4))], &[few(random), 40]),
        },
        Case {
            name: "a state before the convolution has its first inputs",
            make: |_| at(vec![state(2, [2, 3, 5], (11, 4))], &[0, 1, 2, 3, 4]),
        },
        Case {
            name: "channels, and a convolution of width 1",
            make: |random| at(vec![state(2, [2, 5, 3], (17, 1))], &[few(random), 0]),
        },
        Case {
            name: "one kind of each",
            make: |random| {
                let kinds =
                    vec![tokens(2, 10, None, 2), tokens(5, 6, Some(8), 1), state(3, [2, 5, 3], (7, 4))];
                at(kinds, &[few(random), 0, 1, 8])
            },
        },
        Case {
            name: "two kinds with states of other widths",
            make: |random| {
                let mut other = state(4, [5, 2, 9], (6, 3));
                (other.bytes, other.state_bytes) = (1, 2);
                at(vec![state(1, [2, 3, 4], (5, 2)), other], &[few(random)])
            },
        },
        Case { name: "no layers", make: |_| at(vec![], &[0, 9]) },
        Case {
            name: "a kind of which there are none",
            make: |random| {
                let kinds = vec![tokens(0, 9, None, 2), state(2, [2, 3, 4], (5, 4)), tokens(1, 4, None, 2)];
                at(kinds, &[few(random), 0])
            },
        },
        Case {
            name: "no tokens",
            make: |random| {
                let kinds = vec![tokens(3, few(random), None, 2), state(2, [3, 4, 5], (6, 4))];
                at(kinds, &[0, 1])
            },
        },
        Case {
            name: "a window of one token",
            make: |random| at(vec![tokens(3, 4, Some(1), 2), tokens(1, 5, None, 2)], &[few(random), 0, 1]),
        },
        Case {
            name: "many kinds",
            make: |random| {
                let kinds = (0..300).map(|i| match i % 3 {
                    0 => tokens(1 + i % 5, 3 + i % 7, None, 2),
                    1 => tokens(1 + i % 4, 2 + i % 9, Some(5 + i), 1),
                    _ => state(1 + i % 2, [2, 3 + i % 4, 5], (i % 8, 1 + i % 4)),
                });
                at(kinds.collect(), &[few(random), 200])
            },
        },
    ]
}

fn of_models() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "the shape of Kimi Linear, at odd numbers of tokens",
            make: |random| {
                let kinds = vec![tokens(7, 576, None, 2), state(20, [32, 128, 128], (3 * 4096, 4))];
                at(kinds, &[1_000_001 + 2 * random.whole(0..=9000) as u64, 4096, 0])
            },
        },
        Case {
            name: "the shape of Gemma-3 27B",
            make: |random| {
                let kinds = vec![tokens(52, 2 * 16 * 128, Some(1024), 2), tokens(10, 2 * 16 * 128, None, 2)];
                at(kinds, &[131_072 + random.whole(1..=999) as u64, 700, 1024])
            },
        },
        Case {
            name: "a hundred million tokens",
            make: |random| {
                let kinds = vec![tokens(96, 2 * 96 * 128, None, 2), state(3, [64, 128, 64], (4096, 4))];
                at(kinds, &[100_000_001 + random.whole(0..=99) as u64])
            },
        },
        Case {
            name: "almost 2⁶⁰ bytes",
            make: |random| {
                let kinds = vec![tokens(5, 37, None, 4), state(7, [3, 5, 7], (9, 4))];
                at(kinds, &[(1 << 60) / (5 * 37 * 4) - 10 - random.whole(0..=9) as u64])
            },
        },
        Case {
            name: "large numbers in every place",
            make: |random| {
                let window = (1 << 33) + random.whole(1..=99) as u64;
                let mut state = state(257, [30_001, 70_001, 65_537], (70_001, 70_003));
                (state.bytes, state.state_bytes) = (3, 1);
                at(vec![tokens(301, 70_001, Some(window), 2), state], &[window - 1, window + 1000])
            },
        },
        Case {
            name: "a state of billions of bytes",
            make: |random| {
                let kinds = vec![state(61, [128, 1024, 512 + random.whole(1..=9) as u64], (70_001, 4))];
                at(kinds, &[17])
            },
        },
    ]
}

fn of_places() -> Vec<Case<Input>> {
    vec![
        Case { name: "places in one period", make: |_| Input::Places(vec![[8, 8, 4], [8, 2, 1]]) },
        Case { name: "places in several periods", make: |_| Input::Places(vec![[32, 8, 4], [16, 2, 1]]) },
        Case {
            name: "places, the last period cut before or after its own",
            make: |random| {
                let more = random.whole(5..=7);
                Input::Places(vec![[8 + more, 8, 4], [8 + 4, 8, 4], [8 + 5, 8, 4], [27, 4, 3], [62, 6, 5]])
            },
        },
        Case { name: "places at offset 0", make: |_| Input::Places(vec![[11, 3, 0], [12, 4, 0], [1, 5, 0]]) },
        Case {
            name: "places at the end of the period",
            make: |_| Input::Places(vec![[20, 4, 3], [19, 4, 3], [21, 5, 4]]),
        },
        Case { name: "places, a period of one", make: |_| Input::Places(vec![[5, 1, 0], [1, 1, 0]]) },
        Case {
            name: "places where there are none",
            make: |_| Input::Places(vec![[0, 8, 4], [0, 1, 0], [4, 8, 4], [3, 8, 7]]),
        },
        Case {
            name: "places in long periods",
            make: |random| Input::Places(vec![[700, 257, 256], [999, 300, random.whole(260..=290)]]),
        },
        Case {
            name: "places among 400 layers",
            make: |random| Input::Places(vec![[400, 7, random.whole(1..=5)], [400, 2, 1]]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    if random.chance(0.4) {
        let period = random.whole(1..=9);
        return Input::Places(vec![[random.whole(0..=40), period, random.whole(0..=period - 1)]]);
    }
    let mut number = |from: usize, to: usize| random.whole(from..=to) as u64;
    let kinds = (0..number(1, 4))
        .map(|_| Kind {
            count: number(1, 9),
            what: match number(0, 2) {
                0 => What::Tokens { numbers: number(2, 40), window: None },
                1 => What::Tokens { numbers: number(2, 40), window: Some(number(1, 60)) },
                _ => What::State {
                    heads: number(1, 9),
                    keys: number(2, 9),
                    values: number(2, 9),
                    channels: number(0, 30),
                    width: number(1, 5),
                },
            },
            bytes: number(1, 2),
            state_bytes: number(3, 4),
        })
        .collect();
    Input::Bytes { kinds, tokens: vec![number(0, 5), number(6, 150)] }
}
