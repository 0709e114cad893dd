use attention::Mask;
use attention::Saved;
use attention::SlowMemory;
use attention::lesson::frames::backward::*;
use attention::solution::{flash::flash, flash_backward::flash_backward};
use ndarray::Axis;

#[test]
fn the_steps_end_at_the_gradients() {
    let [queries, keys, values, upstream] = input();
    let memory = SlowMemory::new(keys.view(), values.view(), 2);
    let (output, log_sum_exp) = flash(queries.view(), &memory, Mask::None);
    let saved = Saved {
        queries: queries.view(),
        keys: keys.view(),
        values: values.view(),
        output: output.view(),
        log_sum_exp: log_sum_exp.view(),
        mask: Mask::None,
    };
    let expected = flash_backward(&saved, upstream.view());
    let (stages, _) = stages(flash);
    let last = &stages[stages.len() - 1].gradients;
    for (ours, theirs) in
        [(&last.queries, &expected.queries), (&last.keys, &expected.keys), (&last.values, &expected.values)]
    {
        assert!((ours - theirs).iter().all(|x| x.abs() < 1e-5), "{ours} and {theirs}");
        assert!(ours.iter().all(|x| f64::from(x.abs()) < attention::lesson::frames::LARGEST), "{ours}");
    }
}

#[test]
fn the_slopes_along_scores_sum_to_nothing() {
    for stage in stages(flash).0 {
        if let ("dS", Some((_, strip))) = &stage.matrix {
            assert!(strip.sum_axis(Axis(1)).iter().all(|sum| sum.abs() < 1e-5), "{strip}");
        }
    }
}

#[test]
fn the_figure_is_finished() {
    let figure = backward(flash);
    assert_eq!(figure.overlapping_labels(), []);
    assert_eq!(figure.svg().matches("class=\"frame\"").count(), 9);
}
