//! The cases of `noisy_top_k`.

use judge::{Case, Layout, Matrix, Random};
use ndarray::{Array2, Axis};

use super::Input;

/// A little more than what the stub says of entries that are not equal.
const APART: f64 = 0.0101;

/// Rows of clean logits, raw scales and noise, each drawn again until no two noisy logits are close: who is selected must
/// not be a question of rounding.
fn apart(random: &mut Random, [tokens, experts, k]: [usize; 3], draw: fn(&mut Random) -> [f32; 3]) -> Input {
    let mut input = Input {
        clean: Array2::zeros((tokens, experts)).into(),
        raw: Array2::zeros((tokens, experts)).into(),
        noise: Array2::zeros((tokens, experts)).into(),
        k,
    };
    for token in 0..tokens {
        loop {
            for expert in 0..experts {
                let [clean, raw, noise] = draw(random);
                input.clean.values[[token, expert]] = clean;
                input.raw.values[[token, expert]] = raw;
                input.noise.values[[token, expert]] = noise;
            }
            if input.select(Axis(0), &[token]).gap() > APART {
                break;
            }
        }
    }
    input
}

/// Tokens, experts and k.
pub(super) fn normal(random: &mut Random, sizes: [usize; 3]) -> Input {
    apart(random, sizes, |random| [1.2, 1.0, 1.0].map(|deviation| (deviation * random.normal()) as f32))
}

pub(super) fn laid(mut input: Input, layout: Layout) -> Input {
    for matrix in [&mut input.clean, &mut input.raw, &mut input.noise] {
        matrix.layout = layout;
    }
    input
}

/// Clean logits near a level, its end in each token.
fn near_the_end(random: &mut Random, sizes: [usize; 3], end: f32) -> Input {
    loop {
        let mut input = normal(random, sizes);
        input.clean.values.mapv_inplace(|clean| end - end.signum() * 2.0 * clean.abs());
        for mut row in input.clean.values.rows_mut() {
            row[random.whole(0..=sizes[1] - 1)] = end;
        }
        if input.gap() > APART {
            return input;
        }
    }
}

/// Raw scales over all that is promised, both ends in each token, and noise as it comes.
fn all_scales(random: &mut Random, [tokens, experts, k]: [usize; 3]) -> Input {
    loop {
        let scale = |random: &mut Random| random.uniform(-1000.0..1000.0) as f32;
        let mut raw = Array2::from_shape_simple_fn((tokens, experts), || scale(random));
        for mut row in raw.rows_mut() {
            let [high, low] = random.distinct(0..=experts - 1);
            (row[high], row[low]) = (1000.0, -1000.0);
        }
        let clean: Array2<f32> = random.normals((tokens, experts), 1.0);
        let mut noise: Array2<f32> = random.normals((tokens, experts), 1.0);
        // Not so small where the scale is at an end.
        noise.zip_mut_with(&raw, |noise, &raw| {
            if raw.abs() == 1000.0 {
                *noise = noise.abs().max(0.6).copysign(*noise);
            }
        });
        let input = Input { clean: clean.into(), raw: raw.into(), noise: noise.into(), k };
        if input.gap() > APART {
            return input;
        }
    }
}

