use attention::Window;
use attention::lesson::frames::ring::*;
use attention::solution::window;

const WINDOW: Window =
    Window { visible: window::visible, start: window::start, push: window::push, attend: window::attend };

#[test]
fn the_oldest_makes_way_and_ring_and_mask_agree() {
    let moments = moments(WINDOW);
    let rows: Vec<usize> = moments[6].rows.iter().map(|row| row.unwrap()).collect();
    assert_eq!(rows, [4, 5, 6, 3]);
    for moment in &moments {
        let seen: Vec<bool> = moment.weights.iter().map(|&weight| weight > 0.0).collect();
        assert_eq!(seen, moment.seen);
    }
}

#[test]
fn the_figure_is_finished() {
    let figure = ring(WINDOW);
    assert_eq!(figure.overlapping_labels(), []);
    assert!(
        figure.description().contains("Token 6 takes row 2, where token 2 lay."),
        "{}",
        figure.description()
    );
}
