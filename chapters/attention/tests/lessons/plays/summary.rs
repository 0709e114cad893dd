use attention::lesson::plays::summary::*;

#[test]
fn the_length_goes_with_the_width_and_hardly_with_the_language() {
    for width in (6..12).map(|power| 2_f64.powi(power)) {
        for tokens in [8.0, 64.0, 65_536.0] {
            let wider = enough(2.0 * width, tokens) / enough(width, tokens);
            assert!((1.8..2.25).contains(&wider), "{wider} at width {width} with {tokens} tokens");
        }
    }
    let usual = enough(256.0, 64.0);
    let wider = enough(512.0, 64.0) / usual;
    assert!((1.9..2.1).contains(&wider), "{wider}");
    // A thousand times as many words leave more than a third of the length.
    let richer = enough(256.0, 65_536.0) / usual;
    assert!((0.34..0.7).contains(&richer), "{richer}");
}
