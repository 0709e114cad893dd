//! What is known of `schedule` from elsewhere.

use judge::Golden;
use ndarray::Array1;

use super::Input;
use super::knobs::Knobs;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![the_schedules_of_official_code, four_steps_by_hand, a_cosine_that_is_not_clipped]
}

fn near(found: f64, golden: f64, by: f64) {
    assert!((found / golden - 1.0).abs() < by, "{found} is not {golden}");
}

fn kept(input: &Input) -> Array1<f64> {
    let right = Knobs::default();
    right.run(&Input::Cumulative(right.run(input).into()))
}

/// `get_named_beta_schedule` of improved-diffusion and guided-diffusion and diffusers' `DDPMScheduler`, executed.
fn the_schedules_of_official_code() {
    let linear = kept(&Input::Linear { steps: 1000, first: 1e-4, last: 0.02 });
    for (t, golden) in
        [(0, 0.9999), (1, 0.999_780_092), (249, 0.524_085), (499, 0.078_587), (749, 0.003_350_55)]
    {
        near(linear[t], golden, 4e-6);
    }
    near(linear[999], 4.035_83e-5, 4e-6);
    let cosine = kept(&Input::Cosine { steps: 1000 });
    near(cosine[0], 1.0 - 4.128_42e-5, 1e-9);
    near(cosine[499], 0.493_844, 4e-6);
    near(cosine[999], 2.428_77e-9, 4e-6);
    let scaled = kept(&Input::ScaledLinear { steps: 1000, first: 0.000_85, last: 0.012 });
    near(scaled[499], 0.277_67, 4e-5);
    near(scaled[999], 0.004_66, 1e-3);
}

/// β = 0.1, 0.2, 0.3, 0.4: the products by hand.
fn four_steps_by_hand() {
    let left = kept(&Input::Linear { steps: 4, first: 0.1, last: 0.4 });
    for (&found, golden) in left.iter().zip([0.9, 0.72, 0.504, 0.3024]) {
        near(found, golden, 1e-12);
    }
    near(Knobs::default().run(&Input::Snr(left.into()))[2], 0.504 / 0.496, 1e-12);
}

/// Without the limit of 0.999 the last β of 1000 is 1 to the last digit, and ᾱ is 3.7e-33 by the formula of f alone.
fn a_cosine_that_is_not_clipped() {
    let mistaken = judge::mistaken(super::mistakes::mistakes(), "cosine_not_clipped");
    let input = Input::Cosine { steps: 1000 };
    let (right, wrong) = (Knobs::default().run(&input), mistaken.run(&input));
    near(right[998], 0.749_999, 4e-6);
    assert!(right[999] == 0.999 && 1.0 - wrong[999] < 1e-15, "{} {}", right[999], wrong[999]);
    let kept = judge::mistaken(super::mistakes::mistakes(), "cosine_of_levels").run(&input);
    assert!(kept[999] > 3.6e-33 && kept[999] < 3.9e-33, "{}", kept[999]);
}
