//! Right answers to `traffic` by another route.

use std::collections::HashSet;

use fast::{Counts, Nest, Operand, Traffic, Used};
use judge::Alternative;

pub(super) fn alternatives() -> Vec<Alternative<Traffic>> {
    vec![
        Alternative {
            name: "from the innermost level outwards, with a flag for each loop",
            answer: outwards,
        },
        Alternative { name: "in 128 bits, parts that change less parts that stay", answer: wide },
        Alternative { name: "recursion over the loops", answer: recursive },
    ]
}

/// Each loop multiplies what it brings anew, and what it does not as soon as one inside of it has.
fn outwards(nest: &Nest<'_>) -> Counts {
    let depth = nest.extents.len();
    let mut counts =
        Counts { operations: nest.step_operations, uncached: 0, compulsory: 0, cached: vec![0; depth + 1] };
    if nest.extents.contains(&0) {
        counts.operations = 0;
        return counts;
    }
    let mut steps = 1;
    for extent in nest.extents {
        steps *= extent;
    }
    counts.operations *= steps;
    for operand in nest.operands {
        let mut own = vec![false; depth];
        for &at in operand.loops {
            own[at] = true;
        }
        counts.uncached += steps * operand.element_bytes * if operand.used == Used::Updated { 2 } else { 1 };
        let both = operand.used == Used::Updated || operand.used == Used::Written && nest.write_allocate;
        let bytes = if both { 2 * operand.element_bytes } else { operand.element_bytes };
        for level in (0..=depth).rev() {
            let mut moved = bytes;
            for at in level..depth {
                if own[at] {
                    moved *= nest.extents[at];
                }
            }
            let mut changed = false;
            for at in (0..level).rev() {
                if own[at] && nest.extents[at] != 1 {
                    changed = true;
                }
                if changed {
                    moved *= nest.extents[at];
                }
            }
            counts.cached[level] += moved;
        }
    }
    counts.compulsory = counts.cached[0];
    counts
}

fn wide(nest: &Nest<'_>) -> Counts {
    let narrow = |number: u128| u64::try_from(number).expect("below 2⁶⁰");
    let all =
        |range: std::ops::Range<usize>| nest.extents[range].iter().map(|&n| u128::from(n)).product::<u128>();
    let depth = nest.extents.len();
    let steps = all(0..depth);
    let mut cached = Vec::new();
    for level in 0..=depth {
        let mut sum = 0;
        for operand in nest.operands.iter().filter(|_| steps > 0) {
            let ways = match (operand.used, nest.write_allocate) {
                (Used::Read, _) | (Used::Written, false) => 1,
                _ => 2,
            };
            let touched = steps
                / (level..depth)
                    .filter(|l| !operand.loops.contains(l))
                    .map(|l| u128::from(nest.extents[l]))
                    .product::<u128>();
            // Runs that follow each other and touch the same.
            let mut same = 1;
            let mut at = level;
            while at > 0 && (nest.extents[at - 1] == 1 || !operand.loops.contains(&(at - 1))) {
                at -= 1;
                same *= u128::from(nest.extents[at]);
            }
            sum += touched / same * u128::from(operand.element_bytes) * ways;
        }
        cached.push(narrow(sum));
    }
    let mut each = 0;
    for operand in nest.operands {
        each += u128::from(operand.element_bytes) * [1, 1, 2][operand.used as usize];
    }
    Counts {
        operations: narrow(steps * u128::from(nest.step_operations)),
        uncached: narrow(steps * each),
        compulsory: cached[0],
        cached,
    }
}

/// What the loops from one on bring, and whether what they have touched last is another part than what they touch first.
fn brought(extents: &[u64], own: &HashSet<usize>, from: usize, level: usize) -> (u64, bool) {
    let Some(&extent) = extents.get(from) else { return (1, false) };
    let (inner, inner_moves) = brought(extents, own, from + 1, level);
    let steps = own.contains(&from) && extent > 1;
    if from >= level {
        return (if own.contains(&from) { extent * inner } else { inner }, false);
    }
    (if steps || inner_moves { extent * inner } else { inner }, steps || inner_moves)
}

fn recursive(nest: &Nest<'_>) -> Counts {
    let steps = if nest.extents.contains(&0) { 0 } else { nest.extents.iter().product::<u64>() };
    let bytes = |operand: &Operand<'_>, level: usize| {
        let own = operand.loops.iter().copied().collect();
        let elements = brought(nest.extents, &own, 0, level).0;
        let reads = operand.used != Used::Written || nest.write_allocate;
        elements * operand.element_bytes * (u64::from(reads) + u64::from(operand.used != Used::Read))
    };
    let at =
        |level| if steps == 0 { 0 } else { nest.operands.iter().map(|operand| bytes(operand, level)).sum() };
    let accesses = |operand: &Operand<'_>| match operand.used {
        Used::Updated => 2 * operand.element_bytes,
        Used::Read | Used::Written => operand.element_bytes,
    };
    Counts {
        operations: nest.step_operations * steps,
        uncached: nest.operands.iter().map(accesses).map(|bytes| bytes * steps).sum(),
        compulsory: at(0),
        cached: (0..=nest.extents.len()).map(at).collect(),
    }
}
