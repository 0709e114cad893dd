use moe::lesson::lab::took::*;

#[test]
fn a_character_is_faithful_that_has_one_expert_whenever_it_comes() {
    let took = |expert| vec![(expert, 0.6), (9, 0.4)];
    let layer = [took(1), took(2), took(1), took(3), took(4)];
    // a: 1 and 1; b: 2 and 3; c comes once.
    assert_eq!(faithful(&['a', 'b', 'a', 'b', 'c'], &layer), (1, 2));
}

#[test]
fn every_expert_has_its_line_and_every_character_its_expert() {
    assert!(likes("deepseek").lines().count() > 8);
    let widths: Vec<usize> = strip("deepseek").lines().take(3).map(|line| line.chars().count()).collect();
    assert!(widths[0] == widths[1] && widths[1] == widths[2], "{widths:?}");
}
