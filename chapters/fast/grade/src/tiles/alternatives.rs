//! Right answers to `tiles` by another route.

use fast::Tiles;
use judge::Alternative;

pub(super) fn alternatives() -> Vec<Alternative<Tiles>> {
    vec![]
}
