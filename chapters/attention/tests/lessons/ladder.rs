use attention::lesson::ladder::*;
use attention::solution::rope::rope;

#[test]
fn turned_vectors_are_as_similar_as_the_formula_says() {
    for base in BASES {
        for (distance, measured) in PRINTED.into_iter().zip(similarity(rope, base, &PRINTED)) {
            let expected = predicted(base, distance);
            assert!((measured - expected).abs() < 1e-4, "base {base}, {distance}: {measured}");
        }
    }
}

#[test]
fn the_values_are_those_that_were_computed_before() {
    let golden = [1.0, 0.97, 0.76, 0.62, 0.48, 0.32, 0.20];
    for (distance, golden) in PRINTED.into_iter().zip(golden) {
        assert!((predicted(1e4, distance) - golden).abs() < 0.005, "{distance}");
    }
    assert!((predicted(1e4, 4096) + 0.05).abs() < 0.006 && (predicted(1e6, 4096) - 0.28).abs() < 0.005);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(rope).overlapping_labels(), []);
}
