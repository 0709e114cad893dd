use attention::Msrope;
use attention::lesson::pictures::*;
use attention::solution::msrope;

const MSROPE: Msrope = Msrope { positions: msrope::positions, rotate: msrope::rotate };

#[test]
fn the_middle_stays_where_pictures_are_centred() {
    for side in COMPARED {
        let (cosine, row) = middle(MSROPE, side, true);
        assert!((cosine - 1.0).abs() < 1e-5 && row == 0, "side {side}: {cosine}");
        let (cosine, row) = middle(MSROPE, side, false);
        assert!(row == side as i64 / 2 && (side == 16 || cosine < 0.8), "side {side}: {cosine}");
    }
}

#[test]
fn the_plane_shows_every_patch_and_every_word() {
    for side in SIDES {
        let plane = plane(MSROPE, side);
        let count = |from: f64| plane.iter().filter(|&&cell| cell > from).count();
        assert_eq!((count(0.0), count(0.9)), (side * side + TEXT, TEXT));
    }
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(MSROPE).overlapping_labels(), []);
}
