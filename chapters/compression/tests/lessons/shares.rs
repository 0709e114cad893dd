use compression::lesson::shares::*;
use compression::solution::csa::csa;

#[test]
fn the_shares_are_those_of_the_exponentials() {
    for block in BLOCKS {
        let shares = of(csa, block);
        let window: f32 = TOKENS.iter().map(|score| score.exp()).sum();
        let blocks = block.exp() + OTHER.exp();
        let sum = window + blocks + SINK.exp();
        assert!((shares.window - window / sum).abs() < 1e-5, "{shares:?}");
        assert!((shares.blocks - blocks / sum).abs() < 1e-5, "{shares:?}");
    }
}

#[test]
fn the_figure_is_finished() {
    let figure = figure(csa);
    assert_eq!(figure.overlapping_labels(), []);
}
