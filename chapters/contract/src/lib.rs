//! What the chapters, the judge and the tool agree on, and nothing that takes time to build:
//!
//! * an [`Exercise`] as lists, boxes and reports show it;
//! * a [`Verdict`], and the [`Report`] that says why;
//! * the macros to which a chapter hands its list of exercises ([`mod@list`]).

mod exercise;
pub mod list;
mod report;
mod verdict;

pub use exercise::{Exercise, Level};
pub use report::{Report, table, wrapped};
pub use verdict::Verdict;
