//! Loops of one step and of none, many of everything, and large numbers.

use judge::Case;

use super::How::{Read, Updated, Written};
use super::{Input, allocating, in_tiles, nest, operand, product, sizes, sum, whole};

pub(super) fn edges() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "a loop of one step that indexes, between two that do not",
            make: |random| {
                let [rows, columns, depth] = sizes(random, 3, 6);
                let operands =
                    vec![operand(4, &[0, 2], Read), operand(4, &[2], Updated), operand(4, &[1, 3], Read)];
                nest(&[rows, columns, 1, depth], 2, operands)
            },
        },
        Case {
            name: "the outermost loop has one step, and so has the innermost",
            make: |random| {
                let [rows, columns] = sizes(random, 3, 6);
                let operands = vec![
                    operand(4, &[3, 0, 1], Read),
                    operand(4, &[0, 3], Updated),
                    operand(2, &[2, 3], Read),
                ];
                nest(&[1, rows, columns, 1], 2, operands)
            },
        },
        Case {
            name: "every loop has one step",
            make: |_| {
                allocating(nest(&[1, 1, 1], 9, vec![operand(4, &[0], Written), operand(8, &[2, 1], Updated)]))
            },
        },
        Case {
            name: "an empty loop that indexes one of the arrays",
            make: |random| {
                let [rows, columns] = sizes(random, 3, 6);
                let operands =
                    vec![operand(4, &[0, 1], Updated), operand(4, &[0, 2], Read), operand(4, &[], Read)];
                nest(&[rows, columns, 0], 2, operands)
            },
        },
        Case {
            name: "the outermost loop is empty, and indexes nothing",
            make: |random| {
                let [rows, columns] = sizes(random, 3, 6);
                nest(&[0, rows, columns], 2, vec![operand(4, &[1], Updated), operand(4, &[1, 2], Read)])
            },
        },
        Case { name: "every loop is empty", make: |_| product([0, 0, 0]) },
        Case {
            name: "no loop: one step",
            make: |_| {
                allocating(nest(
                    &[],
                    3,
                    vec![operand(4, &[], Written), operand(8, &[], Updated), operand(2, &[], Read)],
                ))
            },
        },
        Case { name: "no operand", make: |random| nest(&sizes::<3>(random, 2, 6), 2, vec![]) },
        Case { name: "no loop and no operand", make: |_| nest(&[], 0, vec![]) },
        Case {
            name: "an operand that is given twice",
            make: |random| {
                let operands =
                    vec![operand(4, &[0, 1], Read), operand(4, &[0, 1], Read), operand(4, &[0], Updated)];
                nest(&sizes::<2>(random, 3, 7), 2, operands)
            },
        },
        Case {
            name: "forty operands",
            make: |random| {
                let ways = [Updated, Read, Written];
                let operands = (0..40).map(|at| {
                    let loops: Vec<usize> = (0..4).filter(|bit| at >> bit & 1 == 1).collect();
                    operand(1 + at as u64 % 16, &loops, ways[at % 3])
                });
                allocating(nest(&sizes::<4>(random, 2, 5), 2, operands.collect()))
            },
        },
        Case {
            name: "nine loops",
            make: |random| {
                let extents: Vec<u64> =
                    (0..9).map(|at| if at % 4 == 3 { 1 } else { whole(random, 2, 3) }).collect();
                let operands = vec![
                    operand(4, &[0, 4, 8], Read),
                    operand(4, &[7, 1, 2], Updated),
                    operand(2, &[3, 5], Read),
                    operand(8, &[6, 3], Written),
                ];
                nest(&extents, 11, operands)
            },
        },
    ]
}

pub(super) fn large() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "more than 256 steps of a loop",
            make: |random| product([whole(random, 300, 400), whole(random, 3, 9), whole(random, 258, 299)]),
        },
        Case {
            name: "a product of matrices of 4,096 rows, give or take some",
            make: |random| product(sizes(random, 4050, 4150)),
        },
        Case {
            name: "a product of such matrices in tiles",
            make: |random| in_tiles(sizes(random, 60, 66), sizes(random, 61, 67)),
        },
        Case {
            name: "arrays of more than 2³² elements",
            make: |random| allocating(sum((1 << 33) + whole(random, 3, 999))),
        },
        Case {
            name: "an odd number of bytes beyond 2⁵³",
            make: |random| {
                let operands =
                    vec![operand(1, &[0, 1], Read), operand(1, &[], Read), operand(3, &[1, 0], Updated)];
                nest(
                    &[(1 << 27) + 2 * whole(random, 1, 99) + 1, (1 << 27) + 2 * whole(random, 1, 99) + 1],
                    1,
                    operands,
                )
            },
        },
        Case {
            name: "almost 2⁶⁰ bytes, and operations",
            make: |random| {
                let extents = [(1 << 19) - 2 * whole(random, 1, 9) - 1, (1 << 19) - 3, (1 << 18) - 1];
                nest(&extents, 16, vec![operand(16, &[2, 0, 1], Read)])
            },
        },
        Case {
            name: "almost 2⁶⁰ bytes, most of them of one array",
            make: |random| {
                let operands =
                    vec![operand(13, &[0, 1, 2], Read), operand(1, &[1], Updated), operand(1, &[2], Read)];
                let extents = [(1 << 19) - 2 * whole(random, 1, 9) - 1, (1 << 19) - 3, (1 << 18) - 1];
                nest(&extents, 15, operands)
            },
        },
        Case {
            name: "a step of more than 2⁴⁰ operations",
            make: |random| {
                let operands = vec![operand(2, &[0], Read), operand(4, &[1], Updated)];
                nest(&sizes::<2>(random, 300, 400), (1 << 40) + 2 * whole(random, 1, 99) + 1, operands)
            },
        },
        Case {
            name: "almost 2⁶⁰ steps, and nothing that they touch",
            make: |random| nest(&[(1 << 30) - 2 * whole(random, 1, 9) - 1, (1 << 30) - 3], 1, vec![]),
        },
        Case {
            name: "seventy loops, most of them of one step",
            make: |random| {
                let mut extents = [1; 70];
                for at in [0, 17, 33, 40, 66, 69] {
                    extents[at] = whole(random, 4, 6);
                }
                let operands = vec![
                    operand(4, &[40, 0, 69, 5], Read),
                    operand(4, &[66, 17], Updated),
                    operand(2, &[64, 33], Written),
                ];
                nest(&extents, 2, operands)
            },
        },
        Case {
            name: "an empty loop inside of almost 2⁶⁰ steps",
            make: |random| {
                let extents = [(1 << 30) - 2 * whole(random, 1, 9) - 1, (1 << 30) - 3, 0];
                nest(&extents, 2, vec![operand(16, &[0, 1, 2], Updated), operand(16, &[2, 1], Read)])
            },
        },
        Case {
            name: "an empty loop inside of 2⁴⁰ steps",
            make: |random| {
                let operands =
                    vec![operand(16, &[0], Updated), operand(4, &[1], Read), operand(4, &[2], Read)];
                nest(&[(1 << 20) + whole(random, 1, 99), 1 << 20, 0], 2, operands)
            },
        },
    ]
}
