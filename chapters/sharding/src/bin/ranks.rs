//! The chapter's answers on real processes: `mpirun -n 4 target/debug/sharding-ranks`. Each rank calls them through MPI, and then as
//! threads of its own process; results and what was said have to be the same to the last bit. With the argument `links` it measures how
//! long an all-reduce takes instead: a line for each length, of its bytes and its seconds. With `killed` the last rank is killed in the
//! middle of training (`mpirun --enable-recovery`), and the others have to go on.

use ndarray::{Array2, ArrayView2};
use sharding::threads::{self, Event};
use sharding::trainer::{self, Course, Plan, Shape, WAYS, Way};
use sharding::{Adam, Communicator, Routed, answers, links, mpi};

/// Numbers of a rank that no other has, rounded to what a sum in another order would not give.
fn numbers(rank: usize, count: usize) -> Vec<f32> {
    (0..count).map(|i| (0.7 * i as f32 + 1.3 * rank as f32).sin()).collect()
}

fn matrix(rank: usize, rows: usize, columns: usize) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |(i, j)| (0.9 * i as f64 + 1.7 * j as f64 + rank as f64).cos())
}

/// What is trained: few steps of a model that is small enough for a check.
fn plan(way: Way) -> Plan {
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

fn text() -> Vec<u32> {
    (0..200_u32).map(|i| (i * i + i / 11) % 11).collect()
}

/// The bits of a result.
fn bits<'a>(values: impl IntoIterator<Item = &'a f64>) -> Vec<u64> {
    values.into_iter().map(|value| value.to_bits()).collect()
}

/// What a rank has in the end: of each answer, and of each way to train, the bits of its result.
fn program(comm: &dyn Communicator) -> Vec<(&'static str, Vec<u64>)> {
    let (rank, size) = (comm.rank(), comm.size());
    let mine = numbers(rank, 1003);
    let single = |values: &[f32]| values.iter().map(|value| u64::from(value.to_bits())).collect();
    let mut results: Vec<(&'static str, Vec<u64>)> = Vec::new();
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

fn of_course(course: &Course) -> Vec<u64> {
    let losses = course.losses.iter().map(|(loss, _)| loss);
    bits(losses.chain(course.weights.iter().flatten()))
}

/// What `links` prints, on the first rank.
fn measured(comm: &dyn Communicator) -> Option<String> {
    let line =
        |length: usize| format!("{} {:e}\n", size_of::<f32>() * length, links::all_reduce(comm, length));
    let lines: String = links::LENGTHS.into_iter().map(line).collect();
    (comm.rank() == 0).then_some(lines)
}

/// Trains with a rank that does not live to see the end. Who is there is what a lighthouse would tell from missing heartbeats; here all
/// know beforehand.
fn killed(comm: &dyn Communicator, leave: &dyn Fn()) -> Course {
    const LAST: usize = 2;
    let size = comm.size();
    let there = |rank: usize, step: usize| rank + 1 < size || step < LAST;
    trainer::survive(comm, &plan(Way::Ddp), &text(), &there, leave)
}

/// This process is killed from outside, without a last word.
fn kill() {
    let id = std::process::id().to_string();
    let _ = std::process::Command::new("kill").args(["-9", &id]).status();
    unreachable!("rank was not killed");
}

/// The same over MPI and over threads, and the end of the process: MPI would wait for the dead.
fn go_on(comm: &dyn Communicator) {
    let (size, rank, here) = (comm.size(), comm.rank(), killed(comm, &kill));
    let (there, _) = threads::results(size, |comm| killed(comm, &|| ()));
    assert!(of_course(&here) == of_course(&there[rank]), "rank {rank} of {size}: not as on threads");
    println!("rank {rank} of {size} went on to the end, as on threads, to the bit");
    std::process::exit(0);
}

fn main() {
    if std::env::args().nth(1).is_some_and(|argument| argument == "killed") {
        mpi::run(go_on);
    }
    if std::env::args().nth(1).is_some_and(|argument| argument == "links") {
        if let (Some(lines), _) = mpi::run(measured) {
            print!("{lines}");
        }
        return;
    }
    let ((size, rank, results), events) = mpi::run(|comm| (comm.size(), comm.rank(), program(comm)));
    let (all, log) = threads::results(size, program);
    for ((name, here), (_, there)) in results.iter().zip(&all[rank]) {
        assert!(here == there, "rank {rank} of {size}: {name} gives something else on threads");
    }
    assert!(events == log.events[rank], "rank {rank} of {size} says something else on threads");
    let sent = |event: &Event| match event {
        Event::Sent { kind, count, .. } => kind.bytes() * count,
        _ => 0,
    };
    let bytes: usize = events.iter().map(sent).sum();
    println!("rank {rank} of {size}: {} as on threads, to the bit; {bytes} bytes sent", names(&results));
}

fn names(results: &[(&'static str, Vec<u64>)]) -> String {
    results.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}
