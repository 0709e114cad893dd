//! Figures to play with: each for one thing that is gained and another that is lost by it.

pub mod latents;
pub mod memory;
pub mod nearby;
pub mod positions;
pub mod scores;
pub mod stride;
pub mod summary;
pub mod traffic;

pub use latents::{crossover, expand_from};
pub use memory::{cache, sharing};
pub use nearby::{handed_on, reach, sink};
pub use positions::{alibi, dials, ladder};
pub use scores::{exponent, sharpness};
pub use stride::stride;
pub use summary::{enough, summary};
pub use traffic::{in_tiles, traffic, whole};

/// At most so many powers of two, from one to another, as ticks.
pub fn ticks(from: u32, to: u32, most: u32) -> Vec<f64> {
    let apart = (to - from).div_ceil(most - 1).max(1);
    (from..=to).step_by(apart as usize).map(|power| 2_f64.powi(power as i32)).collect()
}
