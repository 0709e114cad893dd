//! A communicator that knows who is away: what would wait for ever is told at once.

use std::cell::Cell;
use std::panic::resume_unwind;

use judge::Stop;
use sharding::{Communicator, Kind};

pub(super) struct Watched<'a> {
    comm: &'a dyn Communicator,
    members: &'a [usize],
    day: usize,
    sent: Cell<usize>,
}

impl<'a> Watched<'a> {
    pub(super) fn new(comm: &'a dyn Communicator, members: &'a [usize], day: usize) -> Watched<'a> {
        Watched { comm, members, day, sent: Cell::new(0) }
    }

    /// Bytes to other ranks.
    pub(super) fn sent(&self) -> usize {
        self.sent.get()
    }

    /// Ends the rank with what is wrong.
    fn stops(&self, pattern: &str, does: &str) -> ! {
        let (step, rank) = (self.day + 1, self.rank());
        let told = format!("in step {step} rank {rank} {does}; there are only {:?}", self.members);
        resume_unwind(Box::new(Stop::Stuck { pattern: pattern.into(), told, panicked: false }))
    }
}

/// Who sends to one that is away receives from it as well, or from the next that is: which comes first is no other mistake.
const AWAY: &str = "talks to a rank that is away";

impl Communicator for Watched<'_> {
    fn rank(&self) -> usize {
        self.comm.rank()
    }

    fn size(&self) -> usize {
        self.comm.size()
    }

    fn barrier(&self) {
        if self.members.len() < self.size() {
            self.stops(
                "a barrier without all",
                "waits at a barrier for all ranks, and not all are there: it would wait for ever",
            );
        }
        self.comm.barrier();
    }

    fn post(&self, to: usize, tag: u32, kind: Kind, bytes: Vec<u8>) {
        if !self.members.contains(&to) {
            self.stops(AWAY, &format!("sends to rank {to} (tag {tag}), which is away: nobody receives that"));
        }
        if to != self.rank() {
            self.sent.set(self.sent.get() + bytes.len());
        }
        self.comm.post(to, tag, kind, bytes);
    }

    fn take(&self, from: usize, tag: u32, kind: Kind) -> Vec<u8> {
        if !self.members.contains(&from) {
            self.stops(
                AWAY,
                &format!(
                    "waits for a message from rank {from} (tag {tag}), which is away: it would wait for ever"
                ),
            );
        }
        self.comm.take(from, tag, kind)
    }
}
