//! What is known of `soft` from elsewhere.

use judge::{Golden, portable, turned};
use ndarray::{Array1, Array2, Array3, array};

use super::Input;
use super::mistakes::{Knobs, Over, Scale};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![mistakes_give_the_values_that_were_computed_apart]
}

fn lcg(seed: u64, shape: (usize, usize)) -> Array2<f32> {
    let mut number = portable(seed);
    Array2::from_shape_simple_fn(shape, || number() as f32)
}

/// Four tokens of width 2, three experts with a slot each that multiply by 2, −1 and ½. Computed in numpy, float64, with the
/// softmaxes replaced; with lengths divided out as in google-research/vmoe.
fn mistakes_give_the_values_that_were_computed_apart() {
    let factors = [2.0, -1.0, 0.5];
    let input = Input {
        tokens: lcg(3, (4, 2)).into(),
        slots: lcg(4, (2, 3)).into(),
        scale: None,
        matrices: Array3::from_shape_fn((3, 2, 2), |(e, r, c)| if r == c { factors[e] } else { 0.0 }).into(),
        bent: false,
    };
    let first = |bend: fn(&mut Knobs)| turned(bend).run(&input).out.row(0).to_owned();
    let other = |k: &mut Knobs| k.dispatch = Over::Other;
    for (found, golden) in [
        (first(|_| ()), array![-0.229_845, -0.203_114]),
        (
            first(|k| {
                k.dispatch = Over::Other;
                k.combine = Over::Other;
            }),
            array![-0.211_218, -0.189_931],
        ),
        (first(other), array![-0.339_838, -0.336_802]),
        (first(|k| k.combine = Over::Other), array![-0.135_756, -0.100_974]),
        (first(|k| k.scale = Scale::Always), array![-0.283_453, -0.242_322]),
    ] {
        let apart: Array1<f32> = &found - &golden;
        assert!(apart.iter().all(|d| d.abs() < 2e-6), "{found}, not {golden}");
    }
}
