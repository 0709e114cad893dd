use compression::lesson::choices::*;

/// NSA: 4095 compressed entries, 1024 tokens of chosen blocks and 512 of the window at 64k, 11.6 times less than all.
#[test]
fn nsa_reads_what_its_paper_says() {
    let nsa = RULES[2];
    assert_eq!(((nsa.scored)(1 << 16), (nsa.read)(1 << 16)), (4095, 5631));
    assert!((65_536.0 / 5631.0 - 11.6_f64).abs() < 0.05);
}

#[test]
fn the_table_has_a_line_for_each() {
    assert_eq!(table().lines().count(), 2 + RULES.len());
}
