use compression::Streaming;
use compression::lesson::handover::*;
use compression::solution::{dual_role::dual_role, stream};

const STREAM: Streaming = Streaming { start: stream::start, push: stream::push };

#[test]
fn nothing_is_lost_at_any_length() {
    for prompt in 0..=LONGEST {
        assert!(difference(dual_role, STREAM, prompt, Kept::All) < 1e-5, "{prompt}");
    }
}

#[test]
fn what_is_left_over_is_missed_unless_there_is_none() {
    for prompt in BLOCK..=LONGEST {
        let lost = difference(dual_role, STREAM, prompt, Kept::NotTheRest);
        assert_eq!(lost > 0.01, prompt % BLOCK > 0, "{prompt}: {lost}");
        assert!(difference(dual_role, STREAM, prompt, Kept::NotTheBlock) > 0.01, "{prompt}");
    }
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(dual_role, STREAM).overlapping_labels(), []);
}
