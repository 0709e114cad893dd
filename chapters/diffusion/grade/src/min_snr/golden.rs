//! What is known of `min_snr` from elsewhere.

use judge::{Golden, mistaken};
use ndarray::array;

use super::Input;
use super::bent::Knobs;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![the_official_weights, weights_that_are_not_theirs]
}

fn close(knobs: Knobs, form: usize, golden: [f32; 4]) {
    let input = Input { snr: array![0.1, 1.0, 5.0, 20.0].into(), gamma: 5.0, form };
    let found = knobs.run(&input);
    let near = found.iter().zip(golden).all(|(a, b)| (a - b).abs() < 1e-4);
    assert!(near, "{found} is not {golden:?}");
}

/// TiankaiHang/Min-SNR-Diffusion-Training, the loss weights `min_snr_5` and `vmin_snr_5`, executed.
fn the_official_weights() {
    close(Knobs::default(), 0, [1.0, 1.0, 1.0, 0.25]);
    close(Knobs::default(), 1, [0.1, 1.0, 5.0, 5.0]);
    close(Knobs::default(), 2, [0.0909, 0.5, 0.8333, 0.2381]);
    let zero = |form| Knobs::default().run(&Input { snr: array![0.0].into(), gamma: 5.0, form })[0];
    assert_eq!([0, 1, 2].map(zero), [1.0, 1.0, 1.0]);
}

/// At an SNR of 20, where the weight of v is 0.238095; by hand.
fn weights_that_are_not_theirs() {
    let of = |id: &str, form| {
        let input = Input { snr: array![20.0].into(), gamma: 5.0, form };
        mistaken::<Knobs>(mistakes(), id).run(&input)[0]
    };
    for (id, form, golden) in [
        ("v_as_noise", 2, 0.25),
        ("v_as_data", 2, 5.0),
        ("max_for_min", 0, 1.0),
        ("no_clamp", 2, 0.952_381),
        ("root_of_the_snr", 2, 0.817_256),
    ] {
        let found = of(id, form);
        assert!((found - golden).abs() < 1e-6, "{id}: {found}");
    }
    // diffusers, issue 5654.
    close(mistaken(mistakes(), "one_more_above"), 2, [1.0, 1.0, 0.8333, 0.2381]);
}
