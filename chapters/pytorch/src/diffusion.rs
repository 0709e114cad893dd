//! From noise to data.

use ::diffusion::solution as a;
use ::diffusion::{
    Ancestral, Averages, Edges, FeatureQueue, Form, Jump, Law, Level, Pair, Scales, Spacing, Stream,
    UnetLevel, Variance,
};
use ndarray::{Array1, Array2, Array3, ArrayView1, ArrayView2, ArrayView3, Axis, arr0, array, s};
use serde_json::Value;

use crate::example::Examples;
use crate::plain::python;

/// How far two `f64` may be apart.
const DOUBLE: f64 = 1e-9;

pub(crate) fn examples(e: &mut Examples) {
    noise(e);
    steps(e);
    guidance(e);
    targets(e);
    levels(e);
    straight(e);
    networks(e);
    scores(e);
    short(e);
}

/// A network, and the same in Python.
fn network(x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>) -> Array2<f32> {
    let factors = levels.mapv(|level| (0.01 * level).cos()).insert_axis(Axis(1));
    (&x * &factors).tanh()
}

fn network_in_python() -> Value {
    python("lambda x, t: torch.tanh(x * torch.cos(0.01 * t)[:, None])")
}

fn weaker(x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>) -> Array2<f32> {
    network(x, levels) * 0.5
}

fn weaker_in_python() -> Value {
    python("lambda x, t: 0.5 * torch.tanh(x * torch.cos(0.01 * t)[:, None])")
}

fn noise(e: &mut Examples) {
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

fn steps(e: &mut Examples) {
    e.exercise("posterior");
    let betas = vec![0.1, 0.02, 0.3, 0.2];
    let shown = Array1::from_vec(betas.clone());
    for (t, variance, name, clip, shape) in [
        (2, Variance::Small, "small", true, (3, 2)),
        (3, Variance::Large, "large", false, (2, 4)),
        (0, Variance::Large, "large", false, (1, 1)),
    ] {
        let (of_start, of_x, small) = a::posterior::coefficients(&betas, t);
        e.within(DOUBLE, "coefficients", args![shown, t], (arr0(of_start), arr0(of_x), arr0(small)));
        let [x, noise, fresh] = [(); 3].map(|()| e.normal(shape));
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
        for (trained, steps) in [(1_000, 7), (10, 4), (5, 1)] {
            let expected = Array1::from_vec(a::ddim::times(trained, steps, spacing));
            e.case("times", args![trained, steps, name], expected);
        }
    }
}

fn guidance(e: &mut Examples) {
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
        let draws = e.uniform(labels.len(), 0.0, 1.0);
        let expected = a::cfg::drop(&labels, &draws.to_vec(), 0.5, null);
        e.case("drop", args![list, draws, 0.5_f32, null], Array1::from_vec(expected));
        let expected = a::cfg::auto(&network, &weaker, x.view(), levels.view(), s);
        e.case("auto", args![network_in_python(), weaker_in_python(), x, levels, s], expected);
    }
}

