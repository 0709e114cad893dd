//! What an answer may use.

use std::path::Path;
use std::time::Duration;

/// The limits under which an answer runs.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For all cases of an exercise together.
    pub time: Duration,
    /// Heap memory in bytes, by a counting allocator.
    pub memory: usize,
    /// Stack in bytes.
    pub stack: usize,
    /// How much of what it prints is kept, in bytes.
    pub printed: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { time: Duration::from_secs(10), memory: 512 << 20, stack: 16 << 20, printed: 1 << 10 }
    }
}

impl Limits {
    /// For each limit: whether this system enforces it, and how.
    pub fn enforcement() -> Vec<(&'static str, bool, &'static str)> {
        let group = if cfg!(unix) {
            (true, "the answer's process group is killed, also when the workbook dies")
        } else if cfg!(windows) {
            (true, "the answer runs in a job object that is closed with the workbook")
        } else {
            (false, "processes that an answer starts may outlive it on this system")
        };
        // The judge finds them in /proc.
        let leaving = if cfg!(windows) {
            (true, "none can leave the job object")
        } else if cfg!(target_os = "linux") && Path::new("/proc/self/task").is_dir() {
            (true, "killed too: the judge inherits what is orphaned below an answer")
        } else {
            (false, "a process that leaves the answer's group may outlive it on this system")
        };
        vec![
            ("time", true, "10 s for an exercise, then the answer's process is killed"),
            (
                "memory",
                true,
                "512 MiB of heap through Rust's allocator; memory mapped by hand is not counted",
            ),
            ("stack", true, "16 MiB"),
            ("processes", group.0, group.1),
            ("those that hide", leaving.0, leaving.1),
        ]
    }
}
