use attention::lesson::plays::positions::*;

#[test]
fn a_match_is_found_as_far_as_its_score_makes_up_for_the_penalty() {
    let found = |slope, score, distance| penalised(slope, score, distance)[distance];
    // The neighbour's weight is the yardstick: s > m r.
    for (slope, score, distance) in [(0.125, 12.0, 64), (1.0 / 256.0, 4.0, 512), (0.5, 4.5, 8)] {
        let weights = penalised(slope, score, distance);
        assert!(weights[distance] > weights[0], "{slope} {score} {distance}");
    }
    assert!(found(0.125, 4.0, 64) < 0.01 && found(0.125, 12.0, 64) > 0.8);
    assert!(found(1.0 / 256.0, 4.0, 64) > 10.0 * found(0.125, 4.0, 64));
}

#[test]
fn a_larger_base_remembers_farther() {
    let at = |power: f64, turned, distance| likeness(10_f64.powf(power), turned, &[distance])[0];
    assert!((at(4.0, 128, 1024) - 0.20).abs() < 0.005);
    assert!(at(6.0, 128, 1024) > at(4.0, 128, 1024) + 0.2);
    // Channels that are not turned stay alike: half of them, half of the likeness and more.
    assert!(at(4.0, 64, 1024) > 0.5);
}

#[test]
fn a_score_sees_the_distance_alone() {
    for (query, key) in [(5, 2), (55, 52), (100, 97)] {
        let far = cosines(query, key, 1e4);
        assert!(far.iter().zip(cosines(3, 0, 1e4)).all(|(a, b)| (a - b).abs() < 1e-4), "{query} {key}");
    }
    assert!((cosines(5, 2, 1e4)[0] - 3_f64.cos()).abs() < 1e-4);
}
