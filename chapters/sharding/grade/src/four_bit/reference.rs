//! What is right for `four_bit`: the nearest of all numbers that there are.

use judge::Part;

use super::{Input, decoded, encoded, exchanged};

/// The magnitudes of a block, the least first.
fn magnitudes(scale: f32) -> [f64; 8] {
    std::array::from_fn(|e| if e == 0 { 0.0 } else { f64::from(scale) / f64::from(1 << (7 - e)) })
}

/// The codes of a block, one by one, and its scale.
fn codes(values: &[f32]) -> (f32, Vec<u8>) {
    let scale = values.iter().map(|x| x.abs()).fold(0.0, f32::max);
    let code = |&x: &f32| {
        let (x, mut nearest) = (f64::from(x), 0);
        let all = magnitudes(scale);
        for e in 1..8 {
            let distance = |e: usize| (all[e] - x.abs()).abs();
            if scale > 0.0 && distance(e) <= distance(nearest) {
                nearest = e;
            }
        }
        nearest as u8 + if nearest > 0 && x < 0.0 { 8 } else { 0 }
    };
    (scale, values.iter().map(code).collect())
}

/// Scales, and codes in pairs.
pub(super) fn encode(values: &[f32], block: usize) -> (Vec<f32>, Vec<u8>) {
    let (scales, codes): (Vec<f32>, Vec<Vec<u8>>) = values.chunks(block).map(codes).unzip();
    (scales, codes.concat().chunks(2).map(|pair| pair[0] + 16 * pair.get(1).unwrap_or(&0)).collect())
}

/// What values are after they have been encoded.
pub(super) fn rounded(values: &[f32], block: usize) -> Vec<f64> {
    let of_block = |values: &[f32]| {
        let (scale, codes) = codes(values);
        let value = |code: u8| magnitudes(scale)[usize::from(code % 8)] * if code > 7 { -1.0 } else { 1.0 };
        codes.into_iter().map(value).collect::<Vec<_>>()
    };
    values.chunks(block).flat_map(of_block).collect()
}

/// What codes stand for.
pub(super) fn decode(scales: &[f32], codes: &[u8], count: usize, block: usize) -> Vec<f32> {
    let singles: Vec<u8> = codes.iter().flat_map(|byte| [byte % 16, byte / 16]).take(count).collect();
    let of_block = |(codes, &scale): (&[u8], &f32)| {
        let value =
            |code: &u8| magnitudes(scale)[usize::from(code % 8)] as f32 * if *code > 7 { -1.0 } else { 1.0 };
        codes.iter().map(value).collect::<Vec<_>>()
    };
    singles.chunks(block).zip(scales).flat_map(of_block).collect()
}

/// The mean of all ranks' values after they have been encoded.
pub(super) fn mean(ranks: &[Vec<f32>], block: usize) -> Vec<f64> {
    let all: Vec<Vec<f64>> = ranks.iter().map(|values| rounded(values, block)).collect();
    (0..ranks[0].len())
        .map(|at| all.iter().map(|values| values[at]).sum::<f64>() / ranks.len() as f64)
        .collect()
}

pub(super) fn parts(input: &Input) -> Vec<Part> {
    match input {
        Input::Encode { values, block } => {
            let (scales, codes) = encode(values, *block);
            encoded(&scales, &codes)
        }
        Input::Decode { scales, codes, count, block } => {
            vec![decoded(&decode(scales, codes, *count, *block))]
        }
        Input::Exchange { ranks, block } => {
            let mean = mean(ranks, *block);
            exchanged(ranks.iter().map(|_| &mean))
        }
    }
}
