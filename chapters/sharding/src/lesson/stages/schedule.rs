//! The orders in which stages work, and when they come to what.

use crate::Op;

/// What a stage does, with which of its chunks of layers and which micro-batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Forward, or backward.
    pub forward: bool,
    /// Of how many there are on each stage.
    pub chunk: usize,
    /// From 0.
    pub micro: usize,
}

/// The order of an interleaved stage with so many chunks, as Megatron-LM has it, with a warm-up of its own.
pub fn with_warm_up(stage: usize, stages: usize, micros: usize, chunks: usize, warm_up: usize) -> Vec<Work> {
    assert!(stage < stages, "there is no stage {stage}");
    // Groups of p micro-batches go through one chunk after the other.
    let group = |k: usize| (k / (stages * chunks) * stages + k % stages, k % (stages * chunks) / stages);
    let forward = |k: usize| Work { forward: true, micro: group(k).0, chunk: group(k).1 };
    let backward = |k: usize| Work { forward: false, micro: group(k).0, chunk: chunks - 1 - group(k).1 };
    let whole = micros * chunks;
    let warm_up = warm_up.min(whole);
    let mut order: Vec<Work> = (0..warm_up).map(forward).collect();
    for k in warm_up..whole {
        order.extend([forward(k), backward(k - warm_up)]);
    }
    order.extend((whole - warm_up..whole).map(backward));
    order
}

/// The same with the warm-up that keeps links busy; with one chunk it is 1F1B.
pub fn interleaved(stage: usize, stages: usize, micros: usize, chunks: usize) -> Vec<Work> {
    let behind = stages - 1 - stage;
    let warm_up = if chunks == 1 { behind } else { 2 * behind + (chunks - 1) * stages };
    with_warm_up(stage, stages, micros, chunks, warm_up)
}

/// An order of operations as one of a stage with one chunk.
pub fn plain(order: &[Op]) -> Vec<Work> {
    let work = |op: &Op| match *op {
        Op::Forward(micro) => Work { forward: true, chunk: 0, micro },
        Op::Backward(micro) => Work { forward: false, chunk: 0, micro },
    };
    order.iter().map(work).collect()
}

/// Of how many activations, each of a micro-batch in a chunk, an order holds at the most.
pub fn peak(order: &[Work]) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    for work in order {
        now = if work.forward { now + 1 } else { now.saturating_sub(1) };
        most = most.max(now);
    }
    most
}

/// When things begin and end.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// Of each stage, in its order: what, from when, to when.
    pub stages: Vec<Vec<(Work, f64, f64)>>,
}

impl Timeline {
    /// When all is done.
    pub fn end(&self) -> f64 {
        self.stages.iter().flatten().fold(0.0, |end, (_, _, to)| end.max(*to))
    }

    /// How long a stage is idle, by how long it works.
    pub fn bubble(&self) -> f64 {
        let work: f64 = self.stages[0].iter().map(|(_, from, to)| to - from).sum();
        self.end() / work - 1.0
    }
}

/// Carries out orders as soon as can be; a micro-batch goes through all of a stage in `forward` units of time, and back in `backward`.
///
/// # Panics
/// If the orders wait for each other.
pub fn timeline(orders: &[Vec<Work>], chunks: usize, forward: f64, backward: f64) -> Timeline {
    carried(orders, chunks, forward, backward, 0.0)
}

/// The same where so long passes from the end of a chunk to its arrival at the next one. A stage works while it sends.
///
/// # Panics
/// If the orders wait for each other.
pub fn carried(orders: &[Vec<Work>], chunks: usize, forward: f64, backward: f64, message: f64) -> Timeline {
    let p = orders.len();
    let last = p * chunks - 1;
    let micros = orders.iter().flatten().map(|work| work.micro + 1).max().unwrap_or(0);
    // By micro-batch and place among all chunks: forward and backward.
    let mut ends = vec![[None::<f64>; 2]; micros * p * chunks];
    let mut stages: Vec<Vec<(Work, f64, f64)>> = vec![Vec::new(); p];
    while stages.iter().zip(orders).any(|(done, order)| done.len() < order.len()) {
        let mut moved = false;
        for stage in 0..p {
            let Some(&work) = orders[stage].get(stages[stage].len()) else { continue };
            let place = work.chunk * p + stage;
            let at = |place: usize| work.micro * p * chunks + place;
            let (way, cost, ready) = match work.forward {
                true if place == 0 => (0, forward, Some(0.0)),
                true => (0, forward, ends[at(place - 1)][0].map(|end| end + message)),
                false if place == last => (1, backward, ends[at(place)][0]),
                false => (1, backward, ends[at(place + 1)][1].map(|end| end + message)),
            };
            let Some(ready) = ready else { continue };
            let from = stages[stage].last().map_or(0.0, |&(_, _, to)| to).max(ready);
            let to = from + cost / chunks as f64;
            ends[at(place)][way] = Some(to);
            stages[stage].push((work, from, to));
            moved = true;
        }
        assert!(moved, "the stages wait for each other");
    }
    Timeline { stages }
}
