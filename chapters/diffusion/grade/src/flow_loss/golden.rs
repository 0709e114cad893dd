//! What is known of `flow_loss` from elsewhere.

use judge::{Golden, mistaken};
use ndarray::{Array2, array};

use super::knobs::Knobs;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        a_point_and_its_velocity,
        data_of_a_velocity,
        shifts,
        four_steps_shifted_once_and_twice,
        densities_with_and_without_jacobian
    ]
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 2e-6, "{found}, and not {expected}");
}

/// Data 1.5 and noise −0.7 at level 0.3: x is 0.84 and v is −2.2 (sd3.5's ModelSamplingDiscreteFlow, flow_matching's CondOTProbPath and diffusers'
/// FlowMatchEuler, executed). A network that gives what it sees then has a loss of (0.84 + 2.2)²; in the convention of the RF authors x is −0.04 and v is
/// 2.2.
fn a_point_and_its_velocity() {
    let (data, noise, level) = (array![[1.5_f32]], array![[-0.7_f32]], array![0.3_f32]);
    let loss = |knobs: Knobs| {
        let echo = |x: ndarray::ArrayView2<'_, f32>, _: ndarray::ArrayView1<'_, f32>| -> Array2<f32> {
            x.to_owned()
        };
        f64::from(knobs.loss(&echo, data.view(), noise.view(), level.view()))
    };
    near(loss(Knobs::default()), 3.04 * 3.04);
    near(loss(mistaken(mistakes(), "rf_convention")), 2.24 * 2.24);
    near(loss(mistaken(mistakes(), "velocity_backwards")), 1.36 * 1.36);
}

/// From x and v of these, the data; the mistakes by hand.
fn data_of_a_velocity() {
    let of = |knobs: Knobs, x: f32, v: f32| {
        f64::from(knobs.data(array![[x]].view(), array![[v]].view(), array![0.3].view())[[0, 0]])
    };
    near(of(Knobs::default(), 0.84, -2.2), 1.5);
    near(of(mistaken(mistakes(), "data_plus"), 0.84, -2.2), 0.18);
    // The velocity of the other convention, at its point, with a minus and with a plus; and with its own rule.
    near(of(Knobs::default(), -0.04, 2.2), -0.7);
    near(of(mistaken(mistakes(), "data_plus"), -0.04, 2.2), 0.62);
    near(of(mistaken(mistakes(), "data_of_rf"), -0.04, 2.2), 1.5);
}

/// Shifts of sd3.5, diffusers and flux at 0.3, executed; 1.15 is Flux's μ of 4096 tokens, and s is e^μ.
fn shifts() {
    let of = |knobs: Knobs, s: f32| f64::from(knobs.shift(0.3, s));
    near(of(Knobs::default(), 3.0), 0.5625);
    near(of(mistaken(mistakes(), "shift_inverse"), 3.0), 0.125);
    near(of(mistaken(mistakes(), "shift_product"), 3.0), 0.9);
    near(of(mistaken(mistakes(), "shift_one_more"), 3.0), 0.473_684);
    near(of(Knobs::default(), 1.15_f32.exp()), 0.575_103);
    near(of(mistaken(mistakes(), "shift_of_mu"), 1.15), 0.575_103);
    near(of(Knobs::default(), 1.15), 0.330_144);
}

/// diffusers 0.35 and its issue 13243, executed: s = 3, four steps.
fn four_steps_shifted_once_and_twice() {
    let of = |knobs: Knobs| knobs.levels(4, 3.0).mapv(f64::from);
    let right = of(Knobs::default());
    let bug = of(mistaken(mistakes(), "shifted_twice"));
    for at in 0..4 {
        near(right[at], [1.0, 0.857_326, 0.600_719, 0.002_994][at]);
        near(bug[at], [1.0, 0.857_692, 0.602_151, 0.008_929][at]);
    }
    assert_eq!((right[4], bug[4]), (0.0, 0.0));
}

/// `compute_density_for_timestep_sampling` of diffusers has this law; by hand, and by numpy.
fn densities_with_and_without_jacobian() {
    let of = |knobs: Knobs, t: f64| knobs.density(t, 0.0, 1.0);
    near(of(Knobs::default(), 0.5), 1.595_769);
    near(of(Knobs::default(), 0.1), 0.396_575);
    near(of(mistaken(mistakes(), "no_jacobian"), 0.1), 0.035_692);
}