/// Logits that differ by small steps without noise: of many experts, or as near as may be.
fn in_steps(random: &mut Random, [tokens, experts, k]: [usize; 3], step: f32) -> Input {
    let mut clean = Array2::zeros((tokens, experts));
    let mut steps: Vec<f32> = (0..experts).map(|at| step * at as f32).collect();
    for mut row in clean.rows_mut() {
        random.shuffle(&mut steps);
        row.iter_mut().zip(&steps).for_each(|(clean, at)| *clean = *at);
    }
    let raw = random.normals((tokens, experts), 1.0) - 900.0;
    let noise: Array2<f32> = random.normals((tokens, experts), 1.0);
    Input { clean: clean.into(), raw: raw.into(), noise: noise.into(), k }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "two of five experts", make: |random| normal(random, [3, 5, 2]) },
        Case {
            name: "two of four experts, without noise",
            make: |random| apart(random, [3, 4, 2], |random| [1.5 * random.normal() as f32, 0.5, 0.0]),
        },
        Case { name: "one of six experts", make: |random| normal(random, [4, 6, 1]) },
        Case { name: "all experts but one", make: |random| normal(random, [5, 4, 3]) },
        Case { name: "all experts", make: |random| normal(random, [4, 5, 5]) },
        Case { name: "one expert", make: |random| normal(random, [3, 1, 1]) },
        Case { name: "as many tokens as experts", make: |random| normal(random, [5, 5, 3]) },
        Case { name: "more experts than tokens", make: |random| normal(random, [2, 9, 4]) },
        Case { name: "one token", make: |random| normal(random, [1, 7, 3]) },
        Case {
            name: "raw scales up to 8 either way",
            make: |random| {
                apart(random, [5, 6, 3], |random| {
                    let noise = 0.3 * random.normal() as f32;
                    [random.normal() as f32, random.uniform(-8.0..8.0) as f32, noise]
                })
            },
        },
        Case {
            name: "raw scales from 8 on, and from -8 down",
            make: |random| {
                apart(random, [4, 6, 4], |random| {
                    // There softplus is nearly x, or nearly 0, but not to the precision of a float.
                    let (sign, raw) =
                        (if random.chance(0.5) { 1.0 } else { -1.0 }, random.uniform(8.1..11.0));
                    let noise = random.normal();
                    [
                        (random.normal() - noise * raw * f64::from(sign > 0.0)) as f32,
                        (sign * raw) as f32,
                        noise as f32,
                    ]
                })
            },
        },
        Case {
            name: "raw scales near 100 and near -100",
            make: |random| {
                apart(random, [4, 5, 2], |random| {
                    let sign = if random.chance(0.5) { 1.0 } else { -1.0 };
                    let raw = sign * random.uniform(90.0..110.0);
                    [random.normal() as f32, raw as f32, (0.02 * random.normal()) as f32]
                })
            },
        },
        Case {
            name: "raw scales up to 1000, which the clean logits undo",
            make: |random| {
                apart(random, [3, 5, 3], |random| {
                    // Large, and yet the entries of a token lie near each other: the last unit of a scale counts.
                    let raw = if random.chance(0.4) { 1000.0 } else { random.uniform(900.0..1000.0) as f32 };
                    let noise = (0.2 * random.normal()) as f32;
                    [random.normal() as f32 - noise * raw, raw, noise]
                })
            },
        },
        Case {
            name: "raw scales near 900",
            make: |random| {
                apart(random, [3, 4, 2], |random| {
                    let raw = random.uniform(850.0..950.0);
                    [random.normal() as f32, raw as f32, (0.002 * random.normal()) as f32]
                })
            },
        },
        Case {
            name: "raw scales near -900",
            make: |random| {
                apart(random, [3, 5, 2], |random| {
                    let raw = random.uniform(-950.0..-850.0);
                    [random.normal() as f32, raw as f32, random.normal() as f32]
                })
            },
        },
        Case { name: "raw scales from -1000 to 1000", make: |random| all_scales(random, [5, 6, 3]) },
        Case { name: "clean logits up to 1000", make: |random| near_the_end(random, [3, 5, 2], 1000.0) },
        Case { name: "clean logits down to -1000", make: |random| near_the_end(random, [4, 5, 3], -1000.0) },
        Case {
            name: "tokens at levels far apart",
            make: |random| {
                let mut input = normal(random, [5, 6, 3]);
                for (mut row, level) in
                    input.clean.values.rows_mut().into_iter().zip([0.0, 900.0, -700.0, 89.0, -95.0])
                {
                    row += level;
                }
                input
            },
        },
        Case { name: "logits as near as may be", make: |random| in_steps(random, [4, 7, 3], 0.0105) },
        Case { name: "70 experts", make: |random| in_steps(random, [2, 70, 5], 0.05) },
        Case {
            name: "270 experts",
            make: |random| {
                let mut input = in_steps(random, [1, 270, 5], 0.05);
                // The largest stands behind place 256.
                let clean = &mut input.clean.values;
                let largest = (0..270).fold(0, |a, b| if clean[[0, b]] > clean[[0, a]] { b } else { a });
                clean.swap([0, largest], [0, 258]);
                input
            },
        },
        Case {
            name: "258 of 270 experts, most of them hopeless",
            make: |random| {
                let mut input = in_steps(random, [1, 270, 258], 0.03);
                input.clean.values.mapv_inplace(|clean| if clean > 7.5 { clean } else { clean - 50.0 });
                input
            },
        },
        Case {
            name: "clean logits of -1000, and noise that takes them down to -4000",
            make: |random| {
                apart(random, [3, 5, 2], |random| [-1000.0, 1000.0, -random.uniform(2.6..3.0) as f32])
            },
        },
        Case { name: "270 tokens", make: |random| normal(random, [270, 4, 2]) },
        Case {
            name: "forty experts of few logits, without noise",
            make: |random| {
                // A sort that is not stable shows only where there are more than twenty.
                let clean = Array2::from_shape_simple_fn((3, 40), || 0.5 * random.whole(0..=2) as f32);
                let raw = random.normals((3, 40), 1.0);
                Input { clean: clean.into(), raw: raw.into(), noise: Array2::zeros((3, 40)).into(), k: 21 }
            },
        },
        Case {
            name: "equal logits, without noise",
            make: |random| {
                let levels = random.whole(0..=3);
                let clean = Array2::from_shape_fn((4, 6), |(token, expert)| match token {
                    0 => 0.5,
                    1 => [0.25, 1.0, 0.25, 0.25, -1.0, 0.25][expert],
                    _ => 0.5 * random.whole(0..=levels) as f32,
                });
                let raw = random.normals((4, 6), 1.0);
                Input { clean: clean.into(), raw: raw.into(), noise: Array2::zeros((4, 6)).into(), k: 3 }
            },
        },
        Case { name: "transposed views", make: |random| laid(normal(random, [3, 4, 2]), Layout::Transposed) },
        Case { name: "strided views", make: |random| laid(normal(random, [4, 6, 2]), Layout::Strided) },
        Case {
            name: "clean logits transposed, noise strided",
            make: |random| {
                let mut input = normal(random, [5, 3, 2]);
                input.clean = Matrix::from(input.clean.values).laid(Layout::Transposed);
                input.noise = Matrix::from(input.noise.values).laid(Layout::Strided);
                input
            },
        },
        Case { name: "no token", make: |random| normal(random, [0, 4, 2]) },
    ]
}
