use compression::Streaming;
use compression::lesson::pictures::frames::*;
use compression::solution;

const STREAM: Streaming = Streaming { start: solution::stream::start, push: solution::stream::push };

#[test]
fn a_trace_tells_what_is_held_and_what_comes_out() {
    let trace = trace(STREAM, 2, 5);
    let held: Vec<Vec<usize>> =
        trace.iter().map(|moment| moment.held.iter().map(|token| token.unwrap()).collect()).collect();
    assert_eq!(held, [vec![0], vec![0, 1], vec![0, 1, 2], vec![2, 3], vec![2, 3, 4]]);
    // As the figure's title says: one less than two blocks.
    assert_eq!(held.iter().map(Vec::len).max(), Some(3));
    let out: Vec<usize> = (0..5).filter(|&t| trace[t].entry.is_some()).collect();
    assert_eq!(out, [1, 3]);
    let second = trace[3].entry.clone().unwrap();
    assert_eq!(second, [vec![0.0, 0.0, 0.25, 0.25, 0.0], vec![0.25, 0.25, 0.0, 0.0, 0.0]]);
}

#[test]
fn the_figures_are_drawn_with_wrong_answers_too() {
    // Never an entry, and nothing chosen.
    let mute = Streaming { push: |_, _| None, ..STREAM };
    assert_eq!(streaming(mute, 4).svg().matches("class=\"frame\"").count(), 10);
    let figure =
        choosing(solution::indexer::indexer, |scores, _, _, _| vec![Vec::new(); scores.nrows()], 4, 2);
    assert!(figure.description().contains("attends to none."));
}
