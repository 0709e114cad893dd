//! The cases of `power_sgd`.

use judge::{Case, Random};
use ndarray::Array2;

use super::Input;

pub(super) fn matrix(random: &mut Random, n: usize, m: usize, level: f64) -> Array2<f64> {
    random.normals((n, m), 1.0).mapv(|x| level * f64::from(x).clamp(-2.5, 2.5))
}

/// Shapes n, m, r, and rounds; errors are 0 in the beginning.
fn of(random: &mut Random, ranks: usize, [n, m, r]: [usize; 3], rounds: usize) -> Input {
    let round = |random: &mut Random| (0..ranks).map(|_| matrix(random, n, m, 1.0)).collect();
    Input {
        q: matrix(random, m, r, 1.0),
        errors: vec![Array2::zeros((n, m)); ranks],
        rounds: (0..rounds).map(|_| round(random)).collect(),
    }
}

impl Input {
    fn set(mut self, change: impl FnOnce(&mut Input)) -> Input {
        change(&mut self);
        self
    }
}

/// As many ranks whose gradients have a mean of rank r; alone each has more.
fn of_rank(random: &mut Random, ranks: usize, [n, m, r]: [usize; 3]) -> Input {
    of(random, ranks, [n, m, r], 2).set(|input| {
        let mean = matrix(random, n, r, 1.0).dot(&matrix(random, r, m, 1.0));
        let gradients: Vec<Array2<f64>> = (0..ranks).map(|_| matrix(random, n, m, 1.0)).collect();
        let sum = gradients.iter().fold(Array2::zeros((n, m)), |sum: Array2<f64>, g| sum + g);
        let away = sum / ranks as f64 - mean;
        input.rounds = vec![gradients.into_iter().map(|g| g - &away).collect(); 2];
    })
}

fn of_the_usual() -> Vec<Case<Input>> {
    vec![
        Case { name: "two ranks, r = 1", make: |random| of(random, 2, [4, 3, 1], 1) },
        Case { name: "two ranks, r = 1, two rounds", make: |random| of(random, 2, [3, 4, 1], 2) },
        Case { name: "one rank, r = 1", make: |random| of(random, 1, [3, 4, 1], 2) },
        Case { name: "three ranks, r = 2", make: |random| of(random, 3, [5, 4, 2], 1) },
        Case { name: "three ranks, r = 2, three rounds", make: |random| of(random, 3, [5, 6, 2], 3) },
        Case { name: "four ranks, r = 3, three rounds", make: |random| of(random, 4, [7, 6, 3], 3) },
        Case {
            name: "the same gradients in each round",
            make: |random| {
                of(random, 2, [5, 4, 2], 4).set(|input| input.rounds = vec![input.rounds[0].clone(); 4])
            },
        },
        Case {
            name: "the same gradient on all ranks",
            make: |random| {
                of(random, 3, [4, 5, 2], 2).set(|input| {
                    input.rounds.iter_mut().for_each(|round| *round = vec![round[0].clone(); 3]);
                })
            },
        },
        Case {
            name: "errors from before",
            make: |random| {
                of(random, 2, [4, 3, 1], 2).set(|input| {
                    input.errors.iter_mut().for_each(|error| *error = matrix(random, 4, 3, 1.0));
                })
            },
        },
        Case {
            name: "errors of one rank alone, r = 2",
            make: |random| {
                of(random, 3, [4, 6, 2], 1).set(|input| input.errors[1] = matrix(random, 4, 6, 2.0))
            },
        },
    ]
}

fn of_sizes() -> Vec<Case<Input>> {
    vec![
        Case { name: "tall", make: |random| of(random, 3, [24, 3, 2], 2) },
        Case { name: "wide", make: |random| of(random, 3, [3, 24, 2], 2) },
        Case { name: "a number", make: |random| of(random, 2, [1, 1, 1], 2) },
        Case { name: "a row, four ranks", make: |random| of(random, 4, [1, 6, 1], 2) },
        Case { name: "a column, four ranks", make: |random| of(random, 4, [6, 1, 1], 2) },
        Case { name: "r as large as n", make: |random| of(random, 3, [2, 6, 2], 2) },
        Case { name: "r as large as the matrix", make: |random| of(random, 2, [4, 3, 3], 2) },
        Case { name: "60 by 50 numbers, four ranks", make: |random| of(random, 4, [60, 50, 4], 1) },
    ]
}

fn of_values() -> Vec<Case<Input>> {
    vec![
        Case { name: "a mean of rank 2, r = 2", make: |random| of_rank(random, 3, [6, 5, 2]) },
        Case {
            name: "all zeros",
            make: |random| {
                of(random, 2, [3, 4, 2], 2).set(|input| {
                    input.rounds.iter_mut().flatten().for_each(|g| g.fill(0.0));
                })
            },
        },
        Case {
            name: "zeros in the first round",
            make: |random| {
                of(random, 2, [3, 4, 2], 3).set(|input| input.rounds[0].iter_mut().for_each(|g| g.fill(0.0)))
            },
        },
        Case {
            name: "zeros on one rank",
            make: |random| {
                of(random, 3, [4, 3, 2], 2)
                    .set(|input| input.rounds.iter_mut().for_each(|round| round[1].fill(0.0)))
            },
        },
        Case {
            name: "the first column of Q is 0",
            make: |random| of(random, 2, [5, 4, 3], 2).set(|input| input.q.column_mut(0).fill(0.0)),
        },
        Case {
            name: "the last column of Q is 0",
            make: |random| of(random, 3, [4, 5, 2], 2).set(|input| input.q.column_mut(1).fill(0.0)),
        },
        Case {
            name: "two columns of Q are near to each other",
            make: |random| {
                of(random, 2, [5, 4, 2], 2).set(|input| {
                    let near = &input.q.column(0) + 0.1 * &input.q.column(1);
                    input.q.column_mut(1).assign(&near);
                })
            },
        },
        Case { name: "70 rows", make: |random| of(random, 2, [70, 3, 1], 1) },
        Case {
            name: "gradients of a hundred thousandth",
            make: |random| {
                of(random, 2, [4, 3, 1], 1)
                    .set(|input| input.rounds.iter_mut().flatten().for_each(|g| *g *= 1e-5))
            },
        },
        Case { name: "a large Q", make: |random| of(random, 2, [4, 3, 2], 2).set(|input| input.q *= 400.0) },
        Case {
            name: "ranks of different levels",
            make: |random| {
                of(random, 4, [5, 4, 2], 2).set(|input| {
                    for round in &mut input.rounds {
                        round.iter_mut().zip([300.0, 1.0, 0.02, 30.0]).for_each(|(g, level)| *g *= level);
                    }
                })
            },
        },
        Case {
            name: "up to a thousand",
            make: |random| {
                of(random, 2, [4, 5, 2], 2).set(|input| {
                    input.rounds.iter_mut().flatten().for_each(|g| *g *= 400.0);
                    (input.rounds[0][0][[0, 0]], input.rounds[1][1][[3, 4]]) = (1000.0, -1000.0);
                })
            },
        },
    ]
}

pub(super) fn cases() -> Vec<Case<Input>> {
    [of_the_usual(), of_sizes(), of_values()].into_iter().flatten().collect()
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [n, m] = [random.whole(2..=7), random.whole(2..=7)];
    let (ranks, rounds, r) = (random.whole(1..=4), random.whole(1..=3), random.whole(1..=n.min(m)));
    of(random, ranks, [n, m, r], rounds)
}
