use recurrence::Discretise;
use recurrence::Hippo;
use recurrence::lesson::remembered::*;
use recurrence::solution::{discretise, hippo};

const HIPPO: Hippo = Hippo { matrices: hippo::matrices, remember: hippo::remember, recall: hippo::recall };
const RULES: Discretise = Discretise { bilinear: discretise::bilinear, zoh: discretise::zoh };

#[test]
fn the_smooth_signal_is_read_back_by_its_own_operator() {
    let eight = (HIPPO.remember)(samples(Signal::Smooth).view(), 8);
    let (right, fixed) = (worst(HIPPO, &eight), worst(HIPPO, &with_fixed_step(HIPPO, RULES, 8)));
    assert!((right - 3.1e-3).abs() < 1e-4 && (fixed - 1.23).abs() < 0.01, "{right} {fixed}");
    let [smooth, jump, noise] =
        [Signal::Smooth, Signal::Jump, Signal::Noise].map(|signal| kept(HIPPO, signal, 8));
    println!("{smooth} {jump} {noise} {}", worst_of_last(8));
    assert!(smooth > 0.999 && jump > 0.8 && jump < 0.99 && noise < 0.03);
}

#[test]
fn the_figures_are_finished() {
    assert_eq!(figure(HIPPO).overlapping_labels(), []);
    assert_eq!(lost_figure(HIPPO).overlapping_labels(), []);
}
