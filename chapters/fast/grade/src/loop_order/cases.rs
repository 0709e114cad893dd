//! The cases of `loop_order`, the plainest first, each edge after what is special about it.

use judge::{Case, Random};

use super::{Garbage, Input, Laid};

/// How a matrix lies: which neighbours are close, how far apart they are, and how much room is left before the next row or column.
#[derive(Clone, Copy)]
enum Way {
    Rows { step: usize, gap: usize },
    Columns { step: usize, gap: usize },
}

const R: Way = Way::Rows { step: 1, gap: 0 };
const C: Way = Way::Columns { step: 1, gap: 0 };
/// Lines, and numbers in each.
const USUAL: (usize, usize) = (8, 8);

impl Way {
    /// The matrix from some address on, and the address after it.
    fn laid(self, base: usize, (rows, columns): (usize, usize)) -> (Laid, usize) {
        let far = |count: usize, step: usize, gap: usize| count.saturating_sub(1) * step + 1 + gap;
        let (row, column) = match self {
            Way::Rows { step, gap } => (far(columns, step, gap), step),
            Way::Columns { step, gap } => (step, far(rows, step, gap)),
        };
        (Laid { base, row, column }, base + rows * row + columns * column)
    }
}

/// Matrices of normal numbers that lie in some ways, one after the other.
fn input(random: &mut Random, [m, k, n]: [usize; 3], ways: [Way; 3], (lines, line): (usize, usize)) -> Input {
    let mut base = random.whole(0..=line - 1);
    let mut lay = |way: Way, shape| {
        let (laid, end) = way.laid(base, shape);
        base = end + random.whole(0..=line - 1);
        laid
    };
    let laid = [lay(ways[0], (m, k)), lay(ways[1], (k, n)), lay(ways[2], (m, n))];
    let mut numbers = |shape| random.normals(shape, 1.0).mapv(|x: f32| x.clamp(-10.0, 10.0));
    let (a, b) = (numbers((m, k)), numbers((k, n)));
    Input { a, b, garbage: Garbage::Numbers, laid, lines, line, orders: [0; 6] }.counted()
}

/// Sizes that differ, none of which has its numbers in so many lines.
fn sizes(random: &mut Random) -> [usize; 3] {
    random.distinct(10..=13)
}

fn usual(random: &mut Random, ways: [Way; 3]) -> Input {
    let sizes = sizes(random);
    input(random, sizes, ways, USUAL)
}

fn rows(gap: usize) -> Way {
    Way::Rows { step: 1, gap }
}

fn columns(gap: usize) -> Way {
    Way::Columns { step: 1, gap }
}

