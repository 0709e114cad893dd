use attention::lesson::review::*;
use attention::solution::scaled_dot_product::scaled_dot_product;
use attention::solution::softmax::softmax;

#[test]
fn masking_after_the_softmax_is_right_until_it_drowns() {
    assert!(masked_after(softmax, 0.0) < 1e-6);
    assert!(masked_after(softmax, 10.0) < 1e-5);
    assert!(masked_after(softmax, 200.0).is_nan());
}

#[test]
fn without_tanh_the_query_has_no_effect() {
    assert!(additive_queries(softmax, false) < 1e-6);
    assert!(additive_queries(softmax, true) > 0.05);
}

#[test]
fn a_rotation_backwards_still_sees_only_differences() {
    for sign in [1.0, -1.0] {
        assert!((rotary_score(3.0, 1.0, sign) - rotary_score(13.0, 11.0, sign)).abs() < 1e-5);
    }
    assert!((rotary_score(3.0, 1.0, 1.0) - rotary_score(3.0, 1.0, -1.0)).abs() > 0.1);
    assert!((rotary_score(3.0, 1.0, 1.0) - rotary_score(1.0, 3.0, -1.0)).abs() < 1e-5);
}

#[test]
fn a_rotation_keeps_a_norm_and_not_a_gain() {
    assert!(norm_after_rotation(false) < 1e-6);
    assert!(norm_after_rotation(true) > 0.1);
}

#[test]
fn a_bias_by_key_alone_is_alibi() {
    assert!(key_only_alibi(softmax) < 1e-6);
}

#[test]
fn tiled_key_heads_are_right_for_some_heads() {
    assert_eq!(heads_right_by_luck(6, 2), [0, 2, 3, 5]);
    assert_eq!(heads_right_by_luck(4, 4), [0, 1, 2, 3]);
    assert_eq!(heads_right_by_luck(4, 1), [0, 1, 2, 3]);
}

#[test]
fn windows_reach_one_less_than_their_width_a_layer() {
    for (window, layers) in [(5, 4), (1, 3), (2, 6), (128, 2)] {
        assert_eq!(reach(window, layers), 1 + layers * (window - 1), "{window}, {layers}");
    }
}

#[test]
fn halves_are_weighed_by_their_sums() {
    let [averaged, weighed] = averaged_halves(scaled_dot_product);
    assert!(averaged > 0.05 && weighed < 1e-6, "{averaged} {weighed}");
}
