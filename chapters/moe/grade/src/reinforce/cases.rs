//! The cases of `reinforce`.

use judge::{Case, Layout, Random};
use ndarray::Array1;

use super::Input;
use moe::Baseline;

/// Choices, samples, width of the outputs.
pub(super) fn normal(
    random: &mut Random,
    [experts, samples, width]: [usize; 3],
    baseline: Baseline,
) -> Input {
    let level = random.uniform(-0.5..1.5) as f32;
    Input {
        logits: random.normals(experts, 1.0).into(),
        losses: (random.normals(experts, 1.0) + level).into(),
        actions: (0..samples).map(|_| random.whole(0..=experts - 1)).collect(),
        costs: (random.normals(samples, 1.0) + level).into(),
        baseline,
        outputs: random.normals((experts, width), 1.0).into(),
        target: random.normals(width, 1.0).into(),
    }
}

/// Logits near a level.
fn near(random: &mut Random, level: f64, sizes: [usize; 3], baseline: Baseline) -> Input {
    let mut input = normal(random, sizes, baseline);
    input.logits = Array1::from_shape_simple_fn(sizes[0], || (level + random.normal()) as f32).into();
    input
}

/// Logits that fill 60 above a lowest one.
fn ends(random: &mut Random, lowest: f32, sizes: [usize; 3], baseline: Baseline) -> Input {
    let mut input = normal(random, sizes, baseline);
    let places: [usize; 2] = random.distinct(0..=sizes[0] - 1);
    input.logits.values =
        Array1::from_shape_simple_fn(sizes[0], || lowest + random.uniform(52.0..59.0) as f32);
    (input.logits.values[places[0]], input.logits.values[places[1]]) = (lowest, lowest + 60.0);
    input
}

