use moe::answers::MIXTURE;
use moe::lesson::specialise::*;

#[test]
fn competition_makes_specialists_and_protects_them() {
    let one = one_network();
    assert!(one.both < 0.01 && one.left_after > 0.05, "{one:?}");
    let [blended, competitive, likelihood] =
        [Loss::Blended, Loss::Competitive, Loss::Likelihood].map(|loss| row(MIXTURE, loss));
    assert!(blended.both < 0.05 && competitive.both < 0.05 && likelihood.both < 0.05);
    assert!(blended.alone > 10.0 * likelihood.alone && blended.alone > 10.0 * competitive.alone);
    assert!(likelihood.left_after < 0.1 * one.left_after, "{likelihood:?}");
    assert!(likelihood.left_after < 0.5 * blended.left_after, "{blended:?}");
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(MIXTURE).overlapping_labels(), []);
}
