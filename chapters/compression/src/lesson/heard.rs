//! Which entry hears which token, with one gate for each token and with one for each role.

use figures::{Figure, Grid, Panel};
use ndarray::Array2;

use crate::{DualRole, Role};

/// Tokens of the text.
pub const TOKENS: usize = 10;
/// Tokens of a block.
pub const BLOCK: usize = 2;
/// The tokens that matter: both stand last in their blocks, 1 and 3.
pub const MATTER: [usize; 2] = [3, 7];

/// The gates of the two tokens that matter, in each role, and the bias of the last place of a block, in each role. Everything else
/// is 0.
#[derive(Clone, Copy, Debug)]
pub struct Gates {
    /// In the role `current`.
    pub current: [f32; 2],
    /// In the role `previous`.
    pub previous: [f32; 2],
    /// In the roles `current` and `previous`.
    pub bias: [f32; 2],
}

/// One gate for each token, whichever entry pools it.
pub const fn one(gates: [f32; 2], bias: [f32; 2]) -> Gates {
    Gates { current: gates, previous: gates, bias }
}

/// Three ways with one gate for a token, and one with two.
pub const TRIES: [(&str, Gates); 4] = [
    ("one gate, loud", one([4.0, 4.0], [0.0, 0.0])),
    ("one gate, bias for the own block", one([0.0, 0.0], [4.0, -4.0])),
    ("one gate, bias for the next block", one([0.0, 0.0], [-4.0, 4.0])),
    ("a gate for each role", Gates { current: [4.0, -4.0], previous: [-4.0, 4.0], bias: [0.0, 0.0] }),
];

/// The weight of each token in each entry; shape (entries, tokens). They are read off values that are 1 in the channel of their token
/// and 0 in all others.
pub fn weights(pool: DualRole, gates: Gates) -> Array2<f32> {
    let values = Array2::eye(TOKENS);
    let role = |of: [f32; 2], bias: f32| {
        let mut gates = Array2::zeros((TOKENS, TOKENS));
        for (token, gate) in MATTER.into_iter().zip(of) {
            gates.row_mut(token).fill(gate);
        }
        let mut places = Array2::zeros((BLOCK, TOKENS));
        places.row_mut(BLOCK - 1).fill(bias);
        (gates, places)
    };
    let (current, previous) = (role(gates.current, gates.bias[0]), role(gates.previous, gates.bias[1]));
    pool(
        Role { values: values.view(), gates: current.0.view(), bias: current.1.view() },
        Role { values: values.view(), gates: previous.0.view(), bias: previous.1.view() },
    )
}

/// Of these weights the four that matter: of the first token in the entry of its own block and in the next one, and the same of
/// the second.
pub fn four(weights: &Array2<f32>) -> [f32; 4] {
    let [a, b] = MATTER;
    [(a / BLOCK, a), (a / BLOCK + 1, a), (b / BLOCK, b), (b / BLOCK + 1, b)].map(|at| weights[at])
}

/// The weights with one gate for each token and with one for each role.
///
/// # Panics
/// If a weight is not from 0 to 1.
pub fn figure(pool: DualRole) -> Figure {
    let [one, two] = [TRIES[1], TRIES[3]].map(|(_, gates)| weights(pool, gates));
    let said = |weights: &Array2<f32>| {
        let [a, b, c, d] = four(weights).map(|weight| figures::text(weight, 2));
        let [first, second] = MATTER;
        format!(
            "token {first} has {a} in the entry of its own block and {b} in the next one, token {second} has {c} and {d}"
        )
    };
    let description = format!(
        "Weights of {TOKENS} tokens in {} entries. With one gate for each token and a bias for the own block {}. With a gate for each \
         role {}.",
        TOKENS / BLOCK,
        said(&one),
        said(&two),
    );
    let [first, second] = MATTER;
    let title = format!(
        "With one gate tokens {first} and {second} both go to their own blocks; a gate for each role sends {second} to the next"
    );
    let panel = |caption: &str, weights: &Array2<f32>| {
        let rows = weights.rows().into_iter().map(|row| row.iter().map(|&w| f64::from(w)).collect());
        let write = |w: f64| if w == 0.0 { String::new() } else { figures::text(w, 2) };
        Panel::new(caption, rows.collect()).axes("entry", "token").write(write)
    };
    Grid::new(&title, &description)
        .panel(panel("one gate for each token, bias for the own block", &one))
        .panel(panel("a gate for each role", &two).below())
        .save()
}
