//! What can be wrong with what ranks say to each other.

use std::fmt;

use crate::Kind;

/// Where a rank stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It computes.
    Runs,
    /// It waits for a message.
    Waits {
        /// From which rank.
        from: usize,
        /// With which tag.
        tag: u32,
        /// The tag of a message from that rank that it has not asked for, if there is one.
        other: Option<u32>,
    },
    /// It waits for all others.
    AtBarrier,
    /// It has returned.
    Ended,
    /// It has panicked.
    Panicked,
    /// It took a message for what it is not.
    Refused {
        /// From which rank.
        from: usize,
        /// With which tag.
        tag: u32,
        /// Of what values it is.
        sent: Kind,
        /// What it was taken for.
        asked: Kind,
    },
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where each rank stood when none went on.
    pub states: Vec<State>,
    /// Messages that nobody has received: from, to, tag.
    pub unread: Vec<(usize, usize, u32)>,
}

impl Fault {
    pub(super) fn of(mut states: Vec<State>, unread: Vec<(usize, usize, u32)>) -> Option<Fault> {
        // A message may have come after its receiver had begun to wait for another.
        for (rank, state) in states.iter_mut().enumerate() {
            if let State::Waits { from, other, .. } = state {
                *other = unread
                    .iter()
                    .find(|&&(sender, to, _)| (sender, to) == (*from, rank))
                    .map(|&(.., tag)| tag);
            }
        }
        let all_ended = states.iter().all(|state| *state == State::Ended);
        (!all_ended || !unread.is_empty()).then_some(Fault { states, unread })
    }

    /// Whether a rank panicked.
    pub fn panicked(&self) -> bool {
        self.states.contains(&State::Panicked)
    }

    /// Who stands where, without the tags that a program chooses as it likes: programs with the same fault have the same.
    pub fn pattern(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        for (rank, state) in self.states.iter().enumerate() {
            match state {
                State::Runs | State::Ended => {}
                State::Waits { from, other: None, .. } => words.push(format!("{rank} waits for {from}")),
                State::Waits { from, other: Some(_), .. } => {
                    words.push(format!("{rank} waits for {from}, which sent another tag"));
                }
                State::AtBarrier => words.push(format!("{rank} at a barrier")),
                State::Panicked => words.push(format!("{rank} panicked")),
                State::Refused { from, sent, asked, .. } => {
                    words.push(format!("{rank} takes {sent} from {from} for {asked}"));
                }
            }
        }
        if words.is_empty() {
            let mut pairs: Vec<String> =
                self.unread.iter().map(|(from, to, _)| format!("{from} to {to} unread")).collect();
            pairs.dedup();
            words = pairs;
        }
        words.join("; ")
    }

    /// Ranks each of which waits for the next, and the last for the first.
    fn circle(&self) -> Option<Vec<usize>> {
        let next = |rank: usize| match self.states[rank] {
            State::Waits { from, .. } => Some(from),
            _ => None,
        };
        (0..self.states.len()).find_map(|start| {
            let mut path = vec![start];
            while let Some(rank) = next(*path.last()?) {
                if rank == start {
                    return Some(path);
                }
                if path.contains(&rank) {
                    return None;
                }
                path.push(rank);
            }
            None
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |what: fn(&State) -> bool| self.states.iter().position(what);
        if let Some(rank) = at(|state| matches!(state, State::Refused { .. })) {
            let State::Refused { from, tag, sent, asked } = self.states[rank] else {
                unreachable!("it was found")
            };
            return write!(
                f,
                "rank {rank} receives {asked} from rank {from} (tag {tag}), which sent {sent} with that tag"
            );
        }
        if let Some(rank) = at(|state| *state == State::Panicked) {
            write!(f, "rank {rank} panicked")?;
            let waits =
                self.states.iter().position(|state| matches!(state, State::AtBarrier | State::Waits { .. }));
            return match waits.map(|waiting| (waiting, self.states[waiting])) {
                Some((waiting, State::Waits { from, tag, .. })) => {
                    write!(f, ", and rank {waiting} waits for rank {from} (tag {tag})")
                }
                Some((waiting, _)) => write!(f, ", and rank {waiting} waits at a barrier"),
                None => Ok(()),
            };
        }
        // A wrong tag first: it is a cause, a circle may be what follows.
        for (rank, state) in self.states.iter().enumerate() {
            if let State::Waits { from, tag, other: Some(other) } = state {
                return write!(
                    f,
                    "rank {rank} waits for tag {tag} from rank {from}, which has sent it tag {other}"
                );
            }
        }
        if let Some(circle) = self.circle() {
            if let [alone] = circle[..] {
                return write!(f, "rank {alone} waits for a message from itself that it has not sent");
            }
            write!(f, "rank {}", circle[0])?;
            circle[1..]
                .iter()
                .chain(&circle[..1])
                .try_for_each(|rank| write!(f, " waits for rank {rank}"))?;
            return f.write_str(": each receives before it sends");
        }
        for (rank, state) in self.states.iter().enumerate() {
            if let State::Waits { from, tag, .. } = state
                && !matches!(self.states[*from], State::Waits { .. })
            {
                let why = match self.states[*from] {
                    State::Ended => "which has ended",
                    State::AtBarrier => "which waits at a barrier",
                    _ => "which sends none",
                };
                return write!(f, "rank {rank} waits for a message from rank {from} (tag {tag}), {why}");
            }
        }
        if let Some(rank) = at(|state| *state == State::AtBarrier) {
            let ended = at(|state| *state == State::Ended).unwrap_or_default();
            return write!(
                f,
                "rank {rank} waits at a barrier that rank {ended} does not come to: it has ended"
            );
        }
        match self.unread[..] {
            [(from, to, tag)] => write!(f, "rank {to} never receives what rank {from} sent it (tag {tag})"),
            [(from, to, tag), ..] => write!(
                f,
                "rank {to} never receives what rank {from} sent it (tag {tag}), and so it is with {} more messages",
                self.unread.len() - 1
            ),
            [] => f.write_str("nothing is wrong"),
        }
    }
}
