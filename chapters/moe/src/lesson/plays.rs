//! The figures of the chapter that a reader plays with, and what they have in common.

use figures::{Play, Series};

use super::{active, dead_zone, depths, memory, nudge, overflow, pull, sharpness, slowest, streams};

/// The figures of the chapter that a reader plays with.
pub fn plays() -> Vec<Play> {
    vec![
        active::play(),
        overflow::play(),
        pull::play(),
        nudge::play(),
        sharpness::play(),
        dead_zone::play(),
        slowest::play(),
        depths::play(),
        streams::play(),
        memory::play(),
    ]
}

/// What a reader has chosen: a dashed line at this x, from one height to another, and words above it.
pub(super) fn choice(words: &str, x: f64, (from, to): (f64, f64)) -> Series {
    // The upper end first: at the edge of the figure the label keeps to that.
    Series::new(words, [(x, to), (x, from)]).reference().label_above(x)
}
