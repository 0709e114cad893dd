use sharding::lesson::rings::*;

#[test]
fn all_ranks_have_all_sums_in_the_end() {
    for ranks in [2, 3, 4, 7] {
        let steps = schedule(ranks);
        assert_eq!(steps.len(), 2 * ranks - 1);
        assert_eq!(steps.last().expect("there are steps").0, vec![vec![ranks; ranks]; ranks]);
        let half = &steps[ranks - 1].0;
        assert!((0..ranks).all(|rank| half[rank][rank] == ranks));
    }
    assert_eq!(round().svg().matches("class=\"frame\"").count(), 7);
}

/// α = 5 µs and 25 GB/s on 64 ranks, by hand: 630 and 60 µs to start, and 2 · 63/64 and 2 wholes.
#[test]
fn times_are_those_computed_by_hand() {
    let link = Link { start: 5e-6, bandwidth: 25e9 };
    for (bytes, expected) in [(1e3, [630.1, 60.1]), (1e6, [708.8, 140.0]), (1e9, [79_380.0, 80_060.0])] {
        for (time, expected) in [ring(link, 64, bytes), tree(link, 64, bytes)].into_iter().zip(expected) {
            assert!((time * 1e6 - expected).abs() < 0.06, "{time} is not {expected} µs");
        }
    }
    let equal = crossover(link, 64);
    assert!(
        (ring(link, 64, equal) - tree(link, 64, equal)).abs() < 1e-12 && (equal / 1e6 - 456.0).abs() < 1e-6
    );
}

#[test]
fn the_figure_to_play_with_is_finished() {
    assert_eq!(play().figure().overlapping_labels(), []);
    for ranks in (1..=10).map(|power| 1 << power) {
        for (start, bandwidth) in [(1e-6, 1e9), (5e-6, 32e9), (50e-6, 512e9)] {
            let overlapping = drawn(ranks, Link { start, bandwidth }).overlapping_labels().to_vec();
            assert_eq!(overlapping, [], "{ranks} ranks, {start} s, {bandwidth} bytes/s");
        }
    }
}

#[test]
fn a_sum_in_pairs_rounds_less() {
    let ulp = 1.0 / 256.0;
    assert_eq!([bf16(1.0), bf16(1.0 + ulp), bf16(1.0 + 3.0 * ulp)], [1.0, 1.0, 1.0 + 4.0 * ulp]);
    let [one_by_one, in_pairs, last] = errors(512);
    assert!(one_by_one > 10.0 * in_pairs && in_pairs > last, "{one_by_one} {in_pairs} {last}");
}
