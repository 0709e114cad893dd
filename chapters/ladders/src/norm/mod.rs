//! RMSNorm with the addition before it, as a block of a transformer has them: h = x + r, and y = h / √(mean of h² + ε) · w. Both are
//! wanted, y by the layer and h by the next addition.
//!
//! | rung | file | what is new |
//! |---|---|---|
//! | definition | `naive.rs` | one array operation after the other |
//! | rows | `rows.rs` | all operations on a row while it is in the cache |
//! | vector | `vector.rs` | vectors, and the sum of squares in four parts |
//! | threads | `threads.rs` | rows on all cores |
//! | in place | `in_place.rs` | h takes the place of x |

pub mod in_place;
pub mod naive;
pub mod rows;
pub mod threads;
pub mod vector;

use crate::ladder::{Inputs, Ladder, Rung, Size, Task, numbers};

/// ε: no row is divided by less than its root.
pub const EPSILON: f32 = 1e-6;

/// What is added and normalised.
pub struct Stream {
    /// How many rows.
    pub length: usize,
    /// How long a row is.
    pub width: usize,
    /// r (length, width): what the layer before has computed.
    pub update: Vec<f32>,
    /// w (width).
    pub weight: Vec<f32>,
    /// Room for y (length, width), and after it x (length, width): what stands in the outputs before.
    pub before: Vec<f32>,
}

impl Stream {
    /// x (length, width).
    pub fn stream(&self) -> &[f32] {
        &self.before[self.length * self.width..]
    }
}

impl Inputs for Stream {
    fn new(Size { length, width }: Size) -> Stream {
        let count = length * width;
        let mut before = vec![0.0; count];
        before.extend(numbers(1, count));
        Stream { length, width, update: numbers(2, count), weight: numbers(3, width), before }
    }

    /// y (length, width), then h (length, width).
    fn outputs(&self) -> usize {
        2 * self.length * self.width
    }

    fn before(&self) -> Option<&[f32]> {
        Some(&self.before)
    }
}

/// An addition, a square and its addition, and two products: five for each number.
fn operations(stream: &Stream) -> f64 {
    5.0 * (stream.length * stream.width) as f64
}

/// x and r are read, y and h written.
fn once(stream: &Stream) -> f64 {
    16.0 * (stream.length * stream.width) as f64
}

const fn rung(
    name: &'static str,
    idea: &'static str,
    bytes: fn(&Stream) -> f64,
    run: fn(&Stream, &mut [f32]),
) -> Rung<Stream> {
    Rung::new((name, idea), operations, bytes, run)
}

/// The rungs.
pub static RUNGS: [Rung<Stream>; 5] = [
    // Three arrays for the addition, one for the mean of squares, two for the division, two for the product.
    rung("definition", "one array operation after the other", |stream| 2.0 * once(stream), naive::norm),
    rung("rows", "all operations on a row at once", once, rows::norm),
    rung("vector", "vectors, and sums in four parts", once, vector::norm),
    Rung { parallel: true, ..rung("threads", "rows on all cores", once, threads::norm) },
    Rung {
        parallel: true,
        in_place: true,
        ..rung("in place", "h takes the place of x", once, in_place::norm)
    },
];

fn tasks(size: Size) -> Vec<Task> {
    crate::ladder::tasks(&RUNGS, size)
}

const fn size(length: usize) -> Size {
    Size { length, width: 1024 }
}

/// What is measured.
pub const LADDER: Ladder = Ladder {
    name: "norm",
    about: "RMSNorm with the addition before it",
    sizes: &[size(256), size(2048), size(8192), size(16_384)],
    tasks,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ladder::hold;

    /// The definition in double precision.
    fn reference(stream: &Stream) -> Vec<f64> {
        let pairs = stream.stream().iter().zip(&stream.update);
        let sums: Vec<f64> = pairs.map(|(&x, &r)| f64::from(x) + f64::from(r)).collect();
        let mut out = Vec::new();
        for row in sums.chunks_exact(stream.width) {
            let mean = row.iter().map(|x| x * x).sum::<f64>() / stream.width as f64;
            let scale = 1.0 / (mean + f64::from(EPSILON)).sqrt();
            out.extend(row.iter().zip(&stream.weight).map(|(x, &w)| x * scale * f64::from(w)));
        }
        out.extend(sums);
        out
    }

    #[test]
    fn every_rung_is_the_definition_on_ragged_sizes() {
        for length in [1, 2, 63, 65] {
            for width in [1, 2, 63, 64, 65, 127, 300] {
                hold(&RUNGS, Size { length, width }, reference, |_| 4e-7);
            }
        }
    }

    #[test]
    fn a_row_of_zeros_stays_one() {
        let mut stream = Stream::new(Size { length: 3, width: 77 });
        stream.update.fill(0.0);
        stream.before.fill(0.0);
        for rung in &RUNGS {
            let mut out =
                if rung.in_place { stream.before.clone() } else { vec![f32::NAN; stream.outputs()] };
            (rung.run)(&stream, &mut out);
            assert!(out.iter().all(|&x| x == 0.0), "{}", rung.name);
        }
    }
}
