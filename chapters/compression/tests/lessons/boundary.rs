use compression::lesson::boundary::*;
use compression::solution::{gated_pool::gated_pool, overlap::overlap};

#[test]
fn the_last_place_of_a_block_loses_its_thoughts_only_without_overlap() {
    let own: Vec<f64> = (0..BLOCK).map(|place| found(Pool::Own(gated_pool), place)).collect();
    let both: Vec<f64> = (0..BLOCK).map(|place| found(Pool::WithBefore(overlap), place)).collect();
    println!("{own:?} {both:?}");
    assert!(own[BLOCK - 1] < 0.5 && own[..BLOCK - 1].iter().all(|&share| share > 0.95));
    assert!(both.iter().all(|&share| share > 0.95));
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(gated_pool, overlap).overlapping_labels(), []);
}
