//! What a ladder is: one thing computed in several ways, each held to the first.

/// How much there is to compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Tokens, or rows.
    pub length: usize,
    /// Numbers in a row.
    pub width: usize,
}

/// What a rung computes from.
pub trait Inputs: Sync {
    /// Inputs of a size, always the same for a size.
    fn new(size: Size) -> Self;
    /// How many numbers come out.
    fn outputs(&self) -> usize;
    /// What the outputs hold before: for a rung that works in place, the input.
    fn before(&self) -> Option<&[f32]> {
        None
    }
}

/// One way to compute it.
pub struct Rung<I: 'static> {
    /// Its name, which is also its file's.
    pub name: &'static str,
    /// What it does that those before it do not, in a few words.
    pub idea: &'static str,
    /// Multiplications and additions, two for a multiply-add, an exp counted as one.
    pub operations: fn(&I) -> f64,
    /// Bytes that have to come from memory or go there, if caches hold what the rung means them to hold.
    pub bytes: fn(&I) -> f64,
    /// Whether it uses all threads of the pool that it runs in.
    pub parallel: bool,
    /// Whether the outputs hold its input before.
    pub in_place: bool,
    /// The largest length at which waiting for it teaches something.
    pub most: usize,
    /// Computes it.
    pub run: fn(&I, &mut [f32]),
}

impl<I> Rung<I> {
    /// One for one thread, whose outputs are new, and which is measured at every length.
    pub const fn new(
        (name, idea): (&'static str, &'static str),
        operations: fn(&I) -> f64,
        bytes: fn(&I) -> f64,
        run: fn(&I, &mut [f32]),
    ) -> Rung<I> {
        Rung { name, idea, operations, bytes, parallel: false, in_place: false, most: usize::MAX, run }
    }
}

/// A rung with its inputs, ready to be timed.
pub struct Task {
    /// The rung's name.
    pub name: &'static str,
    /// The rung's idea.
    pub idea: &'static str,
    /// Its operations at this size.
    pub operations: f64,
    /// Its bytes at this size.
    pub bytes: f64,
    /// Whether it uses all threads.
    pub parallel: bool,
    /// Runs it once.
    pub run: Box<dyn FnMut() + Send>,
}

/// What the benchmark knows of a ladder.
#[derive(Clone, Copy)]
pub struct Ladder {
    /// Its name: `attention`.
    pub name: &'static str,
    /// What is computed.
    pub about: &'static str,
    /// The sizes that are measured.
    pub sizes: &'static [Size],
    /// The rungs at a size.
    pub tasks: fn(Size) -> Vec<Task>,
}

/// All rungs that are measured at a size.
pub fn tasks<I: Inputs + Send + 'static>(rungs: &'static [Rung<I>], size: Size) -> Vec<Task> {
    let inputs = std::sync::Arc::new(I::new(size));
    let chosen = rungs.iter().filter(|rung| size.length <= rung.most);
    let task = |rung: &'static Rung<I>| {
        let inputs = inputs.clone();
        let mut out = vec![0.0; inputs.outputs()];
        if let Some(before) = inputs.before().filter(|_| rung.in_place) {
            out.copy_from_slice(before);
        }
        Task {
            name: rung.name,
            idea: rung.idea,
            operations: (rung.operations)(&inputs),
            bytes: (rung.bytes)(&inputs),
            parallel: rung.parallel,
            run: Box::new(move || {
                (rung.run)(&inputs, &mut out);
                std::hint::black_box(&mut out);
            }),
        }
    };
    chosen.map(task).collect()
}

/// Numbers that look random, between −1 and 1, and are the same everywhere.
pub fn numbers(seed: u64, count: usize) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d;
    let mut next = || {
        // xorshift*, of which the upper half is good.
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        let upper = state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40;
        upper as f32 / (1 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// Holds every rung of a ladder to a reference in double precision, at one size, with outputs that are poisoned first.
///
/// # Panics
/// If one of them differs by more than its tolerance.
#[cfg(test)]
pub fn hold<I: Inputs>(
    rungs: &[Rung<I>],
    size: Size,
    reference: impl Fn(&I) -> Vec<f64>,
    tolerance: impl Fn(&str) -> f64,
) {
    let inputs = I::new(size);
    let expected = reference(&inputs);
    assert_eq!(expected.len(), inputs.outputs());
    let scale = expected.iter().fold(0.0, |largest: f64, x| largest.max(x.abs())).max(1e-3);
    for rung in rungs {
        let mut out = vec![f32::NAN; inputs.outputs()];
        if let Some(before) = inputs.before().filter(|_| rung.in_place) {
            out.copy_from_slice(before);
        }
        (rung.run)(&inputs, &mut out);
        let allowed = tolerance(rung.name) * scale;
        for (place, (&mine, &wanted)) in out.iter().zip(&expected).enumerate() {
            let difference = (f64::from(mine) - wanted).abs();
            assert!(
                difference <= allowed,
                "{} at {size:?}: [{place}] is {mine}, not {wanted}; allowed {allowed:.1e}",
                rung.name
            );
        }
    }
}
