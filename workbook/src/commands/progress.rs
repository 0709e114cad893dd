//! What is told while a judge is built, which takes a minute the first time.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use crate::judging::Step;

/// Less than this nobody waits for.
const NOTICED: Duration = Duration::from_secs(1);

/// Does something that takes a while, and tells of its steps.
pub(crate) fn told<T>(work: impl FnOnce(&mut dyn FnMut(Step)) -> T) -> T {
    let mut progress = Progress::new();
    work(&mut |step| progress.step(step))
}

/// One line on the terminal that changes; where there is no terminal, only what the reader has to know.
struct Progress {
    start: Instant,
    made: usize,
    shown: bool,
}

impl Progress {
    fn new() -> Progress {
        Progress { start: Instant::now(), made: 0, shown: false }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Waits => {
                self.clear();
                eprintln!("another cargo is building in the target folder; waiting until it has ended");
            }
            Step::Made(name) => {
                self.made += 1;
                let seconds = self.start.elapsed().as_secs();
                if self.start.elapsed() > NOTICED && stderr().is_terminal() {
                    self.clear();
                    eprint!("building the judge: {name} ({}), {seconds} s", self.made);
                    self.shown = true;
                }
            }
        }
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            eprint!("\r\u{1b}[2K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
