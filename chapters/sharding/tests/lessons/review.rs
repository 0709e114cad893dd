use sharding::lesson::review::*;

#[test]
fn the_numbers_are_those_computed_by_hand() {
    assert_eq!(all_reduce(8), [1.75, 14.0]);
    assert_eq!(losses(&[(1, 3.0), (3, 1.0)]), [1.5, 2.0]);
    // 2 · 7/8 · 14 GB, and half as much again.
    let table = table(7e9, 32, 4096, 16_384.0, 8);
    assert!(table.contains("24.50 GB") && table.contains("36.75 GB") && table.contains("112 GB"), "{table}");
    let orders: Vec<_> = (0..4).map(|stage| (sharding::answers::PIPELINE.order)(stage, 4, 8)).collect();
    assert_eq!(held(&orders), [4, 3, 2, 1]);
}
