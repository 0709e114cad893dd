use attention::lesson::bill::DEEPSEEK_V3;
use attention::lesson::plays::latents::*;

#[test]
fn expanding_pays_only_for_a_latent_wider_than_a_head_and_many_queries() {
    for latent in (6..=11).map(|power| 1 << power) {
        for head in (4..=8).map(|power| 1 << power) {
            let from = expand_from(model(latent, head));
            assert_eq!(from.is_some(), latent > head, "{latent} {head}");
            assert!(from.is_none_or(|queries| queries > head as f64), "{latent} {head} {from:?}");
        }
    }
}

#[test]
fn a_narrow_latent_is_always_absorbed() {
    assert_eq!(expand_from(model(64, 128)), None);
    let known = expand_from(DEEPSEEK_V3).unwrap();
    assert!((known - 170.67).abs() < 0.01);
    // A wide latent brings it down towards the width of a head, a wide head drives it up.
    assert!(expand_from(model(2048, 128)).unwrap() < known);
    assert!(expand_from(model(512, 256)).unwrap() > 2.0 * known);
}
