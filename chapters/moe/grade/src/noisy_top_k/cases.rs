//! The cases of `noisy_top_k`.

use judge::{Case, Layout, Matrix, Random};
use ndarray::{Array2, Axis};

use super::Input;

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
            if input.select(Axis(0), &[token]).gap() > 0.01 {
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
            name: "raw scales near 900",
            make: |random| {
                apart(random, [3, 4, 2], |random| {
                    let raw = random.uniform(850.0..950.0);
                    [random.normal() as f32, raw as f32, (0.002 * random.normal()) as f32]
                })
            },
        },
        Case {
            name: "clean logits near 1000",
            make: |random| {
                apart(random, [3, 5, 2], |random| {
                    [(990.0 + random.normal()) as f32, random.normal() as f32, random.normal() as f32]
                })
            },
        },
        Case {
            name: "clean logits near -1000",
            make: |random| {
                apart(random, [4, 5, 3], |random| {
                    [(-990.0 + random.normal()) as f32, random.normal() as f32, random.normal() as f32]
                })
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
