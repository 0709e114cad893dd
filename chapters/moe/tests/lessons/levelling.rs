use moe::Switch;
use moe::lesson::levelling::*;
use moe::solution::{balance_loss::balance_loss, switch};
use ndarray::Axis as Dimension;

const SWITCH: Switch = Switch { capacity: switch::capacity, route: switch::route };

#[test]
fn the_loss_levels_the_load() {
    let rows = rows(SWITCH, balance_loss);
    let (first, last) = (rows[0], rows[STEPS]);
    assert!(first.loss > 1.3 && (last.loss - 1.0).abs() < 0.02, "{first:?} {last:?}");
    assert!(first.busiest > 0.3 && last.busiest < 0.2, "{first:?} {last:?}");
    assert!(first.dropped > 0.2 && last.dropped < 0.03, "{first:?} {last:?}");
}

/// The slope that [`rows`] follows is that of the loss with f fixed: checked by finite differences.
#[test]
fn the_slope_is_that_of_the_probabilities() {
    let logits = lopsided();
    let [f, p] = fractions(SWITCH, &logits);
    assert!((EXPERTS as f32 * f.dot(&p) - balance_loss(logits.view())).abs() < 1e-5);
    let with = |expert: usize, by: f32| {
        let mut moved = logits.clone();
        moved.column_mut(expert).mapv_inplace(|x| x + by);
        EXPERTS as f32 * f.dot(&(softmax(&moved).sum_axis(Dimension(0)) / TOKENS as f32))
    };
    for expert in 0..EXPERTS {
        let measured = (with(expert, 0.05) - with(expert, -0.05)) / 0.1;
        let slope: f32 =
            softmax(&logits).rows().into_iter().map(|p| p[expert] * (f[expert] - f.dot(&p))).sum();
        assert!((measured - slope * EXPERTS as f32 / TOKENS as f32).abs() < 1e-3, "expert {expert}");
    }
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(SWITCH, balance_loss).overlapping_labels(), []);
}
