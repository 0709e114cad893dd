//! Right answers of other kinds to `four_bit`.

use judge::Alternative;
use sharding::{Communicator, FourBit, Packed};

pub(super) fn alternatives() -> Vec<Alternative<FourBit>> {
    vec![
        Alternative {
            name: "by the bits of the quotient, each to each in one message",
            answer: FourBit { encode: by_bits, decode: by_table, exchange: one_message },
        },
        Alternative {
            name: "a table of thresholds, passed on around a ring",
            answer: FourBit { encode: by_thresholds, decode: by_table, exchange: around },
        },
    ]
}

/// The exponent of a float is the power below; a quarter more carries from 1.5 on.
fn by_bits(values: &[f32], block: usize) -> Packed {
    let mut scales = vec![];
    let mut nibbles = vec![];
    for block in values.chunks(block) {
        let scale = block.iter().map(|x| x.abs()).fold(0.0, f32::max);
        scales.push(scale);
        for &x in block {
            let ratio = f64::from(x.abs()) / f64::from(scale);
            let rounded = ratio.to_bits().wrapping_add(1 << 51) >> 52;
            let e =
                if ratio >= 1.0 / 64.0 { rounded as i64 - 1023 + 7 } else { i64::from(ratio >= 1.0 / 128.0) };
            nibbles.push(if e > 0 { e as u8 + 8 * u8::from(x < 0.0) } else { 0 });
        }
    }
    if nibbles.len() % 2 == 1 {
        nibbles.push(0);
    }
    Packed { scales, codes: nibbles.chunks(2).map(|pair| pair[1] * 16 + pair[0]).collect() }
}

fn by_thresholds(values: &[f32], block: usize) -> Packed {
    let middles = [1.0 / 128.0, 1.5 / 64.0, 1.5 / 32.0, 1.5 / 16.0, 1.5 / 8.0, 0.375, 0.75_f32];
    let scales: Vec<f32> =
        values.chunks(block).map(|block| block.iter().fold(0.0, |a, &b| f32::max(a, b.abs()))).collect();
    let mut codes = vec![0; values.len().div_ceil(2)];
    for (at, x) in values.iter().enumerate() {
        let scale = scales[at / block];
        if scale == 0.0 {
            continue;
        }
        let e = middles.partition_point(|&middle| middle <= x.abs() / scale) as u8;
        let code = if *x < 0.0 && e != 0 { e + 8 } else { e };
        codes[at >> 1] += if at & 1 == 0 { code } else { code * 16 };
    }
    Packed { scales, codes }
}

fn by_table(packed: &Packed, count: usize, block: usize) -> Vec<f32> {
    let table = [0.0, 1.0 / 64.0, 1.0 / 32.0, 0.0625, 0.125, 0.25, 0.5, 1.0_f32];
    let mut out = Vec::with_capacity(count);
    for byte in &packed.codes {
        for nibble in [byte & 0x0f, byte >> 4] {
            if out.len() < count {
                let x = table[(nibble & 7) as usize] * packed.scales[out.len() / block];
                out.push(if nibble & 8 != 0 { -x } else { x });
            }
        }
    }
    out
}

fn one_message(comm: &dyn Communicator, values: &[f32], block: usize) -> Vec<f64> {
    let own = by_bits(values, block);
    let bytes: Vec<u8> = own.scales.iter().flat_map(|x| x.to_le_bytes()).chain(own.codes.clone()).collect();
    (0..comm.size()).for_each(|to| comm.send(to, 3, &bytes));
    let mut sum = vec![0.0; values.len()];
    for from in 0..comm.size() {
        let bytes: Vec<u8> = comm.receive(from, 3);
        let (scales, codes) = bytes.split_at(4 * own.scales.len());
        let scales = scales.chunks(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        let theirs = by_table(&Packed { scales, codes: codes.to_vec() }, values.len(), block);
        sum.iter_mut().zip(theirs).for_each(|(sum, x)| *sum += f64::from(x) / comm.size() as f64);
    }
    sum
}

fn around(comm: &dyn Communicator, values: &[f32], block: usize) -> Vec<f64> {
    let (rank, size) = (comm.rank(), comm.size());
    let mut all = vec![Packed::default(); size];
    all[rank] = by_thresholds(values, block);
    for step in 1..size {
        let (sent, comes) = ((rank + 1 + size - step) % size, (rank + size - step) % size);
        comm.send((rank + 1) % size, 0, &all[sent].codes);
        comm.send((rank + 1) % size, 1, &all[sent].scales);
        let before = (rank + size - 1) % size;
        all[comes] = Packed { codes: comm.receive(before, 0), scales: comm.receive(before, 1) };
    }
    let decoded: Vec<Vec<f32>> = all.iter().map(|packed| by_table(packed, values.len(), block)).collect();
    (0..values.len()).map(|at| decoded.iter().map(|x| f64::from(x[at])).sum::<f64>() / size as f64).collect()
}
