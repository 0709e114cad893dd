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

/// Logits of tokens of which more want expert 1 than a byte can count.
pub(in super::super) fn crowded(random: &mut Random, shape: (usize, usize)) -> Array2<f32> {
    let mut logits = logits(random, shape, 0.0);
    for (token, mut row) in logits.rows_mut().into_iter().enumerate() {
        if token % 5 != 3 {
            row[1] = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b)) + random.uniform(0.1..3.0) as f32;
        }
    }
    logits
}

/// Two tokens that choose among many experts, the second the last of them.
pub(in super::super) fn many(random: &mut Random, experts: usize) -> Array2<f32> {
    let mut steps: Vec<f32> = (0..experts).map(|step| step as f32 / 20.0).collect();
    let mut logits = Array2::zeros((2, experts));
    for mut row in logits.rows_mut() {
        random.shuffle(&mut steps);
        row.iter_mut().zip(&steps).for_each(|(logit, step)| *logit = *step);
    }
    logits[[1, experts - 1]] = experts as f32 / 20.0;
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

/// Tokens of at least four experts, at both ends of what is promised and between: where exp leaves the range of a float or of a
/// double. The largest and the smallest logit of each are 60 apart, and the second is near the largest, in every second token as
/// near as may be.
pub(in super::super) fn to_the_ends(random: &mut Random, experts: usize) -> Array2<f32> {
    const LARGEST: [f32; 9] = [1100.0, -1040.0, 30.0, 0.0, 709.5, -690.0, 88.75, -45.0, -180.0];
    let mut logits = Array2::zeros((LARGEST.len(), experts));
    for (token, mut row) in logits.rows_mut().into_iter().enumerate() {
        let second = if token % 2 == 0 { 0.0105 } else { random.uniform(0.2..2.0) as f32 };
        let mut below: Vec<f32> = (9..=232).map(|quarters| quarters as f32 / 4.0).collect();
        random.shuffle(&mut below);
        below.truncate(experts - 3);
        below.extend([0.0, second, 60.0]);
        random.shuffle(&mut below);
        row.iter_mut().zip(below).for_each(|(logit, below)| *logit = LARGEST[token] - below);
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
        Case { name: "capacity, one token, the smallest factor", make: |_| room(1, 1, 0.05) },
        Case { name: "capacity, as many as may be", make: |_| room(4096, 64, 4.0) },
        Case { name: "capacity, a factor as large as the experts", make: |_| room(4096, 2, 2.0) },
        // What a float adds to 1.1 is multiplied by a thousand here: more than 1e-6 may be taken off.
        Case { name: "capacity, whole with 4000 tokens", make: |_| room(4000, 4, 1.1) },
        Case { name: "capacity, whole with 4075 tokens", make: |_| room(4075, 3, 2.88) },
        Case { name: "capacity, by a hair above 3886", make: |_| room(3899, 3, 2.99) },
        Case { name: "capacity, a factor of 1.07", make: |_| room(389, 5, 1.07) },
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
            name: "from -1100 to 1100, tokens over 60",
            make: |random| Input::Route { logits: to_the_ends(random, 6).into(), capacity: 2 },
        },
        Case { name: "300 tokens", make: |random| route(random, (300, 3), 90) },
        Case {
            name: "400 tokens, most of them for one expert",
            make: |random| Input::Route { logits: crowded(random, (400, 3)).into(), capacity: 290 },
        },
        Case {
            name: "300 experts",
            make: |random| Input::Route { logits: many(random, 300).into(), capacity: 1 },
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
