use moe::DeepSeek;
use moe::lesson::closed::*;
use moe::solution::deepseek;

#[test]
fn an_expert_of_a_closed_group_wins() {
    let router = DeepSeek { route: deepseek::route, combine: deepseek::combine };
    let (logits, bias, config) = twelve();
    for (found, expected) in [
        (routed(router, &logits, &bias, &config), [(2, 1.458_41), (6, 0.208_946), (8, 0.832_644)]),
        (filled_with_zero(&logits, &bias, &config), [(2, 1.351_983), (3, 0.376_134), (8, 0.771_882)]),
    ] {
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.0 == expected.0 && (found.1 - expected.1).abs() < 1e-5, "{found:?} {expected:?}");
        }
    }
}
