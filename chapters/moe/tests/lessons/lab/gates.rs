use moe::lesson::lab::gates::*;

#[test]
fn the_records_say_what_the_page_says() {
    let gates = gates_rows();
    let norm = |gate: &str| gates.iter().filter(|row| row.0 == gate).map(|row| row.2).fold(0.0, f64::max);
    assert_eq!(norm("top-1, renormalised"), 0.0);
    assert_eq!(norm("DSelect-2, all settled"), 0.0);
    assert!(norm("top-1, probability") > 0.0);
}
