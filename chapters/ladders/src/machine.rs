//! What this machine can do at best: copy, and multiply and add.

use std::hint::black_box;
use std::time::Instant;

use rayon::prelude::*;
use simd::pulp::{Simd, WithSimd};

use fast::lesson::record::Machine;

/// Numbers of each array that is copied: two arrays of 128 MiB are more than a core's share of any cache that we know.
const COPIED: usize = 1 << 25;

/// Measures it, with one thread and with so many. `small` is for a test that it runs at all.
///
/// # Panics
/// If threads cannot be started.
pub fn measure(threads: usize, small: bool) -> Machine {
    let pool = |threads| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started")
    };
    let (one, all) = (pool(1), pool(threads));
    let count = if small { COPIED >> 8 } else { COPIED };
    let from = vec![1.0_f32; count];
    let mut to = vec![0.0_f32; count];
    let mut copy = |pool: &rayon::ThreadPool| pool.install(|| copied(&from, &mut to));
    let copy = [copy(&one), copy(&all)];
    let rate = [one.install(multiplied), all.install(multiplied)];
    Machine {
        cpu: cpu(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        threads,
        vectors: format!("vectors of {}", simd::lanes().0),
        copy,
        rate,
    }
}

/// Bytes a second, read and written, in the best of several copies: what else the machine does can only slow one down.
fn copied(from: &[f32], to: &mut [f32]) -> f64 {
    let part = from.len().div_ceil(rayon::current_num_threads());
    let seconds = (0..8).map(|_| {
        let start = Instant::now();
        to.par_chunks_mut(part).zip(from.par_chunks(part)).for_each(|(to, from)| to.copy_from_slice(from));
        black_box(&mut *to);
        start.elapsed().as_secs_f64()
    });
    8.0 * from.len() as f64 / seconds.fold(f64::INFINITY, f64::min)
}

/// Operations a second: multiply-adds on numbers that never leave their registers.
fn multiplied() -> f64 {
    struct Chains(usize);
    impl WithSimd for Chains {
        /// How many operations it was.
        type Output = f64;
        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) -> f64 {
            // As many sums as it takes for none to wait for the one before.
            let mut sums = [simd.splat_f32s(1.0); 12];
            let factor = simd.splat_f32s(black_box(0.999));
            let more = simd.splat_f32s(black_box(0.001));
            for _ in 0..self.0 {
                for sum in &mut sums {
                    *sum = simd.mul_add_e_f32s(*sum, factor, more);
                }
            }
            black_box(sums);
            (2 * 12 * S::F32_LANES * self.0) as f64
        }
    }
    let threads = rayon::current_num_threads();
    let once = || {
        let start = Instant::now();
        let of = |_| simd::arch().dispatch(Chains(1 << 20));
        let operations: f64 = (0..threads).into_par_iter().with_max_len(1).map(of).sum();
        operations / start.elapsed().as_secs_f64()
    };
    (0..12).map(|_| once()).fold(0.0, f64::max)
}

/// The processor's name.
fn cpu() -> String {
    let linux = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(": ")?.1.trim().to_owned())
    });
    let said = || {
        let output =
            std::process::Command::new("sysctl").args(["-n", "machdep.cpu.brand_string"]).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    linux.or_else(said).unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}
