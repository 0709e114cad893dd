//! What is predicted, at which levels.

use ::diffusion::solution as a;
use ::diffusion::{Form, Level, Scales};
use ndarray::{arr0, array};
use serde_json::Value;

use super::{DOUBLE, network, network_in_python};
use crate::example::Examples;

pub(super) fn targets(e: &mut Examples) {
    e.exercise("vp_sde");
    for (t, dt, beta_0, beta_1, shape) in [(0.4, 0.05, 0.1, 20.0, (3, 2)), (1.0, 0.5, 5.0, 5.0, (1, 1))] {
        e.within(DOUBLE, "marginal", args![t, beta_0, beta_1], a::vp_sde::marginal(t, beta_0, beta_1));
        e.within(DOUBLE, "ve", args![t, 0.01, 50.0], a::vp_sde::ve(t, 0.01, 50.0));
        let [x, score, noise] = [(); 3].map(|()| e.normal(shape));
        let (v, w) = (x.view(), score.view());
        let arguments = args![x, score, t, beta_0, beta_1];
        e.case("reverse", arguments.clone(), a::vp_sde::reverse(v, w, t, beta_0, beta_1));
        e.case("flow", arguments, a::vp_sde::flow(v, w, t, beta_0, beta_1));
        let expected = a::vp_sde::step(v, w, noise.view(), t, dt, beta_0, beta_1);
        e.case("step", args![x, score, noise, t, dt, beta_0, beta_1], expected);
    }

    e.exercise("convert");
    let name = |form| match form {
        Form::Noise => "noise",
        Form::Data => "data",
        Form::V => "v",
        Form::Score => "score",
        Form::Velocity => "velocity",
    };
    for (from, to) in Form::ALL.into_iter().flat_map(|from| Form::ALL.map(|to| (from, to))) {
        let [value, x] = [(); 2].map(|()| e.normal((3, 2)));
        let [alpha, sigma] = [(); 2].map(|()| e.uniform(3, 0.2, 1.0));
        let expected = a::convert::convert(from, to, value.view(), x.view(), alpha.view(), sigma.view());
        e.case("convert", args![name(from), name(to), value, x, alpha, sigma], expected);
    }
    // Nothing has to be divided by 0.
    let (value, x, alpha, sigma) =
        (array![[0.5], [2.0]], array![[1.0], [-1.0]], array![0.0, 1.0], array![1.0, 0.0]);
    let expected =
        a::convert::convert(Form::V, Form::Data, value.view(), x.view(), alpha.view(), sigma.view());
    e.case("convert", args!["v", "data", value, x, alpha, sigma], expected);

    e.exercise("min_snr");
    for snr in [array![0.0, 0.5, 5.0, 80.0], array![7.0]] {
        for form in [Form::Noise, Form::Data, Form::V] {
            e.case("min_snr", args![snr, 5.0_f32, name(form)], a::min_snr::min_snr(snr.view(), 5.0, form));
        }
    }
}

pub(super) fn levels(e: &mut Examples) {
    e.exercise("edm");
    for (sigma, sigma_data, n, d) in [(2.0, 0.5, 3, 2), (0.002, 1.0, 1, 1)] {
        let Scales { skip, out, input, noise, weight } = a::edm::scales(sigma, sigma_data);
        let expected = [skip, out, input, noise, weight].map(arr0);
        e.within(DOUBLE, "scales", args![arr0(sigma), sigma_data], expected);
        let (x, sigmas) = (e.normal((n, d)), e.uniform(n, 0.1, 9.0));
        let expected = a::edm::denoise(&network, x.view(), sigmas.view(), 0.5);
        e.case("denoise", args![network_in_python(), x, sigmas, 0.5_f32], expected);
    }
    for (n, rho) in [(5, 7.0), (2, 1.0)] {
        let expected = a::edm::grid(n, 0.002, 80.0, rho);
        e.within(DOUBLE, "grid", args![n, 0.002, 80.0, rho], expected);
    }

    e.exercise("heun");
    // To 0, and not.
    for (sigmas, n, d) in [(array![9.0, 2.0, 0.5, 0.0], 3, 2), (array![2.0, 1.0], 1, 1)] {
        let x = e.normal((n, d));
        let arguments = args![network_in_python(), x, sigmas];
        e.case("euler", arguments.clone(), a::heun::euler(&network, x.view(), sigmas.view()));
        e.case("heun", arguments, a::heun::heun(&network, x.view(), sigmas.view()));
    }

    e.exercise("dpm_solver");
    let level = |alpha: f64, sigma: f64| Level { alpha, sigma };
    let shown = |levels: &[Level]| -> Vec<Value> {
        levels.iter().map(|level| object! {alpha: arr0(level.alpha), sigma: arr0(level.sigma)}).collect()
    };
    // From noise alone to data alone; and where the deviation grows beyond 1.
    for (levels, n, d) in [
        (vec![level(0.0, 1.0), level(0.6, 0.8), level(0.8, 0.6), level(0.96, 0.28), level(1.0, 0.0)], 3, 2),
        (vec![level(1.0, 9.0), level(1.0, 3.0), level(1.0, 1.0)], 1, 4),
    ] {
        let list = shown(&levels);
        let [x, x0, before] = [(); 3].map(|()| e.normal((n, d)));
        let expected = a::dpm_solver::first(x.view(), x0.view(), levels[0], levels[1]);
        e.case("first", args![x, x0, list[0], list[1]], expected);
        let three = [levels[0], levels[1], levels[2]];
        let expected = a::dpm_solver::second(x.view(), x0.view(), before.view(), three);
        e.case("second", args![x, x0, before, list[..3]], expected);
        let expected = a::dpm_solver::sample(&network, x.view(), &levels);
        e.case("sample", args![network_in_python(), x, list], expected);
    }
}

pub(super) fn straight(e: &mut Examples) {
    e.exercise("flow_loss");
    for (n, d, sigmas, steps, s) in [(3, 2, array![0.0, 0.3, 1.0], 4, 3.0), (1, 1, array![0.5], 1, 0.5)] {
        let [data, noise] = [(); 2].map(|()| e.normal((n, d)));
        let loss = a::flow_loss::loss(&network, data.view(), noise.view(), sigmas.view());
        e.case("loss", args![network_in_python(), data, noise, sigmas], arr0(loss));
        let expected = a::flow_loss::data(data.view(), noise.view(), sigmas.view());
        e.case("data", args![data, noise, sigmas], expected);
        let expected = a::flow_loss::step(data.view(), noise.view(), 0.75, 0.5);
        e.case("step", args![data, noise, 0.75_f32, 0.5_f32], expected);
        e.case("shift", args![0.25_f32, s], a::flow_loss::shift(0.25, s));
        e.case("levels", args![steps, s], a::flow_loss::levels(steps, s));
        let density = a::flow_loss::density(0.25, 0.5, f64::from(s));
        e.case("density", args![arr0(0.25), 0.5, s], arr0(density));
    }
}
