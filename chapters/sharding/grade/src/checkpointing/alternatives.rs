//! Right answers of other kinds to `checkpointing`.

use judge::Alternative;
use ndarray::Array1;
use sharding::{Activation, Chain, Checkpointing};

pub(super) fn alternatives() -> Vec<Alternative<Checkpointing>> {
    vec![
        Alternative { name: "the last segment is not computed again", answer: last_held },
        Alternative {
            name: "a segment calls the next one, and goes back when that returns",
            answer: |chain, input, every| nested(chain, input.clone(), 0, every),
        },
    ]
}

fn last_held(chain: &Chain, input: &Activation, every: usize) -> Array1<f64> {
    let layers = chain.layers();
    let starts: Vec<usize> = (0..layers).step_by(every).collect();
    let mut kept: Vec<Option<(Activation, u64)>> = Vec::new();
    let mut inside = vec![input.clone()];
    for &start in &starts {
        let first = inside.pop().expect("the output of the layer before");
        kept.push(Some((first.clone(), chain.random())));
        inside = vec![first];
        for layer in start..layers.min(start + every) {
            if start != starts[starts.len() - 1] {
                inside = vec![chain.forward(layer, &inside[0])];
            } else {
                inside.push(chain.forward(layer, &inside[layer - start]));
            }
        }
    }
    let (end, mut gradient) = (chain.random(), chain.loss(&inside[inside.len() - 1]));
    for (at, &start) in starts.iter().enumerate().rev() {
        let (first, state) = kept[at].take().expect("each once");
        if at + 1 < starts.len() {
            chain.set_random(state);
            inside = vec![first];
            for layer in start..start + every {
                inside.push(chain.forward(layer, inside.last().expect("the first")));
            }
        }
        while inside.len() > 1 {
            let output = inside.pop().expect("two at least");
            let layer = start + inside.len() - 1;
            gradient = chain.backward(layer, &inside[inside.len() - 1], &output, &gradient);
        }
    }
    chain.set_random(end);
    gradient
}

fn nested(chain: &Chain, input: Activation, first: usize, every: usize) -> Array1<f64> {
    let state = chain.random();
    let segment: Vec<usize> = (first..chain.layers()).take(every).collect();
    let next = first + segment.len();
    let mut output = input.clone();
    for &layer in &segment {
        output = chain.forward(layer, &output);
    }
    let gradient =
        if next == chain.layers() { chain.loss(&output) } else { nested(chain, output, next, every) };
    let end = chain.random();
    chain.set_random(state);
    let mut all = vec![input];
    for &layer in &segment {
        all.push(chain.forward(layer, &all[all.len() - 1]));
    }
    chain.set_random(end);
    segment.iter().rev().fold(gradient, |gradient, &layer| {
        chain.backward(layer, &all[layer - first], &all[layer - first + 1], &gradient)
    })
}
