use compression::Moba;
use compression::lesson::moba::*;
use compression::solution::moba::{attend, choose};

const MOBA: Moba = Moba { choose, attend };

#[test]
fn the_needle_is_found_by_the_mean_and_read_as_it_is() {
    let found = found(MOBA, 20);
    println!("{found:?}");
    assert!(found.dense > 0.5 && found.chosen > 0.8 * found.dense);
    assert!(found.newest < 0.1 && found.means < 0.1);
}

#[test]
fn the_mean_of_the_own_block_tells_of_later_tokens() {
    let (moved, of) = leaked(&|queries, keys, block, k| competing(queries, keys, block, k));
    assert_eq!(of, 480);
    assert!(moved > 10, "{moved}");
    let right = leaked(&|queries, keys, block, k| choose(queries.view(), keys.view(), block, k));
    assert_eq!(right.0, 0);
}

#[test]
fn the_figures_are_finished() {
    assert_eq!(figure(MOBA).overlapping_labels(), []);
    assert_eq!(schematic(16, 4, 2, 4).overlapping_labels(), []);
    assert!((sparsity(8192, 512, 3) - 0.8125).abs() < 1e-12);
}
