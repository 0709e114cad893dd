//! Panics become values: where they happened and what they said.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, Once};

use serde::{Deserialize, Serialize};

/// Why a call returned no output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Stop {
    /// It panicked.
    Panicked {
        /// What the panic said.
        message: String,
        /// Where, as the compiler knew the path.
        file: String,
        /// The line there.
        line: u32,
    },
    /// It did not return in time.
    TimedOut {
        /// The limit in seconds.
        seconds: f64,
    },
    /// Its process ended.
    Died {
        /// In words.
        cause: String,
    },
}

impl Stop {
    /// The file and message of a `todo!()` in a file below `exercises/`, if that is why the call stopped.
    pub(crate) fn unfinished(&self) -> Option<(&str, &str, u32)> {
        let Stop::Panicked { message, file, line } = self else { return None };
        let text = message.strip_prefix("not yet implemented")?;
        let at = file.rfind("exercises/")?;
        Some((&file[at..], text.strip_prefix(": ").unwrap_or(text), *line))
    }
}

type Record = (String, String, u32);

thread_local! {
    /// Set while this thread runs an answer: its panics are recorded rather than printed.
    static CAUGHT: RefCell<Option<Vec<Record>>> = const { RefCell::new(None) };
}

/// In the child process every thread belongs to the answer, and the first panic is the cause of those that follow.
static EVERY_THREAD: AtomicBool = AtomicBool::new(false);
static FIRST: Mutex<Option<Record>> = Mutex::new(None);

fn hook(info: &PanicHookInfo<'_>) -> bool {
    let message = info.payload_as_str().unwrap_or("a panic whose payload is not text").to_owned();
    let (file, line) =
        info.location().map_or((String::new(), 0), |at| (at.file().replace('\\', "/"), at.line()));
    let record = (message, file, line);
    if EVERY_THREAD.load(Relaxed) {
        FIRST.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get_or_insert(record);
        return true;
    }
    CAUGHT.with_borrow_mut(|caught| caught.as_mut().map(|records| records.push(record)).is_some())
}

fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let default = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !hook(info) {
                default(info);
            }
        }));
    });
}

/// From now on the panics of all threads are recorded.
pub(crate) fn watch_every_thread() {
    EVERY_THREAD.store(true, Relaxed);
}

/// Runs `action`; a panic of any kind becomes a [`Stop::Panicked`].
pub(crate) fn catch<T>(action: impl FnOnce() -> T) -> Result<T, Stop> {
    install();
    FIRST.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
    let outer = CAUGHT.replace(Some(Vec::new()));
    let outcome = panic::catch_unwind(AssertUnwindSafe(action));
    let records = CAUGHT.replace(outer).unwrap_or_default();
    outcome.map_err(|payload| {
        // The payload is the answer's: its destructor may panic too.
        std::mem::forget(payload);
        let first = FIRST.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        let (message, file, line) = first
            .or_else(|| records.into_iter().next())
            .unwrap_or_else(|| ("a panic that the judge's hook did not see".into(), String::new(), 0));
        Stop::Panicked { message, file, line }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_value() {
        let line = line!() + 1;
        let Err(Stop::Panicked { message, file, line: at }) = catch(|| panic!("seven {}", 7)) else {
            panic!("it returned")
        };
        assert_eq!((message.as_str(), at), ("seven 7", line));
        assert!(file.ends_with("panics.rs"), "{file}");
        assert_eq!(catch(|| 5), Ok(5));
    }

    #[test]
    fn a_payload_that_panics_when_dropped_is_survived() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("dropped");
            }
        }
        assert!(matches!(catch(|| panic::panic_any(Bomb)), Err(Stop::Panicked { .. })));
    }

    #[test]
    fn a_todo_is_unfinished_only_in_an_exercise() {
        let stop = |message: &str, file: &str| Stop::Panicked {
            message: message.into(),
            file: file.into(),
            line: 3,
        };
        let path = "chapters/attention/tests/../../../exercises/attention/softmax.rs";
        let expected = Some(("exercises/attention/softmax.rs", "softmax", 3));
        assert_eq!(stop("not yet implemented: softmax", path).unfinished(), expected);
        assert_eq!(stop("not yet implemented", "src/lib.rs").unfinished(), None);
        assert_eq!(stop("index out of bounds", path).unfinished(), None);
    }
}
