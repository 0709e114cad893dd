//! The cases of `mixture`.

use judge::{Case, Layout, Random, Vector};
use ndarray::Array1;

use super::{Input, Which};

/// Normal numbers for some experts and a width.
pub(super) fn normal(random: &mut Random, which: Which, [experts, width]: [usize; 2]) -> Input {
    Input {
        which,
        logits: random.normals(experts, 1.2).into(),
        outputs: random.normals((experts, width), 1.0).into(),
        target: random.normals(width, 1.0).into(),
    }
}

pub(super) fn laid(mut input: Input, layout: Layout) -> Input {
    input.outputs.layout = layout;
    (input.logits.layout, input.target.layout) = (layout, layout);
    input
}

fn with_logits_near(random: &mut Random, which: Which, sizes: [usize; 2], level: f32) -> Input {
    let mut input = normal(random, which, sizes);
    input.logits.values += level;
    input
}

/// All experts near each other, and the target so far from them that every exponential is 0 in double precision.
fn far(random: &mut Random, which: Which, [experts, width]: [usize; 2], distance: f32) -> Input {
    let mut target = random.normals(width, 1.0);
    let length = target.dot(&target).sqrt();
    target *= distance / length;
    Input {
        which,
        logits: random.normals(experts, 1.0).into(),
        outputs: random.normals((experts, width), 0.02).into(),
        target: target.into(),
    }
}

/// Logits 40 apart, from an end of what is promised on, with one expert at the target who has hardly any gate.
fn wide(random: &mut Random, which: Which, [experts, width]: [usize; 2], largest: f32) -> Input {
    let mut input = normal(random, which, [experts, width]);
    let mut below: Vec<f32> = (0..experts - 2).map(|_| random.uniform(0.3..38.0) as f32).collect();
    below.extend([0.0, 40.0]);
    random.shuffle(&mut below);
    let last = below.iter().position(|&below| below == 40.0).unwrap_or(0);
    input.logits.values = below.into_iter().map(|below| largest - below).collect();
    let target = input.target.values.clone();
    input.outputs.values.row_mut(last).assign(&target);
    input
}

/// The target as far from every expert as may be: ½ ‖d − o‖² is 10,000 for one of them, and a little less for the others.
fn farthest(random: &mut Random, which: Which, sizes: [usize; 2]) -> Input {
    let mut input = far(random, which, sizes, 141.0);
    let half = |output: ndarray::ArrayView1<'_, f32>| {
        (&output - &input.target.values).mapv(|x| f64::from(x).powi(2)).sum() / 2.0
    };
    let most = input.outputs.values.rows().into_iter().map(half).fold(0.0, f64::max);
    let scale = (10_000.0 / most).sqrt() as f32;
    input.target.values *= scale;
    input.outputs.values *= scale;
    input
}

/// Levels of logits that change within any block of experts, outputs near the target.
fn many(random: &mut Random, which: Which, [experts, width]: [usize; 2]) -> Input {
    let mut input = normal(random, which, [experts, width]);
    let level = |expert: usize| [0.0, 12.0, -11.0, 14.0, 3.0][expert / 7 % 5];
    for (expert, logit) in input.logits.values.iter_mut().enumerate() {
        *logit = level(expert) + logit.clamp(-3.0, 3.0);
    }
    input.outputs.values *= 0.2;
    input.target.values *= 0.2;
    input
}

/// Some logits lie 36 to 40 above all others, whose weights are next to nothing, as the reference knows. Two of them are beyond a byte.
fn few_are_heard(random: &mut Random, which: Which) -> Input {
    let mut input = normal(random, which, [300, 2]);
    input.logits.values.mapv_inplace(|x| -38.0 + x.clamp(-1.0, 1.0));
    let heard: [usize; 3] = random.distinct(2..=250);
    for expert in heard.into_iter().chain([257, 299]) {
        input.logits.values[expert] = random.uniform(-0.5..0.5) as f32;
    }
    input.outputs.values *= 0.2;
    input.target.values *= 0.2;
    input
}

