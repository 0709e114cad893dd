mod schedule;

use sharding::Pipeline;
use sharding::lesson::stages::*;
use sharding::solution::pipeline;

const PIPELINE: Pipeline = Pipeline { order: pipeline::order, bubble: pipeline::bubble, run: pipeline::run };

#[test]
fn one_chunk_is_one_forward_one_backward() {
    for stage in 0..4 {
        assert_eq!(plain(&pipeline::order(stage, 4, 8)), interleaved(stage, 4, 8, 1));
    }
    let orders: Vec<Vec<Work>> = (0..4).map(|stage| interleaved(stage, 4, 8, 1)).collect();
    assert!((timeline(&orders, 1, 1.0, 2.0).bubble() - 0.375).abs() < 1e-12);
}

#[test]
fn the_figures_are_finished() {
    assert_eq!(figure(PIPELINE).overlapping_labels(), []);
    assert_eq!(columns_and_rows(4096, 16384).overlapping_labels(), []);
    for p in 2..=4 {
        for groups in 1..=3 {
            for chunks in 1..=2 {
                let values = [p, groups, chunks].map(f64::from);
                assert_eq!(play().drawn(&values).expect("in range").overlapping_labels(), [], "{values:?}");
            }
        }
    }
}
