//! What the mistakes of `patchify` turn, and the solution with these knobs.

use judge::slips;
use ndarray::{Array2, Array3, ArrayView2, ArrayView3, Axis};

use super::{Answered, Input};

/// In which function the mistake is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Only {
    #[default]
    Both,
    There,
    Back,
}

/// The order of numbers in a token.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Within {
    #[default]
    RowColumnChannel,
    ChannelRowColumn,
    ColumnRowChannel,
    ChannelColumnRow,
    RowChannelColumn,
}

/// Which pixels are a token, and which token is which.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Grid {
    #[default]
    Right,
    /// Patches column by column.
    DownColumns,
    /// As many patches in a row as there are rows of patches; in other ways, `axes` and `named`.
    RowsForColumns,
    /// A token's pixels lie as far apart as there are patches.
    Dilated,
    /// The numbers of the picture as they lie, cut into pieces.
    Reshaped,
    /// The same with the channels moved behind the pixels.
    ReshapedChannelsLast,
    /// Rows of patches from the last to the first.
    FromBelow,
    /// As many in a row as the root of their number.
    Square,
}

/// How rows are taken for columns.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Way {
    /// In the number of a patch.
    #[default]
    Number,
    /// In the lengths of axes into which all numbers are cut: there are as many, so that nothing fails.
    Axes,
    /// In the names of height and width, so that shapes are exchanged, too.
    Names,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) within: Within,
    pub(super) grid: Grid,
    pub(super) only: Only,
    /// `unpatchify` puts each token where it takes it to belong.
    pub(super) scattered: bool,
    /// `patchify` puts each pixel where it takes it to belong.
    pub(super) scatters_pixels: bool,
    pub(super) way: Way,
    /// `patchify` gives the transposed matrix.
    pub(super) columns: bool,
    /// `unpatchify` gives (h, w, channels).
    pub(super) channels_last: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
}

