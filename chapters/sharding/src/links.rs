//! How long an all-reduce takes where ranks really talk, over threads or over MPI.

use std::time::Instant;

use crate::{Communicator, answers};

/// Lengths of what is summed, in numbers of four bytes.
pub const LENGTHS: [usize; 6] = [1, 1 << 10, 1 << 13, 1 << 16, 1 << 18, 1 << 20];

/// The seconds of an all-reduce of so many numbers in single precision: the median of some. Every rank calls this alike; what another
/// one measures differs a little.
pub fn all_reduce(comm: &dyn Communicator, length: usize) -> f64 {
    let mut values = vec![0.0; length];
    let rounds = if length < 1 << 16 { 101 } else { 15 };
    let mut round = || {
        comm.barrier();
        let start = Instant::now();
        (answers::ALL_REDUCE.floats)(comm, &mut values);
        start.elapsed().as_secs_f64()
    };
    // The first one finds nothing where it will be.
    round();
    let mut times: Vec<f64> = (0..rounds).map(|_| round()).collect();
    times.sort_by(f64::total_cmp);
    times[rounds / 2]
}
