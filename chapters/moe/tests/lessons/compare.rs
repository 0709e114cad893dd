use moe::lesson::compare::*;

#[test]
fn routing_is_small_beside_the_experts_but_for_soft_slots() {
    for router in Router::ALL {
        let share = router.routing() / router.operations();
        if router == Router::Soft {
            assert!(share > 0.5, "{share}");
        } else {
            assert!(share < 0.02, "{router:?} {share}");
        }
    }
}

#[test]
fn the_numbers_of_the_configuration() {
    assert_eq!(expert(), 25_165_824);
    assert!((Router::Switch.operations() / 1e6 - 63.4).abs() < 0.1);
    assert!((Router::Mixture.operations() / Router::Hash.operations() - 64.0).abs() < 0.1);
    assert!((Router::Soft.routing() / 1e6 - 100.7).abs() < 0.1);
    assert!((Router::Gshard.sent() / 1024.0 - 40.0).abs() < 1e-9);
}

#[test]
fn the_tables_fit_a_page() {
    for line in promises().lines().chain(costs().lines()) {
        assert!(line.chars().count() <= 76, "{line}");
    }
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure().overlapping_labels(), []);
}
