//! What only authors of the workbook use.

pub mod execute;
pub mod mutants;
pub mod stubs;
pub mod survey;
