//! Memory that counts the lines it is asked for, and tiles.

use std::cell::{Ref, RefCell};
use std::rc::Rc;

/// Where a matrix lies: its number (i, j) has the address `base + i * row_stride + j * column_stride`. Addresses count numbers, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// How many rows there are.
    pub rows: usize,
    /// How many columns.
    pub columns: usize,
    /// The address of (0, 0).
    pub base: usize,
    /// From a number to the one below it.
    pub row_stride: usize,
    /// From a number to the one on its right.
    pub column_stride: usize,
}

impl Place {
    /// The address of a number.
    ///
    /// # Panics
    /// If the matrix has no such number.
    pub fn address(&self, row: usize, column: usize) -> usize {
        let Place { rows, columns, base, row_stride, column_stride } = *self;
        assert!(row < rows && column < columns, "({row}, {column}) of a matrix of {rows} by {columns}");
        base + row * row_stride + column * column_stride
    }
}

// ANCHOR: in_memory
/// A matrix in a memory, read and written one number at a time.
pub trait InMemory {
    /// Its sizes and strides. Nothing is loaded for that.
    fn place(&self) -> Place;

    /// The number in a row and a column.
    fn get(&self, row: usize, column: usize) -> f32;

    /// Puts a number there.
    fn set(&mut self, row: usize, column: usize, number: f32);

    /// Adds to what is there.
    fn add(&mut self, row: usize, column: usize, number: f32);
}
// ANCHOR_END: in_memory

/// A cache of whole lines: line 0 of the memory has the addresses from 0 to `line` − 1, and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineCache {
    /// How many lines it holds.
    pub lines: usize,
    /// How many numbers are in a line.
    pub line: usize,
}

/// A memory behind a cache, which counts the lines that are brought in.
///
/// Any place in the cache takes any line. A line that is asked for and not there is brought in, also for a number that is only written, and if
/// the cache is full, the line goes that was asked for longest ago.
#[derive(Clone, Debug)]
pub struct LineMemory {
    cache: LineCache,
    numbers: Vec<f32>,
    /// The lines that are there, that asked for longest ago first.
    held: Vec<usize>,
    brought: usize,
}

impl LineMemory {
    /// Numbers, none of which is in the cache.
    ///
    /// # Panics
    /// If the cache holds nothing.
    pub fn new(numbers: Vec<f32>, cache: LineCache) -> LineMemory {
        assert!(cache.lines > 0 && cache.line > 0, "a cache that holds something, and not {cache:?}");
        LineMemory { cache, numbers, held: Vec::with_capacity(cache.lines), brought: 0 }
    }

    /// Asks for the line of an address: whether it had to be brought in.
    pub fn touch(&mut self, address: usize) -> bool {
        let line = address / self.cache.line;
        if let Some(at) = self.held.iter().rposition(|&held| held == line) {
            self.held[at..].rotate_left(1);
            return false;
        }
        if self.held.len() == self.cache.lines {
            self.held.remove(0);
        }
        self.held.push(line);
        self.brought += 1;
        true
    }

    /// How many lines have been brought in so far, each as often as it was.
    pub fn brought(&self) -> usize {
        self.brought
    }

    /// The lines that are in the cache, that asked for longest ago first.
    pub fn held(&self) -> &[usize] {
        &self.held
    }

    /// All numbers, without asking for a line.
    pub fn numbers(&self) -> &[f32] {
        &self.numbers
    }
}

/// A matrix in a memory that counts. Several share one.
#[derive(Clone, Debug)]
pub struct CountedMatrix {
    memory: Rc<RefCell<LineMemory>>,
    place: Place,
}

impl CountedMatrix {
    /// The matrix that lies at a place.
    pub fn new(memory: &Rc<RefCell<LineMemory>>, place: Place) -> CountedMatrix {
        CountedMatrix { memory: Rc::clone(memory), place }
    }

    /// Its memory.
    pub fn memory(&self) -> Ref<'_, LineMemory> {
        self.memory.borrow()
    }
}

impl InMemory for CountedMatrix {
    fn place(&self) -> Place {
        self.place
    }

    fn get(&self, row: usize, column: usize) -> f32 {
        let (address, mut memory) = (self.place.address(row, column), self.memory.borrow_mut());
        memory.touch(address);
        memory.numbers[address]
    }

    fn set(&mut self, row: usize, column: usize, number: f32) {
        let (address, mut memory) = (self.place.address(row, column), self.memory.borrow_mut());
        memory.touch(address);
        memory.numbers[address] = number;
    }

    fn add(&mut self, row: usize, column: usize, number: f32) {
        let (address, mut memory) = (self.place.address(row, column), self.memory.borrow_mut());
        memory.touch(address);
        memory.numbers[address] += number;
    }
}

/// A matrix in a memory of its own that counts nothing: what the clock runs.
#[derive(Clone, Debug)]
pub struct PlainMatrix {
    /// The memory.
    pub numbers: Vec<f32>,
    /// Where it lies there.
    pub place: Place,
}

impl InMemory for PlainMatrix {
    fn place(&self) -> Place {
        self.place
    }

    #[inline]
    fn get(&self, row: usize, column: usize) -> f32 {
        self.numbers[self.place.address(row, column)]
    }

    #[inline]
    fn set(&mut self, row: usize, column: usize, number: f32) {
        self.numbers[self.place.address(row, column)] = number;
    }

    #[inline]
    fn add(&mut self, row: usize, column: usize, number: f32) {
        self.numbers[self.place.address(row, column)] += number;
    }
}

/// `loop_order`: a function for any memory, once for one that counts and once for one that does not. It gets A (m, k), B (k, n), C (m, n),
/// and the cache.
#[derive(Clone, Copy)]
pub struct LoopOrder {
    /// Judged.
    pub counted: fn(&CountedMatrix, &CountedMatrix, &mut CountedMatrix, LineCache),
    /// Timed.
    pub plain: fn(&PlainMatrix, &PlainMatrix, &mut PlainMatrix, LineCache),
}

/// The sizes \[m, k, n\] of a product of matrices (m, k) and (k, n), and how many numbers a cache holds, to the sizes \[tm, tk, tn\] of a tile.
pub type Tiles = fn([u64; 3], u64) -> [u64; 3];
