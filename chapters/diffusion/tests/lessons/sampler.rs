use diffusion::Cfg;
use diffusion::Ddim;
use diffusion::Posterior;
use diffusion::Variance;
use diffusion::lesson::ring::RADIUS;
use diffusion::lesson::sampler::*;
use diffusion::solution::{cfg, ddim, posterior};

const DDIM: Ddim = Ddim { step: ddim::step, times: ddim::times };
const CFG: Cfg = Cfg { guide: cfg::guide, drop: cfg::drop, auto: cfg::auto };
const POSTERIOR: Posterior = Posterior { coefficients: posterior::coefficients, step: posterior::step };

#[test]
fn more_steps_are_nearer_and_guidance_goes_out_past_the_modes() {
    let rows = by_steps(DDIM, 300, &[2, 5, 20]);
    assert!(
        rows.windows(2).all(|pair| (0..2).all(|which| pair[0].1[which] > 2.0 * pair[1].1[which])),
        "{rows:?}"
    );
    let [one, two, four, eight] = [1.0, 2.0, 4.0, 8.0].map(|s| guidance(CFG, DDIM, s, Belief(1.0)));
    assert!(one.near > 0.95 && (one.radius - RADIUS).abs() < 0.05);
    assert!(four.radius > two.radius && two.radius > one.radius && eight.near < one.near);
    // A network that believes half in its labels, guided twice as much, is the right one.
    let half = guidance(CFG, DDIM, 2.0, Belief(0.5));
    assert!((half.radius - one.radius).abs() < 1e-3, "{half:?}");
    // The modes become sharper, and stay where they are.
    let [plain, guided] = [1.0, 3.0].map(|s| autoguidance(CFG, DDIM, s));
    assert!(guided.near > plain.near + 0.2 && (guided.radius - RADIUS).abs() < 0.05, "{plain:?} {guided:?}");
}

#[test]
fn a_thousand_steps_of_ddpm_give_the_ring_and_every_twentieth_does_not() {
    let floor = floor(200);
    for variance in [Variance::Small, Variance::Large] {
        let found = distance(&ancestral(POSTERIOR, variance, 200));
        assert!(found < floor + 0.05, "{variance:?}: {found}");
    }
    assert!(distance(&skipping(POSTERIOR, 20, 200)) > floor + 0.2);
    assert!(first_guess(4).iter().all(|[middle, nearest]| *middle < 0.1 && *nearest > 1.9));
}

#[test]
fn the_figures_are_finished() {
    for values in [[32.0, 0.0, 1.0], [2.0, 1.0, 8.0], [32.0, 1.0, 0.0]] {
        assert_eq!(play().drawn(&values).unwrap().overlapping_labels(), []);
    }
    assert_eq!(play().figure().overlapping_labels(), []);
    assert_eq!(steps_figure(DDIM).overlapping_labels(), []);
}
