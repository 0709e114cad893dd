//! What the chapters, the judge and the tool agree on, and nothing that takes time to build:
//!
//! * an [`Exercise`] as lists, boxes and reports show it;
//! * the [`Limits`] of an answer, a [`Verdict`], and the [`Report`] that says why;
//! * the macros to which a chapter hands its list of exercises ([`mod@list`]).

mod exercise;
mod limits;
pub mod list;
mod report;
mod verdict;

pub use exercise::{Exercise, Level};
pub use limits::Limits;
pub use report::{Report, table, wrapped};
pub use verdict::Verdict;
