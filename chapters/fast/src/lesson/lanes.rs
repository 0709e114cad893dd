//! What the page `fast/lanes` shows.

pub mod bits;
pub mod powers;
pub mod sums;
