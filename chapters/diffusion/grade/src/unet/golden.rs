//! What is known of `unet` from elsewhere.

use judge::Golden;

use super::knobs::Knobs;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![a_time_of_three_in_four_numbers, the_other_orders]
}

fn close(found: &[f32], golden: &[f32]) {
    let near = found.iter().zip(golden).all(|(a, b)| (a - b).abs() < 1e-6);
    assert!(found.len() == golden.len() && near, "{found:?} is not {golden:?}");
}

fn embedding(knobs: Knobs, width: usize) -> Vec<f32> {
    knobs.embed(3.0, width, 10_000.0).to_vec()
}

/// cos 3, cos 0.03, sin 3 and sin 0.03, from a table; with a width of five a 0 follows.
fn a_time_of_three_in_four_numbers() {
    close(&embedding(Knobs::default(), 4), &[-0.989_992, 0.999_550, 0.141_120, 0.029_996]);
    close(&embedding(Knobs::default(), 5), &[-0.989_992, 0.999_550, 0.141_120, 0.029_996, 0.0]);
}

/// sin and cos of 3 and of 3 · 10⁻⁴, by hand: get_timestep_embedding of DDPM divides by half − 1.
fn the_other_orders() {
    let mistaken = |id: &str| judge::mistaken(super::mistakes::mistakes(), id);
    close(&embedding(mistaken("sines_first"), 4), &[0.141_120, 0.029_996, -0.989_992, 0.999_550]);
    close(&embedding(mistaken("half_minus_one"), 4), &[-0.989_992, 1.0, 0.141_120, 0.000_3]);
}
