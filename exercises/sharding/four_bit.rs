//! sharding/four_bit: four bits of each number travel, and are summed in more.
//!
//! Judge it:  cargo test -p sharding --test exercises -- --exact sharding/four_bit
//! Stuck?     cargo run -- hint sharding/four_bit

use sharding::collectives::all_gather;
use sharding::{Communicator, Packed};

/// Values in four bits each. Each `block` values in a row share a scale, their largest magnitude; the last block may be shorter.
///
/// A value becomes the nearest of 0 and ± scale · 2⁻⁶, 2⁻⁵, …, 1; halfway between two it becomes the larger in magnitude. What becomes 0 has code 0, whatever
/// its sign. A block of zeros has the scale 0 and the codes 0. Codes follow each other without a gap where a block has an odd length.
///
/// There are 0 to 300 values, `block` is between 1 and 300. A value is 0 or between 10⁻³⁰ and 10³⁰ in magnitude.
pub fn encode(values: &[f32], block: usize) -> Packed {
    todo!("write `encode`")
}

/// The `count` values that were encoded in blocks of `block`, as far as four bits know them. The code 8 does not occur.
pub fn decode(packed: &Packed, count: usize, block: usize) -> Vec<f32> {
    todo!("write `decode`")
}

/// Every rank calls this with as many values. All get the mean over the ranks, own values included, of what the values are after `encode` and `decode`: summed
/// in f64, and the same bits on all ranks.
///
/// To each other rank a rank sends at most half a byte for each value and four for each block, and 16 bytes besides; what is passed on for others counts too. There
/// are between 1 and 6 ranks.
pub fn exchange(comm: &dyn Communicator, values: &[f32], block: usize) -> Vec<f64> {
    todo!("write `exchange`")
}
