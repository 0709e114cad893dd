//! `loop_order`: its cases, reference, properties, mistakes and alternatives.
//!
//! The way is judged by the lines that the memory brings in. What the six orders of plain loops bring in is counted once, when an input is made.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use std::cell::RefCell;
use std::rc::Rc;

use fast::solution::loop_order::loop_order as solution;
use fast::{CountedMatrix, LineCache, LineMemory, LoopOrder, Place};
use judge::{
    Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Probe, Property, Reference, Style,
};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use bent::Knobs;

/// The letters of the loops: i and k and j.
pub(super) const LETTERS: [char; 3] = ['i', 'k', 'j'];
/// The orders of three loops, each from the outermost to the innermost, in the letters' numbers.
pub(super) const ORDERS: [[usize; 3]; 6] = [[0, 2, 1], [0, 1, 2], [2, 0, 1], [2, 1, 0], [1, 0, 2], [1, 2, 0]];

/// `ijk`
pub(super) fn name(order: [usize; 3]) -> String {
    order.iter().map(|&letter| LETTERS[letter]).collect()
}

/// The base and both strides of a matrix.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Laid {
    base: usize,
    row: usize,
    column: usize,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    a: Array2<f32>,
    b: Array2<f32>,
    /// What C and the gaps hold before.
    garbage: Garbage,
    laid: [Laid; 3],
    lines: usize,
    line: usize,
    /// What each of [`ORDERS`] brings in.
    orders: [usize; 6],
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Garbage {
    Numbers,
    NotANumber,
}

impl Input {
    /// m, k and n.
    fn sizes(&self) -> [usize; 3] {
        [self.a.nrows(), self.a.ncols(), self.b.ncols()]
    }

    fn places(&self) -> [Place; 3] {
        let [m, k, n] = self.sizes();
        let place = |Laid { base, row, column }, (rows, columns)| Place {
            rows,
            columns,
            base,
            row_stride: row,
            column_stride: column,
        };
        [place(self.laid[0], (m, k)), place(self.laid[1], (k, n)), place(self.laid[2], (m, n))]
    }

    fn cache(&self) -> LineCache {
        LineCache { lines: self.lines, line: self.line }
    }

    /// The numbers of the memory, garbage where nothing lies.
    fn memory(&self) -> Vec<f32> {
        let places = self.places();
        let end =
            |place: &Place| place.base + place.rows * place.row_stride + place.columns * place.column_stride;
        let length = places.iter().map(end).max().unwrap_or(0);
        let garbage = |at: usize| match self.garbage {
            Garbage::Numbers => 3.0 + (at % 7) as f32,
            Garbage::NotANumber => f32::NAN,
        };
        let mut numbers: Vec<f32> = (0..length).map(garbage).collect();
        for (matrix, place) in [&self.a, &self.b].into_iter().zip(places) {
            for ((i, j), &number) in matrix.indexed_iter() {
                numbers[place.address(i, j)] = number;
            }
        }
        numbers
    }

    /// What something makes of A, B and C in a memory that counts.
    fn multiplied(
        &self,
        answer: impl FnOnce(&CountedMatrix, &CountedMatrix, &mut CountedMatrix, LineCache),
    ) -> Multiplied {
        let memory = Rc::new(RefCell::new(LineMemory::new(self.memory(), self.cache())));
        let places = self.places();
        let [a, b, mut c] = places.map(|place| CountedMatrix::new(&memory, place));
        let ((), held) = judge::peak_of_this_thread(|| answer(&a, &b, &mut c, self.cache()));
        let memory = memory.borrow();
        let shape = (places[2].rows, places[2].columns);
        Multiplied {
            c: Array2::from_shape_fn(shape, |(i, j)| memory.numbers()[places[2].address(i, j)]),
            brought: memory.brought(),
            held,
        }
    }

    /// The same input with what the six orders bring in.
    fn counted(mut self) -> Input {
        self.orders = ORDERS.map(|order| self.lines_of(order));
        self
    }

    /// What plain loops in an order bring in: C is set to 0 along its shorter stride, and then a product is added at a time.
    fn lines_of(&self, order: [usize; 3]) -> usize {
        let ([a, b, c], sizes) = (self.places(), self.sizes());
        let mut memory = LineMemory::new(Vec::new(), self.cache());
        let along_rows = c.column_stride <= c.row_stride;
        let (outer, inner) = if along_rows { (c.rows, c.columns) } else { (c.columns, c.rows) };
        for (x, y) in (0..outer).flat_map(|x| (0..inner).map(move |y| (x, y))) {
            memory.touch(if along_rows { c.address(x, y) } else { c.address(y, x) });
        }
        let mut at = [0; 3];
        for x in 0..sizes[order[0]] {
            at[order[0]] = x;
            for y in 0..sizes[order[1]] {
                at[order[1]] = y;
                for z in 0..sizes[order[2]] {
                    at[order[2]] = z;
                    let [i, k, j] = at;
                    for address in [a.address(i, k), b.address(k, j), c.address(i, j)] {
                        memory.touch(address);
                    }
                }
            }
        }
        memory.brought()
    }
}

