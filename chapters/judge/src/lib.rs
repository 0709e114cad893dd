//! The grading library of every chapter.
//!
//! A chapter describes an exercise as a [`Plan`]: how to call the answer, the reference, the cases, the properties and
//! the catalogue of typical mistakes. [`Plan::exercise`] erases the types, and [`main`] makes a test binary of a list
//! of exercises:
//!
//! 1. the answer runs in a child process ([`Limits`]) on named and on fresh random cases;
//! 2. each output is compared with the reference within a tolerance ([`compare`]) that the case itself gives;
//! 3. if it differs, every catalogued mistake runs on the same cases, and the one that reproduces the answer's output
//!    on all of them is named ([`diagnosis`]);
//! 4. if it agrees, the cases run again, and the properties must hold.
//!
//! The judge knows no chapter, no kernel, and nothing of the book.

// These take the place of the standard ones.
#[macro_use(eprintln, println)]
extern crate contract;

mod bench;
mod child;
pub mod compare;
mod descendants;
pub mod diagnosis;
mod exercise;
mod golden;
mod harness;
mod judging;
mod layout;
mod list;
mod memory;
mod meta;
mod output;
mod panics;
mod plan;
mod printed;
mod promise;
mod proofs;
mod random;
mod runner;
mod same;
mod seeds;
mod shown;
mod siblings;
pub mod slips;
mod supervise;
mod told;
mod trials;
mod tried;
mod trivial;
mod whole;
mod wire;

pub use contract::{AsBuilt, Level, Limits, Report, Verdict, table};
pub use exercise::{Exercise, Who};
pub use golden::{Golden, mistaken, portable, turned};
pub use harness::main;
pub use judging::{judge, judge_in_process, judge_with};
pub use layout::{Cube, Held, Layout, Matrix, Tensor, Vector};
pub use memory::{peak_of, peak_of_this_thread};
pub use meta::Meta;
pub use output::{Data, Output, Part};
pub use panics::{Stop, catch_rank};
pub use plan::{
    Alternative, Bent, Broken, Case, Edit, Fresh, Missing, Mistake, Plan, Probe, Property, Reference, Style,
};
pub use promise::Promise;
pub use proofs::{mistakes_main, solutions_main};
pub use random::{Random, SEEDS, seed};
pub use same::{close, same};

/// The precision in which a reference computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// 64-bit floats: what is right.
    Double,
    /// 32-bit floats: how far rounding alone moves a right answer.
    Float,
    /// 64-bit floats on inputs moved by one unit in the last place of a 32-bit float: how far a right answer moves
    /// that takes another route.
    Nudged,
}

impl Precision {
    /// One of three, by the precision: a reference's own name for it.
    pub fn pick<T>(self, double: T, float: T, nudged: T) -> T {
        match self {
            Precision::Double => double,
            Precision::Float => float,
            Precision::Nudged => nudged,
        }
    }
}
