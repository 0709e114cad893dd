//! The cases of `traffic`, the plainest first, each edge after what is special about it.

mod edges;

use judge::{Case, Random};

use super::{How, Input, Owned};
use How::{Read, Updated, Written};

fn operand(element_bytes: u64, loops: &[usize], used: How) -> Owned {
    Owned { element_bytes, loops: loops.to_vec(), used }
}

fn nest(extents: &[u64], step_operations: u64, operands: Vec<Owned>) -> Input {
    Input { extents: extents.to_vec(), step_operations, operands, write_allocate: false }
}

fn allocating(input: Input) -> Input {
    Input { write_allocate: true, ..input }
}

fn whole(random: &mut Random, from: usize, to: usize) -> u64 {
    random.whole(from..=to) as u64
}

fn sizes<const N: usize>(random: &mut Random, from: usize, to: usize) -> [u64; N] {
    random.distinct::<N>(from..=to).map(|size| size as u64)
}

/// c = a + b.
fn sum(extent: u64) -> Input {
    nest(&[extent], 1, vec![operand(4, &[0], Written), operand(4, &[0], Read), operand(4, &[0], Read)])
}

/// The product of two matrices, by rows of the result: c[i, j] += a[i, k] b[k, j], with the loops i, j, k.
pub(super) fn product(extents: [u64; 3]) -> Input {
    nest(
        &extents,
        2,
        vec![operand(4, &[0, 1], Updated), operand(4, &[0, 2], Read), operand(4, &[2, 1], Read)],
    )
}

/// The same with the loops i, k, j.
fn by_rows(extents: [u64; 3]) -> Input {
    nest(
        &extents,
        2,
        vec![operand(4, &[0, 2], Updated), operand(4, &[0, 1], Read), operand(4, &[1, 2], Read)],
    )
}

/// The same in tiles: the loops over tiles i, j, k, and those within a tile.
fn in_tiles(tiles: [u64; 3], within: [u64; 3]) -> Input {
    nest(
        &[tiles, within].concat(),
        2,
        vec![
            operand(4, &[0, 3, 1, 4], Updated),
            operand(4, &[0, 3, 2, 5], Read),
            operand(4, &[2, 5, 1, 4], Read),
        ],
    )
}

pub(super) fn cases() -> Vec<Case<Input>> {
    [plain(), edges::edges(), edges::large()].into_iter().flatten().collect()
}

fn plain() -> Vec<Case<Input>> {
    vec![
        Case { name: "two arrays added", make: |random| sum(whole(random, 5, 9)) },
        Case {
            name: "two arrays added, where a write reads first",
            make: |random| allocating(sum(whole(random, 5, 9))),
        },
        Case {
            name: "one array added to another",
            make: |random| {
                nest(&[whole(random, 5, 9)], 1, vec![operand(8, &[0], Updated), operand(8, &[0], Read)])
            },
        },
        Case {
            name: "one array added to another, where a write reads first",
            make: |random| {
                let operands = vec![operand(8, &[0], Updated), operand(8, &[0], Read)];
                allocating(nest(&[whole(random, 5, 9)], 1, operands))
            },
        },
        Case {
            name: "a dot product, whose sum no loop indexes",
            make: |random| {
                let operands = vec![operand(8, &[], Updated), operand(4, &[0], Read), operand(2, &[0], Read)];
                nest(&[whole(random, 5, 9)], 2, operands)
            },
        },
        Case {
            name: "a number written to every place of a matrix",
            make: |random| {
                let operands = vec![operand(4, &[0, 1], Written), operand(4, &[], Read)];
                nest(&sizes::<2>(random, 3, 7), 0, operands)
            },
        },
        Case {
            name: "a row written again for every row of a matrix, where a write reads first",
            make: |random| {
                let operands = vec![operand(4, &[1], Written), operand(4, &[0, 1], Read)];
                allocating(nest(&sizes::<2>(random, 3, 7), 3, operands))
            },
        },
        Case { name: "a product of matrices", make: |random| product(sizes(random, 2, 6)) },
        Case { name: "a product of matrices by rows", make: |random| by_rows(sizes(random, 2, 6)) },
        Case {
            name: "a product of matrices in tiles",
            make: |random| in_tiles(sizes(random, 2, 4), sizes(random, 2, 4)),
        },
        Case {
            name: "attention: queries, keys, and channels of both",
            make: |random| {
                let operands =
                    vec![operand(2, &[0, 2], Read), operand(2, &[1, 2], Read), operand(4, &[0, 1], Updated)];
                nest(&sizes::<3>(random, 3, 7), 2, operands)
            },
        },
        Case {
            name: "indices in another order than the loops",
            make: |random| {
                let operands = vec![
                    operand(4, &[2, 0], Read),
                    operand(4, &[1, 0], Updated),
                    operand(2, &[2, 1, 0], Read),
                ];
                nest(&sizes::<3>(random, 2, 6), 5, operands)
            },
        },
        Case {
            name: "the outermost and the innermost loop, and not those between",
            make: |random| {
                let operands =
                    vec![operand(4, &[0, 3], Read), operand(8, &[3, 0], Updated), operand(4, &[1], Read)];
                nest(&sizes::<4>(random, 2, 5), 2, operands)
            },
        },
        Case {
            name: "an array of the outermost loop alone, and one of the next",
            make: |random| {
                let operands =
                    vec![operand(4, &[0], Updated), operand(4, &[1], Read), operand(1, &[0, 1], Read)];
                nest(&sizes::<4>(random, 2, 5), 3, operands)
            },
        },
        Case {
            name: "elements of 1 to 16 bytes, used in every way, where a write reads first",
            make: |random| {
                let ways = [Read, Written, Updated];
                let operands = [1, 2, 3, 4, 8, 16].into_iter().enumerate();
                let operands = operands.map(|(at, bytes)| operand(bytes, &[at % 3], ways[(at / 2) % 3]));
                allocating(nest(&sizes::<3>(random, 2, 6), 7, operands.collect()))
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let depth = random.whole(1..=5);
    let extents: Vec<u64> =
        (0..depth).map(|_| if random.chance(0.15) { 1 } else { whole(random, 2, 5) }).collect();
    let count = random.whole(1..=4);
    let mut one = || {
        let mut loops: Vec<usize> = (0..depth).collect();
        random.shuffle(&mut loops);
        loops.truncate(random.whole(0..=depth));
        let used = [Read, Read, Written, Updated][random.whole(0..=3)];
        operand(whole(random, 1, 16), &loops, used)
    };
    let operands = (0..count).map(|_| one()).collect();
    let (step_operations, write_allocate) = (whole(random, 1, 9), random.chance(0.5));
    Input { extents, step_operations, operands, write_allocate }
}
