//! Panics become values: where they happened and what they said.

use std::backtrace::Backtrace;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, Once, PoisonError};

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
        /// If that is no file of the reader's: the file and the line of theirs that led there, where it is known.
        called: Option<(String, u32)>,
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
    /// It consists of several ranks that talk, and they did not come to an end together.
    Stuck {
        /// Who waits for whom, in words that programs with the same fault share.
        pattern: String,
        /// What the reader is told: a sentence, and below it what each rank did.
        told: String,
        /// Whether a rank panicked: the others may wait for it.
        panicked: bool,
    },
}

impl Stop {
    /// The file and message of a `todo!()` in a file below `exercises/`, if that is why the call stopped.
    pub(crate) fn unfinished(&self) -> Option<(&str, &str, u32)> {
        let Stop::Panicked { message, file, line, .. } = self else { return None };
        let text = message.strip_prefix("not yet implemented")?;
        let at = file.rfind("exercises/")?;
        Some((&file[at..], text.strip_prefix(": ").unwrap_or(text), *line))
    }
}

#[derive(Debug)]
struct Record {
    message: String,
    file: String,
    line: u32,
    called: Option<(String, u32)>,
}

thread_local! {
    /// Set while this thread runs an answer: its panics are recorded rather than printed.
    static CAUGHT: RefCell<Option<Vec<Record>>> = const { RefCell::new(None) };
    /// Set while this thread is one rank of an answer: its panics are its own.
    static A_RANK: Cell<bool> = const { Cell::new(false) };
}

/// In the child process every thread belongs to the answer, and the first panic is the cause of those that follow.
static EVERY_THREAD: AtomicBool = AtomicBool::new(false);
static FIRST: Mutex<Option<Record>> = Mutex::new(None);

fn hook(info: &PanicHookInfo<'_>) -> bool {
    let message = info.payload_as_str().unwrap_or("a panic whose payload is not text").to_owned();
    let (file, line) =
        info.location().map_or((String::new(), 0), |at| (at.file().replace('\\', "/"), at.line()));
    let in_the_child = EVERY_THREAD.load(Relaxed);
    let called = || if file.contains(READERS) { None } else { caller() };
    if in_the_child && !A_RANK.get() {
        let mut first = FIRST.lock().unwrap_or_else(PoisonError::into_inner);
        if first.is_none() {
            let called = called();
            *first = Some(Record { message, file, line, called });
        }
        return true;
    }
    let called = if in_the_child { called() } else { None };
    let record = Record { message, file, line, called };
    CAUGHT.with_borrow_mut(|caught| caught.as_mut().map(|records| records.push(record)).is_some())
}

/// Where the reader's files lie.
const READERS: &str = "exercises/";

/// The innermost line of the reader's that led here. To find it takes longer than many cases, and only the first panic is told: so
/// it is looked for once.
fn caller() -> Option<(String, u32)> {
    static LOOKED: AtomicBool = AtomicBool::new(false);
    if LOOKED.swap(true, Relaxed) {
        return None;
    }
    readers_line(&Backtrace::force_capture().to_string())
}

