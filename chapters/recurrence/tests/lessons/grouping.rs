use recurrence::Affine;
use recurrence::Lru;
use recurrence::lesson::grouping::*;
use recurrence::solution::lru;

const LRU: Lru = Lru { decay: lru::decay, combine: lru::combine, forward: lru::forward };

#[test]
fn every_place_has_taken_in_all_before() {
    let step = |token: i32| Affine { factor: 1.0.into(), added: 2.0_f32.powi(token).into() };
    let steps: Vec<Affine> = (0..16).map(step).collect();
    let all = scanned(lru::combine, &steps);
    assert!(all.iter().enumerate().all(|(place, all)| all.added.re == 2.0_f32.powi(place as i32 + 1) - 1.0));
    let combines = |count| rounds(count).iter().map(|round| round.places.len()).sum::<usize>();
    assert_eq!((combines(8), rounds(8).len()), (11, 5));
    assert_eq!((combines(1 << 20), rounds(1 << 20).len()), (2 * (1 << 20) - 2 - 20, 39));
}

/// By hand, as `four_steps` of the grader's golden values.
#[test]
fn a_loop_hides_what_a_tree_shows() {
    let states =
        |all: Vec<Affine>| all.iter().map(|step| (step.added.re * 100.0).round() / 100.0).collect::<Vec<_>>();
    let right = [1.0, 2.5, 4.75, 7.8];
    assert_eq!(states(looped(lru::combine, &four_steps())), right);
    assert_eq!(states(scanned(lru::combine, &four_steps())), right);
    assert_eq!(states(looped(keeps_second_factor, &four_steps())), right);
    assert_eq!(states(scanned(keeps_second_factor, &four_steps())), [1.0, 2.5, 4.75, 8.4]);
}

#[test]
fn gamma_keeps_a_state_at_the_size_of_its_input() {
    let [with, without] = mean_square(LRU, -3.0, 300);
    assert!((with - 1.0).abs() < 0.1 && without > 9.0, "{with} {without}");
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(tree(lru::combine).overlapping_labels(), []);
}
