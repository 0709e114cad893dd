use ndarray::s;
use recurrence::Ssd;
use recurrence::lesson::chunks::*;
use recurrence::solution::ssd;

const ANSWER: Ssd = Ssd { quadratic: ssd::quadratic, chunk: ssd::chunk };

#[test]
fn chunks_give_what_pairs_give_with_fewer_reads() {
    let text = Text::new(100, (3, 4), 0.3);
    let pairs = text.by_pairs(ANSWER);
    for (chunk, counted) in [(1, 100), (16, 7), (64, 2), (128, 1)] {
        let (outputs, counts) = text.by_chunks(ANSWER, chunk);
        assert!(difference(&pairs, &outputs) < 1e-4 && counts == (counted, counted), "{chunk}");
    }
}

#[test]
fn what_crosses_chunks_has_rank_one() {
    let mask = mask(12, 0.12);
    let square = mask.slice(s![8..12, 0..4]);
    for (t, s) in [(1, 1), (3, 2), (2, 3)] {
        let minor: f32 = square[[0, 0]] * square[[t, s]] - square[[0, s]] * square[[t, 0]];
        assert!(minor.abs() < 1e-7);
    }
}

#[test]
fn a_factor_overflows_after_44_tokens() {
    assert_eq!(overflows(2.0), 45);
}

#[test]
fn the_figures_are_finished() {
    assert_eq!(figure().overlapping_labels(), []);
    assert_eq!(lengths().overlapping_labels(), []);
}
