use moe::answers::SOFT;
use moe::lesson::slots::*;

#[test]
fn every_token_notices_the_last_one() {
    let changes = changes(SOFT);
    assert_eq!(changes.len(), SIZES.0);
    assert!(changes.iter().all(|&change| change > 0.01), "{changes:?}");
}

#[test]
fn long_tokens_turn_mixtures_into_choices() {
    let rows = rows(SOFT);
    assert!(rows[3].plain > 0.99 && rows[0].plain < 0.7, "{rows:?}");
    assert!((rows[3].normalised - rows[0].normalised).abs() < 1e-3, "{rows:?}");
}
