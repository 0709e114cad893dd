//! Ranks as threads of this process: what needs no installation, and what answers are judged on.
//!
//! A send never waits, and a receive names rank and tag, so what ranks do does not depend on how their threads are scheduled; nor
//! does it if they come to wait for one another. That is noticed at once, and told: who waits for whom, and what each has done
//! before.

mod fault;
mod log;
mod told;
mod world;

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

pub use fault::{Fault, State};
pub use log::{Event, Log};
use rayon_core::{ThreadPool, ThreadPoolBuilder};
use world::{Aborted, Rank, World};

use crate::Communicator;

/// How it ended for one rank.
pub enum Ended<T> {
    /// With a result.
    With(T),
    /// By a panic, with this payload.
    Panicked(Box<dyn Any + Send>),
    /// Because it waited for what could not come any more, or took a message for what it is not.
    Halted,
}

/// What became of some ranks.
pub struct Outcome<T> {
    /// Of each.
    pub ranks: Vec<Ended<T>>,
    /// What was wrong with what they said to each other.
    pub fault: Option<Fault>,
    /// What they said.
    pub log: Log,
}

impl<T> Outcome<T> {
    /// What is wrong in words, with a line for each rank: what it sent (`→`) and received (`←`), and where it stands.
    pub fn told(&self) -> Option<String> {
        let fault = self.fault.as_ref()?;
        Some(format!("{fault}\n{}", told::timeline(&self.log, &fault.states)))
    }
}

/// Runs a program on as many ranks as are wanted, and tells what became of each. Nothing that ranks do wrong in talking makes it
/// wait for ever; a rank that computes without end does.
///
/// # Panics
/// If there is no rank, or the threads cannot be had.
pub fn run<T: Send>(size: usize, program: impl Fn(&dyn Communicator) -> T + Sync) -> Outcome<T> {
    assert!(size > 0, "a program runs on one rank at least");
    let world = World::new(size);
    let ranks = pool(size).broadcast(|thread| {
        let rank = thread.index();
        let communicator = Rank { world: &world, rank };
        let ended = match catch_unwind(AssertUnwindSafe(|| program(&communicator))) {
            Ok(result) => Ended::With(result),
            Err(payload) if payload.is::<Aborted>() => Ended::Halted,
            Err(payload) => Ended::Panicked(payload),
        };
        world.ended(rank, matches!(ended, Ended::Panicked(_)));
        ended
    });
    let (fault, log) = world.close();
    Outcome { ranks, fault, log }
}

thread_local! {
    /// Of each size that this thread has asked for.
    static POOLS: RefCell<BTreeMap<usize, Rc<ThreadPool>>> = const { RefCell::new(BTreeMap::new()) };
}

/// A thread for each rank. To start one costs more than most programs of an exercise, so they are kept.
fn pool(size: usize) -> Rc<ThreadPool> {
    let started = || {
        let threads = ThreadPoolBuilder::new().num_threads(size).thread_name(|rank| format!("rank {rank}"));
        Rc::new(threads.build().expect("a thread for each rank"))
    };
    POOLS.with_borrow_mut(|pools| pools.entry(size).or_insert_with(started).clone())
}

/// The results of a program on as many ranks as are wanted: for lessons, where a fault is a mistake of the lesson's.
///
/// # Panics
/// If a rank panics, or ranks wait for one another, or leave a message unread: with what is to be said of it.
pub fn results<T: Send>(size: usize, program: impl Fn(&dyn Communicator) -> T + Sync) -> (Vec<T>, Log) {
    let outcome = run(size, program);
    let told = outcome.told();
    let result = |ended| match ended {
        Ended::With(result) => Some(result),
        Ended::Panicked(payload) => std::panic::resume_unwind(payload),
        Ended::Halted => None,
    };
    let results: Vec<T> = outcome.ranks.into_iter().filter_map(result).collect();
    if let Some(told) = told {
        panic!("{told}");
    }
    (results, outcome.log)
}
