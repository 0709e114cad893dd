//! What is known of `streaming` from elsewhere.

use judge::{Golden, mistaken, turned};

use super::bent::Knobs;
use super::inputs::Input;
use super::knobs::Merge;
use super::mistakes::mistakes;
use super::right;
use crate::diloco::workers::Team;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![four_settings_of_torchft, three_that_are_wrong]
}

/// Two workers with θ = (0.1, 0.2, 0.3, 0.4), gradients h (θ − c), inner SGD of 0.1, η = 0.7, μ = 0.9, H = 4, and 16 steps.
fn input(fragments: usize, delay: usize, own: f64) -> Input {
    let team = Team {
        rate: 0.7,
        momentum: 0.9,
        weights: vec![0.1, 0.2, 0.3, 0.4],
        velocity: vec![0.0; 4],
        inner: 0.1,
        adam: false,
        curvature: vec![vec![1.0, 0.5, 2.0, 1.5], vec![0.3, 1.0, 0.7, 2.0]],
        centre: vec![vec![1.0, -2.0, 0.5, 3.0], vec![-1.0, 0.5, 2.0, 1.0]],
    };
    Input { team, every: 4, fragments, delay, own, steps: 16 }
}

fn is(found: &[f64], known: [f64; 4], what: &str) {
    assert!(
        found.iter().zip(known).all(|(a, b)| (a - b).abs() < 1e-6),
        "{what}: {found:?} are not {known:?}"
    );
}

/// By pytorch/torchft's `DiLoCo` at 73dafea with gloo between two processes, executed: where worker 1 ends.
fn four_settings_of_torchft() {
    let known = [
        (2, 1, 0.25, [0.575_041, -0.560_820, 1.027_528, 2.458_478]),
        (2, 1, 0.0, [0.571_621, -0.511_618, 1.177_297, 2.514_515]),
        (2, 0, 0.0, [0.628_202, -0.625_794, 1.225_394, 2.463_682]),
        (1, 0, 0.0, [0.582_161, -0.541_192, 1.225_394, 2.463_682]),
    ];
    for (fragments, delay, own, known) in known {
        let input = input(fragments, delay, own);
        let what = format!("P = {fragments}, τ = {delay}, α = {own}");
        is(&right::<f64>(&input, false)[0].local, known, &what);
        is(&turned::<Knobs>(|_| ()).run(&input).results[0].local, known, &what);
    }
}

/// The first of these settings with a mistake, by another program in double precision. It simulated all workers with a single global copy, and where that was saved
/// after mixing, it was the mean of the mixtures. Real ranks each have a copy of their own: that value is from a third program.
fn three_that_are_wrong() {
    let end = |knobs: Knobs| knobs.run(&input(2, 1, 0.25)).results[0].local.clone();
    is(
        &end(turned(|k: &mut Knobs| k.merge = Merge::SavedMean)),
        [0.578_234, -0.564_371, 1.057_023, 2.546_975],
        "one global copy for all, saved mixed",
    );
    let known = [
        ("global_saved_mixed", [0.656_897, -0.692_442, 0.961_097, 2.824_252]),
        ("alpha_swapped", [0.688_060, -0.798_995, 0.698_490, 2.590_404]),
        ("measured_on_arrival", [0.608_457, -0.639_677, 1.062_238, 2.439_495]),
    ];
    for (id, known) in known {
        is(&end(mistaken(mistakes(), id)), known, id);
    }
}
