//! What is timed: for each subject a function for each of its columns.
//!
//! Inputs are numbers that any language can make again: s ← (1103515245 s + 12345) mod 2³¹, and 2s/2³¹ − 1, row by row, a seed for each
//! array.

use ndarray::{Array1, Array2, Axis, concatenate, s};
use recurrence::{Carried, KdaTokens, LinearState, SsdTokens, solution};
use speed::measure::Timed;

/// The width of queries, keys and values, and the number of states.
pub(crate) const WIDTH: usize = 64;
/// How many tokens a chunk has.
const CHUNK: usize = 64;

/// Numbers between −1 and 1.
fn portable(seed: u64, rows: usize, columns: usize) -> Array2<f32> {
    let mut next = judge::portable(seed);
    Array2::from_shape_simple_fn((rows, columns), || next() as f32)
}

/// Numbers between two others.
fn between(seed: u64, count: usize, least: f32, most: f32) -> Array1<f32> {
    portable(seed, count, 1).column(0).mapv(|x| least + (most - least) * (x + 1.0) / 2.0)
}

fn numbers(array: Array2<f32>) -> Vec<f32> {
    array.into_iter().collect()
}

pub(crate) mod linear_attention {
    use super::{Array1, Array2, LinearState, Timed, WIDTH, numbers, portable, solution};

    fn inputs(length: usize) -> [Array2<f32>; 3] {
        [1, 2, 3].map(|seed| portable(seed, length, WIDTH))
    }

    pub(crate) fn quadratic(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length);
        Box::new(move || {
            numbers(solution::linear_attention::quadratic(queries.view(), keys.view(), values.view()))
        })
    }

    pub(crate) fn recurrent(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length);
        Box::new(move || {
            let mut state = LinearState { sum: Array2::zeros((WIDTH, WIDTH)), keys: Array1::zeros(WIDTH) };
            let step =
                |t| solution::linear_attention::step(&mut state, queries.row(t), keys.row(t), values.row(t));
            (0..length).flat_map(step).collect()
        })
    }
}

pub(crate) mod ssd {
    use super::{
        Array1, Array2, Axis, CHUNK, Carried, SsdTokens, Timed, WIDTH, between, concatenate, numbers,
    };
    use super::{portable, s, solution};

    const A: f32 = -0.5;

    struct Text {
        x: Array2<f32>,
        dt: Array1<f32>,
        b: Array2<f32>,
        c: Array2<f32>,
    }

    impl Text {
        fn new(length: usize) -> Text {
            let [x, b, c] = [1, 2, 3].map(|seed| portable(seed, length, WIDTH));
            Text { x, dt: between(4, length, 0.01, 0.1), b, c }
        }

        fn tokens(&self, from: usize, to: usize) -> SsdTokens<'_> {
            let rows = s![from..to, ..];
            let (x, b, c) = (self.x.slice(rows), self.b.slice(rows), self.c.slice(rows));
            SsdTokens { x, dt: self.dt.slice(s![from..to]), a: A, b, c }
        }

        /// Outputs of some tokens from a state of zeros, and what they leave.
        fn in_chunks(&self, from: usize, to: usize, chunk: usize) -> (Array2<f32>, Carried) {
            let mut state = Carried::new(Array2::zeros((WIDTH, WIDTH)));
            let mut output = Array2::zeros((to - from, WIDTH));
            for first in (from..to).step_by(chunk) {
                let last = to.min(first + chunk);
                let own = solution::ssd::chunk(&mut state, self.tokens(first, last));
                output.slice_mut(s![first - from..last - from, ..]).assign(&own);
            }
            (output, state)
        }
    }

    pub(crate) fn quadratic(length: usize) -> Timed {
        let text = Text::new(length);
        Box::new(move || numbers(solution::ssd::quadratic(text.tokens(0, length))))
    }

    pub(crate) fn recurrent(length: usize) -> Timed {
        let text = Text::new(length);
        Box::new(move || numbers(text.in_chunks(0, length, 1).0))
    }

    pub(crate) fn chunked(length: usize) -> Timed {
        let text = Text::new(length);
        Box::new(move || numbers(text.in_chunks(0, length, CHUNK).0))
    }

    /// Each core takes a half, from a state of zeros. What the first half leaves is then read by the second, as it has faded there.
    pub(crate) fn on_two_cores(length: usize) -> Timed {
        let (text, half) = (Text::new(length), length / 2);
        Box::new(move || {
            let ((first, mut left), (mut second, _)) = std::thread::scope(|scope| {
                let first = scope.spawn(|| text.in_chunks(0, half, CHUNK));
                let second = text.in_chunks(half, length, CHUNK);
                (first.join().expect("a half"), second)
            });
            let tokens = text.tokens(half, length);
            let mut sum = 0.0;
            let faded: Array1<f32> = tokens
                .dt
                .iter()
                .map(|dt| {
                    sum += A * dt;
                    sum.exp()
                })
                .collect();
            second += &left.read((&tokens.c * &faded.insert_axis(Axis(1))).view());
            numbers(concatenate![Axis(0), first, second])
        })
    }
}

pub(crate) mod kda {
    use super::{
        Array1, Array2, CHUNK, Carried, KdaTokens, Timed, WIDTH, between, numbers, portable, s, solution,
    };

    struct Text {
        queries: Array2<f32>,
        keys: Array2<f32>,
        values: Array2<f32>,
        beta: Array1<f32>,
        decays: Array2<f32>,
    }

    impl Text {
        fn new(length: usize) -> Text {
            let [queries, keys, values, decays] = [1, 2, 3, 5].map(|seed| portable(seed, length, WIDTH));
            Text {
                queries,
                keys: solution::delta::unit(keys.view()),
                values,
                beta: between(4, length, 0.1, 0.9),
                decays: decays.mapv(|x| -0.05 * (x + 1.0)),
            }
        }

        fn tokens(&self, from: usize, to: usize) -> KdaTokens<'_> {
            let rows = s![from..to, ..];
            KdaTokens {
                queries: self.queries.slice(rows),
                keys: self.keys.slice(rows),
                values: self.values.slice(rows),
                beta: self.beta.slice(s![from..to]),
                decays: self.decays.slice(rows),
            }
        }
    }

    pub(crate) fn recurrent(length: usize) -> Timed {
        let text = Text::new(length);
        Box::new(move || numbers(solution::kda::attend(text.tokens(0, length))))
    }

    pub(crate) fn chunked(length: usize) -> Timed {
        let text = Text::new(length);
        Box::new(move || {
            let mut state = Carried::new(Array2::zeros((WIDTH, WIDTH)));
            let mut output = Vec::with_capacity(length * WIDTH);
            for first in (0..length).step_by(CHUNK) {
                let tokens = text.tokens(first, length.min(first + CHUNK));
                output.extend(solution::kda_chunk::chunk(&mut state, tokens));
            }
            output
        })
    }
}
