//! Into noise, and back step by step.

use ::diffusion::solution as a;
use ::diffusion::{Ancestral, Jump, Spacing, Variance};
use ndarray::{Array1, ArrayView1, ArrayView2, Axis, arr0, array};

use super::{DOUBLE, network, network_in_python, weaker, weaker_in_python};
use crate::example::{Examples, with};
use crate::plain::python;

pub(super) fn noise(e: &mut Examples) {
    e.exercise("schedule");
    for (steps, first, last) in [(7, 1e-4, 0.02), (1, 0.001, 0.5)] {
        let betas = a::schedule::linear(steps, first, last);
        e.within(DOUBLE, "linear", args![steps, first, last], &betas);
        e.within(
            DOUBLE,
            "scaled_linear",
            args![steps, first, last],
            a::schedule::scaled_linear(steps, first, last),
        );
        e.within(DOUBLE, "cosine", args![steps], a::schedule::cosine(steps));
        let abar = a::schedule::cumulative(betas.view());
        e.within(DOUBLE, "snr", args![abar], a::schedule::snr(abar.view()));
        e.within(DOUBLE, "cumulative", args![betas], abar);
    }
    // After a step with β = 1 nothing is left.
    let betas = array![0.25, 1.0, 0.5];
    e.within(DOUBLE, "cumulative", args![betas], a::schedule::cumulative(betas.view()));

    for (n, d, steps) in [(4, 3, vec![2, 0, 2, 3]), (1, 2, vec![1])] {
        let (x0, noise) = (e.normal((n, d)), e.normal((n, d)));
        // Both ends are included.
        let abar = array![1.0, 1.0 - 1e-9, 0.3, 0.0];
        let shown = Array1::from_vec(steps.clone());
        e.exercise("q_sample");
        let noisy = a::q_sample::q_sample(x0.view(), noise.view(), abar.view(), &steps);
        e.case("q_sample", args![x0, noise, abar, shown], noisy);
        e.exercise("eps_loss");
        let loss = a::eps_loss::eps_loss(&network, x0.view(), noise.view(), abar.view(), &steps);
        e.case("eps_loss", args![network_in_python(), x0, noise, abar, shown], arr0(loss));
    }
}

pub(super) fn steps(e: &mut Examples) {
    e.exercise("posterior");
    let betas = vec![0.1, 0.02, 0.3, 0.2];
    let shown = Array1::from_vec(betas.clone());
    for (t, variance, name, clip, shape) in [
        (2, Variance::Small, "small", true, (3, 2)),
        (3, Variance::Large, "large", false, (2, 4)),
        (1, Variance::Large, "large", true, (1, 2)),
        (0, Variance::Large, "large", false, (1, 1)),
    ] {
        let (of_start, of_x, small) = a::posterior::coefficients(&betas, t);
        e.within(DOUBLE, "coefficients", args![shown, t], (arr0(of_start), arr0(of_x), arr0(small)));
        let [x, noise, fresh] = [(); 3].map(|()| e.normal(shape));
        // Where what is guessed of the start is clipped, from above and from below.
        let x = with(x, [([0, 0], 5.0), ([0, shape.1 - 1], -5.0)]);
        let at = Ancestral { betas: &betas, t, variance, clip };
        let shown = object! {betas: shown, t: t, variance: name, clip: clip};
        let expected = a::posterior::step(x.view(), noise.view(), fresh.view(), at);
        e.case("step", args![x, noise, fresh, shown], expected);
    }

    e.exercise("ddim");
    // To less noise with some of it fresh, to data, and back towards noise.
    for (from, to, eta, shape) in [(0.3, 0.6, 0.5, (3, 2)), (0.9, 1.0, 0.0, (1, 4)), (0.5, 0.2, 0.0, (2, 1))]
    {
        let [x, noise, fresh] = [(); 3].map(|()| e.normal(shape));
        let expected = a::ddim::step(x.view(), noise.view(), fresh.view(), Jump { from, to, eta });
        e.case("step", args![x, noise, fresh, from, to, eta], expected);
    }
    for (spacing, name) in
        [(Spacing::Leading, "leading"), (Spacing::Trailing, "trailing"), (Spacing::Linspace, "linspace")]
    {
        for (trained, steps) in [(1_000, 7), (10, 4), (9, 2), (5, 1)] {
            let expected = Array1::from_vec(a::ddim::times(trained, steps, spacing));
            e.case("times", args![trained, steps, name], expected);
        }
    }
}

pub(super) fn guidance(e: &mut Examples) {
    e.exercise("cfg");
    let labelled = |x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>, labels: &[usize]| {
        let factors: Array1<f32> = labels.iter().map(|&label| label as f32 - 1.5).collect();
        network(x, levels) * factors.insert_axis(Axis(1))
    };
    let shown =
        python("lambda x, t, labels: torch.tanh(x * torch.cos(0.01 * t)[:, None]) * (labels - 1.5)[:, None]");
    // A label can be that of nothing itself.
    for (labels, null, s, d) in [(vec![0, 3, 9, 1], 9, 2.5, 3), (vec![2], 0, 0.0, 2)] {
        let (x, levels) = (e.normal((labels.len(), d)), e.uniform(labels.len(), 0.0, 90.0));
        let list = Array1::from_vec(labels.clone());
        let expected = a::cfg::guide(&labelled, x.view(), levels.view(), &labels, null, s);
        e.case("guide", args![shown, x, levels, list, null, s], expected);
        let draws = with(e.uniform(labels.len(), 0.0, 1.0), [(0, 0.5)]);
        let expected = a::cfg::drop(&labels, &draws.to_vec(), 0.5, null);
        e.case("drop", args![list, draws, 0.5_f32, null], Array1::from_vec(expected));
        let expected = a::cfg::auto(&network, &weaker, x.view(), levels.view(), s);
        e.case("auto", args![network_in_python(), weaker_in_python(), x, levels, s], expected);
    }
}
