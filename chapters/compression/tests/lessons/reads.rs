use compression::lesson::reads::*;
use compression::solution;

#[test]
fn long_blocks_are_fewer_up_to_65536_tokens() {
    assert_eq!(entries(Kind::Chosen, 1 << 16), entries(Kind::All, 1 << 16));
    assert!(entries(Kind::Chosen, 1 << 15) > entries(Kind::All, 1 << 15));
    assert_eq!([Kind::Chosen, Kind::All].map(|kind| entries(kind, 1 << 20)), [640, 8320]);
}

#[test]
fn the_best_blocks_are_no_sample() {
    let said = mentions();
    let share = said.sum() / TOKENS as f32;
    let [chosen, all] =
        shares(solution::top_k::top_k, solution::csa::csa, solution::hca::hca, said.view(), 32);
    assert!((all - share).abs() < 0.02 && chosen > share + 0.3, "{share}: {chosen} and {all}");
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure().overlapping_labels(), []);
}
