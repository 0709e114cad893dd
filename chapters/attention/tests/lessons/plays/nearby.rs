use attention::lesson::plays::nearby::*;

#[test]
fn windows_reach_as_far_as_the_formula_and_the_far_end_hardly_counts() {
    for window in 2..=7 {
        for layers in 1..=LAYERS {
            let shares = &handed_on(window, layers)[layers - 1];
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            let seen = shares.iter().filter(|&&share| share > 0.0).count();
            assert_eq!(seen, 1 + layers * (window - 1));
            let farthest =
                |layers: usize| handed_on(window, layers)[layers - 1][TOKENS - 1 - layers * (window - 1)];
            assert!(layers == 1 || farthest(layers) < farthest(layers - 1), "{window} {layers}");
        }
    }
    // One way leads to the far end, through four layers of five: 1/625, and many to the middle.
    let four = handed_on(5, 4);
    assert!((four[3][TOKENS - 17] - 1.0 / 625.0).abs() < 1e-9);
    assert!(four[3][TOKENS - 9] > 50.0 / 625.0);
    // The same reach in two layers: 1/49 in place of 1/256.
    let [wide, deep] = [handed_on(7, 2)[1][TOKENS - 13], handed_on(4, 4)[3][TOKENS - 13]];
    assert!((5.0..5.5).contains(&(wide / deep)), "{wide} {deep}");
}

#[test]
fn half_is_kept_where_the_log_sum_exp_is_the_sink() {
    for (z, keys) in [(0.0, 64), (4.0, 64), (-8.0, 1)] {
        let half = z - (keys as f64).ln();
        assert!((kept(z, keys, half) - 0.5).abs() < 1e-5);
    }
    // More keys shout louder: the same score is kept with many and drained with one.
    assert!(kept(0.0, 1024, -4.0) > 0.9 && kept(0.0, 1, -4.0) < 0.02);
}