/// Some logits lie 55 to 59 above all others, whose weights are next to nothing, as the reference knows: its time grows with the
/// cube of the others. One of the first and two beyond a byte are among them.
fn most_are_hopeless(random: &mut Random) -> Input {
    let mut input = normal(random, [300, 3, 2], Baseline::Others);
    input.logits.values.mapv_inplace(|x| -0.5 + x.abs().min(1.0));
    let reached: [usize; 3] = random.distinct(3..=250);
    for e in reached.into_iter().chain([1, 257, 299]) {
        input.logits.values[e] = random.uniform(56.0..58.0) as f32;
    }
    input.actions = vec![299, 1, 257];
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Baseline::{Fixed, Others};
    vec![
        Case { name: "no baseline", make: |random| normal(random, [3, 5, 2], Fixed(0.0)) },
        Case { name: "two choices", make: |random| normal(random, [2, 4, 3], Fixed(0.0)) },
        Case { name: "a fixed baseline", make: |random| normal(random, [4, 6, 3], Fixed(0.75)) },
        Case { name: "a negative baseline", make: |random| normal(random, [5, 3, 4], Fixed(-1.5)) },
        Case { name: "the others as baseline", make: |random| normal(random, [4, 7, 2], Others) },
        Case {
            name: "two samples, each the other's baseline",
            make: |random| normal(random, [5, 2, 3], Others),
        },
        Case {
            name: "two samples of one action, each the other's baseline",
            make: |random| {
                let mut input = normal(random, [4, 2, 3], Others);
                input.actions.fill(1);
                input
            },
        },
        Case { name: "one sample", make: |random| normal(random, [6, 1, 5], Fixed(0.5)) },
        Case { name: "more samples than choices", make: |random| normal(random, [3, 11, 4], Fixed(0.25)) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4], Others) },
        Case { name: "outputs of width one", make: |random| normal(random, [3, 5, 1], Others) },
        Case {
            name: "one action for all samples",
            make: |random| {
                let mut input = normal(random, [4, 5, 2], Others);
                input.actions.fill(2);
                input
            },
        },
        Case {
            name: "two logits are the largest",
            make: |random| {
                let mut input = normal(random, [5, 3, 2], Fixed(0.3));
                input.logits.values[1] = 2.5;
                input.logits.values[3] = 2.5;
                for e in [0, 2, 4] {
                    input.logits.values[e] = input.logits.values[e].min(2.0);
                }
                input
            },
        },
        Case {
            name: "all logits equal",
            make: |random| {
                // In f32, 1 + 1/6 − 1/6 is less than 1, whatever the seed: hard + soft − soft shows.
                let mut input = normal(random, [6, 4, 3], Fixed(0.0));
                input.logits.values.fill(0.7);
                input
            },
        },
        Case { name: "logits near 780", make: |random| near(random, 780.0, [3, 4, 2], Fixed(0.0)) },
        Case { name: "logits near -780", make: |random| near(random, -780.0, [4, 3, 5], Others) },
        Case {
            name: "losses near 100",
            make: |random| {
                let mut input = normal(random, [3, 6, 2], Others);
                input.losses.values += 100.0;
                input.costs.values += 100.0;
                input
            },
        },
        Case { name: "logits from 740 to 800", make: |random| ends(random, 740.0, [5, 4, 3], Fixed(0.4)) },
        Case { name: "logits from -800 to -740", make: |random| ends(random, -800.0, [4, 6, 2], Others) },
        Case { name: "logits from -20 to 40", make: |random| ends(random, -20.0, [6, 3, 4], Fixed(-0.7)) },
        Case {
            name: "the largest logits differ by next to nothing",
            make: |random| {
                // Their exponentials are equal, also in double precision.
                let mut input = normal(random, [5, 3, 2], Fixed(0.3));
                input.logits.values.mapv_inplace(|x| -x.abs() - 0.2);
                (input.logits.values[1], input.logits.values[3]) = (1e-30, 2e-30);
                input
            },
        },
        Case {
            name: "the largest logits are so close that their gates are equal",
            make: |random| {
                // Next to each other as numbers: their exponentials differ, and their gates do not.
                let mut input = normal(random, [4, 2, 3], Others);
                input.logits.values.mapv_inplace(|x| -x.abs() - 0.2);
                (input.logits.values[0], input.logits.values[2]) = (1e-9, 2e-9);
                input
            },
        },
        Case {
            name: "samples that have cost nothing, or as much as the baseline",
            make: |random| {
                let mut input = normal(random, [3, 6, 2], Fixed(0.625));
                (input.costs.values[1], input.costs.values[4]) = (0.0, 0.0);
                input.costs.values[2] = 0.625;
                (input.losses.values[0], input.losses.values[2]) = (0.0, 0.625);
                input
            },
        },
        Case {
            name: "a sample that has cost nothing, beside others",
            make: |random| {
                let mut input = normal(random, [4, 5, 2], Others);
                input.costs.values[2] = 0.0;
                input.actions[3] = input.actions[0];
                input
            },
        },
        Case {
            name: "300 samples, outputs of width 260",
            make: |random| normal(random, [2, 300, 260], Fixed(0.8)),
        },
        Case {
            name: "300 samples, the others as baseline",
            make: |random| normal(random, [3, 300, 2], Others),
        },
        Case {
            name: "losses of thousands",
            make: |random| {
                let mut input = normal(random, [3, 5, 2], Fixed(1200.0));
                input.losses.values *= 6000.0;
                input.costs.values *= 6000.0;
                input
            },
        },
        Case { name: "70 choices", make: |random| normal(random, [70, 3, 2], Others) },
        Case { name: "300 choices, most of them hopeless", make: most_are_hopeless },
        Case {
            name: "strided views",
            make: |random| normal(random, [4, 5, 3], Others).laid(Layout::Strided),
        },
        Case {
            name: "transposed views",
            make: |random| normal(random, [3, 4, 5], Fixed(0.6)).laid(Layout::Transposed),
        },
        Case {
            name: "reversed views",
            make: |random| normal(random, [5, 6, 2], Others).laid(Layout::Reversed),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let sizes = random.distinct(2..=8);
    let baseline =
        if random.chance(0.5) { Baseline::Others } else { Baseline::Fixed(random.uniform(-1.0..2.0) as f32) };
    let layout = Layout::any(random);
    normal(random, sizes, baseline).laid(layout)
}
