// right: the newest token first, its biases added when it comes, log-sum-exp over a chain of iterators
use ::compression::{Projected, Stream};
use ndarray::{Array1, ArrayView2};

pub fn start(current: ArrayView2<'_, f32>, previous: ArrayView2<'_, f32>) -> Stream {
    Stream { current: current.to_owned(), previous: previous.to_owned(), held: Vec::new(), seen: 0 }
}

pub fn push(stream: &mut Stream, token: Projected) -> Option<Array1<f32>> {
    let (m, c) = stream.current.dim();
    let place = stream.seen % m;
    let mut token = token;
    token.current_gate += &stream.current.row(place);
    token.previous_gate += &stream.previous.row(place);
    stream.held.insert(0, token);
    stream.seen += 1;
    if place + 1 != m {
        return None;
    }
    let own = stream.held[..m].iter().map(|token| (&token.current_gate, &token.current_value));
    let before = stream.held[m..].iter().map(|token| (&token.previous_gate, &token.previous_value));
    let tokens: Vec<(&Array1<f32>, &Array1<f32>)> = own.chain(before).collect();
    let entry: Array1<f32> = (0..c)
        .map(|j| {
            let most = tokens.iter().map(|(score, _)| score[j]).fold(f32::NEG_INFINITY, f32::max);
            let log_sum = tokens.iter().map(|(score, _)| (score[j] - most).exp()).sum::<f32>().ln();
            tokens.iter().map(|(score, value)| (score[j] - most - log_sum).exp() * value[j]).sum::<f32>()
        })
        .collect();
    stream.held.truncate(m);
    Some(entry)
}
