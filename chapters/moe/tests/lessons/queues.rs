use moe::Routed;
use moe::lesson::queues::*;
use moe::solution::{gshard, switch};

/// Derived in numpy: google/flaxformer counts all choices, NVIDIA/Megatron-LM divides by them, tensorflow/mesh counts the
/// first ones.
#[test]
fn three_conventions_are_three_constants() {
    let values = conventions(gshard::route, &six_tokens());
    for (value, golden) in values.iter().zip([2.034_440, 1.017_220, 0.994_940]) {
        assert!((f64::from(*value) - golden).abs() < 2e-6, "{value} and {golden}");
    }
}

#[test]
fn the_order_decides_who_is_dropped() {
    let routed = switch::route(four_tokens().view(), 1);
    for (routed, gate) in routed.iter().zip([0.5, 0.9, 0.6, 0.7]) {
        assert!((routed.gate - gate).abs() < 1e-6);
    }
    let kept_of = |routed: &[Routed]| -> Vec<usize> {
        (0..routed.len()).filter(|&token| routed[token].slot.is_some()).collect()
    };
    assert_eq!(kept_of(&routed), [0, 2]);
    assert_eq!(kept_of(&prioritised(&routed, 3, 1)), [1, 3]);

    let routed = gshard::route(five_tokens().view(), 2);
    assert_eq!(kept(&routed), [(0, 0), (0, 1), (1, 0), (2, 1), (3, 0)]);
    assert_eq!(kept(&token_by_token(&routed, 3, 2)), [(0, 0), (0, 1), (1, 0), (1, 1), (2, 1)]);
}

#[test]
fn first_choices_are_hardly_ever_lost_when_they_come_first() {
    let [choices, tokens] = first_choices_lost(gshard::route);
    assert!(choices.0 == 0 && tokens.0 > 5, "{choices:?} {tokens:?}");
    assert_eq!(choices.1, tokens.1, "as many choices are dropped in either order");
}
