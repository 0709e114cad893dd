use moe::DeepSeek;
use moe::lesson::nodes::*;
use moe::solution::deepseek;

const ROUTER: DeepSeek = DeepSeek { route: deepseek::route, combine: deepseek::combine };

/// Without a limit, a group is missed with probability C(224, 8) / C(256, 8) = 0.3384, so 5.29 are reached on average.
#[test]
fn without_a_limit_five_groups_are_reached() {
    let rows = rows(ROUTER);
    for row in &rows {
        println!("{row:?}");
        assert!(row.reach[row.kept..].iter().all(|&share| share == 0.0));
    }
    assert!((rows[0].mean - 5.29).abs() < 0.15);
    assert!(rows[0].score == 1.0 && rows[1].score > 0.95 && rows[2].score < rows[1].score);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(ROUTER).overlapping_labels(), []);
}
