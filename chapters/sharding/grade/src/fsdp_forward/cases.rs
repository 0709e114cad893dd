//! Inputs for `fsdp_forward` and `fsdp_backward`.

use judge::{Case, Random};

use super::network::{Input, Layer};

fn drawn(random: &mut Random, layers: &[Layer], ranks: usize, least: usize) -> Input {
    let (mut first, mut last) = (None, least);
    let mut weights = vec![];
    for layer in layers {
        let (count, from, to) = match *layer {
            Layer::Dense(from, to) => ((from + 1) * to, from, to),
            Layer::Scale(channels) => (channels, channels, channels),
            Layer::Sine => (0, last, last),
        };
        first.get_or_insert(from);
        last = to;
        let scale = match layer {
            Layer::Dense(from, _) => 1.2 / (*from as f64).sqrt(),
            _ => 1.0,
        };
        weights.push(random.normals(count, scale).to_vec());
    }
    let first = first.unwrap_or(least);
    let inputs = (0..ranks).map(|_| random.normals(first, 1.0).to_vec()).collect();
    let gradients = (0..ranks).map(|_| random.normals(last, 1.0).to_vec()).collect();
    Input { layers: layers.to_vec(), weights, inputs, gradients }
}

/// An input whose numbers of one kind are this many times as large.
fn times(mut input: Input, numbers: fn(&mut Input) -> &mut Vec<Vec<f32>>, factor: f32) -> Input {
    numbers(&mut input).iter_mut().flatten().for_each(|x| *x *= factor);
    input
}

pub(crate) fn cases() -> Vec<Case<Input>> {
    use Layer::{Dense, Scale, Sine};
    vec![
        Case { name: "two ranks, one unit", make: |random| drawn(random, &[Dense(3, 2)], 2, 3) },
        Case {
            name: "three ranks, two units",
            make: |random| drawn(random, &[Dense(3, 4), Dense(4, 2)], 3, 3),
        },
        Case { name: "one rank", make: |random| drawn(random, &[Dense(2, 3), Scale(3)], 1, 2) },
        Case {
            name: "units of one size, evenly shared",
            make: |random| drawn(random, &[Dense(3, 3), Dense(3, 3), Dense(3, 3)], 4, 3),
        },
        Case {
            name: "shards of different lengths",
            make: |random| drawn(random, &[Dense(4, 5), Dense(5, 3)], 4, 4),
        },
        Case {
            name: "a unit with fewer weights than ranks",
            make: |random| drawn(random, &[Dense(2, 2), Scale(2), Dense(2, 3)], 5, 2),
        },
        Case {
            name: "a unit without weights",
            make: |random| drawn(random, &[Dense(3, 2), Sine, Scale(2)], 3, 3),
        },
        Case { name: "the first unit has no weights", make: |random| drawn(random, &[Sine, Scale(3)], 2, 3) },
        Case { name: "no units", make: |random| drawn(random, &[], 3, 2) },
        Case { name: "one weight, two ranks", make: |random| drawn(random, &[Scale(1)], 2, 1) },
        Case {
            name: "seven ranks",
            make: |random| drawn(random, &[Dense(3, 5), Scale(5), Dense(5, 2)], 7, 3),
        },
        Case {
            name: "sixteen units of 1,640 weights",
            make: |random| drawn(random, &[Dense(40, 40); 16], 3, 40),
        },
        Case {
            name: "eight units of 3,660 weights",
            make: |random| drawn(random, &[Dense(60, 60); 8], 3, 60),
        },
        Case {
            name: "twelve units of 930 weights",
            make: |random| drawn(random, &[Dense(30, 30); 12], 3, 30),
        },
        Case { name: "300 channels", make: |random| drawn(random, &[Scale(300), Sine], 4, 300) },
        Case {
            name: "3,660 weights on seven ranks",
            make: |random| drawn(random, &[Dense(60, 60), Scale(60)], 7, 60),
        },
        Case {
            name: "weights of a thousand",
            make: |random| times(drawn(random, &[Scale(4), Sine], 3, 4), |input| &mut input.weights, 1000.0),
        },
        Case {
            name: "weights of a millionth",
            make: |random| times(drawn(random, &[Scale(4)], 3, 4), |input| &mut input.weights, 1e-6),
        },
        Case {
            name: "a shard of zeros",
            make: |random| {
                let mut input = drawn(random, &[Scale(5), Dense(5, 2)], 3, 5);
                input.weights[0][..2].fill(0.0);
                input
            },
        },
        Case {
            name: "a rank without a gradient",
            make: |random| {
                let mut input = drawn(random, &[Dense(3, 4), Dense(4, 2)], 3, 3);
                input.gradients[1].fill(0.0);
                input
            },
        },
        Case {
            name: "gradients of 10⁵",
            make: |random| {
                times(drawn(random, &[Dense(3, 4), Scale(4)], 3, 3), |input| &mut input.gradients, 1e5)
            },
        },
        Case {
            name: "gradients of a millionth",
            make: |random| {
                times(drawn(random, &[Dense(3, 4), Scale(4)], 3, 3), |input| &mut input.gradients, 1e-6)
            },
        },
        Case { name: "twenty units", make: |random| drawn(random, &[Scale(5); 20], 3, 5) },
    ]
}

pub(crate) fn fresh(random: &mut Random) -> Input {
    let (ranks, units) = (random.whole(1..=7), random.whole(0..=4));
    let first = random.whole(1..=5);
    let mut at = first;
    let mut layers = vec![];
    for _ in 0..units {
        layers.push(match random.whole(0..=5) {
            0 => Layer::Sine,
            1 => Layer::Scale(at),
            _ => {
                let to = random.whole(1..=6);
                let layer = Layer::Dense(at, to);
                at = to;
                layer
            }
        });
    }
    drawn(random, &layers, ranks, first)
}
