//! The cases of `four_bit`.

use judge::{Case, Random};

use super::{Input, reference};

/// Numbers of both signs, from a little less than what becomes 0 up to a level, none near to a place where rounding turns.
fn spread(random: &mut Random, count: usize, block: usize, level: f32) -> Vec<f32> {
    let mut values: Vec<f32> = (0..count)
        .map(|_| {
            let magnitude = level * random.uniform(-9.0..0.0).exp2() as f32;
            if random.chance(0.5) { magnitude } else { -magnitude }
        })
        .collect();
    values.chunks_mut(block).for_each(clear);
    values
}

/// Moves what lies near to the middle between neighbours. The largest stays.
fn clear(block: &mut [f32]) {
    let scale = block.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    for x in block {
        let near = |middle: f32| (x.abs() / scale / middle - 1.0).abs() < 0.01;
        // 2^k, 1.5 · 2^k and √2 · 2^k: whatever is taken for the middle.
        let middles = (-8..0).flat_map(|k| [1.5, std::f32::consts::SQRT_2].map(|m| m * (k as f32).exp2()));
        if middles.chain([1.0 / 128.0]).any(near) {
            *x *= 0.97;
        }
    }
}

fn encode(random: &mut Random, count: usize, block: usize) -> Input {
    Input::Encode { values: spread(random, count, block, 2.5), block }
}

fn decode(random: &mut Random, count: usize, block: usize, level: f32) -> Input {
    let (scales, codes) = reference::encode(&spread(random, count, block, level), block);
    Input::Decode { scales, codes, count, block }
}

fn exchange(random: &mut Random, ranks: usize, count: usize, block: usize) -> Input {
    Input::Exchange { ranks: (0..ranks).map(|_| spread(random, count, block, 2.5)).collect(), block }
}

/// A scale of few digits, so that the middle between neighbours is a float.
fn short(random: &mut Random) -> f32 {
    random.whole(5..=15) as f32 / 8.0
}

/// All numbers that have a code, and what is halfway between neighbours, times something.
fn places(scale: f32, by: f32) -> Vec<f32> {
    let halfway = (1..7).map(|e| 1.5 * scale * ((e - 7) as f32).exp2());
    let all: Vec<f32> = std::iter::once(scale / 128.0).chain(halfway).map(|x| x * by).collect();
    all.iter().copied().chain(all.iter().map(|x| -x)).chain([scale]).collect()
}

fn at(random: &mut Random, by: f32) -> Input {
    let values = places(short(random), by);
    Input::Encode { block: values.len(), values }
}

/// Blocks of four, some of them zeros.
fn zeros(random: &mut Random, zero: [bool; 4]) -> Vec<f32> {
    let block = |zero: bool| if zero { vec![0.0; 4] } else { spread(random, 4, 4, 2.5) };
    zero.map(block).concat()
}

/// Blocks of four from 10⁻³⁰ to 10³⁰.
fn ends(random: &mut Random) -> Vec<f32> {
    let of = |level: f32| {
        let mut values = spread(random, 4, 4, level);
        values[0] = level;
        if level < 1.0 {
            values.fill(-level);
        }
        values
    };
    [1e30, 1e-30, 1.0].map(of).concat()
}

fn of_encode() -> Vec<Case<Input>> {
    vec![
        Case { name: "encode: one block", make: |random| encode(random, 6, 6) },
        Case {
            name: "encode: numbers that have a code",
            make: |random| {
                let scale = short(random);
                let mut values: Vec<f32> = (0..7).map(|e| scale / (1 << e) as f32).collect();
                values.extend(values.clone().iter().map(|x| -x));
                values.push(0.0);
                random.shuffle(&mut values);
                Input::Encode { block: values.len(), values }
            },
        },
        Case { name: "encode: halfway between two", make: |random| at(random, 1.0) },
        Case { name: "encode: nearer to the lower one", make: |random| at(random, 0.98) },
        Case { name: "encode: nearer to the higher one", make: |random| at(random, 1.02) },
        Case { name: "encode: nearer to the lower one, closely", make: |random| at(random, 0.9999) },
        Case {
            name: "encode: between 0 and the smallest",
            make: |random| {
                let scale = short(random);
                let values = [0.1, 0.3, 0.45, 0.55, 0.8, 1.2].map(|x| x * scale / 64.0);
                let values = values.iter().flat_map(|&x| [x, -x]).chain([-scale]).collect();
                Input::Encode { values, block: 13 }
            },
        },
        Case { name: "encode: three blocks", make: |random| encode(random, 12, 4) },
        Case {
            name: "encode: blocks of different levels",
            make: |random| {
                let values = [100.0, 1.0, 0.01].map(|level| spread(random, 4, 4, level)).concat();
                Input::Encode { values, block: 4 }
            },
        },
        Case {
            name: "encode: the largest is negative",
            make: |random| {
                let mut values = spread(random, 8, 4, 1.0);
                (values[1], values[6]) = (-2.0, -3.0);
                values.chunks_mut(4).for_each(clear);
                Input::Encode { values, block: 4 }
            },
        },
        Case { name: "encode: an odd number of values", make: |random| encode(random, 7, 4) },
        Case { name: "encode: blocks of odd length", make: |random| encode(random, 11, 3) },
        Case { name: "encode: each value is a block", make: |random| encode(random, 5, 1) },
        Case { name: "encode: a block longer than all", make: |random| encode(random, 3, 300) },
        Case {
            name: "encode: a block of zeros",
            make: |random| Input::Encode { values: zeros(random, [false, true, true, false]), block: 4 },
        },
        Case {
            name: "encode: zeros first and last",
            make: |random| Input::Encode { values: zeros(random, [true, false, false, true]), block: 4 },
        },
        Case {
            name: "encode: zeros, also negative ones",
            make: |random| {
                let mut values = spread(random, 6, 6, 1.0);
                (values[1], values[4]) = (-0.0, 0.0);
                Input::Encode { values, block: 6 }
            },
        },
        Case { name: "encode: nothing", make: |_| Input::Encode { values: vec![], block: 4 } },
        Case {
            name: "encode: from 1e-30 to 1e30",
            make: |random| Input::Encode { values: ends(random), block: 4 },
        },
        Case {
            name: "encode: the end of the range in one block",
            make: |random| {
                let mut values = spread(random, 5, 5, 1e30);
                (values[1], values[3]) = (1e30, -1e-30);
                clear(&mut values);
                Input::Encode { values, block: 5 }
            },
        },
        Case { name: "encode: 300 values", make: |random| encode(random, 300, 32) },
        Case { name: "encode: 300 blocks of one value", make: |random| encode(random, 300, 1) },
        Case {
            name: "encode: the largest is the last of 300",
            make: |random| {
                let mut values = spread(random, 300, 300, 2.5);
                values[299] = 5.0;
                clear(&mut values);
                Input::Encode { values, block: 300 }
            },
        },
        Case { name: "encode: 300 values in a block", make: |random| encode(random, 300, 300) },
    ]
}

