use diffusion::lesson::duel::*;

/// The squared distance is multiplied by 1 + (rate · slope)² in each step: the mixed terms cancel.
#[test]
fn a_duel_only_goes_away() {
    let path = duel(100, 0.2);
    assert!(path.windows(2).all(|pair| pair[1].distance() > pair[0].distance()));
    assert!(regression(100, 0.2)[100] < 1e-9);
    assert_eq!(figure(0.2).overlapping_labels(), []);
}
