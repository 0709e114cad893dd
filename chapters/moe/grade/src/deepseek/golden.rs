//! What is known of `deepseek` from elsewhere.

use judge::{Golden, mistaken};

use super::bent::Knobs;
use super::mistakes::mistakes;
use super::{Input, experts, inputs};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![eleven_readings_give_eleven_results]
}

/// Each reading of the router on the example that tells them all apart: from the same formulas in numpy.
fn eleven_readings_give_eleven_results() {
    let Input::Route { logits, bias, config } = inputs::eleven() else { unreachable!("it asks for route") };
    let expected: [(&str, [(usize, f64); 3]); 11] = [
        ("", [(2, 1.458_410), (6, 0.208_946), (8, 0.832_644)]),
        ("biased_weights", [(2, 1.787_523), (6, -0.480_688), (8, 1.193_165)]),
        ("bias_in_logit", [(2, 0.906_680), (4, 0.796_660), (5, 0.796_660)]),
        ("group_max", [(0, 0.672_892), (2, 0.899_430), (10, 0.927_678)]),
        ("group_sum", [(3, 0.700_846), (6, 0.360_915), (8, 1.438_239)]),
        ("group_unbiased", [(2, 1.159_089), (3, 0.322_469), (5, 1.018_442)]),
        ("masked_as_zero", [(2, 1.351_983), (3, 0.376_134), (8, 0.771_882)]),
        ("no_group_limit", [(2, 0.960_677), (8, 0.548_475), (10, 0.990_848)]),
        ("normalised_over_all", [(2, 0.385_064), (6, 0.055_168), (8, 0.219_843)]),
        ("not_normalised", [(2, 2.080_046), (6, 0.298_007), (8, 1.187_552)]),
        ("no_scale", [(2, 0.583_364), (6, 0.083_578), (8, 0.333_058)]),
    ];
    for (id, expected) in expected {
        let knobs = if id.is_empty() { Knobs::default() } else { mistaken(mistakes(), id) };
        let mut found = knobs.route(logits.values.view(), bias.values.view(), &config);
        found.sort_by_key(|&(expert, _)| expert);
        assert_eq!(experts(&found), expected.map(|(expert, _)| expert), "{id}");
        for (found, expected) in found.iter().zip(expected) {
            assert!((f64::from(found.1) - expected.1).abs() < 2e-6, "{id}: {found:?} {expected:?}");
        }
    }
}
