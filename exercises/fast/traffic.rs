//! fast/traffic: operations and bytes of a nest of loops, counted and not measured.
//!
//! Judge it:  cargo test -p fast --test exercises -- --exact fast/traffic
//! Stuck?     cargo run -- hint fast/traffic

use ::fast::{Counts, Nest, Operand, Used};

/// How many operations a nest of loops does, and how many bytes it moves: without a cache, at least, and with a cache of each size.
///
/// Every innermost step touches the element of each operand whose indices are the counters of the operand's loops; two operands never
/// share memory. Bytes are those of elements, without lines.
///
/// `uncached`: every access of every step goes to memory, one for an element that is read, one for one that is written, two for one that
/// is updated. There is no cache that could read anything first, so `write_allocate` changes nothing here.
///
/// `compulsory`: every element that is touched at all crosses once if it is read, twice (in and out) if it is updated, and if it is
/// written once, or twice with `write_allocate`.
///
/// `cached[L]`: the loops from L inwards make one *run* for each step of the loops outside of them. When a run begins, the cache holds the
/// elements that the run before it has touched, and no others: before the first run none. Each element that a run touches and the
/// cache does not hold costs its crossings, as many as in `compulsory`. So `cached[0]` is `compulsory`, as there is one run; and in
/// the last entry, which has no loop inside, a run is a single step.
///
/// An extent may be 0 or 1. With a 0 anywhere nothing is done, and every number is 0. There may be no loop, which is one step; no operand; and
/// an operand with no loop, which is one element. `step_operations` may be 0, and `element_bytes` is from 1 to 16. The product of all
/// extents that are not 0, and every number that is returned, is below 2⁶⁰: too many steps to take them one by one.
pub fn traffic(nest: &Nest<'_>) -> Counts {
    todo!("write `traffic`")
}
