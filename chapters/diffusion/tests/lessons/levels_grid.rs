use crate::levels_paths::EDM;
use diffusion::lesson::levels_grid::*;
use diffusion::solution::heun;

#[test]
fn levels_are_drawn_for_every_choice() {
    for (rho, n) in [(1.0, 4), (7.0, 10), (3.0, 18), (10.0, 40)] {
        let figure = drawn(EDM, heun::heun, rho, n);
        println!("{}", figure.description());
        assert_eq!(figure.overlapping_labels(), [], "{rho} {n}");
    }
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(scales(EDM).overlapping_labels(), []);
}
