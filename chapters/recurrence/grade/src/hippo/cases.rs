//! The cases of `hippo`.

use judge::{Case, Layout, Random};
use ndarray::Array1;

use super::Input;

/// The most coefficients that are kept up to date, and how large samples are, as the stub says.
pub(super) const MOST: usize = 16;
pub(super) const LEVEL: f64 = 1000.0;

fn remember(random: &mut Random, count: usize, n: usize) -> Input {
    Input::Remember { samples: random.normals(count, 1.0).into(), n }
}

/// The same, each sample changed as its place says.
fn shaped(random: &mut Random, count: usize, n: usize, of: fn(usize, f32) -> f32) -> Input {
    let noise: Array1<f32> = random.normals(count, 1.0);
    Input::Remember {
        samples: noise.indexed_iter().map(|(t, &x)| of(t, x)).collect::<Array1<f32>>().into(),
        n,
    }
}

/// Ends and middle, and some times between.
fn recall(random: &mut Random, n: usize) -> Input {
    let mut times = vec![0.0, 1.0, 0.5];
    times.extend((0..3).map(|_| random.uniform(0.0..1.0) as f32));
    Input::Recall { coefficients: random.normals(n, 1.0).into(), times }
}

fn laid(mut input: Input, layout: Layout) -> Input {
    match &mut input {
        Input::Matrices { .. } => {}
        Input::Remember { samples: view, .. } | Input::Recall { coefficients: view, .. } => {
            view.layout = layout;
        }
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Reversed, Strided};
    vec![
        Case { name: "matrices, two coefficients", make: |_| Input::Matrices { n: 2 } },
        Case { name: "matrices, four", make: |_| Input::Matrices { n: 4 } },
        Case { name: "matrices, one", make: |_| Input::Matrices { n: 1 } },
        Case { name: "matrices, 16", make: |_| Input::Matrices { n: MOST } },
        Case { name: "remember, two samples, two coefficients", make: |random| remember(random, 2, 2) },
        Case { name: "remember, five samples, three coefficients", make: |random| remember(random, 5, 3) },
        Case { name: "remember, one coefficient", make: |random| remember(random, 6, 1) },
        Case { name: "remember, one sample", make: |random| remember(random, 1, 5) },
        Case { name: "remember, one sample, one coefficient", make: |random| remember(random, 1, 1) },
        Case { name: "remember, as many samples as coefficients", make: |random| remember(random, 7, 7) },
        Case { name: "remember, 300 samples", make: |random| remember(random, 300, 4) },
        Case { name: "remember, 16 coefficients", make: |random| remember(random, 9, MOST) },
        Case {
            name: "remember, a wave",
            make: |random| {
                let (turns, phase) = (random.uniform(4.0..8.0), random.uniform(0.0..6.0));
                let wave = |t: usize| (turns * t as f64 / 60.0 + phase).sin() as f32;
                Input::Remember { samples: Array1::from_shape_fn(60, wave).into(), n: 8 }
            },
        },
        Case {
            name: "remember, samples of 1000 and -1000",
            make: |random| {
                shaped(random, 12, 5, |t, x| {
                    if t % 3 == 0 {
                        1000.0
                    } else if t % 3 == 1 {
                        -1000.0
                    } else {
                        x
                    }
                })
            },
        },
        Case {
            name: "remember, samples near 1000",
            make: |random| shaped(random, 20, 4, |_, x| 990.0 + 2.0 * x.clamp(-5.0, 5.0)),
        },
        Case {
            name: "remember, a loud beginning",
            make: |random| {
                shaped(random, 30, 6, |t, x| if t < 3 { 300.0 * x.clamp(-3.0, 3.0) } else { 0.1 * x })
            },
        },
        Case {
            name: "remember, silence and one sample",
            make: |random| shaped(random, 11, 5, |t, x| if t == 10 { 1.0 + x.abs() } else { 0.0 }),
        },
        Case { name: "remember, strided", make: |random| laid(remember(random, 8, 3), Strided) },
        Case { name: "remember, reversed in memory", make: |random| laid(remember(random, 7, 4), Reversed) },
        Case { name: "recall, two coefficients", make: |random| recall(random, 2) },
        Case { name: "recall, five coefficients", make: |random| recall(random, 5) },
        Case { name: "recall, one coefficient", make: |random| recall(random, 1) },
        Case { name: "recall, 40 coefficients", make: |random| recall(random, 40) },
        Case { name: "recall, 300 coefficients", make: |random| recall(random, 300) },
        Case {
            name: "recall, the last coefficient alone",
            make: |random| {
                let mut made = recall(random, 9);
                if let Input::Recall { coefficients, .. } = &mut made {
                    coefficients.values.iter_mut().take(8).for_each(|c| *c = 0.0);
                }
                made
            },
        },
        Case { name: "recall, strided", make: |random| laid(recall(random, 6), Strided) },
        Case { name: "recall, reversed in memory", make: |random| laid(recall(random, 4), Reversed) },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [n, count] = random.distinct(2..=12);
    let layout = Layout::any(random);
    match random.whole(0..=4) {
        0 => Input::Matrices { n },
        1 | 2 => laid(remember(random, count, n), layout),
        _ => laid(recall(random, n), layout),
    }
}
