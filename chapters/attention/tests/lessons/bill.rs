use attention::lesson::bill::*;

/// Derived in the order of `SHAPES` from bytes = 2 · groups · width · layers · 2.
#[test]
fn bytes_a_token() {
    let bytes: Vec<u64> = SHAPES.iter().map(Shape::bytes_a_token).collect();
    assert_eq!(bytes, [4_718_592, 524_288, 131_072, 327_680]);
    assert_eq!(SHAPES[3].with_groups(64).bytes_a_token(), 2_621_440);
    let intensities: Vec<f64> = SHAPES.iter().map(Shape::intensity).collect();
    assert_eq!(intensities, [1.0, 1.0, 4.0, 8.0]);
}

#[test]
fn deepseek_v3_absorbs_below_171_queries() {
    let v3 = DEEPSEEK_V3;
    assert_eq!([v3.cached(), v3.expanded_pair(), v3.absorbed_pair()], [576, 81_920, 278_528]);
    assert_eq!(v3.expansion(), 33_554_432);
    assert!((v3.crossover() - 170.67).abs() < 0.01, "{}", v3.crossover());
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(DEEPSEEK_V3).overlapping_labels(), []);
}
