//! The cases of `gru`.

use judge::{Case, Layout, Random};
use ndarray::Array2;

use super::Input;

/// Normal numbers, for sums of about the size of `level`: units and inputs.
fn normal(random: &mut Random, [units, width]: [usize; 2], level: f64) -> Input {
    let (of_units, of_inputs) = ((units as f64).sqrt(), (width as f64).sqrt());
    Input {
        x: random.normals(width, 1.0).into(),
        h: random.normals(units, 0.8).into(),
        input: random.normals((3, units, width), 0.9 * level / of_inputs).into(),
        hidden: random.normals((3, units, units), 1.3 * level / of_units).into(),
        input_bias: random.normals((3, units), 0.7 * level).into(),
        hidden_bias: random.normals((3, units), 0.8 * level).into(),
    }
}

/// Weights that hardly count, and biases that make the sums what is asked for, or a little less: of r, z and n in three units. Of each sum
/// the state's bias has a share.
fn driven(random: &mut Random, sums: [[f64; 3]; 3], share: f64) -> Input {
    let mut input = normal(random, [3, 2], 0.02);
    input.h.values.mapv_inplace(|h| h.clamp(-1.0, 1.0));
    input.x.values.mapv_inplace(|x| x.clamp(-2.0, 2.0));
    for weights in [&mut input.input.values, &mut input.hidden.values] {
        weights.mapv_inplace(|w| w.clamp(-0.05, 0.05));
    }
    let bias = |share: f64| {
        Array2::from_shape_fn((3, 3), |(gate, unit)| {
            let sum = sums[gate][unit];
            (share * (sum - 0.5 * sum.signum())) as f32
        })
    };
    input.input_bias = bias(1.0 - share).into();
    input.hidden_bias = bias(share).into();
    input
}

fn laid(mut input: Input, [first, second, third]: [Layout; 3]) -> Input {
    input.input.layout = first;
    input.hidden.layout = second;
    input.input_bias.layout = third;
    input.hidden_bias.layout = third;
    input.x.layout = third;
    input.h.layout = third;
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = ordinary();
    cases.extend(at_the_ends());
    cases.extend(of_layouts());
    cases
}

fn ordinary() -> Vec<Case<Input>> {
    vec![
        Case { name: "one unit, one input", make: |random| normal(random, [1, 1], 1.0) },
        Case { name: "two units, one input", make: |random| normal(random, [2, 1], 1.0) },
        Case { name: "three units, two inputs", make: |random| normal(random, [3, 2], 1.0) },
        Case { name: "as many inputs as units", make: |random| normal(random, [3, 3], 1.0) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4], 1.0) },
        Case { name: "five units, seven inputs", make: |random| normal(random, [5, 7], 1.0) },
        Case {
            name: "it begins with zeros",
            make: |random| {
                let mut input = normal(random, [3, 2], 1.0);
                input.h.values.fill(0.0);
                input
            },
        },
        Case {
            name: "without biases",
            make: |random| {
                let mut input = normal(random, [4, 2], 1.0);
                input.input_bias.values.fill(0.0);
                input.hidden_bias.values.fill(0.0);
                input
            },
        },
        Case {
            name: "a state far from zero",
            make: |random| {
                let mut input = normal(random, [3, 2], 0.6);
                input.h.values *= 6.0;
                input
            },
        },
        Case { name: "260 inputs", make: |random| normal(random, [3, 260], 1.0) },
        Case { name: "66 units", make: |random| normal(random, [66, 3], 1.0) },
    ]
}

fn at_the_ends() -> Vec<Case<Input>> {
    vec![
        Case { name: "sums of 10", make: |random| normal(random, [4, 3], 6.0) },
        Case {
            name: "sums of 1000 and of −1000",
            make: |random| {
                let sums = [[1000.0, -1000.0, 2.0], [-1000.0, 1.0, 1000.0], [1000.0, -1000.0, 0.8]];
                driven(random, sums, 0.0)
            },
        },
        Case {
            name: "sums of 1000 and of −1000, by the state",
            make: |random| {
                let sums = [[1000.0, 1000.0, -1000.0], [-1000.0, -1.0, -2.0], [-1000.0, 1000.0, 1000.0]];
                driven(random, sums, 1.0)
            },
        },
        Case {
            name: "sums of 100 and of −100",
            make: |random| {
                let sums = [[100.0, -100.0, 1.0], [-100.0, -1.0, 100.0], [100.0, -100.0, 1.5]];
                driven(random, sums, 0.2)
            },
        },
        Case {
            name: "one unit is kept, one is replaced, one looks away",
            make: |random| {
                let sums = [[1.0, 0.6, -40.0], [40.0, -40.0, -30.0], [2.0, -1.5, 0.9]];
                driven(random, sums, 0.5)
            },
        },
    ]
}

fn of_layouts() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    vec![
        Case { name: "transposed views", make: |random| laid(normal(random, [3, 2], 1.0), [Transposed; 3]) },
        Case { name: "strided views", make: |random| laid(normal(random, [2, 4], 1.0), [Strided; 3]) },
        Case {
            name: "only U transposed",
            make: |random| laid(normal(random, [3, 4], 1.0), [Transposed, Contiguous, Contiguous]),
        },
        Case {
            name: "only W transposed",
            make: |random| laid(normal(random, [4, 2], 1.0), [Contiguous, Transposed, Contiguous]),
        },
        Case {
            name: "only the biases transposed",
            make: |random| laid(normal(random, [3, 3], 1.0), [Contiguous, Contiguous, Transposed]),
        },
        Case {
            name: "only vectors and biases reversed",
            make: |random| laid(normal(random, [4, 3], 1.0), [Contiguous, Contiguous, Reversed]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [units, width] = random.distinct(1..=6);
    let layouts = [Layout::any(random), Layout::any(random), Layout::any(random)];
    let level = random.uniform(0.6..2.0);
    laid(normal(random, [units, width], level), layouts)
}
