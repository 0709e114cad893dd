//! The cases of `mmdit`.

use judge::{Case, Layout, Random};

use super::{Input, Tokens};

fn stream(random: &mut Random, [n, heads, d]: [usize; 3], normed: bool) -> Tokens {
    let all = heads * d;
    let gain = |random: &mut Random| {
        let gain = random.normals(d, 0.4);
        (gain + 1.1_f32).into()
    };
    Tokens {
        queries: random.normals((n, all), 1.3).into(),
        keys: random.normals((n, all), 1.3).into(),
        values: random.normals((n, all), 1.0).into(),
        gains: normed.then(|| [gain(random), gain(random)]),
    }
}

/// Tokens of text, tokens of the picture, heads and their width.
fn input(random: &mut Random, [text, image, heads, d]: [usize; 4], normed: bool) -> Input {
    Input {
        text: stream(random, [text, heads, d], normed),
        image: stream(random, [image, heads, d], normed),
        heads,
    }
}

fn laid(mut input: Input, layouts: [Layout; 4]) -> Input {
    for stream in [&mut input.text, &mut input.image] {
        stream.queries.layout = layouts[0];
        stream.keys.layout = layouts[1];
        stream.values.layout = layouts[2];
        for gain in stream.gains.iter_mut().flatten() {
            gain.layout = layouts[3];
        }
    }
    input
}

/// One channel, so that a score is a product of two numbers: text queries and keys, then those of the picture.
fn scores(random: &mut Random, text: &[[f32; 2]], image: &[[f32; 2]]) -> Input {
    let mut made = input(random, [text.len(), image.len(), 1, 1], false);
    for (stream, rows) in [(&mut made.text, text), (&mut made.image, image)] {
        for (t, [query, key]) in rows.iter().enumerate() {
            stream.queries.values[[t, 0]] = *query;
            stream.keys.values[[t, 0]] = *key;
        }
    }
    made
}

/// Not reversed: ndarray's `exact_chunks` overflows on what runs backwards.
fn layout(random: &mut Random) -> Layout {
    [Layout::Contiguous, Layout::Transposed, Layout::Strided][random.whole(0..=2)]
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Strided, Transposed};
    vec![
        Case {
            name: "one token of text, two of a picture",
            make: |random| input(random, [1, 2, 1, 2], false),
        },
        Case { name: "three and four tokens", make: |random| input(random, [3, 4, 1, 3], false) },
        Case { name: "two heads", make: |random| input(random, [2, 3, 2, 3], false) },
        Case { name: "three heads", make: |random| input(random, [4, 3, 3, 2], false) },
        Case { name: "norms", make: |random| input(random, [2, 3, 1, 4], true) },
        Case { name: "norms, two heads", make: |random| input(random, [3, 4, 2, 3], true) },
        Case { name: "norms, four heads of one channel", make: |random| input(random, [2, 3, 4, 1], true) },
        Case { name: "more text than picture", make: |random| input(random, [7, 2, 2, 2], false) },
        Case { name: "as many of both", make: |random| input(random, [4, 4, 2, 2], true) },
        Case { name: "as many tokens as channels", make: |random| input(random, [2, 4, 2, 3], false) },
        Case { name: "no text", make: |random| input(random, [0, 4, 2, 3], false) },
        Case { name: "no text, norms", make: |random| input(random, [0, 3, 1, 4], true) },
        Case { name: "one token of each", make: |random| input(random, [1, 1, 1, 1], false) },
        Case { name: "one token of a picture", make: |random| input(random, [3, 1, 2, 2], true) },
        Case {
            name: "one token of a picture and no text",
            make: |random| input(random, [0, 1, 1, 2], false),
        },
        Case { name: "a text of 70 tokens", make: |random| input(random, [70, 3, 1, 2], false) },
        Case { name: "a picture of 66 tokens", make: |random| input(random, [2, 66, 1, 2], true) },
        Case { name: "heads of 260 channels", make: |random| input(random, [1, 2, 2, 260], false) },
        Case { name: "a picture of 270 tokens", make: |random| input(random, [5, 270, 1, 2], false) },
        Case { name: "20 heads", make: |random| input(random, [2, 3, 20, 1], false) },
        Case {
            name: "the text far above",
            make: |random| {
                scores(random, &[[31.6, 31.6], [1.0, 31.5]], &[[31.5, -31.6], [2.0, 1.0], [-31.6, -31.0]])
            },
        },
        Case {
            name: "the picture far above",
            make: |random| {
                scores(
                    random,
                    &[[31.0, -31.0], [-2.0, -31.5]],
                    &[[31.622, 31.622], [31.6, 31.6], [-31.622, 31.59]],
                )
            },
        },
        Case {
            name: "all far below zero",
            make: |random| scores(random, &[[30.0, -31.0], [31.0, -31.05]], &[[30.5, -31.1], [31.2, -31.02]]),
        },
        Case {
            name: "far below zero, and a little above",
            make: |random| scores(random, &[[31.0, -31.5], [30.0, 0.3]], &[[31.2, 0.1], [30.5, -31.0]]),
        },
        Case {
            name: "scores at different levels",
            make: |random| {
                let mut made = input(random, [3, 4, 2, 2], false);
                for (t, mut row) in made.image.queries.values.rows_mut().into_iter().enumerate() {
                    row *= [0.01, 12.0, 1.0, 25.0][t];
                }
                made.text.keys.values *= 4.0;
                made
            },
        },
        Case {
            name: "norms of small, zero and large vectors",
            make: |random| {
                let mut made = input(random, [3, 3, 2, 3], true);
                for stream in [&mut made.text, &mut made.image] {
                    for (matrix, levels) in
                        [(&mut stream.queries, [1e-3, 100.0, 1.0]), (&mut stream.keys, [300.0, 2e-3, 0.0])]
                    {
                        for (mut row, level) in matrix.values.rows_mut().into_iter().zip(levels) {
                            row *= level;
                        }
                    }
                }
                made
            },
        },
        Case {
            name: "transposed views",
            make: |random| laid(input(random, [3, 2, 2, 2], true), [Transposed; 4]),
        },
        Case { name: "strided views", make: |random| laid(input(random, [2, 3, 2, 3], true), [Strided; 4]) },
        Case {
            name: "transposed values alone",
            make: |random| {
                laid(input(random, [2, 3, 2, 2], false), [Contiguous, Contiguous, Transposed, Contiguous])
            },
        },
        Case {
            name: "strided queries, transposed keys",
            make: |random| {
                laid(input(random, [3, 4, 1, 3], false), [Strided, Transposed, Contiguous, Contiguous])
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let (text, image) = (random.whole(0..=6), random.whole(1..=6));
    let (heads, d) = (random.whole(1..=3), random.whole(1..=4));
    let normed = random.chance(0.5);
    let made = input(random, [text, image, heads, d], normed);
    let layouts = std::array::from_fn(|_| layout(random));
    laid(made, layouts)
}
