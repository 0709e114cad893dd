//! Chapter 6, **sharding: all of it together**.
//!
//! The list of its exercises, the types that answers use, the solutions, and the lessons that draw the figures; what ranks talk
//! through ([`Communicator`]), and ranks as [`threads`]. What judges the exercises is a crate of its own, in `grade/`.

extern crate self as sharding;

#[macro_use]
mod list;

/// The solutions.
#[allow(missing_docs, unreachable_pub)]
#[path = "../../../solutions/sharding"]
pub mod solution {
    exercises!(contract::modules);
}

/// The reader's answers.
#[cfg(feature = "mine")]
#[allow(warnings, clippy::all, clippy::pedantic, unsafe_code)]
#[path = "../../../exercises/sharding"]
pub mod mine {
    exercises!(contract::mine);
}

/// What all ranks call together: the solutions of the first exercises, for those after them.
pub mod collectives {
    pub use crate::solution::all_gather::all_gather;
    pub use crate::solution::all_reduce::all_reduce;
    pub use crate::solution::reduce_scatter::reduce_scatter;
}

pub mod answers;
#[cfg(any(feature = "mpi", feature = "nccl"))]
pub mod everything;
pub mod lesson;
pub mod links;
#[cfg(feature = "mpi")]
pub mod mpi;
#[cfg(feature = "nccl")]
pub mod nccl;
pub mod threads;
pub mod trainer;
mod types;

/// For cells, whose arrays must be of the version that the chapter uses.
pub use ndarray;
pub use types::*;

exercises!(contract::answers);
