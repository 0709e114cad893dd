//! What flows where in a U-Net.

use figures::{Figure, Schematic};

/// A U-Net with two levels over pictures of `size` × `size` pixels with three channels; `width` channels at the finest level.
pub fn schematic(size: usize, width: usize) -> Figure {
    let (half, quarter) = (size / 2, size / 4);
    Schematic::new(
        "A U-Net gives the way up, at every level, what the way down had before it was averaged",
        "How a noisy picture goes down, across and up.",
    )
    .tensor("x", "noisy picture", &[&3, &size, &size])
    .operation("down0", "down, level 0")
    .tensor("kept0", "kept", &[&width, &size, &size])
    .operation("pool0", "mean of 2 × 2")
    .operation("down1", "down, level 1")
    .tensor("kept1", "kept", &[&(2 * width), &half, &half])
    .operation("pool1", "mean of 2 × 2")
    .operation("middle", "middle")
    .tensor("lowest", "lowest", &[&(2 * width), &quarter, &quarter])
    .operation("double1", "each pixel four times")
    .operation("join1", "join channels")
    .operation("up1", "up, level 1")
    .operation("double0", "each pixel four times")
    .operation("join0", "join channels")
    .operation("up0", "up, level 0")
    .tensor("out", "predicted noise", &[&3, &size, &size])
    .flow(&[
        "x", "down0", "kept0", "pool0", "down1", "kept1", "pool1", "middle", "lowest", "double1", "join1",
    ])
    .flow(&["join1", "up1", "double0", "join0", "up0", "out"])
    .flow(&["kept1", "join1"])
    .flow(&["kept0", "join0"])
    .highlight(&["kept0", "join0"])
    .highlight(&["kept1", "join1"])
    .save()
}

/// How many layers of 3 × 3 it takes until a pixel has heard of one that is `distance` away, after `levels` halvings.
pub fn layers_to_reach(distance: usize, levels: u32) -> usize {
    distance.div_ceil(1 << levels)
}
