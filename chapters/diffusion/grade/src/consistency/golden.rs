//! What is known of `consistency` from elsewhere.

use diffusion::{Edges, Pair};
use judge::{Golden, mistaken};
use ndarray::{Array2, ArrayView1, ArrayView2, array};

use super::knobs::Knobs;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![scalings, a_denoised_number, the_boundary, the_loss_of_four_pairs]
}

/// σ_min and σ_data of openai/consistency_models.
const EDGES: Edges = Edges { least: 0.002, data: 0.5 };

fn near(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs(), "{found}, and not {expected}");
}

/// A network that always gives 0.3.
fn constant(x: ArrayView2<'_, f32>, _: ArrayView1<'_, f32>) -> Array2<f32> {
    x.mapv(|_| 0.3)
}

/// `get_scalings_for_boundary_condition` and `get_scalings` of openai/consistency_models, executed.
fn scalings() {
    let of = |knobs: Knobs, sigma: f32| {
        let (skip, out) = knobs.scales(sigma, EDGES);
        (f64::from(skip), f64::from(out))
    };
    assert_eq!(of(Knobs::default(), 0.002), (1.0, 0.0));
    let edm = || mistaken(mistakes(), "edm_scales");
    for ((found, other), (skip, out)) in [
        (of(Knobs::default(), 1.0), (0.200_641, 0.446_319)),
        (of(edm(), 1.0), (0.2, 0.447_214)),
        (of(edm(), 0.002), (0.999_984, 0.002)),
    ] {
        near(found, skip, 3e-6);
        near(other, out, 1e-5);
    }
}

fn denoised(knobs: Knobs, sigma: f32) -> f64 {
    f64::from(knobs.denoise(&constant, array![[2.0]].view(), array![sigma].view(), EDGES)[[0, 0]])
}

/// x = 2, F = 0.3, σ = 0.5: `KarrasDenoiser.denoise`, executed; the mistakes by numpy in double precision.
fn a_denoised_number() {
    near(denoised(Knobs::default(), 0.5), 1.109_650, 1e-6);
    for (id, expected) in [
        ("edm_scales", 1.106_066),
        ("out_below", 1.109_861),
        ("out_without_data", 1.215_292),
        ("edm_out", 1.110_074),
        ("out_of_lcm", 1.215_714),
    ] {
        near(denoised(mistaken(mistakes(), id), 0.5), expected, 1e-6);
    }
}

/// At σ_min, by numpy in double precision.
fn the_boundary() {
    near(denoised(Knobs::default(), 0.002), 2.0, 0.0);
    near(denoised(mistaken(mistakes(), "out_below"), 0.002), 2.0, 0.0);
    near(denoised(mistaken(mistakes(), "edm_scales"), 0.002), 2.000_568, 1e-6);
    near(denoised(mistaken(mistakes(), "edm_out"), 0.002), 2.000_600, 1e-6);
}

/// Data 1.5, noise −0.7, both networks 0.3, and the pairs of five levels: `consistency_losses` of openai/consistency_models, of which the first pair was executed, and
/// the others by numpy in double precision.
fn the_loss_of_four_pairs() {
    let of = |knobs: &Knobs, high: f32, low: f32| {
        f64::from(knobs.loss(Pair {
            student: &constant,
            target: &constant,
            data: array![[1.5]].view(),
            noise: array![[-0.7]].view(),
            high: array![high].view(),
            low: array![low].view(),
            edges: EDGES,
        }))
    };
    let low = mistaken(mistakes(), "weight_of_low");
    let levels = [80.0, 17.527_832, 2.515_219, 0.169_753, 0.002];
    let right = [0.000_179_614, 0.000_066_744_5, 5.518_253, 1.698_896];
    let wrong = [0.000_179_753, 0.000_069_325_6, 51.36, 10_974.0];
    for (at, pair) in levels.windows(2).enumerate() {
        near(of(&Knobs::default(), pair[0], pair[1]), right[at], 1e-4);
        near(of(&low, pair[0], pair[1]), wrong[at], 1e-4);
    }
}
