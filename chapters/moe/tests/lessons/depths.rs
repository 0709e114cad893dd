use moe::Depths;
use moe::lesson::depths::*;
use moe::solution::depths as solution;

const DEPTHS: Depths = Depths { choose: solution::choose, depths: solution::depths };

#[test]
fn an_eighth_of_the_tokens() {
    let (pairs, tokens) = share(0.125);
    assert!((pairs - 1.0 / 64.0).abs() < 1e-12 && (tokens - 0.125).abs() < 1e-12);
    let all = work(SIZES.0, SIZES.1);
    assert!((all.pairs - all.tokens).abs() < 1e-3 * all.tokens);
}

#[test]
fn a_later_token_takes_the_place_of_an_earlier_one() {
    assert_eq!(second_token(DEPTHS, 0.5), second_token(DEPTHS, 0.1));
    assert_eq!(second_token(DEPTHS, 0.7), -0.5);
    assert!((second_token(DEPTHS, 0.5) + 0.5).abs() > 0.1);
}

#[test]
fn a_long_text_saves_more_than_a_short_one() {
    let left = |length: f64| work(length / 8.0, SIZES.1).sum() / work(length, SIZES.1).sum();
    assert!((left(256.0) - 0.125).abs() < 0.01 && left(1_048_576.0) < 0.02);
    assert!(play().drawn(&[12.5, 16_384.0]).unwrap().description().contains("12.5 % and 1.6 % are left"));
}
