//! What is known of `adaln_zero` from elsewhere.

use judge::Golden;
use ndarray::{Array1, array};

use super::knobs::Knobs;
use super::{Answered, Input};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![a_token_modulated, a_token_gated]
}

/// The token (1, −2, 3) with a shift of 0.1 and a scale of 0.5 in all channels.
fn modulated(knobs: Knobs) -> Vec<f32> {
    let x = array![[1.0, -2.0, 3.0]].into();
    let [shift, scale] = [0.1, 0.5].map(|number| Array1::from_elem(3, number).into());
    match knobs.run(&Input::Modulate { x, shift, scale }) {
        Answered::Modulated(out) => out.into_iter().collect(),
        Answered::Ran(..) => unreachable!("that is what was called"),
    }
}

fn mistaken(id: &str) -> Knobs {
    judge::mistaken(super::mistakes::mistakes(), id)
}

fn close(found: &[f32], golden: &[f32]) {
    let near = found.iter().zip(golden).all(|(a, b)| (a - b).abs() < 2e-6);
    assert!(near, "{found:?} is not {golden:?}");
}

/// `modulate` of facebookresearch/DiT, executed; the rows below are what the mistakes give, by a program of its own.
fn a_token_modulated() {
    close(&modulated(Knobs::default()), &[0.343_332, -1.846_657, 1.803_325]);
    close(&modulated(mistaken("no_one_plus")), &[0.181_111]);
    close(&modulated(mistaken("shift_and_scale_swapped")), &[0.678_444, -0.927_548, 1.749_105]);
    close(&modulated(mistaken("norm_afterwards")), &[0.162_221]);
}

/// The same token, when the layer says what it hears and the gate is 0.2: `DiTBlock` of facebookresearch/DiT, executed.
fn a_token_gated() {
    let x = array![[1.0, -2.0, 3.0]];
    let heard = array![[0.343_332, -1.846_657, 1.803_325]];
    let gate = Array1::from_elem(3, 0.2);
    let of = |knobs: Knobs| -> Vec<f32> {
        let out = knobs.added::<f64>(&x, &heard, &|x| x.to_owned(), &gate);
        out.mapv(|x| x as f32).into_iter().collect()
    };
    close(&of(Knobs::default()), &[1.068_666, -2.369_331, 3.360_665]);
    close(&of(mistaken("one_plus_gate")), &[1.411_999]);
    close(&of(mistaken("gate_of_both")), &[0.268_666]);
}
