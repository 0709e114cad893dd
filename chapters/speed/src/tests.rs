//! Findings are those of the numbers.

use super::*;

#[test]
fn a_finding_compares_the_slowest_with_the_fastest_where_all_were_measured() {
    let times = |by: &str, points: &[(usize, f64)]| Times {
        subject: "scan".to_owned(),
        by: by.to_owned(),
        points: points.to_vec(),
        exponent: 1.0,
    };
    let rows = [
        times("a loop", &[(64, 8e-3), (512, 30e-3), (4096, 90e-3)]),
        times("all pairs", &[(64, 1e-3), (512, 66e-3)]),
        times("chunks", &[(64, 2e-3), (512, 3e-3), (4096, 9e-3)]),
    ];
    let found = "all pairs takes 22 times as long as chunks at length 512, and 0.50 times at length 64";
    assert_eq!(finding(&rows).unwrap(), found);
    assert_eq!(finding(&rows[..1]), None);
    let rows = [times("chunked", &[(64, 1e-3)]), times("recurrent", &[(64, 2e-3)])];
    let found = "the recurrence takes 2.0 times as long as the chunked form at length 64, \
                 and 2.0 times at length 64";
    assert_eq!(finding(&rows).unwrap(), found);
}

#[test]
fn the_exponent_of_a_power_is_its_power() {
    for power in [1, 2, 3] {
        let points: Vec<(usize, f64)> =
            [64, 128, 512].map(|n: usize| (n, 3e-9 * (n as f64).powi(power))).into();
        assert!((exponent(&points) - f64::from(power)).abs() < 1e-12);
    }
}
