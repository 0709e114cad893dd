use moe::Sinkhorn;
use moe::lesson::sharpness::*;
use moe::solution::sinkhorn;

const SINKHORN: Sinkhorn =
    Sinkhorn { plan: sinkhorn::plan, choose: sinkhorn::choose, route: sinkhorn::route };

#[test]
fn sharp_logits_take_longer() {
    let at = |factor: f32, rounds: usize| {
        rows(SINKHORN, factor).into_iter().find(|row| row.rounds == rounds).expect("a number of rounds")
    };
    let needed = FACTORS
        .map(|factor| rows(SINKHORN, factor).into_iter().find(|row| row.error < 0.01).map(|row| row.rounds));
    assert_eq!(needed, [Some(3), Some(12), Some(16)]);
    assert!(at(6.0, 8).error > 0.03);
    assert!(at(1.0, 8).error < at(3.0, 8).error && at(3.0, 8).error < at(6.0, 8).error);
    // A finished plan is balanced; what is chosen by it is not quite.
    for factor in FACTORS {
        let load = at(factor, 32).load;
        assert!((1.05..1.4).contains(&load), "{load}");
    }
}

#[test]
fn sharpness_costs_rounds_and_a_crowd_hardly_any() {
    let needed = |factor: f32, liked: f32| {
        errors(SINKHORN, factor, liked).iter().filter(|row| row.1 >= 0.01).count() + 1
    };
    let rounds = [1.0, 2.0, 3.0, 4.0, 6.0].map(|factor| needed(factor, 1.0));
    assert!(rounds.is_sorted() && rounds[4] >= 4 * rounds[0], "{rounds:?}");
    for factor in [2.0, 3.0, 4.0] {
        let [none, much] = [0.0, 2.0].map(|liked| needed(factor, liked));
        println!("{factor} {none} {much}");
        assert!(none.abs_diff(much) <= 3, "{factor}: {none} {much}");
    }
}

#[test]
fn the_figure_says_how_many_rounds_are_needed() {
    for (factor, rounds) in FACTORS.into_iter().zip([3, 12, 16]) {
        let figure = play().drawn(&[f64::from(factor), 1.0]).expect("a figure");
        // The table looks at some numbers of rounds only.
        let said = figure.description().to_owned();
        let found: usize = said
            .split("1 % after ")
            .nth(1)
            .and_then(|rest| rest.split(' ').next())
            .and_then(|word| word.parse().ok())
            .expect("a number of rounds");
        assert!(found <= rounds && found + 4 > rounds, "{said}");
        assert_eq!(figure.overlapping_labels(), []);
    }
}
