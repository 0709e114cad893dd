use moe::Switch;
use moe::lesson::overflow::*;
use moe::solution::switch;

const SWITCH: Switch = Switch { capacity: switch::capacity, route: switch::route };

/// About 3.3, 13, 10 and 30 % were measured in numpy with other random numbers; 24 and 12 % for Zipf at 1.25 and 2.
#[test]
fn shares_are_those_that_were_measured_elsewhere() {
    let percent = |crowd: usize, factor: f32| 100.0 * dropped(SWITCH, CROWDS[crowd], factor);
    for (crowd, factor, expected, within) in [
        (0, 1.0, 3.3, 0.5),
        (1, 1.0, 13.0, 1.5),
        (2, 1.0, 10.0, 0.7),
        (3, 1.0, 30.0, 1.0),
        (3, 1.25, 24.0, 1.0),
        (3, 2.0, 12.0, 1.0),
    ] {
        let share = percent(crowd, factor);
        assert!((share - expected).abs() < within, "crowd {crowd}, factor {factor}: {share:.2}");
    }
}

#[test]
fn no_slot_depends_on_the_capacity() {
    for crowd in CROWDS {
        let by_capacity = dropped_by_capacity(SWITCH, crowd);
        let capacity = switch::capacity(crowd.tokens, crowd.experts, 1.1);
        assert_eq!(by_capacity(capacity), dropped(SWITCH, crowd, 1.1));
    }
}

#[test]
fn what_is_expected_is_what_is_drawn() {
    for crowd in CROWDS {
        let a = if crowd.load == Load::Zipf { 1.0 } else { 0.0 };
        for factor in [1.0, 1.25, 2.0] {
            let (lost, _) = expected(SWITCH, crowd.tokens, crowd.experts, a, &[factor])[0];
            let drawn = dropped(SWITCH, crowd, factor as f32);
            assert!((lost - drawn).abs() < 0.01, "{crowd:?} {factor}: {lost} {drawn}");
        }
    }
}

#[test]
fn room_that_is_not_missing_is_empty() {
    // As many places as tokens: as many are empty as are missing elsewhere.
    let (lost, empty) = expected(SWITCH, 64, 8, 0.0, &[1.0])[0];
    assert!((lost - empty).abs() < 1e-9);
    // Large batches need little room to spare, and no factor helps against unevenness.
    let [few, many, uneven] =
        [(64, 0.0), (4096, 0.0), (4096, 1.5)].map(|(tokens, a)| expected(SWITCH, tokens, 8, a, &[1.25, 3.0]));
    assert!(few[0].0 > 0.03 && many[0].0 < 1e-6 && few[0].1 > 0.2, "{few:?} {many:?}");
    assert!(uneven[1].0 > 0.1 && uneven[1].1 > 0.6, "{uneven:?}");
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(SWITCH).overlapping_labels(), []);
}
