//! The typical mistakes of `patchify`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};
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
    /// As many patches in a row as there are rows of patches.
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

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) within: Within,
    pub(super) grid: Grid,
    pub(super) only: Only,
    /// `unpatchify` puts each token where it takes it to belong.
    pub(super) scattered: bool,
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
        if self.grid == Grid::RowsForColumns {
            let rows = h / p;
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
        let [channels, h, _, p] = sizes;
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

const NUMBER: &str = "let (pixel, c) = (number / channels, number % channels);";
const ROW: &str = "(token / columns * p + pixel / p, token % columns * p + pixel % p)";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_tokens(), of_grids(), of_shapes()].into_iter().flatten().collect()
}

fn of_tokens() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "channels_first",
            "in a token all pixels of the first channel come first, then all of the second: (channel, row, column), as a convolution has its weights. \
             Here each pixel's channels stand together.",
            |k| k.within = Within::ChannelRowColumn,
        )
        .edit(NUMBER, "let (pixel, c) = (number % (p * p), number / (p * p));"),
        Mistake::<Knobs>::new(
            "pixels_down_columns",
            "in a token pixels follow each other down the columns of the patch. They follow each other along its rows.",
            |k| k.within = Within::ColumnRowChannel,
        )
        .edit(ROW, "(token / columns * p + pixel % p, token % columns * p + pixel / p)"),
        Mistake::new(
            "channels_first_down_columns",
            "in a token the order is (channel, column, row). It is (row, column, channel).",
            |k| k.within = Within::ChannelColumnRow,
        ),
        Mistake::new(
            "channels_between",
            "in a token the order is (row, channel, column): the channels stand between the two axes of a pixel's place. They come last.",
            |k| k.within = Within::RowChannelColumn,
        ),
    ]
}

fn of_grids() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "patches_down_columns",
            "patches are counted down the columns of the picture. They are counted row by row, as a text is read.",
            |k| k.grid = Grid::DownColumns,
        )
        .edit(ROW, "(token % (h / p) * p + pixel / p, token / (h / p) * p + pixel % p)"),
        Mistake::<Knobs>::new(
            "rows_for_columns",
            "the number of a patch is row · h/p + column. In a row of patches there are w/p: it only fits where the picture is a square.",
            |k| k.grid = Grid::RowsForColumns,
        ),
        Mistake::new(
            "every_nth_pixel",
            "the pixels of a token lie as far apart as there are patches, as if the axis of rows were cut into (p, h/p), and not into (h/p, p). A patch is a \
             square of neighbours.",
            |k| k.grid = Grid::Dilated,
        ),
        Mistake::new(
            "only_reshaped",
            "the numbers are taken as they lie in (channels, h, w) and cut into pieces of the length of a token. A patch has parts of p rows and of all \
             channels: axes have to change places between two reshapes.",
            |k| k.grid = Grid::Reshaped,
        ),
        Mistake::new(
            "only_channels_moved",
            "the channels are moved behind the pixels, and then everything is cut into pieces of the length of a token: these are strips of one row, and \
             not squares. The axis of rows in a patch has to change places with that of columns of patches.",
            |k| k.grid = Grid::ReshapedChannelsLast,
        ),
        Mistake::new(
            "from_below",
            "rows of patches are counted from the last to the first. The first token is the patch in the first row and column.",
            |k| k.grid = Grid::FromBelow,
        ),
        Mistake::new(
            "square_assumed",
            "the picture is taken for a square: the root of the number of tokens is used for the number of patches in a row, as in DiT's unpatchify. \
             Height and width may differ.",
            |k| k.grid = Grid::Square,
        ),
    ]
}

fn of_shapes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "a_column_for_each_token",
            "`patchify` gives a column for each patch, as unfold does in PyTorch. A token is a row.",
            |k| k.columns = true,
        ),
        Mistake::new(
            "picture_channels_last",
            "`unpatchify` gives (h, w, channels), as pictures are stored. The channels come first.",
            |k| k.channels_last = true,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
        slips::memory_order(|k| k.memory_order = true),
    ]
}
