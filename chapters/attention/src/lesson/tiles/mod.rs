//! What attention holds and what it moves: whole against in tiles, one worker against many.
//!
//! Source of the cost model: Dao et al., FlashAttention (arXiv 2205.14135), section 3.2.

pub mod held;
pub mod moved;
pub mod workers;

pub use held::{LENGTHS, Row, TILE, WIDTH, figure, last_slope, rows};
pub use moved::{MOVED_LENGTH, MOVED_TILES, MOVED_WIDTH, Moved, moved, moved_figure, moved_whole};
pub use workers::{CONTEXT, Decode, decode};

const SEED: u64 = 2022;
