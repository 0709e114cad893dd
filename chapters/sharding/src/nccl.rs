//! Ranks on GPUs, a thread of this process and a device for each, whose messages NCCL carries. For the feature `nccl`.
//!
//! NCCL has collectives of its own; here it is what carries the chapter's `send` and `receive`. It knows no tags, and its sends wait until
//! the other side receives. So every ordered pair of ranks has a communicator and a stream of its own: a send is left to the stream, and the
//! thread goes on. Before each message goes one of three numbers, tag, type and length, and what comes with another tag than was
//! asked for is kept for later.
//!
//! It compiles without a GPU, and has not been run with several.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Barrier};

use cudarc::driver::{CudaContext, CudaSlice, CudaStream};
use cudarc::nccl::{Comm, Id};

use crate::threads::Event;
use crate::{Communicator, Kind};

/// What came before it was asked for: tag, type, bytes.
type Waiting = VecDeque<(u32, Kind, Vec<u8>)>;

/// A message on the device: what goes before it, and its bytes if it has any.
type Leaving = (CudaSlice<u64>, Option<CudaSlice<u8>>);

/// A device, and what it has of the others.
struct Device<'a> {
    rank: usize,
    all: &'a Barrier,
    size: usize,
    /// To copy on, which no message holds up.
    copies: Arc<CudaStream>,
    /// By rank: what is sent there, and what comes from there. Nothing for the rank itself.
    there: Vec<Option<Comm>>,
    from: Vec<Option<Comm>>,
    waiting: RefCell<Vec<Waiting>>,
    /// What was sent and may not have left yet.
    leaving: RefCell<Vec<Leaving>>,
    events: RefCell<Vec<Event>>,
}

const KINDS: [Kind; 7] = [Kind::F32, Kind::F64, Kind::I32, Kind::I64, Kind::U8, Kind::U32, Kind::U64];

impl Device<'_> {
    /// The next message of a rank, whatever it is.
    fn next(&self, from: usize) -> (u32, Kind, Vec<u8>) {
        let comm = self.from[from].as_ref().expect("a rank does not wait for itself");
        let stream = comm.stream();
        let mut head = stream.alloc_zeros::<u64>(3).expect("room for three numbers");
        comm.recv(&mut head, 0).expect("NCCL receives");
        let head = stream.clone_dtoh(&head).expect("three numbers come back");
        let kind = KINDS[head[1] as usize];
        let mut bytes = Vec::new();
        if head[2] > 0 {
            let mut message = stream.alloc_zeros::<u8>(head[2] as usize).expect("room for a message");
            comm.recv(&mut message, 0).expect("NCCL receives");
            bytes = stream.clone_dtoh(&message).expect("a message comes back");
        }
        (head[0] as u32, kind, bytes)
    }
}

impl Communicator for Device<'_> {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn barrier(&self) {
        self.events.borrow_mut().push(Event::Barrier);
        self.all.wait();
    }

    fn post(&self, to: usize, tag: u32, kind: Kind, bytes: Vec<u8>) {
        let count = bytes.len() / kind.bytes();
        self.events.borrow_mut().push(Event::Sent { to, tag, kind, count });
        let Some(comm) = &self.there[to] else {
            self.waiting.borrow_mut()[to].push_back((tag, kind, bytes));
            return;
        };
        let place = KINDS.iter().position(|&one| one == kind).expect("all types");
        let head = [u64::from(tag), place as u64, bytes.len() as u64];
        let head = self.copies.clone_htod(&head).expect("room for three numbers");
        let message =
            (!bytes.is_empty()).then(|| self.copies.clone_htod(&bytes).expect("room for a message"));
        self.copies.synchronize().expect("the copies are done");
        comm.send(&head, 1).expect("NCCL sends");
        if let Some(message) = &message {
            comm.send(message, 1).expect("NCCL sends");
        }
        self.leaving.borrow_mut().push((head, message));
    }

    fn take(&self, from: usize, tag: u32, kind: Kind) -> Vec<u8> {
        let kept = {
            let mut waiting = self.waiting.borrow_mut();
            let place = waiting[from].iter().position(|message| message.0 == tag);
            place.and_then(|place| waiting[from].remove(place))
        };
        let (_, sent, bytes) = kept.unwrap_or_else(|| {
            loop {
                let message = self.next(from);
                if message.0 == tag {
                    break message;
                }
                self.waiting.borrow_mut()[from].push_back(message);
            }
        });
        let rank = self.rank;
        assert!(sent == kind, "rank {rank} receives {kind} from rank {from} (tag {tag}), which sent {sent}");
        let count = bytes.len() / kind.bytes();
        self.events.borrow_mut().push(Event::Received { from, tag, kind, count });
        bytes
    }
}

