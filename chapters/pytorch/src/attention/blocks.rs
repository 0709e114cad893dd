//! What stands around attention.

use ::attention::solution as a;
use ::attention::{BlockWeights, ResamplerWeights};

use crate::example::Examples;

pub(super) fn blocks(e: &mut Examples) {
    use a::{packing, parallel_block as p, resampler};
    e.exercise("packing");
    for (lengths, total) in [(vec![2, 0, 3], 7), (vec![1], 1), (vec![0, 4, 0], 4)] {
        e.case("mask", args![lengths, total], packing::mask(&lengths, total));
        e.case("positions", args![lengths, total], packing::positions(&lengths, total));
        e.case("targets", args![lengths, total], packing::targets(&lengths, total));
        let (queries, keys, values) = (e.normal((total, 4)), e.normal((total, 4)), e.normal((total, 3)));
        let expected = packing::attend(queries.view(), keys.view(), values.view(), &lengths);
        e.case("attend", args![queries, keys, values, lengths], expected);
    }

    e.exercise("parallel_block");
    for [n, d, width, heads, f] in [[4, 5, 3, 2, 7], [1, 2, 1, 1, 1]] {
        let x = e.normal((n, d));
        let (gain, epsilon) = (e.normal(d), 1e-5);
        let tiny = &x * 1e-3;
        e.case("rms_norm", args![tiny, gain, epsilon], p::rms_norm(tiny.view(), gain.view(), epsilon));
        let (query, key, value) = (e.normal((d, heads * width)), e.normal((d, width)), e.normal((d, width)));
        let out = e.normal((heads * width, d));
        let (gate, up, down) = (e.normal((d, f)), e.normal((d, f)), e.normal((f, d)));
        let expected = p::swiglu(x.view(), gate.view(), up.view(), down.view());
        e.case("swiglu", args![x, gate, up, down], expected);
        let shown = object! {
            gain: gain, epsilon: epsilon, query: query, key: key, value: value, out: out, gate: gate, up: up, down: down
        };
        let weights = BlockWeights {
            gain: gain.view(),
            epsilon,
            query: query.view(),
            key: key.view(),
            value: value.view(),
            out: out.view(),
            gate: gate.view(),
            up: up.view(),
            down: down.view(),
        };
        e.case("parallel_block", args![x, shown], p::parallel_block(x.view(), &weights));
    }

    e.exercise("resampler");
    // The second has no inputs.
    for [n, r, d, width, heads] in [[5, 2, 4, 3, 2], [0, 3, 2, 1, 1]] {
        let (inputs, latents) = (e.normal((n, d)), e.normal((r, d)));
        let (input_gain, input_bias) = (e.normal(d), e.normal(d));
        let (latent_gain, latent_bias) = (e.normal(d), e.normal(d));
        let epsilon = 1e-5;
        let expected = resampler::layer_norm(latents.view(), input_gain.view(), input_bias.view(), epsilon);
        e.case("layer_norm", args![latents, input_gain, input_bias, epsilon], expected);
        let [query, key, value] = [(); 3].map(|()| e.normal((d, heads * width)));
        let out = e.normal((heads * width, d));
        let shown = object! {
            input_gain: input_gain, input_bias: input_bias, latent_gain: latent_gain, latent_bias: latent_bias,
            epsilon: epsilon, heads: heads, query: query, key: key, value: value, out: out
        };
        let weights = ResamplerWeights {
            input_gain: input_gain.view(),
            input_bias: input_bias.view(),
            latent_gain: latent_gain.view(),
            latent_bias: latent_bias.view(),
            epsilon,
            heads,
            query: query.view(),
            key: key.view(),
            value: value.view(),
            out: out.view(),
        };
        e.case(
            "resample",
            args![inputs, latents, shown],
            resampler::resample(inputs.view(), latents.view(), &weights),
        );
    }
}
