//! What only authors of the workbook use.

pub mod execute;
pub mod survey;