/// How many GPUs there are; none where the driver is missing.
pub fn devices() -> usize {
    if !library(cudarc::driver::sys::is_culib_present) {
        return 0;
    }
    CudaContext::device_count().map_or(0, |count| count.max(0) as usize)
}

/// Whether a library is there: without it each call of it would panic.
fn library(present: unsafe fn() -> bool) -> bool {
    // SAFETY: it loads the library, as each call after it would.
    #[allow(unsafe_code)]
    unsafe {
        present()
    }
}

/// Runs a program on as many GPUs as are wanted, and gives its result and what was said on each. Ranks that wait for one another wait for
/// ever.
///
/// # Errors
/// If there are not enough GPUs, or NCCL is missing.
///
/// # Panics
/// If a rank panics, or CUDA or NCCL fail.
pub fn run<T: Send>(
    size: usize,
    program: impl Fn(&dyn Communicator) -> T + Sync,
) -> Result<Vec<(T, Vec<Event>)>, String> {
    let there = devices();
    if there == 0 {
        return Err("there is no NVIDIA GPU, or no driver for it".to_owned());
    }
    if size == 0 || size > there {
        return Err(format!("{size} ranks want a GPU each, and there are {there}"));
    }
    if !library(cudarc::nccl::sys::is_culib_present) {
        return Err(
            "NCCL is missing: `pip install nvidia-nccl-cu12` brings it; LD_LIBRARY_PATH has to lead to it"
                .to_owned(),
        );
    }
    // Of each ordered pair the name by which the two find each other.
    let id = |_| Id::new().map_err(|error| format!("NCCL does not start: {error:?}"));
    let ids: Vec<Id> = (0..size * size).map(id).collect::<Result<_, _>>()?;
    let all = Barrier::new(size);
    let rank = |rank: usize| {
        let context = CudaContext::new(rank).expect("a context on the device");
        let mut there: Vec<Option<Comm>> = (0..size).map(|_| None).collect();
        let mut from: Vec<Option<Comm>> = (0..size).map(|_| None).collect();
        // All go through the pairs in the same order, so none waits for one that waits for it.
        for (a, b) in (0..size * size).map(|pair| (pair / size, pair % size)) {
            if a == b || (a != rank && b != rank) {
                continue;
            }
            let stream = context.new_stream().expect("a stream");
            let comm =
                Comm::from_rank(stream, usize::from(b == rank), 2, ids[a * size + b]).expect("NCCL connects");
            if a == rank {
                there[b] = Some(comm);
            } else {
                from[a] = Some(comm);
            }
        }
        let device = Device {
            rank,
            all: &all,
            size,
            copies: context.new_stream().expect("a stream"),
            there,
            from,
            waiting: RefCell::new(vec![VecDeque::new(); size]),
            leaving: RefCell::default(),
            events: RefCell::default(),
        };
        let result = program(&device);
        // Nobody goes before all has arrived.
        for comm in device.there.iter().flatten() {
            comm.stream().synchronize().expect("what was sent has left");
        }
        all.wait();
        (result, device.events.into_inner())
    };
    let results = std::thread::scope(|scope| {
        let start = |number: usize| scope.spawn(move || catch_unwind(AssertUnwindSafe(|| rank(number))));
        let threads: Vec<_> = (0..size).map(start).collect();
        threads.into_iter().map(|thread| thread.join().expect("what panics is caught")).collect::<Vec<_>>()
    });
    Ok(results.into_iter().map(|result| result.unwrap_or_else(|payload| resume_unwind(payload))).collect())
}
