//! The typical mistakes of `patchify`: each turns one knob of the bent solution.

use judge::{Mistake, slips};

use super::knobs::{Grid, Knobs, Within};

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
            "height and width are exchanged: a row of patches is taken to have h/p of them, as in row · h/p + column. There are w/p: it only fits where the \
             picture is a square.",
            |k| k.grid = Grid::RowsForColumns,
        )
        .edit("let (channels, _, w) = shape;", "let (channels, w, _) = shape;"),
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
