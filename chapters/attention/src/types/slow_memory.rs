//! Keys and values in a memory that is large and slow.

use std::cell::Cell;
use std::ops::Range;

use ndarray::{Array2, ArrayView2, s};

/// Where the numbers come from.
enum Source<'a> {
    /// Keys and values.
    Arrays(ArrayView2<'a, f32>, ArrayView2<'a, f32>),
    /// The number at a row and a column, of the keys and then of the values: more keys than anyone wants to store.
    Computed(fn(usize, usize) -> f32),
}

/// The keys and values of an attention, in a memory that is large and slow. They cannot be looked at there: a tile of at
/// most [`SlowMemory::tile`] rows at a time is copied into fast memory, and the rows are counted.
///
/// It stands for the main memory of a GPU, and the copy for the memory on the chip.
pub struct SlowMemory<'a> {
    source: Source<'a>,
    rows: usize,
    widths: (usize, usize),
    tile: usize,
    loaded: Cell<usize>,
}

impl<'a> SlowMemory<'a> {
    /// `keys` (m, d) and `values` (m, d_v), of which `tile` rows can be loaded at a time.
    ///
    /// # Panics
    /// If there are not as many values as keys, or a tile has no rows.
    pub fn new(keys: ArrayView2<'a, f32>, values: ArrayView2<'a, f32>, tile: usize) -> SlowMemory<'a> {
        assert_eq!(keys.nrows(), values.nrows(), "keys {:?}, values {:?}", keys.dim(), values.dim());
        assert!(tile > 0, "a tile has at least one row");
        let (rows, widths) = (keys.nrows(), (keys.ncols(), values.ncols()));
        SlowMemory { source: Source::Arrays(keys, values), rows, widths, tile, loaded: Cell::new(0) }
    }

    /// `rows` keys and values of the given widths that are stored nowhere: `number` of a row and a column is a number of
    /// the keys, and in the columns after those of the keys one of the values.
    ///
    /// # Panics
    /// If a tile has no rows.
    pub fn computed(
        rows: usize,
        widths: (usize, usize),
        tile: usize,
        number: fn(usize, usize) -> f32,
    ) -> SlowMemory<'a> {
        assert!(tile > 0, "a tile has at least one row");
        SlowMemory { source: Source::Computed(number), rows, widths, tile, loaded: Cell::new(0) }
    }

    /// m, the number of keys, which is also that of values.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// d_v, the width of a value.
    pub fn value_width(&self) -> usize {
        self.widths.1
    }

    /// How many rows can be loaded at a time.
    pub fn tile(&self) -> usize {
        self.tile
    }

    /// Copies some keys and their values: `rows.len()` rows of each, contiguous.
    ///
    /// # Panics
    /// If that is more than a tile, or ends after the last key.
    pub fn load(&self, rows: Range<usize>) -> (Array2<f32>, Array2<f32>) {
        let count = rows.len();
        assert!(count <= self.tile, "load({rows:?}): a tile has at most {} rows", self.tile);
        assert!(rows.end <= self.rows, "load({rows:?}): there are {} keys", self.rows);
        self.loaded.set(self.loaded.get() + count);
        match &self.source {
            Source::Arrays(keys, values) => {
                let copy = |array: &ArrayView2<'_, f32>| {
                    array.slice(s![rows.clone(), ..]).as_standard_layout().into_owned()
                };
                (copy(keys), copy(values))
            }
            Source::Computed(number) => {
                let (d, e) = self.widths;
                let at = |first: usize| {
                    let start = rows.start;
                    move |(j, c): (usize, usize)| number(start + j, first + c)
                };
                (Array2::from_shape_fn((count, d), at(0)), Array2::from_shape_fn((count, e), at(d)))
            }
        }
    }

    /// How many rows have been loaded so far, each as often as it was.
    pub fn loaded(&self) -> usize {
        self.loaded.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_copied_and_counted() {
        let number = |j: usize, c: usize| (10 * j + c) as f32;
        let keys = Array2::from_shape_fn((7, 2), |(j, c)| number(j, c));
        let values = Array2::from_shape_fn((7, 3), |(j, c)| number(j, 2 + c));
        let stored = SlowMemory::new(keys.view(), values.view(), 3);
        let computed = SlowMemory::computed(7, (2, 3), 3, |j, c| (10 * j + c) as f32);
        for range in [0..3, 4..7, 5..5, 6..7] {
            let tile = stored.load(range.clone());
            assert_eq!(tile, computed.load(range.clone()));
            assert_eq!(tile.0, keys.slice(s![range.clone(), ..]));
            assert_eq!(tile.1, values.slice(s![range, ..]));
        }
        assert_eq!((stored.loaded(), computed.loaded()), (7, 7));
    }

    #[test]
    #[should_panic(expected = "load(0..4): a tile has at most 3 rows")]
    fn a_larger_tile_is_refused() {
        SlowMemory::computed(7, (1, 1), 3, |_, _| 0.0).load(0..4);
    }

    #[test]
    #[should_panic(expected = "load(6..8): there are 7 keys")]
    fn there_is_nothing_after_the_last_key() {
        SlowMemory::computed(7, (1, 1), 3, |_, _| 0.0).load(6..8);
    }
}
