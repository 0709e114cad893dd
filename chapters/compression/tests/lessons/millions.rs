mod sliders;

use compression::Budget;
use compression::Layers;
use compression::lesson::bytes::{Model, of};
use compression::lesson::millions::*;
use compression::solution::budget;

const BUDGET: Budget = Budget { cache: budget::cache, flops: budget::flops };

#[test]
fn the_layers_keep_what_the_first_page_says() {
    for tokens in [7, 100, 128, 4096, 1 << 20] {
        for (layers, model) in [
            (grouped(), Model::Grouped),
            (v32(), Model::V32),
            (v4_pro(), Model::V4Pro),
            (v4_flash(), Model::V4Flash),
        ] {
            assert_eq!((BUDGET.cache)(&layers, tokens), of(model, tokens), "{model:?} at {tokens}");
        }
    }
}

#[test]
fn hybrids_leave_what_is_reported() {
    let percent = |layers: &[Layers], tokens| 100.0 * share(BUDGET, layers, tokens);
    for (tokens, known) in [(1024, 100.0), (8192, 26.6), (32_768, 18.75), (131_072, 16.8)] {
        assert!((percent(&gemma_3_27b(), tokens) - known).abs() < 0.05, "{tokens}");
    }
    // "Up to 75 %" less.
    assert!((percent(&kimi_linear(), 1 << 20) - 26.0).abs() < 0.3);
}

#[test]
fn the_figures_are_finished() {
    assert_eq!(figure(BUDGET).overlapping_labels(), []);
    assert_eq!(hybrids(BUDGET).overlapping_labels(), []);
}
