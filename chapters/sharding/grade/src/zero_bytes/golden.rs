//! What is known of `zero_bytes` from elsewhere.

use judge::{Golden, mistaken};

use super::bent::Knobs;
use super::mistakes::mistakes;
use super::{Input, Stage};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![the_table_of_the_paper]
}

fn held(knobs: Knobs, stage: Stage) -> u64 {
    knobs.run(&Input { stage, units: vec![7_500_000_000], ranks: 64 }).held
}

/// Rajbhandari and others, ZeRO, arXiv 1910.02054, figure 1: Ψ = 7.5 billion weights, 64 ranks, K = 12: 120 GB, 31.4, 16.6, 1.9; and the
/// volumes 2Ψ, 2Ψ, 2Ψ and 3Ψ of its section 7. With gradients in f32 it is 18Ψ.
fn the_table_of_the_paper() {
    let table = [
        (Stage::Nothing, 120.0, 2.0),
        (Stage::Optimizer, 31.4, 2.0),
        (Stage::Gradients, 16.6, 2.0),
        (Stage::Resharded, 1.9, 3.0),
        (Stage::Kept, 1.9, 2.0),
    ];
    for (stage, gigabytes, volume) in table {
        let bytes = held(Knobs::default(), stage) as f64;
        assert_eq!((bytes / 1e8).round() / 10.0, gigabytes, "{stage:?}");
        let sent = Knobs::default().run(&Input { stage, units: vec![64_000], ranks: 64 }).sent;
        assert_eq!(sent as f64, volume * 64_000.0 * 63.0, "{stage:?}");
    }
    let of = |id| mistaken(mistakes(), id);
    assert_eq!(held(of("gradients_in_f32"), Stage::Nothing), 18 * 7_500_000_000);
    assert_eq!(held(of("optimizer_forgotten"), Stage::Optimizer), 4 * 7_500_000_000);
}
