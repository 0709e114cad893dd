//! The chapter's answers on real processes: `mpirun -n 4 target/debug/sharding-ranks`. Each rank calls them through MPI, and then as
//! threads of its own process; results and what was said have to be the same to the last bit. With the argument `links` it measures how
//! long an all-reduce takes instead: a line for each length, of its bytes and its seconds. With `killed` the last rank is killed in the
//! middle of training (`mpirun --enable-recovery`), and the others have to go on.

use sharding::everything::{names, of_course, plan, program, text};
use sharding::threads::{self, Event};
use sharding::trainer::{self, Course, Way};
use sharding::{Communicator, links, mpi};

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
