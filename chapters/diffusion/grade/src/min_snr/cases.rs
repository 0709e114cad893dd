//! The cases of `min_snr`.

use judge::{Case, Layout, Random};
use ndarray::Array1;

use super::Input;

/// The ends of what is promised.
pub(super) const LARGEST: f32 = 1e9;
pub(super) const GAMMAS: [f32; 2] = [0.1, 100.0];

const NOISE: usize = 0;
const DATA: usize = 1;
const V: usize = 2;

fn of(form: usize, gamma: f32, snr: &[f32]) -> Input {
    Input { snr: Array1::from(snr.to_vec()).into(), gamma, form }
}

/// Ratios between 10⁻³ and 10³, on both sides of γ, none near 0.
fn spread(random: &mut Random, form: usize, gamma: f32, count: usize) -> Input {
    let ratio = |at: usize| {
        let above = at.is_multiple_of(2);
        let factor = random.uniform(0.7..6.0).exp();
        f64::from(gamma) * if above { factor } else { 1.0 / factor }
    };
    let snr: Vec<f32> = (0..count).map(ratio).map(|x| x as f32).collect();
    of(form, gamma, &snr)
}

fn laid(mut input: Input, layout: Layout) -> Input {
    input.snr.layout = layout;
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "noise, γ = 5", make: |random| spread(random, NOISE, 5.0, 4) },
        Case { name: "data, γ = 5", make: |random| spread(random, DATA, 5.0, 4) },
        Case { name: "v, γ = 5", make: |random| spread(random, V, 5.0, 4) },
        Case { name: "noise, on both sides of γ", make: |_| of(NOISE, 5.0, &[4.9, 5.0, 5.1, 1.0]) },
        Case { name: "data, on both sides of γ", make: |_| of(DATA, 5.0, &[4.9, 5.0, 5.1, 1.0]) },
        Case { name: "v, on both sides of γ", make: |_| of(V, 5.0, &[3.9, 4.0, 4.5, 5.0, 5.1, 1.0]) },
        Case { name: "v, all above γ", make: |_| of(V, 5.0, &[9.0, 21.0, 600.0]) },
        Case { name: "v, all below γ", make: |_| of(V, 5.0, &[0.03, 0.4, 2.0]) },
        Case { name: "noise, all below γ", make: |_| of(NOISE, 20.0, &[0.03, 0.4, 2.0]) },
        Case { name: "noise, γ = 0.1", make: |random| spread(random, NOISE, GAMMAS[0], 5) },
        Case { name: "v, γ = 0.1", make: |random| spread(random, V, GAMMAS[0], 5) },
        Case { name: "data, γ = 0.1", make: |random| spread(random, DATA, GAMMAS[0], 5) },
        Case { name: "noise, γ = 100", make: |random| spread(random, NOISE, GAMMAS[1], 5) },
        Case { name: "v, γ = 100", make: |random| spread(random, V, GAMMAS[1], 5) },
        Case { name: "data, γ = 1", make: |random| spread(random, DATA, 1.0, 5) },
        Case { name: "noise, an SNR of 0", make: |_| of(NOISE, 5.0, &[0.0, 0.2, 30.0]) },
        Case { name: "data, an SNR of 0", make: |_| of(DATA, 5.0, &[0.2, 0.0, 30.0]) },
        Case { name: "v, an SNR of 0", make: |_| of(V, 5.0, &[0.2, 30.0, 0.0]) },
        Case { name: "noise, from hardly any signal to hardly any noise", make: |_| of(NOISE, 5.0, &LEVELS) },
        Case { name: "data, the same", make: |_| of(DATA, 5.0, &LEVELS) },
        Case { name: "v, the same", make: |_| of(V, 5.0, &LEVELS) },
        Case { name: "data, hardly any signal", make: |_| of(DATA, 5.0, &[2e-9, 1e-3, 4e-5]) },
        Case { name: "v, hardly any signal", make: |_| of(V, 5.0, &[2e-9, 1e-3, 4e-5]) },
        Case { name: "data, next to nothing of signal", make: |_| of(DATA, 5.0, &[2e-10, 3e-13, 1e-20]) },
        Case { name: "v, next to nothing of signal", make: |_| of(V, 5.0, &[1e-20, 2e-10, 3e-13]) },
        Case { name: "noise, hardly any noise", make: |_| of(NOISE, 5.0, &[LARGEST, 3e6, 4e4]) },
        Case { name: "one row", make: |random| spread(random, V, 5.0, 1) },
        Case { name: "one row, noise", make: |random| spread(random, NOISE, 5.0, 1) },
        Case { name: "300 rows", make: |random| spread(random, V, 5.0, 300) },
        Case { name: "strided", make: |random| laid(spread(random, NOISE, 5.0, 6), Layout::Strided) },
        Case { name: "reversed in memory", make: |random| laid(spread(random, V, 5.0, 5), Layout::Reversed) },
    ]
}

const LEVELS: [f32; 6] = [3e-9, 2e-4, 0.6, 40.0, 3e5, LARGEST];

pub(super) fn fresh(random: &mut Random) -> Input {
    let gamma = [1.0, 3.0, 5.0, 20.0][random.whole(0..=3)];
    let (form, count) = (random.whole(0..=2), random.whole(1..=9));
    let mut input = laid(spread(random, form, gamma, count), Layout::any(random));
    if count > 2 && random.chance(0.3) {
        let at = random.whole(0..=count - 1);
        input.snr.values[at] = 0.0;
    }
    input
}
