//! What the streams of a script show.

use compression::{Projected, Stream};
use judge::{Matrix, Output, Part};
use ndarray::{Array1, ArrayView2};
use serde::{Deserialize, Serialize};

use super::{Input, Step};

/// What one stream has shown.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Shown {
    /// Whether each push returned an entry.
    pub(super) returned: Vec<bool>,
    pub(super) entries: Vec<Vec<f32>>,
    /// At the start, and after each push.
    pub(super) seen: Vec<usize>,
    /// The most tokens that it held after a push, and the most numbers, those of the biases included.
    pub(super) held: [usize; 2],
    /// Channels.
    pub(super) width: usize,
}

/// What the streams of a script have shown.
#[derive(Clone, Serialize, Deserialize)]
pub(in super::super) struct Trace(pub(super) Vec<Shown>);

type Push<'a> = dyn Fn(&mut Stream, Projected, usize) -> Option<Array1<f32>> + 'a;

/// The two functions of an answer, or of the bent solution. `push` is told too how many tokens have come before.
pub(super) struct Functions<'a> {
    pub(super) start: &'a dyn Fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Stream,
    pub(super) push: &'a Push<'a>,
}

impl Trace {
    pub(super) fn run(functions: &Functions<'_>, input: &Input) -> Trace {
        let (tokens, width) = input.tokens();
        let token = |t: usize| {
            let row = |matrix: &Matrix| matrix.values.row(t).to_owned();
            Projected {
                current_value: row(&input.values[0]),
                current_gate: row(&input.gates[0]),
                previous_value: row(&input.values[1]),
                previous_gate: row(&input.gates[1]),
            }
        };
        let mut streams: Vec<(Stream, usize, Shown)> = Vec::new();
        let push = |(stream, taken, shown): &mut (Stream, usize, Shown), t: usize| {
            let entry = (functions.push)(stream, token(t), *taken);
            *taken += 1;
            shown.returned.push(entry.is_some());
            shown.entries.extend(entry.map(|entry| entry.to_vec()));
            shown.seen.push(stream.seen);
            let numbers = |token: &Projected| {
                let Projected { current_value, current_gate, previous_value, previous_gate } = token;
                [current_value, current_gate, previous_value, previous_gate]
                    .map(Array1::len)
                    .iter()
                    .sum::<usize>()
            };
            let biases = stream.current.len() + stream.previous.len();
            let held = [stream.held.len(), stream.held.iter().map(numbers).sum::<usize>() + biases];
            shown.held = [shown.held[0].max(held[0]), shown.held[1].max(held[1])];
        };
        for &step in &input.script {
            match step {
                Step::Start(biases) => {
                    let [current, previous] = input.biases[biases].each_ref().map(Matrix::held);
                    let stream = (functions.start)(current.view(), previous.view());
                    let seen = vec![stream.seen];
                    streams.push((stream, 0, Shown { seen, width, ..Shown::default() }));
                }
                Step::Copy(of) => {
                    let (stream, taken, _) = &streams[of];
                    let seen = vec![stream.seen];
                    streams.push((stream.clone(), *taken, Shown { seen, width, ..Shown::default() }));
                }
                Step::Push(stream, t) => push(&mut streams[stream], t),
                Step::Many(stream, count) => {
                    for t in (0..tokens).cycle().take(count) {
                        push(&mut streams[stream], t);
                    }
                }
            }
        }
        Trace(streams.into_iter().map(|(_, _, shown)| shown).collect())
    }
}

/// The parts of a stream: whether each push returns an entry, the entries, and `seen`.
pub(super) fn parts_of(
    stream: usize,
    returned: &[bool],
    (shape, entries): (Vec<usize>, Vec<f64>),
    seen: &[usize],
) -> Vec<Part> {
    let whole = |what: &str, values: Vec<i64>| {
        Part::whole(format!("stream {stream}: {what}"), [values.len()], values)
    };
    vec![
        whole("returns an entry", returned.iter().map(|&entry| i64::from(entry)).collect()),
        Part::real(format!("stream {stream}: entries"), shape, entries),
        whole("seen", seen.iter().map(|&seen| seen as i64).collect()),
    ]
}

impl Output for Trace {
    fn parts(&self) -> Vec<Part> {
        let of_stream = |(stream, shown): (usize, &Shown)| {
            let numbers: Vec<f64> = shown.entries.iter().flatten().map(|&x| f64::from(x)).collect();
            let width = shown.entries.first().map_or(shown.width, Vec::len);
            let even = shown.entries.iter().all(|entry| entry.len() == width);
            let shape = if even { vec![shown.entries.len(), width] } else { vec![numbers.len()] };
            parts_of(stream, &shown.returned, (shape, numbers), &shown.seen)
        };
        self.0.iter().enumerate().flat_map(of_stream).collect()
    }
}
