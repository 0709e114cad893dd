use diffusion::Blocks;
use diffusion::lesson::apart::*;
use diffusion::lesson::crossing::SPREAD;
use diffusion::solution::blocks as solution;

const BLOCKS: Blocks = Blocks {
    boundaries: solution::boundaries,
    of: solution::of,
    step: solution::step,
    sample: solution::sample,
};

#[test]
fn four_blocks_sample_both_modes() {
    let of = |levels: usize| off(&sampled(BLOCKS, levels));
    println!("{:?} {}", [2, 4, 8, 16, 32].map(of), printed_sign(8));
    // The mean distance of a normal number from 0 is 0.8 of its deviation.
    assert!((of(32) - 0.8 * SPREAD).abs() < 0.03);
    let up = sampled(BLOCKS, 16).iter().filter(|&&x| x > 0.0).count();
    assert_eq!(up, 50);
    assert!(printed_sign(8).abs() > 5.0);
}

/// The code's overlap of the block between 0.676649 and 0.3012, by two parts.
#[test]
fn ranges_are_widened() {
    for (part, high, low) in [(0.1, 0.733_692, 0.277_782), (0.05, 0.704_593, 0.289_254)] {
        let found = widened(0.676_649, 0.301_2, part);
        assert!((found.0 - high).abs() < 2e-6 && (found.1 - low).abs() < 2e-6, "{found:?}");
    }
    assert_eq!(widened(80.0, 0.002, 0.1), (80.0, 0.002));
}

#[test]
fn the_figures_are_finished() {
    for figure in [training(BLOCKS), boundaries(BLOCKS, 4)] {
        assert_eq!(figure.overlapping_labels(), [], "{}", figure.title());
    }
}