/// The first place in the reader's files that a backtrace names: `at /home/me/…/exercises/attention/softmax.rs:23:5`.
fn readers_line(backtrace: &str) -> Option<(String, u32)> {
    let places = backtrace.lines().filter_map(|line| line.trim_start().strip_prefix("at "));
    let mut theirs = places.filter_map(|place| {
        let place = place.replace('\\', "/");
        let mut parts = place[place.rfind(READERS)?..].split(':');
        Some((parts.next()?.to_owned(), parts.next()?.parse().ok()?))
    });
    theirs.next()
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

/// Runs `action`; a panic of any kind becomes a [`Stop::Panicked`], and one whose payload is a [`Stop`] becomes that.
pub(crate) fn catch<T>(action: impl FnOnce() -> T) -> Result<T, Stop> {
    FIRST.lock().unwrap_or_else(PoisonError::into_inner).take();
    caught(action)
}

/// Runs one rank of an answer, in a thread of its own; what stops it is its own, and does not hide what stops another.
///
/// # Errors
/// What stopped it. `std::panic::resume_unwind` with a [`Stop`] stops it with that.
pub fn catch_rank<T>(action: impl FnOnce() -> T) -> Result<T, Stop> {
    A_RANK.set(true);
    let outcome = caught(action);
    A_RANK.set(false);
    outcome
}

fn caught<T>(action: impl FnOnce() -> T) -> Result<T, Stop> {
    install();
    let outer = CAUGHT.replace(Some(Vec::new()));
    let outcome = panic::catch_unwind(AssertUnwindSafe(action));
    let records = CAUGHT.replace(outer).unwrap_or_default();
    outcome.map_err(|payload| {
        if let Some(stop) = payload.downcast_ref::<Stop>() {
            return stop.clone();
        }
        // The payload is the answer's: its destructor may panic too.
        std::mem::forget(payload);
        let first = FIRST.lock().unwrap_or_else(PoisonError::into_inner).take();
        let unseen = || Record {
            message: "a panic that the judge's hook did not see".into(),
            file: String::new(),
            line: 0,
            called: None,
        };
        let Record { message, file, line, called } =
            records.into_iter().next().or(first).unwrap_or_else(unseen);
        Stop::Panicked { message, file, line, called }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_value() {
        let line = line!() + 1;
        let Err(Stop::Panicked { message, file, line: at, .. }) = catch(|| panic!("seven {}", 7)) else {
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
    fn a_rank_stops_with_its_own_words_or_with_a_given_stop() {
        let stuck =
            || Stop::Stuck { pattern: "0 waits for 1".into(), told: "rank 0 waits".into(), panicked: false };
        let ranks: Vec<Result<usize, Stop>> = std::thread::scope(|scope| {
            let rank = |rank: usize| {
                let run = move || match rank {
                    0 => 7,
                    1 => panic::resume_unwind(Box::new(stuck())),
                    _ => panic!("rank {rank}"),
                };
                scope.spawn(move || catch_rank(run))
            };
            let ranks: Vec<_> = (0..4).map(rank).collect();
            ranks.into_iter().map(|rank| rank.join().unwrap()).collect()
        });
        assert_eq!(ranks[..2], [Ok(7), Err(stuck())]);
        for (rank, ended) in ranks.iter().enumerate().skip(2) {
            let Err(Stop::Panicked { message, .. }) = ended else { panic!("{ended:?}") };
            assert_eq!(*message, format!("rank {rank}"));
        }
    }

    #[test]
    fn a_todo_is_unfinished_only_in_an_exercise() {
        let stop = |message: &str, file: &str| Stop::Panicked {
            message: message.into(),
            file: file.into(),
            line: 3,
            called: None,
        };
        let path = "chapters/attention/tests/../../../exercises/attention/softmax.rs";
        let expected = Some(("exercises/attention/softmax.rs", "softmax", 3));
        assert_eq!(stop("not yet implemented: softmax", path).unfinished(), expected);
        assert_eq!(stop("not yet implemented", "src/lib.rs").unfinished(), None);
        assert_eq!(stop("index out of bounds", path).unfinished(), None);
    }

    #[test]
    fn a_backtrace_leads_to_the_readers_innermost_line() {
        let backtrace = "   0: std::panicking\n             at /rustc/59807/library/std/src/panicking.rs:689:5\n   \
                         1: ndarray::dimension::do_slice\n   2: exercises::answer::softmax::rows\n             \
                         at ./tests/../../../exercises/attention/softmax.rs:23:9\n   3: exercises::answer::softmax\n             \
                         at C:\\book\\exercises\\attention\\softmax.rs:40:5\n";
        assert_eq!(readers_line(backtrace), Some(("exercises/attention/softmax.rs".to_owned(), 23)));
        assert_eq!(
            readers_line("   0: std::panicking\n             at library/std/src/panicking.rs:689:5\n"),
            None
        );
    }
}
