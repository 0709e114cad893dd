//! The cases of `merge`.

use judge::{Case, Layout, Random};
use ndarray::s;

use super::Input;

const NOTHING: f32 = f32::NEG_INFINITY;

/// Normal outputs, and log-sum-exps around a level.
pub(super) fn normal(
    random: &mut Random,
    sizes: impl FnOnce(&mut Random) -> [usize; 3],
    level: f32,
    deviation: f64,
) -> Input {
    let [parts, n, width] = sizes(random);
    let outputs = random.normals((parts, n, width), 1.0).into();
    let mut log_sum_exps = random.normals((parts, n), deviation);
    log_sum_exps += level;
    Input { outputs, log_sum_exps: log_sum_exps.into() }
}

fn of(random: &mut Random, sizes: [usize; 3], level: f32, deviation: f64) -> Input {
    normal(random, |_| sizes, level, deviation)
}

/// Lets query i see nothing in a part.
fn blind(input: &mut Input, part: usize, i: usize) {
    input.log_sum_exps.values[[part, i]] = NOTHING;
    input.outputs.values.slice_mut(s![part, i, ..]).fill(0.0);
}

/// Log-sum-exps with a level for each part or query, and a little noise.
fn levels(random: &mut Random, sizes: [usize; 3], level: impl Fn(usize, usize) -> f32) -> Input {
    let mut input = of(random, sizes, 0.0, 1.0);
    for ((part, i), l) in input.log_sum_exps.values.indexed_iter_mut() {
        *l += level(part, i);
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "two parts",
            make: |random| {
                let mut input = of(random, [2, 3, 4], 1.0, 1.0);
                // The first query's parts weigh about 1 to 7: their plain average is far away.
                input.log_sum_exps.values[[1, 0]] = input.log_sum_exps.values[[0, 0]] + 2.0;
                input
            },
        },
        Case { name: "four parts", make: |random| of(random, [4, 3, 2], 2.0, 2.0) },
        Case { name: "all sizes equal", make: |random| of(random, [3, 3, 3], 0.5, 1.5) },
        Case { name: "one part alone", make: |random| of(random, [1, 4, 3], 1.5, 1.0) },
        Case { name: "one query, seven parts", make: |random| of(random, [7, 1, 5], 3.0, 1.5) },
        Case {
            name: "a part far above the others",
            make: |random| levels(random, [3, 4, 2], |part, _| [40.0, -700.0, 900.0][part]),
        },
        Case {
            name: "queries far apart",
            make: |random| levels(random, [3, 4, 2], |_, i| [500.0, -300.0, -2000.0, 90.0][i]),
        },
        Case { name: "log-sum-exps near 1000", make: |random| of(random, [4, 3, 5], 1000.0, 1.5) },
        Case { name: "log-sum-exps near -1000", make: |random| of(random, [3, 5, 2], -1000.0, 1.5) },
        Case { name: "log-sum-exps near -9,900", make: |random| of(random, [3, 4, 2], -9900.0, 2.0) },
        Case {
            name: "log-sum-exps of 10,000 and -10,000",
            make: |random| {
                // Many that are near each other: rounding there is what the tolerance has to know.
                let near = [0.0, 1.5, -1.0];
                let level = |part: usize, i: usize| match i {
                    0 => [10_000.0, -10_000.0, 9993.0][part],
                    1 => [-10_000.0, -9995.0, 10_000.0][part],
                    _ if i.is_multiple_of(2) => 9991.0 + near[part],
                    _ => near[part] - 9991.0,
                };
                let mut input = levels(random, [3, 11, 2], level);
                // Exactly there, and not with noise on top.
                for ((part, i), l) in input.log_sum_exps.values.indexed_iter_mut() {
                    if level(part, i).abs() == 10_000.0 {
                        *l = level(part, i);
                    }
                }
                input
            },
        },
        Case {
            name: "log-sum-exps of 700 to 90, -90 and -700",
            make: |random| {
                levels(random, [3, 5, 2], |part, i| {
                    [705.0, 90.0, 0.5, -93.0, -743.0][i] + [0.0, 1.5, -1.0][part]
                })
            },
        },
        Case {
            name: "thirty parts that are 10 to 13 below one",
            make: |random| {
                let mut input = of(random, [31, 3, 2], 0.0, 0.0);
                for ((part, i), l) in input.log_sum_exps.values.indexed_iter_mut() {
                    let high = part == [0, 17, 30][i];
                    *l = if high { 1.0 } else { -9.2 - 0.09 * ((7 * part) % 31) as f32 };
                }
                input
            },
        },
        Case {
            name: "300 parts at levels that change",
            make: |random| {
                levels(random, [300, 2, 1], |part, i| [0.0, 12.0, -11.0, 14.0, 3.0][(part + 3 * i) / 7 % 5])
            },
        },
        Case {
            name: "log-sum-exps of 0, and parts whose mean is zeros",
            make: |random| {
                let mut input = of(random, [3, 4, 2], 0.0, 1.0);
                for (part, i) in [(0, 0), (1, 1), (2, 2), (0, 3), (1, 3)] {
                    input.log_sum_exps.values[[part, i]] = 0.0;
                }
                for (part, i) in [(1, 0), (2, 2), (0, 1)] {
                    input.outputs.values.slice_mut(s![part, i, ..]).fill(0.0);
                }
                input
            },
        },
        Case {
            name: "a part that has seen nothing beside log-sum-exps near -10,000",
            make: |random| {
                let mut input = of(random, [3, 2, 2], -9998.0, 0.5);
                (0..2).for_each(|i| blind(&mut input, 2 * i, i));
                input
            },
        },
        Case { name: "130 queries", make: |random| of(random, [2, 130, 1], 0.0, 2.0) },
        Case { name: "130 channels", make: |random| of(random, [2, 1, 130], 0.0, 2.0) },
        Case { name: "a query, a part, a channel", make: |random| of(random, [1, 1, 1], 1.0, 1.0) },
        Case {
            name: "one part alone, in which a query has seen nothing",
            make: |random| {
                let mut input = of(random, [1, 3, 1], 0.5, 1.0);
                blind(&mut input, 0, 1);
                input
            },
        },
        Case {
            name: "a query that has seen nothing between queries far apart",
            make: |random| {
                let level = |_: usize, i: usize| [-2000.0, 0.0, 2000.0, 1500.0, -1500.0][i];
                let mut input = levels(random, [5, 5, 2], level);
                (0..5).for_each(|part| blind(&mut input, part, 1));
                blind(&mut input, 0, 2);
                blind(&mut input, 4, 0);
                input
            },
        },
        Case {
            name: "a part that has seen nothing",
            make: |random| {
                let mut input = of(random, [3, 4, 3], -2.0, 1.0);
                (0..4).for_each(|i| blind(&mut input, 1, i));
                input
            },
        },
        Case {
            name: "the first parts have seen nothing, as under a causal mask",
            make: |random| {
                let mut input = of(random, [4, 5, 2], 1.0, 1.5);
                for i in 0..5 {
                    (0..4).filter(|&part| part + i < 4).for_each(|part| blind(&mut input, part, i));
                }
                input
            },
        },
        Case {
            name: "transposed and strided views",
            make: |random| {
                let mut input = of(random, [4, 2, 3], 0.0, 2.0);
                (input.outputs.layout, input.log_sum_exps.layout) = (Layout::Transposed, Layout::Strided);
                input
            },
        },
        Case {
            name: "strided and transposed views",
            make: |random| {
                let mut input = of(random, [3, 5, 4], -1.0, 2.0);
                (input.outputs.layout, input.log_sum_exps.layout) = (Layout::Strided, Layout::Transposed);
                input
            },
        },
    ]
}
