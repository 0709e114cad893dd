//! What the stub of `traffic` promises.

use judge::Promise;

use super::reference::counted;
use super::{How, Input};

pub(super) fn promises() -> Vec<Promise<Input>> {
    let some = "An extent may be 0 or 1";
    let none = "There may be no loop, which is one step; no operand; and an operand with no loop, which is one element";
    let nothing = "`step_operations` may be 0, and `element_bytes` is from 1 to 16";
    let below = "The product of all extents that are not 0, and every number that is returned, is below 2⁶⁰";
    vec![
        Promise::said("without a cache, at least, and with a cache of each size"),
        Promise::said("two operands never share memory"),
        Promise::always("Every innermost step touches the element of each operand", |input| {
            input.operands.iter().all(|operand| {
                let mut loops = operand.loops.clone();
                loops.sort_unstable();
                loops.dedup();
                loops.len() == operand.loops.len() && loops.iter().all(|&at| at < input.depth())
            })
        }),
        Promise::edge("so `write_allocate` changes nothing here", |input| {
            input.write_allocate && input.operands.iter().any(|operand| operand.used == How::Written)
        }),
        Promise::edge("if it is written once, or twice with `write_allocate`", |input| {
            !input.write_allocate && input.operands.iter().any(|operand| operand.used == How::Written)
        }),
        Promise::edge(some, |input| input.extents.contains(&0)),
        Promise::edge(some, |input| input.extents.contains(&1)),
        Promise::edge(none, |input| input.extents.is_empty()),
        Promise::edge(none, |input| input.operands.is_empty()),
        Promise::edge(none, |input| input.operands.iter().any(|operand| operand.loops.is_empty())),
        Promise::edge(nothing, |input| input.step_operations == 0),
        Promise::range(nothing, 1.0..=16.0, |input| {
            input.operands.iter().map(|operand| operand.element_bytes as f64).collect()
        }),
        Promise::range(below, 0.0..=(1_u64 << 60) as f64, |input| {
            counted(input).map_or_else(
                |_| vec![f64::NAN],
                |counts| [counts.uncached, counts.operations].map(|number| number as f64).to_vec(),
            )
        }),
        Promise::range(below, 0.0..=(1_u64 << 60) as f64, |input| {
            counted(input).map_or_else(
                |_| vec![f64::NAN],
                |counts| counts.cached.iter().chain([&counts.compulsory]).map(|&n| n as f64).collect(),
            )
        }),
        Promise::always(below, |input| {
            input.extents.iter().filter(|&&extent| extent > 0).map(|&n| n as f64).product::<f64>()
                < (1_u64 << 60) as f64
        }),
    ]
}
