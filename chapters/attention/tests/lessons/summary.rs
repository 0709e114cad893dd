use attention::lesson::summary::*;

#[test]
fn a_summary_recalls_what_the_theory_of_gaussian_noise_says() {
    for row in rows() {
        // Beyond the width positions coincide, and the theory does not know that.
        if row.length <= row.width {
            let share = predicted(row.length as f64, row.width as f64, VOCABULARY as f64);
            // Four standard errors, and 0.04 for one table of embeddings that is not Gaussian.
            let margin = 4.0 * (share * (1.0 - share) / RECALLS as f64).sqrt() + 0.04;
            assert!((row.recalled - share).abs() < margin, "{row:?}, predicted {share:.3} ± {margin:.3}");
        }
    }
}

#[test]
fn looking_back_recalls_everything() {
    for length in LENGTHS {
        assert_eq!(recalled(Memory::LookingBack, length, WIDTHS[0]), 1.0);
    }
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure().overlapping_labels(), []);
}
