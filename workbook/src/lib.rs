//! The workbook's tool as a library: finding the repository, building the reader's answers, grading, hints, stubs, updates.

pub mod archive;
pub mod book;
pub mod build;
pub mod commands;
pub mod course;
pub mod doctor;
pub mod grade;
pub mod jupyter;
pub mod live;
pub mod merge;
pub mod mine;
pub mod state;
pub mod stub;
pub mod update;

pub use course::Course;
