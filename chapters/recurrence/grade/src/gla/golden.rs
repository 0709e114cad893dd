//! What is known of `gla` from elsewhere.

use judge::{Golden, mistaken, portable};
use ndarray::Array2;

use super::knobs::Knobs;
use super::mistakes::mistakes;
use super::{Input, Tokens};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        retentions,
        gated,
        retention_with_mistakes,
        without_decay_with_mistakes,
        gated_with_mistakes
    ]
}

/// Portable numbers of seed 21 in this order: queries and keys, 6×2, with rows of length 1; values, 6×3; six numbers that are not needed
/// here; decays by channel, 6×2, and one for each token, 6, both −ln(1 + eˣ).
struct Ri {
    tokens: Tokens,
    by_channel: Array2<f32>,
    of_token: Vec<f64>,
}

fn ri() -> Ri {
    let mut next = portable(21);
    let mut matrix = |columns: usize| Array2::from_shape_simple_fn((6, columns), &mut next);
    let unit = |mut rows: Array2<f64>| {
        for mut row in rows.rows_mut() {
            let length = (row.dot(&row) + 1e-6).sqrt();
            row /= length;
        }
        rows.mapv(|x| x as f32)
    };
    let (queries, keys) = (unit(matrix(2)).into(), unit(matrix(2)).into());
    let values = matrix(3).mapv(|x| x as f32).into();
    let _ = matrix(1);
    let decay = |x: f64| -x.exp().ln_1p();
    Ri {
        tokens: Tokens { queries, keys, values },
        by_channel: matrix(2).mapv(|x| decay(x) as f32),
        of_token: matrix(1).into_iter().map(decay).collect(),
    }
}

fn assert_row(what: &str, knobs: &Knobs, input: &Input, t: usize, golden: [f32; 3]) {
    let out = knobs.run(input).out;
    let near = out.row(t).iter().zip(golden).all(|(a, b)| (a - b).abs() < 3e-6 * b.abs().max(1.0));
    assert!(near, "{what}, row {t}: {}, and {golden:?} was measured", out.row(t));
}

fn retention(gamma: f64) -> Input {
    Input::Retention { tokens: ri().tokens, gamma: gamma as f32 }
}

/// The decay of retention that the fact is about: that of the first token.
fn first() -> f64 {
    ri().of_token[0].exp()
}

fn gla() -> Input {
    let Ri { tokens, by_channel, .. } = ri();
    Input::Gla { tokens, decays: by_channel.into() }
}

/// fla-org/flash-linear-attention, run on this input: `naive_retention` for its heads 0 and 1, and `naive_linear_attn` (which is retention
/// with a gamma of 1); the last computed from the formula, in double precision.
fn retentions() {
    let right = Knobs::default();
    let golden = [
        (1.0 - 0.5_f64.powi(5), [-0.147_538, 0.127_961, 0.141_980]),
        (1.0 - 0.5_f64.powi(6), [-0.128_537, 0.130_362, 0.132_443]),
        (1.0, [-0.107_900, 0.132_668, 0.121_549]),
        (first(), [-0.280_836, 0.055_431, 0.157_823]),
    ];
    for (gamma, golden) in golden {
        assert_row("right", &right, &retention(gamma), 5, golden);
    }
    assert_row("right", &right, &retention(1.0), 0, [-0.043_857, -0.040_767, 0.111_394]);
}

/// The same library's `naive_recurrent_gla`, run on this input.
fn gated() {
    let golden = [-0.294_802, 0.005_620, 0.124_181];
    assert_row("right", &Knobs::default(), &gla(), 5, golden);
    let Ri { tokens, by_channel, .. } = ri();
    // By the code for chunks, with nothing wrong in it, and by pairs.
    let knobs = Knobs { factored: true, ..Knobs::default() };
    for chunk in [1, 2, 4, 6, 9] {
        let (tokens, decays) = (tokens.clone(), by_channel.clone().into());
        assert_row("in chunks", &knobs, &Input::Chunked { tokens, decays, chunk }, 5, golden);
    }
    assert_row("by pairs", &knobs, &gla(), 5, golden);
}

/// Computed from the formula with each mistake, in double precision, apart from this program; so are the next.
fn retention_with_mistakes() {
    let measured = [
        ("own_token_fades", 5, [-0.180_632, 0.035_653, 0.101_510]),
        ("own_token_missing", 5, [-0.247_269, 0.116_033, 0.073_332]),
        ("no_decay", 5, [-0.107_900, 0.132_668, 0.121_549]),
        ("grows", 5, [2.462_374, 0.260_680, -2.179_181]),
        ("both_ways", 5, [-0.280_836, 0.055_431, 0.157_823]),
        ("both_ways", 0, [-0.184_930, 0.098_589, -0.373_920]),
    ];
    for (id, t, golden) in measured {
        assert_row(id, &mistaken(mistakes(), id), &retention(first()), t, golden);
    }
}

fn without_decay_with_mistakes() {
    let measured = [
        ("own_token_missing", 5, [-0.074_333, 0.193_270, 0.037_058]),
        ("no_scale", 5, [-0.152_594, 0.187_621, 0.171_896]),
        ("scale_by_width", 5, [-0.076_297, 0.093_810, 0.085_948]),
        ("softmax_attention", 5, [-0.097_569, 0.103_357, -0.430_973]),
        ("divided_by_sum", 5, [1.066_046, -1.310_749, -1.200_892]),
        ("later_tokens_grow", 0, [-0.174_485, -0.155_065, -1.064_724]),
        ("both_ways", 0, [-0.174_485, -0.155_065, -1.064_724]),
    ];
    for (id, t, golden) in measured {
        assert_row(id, &mistaken(mistakes(), id), &retention(1.0), t, golden);
    }
}

fn gated_with_mistakes() {
    let measured = [
        ("own_token_fades", [-0.114_207, -0.016_500, 0.070_512]),
        ("mean_of_decays", [-0.303_844, 0.000_671, 0.108_503]),
        ("own_token_missing", [-0.261_235, 0.066_223, 0.039_690]),
        ("not_exponentiated", [0.497_314, -0.116_282, 0.632_234]),
        ("no_scale", [-0.416_914, 0.007_948, 0.175_618]),
    ];
    for (id, golden) in measured {
        assert_row(id, &mistaken(mistakes(), id), &gla(), 5, golden);
    }
    let columns = Knobs { second: true, ..mistaken(mistakes(), "columns_fade") };
    assert_row("columns_fade", &columns, &gla(), 5, [-0.287_628, -0.003_189, 0.110_677]);
}
