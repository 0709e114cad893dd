//! Ranks as processes that MPI has started: `mpirun -n 4 PROGRAM`. For the feature `mpi`.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use mpi::environment::Universe;
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator as _, CommunicatorCollectives, Destination, Source};

use crate::threads::Event;
use crate::{Communicator, Kind};

/// So many bytes may be on the way from a rank at once: a send copies them there, and does not wait.
const BUFFER: usize = 256 << 20;

/// The processes of this run, as one of them sees the others.
struct Processes {
    world: SimpleCommunicator,
    events: RefCell<Vec<Event>>,
}

impl Processes {
    fn rank_of(rank: usize) -> mpi::Rank {
        mpi::Rank::try_from(rank).expect("MPI counts ranks in 31 bits")
    }

    /// MPI promises tags up to 32767.
    fn tag(tag: u32) -> mpi::Tag {
        mpi::Tag::from(i16::try_from(tag).expect("MPI knows tags up to 32767"))
    }
}

impl Communicator for Processes {
    fn rank(&self) -> usize {
        usize::try_from(self.world.rank()).expect("ranks are counted from 0")
    }

    fn size(&self) -> usize {
        usize::try_from(self.world.size()).expect("there are ranks")
    }

    fn barrier(&self) {
        self.events.borrow_mut().push(Event::Barrier);
        self.world.barrier();
    }

    fn post(&self, to: usize, tag: u32, kind: Kind, mut bytes: Vec<u8>) {
        let count = bytes.len() / kind.bytes();
        self.events.borrow_mut().push(Event::Sent { to, tag, kind, count });
        // MPI carries bytes; what they are comes last.
        bytes.push(kind as u8);
        self.world.process_at_rank(Self::rank_of(to)).buffered_send_with_tag(&bytes[..], Self::tag(tag));
    }

    fn take(&self, from: usize, tag: u32, kind: Kind) -> Vec<u8> {
        let process = self.world.process_at_rank(Self::rank_of(from));
        let (mut bytes, _) = process.receive_vec_with_tag::<u8>(Self::tag(tag));
        let sent = bytes.pop();
        assert!(
            sent == Some(kind as u8),
            "rank {} receives {kind} from rank {from} (tag {tag}), which sent something else with that tag",
            self.rank()
        );
        let count = bytes.len() / kind.bytes();
        self.events.borrow_mut().push(Event::Received { from, tag, kind, count });
        bytes
    }
}

/// Runs a program as the rank that this process is, and gives its result and what it has said to others. A process that was not
/// started by MPI is the only rank. If the program panics, MPI ends all processes: the others may wait for this one.
///
/// # Panics
/// If MPI cannot be initialised, or was before.
pub fn run<T>(program: impl FnOnce(&dyn Communicator) -> T) -> (T, Vec<Event>) {
    let mut universe: Universe = mpi::initialize().expect("MPI is initialised once in a process");
    universe.set_buffer_size(BUFFER);
    let processes = Processes { world: universe.world(), events: RefCell::default() };
    match catch_unwind(AssertUnwindSafe(|| program(&processes))) {
        Ok(result) => (result, processes.events.into_inner()),
        Err(_) => processes.world.abort(101),
    }
}
