//! Code that talks: all ranks of an answer run here, each in a thread, and what they say to each other is counted. Ranks that wait
//! for one another are no endless loop: that is noticed, and told.

use std::panic::resume_unwind;

use judge::{Output, Part, Stop, catch_rank, peak_of_this_thread};
use serde::{Deserialize, Serialize};
use sharding::Communicator;
use sharding::threads::{self, Ended, State};

/// What the ranks of an answer gave, and what it took.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ranks<T> {
    /// What each gave.
    pub(crate) results: Vec<T>,
    /// What each did for it.
    pub(crate) traffic: Vec<Traffic>,
    /// The longest chain of messages, each sent after the one before was received.
    pub(crate) steps: usize,
}

/// What a rank did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Traffic {
    /// The other ranks to which it sent, each once.
    pub(crate) peers: Vec<usize>,
    /// Bytes to other ranks.
    pub(crate) sent: usize,
    /// Bytes from other ranks.
    pub(crate) received: usize,
    /// Messages to other ranks.
    pub(crate) messages: usize,
    /// Bytes that it held at the most, beyond what it was given.
    pub(crate) peak: usize,
}

/// The parts of each rank's result, labelled `rank 2: out`.
impl<T: Output> Output for Ranks<T> {
    fn parts(&self) -> Vec<Part> {
        ranked(self.results.iter().map(Output::parts))
    }
}

/// The parts of a reference, from what is right on each rank.
pub(crate) fn ranked(ranks: impl Iterator<Item = Vec<Part>>) -> Vec<Part> {
    let label = |(rank, parts): (usize, Vec<Part>)| {
        parts.into_iter().map(move |part| Part { label: format!("rank {rank}: {}", part.label), ..part })
    };
    ranks.enumerate().flat_map(label).collect()
}

/// Runs an answer on as many ranks as are wanted. What stops it, stops this call with it.
pub(crate) fn talk<T: Send>(size: usize, program: impl Fn(&dyn Communicator) -> T + Sync) -> Ranks<T> {
    let outcome = threads::run(size, |communicator| {
        catch_rank(|| peak_of_this_thread(|| program(communicator)))
            .unwrap_or_else(|stop| resume_unwind(Box::new(stop)))
    });
    if let Some(fault) = &outcome.fault {
        let told = outcome.told().unwrap_or_default();
        let panic = outcome.ranks.iter().zip(&fault.states).find_map(|(ended, state)| match ended {
            Ended::Panicked(stop) if *state == State::Panicked => stop.downcast_ref::<Stop>().cloned(),
            _ => None,
        });
        resume_unwind(Box::new(stuck(fault.pattern(), told, panic)));
    }
    let traffic = |rank: usize, peak| {
        let log = &outcome.log;
        Traffic {
            peers: log.peers(rank),
            sent: log.sent(rank),
            received: log.received(rank),
            messages: log.messages(rank),
            peak,
        }
    };
    let ended = outcome.ranks.into_iter().enumerate().map(|(rank, ended)| match ended {
        Ended::With((result, peak)) => (result, traffic(rank, peak)),
        _ => unreachable!("without a fault all ranks end with a result"),
    });
    let (results, traffic) = ended.unzip();
    Ranks { results, traffic, steps: outcome.log.steps }
}

/// Why the ranks did not come to an end together: because one panicked, or for what they said.
fn stuck(pattern: String, told: String, panic: Option<Stop>) -> Stop {
    match panic {
        // The judge knows this from an answer that is not attempted.
        Some(Stop::Panicked { ref message, .. }) if message.starts_with("not yet implemented") => {
            panic.expect("it was matched")
        }
        Some(Stop::Panicked { message, file, line, called }) => {
            let (file, line) = called.unwrap_or((file, line));
            let file = file.rfind("exercises/").map_or(&file[..], |at| &file[at..]);
            let words: String = message.chars().filter(|c| !c.is_ascii_digit()).collect();
            let (first, timeline) = told.split_once('\n').unwrap_or((&told, ""));
            let told = format!("{first}\n            at {file}:{line}: {message}\n{timeline}");
            Stop::Stuck { pattern: format!("{pattern}: {words}"), told, panicked: true }
        }
        Some(stop) => stop,
        None => Stop::Stuck { pattern, told, panicked: false },
    }
}
