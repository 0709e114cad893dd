//! What is known of `edm` from elsewhere.

use judge::Golden;
use ndarray::array;

use super::bent::Knobs;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![scales_of_one, noise_of_two, official_outputs, five_levels]
}

fn knobs(id: &str) -> Knobs {
    if id.is_empty() { Knobs::default() } else { judge::mistaken(super::mistakes::mistakes(), id) }
}

fn near(found: f64, golden: f64) {
    assert!((found - golden).abs() < 1e-6 * golden.abs().max(1.0), "{found} is not {golden}");
}

/// σ = 1, σ_data = 0.5, by the formulas of arXiv 2206.00364, table 1, with what slips give.
fn scales_of_one() {
    let right = knobs("").scales(1.0, 0.5);
    for (found, golden) in [
        (right.skip, 0.2),
        (right.out, 0.447_214),
        (right.input, 0.894_427),
        (right.noise, 0.0),
        (right.weight, 5.0),
        (knobs("skip_of_noise").scales(1.0, 0.5).skip, 0.8),
        (knobs("out_without_data").scales(1.0, 0.5).out, 0.894_427),
        (knobs("input_without_root").scales(1.0, 0.5).input, 0.8),
        (knobs("weight_root").scales(1.0, 0.5).weight, 2.236_068),
        (knobs("weight_of_sum").scales(1.0, 0.5).weight, 9.0),
    ] {
        near(found, golden);
    }
}

/// ln(2) / 4, and ln(2).
fn noise_of_two() {
    near(knobs("").scales(2.0, 0.5).noise, 0.173_287);
    near(knobs("noise_whole").scales(2.0, 0.5).noise, std::f64::consts::LN_2);
}

/// NVlabs/edm, `EDMPrecond`, executed with a network that returns 0.3, for x = 2 at σ = 1 and 0.1.
fn official_outputs() {
    let network = |x: ndarray::ArrayView2<'_, f32>, _: ndarray::ArrayView1<'_, f32>| x.mapv(|_| 0.3);
    let x = array![[2.0_f32], [2.0]];
    let rows = knobs("").denoise(&network, x.view(), array![1.0, 0.1].view(), 0.5);
    near(rows[[0, 0]].into(), 0.534_164);
    near(rows[[1, 0]].into(), 1.952_494);
}

/// Between 0.002 and 80, ρ = 7, by the formula; the last level before the 0 with i / n; ρ = 1; equal steps of the logarithm.
fn five_levels() {
    let of = |id: &str, rho: f64| knobs(id).grid(5, 0.002, 80.0, rho);
    for (found, golden) in of("", 7.0).iter().zip([80.0, 17.527_832, 2.515_219, 0.169_753, 0.002, 0.0]) {
        near(*found, golden);
    }
    assert!((of("over_count", 7.0)[4] - 0.085).abs() < 5e-4);
    near(of("", 1.0)[1], 60.0005);
    for (found, golden) in of("logarithmic", 7.0).iter().zip([80.0, 5.656_854, 0.4, 0.028_284, 0.002, 0.0]) {
        near(*found, golden);
    }
}
