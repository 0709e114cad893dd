use moe::answers::ENGRAM;
use moe::lesson::memory::*;

/// 1 − e^(−2000/1009) of the 2-grams are not alone in one head; all collide in none of three.
#[test]
fn from_the_second_on_each_head_makes_collisions_a_thousand_times_rarer() {
    let few = collisions(ENGRAM, NGRAMS[0]);
    assert!((few[0].0 - 0.86).abs() < 0.02, "{:?}", few[0]);
    assert!(few[1].0 < 0.006 && few[2].0 == 0.0, "{few:?}");
    assert!(few.iter().all(|(_, one)| (one - 0.86).abs() < 0.02));
    let many = collisions(ENGRAM, NGRAMS[1]);
    assert!((many[1].0 - 0.048).abs() < 0.005, "{:?}", many[1]);
    assert_eq!(many[2].0, 0.0);
    for (count, shares) in [(NGRAMS[0], few), (NGRAMS[1], many)] {
        assert!((1..=3).all(|heads| (shares[heads - 1].0 - expected(count, heads)).abs() < 0.01));
    }
}

#[test]
fn more_heads_of_less_each() {
    let shares: Vec<(f64, f64)> = (1..=8).map(|heads| dealt(65_536.0, 8192.0, heads)).collect();
    assert!(shares.windows(2).all(|pair| pair[1].0 < pair[0].0 && pair[1].1 >= pair[0].1), "{shares:?}");
    assert!(shares[0].0 > 0.99 && shares[1].0 < 0.01 && shares[2].0 < 1e-5, "{shares:?}");
    // As for tables of some primes.
    assert!((dealt(2000.0, 2.0 * 1011.0, 2).0 - expected(2000, 2)).abs() < 1e-5);
}

#[test]
fn even_multipliers_and_a_power_of_two_waste_the_table() {
    assert!(distinct(ENGRAM, [8, 16], 1024) <= 128);
    assert!(distinct(ENGRAM, MULTIPLIERS, 1009) > 850);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(ENGRAM).overlapping_labels(), []);
}
