//! What the chapters, the judge and the tool agree on, and nothing that takes time to build:
//!
//! * an [`Exercise`] as lists, boxes and reports show it;
//! * the [`Limits`] of an answer, a [`Verdict`], and the [`Report`] that says why;
//! * whether an answer is still what was built ([`AsBuilt`]);
//! * the macros to which a chapter hands its list of exercises ([`mod@list`]);
//! * macros that print, and never panic ([`output`]).

mod as_built;
mod exercise;
mod limits;
pub mod list;
pub mod output;
mod plain;
mod report;
mod verdict;

pub use as_built::{AsBuilt, CHANGED, changed};
pub use exercise::{Exercise, Level};
pub use limits::Limits;
pub use plain::{direct, from_the_root, plain};
pub use report::{Report, table, wrapped};
pub use verdict::Verdict;

/// How many seeds a reader can get: those from 0 on. What is tried on all of them is proved for every reader.
pub const SEEDS: u64 = 64;
