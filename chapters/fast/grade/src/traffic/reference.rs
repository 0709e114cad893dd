//! What `traffic` is judged against, by two routes.

use std::collections::BTreeSet;

use judge::{Missing, Output, Reference};

use super::{Bytes, How, Input, Owned};

/// Up to so many steps are taken one by one.
const FEW: u128 = 700;

pub(super) fn reference() -> Reference<Input> {
    Reference {
        run: |input, _| Ok(counted(input)?.parts()),
        ran: || "whole numbers in plain Rust, and sets of elements where steps are few".to_owned(),
    }
}

/// The counts by changes; if the steps are few, both routes must agree.
pub(super) fn counted(input: &Input) -> Result<Bytes, Missing> {
    let counts = by_changes(input)?;
    if steps(input) <= FEW && counts != by_sets(input) {
        return Err(Missing(format!("two ways of counting differ: {counts:?} and {:?}", by_sets(input))));
    }
    Ok(counts)
}

pub(super) fn steps(input: &Input) -> u128 {
    if input.extents.contains(&0) { 0 } else { input.extents.iter().map(|&n| u128::from(n)).product() }
}

/// How often an element that is in the cache for a while has crossed: in, if its value is needed or a line is read first; out, if it
/// has been written.
pub(super) fn crossed(operand: &Owned, write_allocate: bool) -> u128 {
    let comes = operand.used != How::Written || write_allocate;
    let goes = operand.used != How::Read;
    u128::from(comes) + u128::from(goes)
}

/// An odometer of the loops outside `level` has as many changes as there are runs, less one. At a change one loop steps, and all inside of it
/// that have more than one step begin anew; an operand's part is another one if any of these is its own.
fn parts_brought(input: &Input, operand: &Owned, level: usize) -> u128 {
    let mut brought = 1;
    let mut around = 1_u128;
    for stepping in 0..level {
        let extent = u128::from(input.extents[stepping]);
        let begins_anew = |&at: &usize| at > stepping && at < level && input.extents[at] > 1;
        if operand.loops.contains(&stepping) || operand.loops.iter().any(begins_anew) {
            brought += around * (extent - 1);
        }
        around *= extent;
    }
    brought
}

fn by_changes(input: &Input) -> Result<Bytes, Missing> {
    let steps = steps(input);
    if steps == 0 {
        return Ok(Bytes { operations: 0, uncached: 0, compulsory: 0, cached: vec![0; input.depth() + 1] });
    }
    let at = |level: usize| -> u128 {
        let bytes = |operand: &Owned| {
            let inner = (level..input.depth()).filter(|at| operand.loops.contains(at));
            let part: u128 = inner.map(|at| u128::from(input.extents[at])).product();
            parts_brought(input, operand, level)
                * part
                * u128::from(operand.element_bytes)
                * crossed(operand, input.write_allocate)
        };
        input.operands.iter().map(bytes).sum()
    };
    let accesses = |operand: &Owned| u128::from(operand.element_bytes) * crossed(operand, false);
    let cached: Result<Vec<u64>, _> = (0..=input.depth()).map(|level| u64::try_from(at(level))).collect();
    Ok(Bytes {
        operations: u64::try_from(steps * u128::from(input.step_operations))?,
        uncached: u64::try_from(
            input.operands.iter().map(|operand| steps * accesses(operand)).sum::<u128>(),
        )?,
        compulsory: u64::try_from(at(0))?,
        cached: cached?,
    })
}

/// The counters of all loops at every step, in order.
fn all_steps(extents: &[u64]) -> Vec<Vec<u64>> {
    if extents.contains(&0) {
        // The loops outside of an empty one may be long.
        return Vec::new();
    }
    extents.iter().fold(vec![vec![]], |before, &extent| {
        let next = |counters: &Vec<u64>| {
            let counters = counters.clone();
            (0..extent).map(move |at| counters.iter().copied().chain([at]).collect())
        };
        before.iter().flat_map(next).collect()
    })
}

/// Step by step, as the stub says it: what is in the cache is a set of elements.
pub(super) fn by_sets(input: &Input) -> Bytes {
    let steps = all_steps(&input.extents);
    let element = |operand: &Owned, step: &[u64]| -> Vec<u64> {
        (0..input.depth()).filter(|at| operand.loops.contains(at)).map(|at| step[at]).collect()
    };
    let mut counts = Bytes { operations: 0, uncached: 0, compulsory: 0, cached: Vec::new() };
    for _ in &steps {
        counts.operations += input.step_operations;
        for operand in &input.operands {
            counts.uncached += operand.element_bytes * u64::from(operand.used != How::Written);
            counts.uncached += operand.element_bytes * u64::from(operand.used != How::Read);
        }
    }
    for operand in &input.operands {
        let touched: BTreeSet<Vec<u64>> = steps.iter().map(|step| element(operand, step)).collect();
        let each = crossed(operand, input.write_allocate) as u64;
        counts.compulsory += touched.len() as u64 * operand.element_bytes * each;
    }
    for level in 0..=input.depth() {
        let mut bytes = 0;
        for operand in &input.operands {
            let mut held = BTreeSet::new();
            for run in steps.chunk_by(|a, b| a[..level] == b[..level]) {
                let touched: BTreeSet<Vec<u64>> = run.iter().map(|step| element(operand, step)).collect();
                let brought = touched.difference(&held).count() as u64;
                bytes += brought * operand.element_bytes * crossed(operand, input.write_allocate) as u64;
                held = touched;
            }
        }
        counts.cached.push(bytes);
    }
    counts
}
