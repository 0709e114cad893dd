//! What only authors of the workbook use.

pub mod describe;
pub mod execute;
pub mod mutants;
pub mod new;
pub mod prove;
pub mod stubs;
pub mod survey;
mod turn;
