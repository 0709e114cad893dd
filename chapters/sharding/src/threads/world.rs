//! The state that the threads share.

use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::fault::{Fault, State};
use super::log::{Event, Log};
use crate::{Communicator, Kind};

/// What a rank unwinds with that must not go on.
pub(super) struct Aborted;

struct Mail {
    tag: u32,
    kind: Kind,
    bytes: Vec<u8>,
    /// How long the chain of messages is that ends with this one.
    chain: usize,
}

struct Shared {
    states: Vec<State>,
    /// From each rank to each, in rows of the receiver.
    mail: Vec<VecDeque<Mail>>,
    log: Log,
    /// For each rank, the longest chain of messages that has reached it.
    chains: Vec<usize>,
    /// How often all have met at a barrier.
    met: usize,
    /// No rank can go on.
    stuck: bool,
}

impl Shared {
    /// Called when a rank no longer runs: if none does and some wait, none will ever go on.
    fn settle(&mut self, changed: &[Condvar]) {
        let runs = self.states.iter().any(|state| matches!(state, State::Runs));
        let waits = self.states.iter().any(|state| matches!(state, State::Waits { .. } | State::AtBarrier));
        self.stuck |= !runs && waits;
        if self.stuck {
            wake_all(changed);
        }
    }
}

fn wake_all(changed: &[Condvar]) {
    for rank in changed {
        rank.notify_one();
    }
}

pub(super) struct World {
    size: usize,
    shared: Mutex<Shared>,
    /// What each rank waits at: a message wakes the one that it is for.
    changed: Vec<Condvar>,
}

impl World {
    pub(super) fn new(size: usize) -> World {
        let shared = Shared {
            states: vec![State::Runs; size],
            mail: (0..size * size).map(|_| VecDeque::new()).collect(),
            log: Log { events: vec![Vec::new(); size], steps: 0 },
            chains: vec![0; size],
            met: 0,
            stuck: false,
        };
        World { size, shared: Mutex::new(shared), changed: (0..size).map(|_| Condvar::new()).collect() }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, rank: usize, shared: MutexGuard<'a, Shared>) -> MutexGuard<'a, Shared> {
        let shared = self.changed[rank].wait(shared).unwrap_or_else(PoisonError::into_inner);
        if shared.stuck {
            drop(shared);
            resume_unwind(Box::new(Aborted));
        }
        shared
    }

    /// A rank has come to its end.
    pub(super) fn ended(&self, rank: usize, panicked: bool) {
        let mut shared = self.lock();
        // One that was halted stays where it stood.
        if matches!(shared.states[rank], State::Runs) {
            shared.states[rank] = if panicked { State::Panicked } else { State::Ended };
        }
        shared.settle(&self.changed);
    }

    /// What was wrong, and what was said, when all have ended.
    pub(super) fn close(self) -> (Option<Fault>, Log) {
        let shared = self.shared.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut unread = Vec::new();
        for (place, mail) in shared.mail.iter().enumerate() {
            let (to, from) = (place / self.size, place % self.size);
            unread.extend(mail.iter().map(|mail| (from, to, mail.tag)));
        }
        (Fault::of(shared.states, unread), shared.log)
    }
}

/// One rank of a world.
pub(super) struct Rank<'w> {
    pub(super) world: &'w World,
    pub(super) rank: usize,
}

impl Communicator for Rank<'_> {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.world.size
    }

    fn barrier(&self) {
        let mut shared = self.world.lock();
        shared.log.events[self.rank].push(Event::Barrier);
        shared.states[self.rank] = State::AtBarrier;
        if shared.states.iter().all(|state| matches!(state, State::AtBarrier)) {
            shared.states.fill(State::Runs);
            shared.met += 1;
            let longest = shared.chains.iter().copied().max().unwrap_or(0);
            shared.chains.fill(longest);
            wake_all(&self.world.changed);
            return;
        }
        shared.settle(&self.world.changed);
        let met = shared.met;
        while shared.met == met {
            if shared.stuck {
                drop(shared);
                resume_unwind(Box::new(Aborted));
            }
            shared = self.world.wait(self.rank, shared);
        }
    }

    fn post(&self, to: usize, tag: u32, kind: Kind, bytes: Vec<u8>) {
        let mut shared = self.world.lock();
        let count = bytes.len() / kind.bytes();
        shared.log.events[self.rank].push(Event::Sent { to, tag, kind, count });
        let chain = shared.chains[self.rank] + usize::from(to != self.rank);
        shared.mail[to * self.world.size + self.rank].push_back(Mail { tag, kind, bytes, chain });
        if matches!(shared.states[to], State::Waits { from, tag: awaited, .. } if from == self.rank && awaited == tag)
        {
            shared.states[to] = State::Runs;
            self.world.changed[to].notify_one();
        }
    }

    fn take(&self, from: usize, tag: u32, kind: Kind) -> Vec<u8> {
        let mut shared = self.world.lock();
        loop {
            let mail = &mut shared.mail[self.rank * self.world.size + from];
            if let Some(at) = mail.iter().position(|mail| mail.tag == tag) {
                if mail[at].kind != kind {
                    let sent = mail[at].kind;
                    shared.states[self.rank] = State::Refused { from, tag, sent, asked: kind };
                    shared.settle(&self.world.changed);
                    drop(shared);
                    resume_unwind(Box::new(Aborted));
                }
                let mail = mail.remove(at).expect("it is there");
                let count = mail.bytes.len() / kind.bytes();
                shared.log.events[self.rank].push(Event::Received { from, tag, kind, count });
                shared.chains[self.rank] = shared.chains[self.rank].max(mail.chain);
                shared.log.steps = shared.log.steps.max(mail.chain);
                return mail.bytes;
            }
            shared.states[self.rank] = State::Waits { from, tag, other: mail.front().map(|mail| mail.tag) };
            shared.settle(&self.world.changed);
            if shared.stuck {
                drop(shared);
                resume_unwind(Box::new(Aborted));
            }
            shared = self.world.wait(self.rank, shared);
        }
    }
}
