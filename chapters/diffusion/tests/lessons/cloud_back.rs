use diffusion::VpSde;
use diffusion::lesson::cloud_back::*;
use diffusion::solution::vp_sde;

const SDE: VpSde = VpSde {
    marginal: vp_sde::marginal,
    ve: vp_sde::ve,
    reverse: vp_sde::reverse,
    flow: vp_sde::flow,
    step: vp_sde::step,
};

/// Another program measured 0.248, 0.248, 2.5e-6 and 3.09 with samples.
#[test]
fn what_is_left_of_a_cloud() {
    for (way, golden) in WAYS.into_iter().zip([0.248, 0.248, 2.5e-6, 3.09]) {
        let found = left(SDE, way, STEPS);
        assert!((found / golden - 1.0).abs() < 0.05, "{way:?}: {found}");
    }
}

#[test]
fn the_flow_keeps_sides_and_noise_does_not() {
    println!("{}\n{}", told(SDE, Way::Flow, 2000), told(SDE, Way::Sde, 2000));
    let start = starts(500);
    let crossed = |way| {
        let end = travelled(SDE, way, &start, 200);
        start.iter().zip(&end).filter(|(a, b)| (**a > 0.0) != (**b > 0.0)).count()
    };
    assert_eq!(crossed(Way::Flow), 0);
    assert!(crossed(Way::Sde) > 100);
}

#[test]
fn the_figures_are_finished() {
    assert_eq!(figure(SDE).overlapping_labels(), []);
    assert_eq!(same_start(SDE).overlapping_labels(), []);
}
