//! The chapter's answers on real processes: `mpirun -n 4 target/debug/sharding-ranks`. Each rank calls them through MPI, and then as
//! threads of its own process; results and bytes have to be the same to the last bit.

use sharding::threads::{self, Event};
use sharding::{Communicator, answers, mpi};

/// Numbers of a rank that no other has, rounded to what a sum in another order would not give.
fn numbers(rank: usize, count: usize) -> Vec<f32> {
    (0..count).map(|i| (0.7 * i as f32 + 1.3 * rank as f32).sin()).collect()
}

/// What a rank has in the end: of each answer the bits of its result.
fn program(comm: &dyn Communicator) -> Vec<(&'static str, Vec<u32>)> {
    let mine = numbers(comm.rank(), 1003);
    let bits = |values: Vec<f32>| values.into_iter().map(f32::to_bits).collect();
    let gathered = (answers::ALL_GATHER.floats)(comm, &mine[..comm.rank() * 7]);
    comm.barrier();
    vec![("all_gather", bits(gathered))]
}

fn main() {
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

fn names(results: &[(&'static str, Vec<u32>)]) -> String {
    results.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}
