//! The cases of `unet`.

use judge::{Case, Layout, Random};

use super::stage::Block;
use super::{Input, Network};

/// Channels of the picture, height and width, then of each level the channels that its `down` and its `up` give, and those of the middle.
struct Shape<'a> {
    picture: [usize; 3],
    levels: &'a [[usize; 2]],
    middle: usize,
    embedding: usize,
    curved: bool,
}

fn forward(random: &mut Random, shape: &Shape<'_>) -> Input {
    let [channels, h, w] = shape.picture;
    let width = shape.embedding;
    let mut from = channels;
    let mut downs = Vec::new();
    for &[down, _] in shape.levels {
        downs.push(Block::new(random, [from, down, width], shape.curved));
        from = down;
    }
    let middle = Block::new(random, [from, shape.middle, width], shape.curved);
    let mut below = shape.middle;
    let mut ups = Vec::new();
    for &[down, up] in shape.levels.iter().rev() {
        ups.push(Block::new(random, [below + down, up, width], shape.curved));
        below = up;
    }
    Input::Forward(Box::new(Network {
        x: random.normals((channels, h, w), 1.0).into(),
        embedding: random.normals(width, 1.0).into(),
        levels: downs.into_iter().zip(ups.into_iter().rev()).collect(),
        middle,
    }))
}

/// The same number of channels everywhere, so that blocks that change places still fit.
fn even(random: &mut Random, picture: [usize; 3], levels: usize, curved: bool) -> Input {
    let channels = picture[0];
    let levels = vec![[channels, channels]; levels];
    forward(random, &Shape { picture, levels: &levels, middle: channels, embedding: 3, curved })
}

fn laid(mut input: Input, of_x: Layout, of_embedding: Layout) -> Input {
    if let Input::Forward(network) = &mut input {
        network.x.layout = of_x;
        network.embedding.layout = of_embedding;
    }
    input
}

fn embed(t: f32, width: usize, longest: f32) -> Input {
    Input::Embed { t, width, longest }
}

/// Not reversed: ndarray's `exact_chunks` overflows on what runs backwards.
fn layout(random: &mut Random) -> Layout {
    [Layout::Contiguous, Layout::Transposed, Layout::Strided][random.whole(0..=2)]
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Strided, Transposed};
    vec![
        Case { name: "embed, a time in six numbers", make: |_| embed(3.0, 6, 10_000.0) },
        Case {
            name: "embed, eight numbers",
            make: |random| embed(random.uniform(1.5..40.0) as f32, 8, 10_000.0),
        },
        Case {
            name: "embed, an odd width",
            make: |random| embed(random.uniform(1.5..9.0) as f32, 7, 10_000.0),
        },
        Case { name: "embed, time zero", make: |_| embed(0.0, 6, 10_000.0) },
        Case { name: "embed, the last of 1000 steps", make: |_| embed(1000.0, 12, 10_000.0) },
        Case { name: "embed, a part of one", make: |_| embed(0.37, 10, 10_000.0) },
        Case { name: "embed, one number", make: |_| embed(5.0, 1, 10_000.0) },
        Case { name: "embed, two numbers", make: |_| embed(5.5, 2, 10_000.0) },
        Case { name: "embed, three numbers", make: |_| embed(2.5, 3, 10_000.0) },
        Case { name: "embed, 321 numbers", make: |_| embed(41.0, 321, 10_000.0) },
        Case { name: "embed, a longest period of 10", make: |_| embed(7.0, 9, 10.0) },
        Case { name: "embed, a longest period of a million", make: |_| embed(700.0, 8, 1e6) },
        Case { name: "one level", make: |random| even(random, [2, 4, 4], 1, false) },
        Case { name: "one level, curved", make: |random| even(random, [3, 4, 6], 1, true) },
        Case {
            name: "one level, channels of their own",
            make: |random| {
                let levels = [[3, 4]];
                forward(
                    random,
                    &Shape { picture: [2, 6, 4], levels: &levels, middle: 5, embedding: 4, curved: true },
                )
            },
        },
        Case { name: "two levels", make: |random| even(random, [2, 8, 4], 2, true) },
        Case { name: "two levels, linear", make: |random| even(random, [3, 4, 12], 2, false) },
        Case {
            name: "two levels, channels of their own",
            make: |random| {
                let levels = [[2, 3], [4, 6]];
                forward(
                    random,
                    &Shape { picture: [1, 4, 8], levels: &levels, middle: 5, embedding: 2, curved: false },
                )
            },
        },
        Case {
            name: "three levels",
            make: |random| {
                let levels = [[2, 1], [3, 4], [5, 2]];
                forward(
                    random,
                    &Shape { picture: [3, 8, 16], levels: &levels, middle: 4, embedding: 3, curved: true },
                )
            },
        },
        Case { name: "three even levels", make: |random| even(random, [2, 16, 8], 3, true) },
        Case { name: "no level", make: |random| even(random, [3, 5, 3], 0, true) },
        Case { name: "no level, one pixel", make: |random| even(random, [2, 1, 1], 0, false) },
        Case { name: "two by two pixels", make: |random| even(random, [3, 2, 2], 1, true) },
        Case { name: "300 columns", make: |random| even(random, [1, 2, 300], 1, true) },
        Case { name: "300 rows", make: |random| even(random, [1, 300, 2], 1, true) },
        Case { name: "five levels", make: |random| even(random, [1, 64, 32], 5, false) },
        Case { name: "20 channels", make: |random| even(random, [20, 2, 4], 1, true) },
        Case {
            name: "transposed views",
            make: |random| laid(even(random, [3, 4, 8], 1, true), Transposed, Transposed),
        },
        Case {
            name: "strided views",
            make: |random| laid(even(random, [2, 8, 4], 2, true), Strided, Strided),
        },
        Case {
            name: "a transposed picture without levels",
            make: |random| laid(even(random, [4, 3, 5], 0, true), Transposed, Contiguous),
        },
        Case {
            name: "a strided picture alone",
            make: |random| laid(even(random, [2, 4, 4], 1, false), Strided, Contiguous),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    if random.chance(0.4) {
        let longest = 10.0_f64.powf(random.uniform(1.0..6.0)) as f32;
        return embed(random.uniform(0.0..1000.0) as f32, random.whole(1..=17), longest);
    }
    let count = random.whole(0..=2);
    let size = 1 << count;
    let picture = [random.whole(1..=4), size * random.whole(1..=3), size * random.whole(1..=3)];
    let levels: Vec<[usize; 2]> = (0..count).map(|_| [random.whole(1..=4), random.whole(1..=4)]).collect();
    let (middle, embedding) = (random.whole(1..=4), random.whole(1..=5));
    let curved = random.chance(0.5);
    let input = forward(random, &Shape { picture, levels: &levels, middle, embedding, curved });
    let layouts = [layout(random), layout(random)];
    laid(input, layouts[0], layouts[1])
}
