use attention::lesson::patches::*;
use attention::solution::{rope::rope, rope_2d::rope_2d};

#[test]
fn on_a_grid_the_similarity_is_symmetric_and_falls_in_both_directions() {
    let cosines = on_a_grid(rope_2d);
    assert!((cosines[[CENTRE, CENTRE]] - 1.0).abs() < 1e-5);
    for step in 1..=3 {
        let [up, down] = [CENTRE - step, CENTRE + step].map(|row| cosines[[row, CENTRE]]);
        let [left, right] = [CENTRE - step, CENTRE + step].map(|column| cosines[[CENTRE, column]]);
        assert!((up - down).abs() < 1e-5 && (left - right).abs() < 1e-5);
        let before = cosines[[CENTRE, CENTRE + step - 1]].min(cosines[[CENTRE + step - 1, CENTRE]]);
        assert!(down < before && right < before, "step {step}");
    }
}

#[test]
fn on_a_line_the_patch_below_is_as_far_as_the_one_16_to_the_right() {
    let cosines = on_a_line(rope);
    assert!(cosines[[CENTRE, CENTRE + 1]] > 0.9 && cosines[[CENTRE + 1, CENTRE]] < 0.7);
    let on_line = |distance: usize| {
        let angle = |m: usize| distance as f64 * f64::from(BASE).powf(-2.0 * m as f64 / WIDTH as f64);
        (0..WIDTH / 2).map(|m| angle(m).cos()).sum::<f64>() / (WIDTH / 2) as f64
    };
    assert!((cosines[[CENTRE + 1, CENTRE]] - on_line(SIDE)).abs() < 1e-5);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(rope, rope_2d).overlapping_labels(), []);
}
