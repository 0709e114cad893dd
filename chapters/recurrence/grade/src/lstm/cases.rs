//! The cases of `lstm`.

use judge::{Case, Layout, Random};
use ndarray::Array2;

use super::{Given, Input};

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = of_steps();
    cases.extend(at_the_ends());
    cases.extend(of_changes());
    cases.extend(of_layouts());
    cases
}

/// Normal numbers, for sums of about the size of `level`: units and inputs.
fn given(random: &mut Random, [units, width]: [usize; 2], level: f64) -> Given {
    let (of_units, of_inputs) = ((units as f64).sqrt(), (width as f64).sqrt());
    Given {
        x: random.normals(width, 1.0).into(),
        h: random.normals(units, 0.6),
        c: random.normals(units, 1.2),
        input: random.normals((4, units, width), 0.9 * level / of_inputs).into(),
        hidden: random.normals((4, units, units), 1.3 * level / of_units).into(),
        bias: random.normals((4, units), 0.7 * level).into(),
    }
}

fn step(random: &mut Random, sizes: [usize; 2]) -> Input {
    Input::Step(given(random, sizes, 1.0))
}

fn jacobian(random: &mut Random, sizes: [usize; 2]) -> Input {
    Input::Jacobian(given(random, sizes, 1.0))
}

/// Weights that hardly count, and a bias for each gate and unit that makes the sum what is asked for, or a little less.
fn driven(random: &mut Random, sums: [[f64; 3]; 4], cells: [f64; 3]) -> Given {
    let small = random.uniform(0.5..1.0);
    let mut given = given(random, [3, 2], 0.02 * small);
    given.h.mapv_inplace(|h| h.clamp(-1.0, 1.0));
    given.x.values.mapv_inplace(|x| x.clamp(-2.0, 2.0));
    for weights in [&mut given.input.values, &mut given.hidden.values] {
        weights.mapv_inplace(|w| w.clamp(-0.05, 0.05));
    }
    given.bias = Array2::from_shape_fn((4, 3), |(gate, unit)| {
        let sum = sums[gate][unit];
        (sum - 0.5 * sum.signum()) as f32
    })
    .into();
    given.c = cells.iter().map(|&cell| cell as f32).collect();
    given
}

fn laid(mut input: Input, [first, second, third]: [Layout; 3]) -> Input {
    let (Input::Step(given) | Input::Jacobian(given)) = &mut input;
    given.input.layout = first;
    given.hidden.layout = second;
    given.bias.layout = third;
    given.x.layout = third;
    input
}

fn of_steps() -> Vec<Case<Input>> {
    vec![
        Case { name: "one unit, one input", make: |random| step(random, [1, 1]) },
        Case { name: "two units, one input", make: |random| step(random, [2, 1]) },
        Case { name: "three units, two inputs", make: |random| step(random, [3, 2]) },
        Case { name: "as many inputs as units", make: |random| step(random, [3, 3]) },
        Case { name: "all sizes equal", make: |random| step(random, [4, 4]) },
        Case { name: "five units, seven inputs", make: |random| step(random, [5, 7]) },
        Case {
            name: "it begins with zeros",
            make: |random| {
                let mut given = given(random, [3, 2], 1.0);
                given.h.fill(0.0);
                given.c.fill(0.0);
                Input::Step(given)
            },
        },
        Case { name: "260 inputs", make: |random| step(random, [3, 260]) },
        Case { name: "66 units", make: |random| step(random, [66, 2]) },
    ]
}

