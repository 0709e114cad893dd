//! What is said while cargo runs: what it does, for how long, and that it waits for another cargo.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::desk::{Desk, Inner};
use crate::judging::Step;

/// How often the time is told; before, it is not worth telling.
const TICK: Duration = Duration::from_secs(1);

/// Keeps terminal and pages informed of one piece of work.
pub(super) struct Telling<'a> {
    desk: &'a Desk,
    what: String,
    /// Where it is told.
    place: fn(&mut Inner) -> &mut String,
}

impl<'a> Telling<'a> {
    pub(super) fn new(desk: &'a Desk, what: String) -> Telling<'a> {
        Telling::at(desk, what, |inner| &mut inner.work)
    }

    /// The same of drawing figures, which is told where these are.
    pub(super) fn of_figures(desk: &'a Desk, what: String) -> Telling<'a> {
        Telling::at(desk, what, |inner| &mut inner.drawing)
    }

    fn at(desk: &'a Desk, what: String, place: fn(&mut Inner) -> &mut String) -> Telling<'a> {
        let telling = Telling { desk, what, place };
        telling.say(telling.what.clone());
        telling
    }

    /// Says what is done now; nothing, when it is done.
    pub(super) fn say(&self, words: String) {
        self.desk.edit(|inner| *(self.place)(inner) = words);
    }

    /// Does the work, which is given what to tell its steps to.
    pub(super) fn during<T>(&self, work: impl FnOnce(&mut dyn FnMut(Step)) -> T) -> T {
        let (sender, steps) = channel();
        std::thread::scope(move |scope| {
            scope.spawn(move || {
                let start = Instant::now();
                let (mut made, mut last, mut waits) = (0, String::new(), false);
                loop {
                    match steps.recv_timeout(TICK) {
                        Ok(Step::Made(name)) => {
                            (made, last, waits) = (made + 1, format!(": {name} ({})", made + 1), false);
                            // Said with the next tick, or a page would hear of each of a hundred crates.
                            if start.elapsed() < TICK {
                                continue;
                            }
                        }
                        Ok(Step::Waits) => waits = true,
                        Err(RecvTimeoutError::Timeout) => {}
                        Err(RecvTimeoutError::Disconnected) => return,
                    }
                    let seconds = start.elapsed().as_secs();
                    let words = if waits {
                        format!("{}: waiting for another cargo, which is building ({seconds} s)", self.what)
                    } else {
                        format!("{}{last}, {seconds} s", self.what)
                    };
                    self.say(words);
                }
            });
            let done = work(&mut |step| drop(sender.send(step)));
            // The other thread ends with it.
            drop(sender);
            done
        })
    }
}
