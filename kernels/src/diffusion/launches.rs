//! What the report runs of this chapter.

use super::{levels, networks, noise, steps, straight, targets};
use crate::Launch;

/// An input for every kernel of this chapter, larger than one block of threads and a multiple of nothing.
pub(crate) fn launches() -> Vec<Launch> {
    let parts = [
        noise::launches,
        steps::launches,
        targets::launches,
        levels::launches,
        straight::launches,
        networks::launches,
    ];
    parts.iter().flat_map(|launches| launches()).collect()
}
