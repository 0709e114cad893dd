use diffusion::AdaLnZero;
use diffusion::lesson::net_dit::*;
use diffusion::solution::adaln_zero as solution;

#[test]
fn it_is_drawn() {
    assert_eq!(schematic(1152).overlapping_labels(), []);
}

#[test]
fn gates_of_zero_leave_the_tokens_and_only_gates_have_slopes() {
    let adaln = AdaLnZero { modulate: solution::modulate, block: solution::block };
    assert_eq!(away(adaln, 28, 0.0), [0.0, 1.0]);
    let far = away(adaln, 28, 1.0);
    assert!(far[0] > 3.0, "{far:?}");
    let slopes = slopes(adaln);
    assert!(
        [0, 1, 3, 4].iter().all(|&i| slopes[i] == 0.0) && slopes[2] > 0.1 && slopes[5] > 0.1,
        "{slopes:?}"
    );
}
