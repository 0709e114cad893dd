use super::*;
use crate::lesson::bytes::{Model, of};
use crate::solution::budget;

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

#[test]
fn the_budget_is_drawn_with_any_sizes() {
    for context in [0, 1000, 10_000, 65_536, 1 << 20, 1 << 24] {
        for (block, heavy) in [(0, 0), (1, 1), (4, 128), (64, 4096)] {
            for (chosen, window) in [(0, 0), (1024, 128), (1 << 30, 1 << 20)] {
                let figure = drawing(BUDGET, context, block, heavy, chosen, window);
                assert_eq!(figure.overlapping_labels(), [], "{context} {block} {heavy} {chosen} {window}");
            }
        }
    }
    let pro = drawing(BUDGET, 1 << 20, 4, 128, 1024, 128);
    assert!(pro.description().contains("yours 5.3 GB and 206 GFLOPs"), "{}", pro.description());
}