// Copied in no time, and lent as the plan wants it.
#[allow(clippy::trivially_copy_pass_by_ref)]
impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        let right = Knobs::default();
        let there = if self.only == Only::Back { right } else { *self };
        let back = if self.only == Only::There { right } else { *self };
        match input {
            Input::Unpatchify { .. } if back.channels_last => {
                let image = back.image(input);
                Answered::Image(image.permuted_axes([1, 2, 0]))
            }
            Input::Unpatchify { .. } => Answered::Image(back.image(input)),
            Input::Patchify { .. } => Answered::Tokens(there.tokens(input)),
        }
    }

    /// Where the numbers of a place in the picture come from if the axes have the lengths of others.
    fn through_axes(at: (usize, usize, usize), [channels, h, w, p]: [usize; 4]) -> (usize, usize) {
        let flat = at.1 * w + at.2;
        Knobs::default().place((at.0, flat / h, flat % h), [channels, w, h, p])
    }

    /// Token and number in it of a place in the picture.
    fn place(&self, (c, y, x): (usize, usize, usize), [channels, h, w, p]: [usize; 4]) -> (usize, usize) {
        let (rows, columns) = (h / p, w / p);
        let width = p * p * channels;
        let flat = match self.grid {
            Grid::Reshaped => Some((c * h + y) * w + x),
            Grid::ReshapedChannelsLast => Some((y * w + x) * channels + c),
            _ => None,
        };
        if let Some(flat) = flat {
            return (flat / width, flat % width);
        }
        let (row, column, i, j) = match self.grid {
            Grid::Dilated => (y % rows, x % columns, y / rows, x / columns),
            _ => (y / p, x / p, y % p, x % p),
        };
        let token = match self.grid {
            Grid::DownColumns => column * rows + row,
            Grid::RowsForColumns => row * rows + column,
            Grid::FromBelow => (rows - 1 - row) * columns + column,
            Grid::Square => row * (rows * columns).isqrt() + column,
            _ => row * columns + column,
        };
        let number = match self.within {
            Within::RowColumnChannel => (i * p + j) * channels + c,
            Within::ChannelRowColumn => (c * p + i) * p + j,
            Within::ColumnRowChannel => (j * p + i) * channels + c,
            Within::ChannelColumnRow => (c * p + j) * p + i,
            Within::RowChannelColumn => (i * channels + c) * p + j,
        };
        (token, number)
    }

    fn tokens(&self, input: &Input) -> Array2<f32> {
        let Input::Patchify { image, .. } = input else { unreachable!("that is what was called") };
        let held = image.held();
        let image = self.read3(held.view());
        let sizes = input.sizes();
        let [channels, h, w, p] = sizes;
        let shape = (h / p * (w / p), p * p * channels);
        if self.grid == Grid::RowsForColumns && self.way == Way::Axes {
            let mut tokens = Array2::zeros(shape);
            for (at, &value) in image.indexed_iter() {
                tokens[Knobs::through_axes(at, sizes)] = value;
            }
            return tokens;
        }
        if self.grid == Grid::RowsForColumns && !self.scatters_pixels {
            let rows = h / p;
            let shape = if self.way == Way::Names { (rows * rows, shape.1) } else { shape };
            return Array2::from_shape_fn(shape, |(token, number)| {
                let (pixel, c) = (number / channels, number % channels);
                image[[c, token / rows * p + pixel / p, token % rows * p + pixel % p]]
            });
        }
        // There is no shape to guess on this way.
        let knobs = if self.grid == Grid::Square { Knobs::default() } else { *self };
        let mut tokens = Array2::zeros(shape);
        for (at, &value) in image.indexed_iter() {
            tokens[knobs.place(at, sizes)] = value;
        }
        if self.columns { tokens.reversed_axes() } else { tokens }
    }

    fn image(&self, input: &Input) -> Array3<f32> {
        let Input::Unpatchify { tokens, shape, .. } = input else { unreachable!("that is what was called") };
        let held = tokens.held();
        let tokens = self.read2(held.view());
        let sizes = input.sizes();
        let [channels, h, w, p] = sizes;
        match self.way {
            Way::Axes if self.grid == Grid::RowsForColumns => {
                return Array3::from_shape_fn(*shape, |at| tokens[Knobs::through_axes(at, sizes)]);
            }
            Way::Names if self.grid == Grid::RowsForColumns => {
                let right = Knobs::default();
                return Array3::from_shape_fn((channels, w, h), |at| {
                    tokens[right.place(at, [channels, w, h, p])]
                });
            }
            _ => {}
        }
        if self.scattered && matches!(self.grid, Grid::Square | Grid::RowsForColumns) {
            let row = if self.grid == Grid::Square { tokens.nrows().isqrt() } else { h / p };
            let mut image = Array3::zeros(*shape);
            for ((token, number), &value) in tokens.indexed_iter() {
                let (pixel, c) = (number / channels, number % channels);
                image[[c, token / row * p + pixel / p, token % row * p + pixel % p]] = value;
            }
            return image;
        }
        if self.grid == Grid::Square {
            let root = tokens.nrows().isqrt();
            assert_eq!(root * root, tokens.nrows());
            let shape = (shape.0, root * p, root * p);
            return Array3::from_shape_fn(shape, |at| tokens[self.place(at, [shape.0, shape.1, shape.2, p])]);
        }
        Array3::from_shape_fn(*shape, |at| tokens[self.place(at, sizes)])
    }

    fn read3(&self, view: ArrayView3<'_, f32>) -> Array3<f32> {
        if self.contiguous {
            view.as_slice().unwrap();
        }
        if self.memory_order { slips::memory_of(view) } else { view.to_owned() }
    }

    fn read2(&self, view: ArrayView2<'_, f32>) -> Array2<f32> {
        self.read3(view.insert_axis(Axis(0))).remove_axis(Axis(0))
    }
}