fn poisoned(input: Input) -> Input {
    Input { garbage: Garbage::NotANumber, ..input }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "all row by row", make: |random| usual(random, [R, R, R]) },
        Case { name: "B column by column", make: |random| usual(random, [R, C, R]) },
        Case { name: "all column by column", make: |random| usual(random, [C, C, C]) },
        Case { name: "A column by column", make: |random| usual(random, [C, R, R]) },
        Case { name: "C column by column", make: |random| usual(random, [R, R, C]) },
        Case { name: "A and B column by column", make: |random| usual(random, [C, C, R]) },
        Case { name: "A and C column by column", make: |random| usual(random, [C, R, C]) },
        Case { name: "B and C column by column", make: |random| usual(random, [R, C, C]) },
        Case { name: "C holds what is not a number", make: |random| poisoned(usual(random, [R, R, R])) },
        Case { name: "all square", make: |random| input(random, [13; 3], [R, C, R], USUAL) },
        Case {
            name: "columns of larger matrices",
            make: |random| usual(random, [rows(17), rows(9), rows(21)]),
        },
        Case {
            name: "rows of larger matrices",
            make: |random| usual(random, [columns(9), columns(20), columns(11)]),
        },
        Case {
            name: "C far apart",
            make: |random| input(random, [13, 12, 9], [C, rows(25), rows(90)], USUAL),
        },
        Case {
            name: "A far apart",
            make: |random| input(random, [9, 12, 13], [rows(90), columns(25), C], USUAL),
        },
        Case {
            name: "every second column",
            make: |random| {
                usual(
                    random,
                    [
                        Way::Rows { step: 2, gap: 3 },
                        Way::Columns { step: 2, gap: 5 },
                        Way::Rows { step: 2, gap: 9 },
                    ],
                )
            },
        },
        Case { name: "tall", make: |random| input(random, [40, 9, 11], [C, C, C], USUAL) },
        Case {
            name: "tall, and a short row of C",
            make: |random| input(random, [30, 14, 9], [R, R, R], USUAL),
        },
        Case { name: "flat", make: |random| input(random, [9, 11, 40], [R, R, R], USUAL) },
        Case { name: "long sums", make: |random| input(random, [9, 43, 10], [R, C, R], USUAL) },
        Case { name: "one row", make: |random| input(random, [1, 20, 23], [R, R, R], USUAL) },
        Case {
            name: "one row, longer than 256",
            make: |random| input(random, [1, 12, 300], [R, C, R], USUAL),
        },
        Case { name: "one column", make: |random| input(random, [19, 22, 1], [C, R, C], USUAL) },
        Case {
            name: "one product for each number",
            make: |random| input(random, [33, 1, 26], [R, R, C], USUAL),
        },
        Case {
            name: "one product for each number, row by row",
            make: |random| input(random, [26, 1, 33], [C, C, R], USUAL),
        },
        Case {
            name: "one product for each number, every second column",
            make: |random| {
                let (rows, columns) = (Way::Rows { step: 2, gap: 0 }, Way::Columns { step: 2, gap: 0 });
                input(random, [24, 1, 31], [columns, rows, rows], USUAL)
            },
        },
        Case {
            name: "one row, in lines of nine",
            make: |random| input(random, [1, 11, 21], [columns(15), C, columns(5)], (7, 9)),
        },
        Case {
            name: "one column, in lines of fifteen",
            make: |random| {
                let columns = |gap| Way::Columns { step: 2, gap };
                input(random, [14, 25, 1], [columns(0), columns(21), Way::Rows { step: 2, gap: 8 }], (11, 15))
            },
        },
        Case { name: "one sum of 600 products", make: |random| input(random, [1, 600, 1], [R, C, R], USUAL) },
        Case {
            name: "one column, longer than 256",
            make: |random| input(random, [300, 1, 1], [rows(5); 3], USUAL),
        },
        Case { name: "one number", make: |random| input(random, [1, 1, 1], [R, C, R], USUAL) },
        Case { name: "sums of nothing", make: |random| poisoned(input(random, [5, 0, 6], [R, R, C], USUAL)) },
        Case {
            name: "sums of nothing, and C column by column",
            make: |random| poisoned(input(random, [21, 0, 22], [R, R, C], (20, 8))),
        },
        Case { name: "no row", make: |random| input(random, [0, 11, 10], [R, R, R], USUAL) },
        Case { name: "no column", make: |random| input(random, [9, 11, 0], [R, R, R], USUAL) },
        Case {
            name: "rows that do not fit the cache",
            make: |random| input(random, [9, 10, 70], [C, R, R], USUAL),
        },
        Case { name: "everything fits", make: |random| input(random, [5, 7, 6], [R, C, C], (64, 8)) },
        Case { name: "lines of 4", make: |random| input(random, [12, 14, 13], [C, R, C], (9, 4)) },
        Case {
            name: "lines of 16, six of them",
            make: |random| input(random, [9, 14, 12], [rows(7), columns(7), columns(7)], (6, 16)),
        },
        Case { name: "24 by 24", make: |random| input(random, [24; 3], [R, R, R], (14, 8)) },
        Case {
            name: "numbers of 10",
            make: |random| {
                let mut input = usual(random, [C, R, R]);
                input.a.mapv_inplace(|x| if x < 0.0 { -10.0 } else { 10.0 });
                input.b.mapv_inplace(|x| if x < 0.0 { -10.0 } else { 10.0 });
                input
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let sizes = random.distinct(9..=15);
    let mut way = || {
        let gap = if random.chance(0.5) { random.whole(1..=20) } else { 0 };
        if random.chance(0.5) { rows(gap) } else { columns(gap) }
    };
    let ways = [way(), way(), way()];
    let made = input(random, sizes, ways, USUAL);
    if random.chance(0.5) { poisoned(made) } else { made }
}
