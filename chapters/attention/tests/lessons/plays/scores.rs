use attention::lesson::plays::scores::*;

#[test]
fn the_slope_is_steepest_where_the_best_has_half_of_the_weight() {
    let steep = |factor, lead| {
        let best = weights(factor, lead)[SCORES - 1];
        best * (1.0 - best)
    };
    let best = |factor| weights(factor, 0.5)[SCORES - 1];
    let slope = |factor| steep(factor, 0.5);
    // With a larger lead it is over sooner.
    assert!(steep(0.6, 2.0) > 0.24 && steep(1.4, 2.0) < 0.2, "{} {}", steep(0.6, 2.0), steep(1.4, 2.0));
    // From equal weights up to a quarter and down again.
    assert!((best(0.0) - 0.125).abs() < 1e-6);
    assert!(slope(0.0) < 0.12 && slope(1.4) > 0.24 && slope(6.0) < 0.06, "{} {}", slope(1.4), slope(6.0));
}

#[test]
fn one_half_is_the_only_power_that_is_level() {
    let ends = |power| {
        let line = entropies(power, KEYS);
        (line[0].1, line[WIDTHS.len() - 1].1)
    };
    let (first, last) = ends(0.5);
    assert!((first - last).abs() < 0.25, "{first} {last}");
    let few = entropies(0.5, 16);
    assert!((few[0].1 - few[WIDTHS.len() - 1].1).abs() < 0.35, "{few:?}");
    let (first, last) = ends(0.25);
    assert!(last < first - 2.0, "{first} {last}");
    let (first, last) = ends(1.0);
    assert!(last > first && last > (KEYS as f64).ln() - 0.01, "{first} {last}");
}
