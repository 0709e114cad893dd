//! Work for threads, and products behind a softmax.

use std::cell::Cell;
use std::ops::Range;

use ndarray::{Array1, Array2, ArrayView2};

/// How the output of some rows, one behind the other, lies in lines of the cache. All are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// What the output of a row takes.
    pub row: usize,
    /// What a line has room for.
    pub line: usize,
    /// How far after the start of a line the output of row 0 begins.
    pub offset: usize,
}

/// The cost of each row, how their output lies in lines, and how many threads there are, to the rows of each thread.
pub type Share = fn(&[u64], Lines, usize) -> Vec<Range<usize>>;

/// A matrix in a memory that is far away. It can only be read, a number at a time, and what is read is counted.
pub struct FarMatrix<'a> {
    numbers: Numbers<'a>,
    reads: Cell<u64>,
}

enum Numbers<'a> {
    Stored(ArrayView2<'a, f32>),
    Computed((usize, usize), fn(usize, usize) -> f32),
}

impl<'a> FarMatrix<'a> {
    /// One that holds these numbers, of which nothing has been read.
    pub fn new(numbers: ArrayView2<'a, f32>) -> FarMatrix<'a> {
        FarMatrix { numbers: Numbers::Stored(numbers), reads: Cell::new(0) }
    }

    /// One of so many rows and columns, whose numbers are computed when they are read.
    pub fn computed(dim: (usize, usize), number: fn(usize, usize) -> f32) -> FarMatrix<'a> {
        FarMatrix { numbers: Numbers::Computed(dim, number), reads: Cell::new(0) }
    }

    fn dim(&self) -> (usize, usize) {
        match &self.numbers {
            Numbers::Stored(numbers) => numbers.dim(),
            Numbers::Computed(dim, _) => *dim,
        }
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.dim().0
    }

    /// How many columns it has.
    pub fn columns(&self) -> usize {
        self.dim().1
    }

    /// The number in a row and a column, both from 0.
    ///
    /// # Panics
    /// If there is no such row or column.
    #[inline]
    pub fn read(&self, row: usize, column: usize) -> f32 {
        self.reads.set(self.reads.get() + 1);
        match &self.numbers {
            Numbers::Stored(numbers) => numbers[[row, column]],
            Numbers::Computed((rows, columns), number) => {
                assert!(
                    row < *rows && column < *columns,
                    "the far matrix has no number at [{row}, {column}]"
                );
                number(row, column)
            }
        }
    }

    /// How many numbers have been read, each as often as it was.
    pub fn reads(&self) -> u64 {
        self.reads.get()
    }
}

/// Scores (rows, keys), values (keys, width), and how many rows share what is read of the values, to outputs (rows, width) and
/// log-sum-exps (rows).
pub type Fused = fn(&FarMatrix<'_>, &FarMatrix<'_>, usize) -> (Array2<f32>, Array1<f32>);
