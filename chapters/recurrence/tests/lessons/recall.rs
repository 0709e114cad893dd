use recurrence::Gla;
use recurrence::LinearAttention;
use recurrence::lesson::recall::*;
use recurrence::solution::{gla, linear_attention};

const LINEAR: LinearAttention =
    LinearAttention { quadratic: linear_attention::quadratic, step: linear_attention::step };
const GLA: Gla = Gla { retention: gla::retention, gla: gla::gla, chunked: gla::chunked };

#[test]
fn the_error_of_plain_keys_is_the_number_of_other_pairs_over_the_width() {
    for stored in STORED {
        let recall = recall(LINEAR, GLA, stored);
        println!("{stored}: {recall:?}");
        let expected = (stored - 1) as f64 / WIDTH as f64;
        assert!((recall.plain - expected).abs() < 0.12 * expected + 1e-6, "{stored}: {recall:?}");
        assert!(recall.softmax < 0.35);
        assert!(stored < 4 || recall.features > 0.6);
    }
}

#[test]
fn a_decay_where_the_subject_changes_beats_every_gamma() {
    let gated = after_a_change(GLA, None);
    for gamma in [1.0, 0.968_75, 0.9, 0.75] {
        let faded = after_a_change(GLA, Some(gamma));
        println!("{gamma}: {faded}; {gated}");
        assert!(faded > gated);
    }
}

#[test]
fn without_the_one_sums_of_weights_come_near_zero() {
    let (least, most) = extremes(Features::Elu);
    assert!(least < 0.1 && most > 10.0, "{least} {most}");
    let (least, most) = extremes(Features::EluPlusOne);
    assert!(least > 0.5 && most <= 1.0, "{least} {most}");
    let [rows, normed] = divided(GLA);
    print!("{}", divisions(GLA));
    assert!((&rows[1] - &rows[2]).mapv(f32::abs).sum() > 0.1);
    assert!((&normed[1] - &normed[2]).mapv(f32::abs).sum() < 1e-5);
}

#[test]
fn the_figures_are_finished() {
    assert_eq!(figure(LINEAR, GLA).overlapping_labels(), []);
    assert_eq!(fading(GLA).overlapping_labels(), []);
}
