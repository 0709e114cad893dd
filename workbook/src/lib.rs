//! The workbook's tool as a library: finding the repository, building the reader's answers, grading, hints, stubs, updates.

// These take the place of the standard ones.
#[macro_use(eprint, eprintln, print, println)]
extern crate contract;

pub mod author;
pub mod book;
pub mod commands;
pub mod course;
mod digest;
pub mod doctor;
pub mod judging;
pub mod live;
pub mod machine;
pub mod notebooks;
pub mod reader;

pub use course::Course;
