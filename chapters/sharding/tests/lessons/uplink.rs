use sharding::lesson::uplink::*;

#[test]
fn the_figure_is_finished_wherever_it_begins() {
    assert!((gigabits(1.0, 8.0) - 56.0).abs() < 1e-12);
    for values in [[2.0, 1.0, 1.0], [8.0, 8.0, 4.0], [128.0, 32.0, 8.0]] {
        let figure = play().drawn(&values).expect("a figure");
        println!("{}", figure.description());
        assert_eq!(figure.overlapping_labels(), []);
    }
}
