//! All that ranks do in this chapter, one after the other, for whoever wants to compare what carries their messages.

use ndarray::{Array2, ArrayView2};

use crate::trainer::{self, Course, Plan, Shape, WAYS, Way};
use crate::{Adam, Communicator, Global, Inner, LowRank, Outer, Quadratic, Routed, Streaming, answers};

/// Numbers of a rank that no other has, rounded to what a sum in another order would not give.
fn numbers(rank: usize, count: usize) -> Vec<f32> {
    (0..count).map(|i| (0.7 * i as f32 + 1.3 * rank as f32).sin()).collect()
}

fn matrix(rank: usize, rows: usize, columns: usize) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |(i, j)| (0.9 * i as f64 + 1.7 * j as f64 + rank as f64).cos())
}

/// What is trained: few steps of a model that is small enough for a check.
pub fn plan(way: Way) -> Plan {
    Plan {
        shape: Shape { symbols: 11, width: 8, heads: 4, hidden: 12, layers: 2, context: 6 },
        adam: Adam { rate: 0.02, betas: [0.9, 0.99], epsilon: 1e-8, decay: 0.1 },
        most: (way != Way::Zero1).then_some(0.5),
        windows: 6,
        micros: 3,
        steps: 5,
        seed: 3,
    }
}

/// What it is trained on.
pub fn text() -> Vec<u32> {
    (0..200_u32).map(|i| (i * i + i / 11) % 11).collect()
}

/// The weights of a rank after some steps of streaming `DiLoCo`.
fn streamed(comm: &dyn Communicator) -> Vec<f64> {
    let outer = Outer { rate: 0.7, momentum: 0.9 };
    let plan = Streaming { outer, every: 4, fragments: 2, delay: 1, own: 0.5 };
    let curvature = [0.5, 1.0, 1.5, 2.0, 2.5];
    let centre: Vec<f64> = numbers(comm.rank(), curvature.len()).into_iter().map(f64::from).collect();
    let adam = Adam { rate: 0.1, betas: [0.9, 0.99], epsilon: 1e-8, decay: 0.01 };
    let mut worker = Quadratic::new(&curvature, &centre, Inner::Adam(adam));
    let mut global = Global::new(&[0.0; 5]);
    let own = answers::STREAMING(comm, &plan, &mut global, &mut worker, 12);
    [own, global.weights].concat()
}

/// What was called, and the bits of what it gave.
pub type Result = (&'static str, Vec<u64>);

/// The bits of a result.
fn bits<'a>(values: impl IntoIterator<Item = &'a f64>) -> Vec<u64> {
    values.into_iter().map(|value| value.to_bits()).collect()
}

/// What a rank has in the end: of each answer, and of each way to train, the bits of its result.
pub fn program(comm: &dyn Communicator) -> Vec<Result> {
    let (rank, size) = (comm.rank(), comm.size());
    let mine = numbers(rank, 1003);
    let single = |values: &[f32]| values.iter().map(|value| u64::from(value.to_bits())).collect();
    let mut results: Vec<Result> = Vec::new();
    results.push(("all_gather", single(&(answers::ALL_GATHER.floats)(comm, &mine[..rank * 7]))));
    comm.barrier();
    results.push(("reduce_scatter", single(&(answers::REDUCE_SCATTER.floats)(comm, &mine))));
    let mut summed = mine;
    (answers::ALL_REDUCE.floats)(comm, &mut summed);
    results.push(("all_reduce", single(&summed)));

    let [inputs, targets] = [0, 7].map(|more| [3, 1, 2].map(|rows| matrix(rows + more, rows, 4)));
    let gradient = (answers::PIPELINE.run)(comm, &matrix(rank, 4, 4), &inputs, &targets);
    results.push(("stages of a pipeline", bits(&gradient)));

    let tokens = matrix(rank, 5, 3);
    let experts: Vec<Vec<usize>> =
        (0..5).map(|t| vec![(t + rank) % (2 * size), (3 * t + 1) % (2 * size)]).collect();
    let weights = vec![vec![0.25, 0.75]; 5];
    let routed = Routed { tokens: tokens.view(), experts: &experts, weights: &weights, each: 2 };
    let expert = |e: usize, rows: ArrayView2<'_, f64>| rows.mapv(|x| (x + e as f64).tanh());
    results.push(("all_to_all", bits(&(answers::ALL_TO_ALL.layer)(comm, &routed, &expert))));

    results.push(("four_bit", bits(&(answers::FOUR_BIT.exchange)(comm, &numbers(rank, 37), 8))));
    let mut kept = LowRank { error: Array2::zeros((6, 5)), q: matrix(0, 5, 2) };
    let gradient = |round: usize| matrix(rank + 10 * round, 6, 5).mapv(|x| (3.0 * x).tanh());
    let means: Vec<Array2<f64>> =
        (0..3).map(|round| answers::POWER_SGD(comm, &gradient(round), &mut kept)).collect();
    results.push(("power_sgd", bits(means.iter().flatten().chain(&kept.error))));
    results.push(("streaming", bits(&streamed(comm))));

    let text = text();
    for way in WAYS.into_iter().chain([Way::Diloco { every: 2 }]) {
        let course = trainer::train(comm, way, &plan(way), &text);
        results.push((way.name(), of_course(&course)));
    }
    let there = |rank: usize, step: usize| rank + 1 < size || size == 1 || step == 0 || step > 2;
    let course = trainer::survive(comm, &plan(Way::Ddp), &text, &there, &|| ());
    results.push(("quorum", of_course(&course)));
    results
}

/// The bits of all that a rank has to tell of its training.
pub fn of_course(course: &Course) -> Vec<u64> {
    let losses = course.losses.iter().map(|(loss, _)| loss);
    bits(losses.chain(course.weights.iter().flatten()))
}

/// The names of what was called, for a line on a terminal.
pub fn names(results: &[Result]) -> String {
    results.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}