fn at_the_ends() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "what is old is kept, and nothing new comes in",
            make: |random| {
                let sums = [[-40.0, -60.0, -30.0], [40.0, 30.0, 60.0], [1.0, -2.0, 0.5], [0.5, 1.0, -1.0]];
                Input::Step(driven(random, sums, [0.7, -1.4, 2.0]))
            },
        },
        Case {
            name: "sums of 1000 and of −1000",
            make: |random| {
                let sums = [
                    [1000.0, -1000.0, 1000.0],
                    [-1000.0, 1000.0, 1000.0],
                    [1000.0, 1.0, -1000.0],
                    [1000.0, 1000.0, -1000.0],
                ];
                Input::Step(driven(random, sums, [0.3, -0.4, 0.9]))
            },
        },
        Case {
            name: "sums of 100 and of −100",
            make: |random| {
                let sums = [
                    [100.0, -100.0, 2.0],
                    [-100.0, 100.0, 100.0],
                    [100.0, 1.0, -100.0],
                    [100.0, 2.0, -100.0],
                ];
                Input::Step(driven(random, sums, [-0.6, 0.8, -0.2]))
            },
        },
        Case {
            name: "cells of 1000 and of −1000",
            make: |random| {
                let sums = [[1.0, -1.0, 2.0], [2.0, 3.0, -9.0], [-1.0, 2.0, 1.0], [1.0, 2.0, 1.5]];
                Input::Step(driven(random, sums, [1000.0, -1000.0, 1.0]))
            },
        },
        Case {
            name: "cells of 60",
            make: |random| {
                let sums = [[1.0, -1.0, 2.0], [2.0, 3.0, -4.0], [-1.0, 2.0, 1.0], [1.0, 2.0, 1.5]];
                Input::Step(driven(random, sums, [60.0, -60.0, 1.0]))
            },
        },
        Case { name: "sums of 10", make: |random| Input::Step(given(random, [4, 3], 6.0)) },
        Case {
            name: "jacobian, sums of 1000 and of −1000",
            make: |random| {
                let sums = [
                    [0.5, -1000.0, 1000.0],
                    [-1000.0, 1000.0, 0.3],
                    [1000.0, 1.0, -1000.0],
                    [1.0, 1000.0, -1000.0],
                ];
                let mut given = driven(random, sums, [0.3, -0.4, 0.9]);
                given.hidden.values *= 8.0;
                given.h *= 0.1;
                Input::Jacobian(given)
            },
        },
        Case {
            name: "jacobian, cells of 1000 and of −1000",
            make: |random| {
                let sums = [[1.0, -1.0, 2.0], [2.0, 3.0, -9.0], [-1.0, 2.0, 1.0], [1.0, 2.0, 1.5]];
                Input::Jacobian(driven(random, sums, [1000.0, -1000.0, 1.0]))
            },
        },
        Case {
            name: "jacobian, cells of 60",
            make: |random| {
                let sums = [[1.0, -1.0, 2.0], [2.0, 3.0, -4.0], [-1.0, 2.0, 1.0], [1.0, 2.0, 1.5]];
                let mut given = driven(random, sums, [60.0, -60.0, 1.0]);
                given.hidden.values *= 10.0;
                Input::Jacobian(given)
            },
        },
    ]
}

fn of_changes() -> Vec<Case<Input>> {
    vec![
        Case { name: "jacobian, one unit", make: |random| jacobian(random, [1, 1]) },
        Case { name: "jacobian, two units", make: |random| jacobian(random, [2, 1]) },
        Case { name: "jacobian, three units", make: |random| jacobian(random, [3, 2]) },
        Case { name: "jacobian, as many inputs as units", make: |random| jacobian(random, [3, 3]) },
        Case { name: "jacobian, four units", make: |random| jacobian(random, [4, 3]) },
        Case {
            name: "jacobian, from zeros",
            make: |random| {
                let mut given = given(random, [3, 2], 1.0);
                given.h.fill(0.0);
                given.c.fill(0.0);
                Input::Jacobian(given)
            },
        },
        Case { name: "jacobian, larger sums", make: |random| Input::Jacobian(given(random, [3, 2], 2.5)) },
        Case { name: "jacobian, 260 inputs", make: |random| jacobian(random, [2, 260]) },
        Case { name: "jacobian, 66 units", make: |random| jacobian(random, [66, 2]) },
    ]
}

fn of_layouts() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    vec![
        Case { name: "transposed views", make: |random| laid(step(random, [3, 2]), [Transposed; 3]) },
        Case { name: "strided views", make: |random| laid(step(random, [2, 4]), [Strided; 3]) },
        Case {
            name: "only U transposed",
            make: |random| laid(step(random, [3, 4]), [Transposed, Contiguous, Contiguous]),
        },
        Case {
            name: "only W transposed",
            make: |random| laid(step(random, [4, 2]), [Contiguous, Transposed, Contiguous]),
        },
        Case {
            name: "only the bias transposed",
            make: |random| laid(step(random, [3, 3]), [Contiguous, Contiguous, Transposed]),
        },
        Case {
            name: "only the input and the bias reversed",
            make: |random| laid(step(random, [3, 4]), [Contiguous, Contiguous, Reversed]),
        },
        Case {
            name: "jacobian, transposed views",
            make: |random| laid(jacobian(random, [3, 2]), [Transposed; 3]),
        },
        Case { name: "jacobian, strided views", make: |random| laid(jacobian(random, [2, 3]), [Strided; 3]) },
        Case {
            name: "jacobian, only U transposed",
            make: |random| laid(jacobian(random, [3, 4]), [Transposed, Contiguous, Contiguous]),
        },
        Case {
            name: "jacobian, only W transposed",
            make: |random| laid(jacobian(random, [3, 2]), [Contiguous, Transposed, Contiguous]),
        },
        Case {
            name: "jacobian, only the bias transposed",
            make: |random| laid(jacobian(random, [3, 2]), [Contiguous, Contiguous, Transposed]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [units, width] = random.distinct(1..=5);
    let layouts = [Layout::any(random), Layout::any(random), Layout::any(random)];
    let level = random.uniform(0.6..2.0);
    let given = given(random, [units, width], level);
    laid(if random.chance(0.5) { Input::Step(given) } else { Input::Jacobian(given) }, layouts)
}
