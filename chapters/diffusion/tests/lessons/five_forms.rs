use diffusion::Form;
use diffusion::lesson::five_forms::*;
use diffusion::solution::{convert::convert, min_snr::min_snr};

#[test]
fn an_error_counts_by_its_form() {
    let of = |form, alpha| error(convert, [form, Form::Data], 0.01, circle(alpha));
    assert!((of(Form::Noise, 0.01) - 1.0).abs() < 1e-3);
    assert!((of(Form::V, 0.01) - 0.01).abs() < 1e-4);
    assert!((of(Form::Data, 0.01) - 0.01).abs() < 1e-6);
}

#[test]
fn the_figures_are_finished() {
    for degrees in [0.0, 35.0, 60.0, 90.0] {
        assert_eq!(circle_figure(convert, degrees).overlapping_labels(), [], "{degrees}");
    }
    assert_eq!(weights(min_snr, 5.0).overlapping_labels(), []);
}
