//! Golden values of heads that share keys, of QK-norm and of multi-head latent attention. The inputs are waves, `sin(0.7 i +
//! seed)` in row-major order, reshaped.

use kernels::Precision::{Double, Float};
use kernels::attention::{
    gqa, mla, mla_absorb, mla_attend, mla_compress, mla_expand, qk_normalise, qk_scores, scaled_dot_product,
};
use kernels::waves::{cube, wave};
use ndarray::{Array1, Array2, Array3, ArrayView2, Axis, array, s};

use crate::arrays::difference;

/// RMSNorm of each row, without gain, epsilon 1e-6.
fn rms_norm(x: &Array2<f64>) -> Array2<f64> {
    let mut x = x.clone();
    for mut row in x.rows_mut() {
        let mean = row.iter().map(|x| x * x).sum::<f64>() / row.len() as f64;
        row /= (mean + 1e-6).sqrt();
    }
    x
}

/// RoPE with interleaved pairs and base 10,000, by complex multiplication.
fn rotated(x: ArrayView2<'_, f64>, first: usize) -> Array2<f64> {
    let mut x = x.to_owned();
    let width = x.ncols();
    for (t, mut row) in x.rows_mut().into_iter().enumerate() {
        for pair in 0..width / 2 {
            let angle = (first + t) as f64 * 10_000_f64.powf(-2.0 * pair as f64 / width as f64);
            let (re, im) = (row[2 * pair], row[2 * pair + 1]);
            row[2 * pair] = re * angle.cos() - im * angle.sin();
            row[2 * pair + 1] = re * angle.sin() + im * angle.cos();
        }
    }
    x
}

/// Six query heads on two key heads, causal, five tokens, width 4: queries `sin(0.7 i)`, keys `sin(0.7 i + 1)`, values
/// `sin(0.7 i + 2)` with axes (heads, tokens, width). Derived with PyTorch's `scaled_dot_product_attention(is_causal=True,
/// enable_gqa=True)` in float64; here the last token.
#[test]
fn six_heads_on_two() {
    let by_token = |array: Array3<f64>| array.permuted_axes([1, 0, 2]);
    let (q, k, v) =
        (by_token(cube((6, 5, 4), 0.0)), by_token(cube((2, 5, 4), 1.0)), by_token(cube((2, 5, 4), 2.0)));
    let golden = array![
        [-0.026_804, 0.085_156, 0.157_066, 0.155_106],
        [0.670_970, 0.651_220, 0.325_191, -0.153_780],
        [0.495_288, 0.341_320, 0.026_824, -0.300_287],
        [-0.057_689, -0.299_927, -0.401_104, -0.313_636],
        [-0.268_642, 0.052_849, 0.349_484, 0.481_752],
        [0.040_106, 0.203_890, 0.271_782, 0.211_850],
    ];
    for (precision, allowed) in [(Double, 1e-6), (Float, 2e-6)] {
        let output = gqa(q.view(), k.view(), v.view(), true, precision).unwrap();
        assert!(difference(&output.slice(s![4, .., ..]).to_owned(), &golden) < allowed, "{output}");
    }
}

/// Grouped attention is the attention of each head with the keys and values of its group.
#[test]
fn grouped_heads_agree_with_single_ones() {
    for (n, m, heads, groups, d, e) in [(3, 5, 6, 2, 4, 7), (5, 5, 4, 4, 3, 2), (2, 6, 5, 1, 3, 3)] {
        let (q, k, v) =
            (2.0 * cube((n, heads, d), 0.1), 2.0 * cube((m, groups, d), 0.2), cube((m, groups, e), 0.3));
        let share = heads / groups;
        let output = gqa(q.view(), k.view(), v.view(), true, Double).unwrap();
        for h in 0..heads {
            let [q, k, v] =
                [(&q, h), (&k, h / share), (&v, h / share)].map(|(x, i)| x.index_axis(Axis(1), i));
            let alone = scaled_dot_product(q, k, v, true, Double).unwrap();
            assert!(difference(&output.index_axis(Axis(1), h).to_owned(), &alone) < 1e-15);
        }
    }
}

