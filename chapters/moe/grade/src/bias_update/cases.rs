//! The cases of `bias_update`.

use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2};

use super::Input;

fn update(random: &mut Random, counts: &[usize], rate: f32) -> Input {
    let bias: Array1<f32> = Array1::from_shape_simple_fn(counts.len(), || random.uniform(-0.6..0.6) as f32);
    Input::Update { bias: bias.into(), counts: counts.to_vec(), rate }
}

/// Counts near a level, of which so many are the mean exactly.
fn around(random: &mut Random, experts: usize, level: usize, spread: usize, at_mean: usize) -> Vec<usize> {
    let mut counts = vec![level; at_mean];
    while counts.len() + 1 < experts {
        let by = random.whole(1..=spread);
        counts.extend([level - by, level + by]);
    }
    counts.resize(experts, level);
    random.shuffle(&mut counts);
    counts
}

/// Logits of which no two of a token are closer than 0.01.
fn loss(random: &mut Random, [tokens, experts, k]: [usize; 3], skew: f64) -> Input {
    let mut logits = Array2::<f32>::zeros((tokens, experts));
    for mut row in logits.rows_mut() {
        loop {
            for (e, logit) in row.iter_mut().enumerate() {
                let lean = skew * (0.5 - e as f64 / experts as f64);
                *logit = (1.1 * random.normal() + lean).clamp(-3.5, 3.5) as f32;
            }
            let mut sorted = row.to_vec();
            sorted.sort_by(f32::total_cmp);
            if sorted.windows(2).all(|pair| pair[1] - pair[0] > 0.01) {
                break;
            }
        }
    }
    Input::Loss { logits: logits.into(), k }
}

fn laid(mut input: Input, layout: Layout) -> Input {
    match &mut input {
        Input::Update { bias, .. } => bias.layout = layout,
        Input::Loss { logits, .. } => logits.layout = layout,
    }
    input
}