/// A gate that has made up its mind, for an expert that is far from the target.
fn decided(random: &mut Random, which: Which, sizes: [usize; 2]) -> Input {
    let mut input = normal(random, which, sizes);
    let chosen = random.whole(0..=sizes[0] - 1);
    input.logits.values =
        Array1::from_shape_fn(sizes[0], |i| if i == chosen { 12.0 } else { -10.0 + i as f32 });
    let output = &input.target.values + 4.5;
    input.outputs.values.row_mut(chosen).assign(&output);
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Which::{Blended, Competitive, Likelihood, Responsibilities};
    vec![
        Case { name: "three experts, two numbers each", make: |random| normal(random, Blended, [3, 2]) },
        Case { name: "three experts, two numbers each", make: |random| normal(random, Competitive, [3, 2]) },
        Case {
            name: "three experts, two numbers each",
            make: |random| normal(random, Responsibilities, [3, 2]),
        },
        Case { name: "three experts, two numbers each", make: |random| normal(random, Likelihood, [3, 2]) },
        Case { name: "more numbers than experts", make: |random| normal(random, Blended, [2, 5]) },
        Case { name: "more numbers than experts", make: |random| normal(random, Competitive, [4, 7]) },
        Case { name: "more numbers than experts", make: |random| normal(random, Responsibilities, [3, 4]) },
        Case { name: "more numbers than experts", make: |random| normal(random, Likelihood, [2, 3]) },
        Case { name: "all sizes equal", make: |random| normal(random, Blended, [4, 4]) },
        Case { name: "all sizes equal", make: |random| normal(random, Likelihood, [3, 3]) },
        Case { name: "one number", make: |random| normal(random, Blended, [5, 1]) },
        Case { name: "one number", make: |random| normal(random, Likelihood, [4, 1]) },
        Case { name: "one expert", make: |random| normal(random, Competitive, [1, 4]) },
        Case { name: "one expert", make: |random| normal(random, Likelihood, [1, 3]) },
        Case { name: "logits near 1000", make: |random| with_logits_near(random, Blended, [4, 2], 990.0) },
        Case {
            name: "logits near 1000",
            make: |random| with_logits_near(random, Competitive, [3, 2], 990.0),
        },
        Case { name: "logits near 1000", make: |random| with_logits_near(random, Likelihood, [4, 2], 990.0) },
        Case {
            name: "logits near -1000",
            make: |random| with_logits_near(random, Responsibilities, [4, 3], -990.0),
        },
        Case {
            name: "logits near -1000",
            make: |random| with_logits_near(random, Likelihood, [3, 2], -990.0),
        },
        Case {
            name: "a target far from every expert",
            make: |random| far(random, Responsibilities, [4, 3], 60.0),
        },
        Case { name: "a target far from every expert", make: |random| far(random, Likelihood, [3, 2], 90.0) },
        Case {
            name: "a target twenty away from every expert",
            make: |random| far(random, Likelihood, [4, 2], 20.0),
        },
        Case {
            name: "a gate that is sure of an expert who is wrong",
            make: |random| decided(random, Responsibilities, [3, 2]),
        },
        Case {
            name: "a gate that is sure of an expert who is wrong",
            make: |random| decided(random, Likelihood, [4, 3]),
        },
        Case {
            name: "a target fourteen away from every expert",
            make: |random| far(random, Likelihood, [3, 2], 13.9),
        },
        Case {
            name: "a target thirty-eight away from every expert",
            make: |random| far(random, Responsibilities, [4, 2], 38.0),
        },
        Case {
            name: "a target as far as may be from every expert",
            make: |random| farthest(random, Responsibilities, [5, 3]),
        },
        Case {
            name: "a target as far as may be from every expert",
            make: |random| farthest(random, Likelihood, [4, 3]),
        },
        Case { name: "logits from 960 to 1000", make: |random| wide(random, Blended, [5, 3], 1000.0) },
        Case { name: "logits from -1000 to -960", make: |random| wide(random, Competitive, [4, 3], -960.0) },
        Case {
            name: "logits from 960 to 1000",
            make: |random| wide(random, Responsibilities, [5, 2], 1000.0),
        },
        Case { name: "logits from -1000 to -960", make: |random| wide(random, Likelihood, [5, 2], -960.0) },
        Case { name: "logits from -20 to 20", make: |random| wide(random, Likelihood, [4, 3], 20.0) },
        Case { name: "40 experts, levels that change", make: |random| many(random, Likelihood, [40, 1]) },
        Case { name: "300 experts, few of them heard", make: |random| few_are_heard(random, Likelihood) },
        Case { name: "300 experts, few of them heard", make: |random| few_are_heard(random, Blended) },
        Case { name: "300 experts, few of them heard", make: |random| few_are_heard(random, Competitive) },
        Case {
            name: "300 experts, few of them heard",
            make: |random| few_are_heard(random, Responsibilities),
        },
        Case { name: "270 numbers", make: |random| many(random, Likelihood, [2, 270]) },
        Case { name: "270 numbers", make: |random| many(random, Blended, [3, 270]) },
        Case { name: "270 numbers", make: |random| many(random, Responsibilities, [3, 270]) },
        Case {
            name: "strided views",
            make: |random| laid(normal(random, Competitive, [4, 5]), Layout::Strided),
        },
        Case {
            name: "transposed outputs",
            make: |random| laid(normal(random, Blended, [3, 4]), Layout::Transposed),
        },
        Case {
            name: "transposed outputs",
            make: |random| laid(normal(random, Responsibilities, [3, 5]), Layout::Transposed),
        },
        Case { name: "one expert, one number", make: |random| normal(random, Blended, [1, 1]) },
        Case { name: "one expert, one number", make: |random| normal(random, Responsibilities, [1, 1]) },
        Case {
            name: "strided views",
            make: |random| laid(normal(random, Responsibilities, [5, 2]), Layout::Strided),
        },
        Case {
            name: "strided views",
            make: |random| laid(normal(random, Likelihood, [3, 5]), Layout::Strided),
        },
        Case {
            name: "identical experts",
            make: |random| {
                let mut input = normal(random, Likelihood, [4, 2]);
                let first = input.outputs.values.row(0).to_owned();
                input.outputs.values.rows_mut().into_iter().for_each(|mut row| row.assign(&first));
                input.logits = Vector::from(random.normals(4, 3.0));
                input
            },
        },
    ]
}
