//! What is known of `sparse` from elsewhere.

use judge::Golden;

use super::{Input, Masks, walked};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![the_walked_masks_have_as_many_pairs_as_were_counted_elsewhere]
}

/// The pairs of both masks for n = 64: 1183, 794, 772, 1064, 1648 (derived by counting in numpy), and 2080 when dense.
fn the_walked_masks_have_as_many_pairs_as_were_counted_elsewhere() {
    for (stride, expected) in [(2, 1183), (4, 794), (8, 772), (16, 1064), (32, 1648)] {
        let Masks(masks) = walked(&Input::Strided { n: 64, stride });
        let pairs: usize = masks.iter().map(|(_, mask)| mask.iter().filter(|seen| **seen).count()).sum();
        assert_eq!(pairs, expected, "stride {stride}");
    }
}
