//! Progress and answers as one archive, to carry them to another copy of the workbook.

mod export;
mod format;
mod import;

pub use export::{Exported, export};
pub use import::{Imported, import};
