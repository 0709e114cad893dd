use sharding::lesson::halves::*;

/// Both by another program, in double precision.
#[test]
fn cut_by_rows_is_another_function() {
    assert!((whole()[[0, 0]] - 0.494_349).abs() < 1e-6);
    assert!((far(&whole(), &cut_by_rows()) - 0.40).abs() < 0.005);
}