/// With gain 1 and no epsilon to speak of a normalised vector has length √d, and the scores of 1 × width 2 vectors are
/// √2 times the cosine of their angle, turned by one radian for each position between them. Derived by hand: queries
/// (3, 4) and keys (4, −3) are orthogonal, so at distance r the score is √2 · cos(90° + r) = −√2 sin(r) or its mirror image.
#[test]
fn orthogonal_vectors_turned_towards_each_other() {
    let (q, k) = (array![[[3.0, 4.0]]], array![[[4.0, -3.0]], [[4.0, -3.0]], [[40.0, -30.0]]]);
    let one = Array1::ones(2);
    let normalised = qk_normalise(q.view(), one.view(), Double).unwrap();
    let golden = [0.6 * 2_f64.sqrt(), 0.8 * 2_f64.sqrt()];
    assert!(normalised.iter().zip(golden).all(|(a, b)| (a - b).abs() < 1e-6), "{normalised}");
    let scores = qk_scores(q.view(), k.view(), one.view(), one.view(), Double).unwrap();
    // The key is the query turned by −90°; rotating the query by 2 and the key by j leaves an angle of 90° + 2 − j.
    let golden = [0, 1, 2].map(|j| 2_f64.sqrt() * (std::f64::consts::FRAC_PI_2 + 2.0 - f64::from(j)).cos());
    assert!(scores.iter().zip(golden).all(|(a, b)| (a - b).abs() < 1e-6), "{scores} and {golden:?}");
}

/// The scores against an independent formula: ndarray, norms, then complex rotation, then a product of matrices.
#[test]
fn qk_scores_agree_with_an_independent_formula() {
    let (n, m, heads, d) = (3, 7, 5, 6);
    let (q, k) = (3.0 * cube((n, heads, d), 0.3), 0.5 * cube((m, heads, d), 0.4));
    let (query_gain, key_gain) = (wave(1, d, 0.5).row(0).to_owned(), wave(1, d, 0.6).row(0).to_owned());
    let scores = qk_scores(q.view(), k.view(), query_gain.view(), key_gain.view(), Double).unwrap();
    for h in 0..heads {
        let norm =
            |x: &Array3<f64>, gain: &Array1<f64>| rms_norm(&x.index_axis(Axis(1), h).to_owned()) * gain;
        let (q, k) = (norm(&q, &query_gain), norm(&k, &key_gain));
        let expected = rotated(q.view(), m - n).dot(&rotated(k.view(), 0).t()) / (d as f64).sqrt();
        assert!(difference(&scores.index_axis(Axis(0), h).to_owned(), &expected) < 1e-13);
    }
    let normalised = qk_normalise(k.view(), key_gain.view(), Double).unwrap();
    for h in 0..heads {
        let expected = rms_norm(&k.index_axis(Axis(1), h).to_owned()) * &key_gain;
        assert!(difference(&normalised.index_axis(Axis(1), h).to_owned(), &expected) < 1e-14);
    }
}

