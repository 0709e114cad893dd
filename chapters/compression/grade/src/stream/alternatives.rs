//! Right answers to `stream` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView2};

use compression::{Projected, Role, Stream, Streaming};

pub(super) fn alternatives() -> Vec<Alternative<Streaming>> {
    vec![
        Alternative {
            name: "as the official code: 2m slots from the start, gates with their biases, −∞ where nothing has come",
            answer: Streaming { start: slots, push: into_slots },
        },
        Alternative {
            name: "dual_role over what is held, of which the last entry counts",
            answer: Streaming { start: empty, push: by_prefill },
        },
        Alternative {
            name: "holds two tokens: a block so far, and the block before, as a mean and a log-sum-exp",
            answer: Streaming { start: empty, push: by_running_means },
        },
    ]
}

fn empty(current: ArrayView2<'_, f32>, previous: ArrayView2<'_, f32>) -> Stream {
    Stream {
        current: current.to_owned(),
        previous: previous.to_owned(),
        held: Vec::with_capacity(1),
        seen: 0,
    }
}

fn slots(current: ArrayView2<'_, f32>, previous: ArrayView2<'_, f32>) -> Stream {
    let (m, c) = current.dim();
    let nothing = Projected {
        current_value: Array1::zeros(c),
        current_gate: Array1::from_elem(c, f32::NEG_INFINITY),
        previous_value: Array1::zeros(c),
        previous_gate: Array1::from_elem(c, f32::NEG_INFINITY),
    };
    Stream { held: vec![nothing; 2 * m], ..empty(current, previous) }
}

fn into_slots(stream: &mut Stream, token: Projected) -> Option<Array1<f32>> {
    let (m, c) = stream.current.dim();
    let place = stream.seen % m;
    stream.seen += 1;
    stream.held[m + place] = Projected {
        current_gate: &token.current_gate + &stream.current.row(place),
        previous_gate: &token.previous_gate + &stream.previous.row(place),
        ..token
    };
    if place + 1 < m {
        return None;
    }
    let entry = Array1::from_shape_fn(c, |c| {
        let row = |slot: usize| {
            let held = &stream.held[slot];
            if slot < m {
                (held.previous_gate[c], held.previous_value[c])
            } else {
                (held.current_gate[c], held.current_value[c])
            }
        };
        let largest = (0..2 * m).map(|slot| row(slot).0).fold(f32::MIN, f32::max);
        let weights: Vec<f32> = (0..2 * m).map(|slot| (row(slot).0 - largest).exp()).collect();
        let sum: f32 = weights.iter().sum();
        weights.iter().enumerate().map(|(slot, weight)| weight / sum * row(slot).1).sum()
    });
    for slot in 0..m {
        stream.held[slot] = stream.held[m + slot].clone();
    }
    Some(entry)
}

fn by_prefill(stream: &mut Stream, token: Projected) -> Option<Array1<f32>> {
    let (m, c) = stream.current.dim();
    stream.seen += 1;
    stream.held.push(token);
    if !stream.seen.is_multiple_of(m) {
        return None;
    }
    let array = |of: fn(&Projected) -> &Array1<f32>| {
        let numbers = stream.held.iter().flat_map(|token| of(token).to_vec()).collect();
        Array2::from_shape_vec((stream.held.len(), c), numbers).expect("c numbers for each token")
    };
    let (values, gates) = (array(|t| &t.current_value), array(|t| &t.current_gate));
    let (other_values, other_gates) = (array(|t| &t.previous_value), array(|t| &t.previous_gate));
    let entries = compression::solution::dual_role::dual_role(
        Role { values: values.view(), gates: gates.view(), bias: stream.current.view() },
        Role { values: other_values.view(), gates: other_gates.view(), bias: stream.previous.view() },
    );
    let skipped = stream.held.len() - m;
    stream.held = stream.held.split_off(skipped);
    Some(entries.row(entries.nrows() - 1).to_owned())
}

/// The first of what is held is the block so far in both roles, the second what the block before leaves in the role `previous`:
/// means as values, and log-sum-exps as gates.
fn by_running_means(stream: &mut Stream, token: Projected) -> Option<Array1<f32>> {
    let (m, c) = stream.current.dim();
    let place = stream.seen % m;
    stream.seen += 1;
    let gated = Projected {
        current_gate: &token.current_gate + &stream.current.row(place),
        previous_gate: &token.previous_gate + &stream.previous.row(place),
        ..token
    };
    let so_far = if place == 0 {
        gated
    } else {
        let held = stream.held.remove(0);
        let (current_value, current_gate) =
            merged((&held.current_value, &held.current_gate), (&gated.current_value, &gated.current_gate));
        let (previous_value, previous_gate) = merged(
            (&held.previous_value, &held.previous_gate),
            (&gated.previous_value, &gated.previous_gate),
        );
        Projected { current_value, current_gate, previous_value, previous_gate }
    };
    if place + 1 < m {
        stream.held.insert(0, so_far);
        return None;
    }
    let own = (&so_far.current_value, &so_far.current_gate);
    let entry = match stream.held.pop() {
        Some(before) => merged(own, (&before.previous_value, &before.previous_gate)).0,
        None => so_far.current_value.clone(),
    };
    let nothing = || Array1::zeros(c);
    stream.held.push(Projected { current_value: nothing(), current_gate: nothing(), ..so_far });
    Some(entry)
}

/// Two means with the log-sum-exps of their weights, as one.
fn merged(a: (&Array1<f32>, &Array1<f32>), b: (&Array1<f32>, &Array1<f32>)) -> (Array1<f32>, Array1<f32>) {
    let of = |c: usize| {
        let [(x, s), (y, t)] = [a, b].map(|(value, log)| (f64::from(value[c]), f64::from(log[c])));
        let largest = s.max(t);
        let [p, q] = [s, t].map(|log| (log - largest).exp());
        ((p * x + q * y) / (p + q), largest + (p + q).ln())
    };
    let pairs: Vec<(f64, f64)> = (0..a.0.len()).map(of).collect();
    (pairs.iter().map(|pair| pair.0 as f32).collect(), pairs.iter().map(|pair| pair.1 as f32).collect())
}