/// What C holds in the end, how many lines were brought in, and how many bytes an answer held itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Multiplied {
    c: Array2<f32>,
    brought: usize,
    held: usize,
}

impl Output for Multiplied {
    fn parts(&self) -> Vec<Part> {
        vec![Part::array("C", &self.c)]
    }
}

type TheProbe<'a> = Probe<'a, Input, Multiplied>;

pub(super) fn plan(answer: Option<LoopOrder>) -> Plan<LoopOrder, Input, Multiplied, Knobs> {
    Plan {
        meta: Meta {
            chapter: "fast",
            name: "loop_order",
            title: "Loops in the order of strides",
            level: Level::Easy,
            minutes: 20,
            year: 1994,
            needs: &["fast/traffic"],
            text: "fast/order.html#loop-order",
            hints: [
                "Which of the three matrices move when only j goes on, and by how many addresses? Ask the same of i and of k. A step of less than a line \
                 shares the line with the steps before; a longer one needs a line of its own, however long it is.",
                "A step of i costs min(stride of A's rows, line) + min(stride of C's rows, line), k has A's columns and B's rows, j has B's columns and C's \
                 columns. The loop whose step costs most goes outside, the one whose step costs least goes inside.",
                "Put (letter, count, cost) into an array, sort it by cost, the largest first, and let three loops write x, y and z into `at[letter]`; then \
                 `let [i, k, j] = at`. Before that C is set to 0, row by row if its columns are the closer, else column by column.",
            ],
            story: "Compilers have sorted loops like this since the nineties: Carr, McKinley and Tseng call it memory order. Numerical libraries go further and \
                    cut the loops into tiles, because for three large matrices even the best order brings B in once for each row of A. That is the \
                    next exercise.",
        },
        answer,
        solution: LoopOrder { counted: solution, plain: solution },
        call: |answer, input| input.multiplied(answer.counted),
        reference: Reference {
            run: |input, precision| Ok(vec![product(input, precision)?]),
            ran: || "sums of products in plain Rust".to_owned(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe,
        properties: vec![
            Property {
                name: "at most 1.25 times as many lines are brought in as by the best of six orders",
                holds: laws::lines,
            },
            Property { name: "no copy of a matrix is held", holds: laws::copies },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style {
                name: "keeps the sum beside the memory where k is innermost",
                bend: |k: &mut Knobs| k.sum_apart = true,
            },
            Style { name: "reads a number of C and writes it back", bend: |k| k.get_and_set = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn describe(input: &Input) -> String {
    let [m, k, n] = input.sizes();
    let strides: Vec<String> = ["A", "B", "C"]
        .iter()
        .zip(input.laid)
        .map(|(name, laid)| format!("{name} {}, {}", laid.row, laid.column))
        .collect();
    format!("m {m}, k {k}, n {n}, strides {}, {} lines of {}", strides.join("; "), input.lines, input.line)
}

/// The definition, with sums in double or single precision.
#[allow(clippy::unnecessary_wraps)]
fn product(input: &Input, precision: Precision) -> Result<Part, Missing> {
    let [m, k, n] = input.sizes();
    let nudge = precision.pick(0.0, 0.0, f64::from(f32::EPSILON));
    let of = |i: usize, j: usize| {
        let terms = (0..k).map(|at| (input.a[[i, at]], input.b[[at, j]]));
        if precision == Precision::Float {
            return f64::from(terms.fold(0.0_f32, |sum, (a, b)| sum + a * b));
        }
        // Neighbours move in opposite directions.
        let moved = |(at, (a, b)): (usize, (f32, f32))| {
            let sign = if at % 2 == 0 { 1.0 } else { -1.0 };
            f64::from(a) * (1.0 + sign * nudge) * f64::from(b)
        };
        terms.enumerate().map(moved).fold(0.0, |sum, term| sum + term)
    };
    let values = (0..m).flat_map(|i| (0..n).map(move |j| (i, j))).map(|(i, j)| of(i, j));
    Ok(Part::real("C", [m, n], values))
}
