use attention::Sparse;
use attention::Window;
use attention::lesson::reach::*;
use attention::solution::{sparse, window};

const WINDOW: Window =
    Window { visible: window::visible, start: window::start, push: window::push, attend: window::attend };
const SPARSE: Sparse = Sparse { strided: sparse::strided, fixed: sparse::fixed, two_hops: sparse::two_hops };

#[test]
fn each_layer_reaches_a_window_less_one_farther() {
    for width in WINDOWS {
        let expected: Vec<usize> = (1..=LAYERS).map(|layers| 1 + layers * (width - 1)).collect();
        assert_eq!(reached(WINDOW, SPARSE, width, TOKENS, LAYERS), expected, "window {width}");
    }
    // Counted in numpy: a window of 5 and four layers.
    assert_eq!(reached(WINDOW, SPARSE, 5, 40, 4)[3], 17);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(WINDOW, SPARSE).overlapping_labels(), []);
}