/// A whole layer of multi-head latent attention, composed of the kernels and ndarray: six tokens of width 12, three heads,
/// nope 4, rope 2, values 5, latent 7, query latent 8; hidden states and weights are waves with seeds 0.3 and then 0.1 to
/// 0.8 in the order DKV, UK, UV, DQ, UQ, QR, KR, O, as matrices on the right; RMSNorm without gain on both latents; causal.
/// Derived in float64 from DeepSeek-V2 (arXiv 2405.04434), section 2.1, unabsorbed; here the last token. The absorbed form
/// must give the same at every token.
#[test]
fn a_layer_of_latent_attention_in_both_forms() {
    let (tokens, width, heads, nope, rope, value, latent, q_latent) = (6, 12, 3, 4, 2, 5, 7, 8);
    let hidden = wave(tokens, width, 0.3);
    let (w_dkv, w_kr) = (wave(width, latent, 0.1), wave(width, rope, 0.7));
    let (w_uk, w_uv) = (cube((latent, heads, nope), 0.2), cube((latent, heads, value), 0.3));
    let queries = rms_norm(&hidden.dot(&wave(width, q_latent, 0.4)));
    let q_nope = queries.dot(&wave(q_latent, heads * nope, 0.5));
    let q_rope = queries.dot(&wave(q_latent, heads * rope, 0.6));
    let w_o = wave(heads * value, width, 0.8);

    let (latents, keys_rope) = mla_compress(hidden.view(), w_dkv.view(), w_kr.view(), 0, Double).unwrap();
    assert!(difference(&latents, &rms_norm(&hidden.dot(&w_dkv))) < 1e-14);
    assert!(difference(&keys_rope, &rotated(hidden.dot(&w_kr).view(), 0)) < 1e-14);

    let mut layer = Array2::zeros((tokens, width));
    for t in 0..tokens {
        let q_nope = q_nope.row(t).to_owned().into_shape_with_order((heads, nope)).unwrap();
        // All heads of a token are rotated alike.
        let of_heads = q_rope.row(t).to_owned().into_shape_with_order((heads, rope)).unwrap();
        let mut q_rope = Array2::zeros((heads, rope));
        for h in 0..heads {
            q_rope.row_mut(h).assign(&rotated(of_heads.slice(s![h..=h, ..]), t).row(0));
        }
        let (latents, keys_rope) = (latents.slice(s![..=t, ..]), keys_rope.slice(s![..=t, ..]));
        let expanded =
            mla(q_nope.view(), q_rope.view(), latents, keys_rope, w_uk.view(), w_uv.view(), Double).unwrap();

        let absorbed = mla_absorb(q_nope.view(), w_uk.view(), Double).unwrap();
        let mixed = mla_attend(absorbed.view(), q_rope.view(), latents, keys_rope, nope, Double).unwrap();
        let output = mla_expand(mixed.view(), w_uv.view(), Double).unwrap();
        assert!(difference(&output, &expanded) < 1e-12, "token {t}: {output} and {expanded}");

        let flat = expanded.into_shape_with_order(heads * value).unwrap();
        layer.row_mut(t).assign(&flat.dot(&w_o));
    }
    let golden = array![[
        -0.018_812, -0.052_509, -0.061_510, -0.041_582, -0.002_098, 0.038_374, 0.060_797, 0.054_627,
        0.022_765, -0.019_804, -0.053_059, -0.061_359
    ]];
    assert!(difference(&layer.slice(s![5..6, ..]).to_owned(), &golden) < 1e-6, "{layer}");
}

/// Shifting all positions turns queries and keys alike, so nothing changes.
#[test]
fn latent_attention_knows_only_distances() {
    let (tokens, width, heads, nope, rope, value, latent) = (7, 9, 4, 3, 6, 2, 5);
    let hidden = wave(tokens, width, 0.2);
    let (w_dkv, w_kr) = (wave(width, latent, 0.1), wave(width, rope, 0.7));
    let (w_uk, w_uv) = (cube((latent, heads, nope), 0.2), cube((latent, heads, value), 0.3));
    let (q_nope, unrotated) = (wave(heads, nope, 0.4), wave(heads, rope, 0.5));
    let at = |first: usize| {
        let (latents, keys) = mla_compress(hidden.view(), w_dkv.view(), w_kr.view(), first, Double).unwrap();
        let mut q_rope = Array2::zeros((heads, rope));
        for h in 0..heads {
            q_rope.row_mut(h).assign(&rotated(unrotated.slice(s![h..=h, ..]), first + tokens - 1).row(0));
        }
        mla(q_nope.view(), q_rope.view(), latents.view(), keys.view(), w_uk.view(), w_uv.view(), Double)
            .unwrap()
    };
    assert!(difference(&at(0), &at(1000)) < 1e-12);
}
