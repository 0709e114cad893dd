//! From the prompt to the first new token: what has to be there, and what is wrong without it.

use figures::{Axis, Chart, Figure, Series, normals, random};
use ndarray::{Array1, Array2};

use crate::{DualRole, Projected, Role, Streaming};

/// Tokens of a block.
pub const BLOCK: usize = 4;
/// Tokens of the text.
pub const TOKENS: usize = 24;
const CHANNELS: usize = 3;
/// The longest prompt of the figure.
pub const LONGEST: usize = 18;

/// Values, gates and biases of a text, in the roles `current` and `previous`.
pub struct Text {
    /// Shape (tokens, channels) each.
    pub values: [Array2<f32>; 2],
    /// Shape (tokens, channels) each.
    pub gates: [Array2<f32>; 2],
    /// Shape (m, channels) each.
    pub biases: [Array2<f32>; 2],
}

impl Text {
    /// The token t as a stream takes it.
    pub fn token(&self, t: usize) -> Projected {
        let row = |of: &Array2<f32>| of.row(t).to_owned();
        Projected {
            current_value: row(&self.values[0]),
            current_gate: row(&self.gates[0]),
            previous_value: row(&self.values[1]),
            previous_gate: row(&self.gates[1]),
        }
    }

    /// The entries of all tokens.
    pub fn at_once(&self, pool: DualRole) -> Array2<f32> {
        let role = |r: usize| Role {
            values: self.values[r].view(),
            gates: self.gates[r].view(),
            bias: self.biases[r].view(),
        };
        pool(role(0), role(1))
    }
}

/// A text of [`TOKENS`] random tokens, the same each time.
pub fn text() -> Text {
    let mut random = random(12);
    let mut both = |rows: usize| [0, 1].map(|_| normals(&mut random, (rows, CHANNELS)));
    Text { values: both(TOKENS), gates: both(TOKENS), biases: both(BLOCK) }
}

/// What is handed over from the prompt to what writes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kept {
    /// The last complete block, and the tokens behind it.
    All,
    /// The last complete block alone.
    NotTheRest,
    /// The tokens behind it alone.
    NotTheBlock,
}

/// How far the entries that come after a prompt are from those of the whole text.
pub fn difference(pool: DualRole, stream: Streaming, prompt: usize, kept: Kept) -> f32 {
    let text = text();
    let expected = text.at_once(pool);
    let complete = prompt / BLOCK * BLOCK;
    // A token that nobody hears.
    let silent = || Projected {
        current_value: Array1::zeros(CHANNELS),
        current_gate: Array1::from_elem(CHANNELS, -900.0),
        previous_value: Array1::zeros(CHANNELS),
        previous_gate: Array1::from_elem(CHANNELS, -900.0),
    };
    let mut state = (stream.start)(text.biases[0].view(), text.biases[1].view());
    let mut worst = 0.0_f32;
    let from = complete.saturating_sub(BLOCK);
    for t in from..TOKENS {
        let lost = match kept {
            Kept::All => false,
            Kept::NotTheRest => (complete..prompt).contains(&t),
            Kept::NotTheBlock => t < complete,
        };
        let entry = (stream.push)(&mut state, if lost { silent() } else { text.token(t) });
        // What comes while the prompt is handed over has come before.
        if let (Some(entry), true) = (entry, t >= prompt) {
            let row = expected.row(t / BLOCK);
            worst = entry.iter().zip(row).fold(worst, |worst, (a, b)| worst.max((a - b).abs()));
        }
    }
    worst
}

/// The difference against the length of the prompt, for each way to hand over.
pub fn figure(pool: DualRole, stream: Streaming) -> Figure {
    let lengths: Vec<usize> = (BLOCK..=LONGEST).collect();
    let line = |kept: Kept| -> Vec<(f64, f64)> {
        let at = |&prompt: &usize| (prompt as f64, f64::from(difference(pool, stream, prompt, kept)));
        lengths.iter().map(at).collect()
    };
    let [all, rest, block] = [Kept::All, Kept::NotTheRest, Kept::NotTheBlock].map(line);
    let most = |points: &[(f64, f64)]| points.iter().map(|point| point.1).fold(0.0, f64::max);
    let least = |points: &[(f64, f64)]| points.iter().map(|point| point.1).fold(f64::INFINITY, f64::min);
    let even: Vec<String> =
        rest.iter().filter(|point| point.1 < 1e-3).map(|point| figures::text(point.0, 0)).collect();
    let description = format!(
        "The largest difference of an entry after prompts of {BLOCK} to {LONGEST} tokens. With all that is needed it stays below {}. \
         Without the tokens that are left over it is up to {}, and 0 for prompts of {} tokens. Without the block before it is at least {}.",
        figures::text(most(&all).max(1e-4), 4),
        figures::text(most(&rest), 2),
        even.join(", "),
        figures::text(least(&block), 2),
    );
    Chart::new(
        "Entries after a prompt come out right only with its last block and the tokens behind it",
        &description,
    )
    .x(Axis::linear("tokens of the prompt").ticks(&[4.0, 8.0, 12.0, 16.0]))
    .y(Axis::linear("largest difference of an entry"))
    .line(Series::new("all that is needed", all))
    .line(Series::new("without the rest", rest))
    .line(Series::new("without the block", block))
    .save()
}
