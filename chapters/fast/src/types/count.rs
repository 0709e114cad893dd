//! Loops, machines and floors: what the exercises that count receive and return.

// ANCHOR: nest
/// Loops, one inside the other, and the arrays that their innermost step
/// touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nest<'a> {
    /// How many steps each loop takes, the outermost first.
    pub extents: &'a [u64],
    /// Operations of one innermost step; a multiplication and an addition
    /// are two.
    pub step_operations: u64,
    /// What one innermost step touches: one element of each.
    pub operands: &'a [Operand<'a>],
    /// Whether a cache reads what it does not have before it is written.
    pub write_allocate: bool,
}

/// One array of a nest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operand<'a> {
    /// Bytes of one element.
    pub element_bytes: u64,
    /// The loops whose counters are its indices, as places in `extents`, in
    /// any order, each at most once.
    pub loops: &'a [usize],
    /// What a step does to its element.
    pub used: Used,
}

/// What a step does to an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    /// It is read.
    Read,
    /// It is written, and what was there is not needed.
    Written,
    /// It is read, changed and written.
    Updated,
}
// ANCHOR_END: nest

// ANCHOR: counts
/// What a nest of loops does, and what it moves, in whole numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Operations of all steps.
    pub operations: u64,
    /// Bytes without a cache.
    pub uncached: u64,
    /// Bytes if every element crosses once in each direction.
    pub compulsory: u64,
    /// Bytes with a cache that holds what the loops from L inwards touch, for
    /// L from 0 to the number of loops: one entry more than there are loops.
    pub cached: Vec<u64>,
}
// ANCHOR_END: counts

/// A nest of loops to its operations and its bytes.
pub type Traffic = fn(&Nest<'_>) -> Counts;

// ANCHOR: machine
/// What a machine can do at best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Machine<'a> {
    /// Operations a second, of one thread.
    pub operations: f64,
    /// From the level next to the registers out to memory, which is the last.
    pub levels: &'a [Level],
}

/// One level of memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Bytes a second.
    pub bandwidth: f64,
    /// Whether all threads together have this bandwidth; if not, each thread
    /// has it.
    pub shared: bool,
}

/// What a kernel does, in all its threads together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kernel<'a> {
    /// Operations.
    pub operations: f64,
    /// Bytes that cross each level, in the order of the machine's.
    pub bytes: &'a [f64],
    /// How many threads share the work evenly.
    pub threads: usize,
    /// The seconds that it took, if that was measured.
    pub measured: Option<f64>,
}
// ANCHOR_END: machine

// ANCHOR: roof
/// The roof over a kernel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Roof {
    /// The seconds that it takes at least.
    pub floor: f64,
    /// What takes them.
    pub limit: Limit,
    /// Operations for each byte that crosses the last level.
    pub intensity: f64,
    /// Operations a second if it takes no longer than its floor.
    pub attainable: f64,
    /// The intensity from which on the last level takes no longer than
    /// arithmetic.
    pub ridge: f64,
    /// The share of the measured time that the floor is.
    pub reached: Option<f64>,
}

/// What a kernel waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The operations.
    Arithmetic,
    /// The bytes of a level, as its place among the machine's.
    Level(usize),
}
// ANCHOR_END: roof

/// A machine and a kernel to the roof of the one over the other.
pub type Roofline = fn(&Machine<'_>, &Kernel<'_>) -> Roof;
