//! Networks, scores of samples, and short ways.

use ::diffusion::solution as a;
use ::diffusion::{Averages, Edges, FeatureQueue, Law, Pair, Stream, UnetLevel};
use ndarray::{Array2, Array3, ArrayView1, ArrayView2, ArrayView3, Axis, arr0, array, s};
use serde_json::Value;

use super::{DOUBLE, network, network_in_python, weaker, weaker_in_python};
use crate::example::Examples;
use crate::plain::python;

pub(super) fn networks(e: &mut Examples) {
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
            let mut rows = [(); 3].map(|()| e.normal((count, heads * d)));
            // So small that the ε of the norm counts.
            for mut row in rows[0].rows_mut().into_iter().take(1) {
                row *= 1e-3;
            }
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

pub(super) fn scores(e: &mut Examples) {
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

pub(super) fn short(e: &mut Examples) {
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
