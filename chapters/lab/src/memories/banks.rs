//! What goes into two banks of registers, and what comes out.

use ndarray::{Array1, Array2, s};
use rand::RngExt;

use crate::parameters::{normals, random};

const BANKS: usize = 2;

/// Commands (T · sequences, commands) of ones and zeros, time first; the numbers to store, what is wanted, and whether anything is.
pub(super) struct Batch {
    pub(super) commands: Array2<f32>,
    pub(super) numbers: Array1<f32>,
    pub(super) wanted: Array1<f32>,
    pub(super) asked: Array1<f32>,
    pub(super) sequences: usize,
}

/// Store in a register, clear a bank, ask for a register; each as likely as the others.
pub(super) fn commands(size: usize) -> usize {
    BANKS * (2 * size + 1)
}

pub(super) fn batch(seed: u64, step: u64, size: usize, length: usize, sequences: usize) -> Batch {
    let mut random = random(seed, 73, step);
    let mut numbers = Array1::from_vec(normals(&mut random, length * sequences, 1.0));
    let n = numbers.len();
    let mut chosen = Array2::zeros((n, commands(size)));
    let (mut wanted, mut asked) = (Array1::zeros(n), Array1::zeros(n));
    let registers = BANKS * size;
    let mut held = Array2::<f32>::zeros((sequences, registers));
    for (i, number) in numbers.iter_mut().enumerate() {
        // Clearing is as frequent as storing and asking, however large a bank is.
        let (what, which) = (random.random_range(0..3), random.random_range(0..registers));
        let mut held = held.row_mut(i % sequences);
        let command = match what {
            0 => {
                held[which] = *number;
                which
            }
            1 => {
                let bank = which / size;
                held.slice_mut(s![bank * size..(bank + 1) * size]).fill(0.0);
                2 * registers + bank
            }
            _ => {
                (wanted[i], asked[i]) = (held[which], 1.0);
                registers + which
            }
        };
        if what > 0 {
            *number = 0.0;
        }
        chosen[[i, command]] = 1.0;
    }
    Batch { commands: chosen, numbers, wanted, asked, sequences }
}
