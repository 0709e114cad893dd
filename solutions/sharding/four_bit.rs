//! sharding/four_bit: four bits of each number travel, and are summed in more.

use sharding::collectives::all_gather;
use sharding::{Communicator, Packed};

/// Values in four bits each. Each `block` values in a row share a scale, their largest magnitude; the last block may be shorter.
///
/// A value becomes the nearest of 0 and ± scale · 2⁻⁶, 2⁻⁵, …, 1; halfway between two it becomes the larger in magnitude. What becomes 0 has code 0, whatever
/// its sign. A block of zeros has the scale 0 and the codes 0. Codes follow each other without a gap where a block has an odd length.
///
/// There are 0 to 300 values, `block` is between 1 and 300. A value is 0 or between 10⁻³⁰ and 10³⁰ in magnitude.
pub fn encode(values: &[f32], block: usize) -> Packed {
    let mut packed = Packed { scales: Vec::new(), codes: vec![0; values.len().div_ceil(2)] };
    for (number, block_values) in values.chunks(block).enumerate() {
        let scale = block_values.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
        packed.scales.push(scale);
        for (within, &x) in block_values.iter().enumerate() {
            let at = number * block + within;
            packed.codes[at / 2] |= code(x, scale) << (at % 2 * 4);
        }
    }
    packed
}

/// The four bits of a value.
fn code(x: f32, scale: f32) -> u8 {
    let (magnitude, scale) = (f64::from(x.abs()), f64::from(scale));
    // Above 0 begins what is nearer to 2⁻⁶ than to 0; then come the places halfway between neighbours, 1.5 times the lower one.
    let mut exponent = 0;
    let mut halfway = scale / 128.0;
    while exponent < 7 && magnitude > 0.0 && magnitude >= halfway {
        exponent += 1;
        halfway = 1.5 * scale * 2_f64.powi(exponent - 7);
    }
    let sign = if exponent > 0 && x < 0.0 { 8 } else { 0 };
    sign | exponent as u8
}

/// The `count` values that were encoded in blocks of `block`, as far as four bits know them. The code 8 does not occur.
pub fn decode(packed: &Packed, count: usize, block: usize) -> Vec<f32> {
    let value = |at: usize| {
        let code = packed.codes[at / 2] >> (at % 2 * 4) & 15;
        let (sign, exponent) = (if code >= 8 { -1.0 } else { 1.0 }, i32::from(code & 7));
        if exponent == 0 { 0.0 } else { sign * packed.scales[at / block] * 2_f32.powi(exponent - 7) }
    };
    (0..count).map(value).collect()
}

/// Every rank calls this with as many values. All get the mean over the ranks, own values included, of what the values are after `encode` and `decode`: summed
/// in f64, and the same bits on all ranks.
///
/// To each other rank a rank sends at most half a byte for each value and four for each block, and 16 bytes besides; what is passed on for others counts too. There
/// are between 1 and 6 ranks.
pub fn exchange(comm: &dyn Communicator, values: &[f32], block: usize) -> Vec<f64> {
    let own = encode(values, block);
    let (scales, codes) = (all_gather(comm, &own.scales), all_gather(comm, &own.codes));
    let mut mean = vec![0.0; values.len()];
    for rank in 0..comm.size() {
        let part = |length: usize| rank * length..(rank + 1) * length;
        let packed = Packed {
            scales: scales[part(own.scales.len())].to_vec(),
            codes: codes[part(own.codes.len())].to_vec(),
        };
        for (sum, x) in mean.iter_mut().zip(decode(&packed, values.len(), block)) {
            *sum += f64::from(x);
        }
    }
    mean.into_iter().map(|sum| sum / comm.size() as f64).collect()
}