/// Three tokens and 270 experts, of which so many are chosen.
fn wide(random: &mut Random, k: usize) -> Input {
    // Drawn at random, some of so many would be too near to each other.
    let mut steps: Vec<f32> = (0..270).map(|at| 0.028 * at as f32 - 3.8).collect();
    let mut logits = Array2::zeros((3, 270));
    for mut row in logits.rows_mut() {
        random.shuffle(&mut steps);
        // The largest stands behind place 256.
        let largest = (0..270).fold(0, |a, b| if steps[b] > steps[a] { b } else { a });
        steps.swap(largest, 263);
        row.iter_mut().zip(&steps).for_each(|(logit, step)| *logit = *step);
    }
    Input::Loss { logits: logits.into(), k }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "four experts", make: |random| update(random, &[10, 2, 4, 4], 0.001) },
        Case { name: "one expert at the mean", make: |random| update(random, &[3, 9, 6, 5, 7], 0.01) },
        Case { name: "a mean that is not whole", make: |random| update(random, &[3, 4, 4, 5, 3], 0.03) },
        Case {
            name: "a mean between neighbours, nearer to the upper",
            make: |random| update(random, &[3, 4, 4, 5, 2], 0.02),
        },
        Case { name: "equal counts", make: |random| update(random, &[7, 7, 7], 0.02) },
        Case { name: "no token at all", make: |random| update(random, &[0, 0, 0, 0], 0.05) },
        Case {
            name: "one expert gets everything",
            make: |random| update(random, &[0, 0, 0, 91, 0, 0], 0.004),
        },
        Case { name: "a single expert", make: |random| update(random, &[12], 0.1) },
        Case {
            name: "counts that a float cannot hold",
            make: |random| {
                let level = (1 << 26) + random.whole(0..=1000);
                update(random, &[level + 1, level, level - 1, level + 2, level - 2], 0.01)
            },
        },
        Case {
            name: "counts near 2⁴⁰",
            make: |random| {
                let level = (1 << 39) + random.whole(0..=100_000);
                let counts = around(random, 9, level, 2, 3);
                update(random, &counts, 0.015)
            },
        },
        Case {
            name: "counts up to 2⁴⁰, by one or two from the mean",
            make: |random| {
                // Two at the mean, which is one below the largest.
                let mean = (1 << 40) - 1;
                let mut counts = [mean, mean + 1, mean + 1, mean - 2, mean, mean - 1, mean + 1];
                random.shuffle(&mut counts);
                update(random, &counts, 0.02)
            },
        },
        Case {
            name: "counts of 31 and 32 bits",
            make: |random| {
                let more = random.whole(1..=1000);
                update(
                    random,
                    &[1 << 31, (1 << 31) - 7 - more, 3_000_000_000 + more, 9, u32::MAX as usize],
                    0.03,
                )
            },
        },
        Case {
            name: "300 experts",
            make: |random| {
                let counts = around(random, 300, 1000, 3, 40);
                update(random, &counts, 0.01)
            },
        },
        Case {
            name: "counts beyond 32 bits beside small ones",
            make: |random| {
                let more = random.whole(1..=1000);
                update(random, &[5 << 32, 90 + more, (1 << 32) + 3 * more, 7 << 32, 17, 3 << 32], 0.025)
            },
        },
        Case {
            name: "many experts, a strided view",
            make: |random| {
                let counts = around(random, 17, 60, 50, 4);
                laid(update(random, &counts, 0.002), Layout::Strided)
            },
        },
        Case {
            name: "a transposed view",
            make: |random| laid(update(random, &[9, 2, 4, 5, 5], 0.004), Layout::Transposed),
        },
        Case {
            name: "a view from the last to the first",
            make: |random| {
                let counts: Vec<usize> = (0..7).map(|_| random.whole(0..=40)).collect();
                laid(update(random, &counts, 0.07), Layout::Reversed)
            },
        },
        Case {
            name: "300 experts, one has one token more",
            make: |random| {
                let mut counts = [7; 300];
                counts[random.whole(256..=299)] += 1;
                update(random, &counts, 0.01)
            },
        },
        Case {
            name: "biases beyond 1, a large rate",
            make: |random| {
                let more = random.uniform(0.1..0.9) as f32;
                let bias = Array1::from(vec![-7.0 - more, 3.0 + more, 40.0, -2.0 + more, 1.5]);
                Input::Update { bias: bias.into(), counts: vec![4, 9, 2, 6, 4], rate: 2.5 }
            },
        },
        Case {
            name: "small biases, a small rate",
            make: |random| {
                let bias: Array1<f32> = random.normals(4, 1e-5);
                Input::Update { bias: bias.into(), counts: vec![3, 8, 1, 4], rate: 1e-6 }
            },
        },
        Case { name: "loss", make: |random| loss(random, [5, 4, 2], 0.0) },
        Case { name: "loss, experts that most tokens want", make: |random| loss(random, [9, 7, 3], 3.0) },
        Case { name: "loss, k is 1", make: |random| loss(random, [8, 5, 1], 2.0) },
        Case { name: "loss, every expert chosen", make: |random| loss(random, [4, 6, 6], 2.0) },
        Case {
            name: "loss, logits from -4 to 4, the third and the fourth as near as may be",
            make: |random| {
                let mut input = loss(random, [7, 6, 3], 1.0);
                if let Input::Loss { logits, .. } = &mut input {
                    for (mut row, last) in
                        logits.values.rows_mut().into_iter().zip([-4.0, 4.0].iter().cycle())
                    {
                        // Which of the two is chosen last is a matter of a hundredth.
                        let mut numbers = [-last, *last, 0.5, 1.0, -1.0, 0.5 + 0.0105];
                        random.shuffle(&mut numbers);
                        row.iter_mut().zip(numbers).for_each(|(logit, number)| *logit = number);
                    }
                }
                input
            },
        },
        Case {
            name: "loss, 400 tokens, most of them for one expert",
            make: |random| loss(random, [400, 3, 1], 5.0),
        },
        Case { name: "loss, 300 tokens", make: |random| loss(random, [300, 4, 2], 1.5) },
        Case { name: "loss, 270 experts", make: |random| wide(random, 8) },
        Case { name: "loss, 260 of 270 experts", make: |random| wide(random, 260) },
        Case { name: "loss, one token", make: |random| loss(random, [1, 5, 2], 1.0) },
        Case { name: "loss, one expert", make: |random| loss(random, [3, 1, 1], 0.0) },
        Case {
            name: "loss, as many tokens as experts, a transposed view",
            make: |random| laid(loss(random, [6, 6, 2], 2.0), Layout::Transposed),
        },
        Case {
            name: "loss, more experts than tokens, a strided view",
            make: |random| laid(loss(random, [3, 14, 4], 2.0), Layout::Strided),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    if random.chance(0.5) {
        let [tokens, experts] = random.distinct(2..=12);
        let k = random.whole(1..=experts);
        let skew = random.uniform(0.0..3.0);
        let layout = Layout::any(random);
        return laid(loss(random, [tokens, experts, k], skew), layout);
    }
    let experts = random.whole(2..=12);
    let level = random.whole(20..=200);
    let at_mean = random.whole(0..=1 + experts / 3);
    let counts = around(random, experts, level, 20, at_mean);
    let rate = random.uniform(0.002..0.05) as f32;
    let layout = [Layout::Contiguous, Layout::Strided, Layout::Reversed][random.whole(0..=2)];
    laid(update(random, &counts, rate), layout)
}
