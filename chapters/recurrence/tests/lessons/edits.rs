use recurrence::KdaChunk;
use recurrence::lesson::edits::*;
use recurrence::solution::kda_chunk;

const ANSWER: KdaChunk = KdaChunk { solve: kda_chunk::solve, chunk: kda_chunk::chunk };

#[test]
fn the_equations_and_the_answer_agree() {
    let text = Text::new(13, 4);
    for chunk in [1, 3, 4, 20] {
        let difference = text.by_chunks(ANSWER, chunk).mapv(f64::from) - outputs(&text, chunk, Slip::None);
        assert!(difference.iter().all(|x| x.abs() < 1e-5), "{chunk}");
    }
}

#[test]
fn slips_show_from_three_tokens_on() {
    let text = Text::new(24, 4);
    assert!(harm(&text, 2, Slip::NoInverse) < 1e-12 && harm(&text, 3, Slip::NoInverse) > 1e-3);
    for slip in [Slip::OldStateOnly, Slip::OwnStep, Slip::PlainValues] {
        println!("{slip:?} {}", harm(&text, 3, slip));
        assert!(harm(&text, 3, slip) > 1e-2, "{slip:?}");
    }
}

#[test]
fn the_steps_are_finished() {
    assert_eq!(steps(ANSWER).overlapping_labels(), []);
}
