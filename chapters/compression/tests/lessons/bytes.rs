use compression::lesson::bytes::*;

/// 10.5 % and 7.3 % of V3.2 at a million tokens: the report on DeepSeek-V4 says 9.5 and 13.7 times less.
#[test]
fn the_ratios_of_the_report() {
    let at = |model| of(model, 1 << 20) as f64;
    assert!((at(Model::V32) / at(Model::V4Pro) - 9.5).abs() < 0.06);
    assert!((at(Model::V32) / at(Model::V4Flash) - 13.7).abs() < 0.06);
    assert!((at(Model::V32) / 1e9 - 50.4).abs() < 0.01);
    assert!((at(Model::V4Pro) / at(Model::Grouped) - 0.02).abs() < 0.001);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure().overlapping_labels(), []);
}