fn targets(e: &mut Examples) {
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

fn levels(e: &mut Examples) {
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

fn straight(e: &mut Examples) {
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

fn networks(e: &mut Examples) {
    e.exercise("unet");
    for (t, width) in [(3.5, 7), (900.0, 4), (1.0, 1)] {
        e.case("embed", args![t, width, 1e4_f32], a::unet::embed(t, width, 1e4));
    }
    let down = |x: ArrayView3<'_, f32>, embedding: ArrayView1<'_, f32>| (&x * embedding[0]).tanh();
    // A channel of those that come from below, and one of those that were kept.
    let up = |x: ArrayView3<'_, f32>, embedding: ArrayView1<'_, f32>| {
        &x.slice(s![..1, .., ..]) - &(&x.slice(s![-1.., .., ..]) * embedding[1])
    };
    let middle = |x: ArrayView3<'_, f32>, embedding: ArrayView1<'_, f32>| &x + embedding[0];
    for (shape, count) in [((3, 8, 4), 2), ((2, 3, 1), 0)] {
        let (x, embedding) = (e.normal(shape), e.normal(2));
        let levels = vec![UnetLevel { down: &down, up: &up }; count];
        let level = object! {
            down: python("lambda x, e: torch.tanh(e[0] * x)"), up: python("lambda x, e: x[:1] - e[1] * x[-1:]")
        };
        let expected = a::unet::forward(x.view(), embedding.view(), &levels, &middle);
        e.case("forward", args![x, embedding, vec![level; count], python("lambda x, e: x + e[0]")], expected);
    }

    e.exercise("patchify");
    for (shape, p) in [((3, 4, 6), 2), ((2, 3, 3), 3)] {
        let image: Array3<f32> = e.normal(shape);
        let tokens = a::patchify::patchify(image.view(), p);
        e.case("patchify", args![image, p], &tokens);
        let expected = a::patchify::unpatchify(tokens.view(), shape, p);
        e.case("unpatchify", args![tokens, shape, p], expected);
    }

    e.exercise("adaln_zero");
    for (n, d, m) in [(4, 3, 2), (1, 2, 5)] {
        let (x, c) = (e.normal((n, d)), e.normal(m));
        let (shift, scale) = (e.normal(d), e.normal(d));
        let expected = a::adaln_zero::modulate(x.view(), shift.view(), scale.view());
        e.case("modulate", args![x, shift, scale], expected);
        // The numbers of a token can be equal, far from 0. PyTorch computes x · r − mean · r, and loses digits there.
        let mut far = x.clone();
        far.row_mut(0).fill(500.0);
        let expected = a::adaln_zero::modulate(far.view(), shift.view(), scale.view());
        e.within(5e-3, "modulate", args![far, shift, scale], expected);
        let (weights, bias) = (e.normal((6 * d, m)), e.normal(6 * d));
        let attention = |x: ArrayView2<'_, f32>| {
            let mut sums = x.to_owned();
            sums.accumulate_axis_inplace(Axis(0), |before, sum| *sum += before);
            sums
        };
        let mlp = |x: ArrayView2<'_, f32>| x.tanh();
        let expected =
            a::adaln_zero::block(x.view(), c.view(), weights.view(), bias.view(), &attention, &mlp);
        let shown = python("lambda x: x.cumsum(dim=0)");
        e.case("block", args![x, c, weights, bias, shown, python("torch.tanh")], expected);
    }

    e.exercise("mmdit");
    // In the second there is no text.
    for (n, m, heads, d, with_gains) in [(3, 4, 2, 3, true), (0, 2, 1, 2, false)] {
        let arrays = [n, m].map(|count| {
            let rows = [(); 3].map(|()| e.normal((count, heads * d)));
            (rows, [(); 2].map(|()| e.normal(d)))
        });
        let [text, image] = arrays.each_ref().map(|([queries, keys, values], gains)| Stream {
            queries: queries.view(),
            keys: keys.view(),
            values: values.view(),
            gains: with_gains.then(|| gains.each_ref().map(|gain| gain.view())),
        });
        let [said, seen] = arrays.each_ref().map(|([queries, keys, values], gains)| {
            object! {queries: queries, keys: keys, values: values, gains: with_gains.then_some(gains)}
        });
        e.case("mmdit", args![said, seen, heads], a::mmdit::mmdit(text, image, heads));
    }
}

fn double(array: &Array2<f32>) -> Array2<f64> {
    array.mapv(f64::from)
}

fn scores(e: &mut Examples) {
    e.exercise("frechet");
    // The second covariance is singular, and the third is of one feature.
    for (n, d) in [(9, 3), (2, 3), (4, 1)] {
        let (features, other) = (double(&e.normal((n, d))) + 50.0, double(&e.normal((7, d))) * 2.0 + 49.0);
        let (mean, covariance) = a::frechet::moments(features.view());
        e.within(DOUBLE, "moments", args![features], (&mean, &covariance));
        let (other_mean, other_covariance) = a::frechet::moments(other.view());
        let expected =
            a::frechet::distance(mean.view(), covariance.view(), other_mean.view(), other_covariance.view());
        e.within(1e-6, "distance", args![mean, covariance, other_mean, other_covariance], arr0(expected));
    }

    e.exercise("fd_loss");
    for (size, d, new, next) in [(9, 3, 4, 7), (5, 1, 5, 0)] {
        let mut queue = FeatureQueue { features: double(&e.normal((size, d))), next };
        let shown = |queue: &FeatureQueue| object! {features: queue.features, next: queue.next};
        let (before, rows) = (shown(&queue), double(&e.normal((new, d))));
        a::fd_loss::push(&mut queue, rows.view());
        e.changes("push", args![before, rows], Value::Null, &[(0, shown(&queue))]);
        let (mean, covariance) = a::frechet::moments(double(&(e.normal((8, d)) + 1.0)).view());
        let value = a::fd_loss::loss(&queue, new, mean.view(), covariance.view());
        let expected = (arr0(value.distance), arr0(value.loss), value.gradient);
        e.within(1e-6, "loss", args![shown(&queue), new, mean, covariance], expected);
        let mut averages = Averages { mean, second: covariance };
        let shown = |averages: &Averages| object! {mean: averages.mean, second: averages.second};
        let before = shown(&averages);
        let expected = a::fd_loss::ema(&mut averages, rows.view(), 0.75);
        e.changes("ema", args![before, rows, 0.75], expected, &[(0, shown(&averages))]);
    }
}

fn short(e: &mut Examples) {
    e.exercise("blocks");
    let law = Law { mean: -0.5, deviation: 1.2 };
    let shown = object! {mean: law.mean, deviation: law.deviation};
    for (count, sigmas, n, d) in [(3, array![60.0, 2.0, 0.6, 0.01], 3, 2), (1, array![0.5], 1, 1)] {
        let boundaries = a::blocks::boundaries(count, law, 0.002, 80.0);
        e.within(1e-6, "boundaries", args![count, shown, 0.002, 80.0], &boundaries);
        // A level on a boundary belongs to the block above.
        for sigma in [80.0, boundaries[count - 1], 0.002] {
            e.case("of", args![sigma, boundaries], a::blocks::of(sigma, boundaries.view()));
        }
        let [z, denoised] = [(); 2].map(|()| e.normal((n, d)));
        let expected = a::blocks::step(z.view(), denoised.view(), 2.0, 0.5);
        e.case("step", args![z, denoised, 2.0, 0.5], expected);
        let third = |x: ArrayView2<'_, f32>, _: ArrayView1<'_, f32>| &x * 0.25;
        let networks: [::diffusion::Network<'_>; 3] = [&network, &weaker, &third];
        let expected = a::blocks::sample(&networks[..count], z.view(), sigmas.view(), boundaries.view());
        let list = [network_in_python(), weaker_in_python(), python("lambda x, t: 0.25 * x")];
        e.case("sample", args![list[..count], z, sigmas, boundaries], expected);
    }

    e.exercise("consistency");
    let edges = Edges { least: 0.002, data: 0.5 };
    let shown = object! {least: edges.least, data: edges.data};
    // At the least level the function gives back its input.
    for (high, low) in [(array![9.0, 0.5, 0.1], array![3.0, 0.25, 0.002]), (array![2.0], array![0.002])] {
        for sigma in high.iter().chain(&low) {
            let (skip, out) = a::consistency::scales(*sigma, edges);
            e.case("scales", args![arr0(*sigma), shown], (arr0(skip), arr0(out)));
        }
        let [data, noise] = [(); 2].map(|()| e.normal((high.len(), 2)));
        let expected = a::consistency::denoise(&network, data.view(), high.view(), edges);
        e.case("denoise", args![network_in_python(), data, high, shown], expected);
        let pair = Pair {
            student: &network,
            target: &weaker,
            data: data.view(),
            noise: noise.view(),
            high: high.view(),
            low: low.view(),
            edges,
        };
        let fields = object! {
            student: network_in_python(), target: weaker_in_python(), data: data, noise: noise, high: high, low: low,
            edges: shown
        };
        e.case("loss", args![fields], arr0(a::consistency::loss(pair)));
    }
}
