//! What the tool and the judges print. The standard macros panic where nothing can be written; a reader's pipe may close
//! (`| head -1`) and a disk may be full, and neither is a fault of the program. So a crate that prints says
//!
//! ```text
//! #[macro_use(eprint, eprintln, print, println)]
//! extern crate contract;
//! ```
//!
//! and then means these by the usual names.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write};
use std::sync::{Mutex, PoisonError};

/// What first kept standard output from being written.
static FAILED: Mutex<Option<io::Error>> = Mutex::new(None);

/// Writes to standard output. After a failure nothing more is: a reader who has closed the pipe has seen enough, and what was
/// asked for is still done.
pub fn out(words: Arguments<'_>) {
    let mut failed = FAILED.lock().unwrap_or_else(PoisonError::into_inner);
    if failed.is_none() {
        *failed = io::stdout().write_fmt(words).err();
    }
}

/// Writes to standard error. Where that fails there is nobody to tell.
pub fn err(words: Arguments<'_>) {
    let _ = io::stderr().write_fmt(words);
}

/// Whether nobody reads standard output any more.
pub fn is_closed() -> bool {
    let failed = FAILED.lock().unwrap_or_else(PoisonError::into_inner);
    failed.as_ref().is_some_and(is_pipe)
}

/// Writes what is still held back.
///
/// # Errors
/// If something could not be written for another reason than that nobody reads it.
pub fn finish() -> Result<(), String> {
    let mut failed = FAILED.lock().unwrap_or_else(PoisonError::into_inner);
    let failed = failed.take().or_else(|| io::stdout().flush().err());
    match failed {
        Some(error) if !is_pipe(&error) => Err(format!("the output cannot be written: {error}")),
        _ => Ok(()),
    }
}

fn is_pipe(error: &io::Error) -> bool {
    error.kind() == ErrorKind::BrokenPipe
}

/// As the standard one, and without a panic.
#[macro_export]
macro_rules! print {
    ($($words:tt)*) => { $crate::output::out(format_args!($($words)*)) };
}

/// As the standard one, and without a panic.
#[macro_export]
macro_rules! println {
    () => { $crate::output::out(format_args!("\n")) };
    ($($words:tt)*) => { $crate::output::out(format_args!("{}\n", format_args!($($words)*))) };
}

/// As the standard one, and without a panic.
#[macro_export]
macro_rules! eprint {
    ($($words:tt)*) => { $crate::output::err(format_args!($($words)*)) };
}

/// As the standard one, and without a panic.
#[macro_export]
macro_rules! eprintln {
    ($($words:tt)*) => { $crate::output::err(format_args!("{}\n", format_args!($($words)*))) };
}
