//! What ranks have said to each other.

use std::collections::BTreeSet;

use crate::Kind;

/// One thing that a rank has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Sent a message.
    Sent {
        /// To which rank.
        to: usize,
        /// With which tag.
        tag: u32,
        /// Of values of which type.
        kind: Kind,
        /// How many.
        count: usize,
    },
    /// Received one.
    Received {
        /// From which rank.
        from: usize,
        /// With which tag.
        tag: u32,
        /// Of values of which type.
        kind: Kind,
        /// How many.
        count: usize,
    },
    /// Waited for all others.
    Barrier,
}

/// What each rank has done, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// The events of each rank.
    pub events: Vec<Vec<Event>>,
    /// The longest chain of messages, each of which was sent after the one before had been received: what cannot be done in fewer
    /// steps, however many may talk at once.
    pub steps: usize,
}

impl Log {
    /// The bytes that a rank has sent to others.
    pub fn sent(&self, rank: usize) -> usize {
        let bytes = |event: &Event| match *event {
            Event::Sent { to, kind, count, .. } if to != rank => count * kind.bytes(),
            _ => 0,
        };
        self.events[rank].iter().map(bytes).sum()
    }

    /// The bytes that a rank has received from others.
    pub fn received(&self, rank: usize) -> usize {
        let bytes = |event: &Event| match *event {
            Event::Received { from, kind, count, .. } if from != rank => count * kind.bytes(),
            _ => 0,
        };
        self.events[rank].iter().map(bytes).sum()
    }

    /// The messages that a rank has sent to others.
    pub fn messages(&self, rank: usize) -> usize {
        self.events[rank]
            .iter()
            .filter(|event| matches!(event, Event::Sent { to, .. } if *to != rank))
            .count()
    }

    /// The others to which a rank has sent, in ascending order.
    pub fn peers(&self, rank: usize) -> Vec<usize> {
        let to = |event: &Event| match *event {
            Event::Sent { to, .. } if to != rank => Some(to),
            _ => None,
        };
        let peers: BTreeSet<usize> = self.events[rank].iter().filter_map(to).collect();
        peers.into_iter().collect()
    }
}
