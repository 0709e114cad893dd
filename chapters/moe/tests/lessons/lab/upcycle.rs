use moe::lesson::lab::upcycle::*;

#[test]
fn the_records_say_what_the_page_says() {
    let ways = upcycle_rows();
    let first = |name: &str| ways.iter().find(|way| way.0 == name).expect("a way").2;
    assert!((first("upcycled, normalised") / first("dense, trained on") - 1.0).abs() < 1e-3);
    assert!(first("upcycled, not normalised") > 2.0 * first("dense, trained on"));
}
