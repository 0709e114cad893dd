use attention::lesson::nothing::*;
use attention::solution::{scaled_dot_product::scaled_dot_product, sink::sink};

#[test]
fn without_a_sink_it_is_the_mean_and_with_one_it_fades() {
    for score in [2.0, 0.0, -4.0, -8.0, -12.0] {
        let (without, with) = outputs(scaled_dot_product, sink, score);
        let weight = KEYS as f64 * f64::from(score).exp();
        assert!((without - 1.0).abs() < 1e-6, "{without}");
        assert!((f64::from(with) - weight / (1.0 + weight)).abs() < 1e-6, "{with}");
    }
}
