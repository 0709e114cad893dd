use compression::lesson::ranking::*;
use compression::solution::{indexer::indexer, top_k::top_k};
use ndarray::Array2;

#[test]
fn a_rotation_of_one_side_changes_the_choice_and_of_both_does_not() {
    let asked = asked();
    let right = asked.scores(indexer);
    let changed = |other: &Array2<f32>| changed(top_k, &right, other);
    assert_eq!(changed(&(&right / 3.0)), 0);
    assert_eq!(changed(&asked.turned(true).scores(indexer)), 0);
    assert_eq!(changed(&asked.turned(false).scores(indexer)), 8);
    assert_eq!(changed(&asked.relu_last()), 8);
}
