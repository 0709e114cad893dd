//! Who looks at whom.

mod blocks;
mod memory;
mod scores;

use ::attention::Mask;

use crate::example::Examples;

const MASKS: [(Mask, bool); 2] = [(Mask::None, false), (Mask::Causal, true)];

/// n, m, d and d_v; the second has more queries than keys.
const SIZES: [[usize; 4]; 2] = [[3, 5, 4, 2], [4, 2, 3, 6]];

pub(crate) fn examples(e: &mut Examples) {
    scores::scores(e);
    scores::positions(e);
    scores::heads(e);
    memory::nearby(e);
    memory::tiles(e);
    blocks::blocks(e);
}
