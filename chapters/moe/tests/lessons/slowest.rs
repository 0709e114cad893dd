use figures::random;
use rand::RngExt;

use moe::lesson::slowest::*;

#[test]
fn draws_agree() {
    let mut random = random(77);
    for (machines, rows, favoured) in [(2, 64, 1.0), (8, 16, 1.0), (32, 64, 1.0), (8, 256, 1.25)] {
        let mut sum = 0;
        for _ in 0..400 {
            let mut loads = vec![0_u32; machines];
            for _ in 0..machines * rows {
                let first = random.random_range(0.0..1.0) < favoured / machines as f64;
                loads[if first { 0 } else { random.random_range(1..machines) }] += 1;
            }
            sum += loads.iter().max().copied().unwrap_or(0);
        }
        let mean = f64::from(sum) / (400 * rows) as f64;
        let found = fullest(machines, rows, favoured);
        assert!((mean - found).abs() < 0.02, "{machines} {rows} {favoured}: {mean} {found}");
    }
}

#[test]
fn rows_help_against_chance_and_not_against_preference() {
    for machines in [2, 32, 256] {
        for favoured in [1.0, 1.5, 2.0] {
            let line = [16, 64, 256, 1024, 4096].map(|rows| fullest(machines, rows, favoured));
            assert!(line.windows(2).all(|pair| pair[1] < pair[0] + 1e-9), "{machines} {favoured} {line:?}");
        }
    }
    let above = |rows, favoured| fullest(32, rows, favoured) - 1.0;
    assert!(above(4096, 1.0) < above(64, 1.0) / 5.0);
    assert!((above(16_384, 1.2) - 0.2).abs() < 0.01);
}
