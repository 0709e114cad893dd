use moe::Dispatch;
use moe::lesson::dispatch::*;
use moe::solution::dispatch::{grouped, permute, unpermute};
use ndarray::Axis as Along;

const DISPATCH: Dispatch = Dispatch { permute, grouped, unpermute };

#[test]
fn the_three_ways_cost_what_the_page_says() {
    let layer = DEEPSEEK_V3;
    assert_eq!(layer.every_expert(1) / (layer.k * layer.expert()), 32);
    assert_eq!(layer.bytes(1, 2), 172_032);
    // Where the two one-hot products cost as much as the experts: 2 T d = matrices · d · hidden.
    let even = layer.matrices * layer.hidden / 2;
    assert_eq!(layer.one_hot(even), 2 * even * layer.k * layer.expert());
}

#[test]
fn one_machine_and_several_give_the_same() {
    let layer = small();
    let (output, work) = on_one(DISPATCH, &layer);
    let (by_mask, all) = dense(&layer);
    assert!((&output - &by_mask).iter().all(|d| d.abs() < 1e-6));
    assert_eq!(all, 3 * work);
    for machines in [1, 2, 3, 6] {
        let together = on_several(DISPATCH, &layer, machines);
        assert!((&together.output - &output).iter().all(|d| d.abs() < 1e-6), "{machines} machines");
        assert_eq!(together.sent.sum(), layer.experts.len());
    }
    // Uneven, or the page has nothing to show.
    let received: Vec<usize> = on_several(DISPATCH, &layer, 3).sent.sum_axis(Along(0)).to_vec();
    assert!(received[0] >= 2 * received[2], "{received:?}");
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(DEEPSEEK_V3).overlapping_labels(), []);
}
