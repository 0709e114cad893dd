use compression::Budget;
use compression::lesson::review::*;
use compression::solution::budget;

#[test]
fn the_numbers_are_those_that_are_known() {
    assert_eq!(late(128, 4), 32);
    assert_eq!(projection(64, 4096, 8, 1024), [134_217_728, 67_108_864]);
    assert_eq!(projection(128, 7168, 16, 1024), [469_762_048, 184_549_376]);
    let budget = Budget { cache: budget::cache, flops: budget::flops };
    let [pro, flash] = both().map(|(_, layers)| crossover(budget, &layers));
    assert!((pro.abs_diff(906) < 8) && (flash.abs_diff(915) < 30), "{pro} {flash}");
    assert_eq!(sizes().lines().count(), 14);
}
