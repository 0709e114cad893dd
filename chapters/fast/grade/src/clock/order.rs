//! What is timed of the answers of `fast/order`.

use fast::{Answers, LineCache, Place, PlainMatrix};

use super::{Clock, Run};

/// Rows and columns of all three.
const SIDE: usize = 128;
/// Of most processors: 32 KiB in lines of 64 bytes.
const CACHE: LineCache = LineCache { lines: 512, line: 16 };

pub(super) const CLOCKS: &[Clock] = &[Clock {
    name: "loop_order",
    what: "128 by 128 by 128, row by row, in memory that counts nothing",
    run: loop_order,
    rung: None,
}];

fn loop_order(answers: &Answers) -> Option<Run> {
    let answer = answers.loop_order?.plain;
    let place = Place { rows: SIDE, columns: SIDE, base: 0, row_stride: SIDE, column_stride: 1 };
    let numbers = |at: usize| (at * 31 % 17) as f32 - 8.0;
    let matrix = || PlainMatrix { numbers: (0..SIDE * SIDE).map(numbers).collect(), place };
    let (a, b, mut c) = (matrix(), matrix(), matrix());
    Some(Box::new(move || answer(&a, &b, &mut c, CACHE)))
}
