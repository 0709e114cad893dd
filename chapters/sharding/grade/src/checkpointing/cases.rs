//! The cases of `checkpointing`.

use judge::{Case, Random};
use ndarray::{Array1, Array2};

use super::Input;

/// A chain of so many layers, each of a length near 1 so that gradients neither vanish nor explode; dropout in every `dropped`-th, if not 0.
fn chain(random: &mut Random, layers: usize, every: usize, dropped: usize) -> Input {
    let width = 3;
    let weights = |random: &mut Random| {
        Array2::from_shape_fn((width, width), |(r, c)| 0.3 * random.normal() + if r == c { 1.1 } else { 0.0 })
    };
    let dropout = |layer: usize| if dropped > 0 && layer % dropped == dropped - 1 { 0.4 } else { 0.0 };
    Input {
        weights: (0..layers).map(|_| weights(random)).collect(),
        dropout: (0..layers).map(dropout).collect(),
        random: random.whole(0..=1 << 60) as u64,
        input: Array1::from_shape_simple_fn(width, || random.normal()),
        every,
    }
}

fn named(name: &'static str, make: fn(&mut Random) -> Input) -> Case<Input> {
    Case { name, make }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        named("four layers in two segments", |r| chain(r, 4, 2, 0)),
        named("four layers in two segments, dropout", |r| chain(r, 4, 2, 1)),
        named("seven layers, and the last segment shorter", |r| chain(r, 7, 3, 0)),
        named("eight layers, and two in the last segment", |r| chain(r, 8, 3, 2)),
        named("sixteen layers in four segments", |r| chain(r, 16, 4, 0)),
        named("sixteen layers in four segments, dropout in some", |r| chain(r, 16, 4, 3)),
        named("one layer", |r| chain(r, 1, 1, 1)),
        named("one layer, and segments of five", |r| chain(r, 1, 5, 0)),
        named("a segment for each layer", |r| chain(r, 6, 1, 2)),
        named("one segment", |r| chain(r, 6, 6, 2)),
        named("a segment longer than the chain", |r| chain(r, 5, 9, 1)),
        named("one layer more than a segment", |r| chain(r, 5, 4, 2)),
        named("dropout in the last layer alone", |r| chain(r, 6, 2, 6)),
        named("twenty layers in segments of three, dropout", |r| chain(r, 20, 3, 1)),
        named("64 layers in eight segments", |r| chain(r, 64, 8, 0)),
        named("64 layers in segments of seven, dropout in some", |r| chain(r, 64, 7, 24)),
        named("one layer, segments of 256", |r| chain(r, 1, 256, 0)),
        named("five layers, segments as long as can be", |r| chain(r, 5, usize::MAX, 2)),
        named("64 layers, each a segment", |r| chain(r, 64, 1, 0)),
        named("64 layers in one segment, dropout in some", |r| chain(r, 64, 64, 24)),
        named("five channels", |r| {
            let width = 5;
            let mut input = chain(r, 3, 2, 2);
            input.weights = (0..3)
                .map(|_| {
                    Array2::from_shape_fn((width, width), |(a, b)| {
                        0.3 * r.normal() + if a == b { 1.1 } else { 0.0 }
                    })
                })
                .collect();
            input.input = Array1::from_shape_simple_fn(width, || r.normal());
            input
        }),
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let (layers, every, dropped) = (random.whole(2..=24), random.whole(1..=8), random.whole(0..=3));
    chain(random, layers, every, dropped)
}
