use moe::Sinkhorn;
use moe::lesson::steps::rounds::*;
use moe::solution::sinkhorn;
use ndarray::Axis;

const SINKHORN: Sinkhorn =
    Sinkhorn { plan: sinkhorn::plan, choose: sinkhorn::choose, route: sinkhorn::route };

#[test]
fn each_half_of_a_round_leads_to_the_next() {
    let halves = halves(SINKHORN, 3);
    for (half, plan) in halves.iter().enumerate().skip(1) {
        let along = half % 2;
        let sums = plan.sum_axis(Axis(along));
        let share = 1.0 / sums.len() as f32;
        assert!(sums.iter().all(|sum| (sum - share).abs() < 1e-5), "{half}: {sums}");
    }
    // Dividing the columns of a half gives the plan of the answer.
    for round in 1..=3 {
        let rows = &halves[2 * round - 1];
        let columns = rows / &(rows.sum_axis(Axis(0)) * 2.0);
        assert!((&columns - &halves[2 * round]).iter().all(|d| d.abs() < 1e-5), "{round}");
    }
}

#[test]
fn the_figure_is_finished() {
    let figure = rounds(SINKHORN, 3);
    println!("{}", figure.description());
    assert_eq!(figure.overlapping_labels(), []);
    assert_eq!(figure.svg().matches("class=\"frame\"").count(), 7);
}
