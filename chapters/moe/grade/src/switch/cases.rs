//! The cases of `switch`.

use judge::{Case, Layout, Random};
use ndarray::Array2;

use super::Input;

/// How far the largest logits of a token are apart at least.
const GAP: f32 = 0.02;

/// Whether the `first` largest numbers of a row differ by more than [`GAP`] from each other and from the next.
fn apart(row: &[f32], first: usize) -> bool {
    let mut row = row.to_vec();
    row.sort_by(|a, b| b.total_cmp(a));
    row.windows(2).take(first).all(|pair| pair[0] - pair[1] > GAP)
}

/// Normal logits (tokens, experts) around a level, some experts preferred, with the three largest of each token apart.
pub(in super::super) fn logits(
    random: &mut Random,
    (tokens, experts): (usize, usize),
    level: f32,
) -> Array2<f32> {
    let preferred: Vec<f32> = (0..experts).map(|_| level + random.normal() as f32).collect();
    let mut logits = Array2::zeros((tokens, experts));
    for mut row in logits.rows_mut() {
        loop {
            row.iter_mut().zip(&preferred).for_each(|(x, p)| *x = p + 1.5 * random.normal() as f32);
            if apart(&row.to_vec(), 3) {
                break;
            }
        }
    }
    logits
}

/// Logits (tokens, experts) near 1000, −1000 and 0 in turn.
pub(in super::super) fn far_apart(random: &mut Random, shape: (usize, usize)) -> Array2<f32> {
    let mut logits = logits(random, shape, 0.0);
    for (token, mut row) in logits.rows_mut().into_iter().enumerate() {
        row += [1000.0, -1000.0, 0.0][token % 3];
    }
    logits
}

fn route(random: &mut Random, shape: (usize, usize), capacity: usize) -> Input {
    Input::Route { logits: logits(random, shape, 0.0).into(), capacity }
}

fn room(tokens: usize, experts: usize, factor: f32) -> Input {
    Input::Capacity { tokens, experts, factor }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "capacity, a factor of 1", make: |_| room(30, 5, 1.0) },
        Case { name: "capacity, not whole", make: |_| room(10, 4, 1.25) },
        Case { name: "capacity, just above a whole number", make: |_| room(41, 8, 1.0) },
        Case { name: "capacity, by a hair above a whole number", make: |_| room(61, 16, 1.05) },
        Case { name: "capacity, just below a whole number", make: |_| room(23, 7, 1.5) },
        Case { name: "capacity, more than half of a place left over", make: |_| room(29, 8, 1.0) },
        Case { name: "capacity, a factor of 2.5", make: |_| room(26, 9, 2.5) },
        Case { name: "capacity, fewer tokens than experts", make: |_| room(5, 13, 0.5) },
        Case { name: "capacity, whole with a factor of 1.1", make: |_| room(40, 4, 1.1) },
        Case { name: "capacity, whole with a factor of 1.2", make: |_| room(200, 4, 1.2) },
        Case { name: "capacity, whole with a factor of 1.05", make: |_| room(240, 2, 1.05) },
        Case { name: "capacity, whole, of a quotient that is not", make: |_| room(35, 14, 1.2) },
        Case { name: "room for all", make: |random| route(random, (9, 4), 9) },
        Case { name: "room for two", make: |random| route(random, (17, 3), 2) },
        Case { name: "room for one", make: |random| route(random, (11, 5), 1) },
        Case { name: "all sizes equal", make: |random| route(random, (4, 4), 4) },
        Case { name: "one expert", make: |random| route(random, (6, 1), 4) },
        Case { name: "one token", make: |random| route(random, (1, 6), 1) },
        Case {
            name: "every token wants the same expert",
            make: |random| {
                let mut logits = logits(random, (10, 4), 0.0);
                logits.column_mut(2).mapv_inplace(|x| x + 12.0);
                Input::Route { logits: logits.into(), capacity: 3 }
            },
        },
        Case {
            name: "equal logits",
            make: |random| {
                let mut logits = logits(random, (8, 5), 0.0);
                for (token, mut row) in logits.rows_mut().into_iter().enumerate() {
                    let largest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b)) + 0.5;
                    row[token % 3] = largest;
                    row[3 + token % 2] = largest;
                }
                logits.row_mut(6).fill(0.25);
                Input::Route { logits: logits.into(), capacity: 2 }
            },
        },
        Case {
            name: "logits near 1000",
            make: |random| Input::Route { logits: logits(random, (7, 4), 1000.0).into(), capacity: 2 },
        },
        Case {
            name: "logits near -1000",
            make: |random| Input::Route { logits: logits(random, (8, 3), -1000.0).into(), capacity: 3 },
        },
        Case {
            name: "tokens whose logits are far apart",
            make: |random| Input::Route { logits: far_apart(random, (11, 5)).into(), capacity: 2 },
        },
        Case {
            name: "a transposed view",
            make: |random| {
                let logits = judge::Matrix::from(logits(random, (13, 6), 0.0));
                Input::Route { logits: logits.laid(Layout::Transposed), capacity: 2 }
            },
        },
        Case {
            name: "a strided view",
            make: |random| {
                let logits = judge::Matrix::from(logits(random, (12, 7), 0.0));
                Input::Route { logits: logits.laid(Layout::Strided), capacity: 2 }
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    if random.chance(0.25) {
        let factor = random.whole(10..=30) as f32 / 20.0;
        return room(random.whole(20..=200), random.whole(2..=16), factor);
    }
    let [tokens, experts] = [random.whole(10..=24), random.whole(2..=7)];
    let capacity = random.whole(1..=tokens.div_ceil(experts) + 1);
    let logits = judge::Matrix::from(logits(random, (tokens, experts), 0.0));
    Input::Route { logits: logits.laid(Layout::any(random)), capacity }
}
