//! Right answers to `engram` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, Axis, concatenate, s};

use moe::Engram;
use moe::solution::engram as solution;

pub(super) fn alternatives() -> Vec<Alternative<Engram>> {
    vec![
        Alternative {
            name: "signed 64-bit integers, a list of offsets, rows concatenated, everything else in double precision",
            answer: Engram {
                slots: |ids, hash| {
                    let primes: Vec<(usize, i64)> = hash
                        .primes
                        .iter()
                        .enumerate()
                        .flat_map(|(i, heads)| heads.iter().map(move |&prime| (i + 2, prime as i64)))
                        .collect();
                    let mut offsets = vec![0_i64];
                    for (_, prime) in &primes {
                        offsets.push(offsets[offsets.len() - 1] + prime);
                    }
                    let mut slots = Array2::zeros((ids.len(), primes.len()));
                    for t in 0..ids.len() as i64 {
                        for (h, &(n, prime)) in primes.iter().enumerate() {
                            let mut mix = 0_i64;
                            for (k, &multiplier) in hash.multipliers.iter().enumerate().take(n) {
                                let place = t - k as i64;
                                let id = if place < 0 { hash.pad } else { ids[place as usize] };
                                mix ^= i64::from(id).wrapping_mul(multiplier as i64);
                            }
                            slots[[t as usize, h]] = (offsets[h] + mix.rem_euclid(prime)) as usize;
                        }
                    }
                    slots
                },
                look_up: |slots, table| {
                    let heads: Vec<Array2<f32>> = slots
                        .columns()
                        .into_iter()
                        .map(|column| table.select(Axis(0), &column.to_vec()))
                        .collect();
                    let views: Vec<_> = heads.iter().map(|rows| rows.view()).collect();
                    concatenate(Axis(1), &views).unwrap()
                },
                gate: |hidden, keys, gain, epsilon| {
                    let double = |row: ArrayView1<'_, f32>| row.mapv(f64::from);
                    let root =
                        |row: &Array1<f64>| (row.dot(row) / row.len() as f64 + f64::from(epsilon)).sqrt();
                    let mut gates = Array1::zeros(hidden.nrows());
                    for (t, gate) in gates.iter_mut().enumerate() {
                        let (h, k) = (double(hidden.row(t)), double(keys.row(t)));
                        let z =
                            (&h * &k).dot(&double(gain)) / (root(&h) * root(&k) * (h.len() as f64).sqrt());
                        let size = z.abs().max(1e-6).sqrt();
                        *gate = match z.partial_cmp(&0.0).unwrap() {
                            std::cmp::Ordering::Less => 1.0 / (1.0 + size.exp()),
                            std::cmp::Ordering::Equal => 0.5,
                            std::cmp::Ordering::Greater => 1.0 / (1.0 + (-size).exp()),
                        } as f32;
                    }
                    gates
                },
                short_conv: |values, gain, taps, dilation, epsilon| {
                    let (tokens, width) = values.dim();
                    Array2::from_shape_fn((width, tokens), |(c, t)| {
                        let y: f64 = (0..taps.nrows())
                            .filter(|back| back * dilation <= t)
                            .map(|back| {
                                let row = values.row(t - back * dilation);
                                let squares: f64 = row.iter().map(|&v| f64::from(v) * f64::from(v)).sum();
                                let root = (squares / width as f64 + f64::from(epsilon)).sqrt();
                                let tap = f64::from(taps[[taps.nrows() - 1 - back, c]]);
                                tap * f64::from(gain[c]) * f64::from(row[c]) / root
                            })
                            .sum();
                        values[[t, c]] + (y * 0.5 * (1.0 + (0.5 * y).tanh())) as f32
                    })
                    .reversed_axes()
                },
            },
        },
        Alternative {
            name: "a ring of the last tokens; the hash grown from order to order; a padded array for the convolution",
            answer: Engram {
                slots: |ids, hash| {
                    let heads: usize = hash.primes.iter().map(Vec::len).sum();
                    let mut last = vec![hash.pad; hash.multipliers.len()];
                    let mut slots = Vec::with_capacity(ids.len() * heads);
                    for &id in ids {
                        last.rotate_right(1);
                        last[0] = id;
                        let mut mix = u128::from(last[0]) * u128::from(hash.multipliers[0]);
                        let mut offset = 0;
                        for (i, primes) in hash.primes.iter().enumerate() {
                            mix ^= u128::from(last[i + 1]) * u128::from(hash.multipliers[i + 1]);
                            for &prime in primes {
                                slots.push(offset + (mix % u128::from(prime)) as usize);
                                offset += prime as usize;
                            }
                        }
                    }
                    Array2::from_shape_vec((ids.len(), heads), slots).unwrap()
                },
                look_up: |slots, table| {
                    let width = table.ncols();
                    let mut found = Array2::zeros((slots.nrows(), slots.ncols() * width));
                    for ((t, h), &slot) in slots.indexed_iter() {
                        found.slice_mut(s![t, h * width..(h + 1) * width]).assign(&table.row(slot));
                    }
                    found
                },
                gate: solution::gate,
                short_conv: |values, gain, taps, dilation, epsilon| {
                    let (tokens, width) = values.dim();
                    let reach = (taps.nrows() - 1) * dilation;
                    let mut padded = Array2::<f32>::zeros((reach + tokens, width));
                    for (t, row) in values.rows().into_iter().enumerate() {
                        let mean = row.mapv(|v| v * v).sum() / width as f32;
                        padded.row_mut(reach + t).assign(&(&row * &gain / (mean + epsilon).sqrt()));
                    }
                    let mut output = values.to_owned();
                    for (t, mut row) in output.rows_mut().into_iter().enumerate() {
                        let window = padded.slice(s![t..=t + reach; dilation, ..]);
                        let sums = (&window * &taps).sum_axis(Axis(0));
                        row += &sums.mapv(|y| y / (1.0 + (-y).exp()));
                    }
                    output
                },
            },
        },
    ]
}
