//! What the page `fast/share` shows.

pub mod line;
pub mod road;
pub mod work;
