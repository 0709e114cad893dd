//! A thought of two tokens, and what becomes of it where a boundary between blocks cuts it in two.

use figures::{Axis, Chart, Figure, Series, normals, random, text};
use ndarray::{Array1, Array2, s};

use crate::{GatedPool, Overlap};

/// Tokens of a block.
pub const BLOCK: usize = 8;
/// Texts for each place.
pub const TEXTS: usize = 100;

/// Channels, of which the first token of a thought fills one half and the second the other.
const WIDTH: usize = 64;
/// Thoughts of a text, and the blocks from one to the next: whoever sees one sees no other.
const THOUGHTS: (usize, usize) = (7, 3);
/// The gates of what a token has to say; all others are near 0.
const LOUD: f32 = 4.0;
const SEED: u64 = 7001;

/// A way to pool, and how many blocks an entry looks at: its own, or also the one before.
#[derive(Clone, Copy)]
pub enum Pool {
    /// Its own.
    Own(GatedPool),
    /// The one before as well.
    WithBefore(Overlap),
}

/// The share of texts in which the best entry for a thought holds a part of it. Its first token has a place in its block.
///
/// Six other thoughts of the text share one of its two tokens, so that both are needed to know it.
pub fn found(pool: Pool, place: usize) -> f64 {
    let mut random = random(SEED + place as u64);
    let (thoughts, apart) = THOUGHTS;
    let tokens = (thoughts * apart + 2) * BLOCK;
    let half = WIDTH / 2;
    let mut right = 0;
    for text in 0..TEXTS {
        let mut values = normals(&mut random, (tokens, WIDTH)) / (WIDTH as f32).sqrt();
        let mut gates = 0.5 * normals(&mut random, (tokens, WIDTH));
        // Of length 1 each: the two tokens of the thought, and three others for either.
        let mut words = normals(&mut random, (2 + 6, half));
        for mut word in words.rows_mut() {
            let length = word.dot(&word).sqrt();
            word /= length;
        }
        // The thought itself, then those that share its first token, then those that share its second.
        let pairs = [(0, 1), (0, 2), (0, 3), (0, 4), (5, 1), (6, 1), (7, 1)];
        let block = |number: usize| (1 + apart * ((number + text) % thoughts)) * BLOCK;
        let at =
            |number: usize| block(number) + if number == 0 { place } else { (number + text) % (BLOCK - 1) };
        for (number, (first, second)) in pairs.into_iter().enumerate() {
            let t = at(number);
            values.slice_mut(s![t, ..half]).assign(&words.row(first));
            values.slice_mut(s![t + 1, half..]).assign(&words.row(second));
            gates.slice_mut(s![t, ..half]).fill(LOUD);
            gates.slice_mut(s![t + 1, half..]).fill(LOUD);
        }
        let query: Array1<f32> = words.row(0).iter().chain(words.row(1)).copied().collect();
        let (entries, before) = match pool {
            Pool::Own(pool) => (pool(values.view(), gates.view(), Array2::zeros((BLOCK, WIDTH)).view()), 0),
            Pool::WithBefore(pool) => {
                (pool(values.view(), gates.view(), Array2::zeros((2 * BLOCK, WIDTH)).view()), BLOCK)
            }
        };
        let scores = entries.dot(&query);
        let best = (1..scores.len()).fold(0, |best, i| if scores[i] > scores[best] { i } else { best });
        let seen = (best * BLOCK).saturating_sub(before)..(best + 1) * BLOCK;
        right += usize::from(seen.contains(&at(0)) || seen.contains(&(at(0) + 1)));
    }
    right as f64 / TEXTS as f64
}

/// The share of thoughts that are found, against the place of their first token, without and with overlap.
pub fn figure(own: GatedPool, with_before: Overlap) -> Figure {
    let line =
        |pool: Pool| (0..BLOCK).map(|place| (place as f64, 100.0 * found(pool, place))).collect::<Vec<_>>();
    let (own, both) = (line(Pool::Own(own)), line(Pool::WithBefore(with_before)));
    let least = |line: &[(f64, f64)]| line.iter().map(|point| point.1).fold(f64::INFINITY, f64::min);
    let description = format!(
        "Percent of thoughts of two tokens that are found, against the place of the first token in its block of {BLOCK}. Where each entry \
         pools its own block, thoughts that begin with the last token of a block are found in {} percent of the texts, and all others \
         in nearly all. Where it pools the block before as well, no place has less than {}.",
        text(own[BLOCK - 1].1, 0),
        text(least(&both), 0),
    );
    let places: Vec<f64> = (0..BLOCK).map(|place| place as f64).collect();
    Chart::new("A thought that a boundary cuts in two is lost, unless blocks overlap", &description)
        .x(Axis::linear("place of the thought's first token in its block").ticks(&places))
        .y(Axis::linear("thoughts found, %").range(0.0, 100.0))
        .line(Series::new("with overlap", both).wide())
        .line(Series::new("own block", own))
        .save()
}
