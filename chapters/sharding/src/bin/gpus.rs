//! The chapter's answers on GPUs: `sharding-gpus` runs all of them with a rank on each GPU of this machine, four at the most, and compares
//! results, and what was said, with ranks as threads.

use std::process::ExitCode;

use sharding::everything::{names, program};
use sharding::{nccl, threads};

fn main() -> ExitCode {
    let size = nccl::devices().min(4);
    let run = match nccl::run(size, program) {
        Ok(run) => run,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    let (all, log) = threads::results(size, program);
    for (rank, (results, events)) in run.iter().enumerate() {
        for ((name, here), (_, there)) in results.iter().zip(&all[rank]) {
            assert!(here == there, "rank {rank} of {size}: {name} gives something else on threads");
        }
        assert!(*events == log.events[rank], "rank {rank} of {size} says something else on threads");
        println!("GPU {rank} of {size}: {} as on threads, to the bit", names(results));
    }
    ExitCode::SUCCESS
}
