//! Numbers that any language can make again.

/// Numbers between −1 and 1, always the same for a seed: s ← (1103515245 s + 12345) mod 2³¹, and 2s/2³¹ − 1.
pub(crate) fn portable(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = (1_103_515_245 * state + 12_345) & 0x7fff_ffff;
        2.0 * state as f64 / 2_147_483_648.0 - 1.0
    }
}
