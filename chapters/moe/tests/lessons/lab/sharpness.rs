use moe::lesson::lab::sharpness::*;

#[test]
fn the_records_say_what_the_page_says() {
    let sharp = sharpness_rows();
    assert!(sharp.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "{sharp:?}");
}