fn of_decode() -> Vec<Case<Input>> {
    vec![
        Case { name: "decode: one block", make: |random| decode(random, 6, 6, 2.5) },
        Case {
            name: "decode: every code",
            make: |random| {
                let scale = short(random);
                let codes = vec![0x17, 0x32, 0x54, 0x96, 0xba, 0xdc, 0xfe, 0x00];
                Input::Decode { scales: vec![scale], codes, count: 15, block: 15 }
            },
        },
        Case { name: "decode: three blocks, an odd number", make: |random| decode(random, 11, 4, 2.5) },
        Case { name: "decode: blocks of odd length", make: |random| decode(random, 8, 3, 2.5) },
        Case {
            name: "decode: a block of zeros",
            make: |random| {
                let values = zeros(random, [false, true, false, true]);
                let (scales, codes) = reference::encode(&values, 4);
                Input::Decode { scales, codes, count: 16, block: 4 }
            },
        },
        Case { name: "decode: nothing", make: |random| decode(random, 0, 4, 1.0) },
        Case {
            name: "decode: from 1e-30 to 1e30",
            make: |random| {
                let (scales, codes) = reference::encode(&ends(random), 4);
                Input::Decode { scales, codes, count: 12, block: 4 }
            },
        },
        Case { name: "decode: 300 blocks of one value", make: |random| decode(random, 300, 1, 2.5) },
        Case { name: "decode: 300 values", make: |random| decode(random, 300, 32, 2.5) },
    ]
}

fn of_exchange() -> Vec<Case<Input>> {
    vec![
        Case { name: "exchange: two ranks", make: |random| exchange(random, 2, 4, 4) },
        Case { name: "exchange: three ranks, an odd number", make: |random| exchange(random, 3, 7, 4) },
        Case { name: "exchange: one rank", make: |random| exchange(random, 1, 5, 5) },
        Case { name: "exchange: four ranks, blocks of odd length", make: |random| exchange(random, 4, 8, 3) },
        Case { name: "exchange: nothing", make: |random| exchange(random, 3, 0, 4) },
        Case { name: "exchange: 300 blocks on six ranks", make: |random| exchange(random, 6, 300, 1) },
        Case { name: "exchange: one value", make: |random| exchange(random, 4, 1, 4) },
        Case {
            name: "exchange: ranks of different levels",
            make: |random| {
                let levels = [1e12, 1e-7, 3.0, 2e-3];
                let ranks = levels.map(|level| spread(random, 6, 6, level));
                Input::Exchange { ranks: ranks.into(), block: 6 }
            },
        },
        Case {
            name: "exchange: large ones that cancel",
            make: |random| {
                let large = spread(random, 6, 3, 3e9);
                let negative = large.iter().map(|x| -x).collect();
                Input::Exchange { ranks: vec![large, spread(random, 6, 3, 2.5), negative], block: 3 }
            },
        },
        Case {
            name: "exchange: a rank with zeros",
            make: |random| {
                let ranks =
                    vec![zeros(random, [true, true, true, true]), zeros(random, [false, true, false, true])];
                Input::Exchange { ranks, block: 4 }
            },
        },
        Case { name: "exchange: six ranks, 96 values", make: |random| exchange(random, 6, 96, 8) },
        Case { name: "exchange: one block of 300", make: |random| exchange(random, 2, 300, 300) },
        Case { name: "exchange: each value is a block", make: |random| exchange(random, 3, 13, 1) },
        Case { name: "exchange: 300 values", make: |random| exchange(random, 3, 300, 32) },
    ]
}

pub(super) fn cases() -> Vec<Case<Input>> {
    [of_encode(), of_decode(), of_exchange()].into_iter().flatten().collect()
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let (count, block) = (random.whole(0..=20), random.whole(1..=9));
    match random.whole(0..=2) {
        0 => encode(random, count, block),
        1 => decode(random, count, block, 2.5),
        _ => {
            let ranks = random.whole(1..=6);
            exchange(random, ranks, count, block)
        }
    }
}
