use recurrence::lesson::layers::*;

#[test]
fn the_figures_are_finished() {
    for figure in [kda_layer(), stack()] {
        assert_eq!(figure.overlapping_labels(), [], "{}", figure.title());
    }
}
