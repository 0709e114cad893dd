use compression::Budget;
use compression::lesson::millions::V4;
use compression::lesson::millions::sliders::*;
use compression::lesson::millions::v4;
use compression::solution::budget;

const BUDGET: Budget = Budget { cache: budget::cache, flops: budget::flops };

#[test]
fn larger_blocks_save_bytes_and_fewer_chosen_ones_flops_alone() {
    let costs = |sizes: Sizes| {
        let Sizes { choosing, block, heavy, chosen, window } = sizes;
        let layers = v4([choosing, 61 - choosing, 0], 128, V4 { block, heavy, chosen, window });
        ((BUDGET.cache)(&layers, 1 << 20), (BUDGET.flops)(&layers, 1 << 20))
    };
    let (bytes, flops) = costs(PRO);
    for larger in [Sizes { block: 8, ..PRO }, Sizes { heavy: 256, ..PRO }] {
        assert!(costs(larger).0 < bytes, "{larger:?}");
    }
    let fewer = costs(Sizes { chosen: 512, ..PRO });
    assert!(fewer.0 == bytes && fewer.1 < flops, "{fewer:?}");
}

#[test]
fn the_budget_is_drawn_with_any_sizes() {
    for context in [0, 1000, 10_000, 65_536, 1 << 20, 1 << 24] {
        for (block, heavy) in [(0, 0), (1, 1), (4, 128), (64, 4096)] {
            for (chosen, window) in [(0, 0), (1024, 128), (1 << 30, 1 << 20)] {
                let sizes = Sizes { choosing: 30, block, heavy, chosen, window };
                let figure = drawing(BUDGET, context, sizes);
                assert_eq!(figure.overlapping_labels(), [], "{context} {block} {heavy} {chosen} {window}");
            }
        }
    }
    let pro = drawing(BUDGET, 1 << 20, PRO);
    assert!(pro.description().contains("yours 5.3 GB and 206 GFLOPs"), "{}", pro.description());
}
