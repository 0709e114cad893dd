//! Which windows of a text are read in a step, and the random numbers for that.

use std::ops::Range;

use ndarray::Array2;

/// Random numbers of a seed (splitmix64).
pub struct Random(u64);

impl Random {
    /// Of this seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Between 0 and 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Of a normal distribution (Box and Muller).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }
}

/// Some windows: symbols, shape (n, 1), and after each of them the next one.
pub struct Batch {
    /// What is read.
    pub symbols: Array2<f64>,
    /// What follows.
    pub next: Vec<u32>,
}

/// The windows `own` of those that are read in a step.
pub fn batch(text: &[u32], context: usize, seed: u64, step: usize, own: Range<usize>) -> Batch {
    let starts = text.len() - context;
    let mut random = Random::new(seed ^ (step as u64).wrapping_mul(0xd1b5_4a32_d192_ed03));
    let all: Vec<usize> = (0..own.end).map(|_| (random.next() % starts as u64) as usize).collect();
    let (mut symbols, mut next) = (Vec::new(), Vec::new());
    for &start in &all[own] {
        symbols.extend(text[start..start + context].iter().map(|&symbol| f64::from(symbol)));
        next.extend(&text[start + 1..=start + context]);
    }
    Batch { symbols: Array2::from_shape_vec((symbols.len(), 1), symbols).expect("one column"), next }
}
