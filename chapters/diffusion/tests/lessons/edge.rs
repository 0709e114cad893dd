use diffusion::Consistency;
use diffusion::lesson::edge::*;
use diffusion::solution::consistency as solution;

const CONSISTENCY: Consistency =
    Consistency { scales: solution::scales, denoise: solution::denoise, loss: solution::loss };

#[test]
fn one_step_has_the_spread_of_the_data() {
    let (mean, jumped) = one_step(CONSISTENCY);
    assert!(mean < 0.004 && (jumped - 0.5).abs() < 0.01, "{mean} {jumped}");
    let losses = [0.5, 0.1, 0.01].map(|gap| loss_of_exact(CONSISTENCY, gap));
    println!("{losses:?}");
    assert!(losses[0] > losses[1] && losses[1] > 10.0 * losses[2]);
}

/// 2.000568: by numpy in double precision.
#[test]
fn the_edge_is_its_input() {
    let (ours, theirs) = at_the_edge(CONSISTENCY);
    assert_eq!(ours, 2.0);
    assert!((theirs - 2.000_568).abs() < 1e-6, "{theirs}");
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(scales(CONSISTENCY).overlapping_labels(), []);
}
